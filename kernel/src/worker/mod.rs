//! The worker: the process that loads compiled cells and runs them.
//!
//! # Layout
//! - `supervisor`: the native engine's worker: starts a runner, and has its snapshot take over when it dies
//! - `runner`: loads libraries and runs cells; `signals`: what interrupts it, and how it says that its stack is used up
//! - `snapshot`: sleeping copies of the runner, and who of all these processes is what
//! - `control`: what kernel and worker say to each other
//! - `frames`: what programs say besides text; `comms`: what is said on comms
//! - this file, `prelude`: the worker of the engine on `evcxr`
//!
//! # The worker of the engine on `evcxr`
//! It is started by evcxr, which tells it over a pair of pipes what to load. Those pipes are moved out of the
//! user's reach first: what a cell prints goes to FIFOs that the kernel reads byte by byte, so nothing that a
//! cell writes (half a line, bytes that are not UTF-8) can be taken for an answer to evcxr.
//!
//! # One cell
//! `LOAD_AND_RUN library function` from evcxr; the `begin` frame; the cell; the `end` frame; then the worker waits until
//! the kernel has read everything up to `end` and sent back the lines that were meant for evcxr (a panic, for
//! example); those go to evcxr, and `EVCXR_EXECUTION_COMPLETE` closes the cell.

pub mod comms;
pub mod control;
pub mod frames;
pub mod large_pages;
mod prelude;
mod runner;
mod signals;
mod snapshot;
pub mod supervisor;

use std::ffi::c_void;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;

pub use prelude::PRELUDE;

/// Set by the native engine for the process that becomes the worker's supervisor.
pub const IS_SUPERVISOR: &str = "PAPERCELL_IS_SUPERVISOR";
/// Set by evcxr for the process that runs cells.
pub const IS_WORKER: &str = "EVCXR_IS_RUNTIME";
/// Names the folder of the FIFOs (see [`Pipes`]).
pub const PIPES: &str = "PAPERCELL_PIPES";
/// The secret that frames carry, so that a program's output cannot be taken for one by accident.
pub const TOKEN: &str = "PAPERCELL_TOKEN";
/// Names the FIFO from which the toolkit's `input` reads the answer.
pub const INPUT: &str = "PAPERCELL_INPUT";

/// The FIFOs between kernel and worker, in a folder that only the user can enter.
pub struct Pipes {
    folder: PathBuf,
}

impl Pipes {
    /// The pipes in `folder`.
    pub fn new(folder: PathBuf) -> Pipes {
        Pipes { folder }
    }
    /// What the cells write to standard output, frames included.
    pub fn stdout(&self) -> PathBuf {
        self.folder.join("stdout")
    }
    /// What the cells write to standard error.
    pub fn stderr(&self) -> PathBuf {
        self.folder.join("stderr")
    }
    /// From the kernel: the lines for evcxr, closed by `.`, once it has read a cell's output.
    pub fn acknowledge(&self) -> PathBuf {
        self.folder.join("acknowledge")
    }
    /// From the kernel: answers to `input`.
    pub fn input(&self) -> PathBuf {
        self.folder.join("input")
    }
}

/// Runs the worker until evcxr closes its end. Does not return.
pub fn run() -> ! {
    let code = match work() {
        Ok(()) => 0,
        Err(error) => {
            eprintln!("papercell worker: {error:#}");
            99
        }
    };
    std::process::exit(code)
}

type CellFunction = unsafe extern "C" fn(*mut c_void) -> *mut c_void;
type Hook = unsafe extern "C" fn();

fn work() -> anyhow::Result<()> {
    // Reserve what evcxr talks to before anything can print.
    let commands = BufReader::new(File::from(nix::unistd::dup(std::io::stdin())?));
    let mut replies = File::from(nix::unistd::dup(std::io::stdout())?);
    let pipes = Pipes::new(std::env::var_os(PIPES).unwrap_or_default().into());
    let token = std::env::var(TOKEN)?;
    nix::unistd::dup2_stdin(File::open("/dev/null")?)?;
    // The same pipe twice: a cell may close its standard output, and must not take our frames with it.
    let mut output = File::options().write(true).open(pipes.stdout())?;
    nix::unistd::dup2_stdout(&output)?;
    nix::unistd::dup2_stderr(File::options().write(true).open(pipes.stderr())?)?;
    for private in [commands.get_ref(), &replies, &output] {
        use nix::fcntl::{FcntlArg, FdFlag, fcntl};
        fcntl(private, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))?;
    }
    let mut acknowledge = BufReader::new(File::open(pipes.acknowledge())?);

    let flusher = Flusher::start()?;
    let mut variables: *mut c_void = std::ptr::null_mut();
    let mut hooked = false;
    for line in commands.lines() {
        let line = line?;
        let mut words = line.split(' ');
        let (Some("LOAD_AND_RUN"), Some(path), Some(function)) =
            (words.next(), words.next(), words.next())
        else {
            anyhow::bail!("evcxr sent a line that is not understood: {line}");
        };
        if nix::fcntl::fcntl(std::io::stdout(), nix::fcntl::FcntlArg::F_GETFD).is_err() {
            nix::unistd::dup2_stdout(&output)?;
        }
        frames::write_raw(&mut output, &token, r#"{"begin":{}}"#)?;
        // SAFETY: the library was compiled a moment ago from the cell; its initialisers are the cell's own code.
        let library = unsafe { libloading::Library::new(path)? };
        // SAFETY: the prelude, which every cell after the first carries, defines these with this signature.
        let (install, flush) = unsafe {
            (
                library.get::<Hook>(b"papercell_install_panic_hook").ok(),
                library.get::<Hook>(b"papercell_flush").ok(),
            )
        };
        if let (false, Some(install)) = (hooked, &install) {
            // SAFETY: as above; called once, on the thread that runs the cells.
            unsafe { install() };
            hooked = true;
        }
        flusher.tell(flush.as_deref().copied());
        // SAFETY: evcxr generates the function with this signature and hands the same store from cell to cell.
        unsafe {
            let run = library.get::<CellFunction>(function.as_bytes())?;
            variables = run(variables);
        }
        flusher.tell(None);
        if let Some(flush) = &flush {
            // SAFETY: as above.
            unsafe { flush() };
        }
        frames::write_raw(&mut output, &token, r#"{"end":{}}"#)?;
        for line in acknowledge.by_ref().lines() {
            let line = line?;
            if line == "." {
                break;
            }
            writeln!(replies, "{line}")?;
        }
        writeln!(replies, "EVCXR_EXECUTION_COMPLETE")?;
        // Never unloaded: values and threads of the cell may outlive it.
        std::mem::forget(library);
    }
    Ok(())
}

/// Flushes the cells' standard output now and then while a cell runs, so that half a line is seen at once, though
/// Rust keeps it until its end.
struct Flusher {
    sender: mpsc::Sender<Option<Hook>>,
}

impl Flusher {
    const INTERVAL: Duration = Duration::from_millis(50);

    fn start() -> std::io::Result<Flusher> {
        let (sender, receiver) = mpsc::channel::<Option<Hook>>();
        std::thread::Builder::new()
            .name("flush".to_owned())
            .spawn(move || {
                while let Ok(mut flush) = receiver.recv() {
                    while let Some(now) = flush {
                        match receiver.recv_timeout(Self::INTERVAL) {
                            Ok(next) => flush = next,
                            // SAFETY: the prelude's function, of a library that is never unloaded; it takes a lock.
                            Err(mpsc::RecvTimeoutError::Timeout) => unsafe { now() },
                            Err(mpsc::RecvTimeoutError::Disconnected) => return,
                        }
                    }
                }
            })?;
        Ok(Flusher { sender })
    }

    /// What flushes the cell that starts now; `None` when it has ended.
    fn tell(&self, flush: Option<Hook>) {
        // The thread lives as long as the worker.
        let _ = self.sender.send(flush);
    }
}
