//! Interrupting the running cell, and answering its questions, from any thread.
//!
//! An interrupt has two steps. First the cell is asked to stop: a signal sets a flag that the runtime and the toolkit look
//! at, and ends the programs that the cell waits for. If it still runs after a second, the runner is killed, and its
//! snapshot brings the state before the cell back.

use std::fs::File;
use std::io::{PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use serde_json::{Value, json};

/// How long a cell that was asked to stop may take.
const GRACE: Duration = Duration::from_secs(1);
/// How often is looked whether it has.
const TICK: Duration = Duration::from_millis(10);

/// What other threads may do to a running cell.
pub struct LinkRemote {
    state: Mutex<State>,
    /// Where answers to `input` go.
    answers: PipeWriter,
    /// Where the program gets them from.
    asked: File,
}

#[derive(Default)]
struct State {
    /// The worker's process group; 0 while there is none.
    group: i32,
    /// The process that runs the cell; 0 while there is none.
    runner: i32,
    /// The running cell, as the number of its order.
    cell: Option<u64>,
    /// A runner has begun with it.
    started: bool,
    /// It waits for a line of the reader.
    asking: bool,
    /// It was asked to stop.
    interrupted: bool,
    /// It was told then that nobody answers its question.
    refused: bool,
    /// It did not stop, and was killed.
    killed: bool,
}

impl LinkRemote {
    /// A remote for no worker yet, and the pipe from which its programs read answers.
    ///
    /// # Errors
    /// No more descriptors.
    pub fn new() -> std::io::Result<(Arc<LinkRemote>, PipeReader)> {
        let (reader, answers) = std::io::pipe()?;
        let asked = File::from(OwnedFd::from(reader.try_clone()?));
        if cfg!(target_os = "linux") {
            // Programs open the pipe anew, so this is not theirs.
            fcntl(asked.as_fd(), FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        }
        let remote = LinkRemote {
            state: Mutex::default(),
            answers,
            asked,
        };
        Ok((Arc::new(remote), reader))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does a cell run now?
    pub fn is_running(&self) -> bool {
        self.state().cell.is_some()
    }

    /// Stops the running cell. Does nothing when none runs, or when it was told before.
    pub fn interrupt_running(self: &Arc<Self>) {
        let mut state = self.state();
        let Some(cell) = state.cell else { return };
        if std::mem::replace(&mut state.interrupted, true) {
            return;
        }
        drop(state);
        let remote = Arc::clone(self);
        let thread = std::thread::Builder::new().name("interrupt".to_owned());
        if let Err(error) = thread.spawn(move || remote.stop(cell)) {
            tracing::error!("the cell cannot be interrupted: {error}");
        }
    }

    fn stop(&self, cell: u64) {
        let mut asked: Option<Instant> = None;
        loop {
            {
                let mut state = self.state();
                if state.cell != Some(cell) {
                    return;
                }
                match asked {
                    None if state.started => {
                        let _ = killpg(Pid::from_raw(state.group), Signal::SIGINT);
                        asked = Some(Instant::now());
                        if state.asking {
                            state.refused = true;
                            drop(state);
                            self.answer_input(None);
                        }
                    }
                    // Not its successor, which has not begun with anything.
                    Some(asked) if asked.elapsed() > GRACE && state.started => {
                        state.killed = true;
                        let _ = kill(Pid::from_raw(state.runner), Signal::SIGKILL);
                    }
                    _ => {}
                }
            }
            std::thread::sleep(TICK);
        }
    }

    /// Answers the program's question; `None` when nobody can.
    pub fn answer_input(&self, answer: Option<&str>) {
        self.send_answer(&json!(answer));
    }

    /// Tells the program why its question has no answer.
    pub fn refuse_input(&self, why: &str) {
        self.send_answer(&json!({"error": why}));
    }

    fn send_answer(&self, answer: &Value) {
        self.state().asking = false;
        let line = format!("{answer}\n");
        if let Err(error) = (&self.answers).write_all(line.as_bytes()) {
            tracing::warn!("the program's input cannot be answered: {error}");
        }
    }

    /// The program waits for a line.
    pub(super) fn set_asking(&self) {
        self.state().asking = true;
    }

    pub(super) fn set_worker(&self, group: Pid) {
        let mut state = self.state();
        state.group = group.as_raw();
        state.runner = 0;
    }

    pub(super) fn set_runner(&self, pid: i32) {
        let mut state = self.state();
        state.runner = pid;
        state.started = false;
    }

    /// A cell is about to run, as the order with this number.
    pub(super) fn begin(&self, cell: u64) {
        if cfg!(target_os = "linux") {
            // Answers to questions that were never read.
            let mut stale = [0; 4096];
            while matches!((&self.asked).read(&mut stale), Ok(1..)) {}
        }
        let mut state = self.state();
        let (group, runner) = (state.group, state.runner);
        *state = State {
            group,
            runner,
            cell: Some(cell),
            ..State::default()
        };
    }

    /// It runs.
    pub(super) fn set_started(&self) {
        self.state().started = true;
    }

    /// It has ended.
    pub(super) fn end(&self) -> Stopped {
        let mut state = self.state();
        state.cell = None;
        match (state.interrupted, state.refused, state.killed) {
            (_, _, true) => Stopped::Killed,
            (_, true, _) => Stopped::Refused,
            (true, ..) => Stopped::Asked,
            _ => Stopped::No,
        }
    }
}

/// What an interrupt has done to a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// Nothing: there was none.
    No,
    /// It was asked to stop.
    Asked,
    /// It waited for the reader, and was told that nobody answers.
    Refused,
    /// It was killed.
    Killed,
}
