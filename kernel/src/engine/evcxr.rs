//! The engine on the `evcxr` crate: with `analysis.rs`, the only file that knows it.
//!
//! evcxr splits, compiles and keeps variables; its worker is ours (see [`crate::worker`]), so output, panics and input
//! do not pass through its line-based pipe.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use evcxr::{CommandContext, CompilationError, Error, EvalContext};

use super::interrupt::WorkerRemote;
use super::locate::locate;
use super::reader::{Reader, Said, lock};
use super::wording::{crash_message, one_line, short_path};
use super::{Cell, Completions, Engine, OutputSink, Remote, Variable, analysis, commands};
use crate::display::Bundle;
use crate::display::error::{CellError, Diagnostic, Level, Position, Span, render};
use crate::worker::frames::Panic;
use crate::worker::{self, PRELUDE, Pipes};

/// Names the folder in which evcxr keeps its crate and its build output; it must be set before the engine starts.
pub const FOLDER: &str = "EVCXR_TMPDIR";

/// The crate that notebooks use without asking for it.
#[derive(Clone)]
pub struct Toolkit {
    /// The folder of its `Cargo.toml`.
    pub folder: PathBuf,
    /// A lock file with the versions of its dependencies.
    pub lock: &'static str,
}

/// Where the system's loader looks for libraries.
const LIBRARY_PATH: &str = match cfg!(target_os = "macos") {
    true => "DYLD_LIBRARY_PATH",
    false => "LD_LIBRARY_PATH",
};

/// The loader's folders with the toolchain's own first: cells share its dynamic standard library, and the relative path
/// that rustc writes into them does not always lead there.
fn library_path() -> anyhow::Result<std::ffi::OsString> {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir"])
        .output()?;
    let toolchain = PathBuf::from(String::from_utf8(output.stdout)?.trim());
    let present = std::env::var_os(LIBRARY_PATH).unwrap_or_default();
    let folders = std::iter::once(toolchain).chain(std::env::split_paths(&present));
    Ok(std::env::join_paths(folders)?)
}

/// What the kernel must do first thing when evcxr has started it as a stand-in for rustc. Returns otherwise.
pub fn rustc_wrapper_hook() {
    if std::env::var_os("EVCXR_RUSTC_WRAPPER").is_some() {
        evcxr::runtime_hook();
    }
}

/// Commands of evcxr that make no sense in a kernel, and what to do instead.
const REFUSED: [(&str, &str); 2] = [
    (
        ":quit",
        "shut the kernel down in the front end's Kernel menu",
    ),
    (":q", "shut the kernel down in the front end's Kernel menu"),
];

/// Cells compiled and run by evcxr.
pub struct EvcxrEngine {
    context: CommandContext,
    reader: Reader,
    remote: Arc<WorkerRemote>,
    /// Number and source of the cells that were run, to tell where a panic came from.
    cells: Vec<(u32, String)>,
    toolkit: Option<Toolkit>,
    /// The FIFOs; removed with the engine.
    _pipes: tempfile::TempDir,
}

impl EvcxrEngine {
    /// Starts a worker, with its pipes in `folder` (which must be the user's alone), and makes the toolkit available
    /// to all cells.
    ///
    /// # Errors
    /// No Rust toolchain, no room, or the toolkit does not compile; the text says what.
    pub fn start(
        folder: &Path,
        toolkit: Option<Toolkit>,
        sink: OutputSink,
    ) -> anyhow::Result<EvcxrEngine> {
        let folder = tempfile::Builder::new()
            .prefix("pipes-")
            .tempdir_in(folder)?;
        let pipes = Pipes::new(folder.path().to_owned());
        let token = uuid::Uuid::new_v4().simple().to_string();
        let reader = Reader::start(&pipes, &token, sink)?;
        lock(&reader.shared()).muted = true;
        let mut command = Command::new(std::env::current_exe()?);
        command
            .env(worker::PIPES, folder.path())
            .env(worker::TOKEN, token)
            .env(worker::INPUT, pipes.input());
        command.env(LIBRARY_PATH, library_path()?);
        let (context, outputs) = EvalContext::with_subprocess_command(command)
            .map_err(|error| anyhow::anyhow!("evcxr does not start: {error}"))?;
        // Our worker writes nothing there; the threads only keep evcxr from waiting for a reader.
        for lines in [outputs.stdout, outputs.stderr] {
            std::thread::spawn(move || {
                lines
                    .iter()
                    .for_each(|line| tracing::debug!("evcxr: {line}"))
            });
        }
        let context = CommandContext::with_eval_context(context);
        let remote = Arc::new(WorkerRemote::new(
            context.process_handle(),
            reader.shared(),
            File::options().write(true).open(pipes.input())?,
        ));
        let mut engine = EvcxrEngine {
            context,
            reader,
            remote,
            cells: Vec::new(),
            toolkit,
            _pipes: folder,
        };
        engine.open()?;
        Ok(engine)
    }

    /// Evaluates what every session starts with, unseen.
    fn open(&mut self) -> anyhow::Result<()> {
        self.reader.said().muted = true;
        let mut opening = vec![PRELUDE.to_owned()];
        if let Some(toolkit) = &self.toolkit {
            // evcxr's first cell has no dependencies, for which cargo empties the lock file: the versions that the
            // toolkit was tested with are written back before they are needed.
            if let Some(folder) = std::env::var_os(FOLDER) {
                std::fs::write(Path::new(&folder).join("Cargo.lock"), toolkit.lock)?;
            }
            let path = toolkit.folder.to_string_lossy();
            opening.push(format!(":dep papercell-toy = {{ path = {path:?} }}"));
        }
        for code in opening {
            self.context
                .execute(&code)
                .map_err(|error| anyhow::anyhow!("the toolkit cannot be loaded: {error}"))?;
        }
        *self.reader.said() = Said::default();
        Ok(())
    }

    fn run(&mut self, cell: &Cell) -> Result<Option<Bundle>, CellError> {
        if let Some((command, instead)) = REFUSED.iter().find(|(c, _)| *c == cell.code.trim()) {
            let message = format!("{command} is not a command of this kernel: {instead}");
            return Err(CellError::plain("Error", message));
        }
        let code = cell.code.trim();
        let (name, argument) = code.split_once(char::is_whitespace).unwrap_or((code, ""));
        if let Some(answer) = commands::of_shelf(name, argument.trim()) {
            return answer
                .map(Some)
                .map_err(|message| CellError::plain("Error", message));
        }
        let result = self.context.execute(&cell.code);
        let interrupted = self.remote.was_interrupted();
        match result {
            _ if interrupted => {
                self.reader.drain();
                Err(CellError::plain(
                    "Interrupted",
                    "the cell was interrupted; if it was running, the variables of the session are gone (its functions and types are kept)",
                ))
            }
            Ok(outputs) => {
                let said = std::mem::take(&mut *self.reader.said());
                if let Some(panic) = &said.panic {
                    return Err(self.panic_error(cell, panic));
                }
                if let Some(message) = said.early_return {
                    let message = match message.as_str() {
                        "" => "the cell returned early",
                        text => text,
                    };
                    return Err(CellError::plain("Error", message));
                }
                let mut data = said.result.data;
                // What a command such as `:vars` answers.
                for (mime, content) in outputs.content_by_mime_type {
                    data.insert(mime, content.into());
                }
                let nothing = data.is_empty() || data.values().all(|value| value == "()");
                Ok((!nothing).then(|| Bundle {
                    data: data.into_iter().collect(),
                    metadata: said.result.metadata,
                }))
            }
            Err(Error::CompilationErrors(errors)) => Err(self.compile_error(cell, &errors)),
            Err(Error::SubprocessTerminated(message)) => {
                self.reader.drain();
                Err(CellError::plain("Crash", crash_message(&message)))
            }
            Err(error) => Err(CellError::plain("Error", error.to_string().trim())),
        }
    }

    fn compile_error(&self, cell: &Cell, errors: &[CompilationError]) -> CellError {
        let diagnostics: Vec<Diagnostic> = errors.iter().map(diagnostic).collect();
        render(&diagnostics, cell.number, &cell.code)
    }

    fn panic_error(&self, cell: &Cell, panic: &Panic) -> CellError {
        let generated = self.context.last_source().unwrap_or_default();
        let in_cells = panic.file.ends_with("src/lib.rs") && !Path::new(&panic.file).is_absolute();
        let place = in_cells
            .then(|| locate(&generated, panic.line, panic.column, &self.cells))
            .flatten();
        let source = place.and_then(|place| {
            let (_, source) = self.cells.iter().rev().find(|(n, _)| *n == place.cell)?;
            Some((place, source.clone()))
        });
        let mut diagnostic = Diagnostic::error("panic", panic.message.clone());
        match source {
            Some((place, source)) => {
                let at = |column| Position {
                    line: place.line,
                    column,
                };
                diagnostic.spans.push(Span {
                    start: at(place.column),
                    end: at(place.column + 1),
                    label: "panicked here".to_owned(),
                    primary: true,
                });
                render(&[diagnostic], place.cell, &source)
            }
            None => {
                if !panic.file.is_empty() {
                    let file = short_path(&panic.file);
                    diagnostic.notes.push(format!(
                        "in {file}, line {}, called from this cell",
                        panic.line
                    ));
                }
                render(&[diagnostic], cell.number, &cell.code)
            }
        }
    }
}

impl Engine for EvcxrEngine {
    fn execute(&mut self, cell: &Cell) -> Result<Option<Bundle>, CellError> {
        self.cells.retain(|(number, _)| *number != cell.number);
        self.cells.push((cell.number, cell.code.clone()));
        *self.reader.said() = Said::default();
        self.remote.begin();
        let result = self.run(cell);
        self.remote.end();
        result
    }

    fn complete(&mut self, code: &str, cursor: usize) -> Completions {
        analysis::completions(&mut self.context, code, cursor)
    }

    fn inspect(&mut self, code: &str, cursor: usize) -> Option<Bundle> {
        analysis::hover(&mut self.context, code, cursor, 0)
    }

    fn commands(&self) -> &'static [commands::Command] {
        commands::OF_EVCXR
    }

    fn variables(&self) -> Vec<Variable> {
        let mut variables: Vec<Variable> = self
            .context
            .variables_and_types()
            .map(|(name, type_name)| Variable {
                name: name.to_owned(),
                type_name: type_name.to_owned(),
            })
            .collect();
        variables.sort_by(|a, b| a.name.cmp(&b.name));
        variables
    }

    fn items(&self) -> Vec<String> {
        let mut items: Vec<String> = self
            .context
            .defined_item_names()
            .filter(|name| !name.starts_with("papercell_"))
            .map(str::to_owned)
            .collect();
        items.sort();
        items
    }

    fn restart(&mut self) -> Result<(), String> {
        self.cells.clear();
        self.context
            .execute(":clear")
            .map_err(|error| error.to_string())?;
        self.reader.drain();
        self.open().map_err(|error| format!("{error:#}"))
    }

    fn remote(&self) -> Arc<dyn Remote> {
        Arc::clone(&self.remote) as Arc<dyn Remote>
    }
}

/// evcxr's error in our terms.
fn diagnostic(error: &CompilationError) -> Diagnostic {
    let position = |line, column| Position { line, column };
    let mut diagnostic = Diagnostic::error(error.code().unwrap_or("error"), error.message());
    if error.level() == "warning" {
        diagnostic.level = Level::Warning;
    }
    for message in error.spanned_messages() {
        if let Some(span) = &message.span {
            diagnostic.spans.push(Span {
                start: position(span.start_line, span.start_column),
                end: position(span.end_line, span.end_column),
                label: message.label.clone(),
                primary: message.is_primary,
            });
        }
    }
    diagnostic.helps = error.help().iter().map(|help| one_line(help)).collect();
    diagnostic
        .helps
        .extend(error.evcxr_extra_hint().map(str::to_owned));
    diagnostic
}
