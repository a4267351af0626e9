//! The kernel's end of the worker: load libraries, run cells, and say what is left of the variables when one dies.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::ended::CellEnd;
pub use super::ended::{Ended, How, Variables};
pub use super::life::Setup;
use super::life::{Death, Ends, Heard, Life, Successor};
use super::output::{Last, OutputReader};
pub use super::remote::LinkRemote;
use super::remote::Stopped;
use crate::engine::OutputSink;
use crate::worker::control::{End, Order, Report};
use crate::worker::frames::Display;

/// A worker that dies this often in a row without having run anything is given up.
const ATTEMPTS: usize = 3;

const THREADS_LOST: &str =
    "threads that earlier cells had started are gone: they do not survive a crash, as variables do";

/// A worker and the pipes between it and the kernel.
pub struct Link {
    setup: Setup,
    ends: Ends,
    life: Life,
    due: Due,
    output: OutputReader,
    remote: Arc<LinkRemote>,
    libraries: Vec<PathBuf>,
    snapshots: bool,
    orders: u64,
    /// Cells that have ended in the state that the worker has, as far as is known.
    generation: u64,
    /// How long the last copy of the worker took.
    copying: Option<Duration>,
    notices: Vec<String>,
}

/// What has to be done before the worker can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    Nothing,
    /// It was started, and has not been heard yet.
    Greeting,
    /// It does not have the session's libraries.
    Libraries,
}

impl Link {
    /// Starts a worker whose output goes to `sink`. Does not wait for it.
    ///
    /// # Errors
    /// No more processes, threads or descriptors; the text says which.
    pub fn start(setup: Setup, sink: OutputSink) -> anyhow::Result<Link> {
        let token = uuid::Uuid::new_v4().simple().to_string();
        let (remote, input) = LinkRemote::new()?;
        let (output, stdout, stderr) = OutputReader::start(&token, Arc::clone(&remote), sink)?;
        let ends = Ends {
            stdout,
            stderr,
            input,
            token,
        };
        Ok(Link {
            life: Life::start(&setup, &ends, Arc::clone(&remote))?,
            setup,
            ends,
            due: Due::Greeting,
            output,
            remote,
            libraries: Vec::new(),
            snapshots: true,
            orders: 0,
            generation: 0,
            copying: None,
            notices: Vec::new(),
        })
    }

    /// What other threads may do while a cell runs.
    pub fn remote(&self) -> Arc<LinkRemote> {
        Arc::clone(&self.remote)
    }

    /// How long the last snapshot took of which is known: what it cost the cells.
    pub fn snapshot_took(&self) -> Option<Duration> {
        self.copying
    }

    /// Loads libraries, in this order, for all cells to see. They are loaded again into every new runner.
    ///
    /// # Errors
    /// The loader refuses one, or the worker dies of it; the text says why.
    pub fn load(&mut self, libraries: &[PathBuf]) -> Result<(), String> {
        self.settle();
        match self.ask(Order::Load(libraries.to_vec())) {
            Ok(answer) => answer?,
            Err(death) => {
                let gone = match self.succeed(&death) {
                    Variables::Gone => "; the variables of the session are gone",
                    _ => "",
                };
                let cause = death.cause;
                return Err(format!(
                    "the worker died while it loaded a library: {cause}{gone}"
                ));
            }
        }
        self.libraries.extend_from_slice(libraries);
        Ok(())
    }

    /// Keeps snapshots from now on, or none: then a crash takes all variables.
    pub fn set_snapshots(&mut self, on: bool) {
        self.settle();
        self.snapshots = on;
        if let Err(death) = self.ask(Order::Snapshots(on)) {
            self.succeed(&death);
        }
    }

    /// Forgets which libraries were loaded: the next worker has none of them.
    pub fn unload(&mut self) {
        self.libraries.clear();
    }

    /// Ends the worker with all its variables and starts another. The libraries are loaded again.
    ///
    /// # Errors
    /// No worker can be started.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        self.begin_anew()?;
        self.furnish();
        self.output.drain(Last::Death);
        Ok(())
    }

    /// Makes good what happened while no cell ran. Says what has become of the variables since: mostly nothing, which is
    /// [`Variables::AsLeft`]. Best called before a cell is composed, so that it mentions no variable that is gone.
    pub fn settle(&mut self) -> Variables {
        let before = self.generation;
        if self.due == Due::Greeting {
            self.due = Due::Nothing;
            if !self.life.await_ready() {
                let cause = "it does not start".to_owned();
                let successor = Successor::Nobody;
                self.succeed(&Death { cause, successor });
            }
        }
        if self.due == Due::Libraries {
            self.furnish();
        }
        loop {
            match self.life.hear(Some(Duration::ZERO)) {
                Heard::Silence => break,
                Heard::Report(report) => self.note(report),
                Heard::Death(death) => {
                    tracing::warn!("the idle worker died: {}", death.cause);
                    self.succeed(&death);
                }
            }
        }
        match self.since(before) {
            Variables::AsBefore => Variables::AsLeft,
            variables => variables,
        }
    }

    /// Loads a cell's library and runs its cell to its end. All its output is in the sink when this returns.
    pub fn run(&mut self, library: &Path) -> Ended {
        self.carry_out(Order::Run(library.to_owned()))
    }

    /// Has the toolkit handle an event of a comm, as if that were a cell.
    pub fn call(&mut self, event: String) -> Ended {
        self.carry_out(Order::Call(event))
    }

    fn carry_out(&mut self, order: Order) -> Ended {
        let variables = self.settle();
        if variables != Variables::AsLeft {
            return self.ended(
                How::Crashed {
                    cause: "the worker was killed while no cell ran".to_owned(),
                },
                variables,
                None,
            );
        }
        self.orders += 1;
        let id = self.orders;
        self.remote.begin(id);
        let (how, variables, lost) = self.run_order(id, &order);
        let stopped = self.remote.end();
        let how = match (how, stopped) {
            (How::Crashed { .. }, Stopped::Killed) => How::Interrupted,
            // It waited for the reader, and was told that there is none.
            (How::Panic(_), Stopped::Refused) => How::Interrupted,
            (how, _) => how,
        };
        let result = self.output.drain(match (&how, stopped) {
            (How::Crashed { .. }, _) | (How::Interrupted, Stopped::Killed) => Last::Death,
            (How::Panic(_), _) | (How::Interrupted, Stopped::Refused) => Last::Panic,
            _ => Last::End,
        });
        let mut ended = self.ended(how, variables, result);
        ended.lost = lost;
        ended.interrupted = stopped != Stopped::No;
        ended
    }

    fn ended(&mut self, how: How, variables: Variables, result: Option<Display>) -> Ended {
        let notices = std::mem::take(&mut self.notices);
        Ended {
            how,
            variables,
            lost: Vec::new(),
            interrupted: false,
            result,
            notice: (!notices.is_empty()).then(|| notices.join("\n")),
        }
    }

    fn run_order(&mut self, id: u64, order: &Order) -> (How, Variables, Vec<String>) {
        let mut cause = String::new();
        for _ in 0..ATTEMPTS {
            if let Err(error) = self.life.order(id, order.clone()) {
                return (How::NotLoaded(error), Variables::AsBefore, Vec::new());
            }
            let (death, started) = match self.await_end(id) {
                CellEnd::Ended(outcome, generation) => {
                    self.generation = generation;
                    let lost = outcome.lost.clone();
                    let variables = match outcome.end {
                        End::NotLoaded => Variables::AsBefore,
                        _ => Variables::AsLeft,
                    };
                    return (How::from(outcome), variables, lost);
                }
                CellEnd::RolledBack(outcome, death) => {
                    let lost = outcome.lost.clone();
                    return (How::from(outcome), self.succeed(&death), lost);
                }
                CellEnd::Died(death, started) => (death, started),
            };
            let variables = self.succeed(&death);
            cause = death.cause;
            if started || variables != Variables::AsBefore {
                return (How::Crashed { cause }, variables, Vec::new());
            }
            // Nobody has begun with it.
        }
        (How::Crashed { cause }, Variables::AsBefore, Vec::new())
    }

    fn await_end(&mut self, id: u64) -> CellEnd {
        let mut started = false;
        loop {
            match self.life.hear(None) {
                Heard::Report(Report::Started { id: it }) if it == id => {
                    started = true;
                    self.remote.set_started();
                }
                Heard::Report(Report::Ended {
                    id: it,
                    outcome,
                    generation,
                    rolled_back,
                }) if it == id => {
                    if !rolled_back {
                        return CellEnd::Ended(outcome, generation);
                    }
                    loop {
                        match self.life.hear(None) {
                            Heard::Death(death) => {
                                return CellEnd::RolledBack(outcome, death);
                            }
                            Heard::Report(report) => self.note(report),
                            Heard::Silence => {}
                        }
                    }
                }
                Heard::Report(report) => self.note(report),
                Heard::Death(death) => return CellEnd::Died(death, started),
                Heard::Silence => {}
            }
        }
    }

    /// Gives an order and waits for its answer, which is what went wrong with it.
    fn ask(&mut self, order: Order) -> Result<Result<(), String>, Death> {
        self.orders += 1;
        let id = self.orders;
        if let Err(error) = self.life.order(id, order) {
            return Ok(Err(error));
        }
        loop {
            match self.life.hear(None) {
                Heard::Report(Report::Answered { id: it, error }) if it == id => {
                    return Ok(error.map_or(Ok(()), Err));
                }
                Heard::Report(report) => self.note(report),
                Heard::Death(death) => return Err(death),
                Heard::Silence => {}
            }
        }
    }

    fn note(&mut self, report: Report) {
        match report {
            Report::NotKept { error } => self.notices.push(format!(
                "there was no room for a copy of the variables ({error}): a crash would lose what the last cell did"
            )),
            Report::Kept { micros, .. } => self.copying = Some(Duration::from_micros(micros)),
            other => tracing::debug!("heard in passing: {other:?}"),
        }
    }

    /// Takes up with whoever came after a death. Says what the variables are now, seen from before it.
    fn succeed(&mut self, death: &Death) -> Variables {
        let before = self.generation;
        self.adopt(death);
        self.furnish();
        self.since(before)
    }

    fn since(&self, before: u64) -> Variables {
        match self.generation {
            now if now >= before => Variables::AsBefore,
            0 => Variables::Gone,
            now => Variables::Older(before - now),
        }
    }

    fn adopt(&mut self, death: &Death) {
        match death.successor {
            Successor::Snapshot {
                generation,
                threads_lost,
            } => {
                self.generation = generation;
                if threads_lost {
                    self.notices.push(THREADS_LOST.to_owned());
                }
            }
            Successor::Fresh => self.generation = 0,
            Successor::Nobody => {
                if let Err(error) = self.begin_anew() {
                    tracing::error!("{error:#}");
                    self.notices.push(format!("{error:#}"));
                }
            }
        }
    }

    /// A new worker that has loaded nothing.
    fn begin_anew(&mut self) -> anyhow::Result<()> {
        self.generation = 0;
        self.life.end();
        self.life = Life::start(&self.setup, &self.ends, Arc::clone(&self.remote))?;
        self.due = Due::Nothing;
        anyhow::ensure!(
            self.life.await_ready(),
            "the worker does not start; see the kernel's log"
        );
        Ok(())
    }

    /// Gives the runner what the session expects of it. A snapshot may be older than the last library.
    fn furnish(&mut self) {
        let mut orders = vec![Order::Load(self.libraries.clone())];
        if !self.snapshots {
            orders.push(Order::Snapshots(false));
        }
        for _ in 0..ATTEMPTS {
            self.due = Due::Nothing;
            let given: Result<(), Death> = orders.iter().try_for_each(|order| {
                if let Err(error) = self.ask(order.clone())? {
                    self.notices.push(error);
                }
                Ok(())
            });
            match given {
                Ok(()) => return,
                Err(death) => {
                    tracing::error!(
                        "the worker died of the session's libraries: {}",
                        death.cause
                    );
                    self.adopt(&death);
                }
            }
        }
        self.due = Due::Libraries;
    }
}
