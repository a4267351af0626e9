//! Progress bars: they move in place, and end in a text without times, so that a notebook's outputs do not change from
//! run to run.

use super::{Bundle, fixed, frame};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// At most ten updates a second: more cannot be seen and would slow the front end.
const PAUSE: Duration = Duration::from_millis(100);
/// Blocks of the bar.
const BLOCKS: usize = 24;

/// A bar to be moved by hand with [`Progress::tick`], also from several threads. For a plain loop see [`progress`].
///
/// ```
/// # use toy::prelude::*;
/// let bar = Progress::new("Seeds", 3);
/// over_seeds(3, |_| bar.tick()); // also from several threads
/// ```
#[derive(Debug)]
pub struct Progress {
    what: String,
    total: usize,
    id: String,
    began: Instant,
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
            began: Instant::now(),
            state: Mutex::new(State {
                done: 0,
                shown: Instant::now(),
            }),
        };
        if frame::in_notebook() {
            bar.bundle(0, 0.0).send_as(&bar.id, false);
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
            let seconds = self.began.elapsed().as_secs_f64();
            self.bundle(state.done, seconds).send_as(&self.id, true);
        }
    }

    /// How far it is after so many seconds; the end names no time.
    fn bundle(&self, done: usize, seconds: f64) -> Bundle {
        let text = format!("{}: {done} of {}", self.what, self.total);
        if done >= self.total {
            return Bundle::plain(text);
        }
        let full = done * BLOCKS / self.total.max(1);
        let bar = "█".repeat(full) + &"░".repeat(BLOCKS - full);
        if done == 0 || seconds <= 0.0 {
            return Bundle::plain(format!("{bar} {text}"));
        }
        let rate = done as f64 / seconds;
        let left = (self.total - done) as f64 / rate;
        let rate = if rate < 10.0 {
            fixed(rate, 1)
        } else {
            fixed(rate, 0)
        };
        Bundle::plain(format!(
            "{bar} {text}, {rate} a second, {} left",
            time(left)
        ))
    }
}

/// A time to wait, as one says it.
fn time(seconds: f64) -> String {
    let seconds = seconds.ceil().max(1.0) as u64;
    match seconds {
        0..=99 => format!("{seconds} s"),
        100..=5999 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h", seconds.div_ceil(3600)),
    }
}

impl Drop for Progress {
    /// Shows the last state, which depends on nothing but the steps done.
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        let done = state.done;
        let last = self.bundle(done, 0.0);
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

/// Counts 0, 1, ..., total − 1 and shows how far it is, how fast it goes and how long it will take:
/// `for step in progress("Training", 2000) { ... }`. An interrupt ends it between two steps.
///
/// ```
/// # use toy::prelude::*;
/// let mut sum = 0;
/// for step in progress("Adding", 4) {
///     sum += step;
/// }
/// assert_eq!(sum, 6);
/// ```
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

/// The iterator of [`progress_over`].
#[derive(Debug)]
pub struct Over<I> {
    steps: Steps,
    items: I,
}

/// As [`progress`], over what has a known length: an array, a vector, a range.
///
/// ```
/// # use toy::prelude::*;
/// for batch in progress_over("Training", [[0, 1], [2, 3]]) {
///     assert!(batch[0] < batch[1]);
/// }
/// ```
pub fn progress_over<T>(what: &str, items: T) -> Over<T::IntoIter>
where
    T: IntoIterator<IntoIter: ExactSizeIterator>,
{
    let items = items.into_iter();
    Over {
        steps: progress(what, items.len()),
        items,
    }
}

impl<I: Iterator> Iterator for Over<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        self.steps.next();
        self.items.next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_ends_without_a_bar() {
        let mut steps = progress("Training", 3);
        assert!(steps.by_ref().eq(0..3));
        assert_eq!(steps.bar.bundle(3, 1.0).text(), "Training: 3 of 3");
        assert_eq!(steps.bar.state.lock().expect("not poisoned").done, 3);
        let moving = steps.bar.bundle(1, 0.5);
        assert!(moving.text().starts_with("████████░░"));
        assert!(moving.text().ends_with("1 of 3, 2.0 a second, 1 s left"));
    }

    #[test]
    fn what_has_a_length_is_counted_to_its_end() {
        let mut over = progress_over("Rows", vec!["a", "b"]);
        assert!(over.by_ref().eq(["a", "b"]));
        assert_eq!(over.steps.bar.state.lock().expect("not poisoned").done, 2);
    }

    #[test]
    fn a_time_to_wait_is_a_round_one() {
        let said = [0.2, 99.0, 100.0, 90_000.0].map(time);
        assert_eq!(said, ["1 s", "99 s", "2 min", "25 h"]);
    }
}
