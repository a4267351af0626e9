//! The supervisor: the process that the kernel knows. It starts the runner, sees deaths, and sets a successor to work.
//!
//! It never runs a cell's code, loads nothing and remembers next to nothing, so there is little that can kill it and
//! little that its copies cost. All processes of the worker, and those that cells start, are its process group; when
//! the kernel is gone, it ends them all.

use std::fs::File;
use std::io::{PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};
use std::sync::atomic::{AtomicI32, Ordering};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, FdFlag, OFlag, fcntl};
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, killpg, sigaction};
use nix::unistd::{ForkResult, fork, getpgrp, getpid};

use super::control::{self, Report};
use super::runner::{self, Desk};
use super::snapshot::{Roles, Snapshots};
use super::{INPUT, IS_SUPERVISOR, large_pages};

/// Descriptors that cells should not come across are kept from here on.
const HIGH: i32 = 200;

/// Runs the supervisor until the kernel is gone. Does not return.
pub fn run() -> ! {
    large_pages::insist();
    forget_how_it_was_started();
    let end = Supervisor::new().and_then(Supervisor::supervise);
    if let Err(error) = end {
        eprintln!("papercell: the worker's supervisor: {error:#}");
    }
    if getpgrp() == getpid() {
        // This process included.
        let _ = killpg(getpgrp(), Signal::SIGKILL);
    }
    std::process::exit(1)
}

/// What was meant for this process is not for the programs that cells start.
fn forget_how_it_was_started() {
    // SAFETY: this is the only thread.
    unsafe {
        std::env::remove_var(IS_SUPERVISOR);
        large_pages::forget();
    }
}

struct Supervisor {
    roles: &'static Roles,
    control: File,
    stdout: File,
    stderr: File,
    /// A byte for each child that may have died.
    deaths: PipeReader,
    /// Wakes the snapshot: the writing end, and the one that runners inherit.
    wake: (PipeWriter, PipeReader),
    /// The snapshot that has been woken already.
    woken: i32,
}

impl Supervisor {
    fn new() -> anyhow::Result<Supervisor> {
        // SAFETY: interrupts are for the cells; nothing is called.
        unsafe { nix::sys::signal::signal(Signal::SIGINT, SigHandler::SigIgn) }?;
        #[cfg(target_os = "linux")]
        nix::sys::prctl::set_child_subreaper(true)?;
        // A dump of a gigabyte of variables takes seconds. One byte, and not none: for that Linux asks no dump's reader.
        let (_, most) = getrlimit(Resource::RLIMIT_CORE)?;
        setrlimit(Resource::RLIMIT_CORE, most.min(1), most)?;
        let control = keep(std::io::stdin().as_fd())?;
        nix::unistd::dup2_stdin(File::open("/dev/null")?)?;
        hide_input()?;
        let (wake_read, wake) = std::io::pipe()?;
        Ok(Supervisor {
            roles: Roles::share()?,
            control,
            stdout: keep(std::io::stdout().as_fd())?,
            stderr: keep(std::io::stderr().as_fd())?,
            deaths: hear_of_deaths()?,
            wake: (wake, wake_read),
            woken: 0,
        })
    }

    fn supervise(mut self) -> anyhow::Result<()> {
        self = self.start_runner()?;
        loop {
            let mut fds = [
                PollFd::new(self.deaths.as_fd(), PollFlags::POLLIN),
                // Only its end: what comes is the runner's to read.
                PollFd::new(self.control.as_fd(), PollFlags::empty()),
            ];
            match poll(&mut fds, PollTimeout::NONE) {
                Ok(_) | Err(Errno::EINTR) => {}
                Err(error) => return Err(error.into()),
            }
            if fds[1].any().unwrap_or(false) {
                return Ok(());
            }
            let mut bytes = [0; 64];
            while matches!(self.deaths.read(&mut bytes), Ok(1..)) {}
            self.reap()?;
            if self.roles.runner.load(Ordering::SeqCst) == 0 {
                self = self.replace_runner()?;
            }
        }
    }

    /// Takes in every child that has died, and clears the entries of those that had a role.
    fn reap(&self) -> anyhow::Result<()> {
        let mut status = 0;
        loop {
            // SAFETY: writes one integer. (nix's own refuses children that a real-time signal has ended.)
            let pid = unsafe { libc::waitpid(-1, &mut status, libc::WNOHANG) };
            if pid <= 0 {
                return Ok(());
            }
            let clear = |role: &AtomicI32| {
                role.compare_exchange(pid, 0, Ordering::SeqCst, Ordering::SeqCst)
                    .is_ok()
            };
            clear(&self.roles.snapshot);
            if clear(&self.roles.runner) {
                let signal = libc::WIFSIGNALED(status).then(|| libc::WTERMSIG(status));
                let code = libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status));
                control::send(&self.control, &Report::Died { pid, signal, code })?;
            }
        }
    }

    /// Wakes the snapshot, once; without one, starts a new runner.
    fn replace_runner(mut self) -> anyhow::Result<Supervisor> {
        let snapshot = self.roles.snapshot.load(Ordering::SeqCst);
        if snapshot == 0 {
            return self.start_runner();
        }
        if snapshot != self.woken {
            self.woken = snapshot;
            self.wake.0.write_all(b"w")?;
        }
        Ok(self)
    }

    fn start_runner(mut self) -> anyhow::Result<Supervisor> {
        // SAFETY: this process has one thread.
        match unsafe { fork() }? {
            ForkResult::Parent { child } => {
                self.roles.runner.store(child.as_raw(), Ordering::SeqCst);
                self.woken = 0;
                Ok(self)
            }
            ForkResult::Child => {
                let handler = SigHandler::SigDfl;
                // SAFETY: nothing is called.
                unsafe { nix::sys::signal::signal(Signal::SIGCHLD, handler) }?;
                drop((self.wake.0, self.deaths));
                runner::run(Desk {
                    control: self.control,
                    stdout: self.stdout,
                    stderr: self.stderr,
                    snapshots: Snapshots::new(self.roles, self.wake.1),
                })
            }
        }
    }
}

/// A copy of a descriptor that cells do not come across and processes that they start do not get.
fn keep(fd: BorrowedFd) -> anyhow::Result<File> {
    use std::os::fd::FromRawFd;
    let copy = fcntl(fd, FcntlArg::F_DUPFD_CLOEXEC(HIGH))?;
    // SAFETY: the system made the descriptor a moment ago, and nobody else knows it.
    Ok(unsafe { File::from_raw_fd(copy) })
}

/// The pipe for answers to `input` is opened by its path; processes that cells start shall not inherit it.
fn hide_input() -> anyhow::Result<()> {
    let path = std::env::var(INPUT).unwrap_or_default();
    let Some(number) = path
        .rsplit('/')
        .next()
        .and_then(|last| last.parse::<i32>().ok())
    else {
        return Ok(());
    };
    // SAFETY: the kernel left this descriptor open for us, and it is never closed.
    let input = unsafe { BorrowedFd::borrow_raw(number) };
    fcntl(input, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))?;
    Ok(())
}

/// A pipe that gets a byte when a child dies.
fn hear_of_deaths() -> anyhow::Result<PipeReader> {
    static SIGN: AtomicI32 = AtomicI32::new(-1);
    extern "C" fn death(_: libc::c_int) {
        let errno = Errno::last_raw();
        // SAFETY: `write` may be called in a handler. A full pipe says enough already.
        unsafe { libc::write(SIGN.load(Ordering::SeqCst), b"d".as_ptr().cast(), 1) };
        Errno::set_raw(errno);
    }
    let (deaths, sign) = std::io::pipe()?;
    for end in [deaths.as_fd(), sign.as_fd()] {
        fcntl(end, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
    }
    SIGN.store(sign.as_raw_fd(), Ordering::SeqCst);
    // As long as the process.
    std::mem::forget(sign);
    let flags = SaFlags::SA_RESTART | SaFlags::SA_NOCLDSTOP;
    let action = SigAction::new(SigHandler::Handler(death), flags, SigSet::empty());
    // SAFETY: the handler does only what POSIX allows in one.
    unsafe { sigaction(Signal::SIGCHLD, &action) }?;
    Ok(deaths)
}
