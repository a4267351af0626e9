//! One cell in one state -> a library, and the state after it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::cache::{CellCache, Facts};
use super::compose::{Composed, Moves, compose};
use super::diagnostics;
use super::learn;
use super::mir;
use super::rustc::{Failure, Stop, Tools};
use super::source_map::SourceMap;
use super::split::{Code, Split};
use super::state::{Kept, State};
use super::words::without_numbers;
use crate::display::error::{CellError, Diagnostic, render};

/// Compiling again can teach three things of each variable; more attempts than this are a mistake of ours.
const MOST_ATTEMPTS: usize = 12;

/// A compiled cell.
#[derive(Clone)]
pub struct Compiled {
    /// What the worker loads.
    pub library: PathBuf,
    /// The file that panics name.
    pub file: String,
    /// Where what stands in it.
    pub map: Arc<SourceMap>,
    /// The state when the cell has ended well.
    pub after: State,
    /// The state when it has not: its items are there, its variables are not.
    pub failed: State,
    /// The state when nothing of the cell has run: its items are there, no library has their statics.
    pub unrun: State,
    /// rustc's warnings about the cell, drawn.
    pub warnings: Option<String>,
    /// What the reader should know: variables that are gone.
    pub notices: Vec<String>,
}

/// Compiles cells, by rustc or from the cache.
#[derive(Clone)]
pub struct Compiler {
    /// What cells are compiled with.
    pub tools: Tools,
    /// What was compiled before.
    pub cache: CellCache,
    /// Held while rustc works: a cell that is being compiled ahead is waited for, not compiled twice.
    building: Arc<Mutex<()>>,
    /// What was learnt from cells of this session that differ in their numbers alone: who changes a constant and runs
    /// the cell again waits for one compilation.
    learnt: Arc<Mutex<HashMap<String, Moves>>>,
}

/// The code of a cell by its number.
pub type Cells<'a> = &'a dyn Fn(u32) -> Option<String>;

/// Why a cell was not compiled.
pub enum Uncompiled {
    /// It was stopped.
    Stopped,
    /// The error for the reader.
    Error(CellError),
}

impl Compiler {
    /// A compiler that keeps its work in `cache`.
    pub fn new(tools: Tools, cache: CellCache) -> Compiler {
        Compiler {
            tools,
            cache,
            building: Arc::default(),
            learnt: Arc::default(),
        }
    }

    /// Compiles a cell. The result is a function of the state and the code.
    ///
    /// # Errors
    /// See [`Uncompiled`].
    pub fn compile(
        &self,
        state: &State,
        code: &Code,
        cells: Cells,
        stop: &Stop,
    ) -> Result<Compiled, Uncompiled> {
        let is_macro_of_items = |name: &str| state.is_macro_of_items(name);
        let split = Split::parse(code, &is_macro_of_items).unwrap_or_else(|| Split::raw(code));
        let mut defined = state.clone();
        let gone = defined.define(split.items.clone());
        let mut job = Job {
            compiler: self,
            state: &defined,
            before: state.defined,
            split: &split,
            cells,
            stop,
            arguments: self.tools.arguments(&state.environment, &state.settings),
            key: String::new(),
        };
        let first = job.compose(&Moves::default());
        let identity = [
            self.tools.toolchain.version.as_str(),
            &self.tools.runtime.id,
            &state.environment.id,
        ];
        job.key = CellCache::key(&job.arguments, &identity, &first.map.text);
        if let Some((library, facts)) = self.cache.get(&job.key) {
            let composed = job.compose(&facts.moves);
            return job.finish(library, &facts, composed, gone);
        }
        let building = self.building.lock().unwrap_or_else(PoisonError::into_inner);
        let (library, facts, composed) = match self.cache.get(&job.key) {
            Some((library, facts)) => {
                let composed = job.compose(&facts.moves);
                (library, facts, composed)
            }
            None => job.build(first)?,
        };
        drop(building);
        job.finish(library, &facts, composed, gone)
    }
}

struct Job<'a> {
    compiler: &'a Compiler,
    /// With the cell's items.
    state: &'a State,
    /// The serial number of the last item that is not the cell's.
    before: u32,
    split: &'a Split,
    cells: Cells<'a>,
    stop: &'a Stop,
    arguments: Vec<String>,
    key: String,
}

impl Job<'_> {
    fn compose(&self, moves: &Moves) -> Composed {
        compose(self.state, self.split, self.before, moves)
    }

    fn file(&self) -> String {
        format!("papercell_{}.rs", &self.key[..16])
    }

    fn learnt(&self) -> MutexGuard<'_, HashMap<String, Moves>> {
        let learnt = self.compiler.learnt.lock();
        learnt.unwrap_or_else(PoisonError::into_inner)
    }

    /// The crate without its numbers: what is moved does not depend on them.
    fn shape(&self, composed: &Composed) -> String {
        let text = without_numbers(&composed.map.text);
        CellCache::key(&self.arguments, &[&self.state.environment.id], &text)
    }

    /// Compiles until rustc has nothing more to teach about moves.
    fn build(&self, first: Composed) -> Result<(PathBuf, Facts, Composed), Uncompiled> {
        let shape = self.shape(&first);
        let mut guessed = self.learnt().get(&shape).cloned();
        let mut moves = guessed.clone().unwrap_or_default();
        let mut composed = match guessed {
            Some(_) => self.compose(&moves),
            None => first,
        };
        let mut blamed = None;
        for _ in 0..MOST_ATTEMPTS {
            let place = (self.compiler.cache.building_place())
                .map_err(|error| no_room(&error.to_string()))?;
            let source = &composed.map.text;
            let variables = &self.state.settings.build_variables;
            let compilation = (self.compiler.tools)
                .compile(
                    &self.arguments,
                    place.path(),
                    &self.file(),
                    source,
                    variables,
                    self.stop,
                )
                .map_err(|failure| match failure {
                    Failure::Stopped => Uncompiled::Stopped,
                    Failure::System(what) => no_room(&what),
                })?;
            if compilation.success {
                if let Some(blamed) = blamed {
                    return Err(blamed);
                }
                let types = mir::types(&compilation.mir);
                if learn::learn_pointers(&types, &mut moves) {
                    composed = self.compose(&moves);
                    continue;
                }
                // What no path leads to is not in the MIR: a variable behind an endless loop is never kept.
                for binding in self.split.last_bindings() {
                    let name = &binding.name;
                    if !types.contains_key(name) && !mir::puts(&compilation.mir, name) {
                        moves.used_up.insert(name.clone());
                    }
                }
                let facts = Facts::new(types, moves, compilation.messages);
                let kept = self.compiler.cache.keep(&self.key, place, facts.clone());
                let library = kept.map_err(|error| no_room(&error.to_string()))?;
                self.learnt().insert(shape, facts.moves.clone());
                return Ok((library, facts, composed));
            }
            if guessed.take().is_some() {
                // What is told to the reader must not depend on what was run before.
                moves = Moves::default();
                composed = self.compose(&moves);
                continue;
            }
            let messages = diagnostics::parse(&compilation.messages);
            if learn::learn_moves(&messages, &composed, self.split, &mut moves) {
                composed = self.compose(&moves);
                continue;
            }
            let error = self.error(&messages, &compilation.messages, &composed);
            let borrowers = learn::borrowers(&messages, &composed);
            if borrowers.is_empty() || blamed.is_some() {
                return Err(match (blamed, &error) {
                    (Some(blamed), Uncompiled::Error(_)) if !borrowers.is_empty() => blamed,
                    _ => error,
                });
            }
            // Would it compile if these were not kept? If not, the reader's own mistake is told first.
            blamed = Some(error);
            moves.used_up.extend(borrowers);
            composed = self.compose(&moves);
        }
        Err(Uncompiled::Error(CellError::plain(
            "Error",
            "this cell moves its variables in a way that the kernel does not see through; put it into a block `{ }` or a function",
        )))
    }

    fn error(
        &self,
        messages: &[diagnostics::Message],
        raw: &str,
        composed: &Composed,
    ) -> Uncompiled {
        if raw.contains("No space left on device") || raw.contains("os error 28") {
            return no_room("No space left on device");
        }
        if messages.is_empty() {
            let message = format!(
                "rustc failed without a message for this cell:\n{}",
                raw.trim()
            );
            return Uncompiled::Error(CellError::plain("Error", message));
        }
        let error = learn::explain(messages, composed, self.split).unwrap_or_else(|| {
            let messages = learn::about_the_reader(messages, composed);
            diagnostics::errors(&messages, &composed.map, self.cells, self.split.code.cell)
        });
        Uncompiled::Error(error)
    }

    fn finish(
        &self,
        library: PathBuf,
        facts: &Facts,
        composed: Composed,
        gone: Vec<String>,
    ) -> Result<Compiled, Uncompiled> {
        let mut failed = self.state.clone();
        failed.forgotten.clear();
        let code = &self.split.code;
        let inner = self.split.inner_attributes.iter();
        for attribute in inner.map(|range| code.text[range.clone()].to_owned()) {
            if !failed.inner_attributes.contains(&attribute) {
                failed.inner_attributes.push(attribute);
            }
        }
        for item in &mut failed.items {
            if composed.defines.contains(&item.serial) {
                Arc::make_mut(item).live = true;
            }
        }
        let mut after = failed.clone();
        for name in &facts.moves.gone {
            after.variables.remove(name);
        }
        for binding in self.split.last_bindings() {
            if facts.moves.used_up.contains(&binding.name) {
                after.variables.remove(&binding.name);
                continue;
            }
            let found = facts.types.get(&binding.name);
            if let Some(problem) = found.map(String::as_str).and_then(mir::unnameable) {
                return Err(self.cannot_be_named(binding, problem));
            }
            let Some(type_name) = binding.written_type.as_ref().or(found) else {
                return Err(self.needs_a_type(binding));
            };
            let kept = Kept {
                type_name: type_name.clone(),
                mutable: binding.mutable,
            };
            after.variables.insert(binding.name.clone(), kept);
        }
        let notices = (gone.iter())
            .filter(|name| !after.variables.contains_key(*name))
            .map(|name| {
                format!("the variable `{name}` is gone: a type that it is made of was defined anew")
            })
            .collect();
        let messages = diagnostics::parse(&facts.messages);
        Ok(Compiled {
            library,
            file: self.file(),
            warnings: diagnostics::warnings(&messages, &composed.map, self.cells, code.cell),
            map: Arc::new(composed.map),
            after,
            failed,
            unrun: self.state.clone(),
            notices,
        })
    }

    fn cannot_be_named(
        &self,
        binding: &super::split::Binding,
        problem: mir::Unnameable,
    ) -> Uncompiled {
        let name = &binding.name;
        let (what, way_out) = match problem {
            mir::Unnameable::Closure => (
                "it is, or holds, a closure, and a closure's type has no name",
                format!(
                    "make it a function `fn {name}(..)`, box it: `let {name}: Box<dyn Fn(i32) -> i32> = Box::new(..)`, or collect an iterator: `.collect::<Vec<_>>()`"
                ),
            ),
            mir::Unnameable::Future => (
                "it is a future, and a future's type has no name",
                format!(
                    "await it in this cell, or box it: `let {name}: std::pin::Pin<Box<dyn std::future::Future<Output = ()>>> = Box::pin(..)`"
                ),
            ),
            mir::Unnameable::Function => (
                "it is, or holds, a function itself, whose type has no name",
                format!("make it a pointer: `let {name}: fn(i32) -> i32 = ..`"),
            ),
        };
        let message = format!("the variable `{name}` cannot be kept for later cells: {what}");
        let block = format!(
            "or put the lines that use `{name}` into a block: `{{ let {name} = ...; ... }}`"
        );
        self.diagnose(binding, message, [way_out, block])
    }

    fn needs_a_type(&self, binding: &super::split::Binding) -> Uncompiled {
        let name = &binding.name;
        let message =
            format!("the type of the variable `{name}` cannot be found out with this compiler");
        let way_out = format!("write it: `let {name}: Type = ...`");
        self.diagnose(
            binding,
            message,
            [way_out, "see `papercell doctor`".to_owned()],
        )
    }

    fn diagnose(
        &self,
        binding: &super::split::Binding,
        message: String,
        helps: [String; 2],
    ) -> Uncompiled {
        let code = &self.split.code;
        let mut diagnostic = Diagnostic::error("cannot be kept", message).at(
            &code.text,
            binding.range.clone(),
            "declared here",
        );
        for help in helps {
            diagnostic = diagnostic.help(help);
        }
        Uncompiled::Error(render(&[diagnostic], code.cell, &code.text))
    }
}

/// A cell that could not be compiled because of the machine.
fn no_room(why: &str) -> Uncompiled {
    let message = match why.contains("No space left") || why.contains("os error 28") {
        true => format!(
            "the disk is full, so the cell cannot be compiled: {why}. Free some space and run the cell again; nothing is lost"
        ),
        false => format!("the cell cannot be compiled: {why}. Nothing is lost"),
    };
    Uncompiled::Error(CellError::plain("System", message))
}
