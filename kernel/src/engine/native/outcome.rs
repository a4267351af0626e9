//! Running a compiled cell, and what its end means for the session.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::NativeEngine;
use super::compile::Compiled;
use super::ended::{Ended, How, Variables};
use super::panics;
use super::split::Code;
use crate::crash;
use crate::display::error::CellError;
use crate::display::{Bundle, check_bundle, debug};
use crate::engine::{Output, OutputSink};
use crate::worker::frames::Display;

/// MIME type of a `{:?}` text of the runtime, which is shown as a table where it is one.
const DEBUG: &str = "application/vnd.papercell.debug";
/// How many states are remembered, for a worker that dies before the newest was copied.
const REMEMBERED: usize = 8;

/// The value of the running cell, until it is returned.
#[derive(Clone, Default)]
pub struct Value(Arc<Mutex<Option<Display>>>);

impl Value {
    fn lock(&self) -> MutexGuard<'_, Option<Display>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A sink that keeps the value of a cell's last expression back, which is the engine's answer and not an output.
pub fn without_value(sink: OutputSink, value: &Value) -> OutputSink {
    let value = value.clone();
    Arc::new(move |output| match output {
        Output::Display(display) if display.result => *value.lock() = Some(readable(display)),
        other => sink(other),
    })
}

fn readable(mut display: Display) -> Display {
    let Some(text) = display.data.remove(DEBUG) else {
        return display;
    };
    let text = text.as_str().unwrap_or_default();
    // Any text can come here: one that the table cannot take is a text, and not the end of the kernel.
    match crash::catch(|| debug::table(text)) {
        Ok(Some((plain, html))) => {
            display.data.insert("text/plain".to_owned(), plain.into());
            display.data.insert("text/html".to_owned(), html.into());
        }
        Ok(None) | Err(_) => {
            let plain = debug::plain(text);
            display.data.insert("text/plain".to_owned(), plain.into());
        }
    }
    display
}

impl NativeEngine {
    /// Runs a compiled cell to its end and moves the session to the state after it.
    pub(super) fn run_compiled(
        &mut self,
        code: &Code,
        compiled: Compiled,
    ) -> Result<Option<Bundle>, CellError> {
        self.load_libraries()?;
        self.files
            .insert(compiled.file.clone(), Arc::clone(&compiled.map));
        *self.value.lock() = None;
        let ended = self.link.run(&compiled.library);
        if let Some(notice) = &ended.notice {
            self.say(notice.as_str());
        }
        self.move_on(&compiled, &ended);
        let error = match &ended.how {
            How::Done => {
                let bundle = |display: Display| Bundle {
                    data: display.data.into_iter().collect(),
                    metadata: display.metadata,
                };
                let value = self.value.lock().take();
                return match (value, ended.result) {
                    (Some(value), _) => check_bundle(bundle(value)).map(Some),
                    (None, blocks) => Ok(blocks.filter(|it| !it.data.is_empty()).map(bundle)),
                };
            }
            How::Panic(panicked) => {
                let map_of = |file: &str| self.files.get(file).cloned();
                let code_of = |number: u32| self.code_of(number);
                panics::panic(panicked, &map_of, &code_of, code.cell)
            }
            How::Return(error) => CellError::plain("Error", error.clone()),
            How::Interrupted => CellError::plain("Interrupted", "the cell was interrupted"),
            How::Crashed { cause } => {
                CellError::plain("Crash", format!("the program ended: {cause}"))
            }
            How::NotLoaded(reason) => CellError::plain(
                "System",
                format!("the compiled cell cannot be loaded: {reason}"),
            ),
        };
        Err(with_fate(error, &ended))
    }

    /// The code of a cell that was run.
    pub(super) fn code_of(&self, number: u32) -> Option<String> {
        let cells = self
            .cells
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        cells.get(&number).map(|code| code.to_string())
    }

    /// Loads what cells are linked with, when it is not what the worker has.
    fn load_libraries(&mut self) -> Result<(), CellError> {
        let environment = &self.state.environment;
        let wanted = format!("{} {}", self.compiler.tools.runtime.id, environment.id);
        if self.loaded.as_deref() == Some(&wanted) {
            return Ok(());
        }
        let mut libraries = vec![self.compiler.tools.runtime.library.clone()];
        libraries.extend(environment.libraries.iter().cloned());
        self.link.load(&libraries).map_err(|error| {
            CellError::plain(
                "System",
                format!("the session's crates cannot be loaded: {error}"),
            )
        })?;
        self.loaded = Some(wanted);
        Ok(())
    }

    /// Moves the session to the state after a cell.
    fn move_on(&mut self, compiled: &Compiled, ended: &Ended) {
        let mut next = match (&ended.how, ended.variables) {
            (How::Done, Variables::AsLeft) => compiled.after.clone(),
            (_, Variables::AsLeft) => {
                let mut failed = compiled.failed.clone();
                for name in &ended.lost {
                    failed.variables.remove(name);
                }
                failed
            }
            _ => compiled.unrun.clone(),
        };
        // Commands of the cell have changed them since it was compiled ahead.
        next.settings = self.state.settings.clone();
        self.state = next;
        self.remember(ended.variables);
    }

    /// Notices what happened to the worker while no cell ran.
    pub(super) fn settle(&mut self) {
        let variables = self.link.settle();
        let fate = match variables {
            Variables::AsLeft | Variables::AsBefore => return,
            Variables::Older(1) => "what the last cell did is lost".to_owned(),
            Variables::Older(cells) => format!("what the last {cells} cells did is lost"),
            Variables::Gone => "all variables are gone; functions and types are kept".to_owned(),
        };
        self.say(format!("the worker died while no cell ran: {fate}"));
        self.remember(variables);
    }

    /// Keeps the state for a worker that dies before it was copied; or goes back to an older one's values.
    pub(super) fn remember(&mut self, variables: Variables) {
        match variables {
            Variables::AsLeft => {}
            // The newest state is in this one's place.
            Variables::AsBefore => drop(self.remembered.pop_back()),
            Variables::Older(cells) => {
                let kept = self
                    .remembered
                    .len()
                    .saturating_sub(usize::try_from(cells).unwrap_or(usize::MAX));
                self.remembered.truncate(kept);
                match self.remembered.pop_back() {
                    Some(older) => self.state.take_values_of(&older),
                    None => self.state.forget_values(),
                }
            }
            Variables::Gone => {
                self.remembered.clear();
                self.state.forget_values();
                (self.sink)(Output::CommsGone);
            }
        }
        self.remembered.push_back(self.state.clone());
        if self.remembered.len() > REMEMBERED {
            self.remembered.pop_front();
        }
    }
}

/// An error that also says what is left.
fn with_fate(mut error: CellError, ended: &Ended) -> CellError {
    let lost = ended.lost.join("`, `");
    let fate = match ended.variables {
        Variables::AsLeft if !ended.lost.is_empty() => {
            format!(
                "the cell had moved `{lost}`, which is gone; all other variables are as it left them"
            )
        }
        Variables::AsLeft => match ended.how {
            How::Interrupted => "all variables are as it left them".to_owned(),
            _ => return error,
        },
        Variables::AsBefore => "all variables are as they were before this cell".to_owned(),
        Variables::Older(1) => {
            "all variables are as they were before the cell before this one, whose effects are lost"
                .to_owned()
        }
        Variables::Older(cells) => {
            format!("all variables are as they were {cells} cells ago; what was done since is lost")
        }
        Variables::Gone => "all variables are gone, functions and types are kept".to_owned(),
    };
    if matches!(ended.how, How::Crashed { .. } | How::Interrupted) {
        error.evalue = format!("{}; {fate}", error.evalue);
    }
    error
        .traceback
        .push(format!("  \u{1b}[1m= note\u{1b}[0m: {fate}"));
    error
}
