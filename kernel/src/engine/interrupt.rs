//! Stopping what runs: the worker, or the compiler that the engine has started; and answering the program's questions.

use std::fs::File;
use std::io::Write;
use std::process::Child;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::Remote;
use super::reader::{Said, lock};

/// Between a compiler's end and the program's start there is nothing to stop; it is tried again this soon.
const AGAIN: Duration = Duration::from_millis(50);

/// What other threads may do while a worker, or a compiler, works on a cell.
pub struct WorkerRemote {
    process: Arc<Mutex<Child>>,
    said: Arc<Mutex<Said>>,
    input: File,
    state: Arc<State>,
}

/// Cells are counted, so that an interrupt stops the cell that it was meant for and no other.
#[derive(Default)]
struct State {
    /// The cell that is executed, from 1; 0 between cells.
    executing: AtomicU64,
    started: AtomicU64,
    interrupted: AtomicU64,
}

impl WorkerRemote {
    /// A remote for the worker `process`, whose pipes are read into `said`; `input` leads to its program.
    pub fn new(process: Arc<Mutex<Child>>, said: Arc<Mutex<Said>>, input: File) -> WorkerRemote {
        WorkerRemote {
            process,
            said,
            input,
            state: Arc::default(),
        }
    }

    /// A cell is executed from now on.
    pub fn begin(&self) {
        let cell = self.state.started.fetch_add(1, Ordering::SeqCst) + 1;
        self.state.executing.store(cell, Ordering::SeqCst);
    }

    /// The cell has ended.
    pub fn end(&self) {
        self.state.executing.store(0, Ordering::SeqCst);
    }

    /// Was the cell that is executed now interrupted?
    pub fn was_interrupted(&self) -> bool {
        let state = &self.state;
        state.interrupted.load(Ordering::SeqCst) == state.executing.load(Ordering::SeqCst)
    }
}

impl Remote for WorkerRemote {
    fn interrupt(&self) {
        let cell = self.state.executing.load(Ordering::SeqCst);
        if cell == 0 || self.state.interrupted.swap(cell, Ordering::SeqCst) == cell {
            return;
        }
        let (process, said) = (Arc::clone(&self.process), Arc::clone(&self.said));
        let state = Arc::clone(&self.state);
        let stop = move || {
            while state.executing.load(Ordering::SeqCst) == cell {
                // The lock is held while a dead worker is replaced; then there is nothing to stop.
                if let Ok(process) = process.try_lock() {
                    match lock(&said).running {
                        true => kill_process(process.id()),
                        false => kill_compilers(process.id()),
                    }
                }
                std::thread::sleep(AGAIN);
            }
        };
        let thread = std::thread::Builder::new().name("interrupt".to_owned());
        if let Err(error) = thread.spawn(stop) {
            tracing::error!("the cell cannot be interrupted: {error}");
        }
    }

    fn answer_input(&self, answer: Option<&str>) {
        let mut line = serde_json::to_string(&answer).unwrap_or_default();
        line.push('\n');
        if let Err(error) = (&self.input).write_all(line.as_bytes()) {
            tracing::warn!("the program's input cannot be answered: {error}");
        }
    }
}

/// Kills every descendant of this process but `spared` and its descendants: cargo, rustc and the linker.
fn kill_compilers(spared: u32) {
    let processes = processes();
    let mut doomed = vec![std::process::id()];
    let mut at = 0;
    while let Some(&parent) = doomed.get(at) {
        at += 1;
        let children = processes
            .iter()
            .filter(|&&(pid, its)| its == parent && pid != spared);
        doomed.extend(children.map(|&(pid, _)| pid));
    }
    for &pid in &doomed[1..] {
        kill_process(pid);
    }
}

/// Kills one process. That it is gone already is fine.
fn kill_process(pid: u32) {
    if let Ok(pid) = i32::try_from(pid) {
        let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
    }
}

/// All processes with their parents, from `/proc`; empty where there is none.
fn processes() -> Vec<(u32, u32)> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    let parent_of = |pid: u32| -> Option<u32> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // "pid (name) state ppid ...": the name may hold spaces and brackets.
        let after_name = &stat[stat.rfind(')')? + 1..];
        after_name.split_whitespace().nth(1)?.parse().ok()
    };
    entries
        .flatten()
        .filter_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            Some((pid, parent_of(pid)?))
        })
        .collect()
}
