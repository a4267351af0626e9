//! What a running cell puts out -> messages to the front ends, claims, requests for input.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::Outgoing;
use super::message::{Channel, Message};
use super::publisher::Publisher;
use crate::display::error::CellError;
use crate::display::{Bundle, check_bundle};
use crate::engine::Output;
use crate::engine::thread::EngineHandle;
use crate::paper::Claims;
use crate::worker::frames::Display;

/// The sink of an engine's output.
pub struct Outlet {
    session: String,
    publisher: Arc<Publisher>,
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
    /// Set once the engine exists.
    engine: Option<EngineHandle>,
}

impl Outlet {
    /// An outlet to `publisher`, and to the stdin socket through `outgoing`.
    pub fn new(
        session: &str,
        publisher: Arc<Publisher>,
        outgoing: UnboundedSender<Outgoing>,
    ) -> Outlet {
        Outlet {
            session: session.to_owned(),
            publisher,
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
            return self.answer(None);
        };
        self.publisher.flush();
        let content = json!({"prompt": prompt, "password": password});
        let mut message = Message::new(&self.session, "input_request", &request.header, content);
        message.identities = request.identities;
        let _ = self
            .outgoing
            .send(Outgoing::Message(Channel::Stdin, message));
    }

    /// Hands the reader's line to the program.
    pub fn answer(&self, line: Option<&str>) {
        let engine = self.state().engine.clone();
        if let Some(remote) = engine.and_then(|engine| engine.remote()) {
            remote.answer_input(line);
        }
    }
}

/// A bundle as the content of `display_data`.
pub fn content(bundle: Bundle) -> Value {
    json!({"data": bundle.data, "metadata": bundle.metadata})
}
