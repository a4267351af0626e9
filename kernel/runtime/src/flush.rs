//! Rust keeps half a line of standard output until its end; a reader wants to see it now.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

const INTERVAL: Duration = Duration::from_millis(40);

/// Flushes standard output now and then until it is dropped. Its thread is gone by then: the worker forks between
/// cells, and a thread does not survive that.
pub(crate) struct Flusher {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Flusher {
    pub(crate) fn start() -> Flusher {
        let over = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&over);
        let thread = std::thread::Builder::new()
            .name("flush".to_owned())
            .stack_size(64 << 10)
            .spawn(move || {
                loop {
                    std::thread::park_timeout(INTERVAL);
                    if seen.load(Ordering::Acquire) {
                        return;
                    }
                    drop(std::io::stdout().flush());
                }
            });
        Flusher {
            over,
            // Without a thread, output comes line by line.
            thread: thread.ok(),
        }
    }
}

impl Drop for Flusher {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            drop(thread.join());
        }
        drop(std::io::stdout().flush());
    }
}
