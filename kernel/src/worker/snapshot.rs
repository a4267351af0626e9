//! Snapshots: a sleeping fork of the runner holds the state after the last cell, and takes over when the runner dies.
//!
//! A page that all these processes share says which of them is the runner and which its snapshot. The supervisor clears
//! the entries of the dead, and wakes the snapshot when there is no runner; the snapshot alone decides, by that page,
//! whether it is the one that is meant. So there is one runner at any time, whoever is killed and when.
//!
//! The copy costs page tables, not memory: what neither process writes exists once.

use std::io::{PipeReader, PipeWriter};
use std::num::NonZeroUsize;
use std::os::fd::AsFd;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicI32, AtomicU64, Ordering};
use std::time::Duration;

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::waitpid;
use nix::unistd::{ForkResult, Pid, fork, getpid};

/// Can a snapshot find its way back to the supervisor? It takes a system on which orphans are given to an ancestor.
const POSSIBLE: bool = cfg!(target_os = "linux");
/// A thread that has been joined is seen for a moment longer; it is looked for this often.
const LOOKS: usize = 4;

/// Who is who; shared by the supervisor and everything forked from it. Zero is nobody.
pub struct Roles {
    /// The process that takes orders.
    pub runner: AtomicI32,
    /// The process that takes over from it.
    pub snapshot: AtomicI32,
    /// Runners so far.
    lives: AtomicU64,
}

impl Roles {
    /// A page of its own for all processes that this one forks.
    ///
    /// # Errors
    /// No memory.
    pub fn share() -> nix::Result<&'static Roles> {
        let length = NonZeroUsize::new(size_of::<Roles>()).ok_or(Errno::EINVAL)?;
        let access = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
        // SAFETY: a new mapping of at least this size, aligned to a page, never unmapped; zero is a valid integer.
        unsafe {
            let page: NonNull<Roles> =
                mmap_anonymous(None, length, access, MapFlags::MAP_SHARED)?.cast();
            Ok(page.as_ref())
        }
    }
}

/// Which of the two processes that leave [`Snapshots::take`] is this?
pub enum Role {
    /// The one that entered it, and goes on.
    Runner,
    /// The copy: the runner has died, and this is the runner now.
    Successor {
        /// Threads ran beside the cells when the copy was made.
        threads_lost: bool,
    },
}

/// The runner's snapshots: at most one at a time.
pub struct Snapshots {
    roles: &'static Roles,
    /// A byte comes when the supervisor has seen the runner's death; its end comes with the supervisor's.
    wake: PipeReader,
    on: bool,
    sleeper: Option<Sleeper>,
}

/// A sleeping copy, as its runner sees it.
struct Sleeper {
    pid: Pid,
    /// Its end tells the copy that this process has died.
    _leash: PipeWriter,
}

impl Snapshots {
    /// None yet; `wake` is the end of the supervisor's pipe that sleepers listen to.
    pub fn new(roles: &'static Roles, wake: PipeReader) -> Snapshots {
        Snapshots {
            roles,
            wake,
            on: POSSIBLE,
            sleeper: None,
        }
    }

    /// Keep snapshots from the next cell on, or let the one that there is go.
    pub fn set(&mut self, on: bool) {
        self.on = on && POSSIBLE;
        if !self.on {
            self.roles.snapshot.store(0, Ordering::SeqCst);
            self.dismiss();
        }
    }

    /// The number of one more runner.
    pub fn next_life(&self) -> u64 {
        self.roles.lives.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Are snapshots wanted?
    pub fn on(&self) -> bool {
        self.on
    }

    /// Would a snapshot take over now?
    pub fn ready(&self) -> bool {
        self.sleeper.as_ref().is_some_and(|sleeper| {
            // It may have been killed without a word.
            self.roles.snapshot.load(Ordering::SeqCst) == sleeper.pid.as_raw() && alive(sleeper.pid)
        })
    }

    /// Puts a copy of this process to sleep; the copy before it goes.
    ///
    /// # Errors
    /// No memory, or no process; the copy before it stays.
    pub fn take(&mut self) -> std::io::Result<Role> {
        let (listen, leash) = std::io::pipe()?;
        let threads_lost = other_threads();
        // SAFETY: the copy has this thread only. It takes no lock before it takes over; then it is as a process whose
        // other threads have ended, which is what it says.
        match unsafe { fork() }? {
            ForkResult::Parent { child } => {
                drop(listen);
                // From here on the new copy is the one that is woken, so there is no moment without any.
                self.roles.snapshot.store(child.as_raw(), Ordering::SeqCst);
                self.dismiss();
                self.sleeper = Some(Sleeper {
                    pid: child,
                    _leash: leash,
                });
                Ok(Role::Runner)
            }
            ForkResult::Child => {
                drop(leash);
                self.sleeper = None;
                set_reluctance(false);
                self.sleep(&listen);
                Ok(Role::Successor { threads_lost })
            }
        }
    }

    /// Lets the sleeper go and waits until it has.
    fn dismiss(&mut self) {
        let Some(sleeper) = self.sleeper.take() else {
            return;
        };
        // Not by its leash alone: a cell may have closed our end of it.
        let _ = kill(sleeper.pid, Signal::SIGKILL);
        while waitpid(sleeper.pid, None) == Err(Errno::EINTR) {}
    }

    /// Returns when this copy is to take over; ends the process when it is not needed any more.
    fn sleep(&self, listen: &PipeReader) {
        let me = getpid().as_raw();
        let mut orphaned = false;
        loop {
            let mut fds = [
                PollFd::new(self.wake.as_fd(), PollFlags::POLLIN),
                PollFd::new(listen.as_fd(), PollFlags::POLLIN),
            ];
            // The end of the leash is seen once; it would be seen again and again.
            let watched = if orphaned { 1 } else { 2 };
            match poll(&mut fds[..watched], PollTimeout::NONE) {
                Ok(_) => {}
                Err(Errno::EINTR) => continue,
                Err(_) => leave(),
            }
            let [woken, ended] = fds.map(|fd| fd.any().unwrap_or(false));
            orphaned |= ended;
            let meant = self.roles.snapshot.load(Ordering::SeqCst) == me;
            let vacant = self.roles.runner.load(Ordering::SeqCst) == 0;
            if !meant && (orphaned || vacant) {
                leave();
            }
            // A byte may be left over from a snapshot that died before it could take it.
            if woken {
                match nix::unistd::read(&self.wake, &mut [0]) {
                    Ok(0) => leave(),
                    Ok(_) if vacant => break,
                    _ => {}
                }
            }
        }
        self.roles.runner.store(me, Ordering::SeqCst);
        self.roles.snapshot.store(0, Ordering::SeqCst);
        set_reluctance(true);
    }
}

/// Ends a copy that is not needed. Without the farewells of `exit`: what they would flush is the runner's to flush.
fn leave() -> ! {
    // SAFETY: ends the process at once, which is allowed at any point.
    unsafe { nix::libc::_exit(0) }
}

/// Has the child not ended yet? Leaves its end to be waited for.
#[cfg(target_os = "linux")]
fn alive(child: Pid) -> bool {
    use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
    let look = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
    waitid(Id::Pid(child), look) == Ok(WaitStatus::StillAlive)
}

/// Only asked where there are snapshots.
#[cfg(not(target_os = "linux"))]
fn alive(_: Pid) -> bool {
    true
}

/// When memory runs out, the runner shall be the one that is killed: the snapshot then knows what it knew.
pub fn set_reluctance(runner: bool) {
    let score = if runner { "500" } else { "0" };
    // Only where the system has such a thing.
    let _ = std::fs::write("/proc/self/oom_score_adj", score);
}

/// Do threads run beside this one that a copy would not have?
fn other_threads() -> bool {
    (0..LOOKS).all(|look| {
        std::thread::sleep(Duration::from_millis(if look == 0 { 0 } else { 1 }));
        std::fs::read_dir("/proc/self/task").is_ok_and(|tasks| tasks.count() > 1)
    })
}
