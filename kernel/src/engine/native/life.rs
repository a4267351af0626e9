//! The worker as the kernel sees it: one process that was started, a socket, and reports of who lives and who has died.

use std::io::{ErrorKind, PipeReader};
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use super::remote::LinkRemote;
use crate::worker::control::{self, Lines, Report, Request};
use crate::worker::{INPUT, IS_SUPERVISOR, TOKEN, large_pages};

/// A successor says so at once, even on a busy machine; after this long there is none.
const SUCCESSION: Duration = Duration::from_secs(30);
/// Where the system's loader looks for libraries.
const LIBRARY_PATH: &str = match cfg!(target_os = "macos") {
    true => "DYLD_LIBRARY_PATH",
    false => "LD_LIBRARY_PATH",
};
/// Where a process finds its own descriptors by path.
const DESCRIPTORS: &str = match cfg!(target_os = "linux") {
    true => "/proc/self/fd",
    false => "/dev/fd",
};

/// What a worker is started from.
#[derive(Debug, Clone)]
pub struct Setup {
    /// This program; the worker is another process of it.
    pub executable: PathBuf,
    /// Where the loader finds what cells are linked to, before all other places: the toolchain's libraries.
    pub library_folders: Vec<PathBuf>,
}

impl Setup {
    /// A worker that is a process of the running program.
    ///
    /// # Errors
    /// The system does not say which program runs.
    pub fn of_this_program(library_folders: Vec<PathBuf>) -> anyhow::Result<Setup> {
        let executable = std::env::current_exe().context("which program is this?")?;
        Ok(Setup {
            executable,
            library_folders,
        })
    }

    fn library_path(&self) -> anyhow::Result<std::ffi::OsString> {
        let present = std::env::var_os(LIBRARY_PATH).unwrap_or_default();
        let present = std::env::split_paths(&present).filter(|folder| folder != Path::new(""));
        let folders = self.library_folders.iter().cloned().chain(present);
        Ok(std::env::join_paths(folders)?)
    }
}

/// What a worker shares with the kernel besides the control socket.
pub struct Ends {
    /// The writing end of the pipe for standard output.
    pub stdout: OwnedFd,
    /// The writing end of the pipe for standard error.
    pub stderr: OwnedFd,
    /// The reading end of the pipe for answers to `input`.
    pub input: PipeReader,
    /// The secret of its frames.
    pub token: String,
}

/// The death of a runner, and who came after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Death {
    /// In words: "segmentation fault (signal 11)".
    pub cause: String,
    /// Who takes the orders now.
    pub successor: Successor,
}

/// Who takes the orders after a death.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Successor {
    /// A snapshot.
    Snapshot {
        /// Cells that have ended in its state.
        generation: u64,
        /// Threads ran beside the cells; they are not in it.
        threads_lost: bool,
    },
    /// A new runner that knows nothing.
    Fresh,
    /// Nobody: the supervisor is gone, too.
    Nobody,
}

/// What was heard.
#[derive(Debug)]
pub enum Heard {
    /// A report that is no death.
    Report(Report),
    /// The runner has died, and somebody came after it.
    Death(Death),
    /// Nothing, for as long as was waited.
    Silence,
}

/// The worker's processes.
pub struct Life {
    supervisor: Child,
    lines: Lines<UnixStream>,
    remote: Arc<LinkRemote>,
    /// The life that orders are for.
    life: u64,
    /// What the runner said that it is about to die of.
    dying: Option<String>,
}

impl Life {
    /// Starts a worker.
    ///
    /// # Errors
    /// The program cannot be started.
    pub fn start(setup: &Setup, ends: &Ends, remote: Arc<LinkRemote>) -> anyhow::Result<Life> {
        let (ours, its) = UnixStream::pair()?;
        let input = ends.input.as_raw_fd();
        let mut command = Command::new(&setup.executable);
        command
            .env(IS_SUPERVISOR, "1")
            .env(large_pages::TUNABLES, large_pages::tunables())
            .env(TOKEN, &ends.token)
            .env(INPUT, format!("{DESCRIPTORS}/{input}"))
            .env(LIBRARY_PATH, setup.library_path()?)
            .stdin(OwnedFd::from(its))
            .stdout(Stdio::from(ends.stdout.try_clone()?))
            .stderr(Stdio::from(ends.stderr.try_clone()?))
            // Not the terminal's: Ctrl-C is for the kernel, which knows what to interrupt.
            .process_group(0);
        // SAFETY: a system call on a descriptor that is open in the kernel, and so in the child.
        unsafe {
            command.pre_exec(move || {
                let input = BorrowedFd::borrow_raw(input);
                fcntl(input, FcntlArg::F_SETFD(FdFlag::empty()))?;
                Ok(())
            });
        }
        let supervisor = command.spawn().with_context(|| {
            let program = setup.executable.display();
            format!("the worker does not start: {program} cannot be run")
        })?;
        let group = Pid::from_raw(i32::try_from(supervisor.id())?);
        remote.set_worker(group);
        Ok(Life {
            supervisor,
            lines: Lines::new(ours),
            remote,
            life: 0,
            dying: None,
        })
    }

    /// Waits for a new worker's first word; `false` when it says nothing.
    pub fn await_ready(&mut self) -> bool {
        self.await_successor(&mut None) == Successor::Fresh
    }

    /// Ends all processes of the worker. (A kernel that is killed cannot; then the supervisor does.)
    pub fn end(&mut self) {
        self.remote.set_runner(0);
        // After the supervisor has been waited for, its number may be another group's.
        if let (Ok(None), Ok(group)) = (self.supervisor.try_wait(), self.supervisor.id().try_into())
        {
            let _ = killpg(Pid::from_raw(group), Signal::SIGKILL);
            let _ = self.supervisor.wait();
        }
    }

    /// Gives the runner an order. That nobody takes it any more is heard afterwards, like every death.
    ///
    /// # Errors
    /// The order cannot be written down: a path in it is not UTF-8.
    pub fn order(&mut self, id: u64, order: control::Order) -> Result<(), String> {
        let life = self.life;
        match control::send(self.lines.socket(), &Request { life, id, order }) {
            Err(error) if error.kind() == ErrorKind::InvalidData => Err(error.to_string()),
            _ => Ok(()),
        }
    }

    /// Waits for the next report. After a death, waits for the successor, too.
    pub fn hear(&mut self, patience: Option<Duration>) -> Heard {
        match self.lines.next(patience) {
            Ok(None) => Heard::Silence,
            Ok(Some(Report::Dying(cause))) => {
                self.dying = Some(cause);
                self.hear(patience)
            }
            Ok(Some(Report::Died { signal, code, .. })) => {
                let mut cause = cause(signal, code);
                if let Some(dying) = self.dying.take() {
                    cause = dying;
                }
                self.remote.set_runner(0);
                let mut later = None;
                let successor = self.await_successor(&mut later);
                let cause = later.unwrap_or(cause);
                Heard::Death(Death { cause, successor })
            }
            Ok(Some(report)) => Heard::Report(report),
            Err(error) => {
                if error.kind() != ErrorKind::UnexpectedEof {
                    tracing::error!("the worker cannot be heard: {error}");
                }
                self.remote.set_runner(0);
                Heard::Death(Death {
                    cause: "the whole worker was killed".to_owned(),
                    successor: Successor::Nobody,
                })
            }
        }
    }

    /// Waits for whoever takes the orders from now on; successors may die, too.
    fn await_successor(&mut self, cause_of_death: &mut Option<String>) -> Successor {
        loop {
            match self.lines.next(Some(SUCCESSION)) {
                Ok(Some(Report::Ready { pid, life })) => {
                    self.life = life;
                    self.remote.set_runner(pid);
                    return Successor::Fresh;
                }
                Ok(Some(Report::Restored {
                    pid,
                    life,
                    generation,
                    threads_lost,
                })) => {
                    self.life = life;
                    self.remote.set_runner(pid);
                    return Successor::Snapshot {
                        generation,
                        threads_lost,
                    };
                }
                Ok(Some(Report::Died { signal, code, .. })) => {
                    *cause_of_death = Some(cause(signal, code));
                }
                Ok(Some(_)) => {}
                Ok(None) => {
                    tracing::error!("nobody has taken the place of the worker that died");
                    return Successor::Nobody;
                }
                Err(_) => return Successor::Nobody,
            }
        }
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        self.end();
    }
}

/// A process's end in words.
fn cause(signal: Option<i32>, code: Option<i32>) -> String {
    let Some(signal) = signal else {
        return match code {
            Some(code) => format!("exit code {code}"),
            None => "an unknown end".to_owned(),
        };
    };
    let name = match Signal::try_from(signal) {
        Ok(Signal::SIGSEGV) => "segmentation fault",
        Ok(Signal::SIGABRT) => "abort",
        Ok(Signal::SIGBUS) => "bus error",
        Ok(Signal::SIGILL) => "illegal instruction",
        Ok(Signal::SIGFPE) => "arithmetic fault",
        Ok(Signal::SIGTERM) => "terminated",
        Ok(Signal::SIGKILL) => {
            return "killed (signal 9), perhaps because memory ran out".to_owned();
        }
        _ => return format!("signal {signal}"),
    };
    format!("{name} (signal {signal})")
}
