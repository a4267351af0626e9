//! What a running cell puts out -> messages to the front ends, claims, requests for input.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::Outgoing;
use super::comms::Comms;
use super::message::{Channel, Message};
use super::publisher::Publisher;
use crate::display::error::CellError;
use crate::display::{Bundle, check_bundle};
use crate::engine::thread::EngineHandle;
use crate::engine::{Output, Remote};
use crate::paper::Claims;
use crate::worker::frames::Display;

/// So many settled questions are remembered, to know a late answer.
const REMEMBERED: usize = 64;

/// The sink of an engine's output.
pub struct Outlet {
    session: String,
    publisher: Arc<Publisher>,
    comms: Arc<Comms>,
    outgoing: UnboundedSender<Outgoing>,
    state: Mutex<State>,
}

/// What is known of the running cell.
#[derive(Default)]
struct State {
    /// The `execute_request`: who may be asked for input.
    request: Option<Message>,
    allow_stdin: bool,
    execution_count: u32,
    /// The first output of the cell that could not be shown.
    error: Option<CellError>,
    /// The text of the cell's result, as its program showed it.
    result: Option<String>,
    claims: Claims,
    /// The ids of the `input_request`s that nobody has answered.
    questions: Vec<String>,
    /// Those of questions that need no answer any more, the newest last.
    settled: VecDeque<String>,
    /// Set once the engine exists.
    engine: Option<EngineHandle>,
}

impl Outlet {
    /// An outlet to `publisher`, and to the stdin socket through `outgoing`.
    pub fn new(
        session: &str,
        publisher: Arc<Publisher>,
        comms: Arc<Comms>,
        outgoing: UnboundedSender<Outgoing>,
    ) -> Outlet {
        Outlet {
            session: session.to_owned(),
            publisher,
            comms,
            outgoing,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where answers to input go.
    pub fn connect(&self, engine: EngineHandle) {
        self.state().engine = Some(engine);
    }

    /// The next outputs belong to the cell of this request.
    pub fn begin_cell(&self, request: &Message, allow_stdin: bool, execution_count: u32) {
        let mut state = self.state();
        state.request = Some(request.clone());
        state.allow_stdin = allow_stdin;
        state.execution_count = execution_count;
        state.error = None;
        state.result = None;
    }

    /// The error of an output that could not be shown, if there was one.
    pub fn end_cell(&self) -> Option<CellError> {
        self.state().error.take()
    }

    /// The text of the result that the cell's program has shown, if it has.
    pub fn take_result(&self) -> Option<String> {
        self.state().result.take()
    }

    /// The claims of the session's papers.
    pub fn with_claims<T>(&self, work: impl FnOnce(&mut Claims) -> T) -> T {
        work(&mut self.state().claims)
    }

    /// Takes one output of the engine; not before the front ends have read most of what came earlier.
    pub fn put(&self, output: Output) {
        self.publisher.wait_for_room();
        match output {
            Output::Stream { stderr, text } => self.publisher.stream(stderr, &text),
            Output::Display(display) => self.show(display),
            Output::Clear { wait } => self
                .publisher
                .publish_raw("clear_output", json!({"wait": wait})),
            Output::Claim(measured) => self.with_claims(|claims| claims.record(measured)),
            Output::Verdict => {
                let verdict = self.with_claims(|claims| claims.verdict());
                self.publisher.publish_raw("display_data", content(verdict));
            }
            Output::Input { prompt, password } => self.ask(&prompt, password),
            Output::Comm(said) => {
                let notice = self.comms.program_says(said);
                notice.into_iter().for_each(|it| self.publisher.notice(it));
            }
            Output::CommsGone => {
                let notices = self.comms.program_is_gone();
                notices.into_iter().for_each(|it| self.publisher.notice(it));
            }
        }
    }

    fn show(&self, display: Display) {
        let bundle = Bundle {
            data: display.data.into_iter().collect(),
            metadata: display.metadata,
        };
        let bundle = match check_bundle(bundle) {
            Ok(bundle) => bundle,
            Err(error) => {
                self.state().error.get_or_insert(error);
                return;
            }
        };
        let mut shown = content(bundle);
        if let Some(id) = &display.id {
            shown["transient"] = json!({"display_id": id});
        }
        let msg_type = match (display.result, display.update && display.id.is_some()) {
            (true, _) => {
                let mut state = self.state();
                state.result = shown["data"]["text/plain"].as_str().map(str::to_owned);
                shown["execution_count"] = json!(state.execution_count);
                "execute_result"
            }
            (false, true) => "update_display_data",
            (false, false) => "display_data",
        };
        self.publisher.publish_raw(msg_type, shown);
    }

    fn ask(&self, prompt: &str, password: bool) {
        let (request, allowed) = {
            let state = self.state();
            (state.request.clone(), state.allow_stdin)
        };
        let Some(request) = request.filter(|_| allowed) else {
            return self.with_remote(|remote| remote.answer_input(None));
        };
        self.publisher.flush();
        let content = json!({"prompt": prompt, "password": password});
        let mut message = Message::new(&self.session, "input_request", &request.header, content);
        message.identities = request.identities;
        self.state().questions.push(message.msg_id().to_owned());
        let _ = self
            .outgoing
            .send(Outgoing::Message(Channel::Stdin, message));
    }

    /// Hands the reader's line to the program that waits for it. An answer that comes too late (the cell was interrupted,
    /// or its program has died) is for nobody, and must not answer the next question.
    pub fn answer(&self, reply: &Message) {
        let to = reply.parent_header["msg_id"].as_str().unwrap_or_default();
        {
            let mut state = self.state();
            // Many front ends do not say what they answer.
            let of_another = state.settled.iter().any(|settled| settled == to);
            if of_another || state.questions.is_empty() {
                tracing::warn!("an input_reply came that nobody waits for");
                return;
            }
            let answered = state.questions.iter().position(|question| question == to);
            let answered = state.questions.remove(answered.unwrap_or(0));
            state.settle(answered);
        }
        match &reply.content["value"] {
            Value::String(line) => self.with_remote(|remote| remote.answer_input(Some(line))),
            other => {
                let what = match other {
                    Value::Null => "nothing",
                    Value::Bool(_) => "a truth value",
                    Value::Number(_) => "a number",
                    Value::Array(_) => "a list",
                    _ => "an object",
                };
                let why =
                    format!("the front end answered with {what}; its `value` must be a string");
                tracing::warn!("{why}");
                self.with_remote(|remote| remote.refuse_input(&why));
            }
        }
    }

    /// Whoever asked is not there any more.
    pub fn forget_questions(&self) {
        let mut state = self.state();
        for question in std::mem::take(&mut state.questions) {
            state.settle(question);
        }
    }

    fn with_remote(&self, work: impl FnOnce(&dyn Remote)) {
        let engine = self.state().engine.clone();
        if let Some(remote) = engine.and_then(|engine| engine.remote()) {
            work(remote.as_ref());
        }
    }
}

impl State {
    fn settle(&mut self, question: String) {
        self.settled.push_back(question);
        if self.settled.len() > REMEMBERED {
            self.settled.pop_front();
        }
    }
}

/// A bundle as the content of `display_data`.
pub fn content(bundle: Bundle) -> Value {
    json!({"data": bundle.data, "metadata": bundle.metadata})
}
