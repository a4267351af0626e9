//! Comms: channels between a program and what the front end draws for it (sliders, say). What each side says to the
//! other; the toolkit (crate `toy`, `comm`) is the program's end, the session the front end's.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a program says, in the frame `comm`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// Front ends may open comms of this name from now on.
    Target(String),
    /// A comm is opened.
    Open(Opened),
    /// Something for the front end's end of a comm.
    Msg(Letter),
    /// A comm is closed, or was never open as far as the program knows.
    Close(Letter),
}

/// A comm that a program opens.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Opened {
    /// Names the comm.
    pub comm_id: String,
    /// Who shall answer in the front end.
    pub target_name: String,
    /// What it is given.
    pub data: Map<String, Value>,
    /// Metadata of the message.
    pub metadata: Map<String, Value>,
    /// The display in whose place an error of the comm's handler is shown.
    pub output: Option<String>,
}

/// Something said on a comm.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Letter {
    /// The comm.
    pub comm_id: String,
    /// What.
    pub data: Map<String, Value>,
}

/// What the program's handlers are called with.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The front end has opened a comm of a target that the program has registered.
    Open {
        /// Names the comm.
        comm_id: String,
        /// The target.
        target_name: String,
        /// What comes with it.
        data: Map<String, Value>,
    },
    /// The front end has said something.
    Msg(Letter),
    /// The front end has closed a comm.
    Close(Letter),
    /// The program's memory is that of an earlier moment: the front end shall be told what it holds.
    Restored {},
}
