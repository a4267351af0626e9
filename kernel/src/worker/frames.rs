//! Frames: how a program says more than text, in band on its standard output, so that order is kept.
//!
//! A frame is `ESC ]papercell; TOKEN ; LENGTH ;` followed by LENGTH bytes of JSON, an object with one key. The toolkit
//! (crate `toy`) writes `display`, `clear`, `claim`, `verdict`, `input` and `comm`; the worker writes `begin` and `end`;
//! the panic hook writes `panic`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::comms;

/// What a program said.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frame {
    /// A cell starts to run.
    Begin {},
    /// A cell has run; everything that it wrote stands before this.
    End {},
    /// A rich output.
    Display(Display),
    /// Forget the cell's outputs so far.
    Clear {
        /// Only when the next output comes.
        wait: bool,
    },
    /// A claim of the paper was measured.
    Claim(Measured),
    /// Show the table of claims.
    Verdict {},
    /// The program waits for a line from the reader.
    Input {
        /// Shown beside the field.
        prompt: String,
        /// Do not show what is typed.
        #[serde(default)]
        password: bool,
    },
    /// Something about a comm.
    Comm(comms::Said),
    /// A panic started.
    Panic(Panic),
}

/// A MIME bundle on its way to the front end.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Display {
    /// MIME type to content.
    pub data: Map<String, Value>,
    /// MIME type or free key to metadata.
    pub metadata: Map<String, Value>,
    /// Names the output, so that it can be updated.
    pub id: Option<String>,
    /// Replace what was shown under `id`.
    pub update: bool,
    /// It is the value of the cell's last expression.
    pub result: bool,
}

/// The outcome of one claim.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Measured {
    /// The claim's key in the paper cell.
    pub id: String,
    /// Did it hold at toy scale?
    pub holds: bool,
    /// What was measured, as text with its unit or interval.
    pub measured: String,
    /// What would count as holding.
    pub expected: String,
    /// Why it did not hold, or what to bear in mind.
    pub note: String,
}

/// A panic as the hook saw it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Panic {
    /// The message.
    pub message: String,
    /// The source file, as rustc was given it.
    pub file: String,
    /// Line in `file`, from 1; 0 if unknown.
    pub line: usize,
    /// Column in `file`, from 1, in bytes as rustc counts; 0 if unknown.
    pub column: usize,
    /// On the thread that runs the cells?
    pub main: bool,
    /// The thread's name.
    pub thread: String,
}

/// The panic that ended a cell of the native engine, as the cells' runtime reports it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PanicReport {
    /// The message.
    pub message: String,
    /// The source file of the panic's place, as rustc was given it; empty if unknown.
    pub file: String,
    /// Line in `file`, from 1; 0 if unknown.
    pub line: usize,
    /// Column in `file`, from 1, in widths (`std::panic::Location`); 0 if unknown.
    pub column: usize,
    /// Who called whom, the innermost first.
    pub backtrace: Vec<BacktraceFrame>,
}

/// One call that was under way when a program panicked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BacktraceFrame {
    /// The function's path.
    pub function: String,
    /// The source file, as rustc was given it; empty if unknown.
    pub file: String,
    /// Line in `file`, from 1; 0 if unknown.
    pub line: usize,
    /// Column in `file`, from 1, in bytes (debug information); 0 if unknown.
    pub column: usize,
}

/// The first bytes of every frame with this token.
pub fn prefix(token: &str) -> Vec<u8> {
    format!("\x1b]papercell;{token};").into_bytes()
}

/// Writes one frame.
///
/// # Errors
/// Nobody reads any more.
pub fn write_raw(out: &mut impl std::io::Write, token: &str, json: &str) -> std::io::Result<()> {
    let mut frame = prefix(token);
    frame.extend(format!("{};{json}", json.len()).into_bytes());
    out.write_all(&frame)
}
