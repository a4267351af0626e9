//! The runner: the process that loads libraries and runs cells, and holds all variables. It may die at any time.

use std::fs::File;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use libloading::os::unix::{Library, RTLD_GLOBAL, RTLD_NOW};
use nix::libc;
use nix::unistd::{Pid, getpid, getppid};

use super::control::{self, End, Lines, Order, Outcome, Report, Request};
use super::signals::{INTERRUPTED, heed_interrupts, tell_overflows};
use super::snapshot::{Role, Snapshots, set_reluctance};

/// What the supervisor gives a runner to work with.
pub struct Desk {
    /// The control socket.
    pub control: File,
    /// The pipes of the program's output, in case a cell closes its own.
    pub stdout: File,
    /// As `stdout`.
    pub stderr: File,
    /// None yet.
    pub snapshots: Snapshots,
}

/// What a cell's library is given.
#[repr(C)]
struct Host {
    /// Set by the signal handler: the cell shall stop.
    interrupted: *const AtomicBool,
    /// Takes the outcome of the cell as JSON (UTF-8), once, before `papercell_cell` returns.
    outcome: extern "C" fn(*const u8, usize),
}

type CellFunction = unsafe extern "C" fn(*const Host);
type WatchInterrupts = unsafe extern "C" fn(*const AtomicBool);
type CommHandler = unsafe extern "C-unwind" fn(*const u8, usize);
type CallHandler = unsafe extern "C" fn(*const Host, CommHandler, *const u8, usize);

const CELL: &[u8] = b"papercell_cell";
/// A library may ask for the flag, so that its long calls can stop.
const WATCH_INTERRUPTS: &[u8] = b"toy_watch_interrupts";
/// The toolkit's: takes what a front end says on a comm, as JSON (UTF-8). It may unwind.
const HANDLE_COMM: &[u8] = b"toy_handle_comm";
/// The runtime's: calls such a handler as a cell is called.
const CALL_HANDLER: &[u8] = b"papercell_call";

/// The outcome of the running cell, as it came.
static OUTCOME: Mutex<Option<Vec<u8>>> = Mutex::new(None);

/// Takes orders until the process ends.
pub fn run(desk: Desk) -> ! {
    let supervisor = getppid();
    let complain = |error| eprintln!("papercell: the worker: {error:#}");
    match Runner::start(desk, supervisor) {
        // Before its descriptors are closed in order: a cell may have closed them.
        Ok(mut runner) => {
            complain(runner.obey());
            leave(1)
        }
        Err(error) => {
            complain(error);
            leave(1)
        }
    }
}

/// Ends this process at once, without running what cells have left for its end.
fn leave(code: i32) -> ! {
    // SAFETY: ends the process, which is allowed at any point.
    unsafe { libc::_exit(code) }
}

struct Runner {
    orders: Lines<File>,
    stdout: File,
    stderr: File,
    null: File,
    snapshots: Snapshots,
    supervisor: Pid,
    pid: Pid,
    /// Orders of other lives are not for this runner.
    life: u64,
    /// Cells that have ended in this state.
    generation: u64,
    /// What the loaded libraries offer.
    offered: Offered,
}

/// What a library may export for the runner to call. No library is unloaded, so they stay.
#[derive(Default)]
struct Offered {
    handle_comm: Option<CommHandler>,
    call_handler: Option<CallHandler>,
}

impl Runner {
    fn start(desk: Desk, supervisor: Pid) -> anyhow::Result<Runner> {
        tell_overflows(desk.control.as_fd())?;
        set_reluctance(true);
        let mut runner = Runner {
            orders: Lines::new(desk.control),
            stdout: desk.stdout,
            stderr: desk.stderr,
            null: File::open("/dev/null")?,
            snapshots: desk.snapshots,
            supervisor,
            pid: getpid(),
            life: 0,
            generation: 0,
            offered: Offered::default(),
        };
        runner.take_office()?;
        runner.say(&Report::Ready {
            pid: runner.pid.as_raw(),
            life: runner.life,
        })?;
        Ok(runner)
    }

    /// What each process does that becomes the runner.
    fn take_office(&mut self) -> anyhow::Result<()> {
        self.pid = getpid();
        self.life = self.snapshots.next_life();
        #[cfg(target_os = "linux")]
        nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL)?;
        // It may have died before it was asked to take this process with it.
        anyhow::ensure!(getppid() == self.supervisor, "the supervisor is gone");
        heed_interrupts()?;
        Ok(())
    }

    fn say(&self, report: &Report) -> anyhow::Result<()> {
        Ok(control::send(self.orders.socket(), report)?)
    }

    /// Returns only when the kernel, or the way to it, is gone.
    fn obey(&mut self) -> anyhow::Error {
        loop {
            let done = match self.orders.next::<Request>(None) {
                // What was meant for a runner that has died is given again, if it still shall be done.
                Ok(Some(request)) if request.life == self.life => self.take(request),
                Ok(_) => Ok(()),
                Err(error) => Err(error.into()),
            };
            if let Err(error) = done {
                return error;
            }
        }
    }

    fn take(&mut self, request: Request) -> anyhow::Result<()> {
        let id = request.id;
        match request.order {
            Order::Load(paths) => {
                let load = |path: &PathBuf| load(path, &mut self.offered).err();
                let error = paths.iter().find_map(load);
                self.say(&Report::Answered { id, error })
            }
            Order::Snapshots(on) => {
                let had = self.snapshots.on();
                self.snapshots.set(on);
                self.say(&Report::Answered { id, error: None })?;
                match self.generation {
                    1.. if !had => self.keep(),
                    _ => Ok(()),
                }
            }
            Order::Run(path) => self.run_cell(id, || call(&path)),
            Order::Call(event) => {
                let offered = (self.offered.call_handler, self.offered.handle_comm);
                self.run_cell(id, || match offered {
                    (Some(call), Some(handle)) => Ok(call_handler(call, handle, &event)),
                    _ => Err("no library of this session handles comms".to_owned()),
                })
            }
        }
    }

    /// Runs a cell, or what else is the program's own, by `program`, which fails when there is nothing to run.
    fn run_cell(
        &mut self,
        id: u64,
        program: impl FnOnce() -> Result<Outcome, String>,
    ) -> anyhow::Result<()> {
        self.restore_standard_streams()?;
        heed_interrupts()?;
        INTERRUPTED.store(false, Ordering::SeqCst);
        self.say(&Report::Started { id })?;
        let outcome = match program() {
            Ok(outcome) => outcome,
            Err(error) => {
                let outcome = Outcome {
                    end: End::NotLoaded,
                    error: Some(error),
                    ..Outcome::default()
                };
                return self.say(&Report::Ended {
                    id,
                    outcome,
                    generation: self.generation,
                    rolled_back: false,
                });
            }
        };
        if getpid() != self.pid {
            // The cell has forked, and its copy has come to the end.
            leave(0);
        }
        // At once: what is opened next would take the places that a cell has left free.
        self.restore_standard_streams()?;
        let rolled_back = !outcome.lost.is_empty() && self.snapshots.ready();
        if !rolled_back {
            self.generation += 1;
        }
        self.say(&Report::Ended {
            id,
            outcome,
            generation: self.generation,
            rolled_back,
        })?;
        if rolled_back {
            leave(0);
        }
        self.keep()
    }

    /// A cell may have closed them, or put something else in their place.
    fn restore_standard_streams(&self) -> anyhow::Result<()> {
        nix::unistd::dup2_stdin(&self.null)?;
        nix::unistd::dup2_stdout(&self.stdout)?;
        nix::unistd::dup2_stderr(&self.stderr)?;
        Ok(())
    }

    /// Puts a copy of this state to sleep. Returns in the copy, too, when it has to take over.
    fn keep(&mut self) -> anyhow::Result<()> {
        while self.snapshots.on() {
            let start = Instant::now();
            match self.snapshots.take() {
                Ok(Role::Runner) => {
                    let micros = start.elapsed().as_micros().try_into().unwrap_or(u64::MAX);
                    let generation = self.generation;
                    return self.say(&Report::Kept { generation, micros });
                }
                Ok(Role::Successor { threads_lost }) => {
                    self.take_office()?;
                    self.say(&Report::Restored {
                        pid: self.pid.as_raw(),
                        life: self.life,
                        generation: self.generation,
                        threads_lost,
                    })?;
                    // And it needs a snapshot of its own.
                }
                Err(error) => {
                    let error = error.to_string();
                    return self.say(&Report::NotKept { error });
                }
            }
        }
        Ok(())
    }
}

/// Loads a library for all that are loaded later to see. It is never unloaded: values and threads may outlive its use.
fn open(path: &Path) -> Result<std::mem::ManuallyDrop<Library>, String> {
    // SAFETY: its initialisers are the user's own code, or that of crates that the user has chosen.
    let library = unsafe { Library::open(Some(path), RTLD_NOW | RTLD_GLOBAL) };
    library
        .map(std::mem::ManuallyDrop::new)
        .map_err(|error| reason(&error))
}

/// The loader's error with its reason.
fn reason(error: &libloading::Error) -> String {
    use std::error::Error;
    match error.source() {
        Some(reason) => reason.to_string(),
        None => error.to_string(),
    }
}

fn load(path: &Path, offered: &mut Offered) -> Result<(), String> {
    let library = open(path)?;
    // SAFETY: whoever exports this name takes a pointer to the flag, which lives as long as the process.
    unsafe {
        if let Ok(watch) = library.get::<WatchInterrupts>(WATCH_INTERRUPTS) {
            watch(&raw const INTERRUPTED);
        }
    }
    // SAFETY: whoever exports these names does so with these signatures: they are the toolkit's and the runtime's.
    unsafe {
        if let Ok(handle) = library.get::<CommHandler>(HANDLE_COMM) {
            offered.handle_comm = Some(*handle);
        }
        if let Ok(call) = library.get::<CallHandler>(CALL_HANDLER) {
            offered.call_handler = Some(*call);
        }
    }
    Ok(())
}

/// Loads a copy of a cell's library that only this process has: code that runs must not change when somebody writes
/// to the cache. Where no copy can be had, the file itself.
#[cfg(target_os = "linux")]
fn open_copy(path: &Path) -> Result<std::mem::ManuallyDrop<Library>, String> {
    use nix::fcntl::{FcntlArg, fcntl};
    use nix::sys::memfd::{MFdFlags, memfd_create};
    use std::sync::atomic::AtomicI32;

    /// The loader knows a library by its name, so no descriptor is used twice, not even one that a cell has closed.
    static NEXT: AtomicI32 = AtomicI32::new(100);
    /// A process may often open 1024 files, and most of them are the program's.
    const LAST: i32 = 512;
    let copied = || -> std::io::Result<i32> {
        let mut copy = File::from(memfd_create(c"cell", MFdFlags::MFD_CLOEXEC)?);
        std::io::copy(&mut File::open(path)?, &mut copy)?;
        let next = NEXT.load(Ordering::Relaxed);
        // It stays open for good: a backtrace reads the names of functions from it.
        let copy = fcntl(&copy, FcntlArg::F_DUPFD_CLOEXEC(next))?;
        NEXT.store(copy + 1, Ordering::Relaxed);
        Ok(copy)
    };
    if NEXT.load(Ordering::Relaxed) < LAST
        && let Ok(copy) = copied()
        && let Ok(library) = open(Path::new(&format!("/proc/self/fd/{copy}")))
    {
        return Ok(library);
    }
    open(path)
}

#[cfg(not(target_os = "linux"))]
fn open_copy(path: &Path) -> Result<std::mem::ManuallyDrop<Library>, String> {
    open(path)
}

/// Loads a cell's library and calls its cell.
fn call(path: &Path) -> Result<Outcome, String> {
    let library = open_copy(path)?;
    // SAFETY: the engine composes every cell's library, with this function of this signature.
    let cell = unsafe { library.get::<CellFunction>(CELL) }.map_err(|error| reason(&error))?;
    // SAFETY: as above.
    Ok(outcome_of(|host| unsafe { cell(host) }))
}

/// Calls a handler of comms as if it were a cell.
fn call_handler(call: CallHandler, handle: CommHandler, event: &str) -> Outcome {
    // SAFETY: both came from libraries that are never unloaded; the text outlives the call.
    outcome_of(|host| unsafe { call(host, handle, event.as_ptr(), event.len()) })
}

/// Runs a program's code, which is given the host during the call, and says how it ended.
fn outcome_of(program: impl FnOnce(*const Host)) -> Outcome {
    let outcome = || OUTCOME.lock().unwrap_or_else(PoisonError::into_inner);
    *outcome() = None;
    let host = Host {
        interrupted: &raw const INTERRUPTED,
        outcome: take_outcome,
    };
    program(&raw const host);
    // What C code has printed would stay in its buffer, and be printed again by each copy of this process.
    // SAFETY: flushes all streams.
    unsafe { libc::fflush(std::ptr::null_mut()) };
    let said = outcome().take().unwrap_or_default();
    serde_json::from_slice(&said).unwrap_or_else(|error| Outcome {
        end: End::Return,
        error: Some(format!("how the cell ended is not known: {error}")),
        ..Outcome::default()
    })
}

extern "C" fn take_outcome(text: *const u8, length: usize) {
    // SAFETY: the cell's library passes a slice that is valid during the call.
    let bytes = unsafe { std::slice::from_raw_parts(text, length) }.to_vec();
    *OUTCOME.lock().unwrap_or_else(PoisonError::into_inner) = Some(bytes);
}
