//! How a cell ended, and what that means for the session's variables.

use super::life::Death;
use crate::worker::control::{End, Outcome};
use crate::worker::frames::{Display, PanicReport};

/// A cell's end.
#[derive(Debug, Clone, PartialEq)]
pub struct Ended {
    /// What happened.
    pub how: How,
    /// What that means for the session's variables.
    pub variables: Variables,
    /// Variables of earlier cells that it had moved when it was ended before its time. They are gone if
    /// [`Variables::AsLeft`], and back in their places otherwise.
    pub lost: Vec<String>,
    /// It was told to stop while it ran. [`How::Done`] then means that it did not notice.
    pub interrupted: bool,
    /// The cell's value, as blocks of evcxr's display protocol.
    pub result: Option<Display>,
    /// What the reader should know besides: threads that are gone, no memory for a snapshot.
    pub notice: Option<String>,
}

/// How a cell ended.
#[derive(Debug, Clone, PartialEq)]
pub enum How {
    /// At its last line.
    Done,
    /// By a panic.
    Panic(PanicReport),
    /// By a `?` or a `return`, with this error.
    Return(String),
    /// It was interrupted.
    Interrupted,
    /// The process that ran it died, of this: "segmentation fault (signal 11)".
    Crashed {
        /// In words, without a full stop.
        cause: String,
    },
    /// The system's loader refused it, for this reason. It did not run.
    NotLoaded(String),
}

/// The session's variables after something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variables {
    /// As the cell left them. It counts as run.
    AsLeft,
    /// As before the cell; it has not changed any.
    AsBefore,
    /// As they were so many cells (at least one) before the cell: the newest state was lost with the worker.
    Older(u64),
    /// All gone.
    Gone,
}

/// What became of an order to run a cell.
pub(super) enum CellEnd {
    /// The cell has ended, and its state counts so many cells.
    Ended(Outcome, u64),
    /// It has ended, and its runner with it, so that the state before it comes back.
    RolledBack(Outcome, Death),
    /// The runner died; had it begun with the cell?
    Died(Death, bool),
}

impl From<Outcome> for How {
    fn from(outcome: Outcome) -> How {
        match outcome.end {
            End::Done => How::Done,
            End::Panic => How::Panic(outcome.panic.unwrap_or_default()),
            End::Return => How::Return(outcome.error.unwrap_or_default()),
            End::Interrupted => How::Interrupted,
            End::NotLoaded => How::NotLoaded(outcome.error.unwrap_or_default()),
        }
    }
}
