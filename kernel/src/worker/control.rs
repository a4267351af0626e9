//! What kernel and worker say to each other on the control socket: one JSON object a line, both ways.
//!
//! The supervisor, the runner and the snapshots share the worker's end. Only the runner reads it, so an order that no
//! runner has taken waits there for the next one, which leaves it: an order names the life that it is for, and each
//! runner, new or woken, has a life of its own. So an order is done once, or never.

use std::io::{ErrorKind, Read, Write};
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::frames::PanicReport;

/// What the kernel wants of the runner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Load these libraries, in this order, for all cells to see. Answered by [`Report::Answered`].
    Load(Vec<PathBuf>),
    /// Load this library and call its cell. Answered by [`Report::Started`], then [`Report::Ended`].
    Run(PathBuf),
    /// Call the toolkit's handler of comms with this event, as JSON. Answered as [`Order::Run`].
    Call(String),
    /// Keep snapshots from now on, or none. Answered by [`Report::Answered`].
    Snapshots(bool),
}

/// An order with its number, which the answer carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The life that the order is for.
    pub life: u64,
    /// The number.
    pub id: u64,
    /// The order.
    pub order: Order,
}

/// What the worker's processes tell the kernel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    /// A runner that has loaded nothing yet waits for orders.
    Ready {
        /// The runner.
        pid: i32,
        /// Its number among all runners of this worker.
        life: u64,
    },
    /// The order was done, or could not be.
    Answered {
        /// The order.
        id: u64,
        /// Why not.
        error: Option<String>,
    },
    /// The cell runs from now on: an interrupt reaches it.
    Started {
        /// The order.
        id: u64,
    },
    /// The cell has ended; all that it wrote is in the pipes.
    Ended {
        /// The order.
        id: u64,
        /// How.
        outcome: Outcome,
        /// Cells that have ended in the runner's state.
        generation: u64,
        /// The snapshot takes over, because the cell has destroyed variables that are not its own.
        rolled_back: bool,
    },
    /// The state after that many cells sleeps in a snapshot.
    Kept {
        /// Cells that have ended in it.
        generation: u64,
        /// How long the fork took, in microseconds.
        micros: u64,
    },
    /// No snapshot could be made; the one before, if any, is still there.
    NotKept {
        /// Why.
        error: String,
    },
    /// The runner is about to die, of this.
    Dying(String),
    /// A runner has died; a snapshot or a new runner takes its place.
    Died {
        /// Which.
        pid: i32,
        /// The signal that ended it.
        signal: Option<i32>,
        /// Its exit code, if it ended by itself.
        code: Option<i32>,
    },
    /// A snapshot has woken up and is the runner.
    Restored {
        /// The runner from now on.
        pid: i32,
        /// Its number among all runners of this worker.
        life: u64,
        /// Cells that have ended in its state.
        generation: u64,
        /// Threads ran beside the cells when it was made; they are not in it.
        threads_lost: bool,
    },
}

/// What a cell's library said of its end.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcome {
    /// The kind of end.
    pub end: End,
    /// The panic that ended it.
    pub panic: Option<PanicReport>,
    /// The error that it returned with, or why it could not be loaded.
    pub error: Option<String>,
    /// Variables of earlier cells that it had moved when it was ended before its time.
    pub lost: Vec<String>,
}

/// How a cell ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// At its last line.
    #[default]
    Done,
    /// By a panic.
    Panic,
    /// By a `?` or a `return`.
    Return,
    /// Because it was interrupted.
    Interrupted,
    /// It never ran.
    NotLoaded,
}

/// Writes one message.
///
/// It stands on a line of its own even when a process died in the middle of the one before.
///
/// # Errors
/// The other end is gone, or the message holds a path that is not UTF-8.
pub fn send(mut out: impl Write, message: &impl Serialize) -> std::io::Result<()> {
    let line = format!("\n{}\n", serde_json::to_string(message)?);
    out.write_all(line.as_bytes())
}

/// Reads messages from a socket.
pub struct Lines<R> {
    socket: R,
    held: Vec<u8>,
}

impl<R: Read + AsFd> Lines<R> {
    /// A reader of `socket`, which must be blocking.
    pub fn new(socket: R) -> Lines<R> {
        Lines {
            socket,
            held: Vec::new(),
        }
    }

    /// The socket itself.
    pub fn socket(&self) -> &R {
        &self.socket
    }

    /// The next message; `None` when `patience` has passed without one. Lines that are no message are skipped.
    ///
    /// # Errors
    /// The other end is gone, or the socket cannot be read.
    pub fn next<T: DeserializeOwned>(
        &mut self,
        patience: Option<Duration>,
    ) -> std::io::Result<Option<T>> {
        let until = patience.map(|patience| Instant::now() + patience);
        loop {
            while let Some(end) = self.held.iter().position(|&byte| byte == b'\n') {
                let line: Vec<u8> = self.held.drain(..=end).collect();
                if let Ok(message) = serde_json::from_slice(&line) {
                    return Ok(Some(message));
                }
            }
            if !self.wait(until)? {
                return Ok(None);
            }
            let mut buffer = [0; 8192];
            match self.socket.read(&mut buffer) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(length) => self.held.extend_from_slice(&buffer[..length]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Waits until there is something to read; `false` when the time is over.
    fn wait(&self, until: Option<Instant>) -> std::io::Result<bool> {
        loop {
            let timeout = match until {
                None => PollTimeout::NONE,
                Some(until) => {
                    let left = until.saturating_duration_since(Instant::now());
                    PollTimeout::try_from(left).unwrap_or(PollTimeout::MAX)
                }
            };
            let mut fds = [PollFd::new(self.socket.as_fd(), PollFlags::POLLIN)];
            match poll(&mut fds, timeout) {
                Ok(ready) => return Ok(ready > 0),
                Err(Errno::EINTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixStream;

    #[test]
    fn a_message_behind_half_a_message_is_read() {
        let (kernel, worker) = UnixStream::pair().unwrap();
        (&worker).write_all(b"\n{\"started\":{\"i").unwrap();
        send(&worker, &Report::Ready { pid: 7, life: 0 }).unwrap();
        let mut lines = Lines::new(kernel);
        assert_eq!(
            lines.next(None).unwrap(),
            Some(Report::Ready { pid: 7, life: 0 })
        );
        let nothing = lines.next::<Report>(Some(Duration::from_millis(5)));
        assert_eq!(nothing.unwrap(), None);
        drop(worker);
        assert!(lines.next::<Report>(None).is_err());
    }

    #[test]
    fn absent_keys_of_an_outcome_say_nothing() {
        let json = r#"{"end":"panic","panic":{"message":"m","line":3},"lost":["x"]}"#;
        let outcome: Outcome = serde_json::from_str(json).unwrap();
        assert_eq!((outcome.end, outcome.error), (End::Panic, None));
        assert_eq!(outcome.lost, ["x"]);
        let panic = outcome.panic.unwrap();
        assert_eq!((panic.message.as_str(), panic.line), ("m", 3));
        assert!(panic.file.is_empty() && panic.backtrace.is_empty());
    }
}
