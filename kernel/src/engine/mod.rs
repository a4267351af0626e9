//! The engine: source text in, outcome out. It knows no socket and no Jupyter message.
//!
//! # Layout
//! - this file: [`Engine`], the one trait that the rest of the kernel knows
//! - `choice`: which engine; `native/`: one rustc a cell
//! - `evcxr`: the engine on the `evcxr` crate (the only file that knows it)
//! - `thread`: the thread that owns an engine, and the handle through which it is used
//! - `scanner`: bytes of a worker's standard output -> text, frames, lines for evcxr
//! - `reader`: the thread that reads the worker's pipes, and what a cell said there
//! - `environment`: the toolkit, compiled once and shared by all kernels
//! - `embedded`: the sources that travel in the binary
//! - `locate`: a line of generated code -> cell, line and column
//! - `completer`: completion and hover in a process of their own; `analysis`: evcxr's completion and hover
//! - `at_once`: what can be completed without waiting; `outline`: items of a source; `commands`: `:dep` and the like
//! - `known`: what is known of an engine while it works; `dep_names`: what can stand behind `:dep`
//! - `names`: the name under a cursor; `wording`: texts of evcxr in our words
//! - `interrupt`: stopping a compiler or a worker

mod analysis;
mod at_once;
pub mod choice;
pub mod commands;
pub mod completer;
mod dep_names;
mod embedded;
pub mod environment;
pub mod evcxr;
mod interrupt;
mod known;
mod locate;
mod names;
pub mod native;
mod outline;
pub mod reader;
mod scanner;
pub mod thread;
mod wording;

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use self::commands::Command;
use crate::display::Bundle;
use crate::display::error::CellError;
use crate::worker::comms;
use crate::worker::frames::{Display, Measured};

/// One cell on its way to the engine.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The number that errors are reported under: `[3]:2:5`.
    pub number: u32,
    /// Its source.
    pub code: String,
}

/// What a running program puts out, in its order.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Text on standard output or standard error.
    Stream {
        /// From standard error?
        stderr: bool,
        /// As it came: half lines and carriage returns included.
        text: String,
    },
    /// A rich output.
    Display(Display),
    /// Forget the cell's outputs so far.
    Clear {
        /// Only when the next output comes.
        wait: bool,
    },
    /// A claim of the paper was measured.
    Claim(Measured),
    /// The table of claims is wanted.
    Verdict,
    /// The program waits for a line; the answer goes to [`Remote::answer_input`].
    Input {
        /// Shown beside the field.
        prompt: String,
        /// Do not show what is typed.
        password: bool,
    },
    /// Something about a comm.
    Comm(comms::Said),
    /// The program's end of every comm is gone.
    CommsGone,
}

/// Takes output as it comes, from any thread.
pub type OutputSink = Arc<dyn Fn(Output) + Send + Sync>;

/// A variable that lives on between cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its type, as the engine writes it.
    pub type_name: String,
}

/// A session as whoever completes cells must know it: an engine that leaves this to the [`completer`] gives one after
/// each cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionView {
    /// Cells may name the toolkit, and what comes with it.
    pub toolkit: bool,
    /// The crates that cells asked for, as lines of a manifest's `[dependencies]`: `ndarray = "0.16"`.
    pub dependencies: Vec<String>,
    /// The lock file that says which versions they are; none: that of this executable, which has the toolkit's.
    pub lock: Option<PathBuf>,
    /// The source of all items (`use` declarations, functions, types, ...), in their order.
    pub items: String,
    /// The variables that live on.
    pub variables: Vec<Variable>,
    /// The crates that cells can name, with their versions; of no use to the completer.
    #[serde(skip)]
    pub crates: Vec<(String, String)>,
}

/// One proposal of [`Engine::complete`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// What replaces the text between the two offsets.
    pub text: String,
    /// `function`, `struct`, ... as Jupyter's front ends know it.
    pub kind: String,
    /// The signature, or the text again.
    pub label: String,
}

/// All proposals for one place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completions {
    /// The proposals, best first.
    pub matches: Vec<Completion>,
    /// Where the replaced text starts, in bytes of the code.
    pub start: usize,
    /// Where it ends, in bytes of the code.
    pub end: usize,
}

/// Compiles and runs cells. One thread owns it; see [`thread::EngineHandle`].
pub trait Engine: Send {
    /// Runs a cell to its end. Output goes to the sink that the engine was made with, all of it before this returns.
    ///
    /// # Errors
    /// The cell did not compile, panicked, returned early with `?`, crashed or was interrupted.
    fn execute(&mut self, cell: &Cell) -> Result<Option<Bundle>, CellError>;
    /// Has the program handle what a front end said on a comm. Output as in [`Engine::execute`].
    ///
    /// # Errors
    /// The handler panicked, crashed or was interrupted; or the engine knows no comms.
    fn comm(&mut self, _event: &comms::Event) -> Result<(), CellError> {
        Err(CellError::plain(
            "Comm",
            "comms need the native engine; start the kernel without `--engine evcxr`",
        ))
    }

    /// The value of an expression of Rust. It is no cell: it has no number, and defines and moves nothing.
    ///
    /// # Errors
    /// As [`Engine::execute`]; and the text is no expression, or would change a variable.
    fn evaluate(&mut self, expression: &str) -> Result<Option<Bundle>, CellError> {
        let (number, code) = (0, expression.to_owned());
        self.execute(&Cell { number, code })
    }
    /// Proposals at `cursor`, a byte offset in `code`. Not asked of an engine that has a [`Engine::view`].
    fn complete(&mut self, _code: &str, _cursor: usize) -> Completions {
        Completions::default()
    }
    /// Signature and documentation of what stands at `cursor`, a byte offset in `code`. Not asked of an engine that has a
    /// [`Engine::view`].
    fn inspect(&mut self, _code: &str, _cursor: usize) -> Option<Bundle> {
        None
    }
    /// The session, for an engine that leaves completion and hover to the [`completer`]; asked for after each cell.
    fn view(&self) -> Option<Arc<SessionView>> {
        None
    }
    /// The commands that cells may start with.
    fn commands(&self) -> &'static [Command] {
        &[]
    }
    /// The variables that live on, by name.
    fn variables(&self) -> Vec<Variable>;
    /// The names of the items (functions, types, ...) that live on.
    fn items(&self) -> Vec<String>;
    /// Ends the worker, forgets all state, starts afresh.
    ///
    /// # Errors
    /// The worker does not start; the text says why.
    fn restart(&mut self) -> Result<(), String>;
    /// What other threads may do while the engine works.
    fn remote(&self) -> Arc<dyn Remote>;
}

/// What other threads may do to a working engine.
pub trait Remote: Send + Sync {
    /// Stops the running cell, or its compilation. Does nothing when no cell runs.
    fn interrupt(&self);
    /// Answers the program's [`Output::Input`]; `None` when the front end takes no input.
    fn answer_input(&self, answer: Option<&str>);
    /// Tells the program that the answer to its [`Output::Input`] was none, and why.
    fn refuse_input(&self, _why: &str) {
        self.answer_input(None);
    }
    /// These cells wait to be run after the present one: they may be compiled meanwhile.
    fn expect(&self, _cells: Vec<Cell>) {}
}
