//! The thread that owns an engine, and the handle through which the session uses it.
//!
//! The engine is built on the thread, so the kernel answers at once while the engine warms up; the first cell waits its
//! turn in the queue. An engine that panics is built anew; the panic is the error of that cell.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};

use super::completer::{Completer, Patience};
use super::dep_names::DepNames;
use super::known::{Known, Seen};
use super::names::subject;
use super::{Cell, Completion, Completions, Engine, Remote, Variable};
use crate::crash::catch;
use crate::display::Bundle;
use crate::display::error::CellError;
use crate::worker::comms::Event;

/// How long a look at the disk may take, for completion.
const DISK: Duration = Duration::from_millis(500);

/// Builds an engine; called again when one has failed.
pub type Factory = Box<dyn Fn() -> anyhow::Result<Box<dyn Engine>> + Send>;

enum Job {
    /// The cell does not run when whoever asked has gone.
    Execute(Cell, oneshot::Sender<Result<Option<Bundle>, CellError>>),
    Comm(Event, oneshot::Sender<Result<(), CellError>>),
    /// As [`Engine::evaluate`].
    Evaluate(String, oneshot::Sender<Result<Option<Bundle>, CellError>>),
    Complete(String, usize, oneshot::Sender<Completions>),
    Inspect(String, usize, oneshot::Sender<Option<Bundle>>),
    Restart(oneshot::Sender<Result<(), String>>),
}

/// The session's end. Cheap to clone.
#[derive(Clone)]
pub struct EngineHandle {
    jobs: mpsc::Sender<Job>,
    known: Arc<Mutex<Known>>,
    /// An interrupt came while there was no engine yet.
    impatience: Arc<Notify>,
    /// Completes for an engine that shows its session.
    completer: Arc<Completer>,
}

impl EngineHandle {
    /// Starts the thread, which builds the engine at once.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(factory: Factory) -> std::io::Result<EngineHandle> {
        EngineHandle::with_completer(factory, Completer::of_this_executable())
    }

    /// As [`EngineHandle::start`], with another completer than this executable.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn with_completer(factory: Factory, completer: Completer) -> std::io::Result<EngineHandle> {
        let (jobs, queue) = mpsc::channel();
        let known = Arc::new(Mutex::new(Known::default()));
        let owner = Owner {
            factory,
            engine: Err(String::new()),
            known: Arc::clone(&known),
        };
        std::thread::Builder::new()
            .name("engine".to_owned())
            .stack_size(64 << 20)
            .spawn(move || owner.run(&queue))?;
        Ok(EngineHandle {
            jobs,
            known,
            impatience: Arc::default(),
            completer: Arc::new(completer),
        })
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn ask<T>(&self, job: impl FnOnce(oneshot::Sender<T>) -> Job) -> Option<T> {
        let (sender, receiver) = oneshot::channel();
        self.known().waiting += 1;
        if self.jobs.send(job(sender)).is_err() {
            self.known().waiting -= 1;
            return None;
        }
        receiver.await.ok()
    }

    /// Runs a cell after those that were asked for before it.
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub async fn execute(&self, cell: Cell) -> Result<Option<Bundle>, CellError> {
        tokio::select! {
            result = self.ask(|reply| Job::Execute(cell, reply)) => result.unwrap_or_else(gone),
            // Dropping the question takes the cell from the queue.
            () = self.impatience.notified() => Err(CellError::plain(
                "Interrupted",
                "the cell was interrupted before it ran: the engine is still warming up",
            )),
        }
    }

    /// Has the program handle what a front end said on a comm, after what was asked for before.
    ///
    /// # Errors
    /// As [`Engine::comm`].
    pub async fn comm(&self, event: Event) -> Result<(), CellError> {
        let asked = self.ask(|reply| Job::Comm(event, reply)).await;
        asked.unwrap_or_else(gone)
    }

    /// The value of an expression, which changes nothing in the session.
    ///
    /// # Errors
    /// As [`Engine::evaluate`].
    pub async fn evaluate(&self, expression: String) -> Result<Option<Bundle>, CellError> {
        let value = self.ask(|reply| Job::Evaluate(expression, reply)).await;
        value.unwrap_or_else(gone)
    }

    /// Stops the running cell; while the engine warms up, the cell that waits for it.
    pub fn interrupt(&self) {
        match self.remote() {
            Some(remote) => remote.interrupt(),
            None => self.impatience.notify_waiters(),
        }
    }

    /// Proposals at a byte offset, also while a cell runs: what is known at once, unless there is more in time.
    pub async fn complete(&self, code: String, cursor: usize) -> Completions {
        let seen = self.seen();
        let at_once = seen.at_once();
        if let Some(argument) = at_once.dep_argument(&code, cursor) {
            return complete_dep(seen.crates(), code[argument..cursor].to_owned(), argument).await;
        }
        if let Some(command) = at_once.complete_command(&code, cursor) {
            return command;
        }
        let known = at_once.complete(&code, cursor);
        let patience = match known.matches.is_empty() {
            true => Patience::Long,
            false => Patience::Short,
        };
        let found = match &seen.view {
            Some(view) => {
                let complete = self.completer.complete(view, &code, cursor, patience);
                complete.await
            }
            None if seen.idle => {
                let ask = |reply| Job::Complete(code.clone(), cursor, reply);
                let found = self.ask(ask).await;
                found.filter(|found| !found.matches.is_empty())
            }
            None => None,
        };
        match found {
            Some(found) => with_signatures(found, &known),
            None => known,
        }
    }

    /// Documentation at a byte offset, also while a cell runs: what is known at once, unless there is more in time. With
    /// `source`, an item of the session is shown whole.
    pub async fn inspect(&self, code: String, cursor: usize, source: bool) -> Option<Bundle> {
        let seen = self.seen();
        let at_once = seen.at_once();
        if let Some(command) = at_once.inspect_command(&code, cursor) {
            return Some(command);
        }
        let cursor = subject(&code, cursor);
        if source && let Some(source) = at_once.source(&code, cursor) {
            return Some(source);
        }
        let known = at_once.inspect(&code, cursor);
        let patience = match known {
            None => Patience::Long,
            Some(_) => Patience::Short,
        };
        let found = match &seen.view {
            Some(view) => {
                let inspect = self.completer.inspect(view, &code, cursor, patience);
                inspect.await
            }
            None if seen.idle => {
                let ask = |reply| Job::Inspect(code.clone(), cursor, reply);
                self.ask(ask).await.flatten()
            }
            None => None,
        };
        found.or(known)
    }

    /// Forgets all state.
    ///
    /// # Errors
    /// As [`Engine::restart`].
    pub async fn restart(&self) -> Result<(), String> {
        self.ask(Job::Restart)
            .await
            .unwrap_or_else(|| Err("the engine has ended".to_owned()))
    }

    /// The variables as of the last cell that ended.
    pub fn variables(&self) -> Vec<Variable> {
        self.known().variables.clone()
    }

    /// What may be done to the engine while it works; `None` while it warms up.
    pub fn remote(&self) -> Option<Arc<dyn Remote>> {
        self.known().remote.clone()
    }

    /// The session as it was after the last cell that ended. Its items are read without the lock.
    fn seen(&self) -> Seen {
        let (seen, names) = self.known().seen();
        seen.with_items(names)
    }
}

struct Owner {
    factory: Factory,
    /// The engine, or why there is none.
    engine: Result<Box<dyn Engine>, String>,
    known: Arc<Mutex<Known>>,
}

impl Owner {
    fn run(mut self, queue: &mpsc::Receiver<Job>) {
        self.build();
        while let Ok(job) = queue.recv() {
            let done = catch(|| self.take(job));
            if done.is_err() {
                tracing::error!("the engine panicked; it is built anew");
                self.build();
            }
        }
    }

    fn build(&mut self) {
        let built = catch(|| (self.factory)());
        self.engine = match built {
            Ok(Ok(engine)) => Ok(engine),
            Ok(Err(error)) => Err(format!("{error:#}")),
            Err(_) => Err("the engine panicked while it started; see the kernel's log".to_owned()),
        };
        if let Err(error) = &self.engine {
            tracing::error!("no engine: {error}");
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.remote = self.engine.as_ref().ok().map(|engine| engine.remote());
        if let Ok(engine) = &self.engine {
            known.learn(engine.as_ref());
        }
        known.ready = true;
    }

    /// Gives an answer; what is known of the engine is told first, so that whoever has the answer finds it.
    fn answer<T>(&self, reply: oneshot::Sender<T>, answer: T) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.waiting = known.waiting.saturating_sub(1);
        if let Ok(engine) = &self.engine {
            known.learn(engine.as_ref());
        }
        drop(known);
        let _ = reply.send(answer); // whoever asked may be gone
    }

    /// Does one job.
    fn take(&mut self, job: Job) {
        if self.engine.is_err() && matches!(&job, Job::Execute(_, reply) if !reply.is_closed()) {
            self.build(); // what was missing may have been installed by now
        }
        match job {
            Job::Execute(_, reply) if reply.is_closed() => {
                self.answer(reply, Ok(None));
            }
            Job::Execute(cell, reply) => match &mut self.engine {
                Ok(engine) => {
                    let result = catch(|| engine.execute(&cell));
                    let panicked = result.is_err();
                    self.answer(reply, result.unwrap_or_else(|_| Err(engine_panic())));
                    if panicked {
                        std::panic::resume_unwind(Box::new("engine"));
                    }
                }
                Err(error) => {
                    let error = CellError::plain("Engine", error.clone());
                    self.answer(reply, Err(error));
                }
            },
            Job::Comm(event, reply) => {
                let done = match &mut self.engine {
                    Ok(engine) => catch(|| engine.comm(&event)),
                    Err(error) => Ok(Err(CellError::plain("Engine", error.clone()))),
                };
                let panicked = done.is_err();
                self.answer(reply, done.unwrap_or_else(|_| Err(engine_panic())));
                if panicked {
                    std::panic::resume_unwind(Box::new("engine"));
                }
            }
            Job::Evaluate(expression, reply) => {
                let value = match &mut self.engine {
                    Ok(engine) => engine.evaluate(&expression),
                    Err(error) => Err(CellError::plain("Engine", error.clone())),
                };
                self.answer(reply, value);
            }
            Job::Complete(code, cursor, reply) => {
                let found = match &mut self.engine {
                    Ok(engine) => engine.complete(&code, cursor),
                    Err(_) => Default::default(),
                };
                self.answer(reply, found);
            }
            Job::Inspect(code, cursor, reply) => {
                let found = match &mut self.engine {
                    Ok(engine) => engine.inspect(&code, cursor),
                    Err(_) => Default::default(),
                };
                self.answer(reply, found);
            }
            Job::Restart(reply) => {
                let done = match &mut self.engine {
                    Ok(engine) => engine.restart(),
                    Err(error) => Err(error.clone()),
                };
                self.answer(reply, done);
            }
        }
    }
}

/// Proposals for what stands behind `:dep`, whose argument starts at the byte `start` of the cell. A slow disk is not
/// waited for.
async fn complete_dep(
    crates: Vec<(String, String)>,
    argument: String,
    start: usize,
) -> Completions {
    let end = start + argument.len();
    let look =
        tokio::task::spawn_blocking(move || DepNames::of_this_machine(crates).complete(&argument));
    let mut found = match tokio::time::timeout(DISK, look).await {
        Ok(Ok(found)) => found,
        _ => Completions::default(),
    };
    (found.start, found.end) = (found.start + start, end);
    found
}

/// The proposals with the signatures that are known at once: of a variable the completer says the name alone, of a
/// function `tells(…)`.
fn with_signatures(mut found: Completions, known: &Completions) -> Completions {
    let name = |proposal: &Completion| proposal.text.split('(').next().map(str::to_owned);
    for proposal in &mut found.matches {
        let bare = proposal.label == proposal.text || proposal.label.ends_with("(…)");
        let says_more =
            |other: &&Completion| other.label != other.text && name(other) == name(proposal);
        if bare && let Some(other) = known.matches.iter().find(says_more) {
            proposal.label.clone_from(&other.label);
        }
    }
    found
}

fn gone<T>() -> Result<T, CellError> {
    let what = "the engine has ended; restart the kernel";
    Err(CellError::plain("Engine", what))
}

fn engine_panic() -> CellError {
    CellError::plain(
        "Engine",
        "the engine itself panicked on this cell; it was started anew and the session's state is gone",
    )
}
