//! The session: a request comes in, messages go out. It knows neither sockets nor compilers, so tests (and
//! `papercell run`) drive it as a front end would, without a wire.
//!
//! `execute_request`s wait in a queue and run one after the other. Everything else is answered at once, also while a
//! cell runs; on which subshell makes no difference (`subshells`). Every request is answered between `busy` and `idle` with its own header as the parent, on one path:
//! [`Session::answer`].

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::Outgoing;
use super::history::History;
use super::message::{Channel, Message};
use super::outlet::Outlet;
use super::publisher::Publisher;
use super::requests;
use super::subshells::Subshells;
use crate::engine::thread::{EngineHandle, Factory};
use crate::engine::{Cell, Output, OutputSink};

/// A kernel's state, shared by the tasks that answer requests.
pub struct Session {
    id: String,
    outgoing: UnboundedSender<Outgoing>,
    /// What all front ends see.
    pub(super) publisher: Arc<Publisher>,
    /// Where a cell's output goes.
    pub(super) outlet: Arc<Outlet>,
    /// Compiles and runs cells.
    pub(super) engine: EngineHandle,
    /// The number of the last cell that counted.
    pub(super) execution_count: AtomicU32,
    /// What was run.
    pub(super) history: History,
    /// The subshells that front ends have made.
    pub(super) subshells: Subshells,
    queue: Mutex<Queue>,
    queued: Notify,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Message>,
    /// The header of the cell that runs.
    running: Option<Value>,
    /// The cell that runs has its number, so those of the cells behind it are known.
    numbered: bool,
}

/// What a request leads to.
pub(super) struct Answer {
    /// The reply's type.
    pub msg_type: &'static str,
    /// The reply's content.
    pub content: Value,
}

impl Session {
    /// As [`Session::start_with`], with a history that ends with the session.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(
        factory: impl FnOnce(OutputSink) -> Factory,
    ) -> std::io::Result<(Arc<Session>, UnboundedReceiver<Outgoing>)> {
        Session::start_with(factory, History::in_memory()?)
    }

    /// Starts a session, its engine (which warms up in the background) and the task that runs cells.
    ///
    /// Returns the session and everything it will say. Call it within a tokio runtime.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start_with(
        factory: impl FnOnce(OutputSink) -> Factory,
        history: History,
    ) -> std::io::Result<(Arc<Session>, UnboundedReceiver<Outgoing>)> {
        let id = uuid::Uuid::new_v4().to_string();
        let (outgoing, said) = unbounded_channel();
        let publisher = Publisher::start(&id, outgoing.clone());
        let outlet = Arc::new(Outlet::new(&id, Arc::clone(&publisher), outgoing.clone()));
        let sink = Arc::clone(&outlet);
        let engine =
            EngineHandle::start(factory(Arc::new(move |output: Output| sink.put(output))))?;
        outlet.connect(engine.clone());
        let session = Arc::new(Session {
            id,
            outgoing,
            publisher,
            outlet,
            engine,
            execution_count: AtomicU32::new(0),
            history,
            subshells: Subshells::default(),
            queue: Mutex::default(),
            queued: Notify::new(),
        });
        session.publisher.status(&json!({}), "starting");
        tokio::spawn(run_cells(Arc::clone(&session)));
        Ok((session, said))
    }

    /// Takes a request from a front end. Does not wait for its answer.
    pub fn receive(self: &Arc<Session>, channel: Channel, message: Message) {
        match (channel, message.msg_type()) {
            (Channel::Stdin, "input_reply") => {
                self.outlet.answer(message.content["value"].as_str());
            }
            (Channel::Shell, "execute_request") if self.subshells.knows(message.subshell()) => {
                self.queue().waiting.push_back(message);
                self.queued.notify_one();
                self.tell_what_waits();
            }
            (Channel::Shell | Channel::Control, _) => {
                let session = Arc::clone(self);
                tokio::spawn(async move { session.answer(channel, &message).await });
            }
            (_, other) => tracing::warn!("{other:?} came on {channel:?} and is ignored"),
        }
    }

    /// The running cell has got its number.
    pub(super) fn cell_is_numbered(&self) {
        self.queue().numbered = true;
        self.tell_what_waits();
    }

    /// The engine may compile what waits behind the running cell.
    fn tell_what_waits(&self) {
        let Some(remote) = self.engine.remote() else {
            return;
        };
        let queue = self.queue();
        if !queue.numbered {
            return;
        }
        let mut number = self.execution_count.load(Ordering::SeqCst);
        let cells = queue.waiting.iter().filter_map(|message| {
            number += u32::from(requests::execute::is_counted(message));
            let code = requests::execute::rust_of(message)?.to_owned();
            Some(Cell { number, code })
        });
        let cells = cells.collect();
        // To compile ahead is a favour; it must not end the task that receives, or the cell that runs.
        if catch_unwind(AssertUnwindSafe(|| remote.expect(cells))).is_err() {
            tracing::error!("the engine panicked when it was told which cells wait");
        }
    }

    /// Takes the waiting cells of one subshell out of the queue.
    fn take_waiting(&self, subshell: Option<&str>) -> Vec<Message> {
        let mut queue = self.queue();
        let waiting = std::mem::take(&mut queue.waiting);
        let (taken, left) = waiting
            .into_iter()
            .partition(|message| message.subshell() == subshell);
        queue.waiting = left;
        Vec::from(taken)
    }

    /// Answers the waiting cells of a subshell that is gone.
    pub(super) fn drop_waiting(&self, subshell: &str) {
        for request in self.take_waiting(Some(subshell)) {
            self.abort(&request);
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The one path of every request: busy, the answer, the reply, idle.
    async fn answer(self: &Arc<Session>, channel: Channel, message: &Message) {
        self.publisher.status(&message.header, "busy");
        let answer = match message.subshell().filter(|_| channel == Channel::Shell) {
            Some(id) if !self.subshells.knows(Some(id)) => {
                let count = self.execution_count.load(Ordering::SeqCst);
                requests::of_unknown_subshell(message.msg_type(), id, count)
            }
            _ => guarded(requests::answer(self, message))
                .await
                .unwrap_or_else(|| requests::panicked(message.msg_type())),
        };
        let ends = message.msg_type() == "shutdown_request";
        if let Some(answer) = answer {
            self.reply(channel, message, answer);
        }
        self.publisher.status(&message.header, "idle");
        // A front end shows the last status it saw, whosever it was.
        let running = self.queue().running.clone();
        if let Some(running) = running.filter(|running| *running != message.header) {
            self.publisher.status(&running, "busy");
        }
        if ends {
            self.end();
        }
    }

    fn reply(&self, channel: Channel, request: &Message, answer: Answer) {
        let mut reply = Message::new(&self.id, answer.msg_type, &request.header, answer.content);
        reply.identities.clone_from(&request.identities);
        let _ = self.outgoing.send(Outgoing::Message(channel, reply));
    }

    /// Stops what runs, and says nothing more.
    pub fn end(&self) {
        self.interrupt();
        let _ = self.outgoing.send(Outgoing::End);
    }

    /// Stops the running cell; those that wait are dropped by the error that follows.
    pub fn interrupt(&self) {
        self.engine.interrupt();
    }

    /// Tells a front end that has just come (JEP 65) that it is heard, and how the kernel is.
    pub fn welcome(&self) {
        self.publisher.welcome(json!({"subscription": ""}));
        let running = self.queue().running.clone();
        if let Some(running) = running {
            self.publisher.status(&running, "busy");
        }
    }

    /// Answers a cell that does not run because an earlier one has failed.
    fn abort(&self, request: &Message) {
        self.publisher.status(&request.header, "busy");
        let answer = Answer {
            msg_type: "execute_reply",
            content: json!({
                "status": "aborted",
                "execution_count": self.execution_count.load(Ordering::SeqCst),
            }),
        };
        self.reply(Channel::Shell, request, answer);
        self.publisher.status(&request.header, "idle");
    }
}

/// What a handler gives; `None` when it has panicked, which is in the log and must not keep anybody waiting.
async fn guarded<T>(handler: impl Future<Output = T>) -> Option<T> {
    AssertUnwindSafe(handler).catch_unwind().await.ok()
}

/// Runs the queued cells, one after the other.
async fn run_cells(session: Arc<Session>) {
    loop {
        let next = {
            let mut queue = session.queue();
            let next = queue.waiting.pop_front();
            queue.running = next.as_ref().map(|message| message.header.clone());
            queue.numbered = false;
            next
        };
        let Some(message) = next else {
            session.queued.notified().await;
            continue;
        };
        session.publisher.status(&message.header, "busy");
        let execution = requests::execute::execute(&session, &message);
        let outcome = guarded(execution).await.unwrap_or_else(|| {
            let count = session.execution_count.load(Ordering::SeqCst);
            requests::execute::panicked(count)
        });
        // Those that waited when the cell failed; not what a front end sends once it knows of the failure.
        let aborted = match outcome.abort_waiting {
            true => session.take_waiting(message.subshell()),
            false => Vec::new(),
        };
        session.reply(Channel::Shell, &message, outcome.answer);
        session.queue().running = None;
        session.publisher.status(&message.header, "idle");
        for request in aborted {
            session.abort(&request);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[tokio::test]
    async fn a_handler_that_panics_gives_nothing_and_ends_nobody() {
        assert_eq!(guarded(async { 1 }).await, Some(1));
        assert_eq!(guarded(async { panic!("on purpose") }).await, None::<()>);
    }
}
