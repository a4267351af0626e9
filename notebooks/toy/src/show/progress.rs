//! Progress bars: they move in place, and end in a text without times, so that a notebook's outputs do not change from
//! run to run.

use super::{Bundle, frame};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// At most ten updates a second: more cannot be seen and would slow the front end.
const PAUSE: Duration = Duration::from_millis(100);
/// Blocks of the bar.
const BLOCKS: usize = 24;

/// A bar to be moved by hand with [`Progress::tick`], also from several threads. For a plain loop see [`progress`].
#[derive(Debug)]
pub struct Progress {
    what: String,
    total: usize,
    id: String,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    done: usize,
    shown: Instant,
}

impl Progress {
    /// A bar for `total` steps.
    pub fn new(what: &str, total: usize) -> Progress {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        // The process is part of the id: after a restart the count starts again, and an old bar must stay as it is.
        let id = format!(
            "progress-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let bar = Progress {
            what: what.to_owned(),
            total,
            id,
            state: Mutex::new(State {
                done: 0,
                shown: Instant::now(),
            }),
        };
        if frame::in_notebook() {
            bar.bundle(0).send_as(&bar.id, false);
        }
        bar
    }

    /// One step is done.
    pub fn tick(&self) {
        crate::interrupt::checkpoint();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.done += 1;
        if state.shown.elapsed() >= PAUSE && frame::in_notebook() {
            state.shown = Instant::now();
            self.bundle(state.done).send_as(&self.id, true);
        }
    }

    fn bundle(&self, done: usize) -> Bundle {
        let text = format!("{}: {done} of {}", self.what, self.total);
        if done >= self.total {
            return Bundle::plain(text);
        }
        let full = done * BLOCKS / self.total.max(1);
        let bar = "█".repeat(full) + &"░".repeat(BLOCKS - full);
        Bundle::plain(format!("{bar} {text}"))
    }
}

impl Drop for Progress {
    /// Shows the last state, which depends on nothing but the steps done.
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        let done = state.done;
        let last = self.bundle(done);
        if frame::in_notebook() {
            last.send_as(&self.id, true);
        } else {
            last.send();
        }
    }
}

/// The iterator of [`progress`].
#[derive(Debug)]
pub struct Steps {
    bar: Progress,
    next: usize,
}

/// Counts 0, 1, ..., total − 1 and shows how far it is: `for step in progress("Training", 2000) { ... }`.
pub fn progress(what: &str, total: usize) -> Steps {
    Steps {
        bar: Progress::new(what, total),
        next: 0,
    }
}

impl Iterator for Steps {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        // The step handed out last is done now.
        if self.next > 0 && self.next <= self.bar.total {
            self.bar.tick();
        }
        let step = self.next;
        self.next += 1;
        (step < self.bar.total).then_some(step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_ends_without_a_bar() {
        let mut steps = progress("Training", 3);
        assert!(steps.by_ref().eq(0..3));
        assert_eq!(steps.bar.bundle(3).text(), "Training: 3 of 3");
        assert_eq!(steps.bar.state.lock().expect("not poisoned").done, 3);
        assert!(steps.bar.bundle(1).text().starts_with("████████░░"));
    }
}
