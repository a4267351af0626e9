//! What kernel and child say to each other: one JSON object a line.
//!
//! `{"id":1,"complete":{"session":{...},"code":"x.le","cursor":4}}` (or `inspect`) is answered by
//! `{"id":1,"completions":{...}}`, `{"id":1,"bundle":{...}}` or `{"id":1,"failed":"why"}`.

use serde::{Deserialize, Serialize};

use crate::display::Bundle;
use crate::engine::{Completions, SessionView};

/// A question of the kernel.
#[derive(Debug, Serialize, Deserialize)]
pub struct Request {
    /// Stands in the answer too.
    pub id: u64,
    /// What is asked.
    #[serde(flatten)]
    pub question: Question,
}

/// What is asked of a place in a cell.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Question {
    /// What could stand there?
    Complete(Place),
    /// What is it that stands there?
    Inspect(Place),
}

/// A place in a cell of a session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Place {
    /// The session so far.
    pub session: SessionView,
    /// The cell.
    pub code: String,
    /// In bytes of the cell.
    pub cursor: usize,
}

/// An answer of the child.
#[derive(Debug, Serialize, Deserialize)]
pub struct Reply {
    /// The question's.
    pub id: u64,
    /// What was found.
    #[serde(flatten)]
    pub answer: Answer,
}

/// What the child knows of a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// What could stand there.
    Completions(Completions),
    /// What stands there; `null` when nothing is known of it.
    Bundle(Option<Bundle>),
    /// The question cannot be answered.
    Failed(String),
}
