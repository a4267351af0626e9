//! Output on its way: how many bytes have been said and not yet been read by all who keep up. Whoever produces output
//! waits here while there are too many, so that a cell is no faster than its readers.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Output waits while this much of it is on its way.
pub const BUDGET: usize = 32 << 20;

/// The bytes on their way.
#[derive(Debug, Default)]
pub struct Flow {
    bytes: Mutex<usize>,
    less: Condvar,
}

/// A message on its way; dropped when nobody who keeps up has still to read it.
#[derive(Debug)]
pub struct Ticket {
    flow: Arc<Flow>,
    bytes: usize,
}

impl Flow {
    fn bytes(&self) -> MutexGuard<'_, usize> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A message of this size sets out.
    pub fn ticket(self: &Arc<Flow>, bytes: usize) -> Arc<Ticket> {
        *self.bytes() += bytes;
        Arc::new(Ticket {
            flow: Arc::clone(self),
            bytes,
        })
    }

    /// Waits while too much is on its way. Blocks the thread: for those that read a cell's output, never for a task.
    ///
    /// Every ticket is dropped in bounded time: by a subscriber that has read its message, by one that was found to be
    /// stalled (`outbox`), or with the sockets.
    pub fn wait_for_room(&self) {
        let mut bytes = self.bytes();
        while *bytes > BUDGET {
            bytes = self
                .less
                .wait(bytes)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        *self.flow.bytes() -= self.bytes;
        self.flow.less.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn who_produces_waits_for_who_reads() {
        let flow = Arc::new(Flow::default());
        let (first, second) = (flow.ticket(BUDGET), flow.ticket(1));
        let waiting = std::thread::spawn({
            let flow = Arc::clone(&flow);
            move || flow.wait_for_room()
        });
        std::thread::sleep(Duration::from_millis(50));
        assert!(!waiting.is_finished());
        drop(second);
        waiting.join().unwrap();
        drop(first);
        assert_eq!(*flow.bytes(), 0);
    }
}
