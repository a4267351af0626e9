//! The native engine: one direct rustc a cell.
//!
//! # Layout
//! A cell's way, file by file:
//! - `commands`: lines such as `:vars`, which are no Rust
//! - `split`: text -> `items` (with `uses`, `statics`), statements, tail expression; `words`: what a text mentions
//! - `state`: what the session has defined, as a value; `settings`: how cells are compiled and shown
//! - `compose`: state and cell -> a crate (`source`, `source_map`: which of its bytes are whose)
//! - `compile`: a crate -> a library, by `rustc` or from the `cache`; `mir`: the types of variables; `learn`: what
//!   rustc's errors say of moves
//! - `diagnostics`: what rustc says, in terms of cells
//! - `link`: the kernel's end of the worker, which runs the library (`life`: its processes; `output`: its pipes;
//!   `remote`: interrupting a cell; `ended`: how one ended); `panics`: a panic, in terms of cells
//! - `comm`: what a front end says on a comm, handled by the program
//! - `evaluate`: the value of an expression that is no cell
//! - `ahead`: compiling the cells that wait; `handle`: interrupts
//! - `environment`: the runtime, the toolkit and other crates, compiled once; `probe`: is this compiler's MIR as `mir`
//!   knows it?
//! - `shared`: a folder that all users read

mod ahead;
mod cache;
pub mod clippy;
mod comm;
mod commands;
mod compile;
mod compose;
pub mod diagnostics;
pub mod ended;
pub mod environment;
mod evaluate;
mod handle;
mod items;
mod learn;
mod life;
pub mod link;
mod mir;
mod outcome;
mod output;
pub mod panics;
pub mod probe;
mod remote;
mod rustc;
mod settings;
pub mod shared;
mod source;
pub mod source_map;
mod split;
mod state;
mod statics;
mod uses;
mod words;

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

pub use self::cache::MOST_BYTES;
pub use self::commands::command_lines;

use self::ahead::Ahead;
use self::cache::CellCache;
use self::compile::{Compiled, Compiler, Uncompiled};
use self::environment::{Dependency, Environment, Runtime, Toolchain};
use self::handle::NativeRemote;
use self::link::Link;
use self::outcome::Value;
use self::rustc::{Stop, Tools};
use self::source_map::SourceMap;
use self::split::Code;
use self::state::State;
use super::commands::Command;
use super::{Cell, Engine, Output, OutputSink, Remote, SessionView, Variable};
use crate::display::Bundle;
use crate::display::error::CellError;
use crate::worker::comms::Event;

/// Cells compiled by rustc and run by a worker that loses nothing.
pub struct NativeEngine {
    compiler: Compiler,
    link: Link,
    state: State,
    /// The environment in which a session starts.
    first: Arc<Environment>,
    /// The code of the cells that were run.
    cells: Arc<Mutex<HashMap<u32, Arc<str>>>>,
    /// The crates that were loaded, by the file that panics name.
    files: HashMap<String, Arc<SourceMap>>,
    compilers: Arc<Stop>,
    ahead: Ahead,
    remote: Arc<NativeRemote>,
    sink: OutputSink,
    /// rustc's messages about the last cell that did not compile (`:explain`, `:last_error_json`).
    last_error: Option<CellError>,
    /// The runtime and the environment whose libraries the worker has.
    loaded: Option<String>,
    /// The last states, the newest last.
    remembered: VecDeque<State>,
    value: Value,
}

impl NativeEngine {
    /// Starts a worker, for cells in `environment`.
    ///
    /// # Errors
    /// The worker does not start, or there is no place to keep things.
    pub fn start(
        toolchain: Toolchain,
        environment: Environment,
        sink: OutputSink,
    ) -> anyhow::Result<NativeEngine> {
        let runtime = Runtime::open(&toolchain)?;
        let cache = CellCache::of_this_user()?;
        let tidied = cache.clone();
        std::thread::Builder::new()
            .name("tidy".to_owned())
            .spawn(move || tidied.tidy())?;
        let value = Value::default();
        let sink = outcome::without_value(sink, &value);
        let setup = link::Setup::of_this_program(vec![toolchain.target_libdir.clone()])?;
        let link = Link::start(setup, Arc::clone(&sink))?;
        let first = Arc::new(environment);
        let (ahead, compilers) = (Ahead::start()?, Arc::<Stop>::default());
        let remote = Arc::new(NativeRemote {
            link: link.remote(),
            compilers: Arc::clone(&compilers),
            expectations: ahead.expectations(),
            executing: AtomicBool::new(false),
        });
        Ok(NativeEngine {
            compiler: Compiler::new(Tools { toolchain, runtime }, cache),
            link,
            state: State::new(Arc::clone(&first)),
            first,
            cells: Arc::default(),
            files: HashMap::new(),
            compilers,
            ahead,
            remote,
            sink,
            last_error: None,
            loaded: None,
            remembered: VecDeque::new(),
            value,
        })
    }

    fn say(&self, text: impl Into<String>) {
        let mut text = text.into();
        if !text.ends_with('\n') {
            text.push('\n');
        }
        (self.sink)(Output::Stream { stderr: true, text });
    }

    fn run_cell(&mut self, cell: &Cell) -> Result<Option<Bundle>, CellError> {
        let started = std::time::Instant::now();
        self.settle();
        let (rust, bundle) = self.run_commands(cell)?;
        if rust.trim().is_empty() {
            return Ok(bundle);
        }
        let code = self.code(cell.number, rust);
        let compiled = self.compile(&code)?;
        tracing::debug!("[{}] compiled in {:?}", cell.number, started.elapsed());
        self.ahead.cell_runs(cell, &self.compiler, &compiled.after);
        for notice in &compiled.notices {
            self.say(notice);
        }
        if let Some(warnings) = &compiled.warnings {
            self.say(warnings);
        }
        let result = self.run_compiled(&code, compiled)?;
        tracing::debug!("[{}] answered in {:?}", cell.number, started.elapsed());
        if self.state.settings.timing {
            self.say(format!("took {:.3} s", started.elapsed().as_secs_f64()));
        }
        Ok(result.or(bundle))
    }

    /// Remembers the code of a cell, for errors that are about it later.
    fn code(&self, cell: u32, rust: String) -> Code {
        let text: Arc<str> = rust.into();
        let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
        cells.insert(cell, Arc::clone(&text));
        Code { cell, text }
    }

    /// Runs Rust that the reader has not written.
    fn run_hidden(&mut self, rust: String) -> Result<(), String> {
        let code = self.code(0, rust);
        let compiled = self.compile(&code).map_err(|error| error.to_string())?;
        let done = self.run_compiled(&code, compiled);
        done.map(drop).map_err(|error| error.to_string())
    }

    fn compile(&mut self, code: &Code) -> Result<Compiled, CellError> {
        self.restore_environment()?;
        let cells = Arc::clone(&self.cells);
        let code_of = move |number: u32| {
            let cells = cells.lock().unwrap_or_else(PoisonError::into_inner);
            cells.get(&number).map(|code| code.to_string())
        };
        let compiled = self
            .compiler
            .compile(&self.state, code, &code_of, &self.compilers)
            // An interrupt may have met the cell while it waited for a compiler that worked ahead.
            .and_then(|compiled| match self.compilers.is_stopped() {
                true => Err(Uncompiled::Stopped),
                false => Ok(compiled),
            });
        compiled.map_err(|failure| match failure {
            Uncompiled::Stopped => CellError::plain(
                "Interrupted",
                "the cell was interrupted while it was compiled; nothing of it has run",
            ),
            Uncompiled::Error(error) => {
                self.last_error = Some(error.clone());
                error
            }
        })
    }

    /// The cache's folder may have been deleted under us: what is missing is built again.
    fn restore_environment(&mut self) -> Result<(), CellError> {
        let system = |error: anyhow::Error| CellError::plain("System", format!("{error:#}"));
        if !self.compiler.tools.runtime.is_intact() {
            self.compiler.tools.runtime =
                Runtime::open(&self.compiler.tools.toolchain).map_err(system)?;
        }
        if !self.state.environment.is_intact() {
            self.say("the compiled crates of this session have vanished from the disk; they are built again");
            let again =
                commands::environment_for(self, &self.state.dependencies).map_err(system)?;
            self.state.environment = Arc::new(again);
        }
        Ok(())
    }
}

impl Engine for NativeEngine {
    fn execute(&mut self, cell: &Cell) -> Result<Option<Bundle>, CellError> {
        self.compilers.reset();
        self.remote.executing.store(true, Ordering::SeqCst);
        self.ahead.cell_begins(cell);
        let result = self.run_cell(cell);
        self.remote.executing.store(false, Ordering::SeqCst);
        if result.is_err() {
            self.ahead.forget();
        }
        result
    }

    fn comm(&mut self, event: &Event) -> Result<(), CellError> {
        self.compilers.reset();
        self.remote.executing.store(true, Ordering::SeqCst);
        let result = self.handle(event);
        self.remote.executing.store(false, Ordering::SeqCst);
        result
    }

    fn evaluate(&mut self, expression: &str) -> Result<Option<Bundle>, CellError> {
        self.compilers.reset();
        self.remote.executing.store(true, Ordering::SeqCst);
        let value = self.value_of(expression);
        self.remote.executing.store(false, Ordering::SeqCst);
        value
    }

    fn view(&self) -> Option<Arc<SessionView>> {
        let state = &self.state;
        let items: Vec<String> = state.items.iter().map(|item| item.text()).collect();
        Some(Arc::new(SessionView {
            toolkit: state.environment.has("toy"),
            dependencies: state.dependencies.iter().map(Dependency::line).collect(),
            lock: state.environment.lock(),
            items: items.join("\n"),
            variables: self.variables(),
            crates: state.environment.crates(),
        }))
    }

    fn commands(&self) -> &'static [Command] {
        commands::known()
    }

    fn variables(&self) -> Vec<Variable> {
        let variables = self.state.variables.iter();
        let variables = variables.map(|(name, kept)| Variable {
            name: name.clone(),
            type_name: kept.type_name.clone(),
        });
        variables.collect()
    }

    fn items(&self) -> Vec<String> {
        let names = self.state.items.iter().flat_map(|item| &item.names);
        let mut names: Vec<String> = names
            .map(|(_, name)| name.clone())
            .filter(|name| !name.contains("::"))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    fn restart(&mut self) -> Result<(), String> {
        self.ahead.forget();
        self.state = State::new(Arc::clone(&self.first));
        self.files.clear();
        self.remembered.clear();
        (self.sink)(Output::CommsGone);
        self.loaded = None;
        self.link.unload();
        self.link.restart().map_err(|error| format!("{error:#}"))
    }

    fn remote(&self) -> Arc<dyn Remote> {
        Arc::clone(&self.remote) as Arc<dyn Remote>
    }
}
