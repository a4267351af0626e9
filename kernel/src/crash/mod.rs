//! When the kernel itself fails: what is told, and to whom.
//!
//! A panic under [`catch`] is an error of the request or the cell, and the kernel goes on. Any other panic has left
//! something half done, so the process ends at once: the front end sees it, and starts a new one if it likes. A signal
//! that kills (SIGSEGV, SIGABRT and their kin) does the same. Each leaves a report in the cache and one line on standard
//! error that says where.
//!
//! # Layout
//! - this file: panics
//! - `report`: the report's text and its file
//! - `signals`: signals that kill

mod report;
#[cfg(target_os = "linux")]
mod signals;

use std::cell::Cell;
use std::future::Future;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;

use report::Report;
pub use report::know;

/// A process writes no more reports of panics that it survives than this: a request that fails may come again and again.
const MOST_REPORTS: u32 = 5;
/// Threads whose owner notices that they have ended, and goes on without them.
const SPARE: [&str; 2] = ["katex", "completer"];

thread_local! {
    /// How many [`catch`]es are around what this thread does.
    static CATCHING: Cell<u32> = const { Cell::new(0) };
}

/// A panic that was caught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panicked {
    /// What it said.
    pub message: String,
}

/// From now on this process reports its crashes into `folder`, and ends when a panic is not caught.
pub fn report_into(folder: PathBuf) {
    report::begin(folder);
    std::panic::set_hook(Box::new(on_panic));
    #[cfg(target_os = "linux")]
    if let Err(error) = signals::watch() {
        tracing::warn!("a crash by a signal would leave no report: {error:#}");
    }
}

/// Runs something whose panic is an error and no crash.
///
/// # Errors
/// It has panicked; where [`report_into`] was called, that was reported.
pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    CATCHING.with(|catching| catching.set(catching.get() + 1));
    let result = catch_unwind(AssertUnwindSafe(work));
    CATCHING.with(|catching| catching.set(catching.get() - 1));
    result.map_err(|panic| Panicked {
        message: words(panic.as_ref()).to_owned(),
    })
}

/// As [`catch`], for a future.
///
/// # Errors
/// As [`catch`].
pub async fn catch_in<F: Future>(future: F) -> Result<F::Output, Panicked> {
    let mut future = std::pin::pin!(future);
    std::future::poll_fn(|context| match catch(|| future.as_mut().poll(context)) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(value)) => Poll::Ready(Ok(value)),
        Err(panicked) => Poll::Ready(Err(panicked)),
    })
    .await
}

fn words(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without words")
}

fn on_panic(panic: &PanicHookInfo) {
    static REPORTS: AtomicU32 = AtomicU32::new(0);
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("without a name");
    let survived = CATCHING.with(Cell::get) > 0 || SPARE.contains(&name);
    let place = panic.location().map(ToString::to_string);
    let message = words(panic.payload());
    tracing::error!("a panic in the thread {name}: {}", report::short(message));
    if !survived || REPORTS.fetch_add(1, Ordering::Relaxed) < MOST_REPORTS {
        let report = Report {
            what: format!(
                "a panic in the thread {name} at {}\n{}",
                place.as_deref().unwrap_or("a place that is not known"),
                report::short(message)
            ),
            survived,
            backtrace: std::backtrace::Backtrace::force_capture().to_string(),
        };
        report.publish();
    }
    if !survived {
        report::is_done();
        std::process::abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caught_panic_says_what_it_said() {
        let caught = catch(|| panic!("number {}", 7)).unwrap_err();
        assert_eq!(caught.message, "number 7");
        assert_eq!(catch(|| 3), Ok(3));
        assert_eq!(CATCHING.with(Cell::get), 0);
    }

    #[tokio::test]
    async fn a_future_is_caught_wherever_it_panics() {
        let late = async {
            tokio::task::yield_now().await;
            assert_eq!(CATCHING.with(Cell::get), 1);
            panic!("late");
        };
        let caught: Result<(), Panicked> = catch_in(late).await;
        assert_eq!(caught.unwrap_err().message, "late");
        assert_eq!(CATCHING.with(Cell::get), 0);
    }
}
