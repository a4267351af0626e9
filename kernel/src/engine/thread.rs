//! The thread that owns an engine, and the handle through which the session uses it.
//!
//! The engine is built on the thread, so the kernel answers at once while the engine warms up; the first cell waits its
//! turn in the queue. An engine that panics is built anew; the panic is the error of that cell.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};

use tokio::sync::{Notify, oneshot};

use super::names::{name_end, name_start};
use super::{Cell, Completion, Completions, Engine, Remote, Variable};
use crate::display::Bundle;
use crate::display::error::CellError;

/// Builds an engine; called again when one has failed.
pub type Factory = Box<dyn Fn() -> anyhow::Result<Box<dyn Engine>> + Send>;

enum Job {
    /// The cell does not run when whoever asked has gone.
    Execute(Cell, oneshot::Sender<Result<Option<Bundle>, CellError>>),
    Complete(String, usize, oneshot::Sender<Completions>),
    Inspect(String, usize, oneshot::Sender<Option<Bundle>>),
    Restart(oneshot::Sender<Result<(), String>>),
}

/// What can be known of the engine without waiting for it.
#[derive(Default)]
struct Known {
    remote: Option<Arc<dyn Remote>>,
    /// Not warming up, and nothing queued or at work.
    waiting: usize,
    ready: bool,
    variables: Vec<Variable>,
    items: Vec<String>,
}

/// The session's end. Cheap to clone.
#[derive(Clone)]
pub struct EngineHandle {
    jobs: mpsc::Sender<Job>,
    known: Arc<Mutex<Known>>,
    /// An interrupt came while there was no engine yet.
    impatience: Arc<Notify>,
}

impl EngineHandle {
    /// Starts the thread, which builds the engine at once.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(factory: Factory) -> std::io::Result<EngineHandle> {
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
        let gone = || {
            Err(CellError::plain(
                "Engine",
                "the engine has ended; restart the kernel",
            ))
        };
        tokio::select! {
            result = self.ask(|reply| Job::Execute(cell, reply)) => result.unwrap_or_else(gone),
            // Dropping the question takes the cell from the queue.
            () = self.impatience.notified() => Err(CellError::plain(
                "Interrupted",
                "the cell was interrupted before it ran: the engine is still warming up",
            )),
        }
    }

    /// Stops the running cell; while the engine warms up, the cell that waits for it.
    pub fn interrupt(&self) {
        match self.remote() {
            Some(remote) => remote.interrupt(),
            None => self.impatience.notify_waiters(),
        }
    }

    /// Proposals at a byte offset; while a cell runs, the names that were known before it.
    pub async fn complete(&self, code: String, cursor: usize) -> Completions {
        if !self.idle() {
            return self.complete_from_names(&code, cursor);
        }
        self.ask(|reply| Job::Complete(code, cursor, reply))
            .await
            .unwrap_or_default()
    }

    /// Documentation at a byte offset; nothing while a cell runs.
    pub async fn inspect(&self, code: String, cursor: usize) -> Option<Bundle> {
        if !self.idle() {
            return self.inspect_names(&code, cursor);
        }
        self.ask(|reply| Job::Inspect(code, cursor, reply))
            .await
            .flatten()
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

    fn idle(&self) -> bool {
        let known = self.known();
        known.ready && known.waiting == 0
    }

    fn complete_from_names(&self, code: &str, cursor: usize) -> Completions {
        let start = name_start(code, cursor);
        let typed = &code[start..cursor];
        let known = self.known();
        let variables = known.variables.iter().map(|variable| Completion {
            text: variable.name.clone(),
            kind: "instance".to_owned(),
            label: format!("{}: {}", variable.name, variable.type_name),
        });
        let items = known.items.iter().map(|name| Completion {
            text: name.clone(),
            kind: "function".to_owned(),
            label: name.clone(),
        });
        Completions {
            matches: variables
                .chain(items)
                .filter(|proposal| proposal.text.starts_with(typed))
                .collect(),
            start,
            end: cursor,
        }
    }

    fn inspect_names(&self, code: &str, cursor: usize) -> Option<Bundle> {
        let start = name_start(code, cursor);
        let name = &code[start..name_end(code, cursor)];
        let known = self.known();
        let variable = known.variables.iter().find(|v| v.name == name)?;
        Some(Bundle::plain(format!("let {name}: {}", variable.type_name)))
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
            let done = catch_unwind(AssertUnwindSafe(|| self.take(job)));
            if done.is_err() {
                tracing::error!("the engine panicked; it is built anew");
                self.build();
            }
        }
    }

    fn build(&mut self) {
        let built = catch_unwind(AssertUnwindSafe(|| (self.factory)()));
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
        known.ready = true;
    }

    /// Gives an answer; what is known of the engine is told first, so that whoever has the answer finds it.
    fn answer<T>(&self, reply: oneshot::Sender<T>, answer: T) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.waiting = known.waiting.saturating_sub(1);
        if let Ok(engine) = &self.engine {
            known.variables = engine.variables();
            known.items = engine.items();
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
                    let result = catch_unwind(AssertUnwindSafe(|| engine.execute(&cell)));
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

fn engine_panic() -> CellError {
    CellError::plain(
        "Engine",
        "the engine itself panicked on this cell; it was started anew and the session's state is gone",
    )
}
