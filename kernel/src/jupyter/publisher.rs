//! What every front end sees (the iopub socket), in order. Text of a stream is gathered for a moment, so that a million
//! lines are a few messages, and sent before anything else that belongs to the cell.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jupyter_protocol::JupyterMessageContent;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedSender;

use super::Outgoing;
use super::message::{Channel, Message, answer_content};
use super::zmtp::flow::Flow;

/// How long text is gathered before it is sent.
const GATHER: Duration = Duration::from_millis(25);
/// Text is sent at the latest when it has this many bytes.
const GATHER_BYTES: usize = 64 << 10;

/// Sends messages to all front ends.
pub struct Publisher {
    session: String,
    outgoing: UnboundedSender<Outgoing>,
    state: Mutex<State>,
    text_came: Notify,
    /// What was said and not yet read.
    flow: Arc<Flow>,
}

#[derive(Default)]
struct State {
    /// The header of the request whose cell runs, or ran last.
    parent: Value,
    /// The cell's output is not to be seen.
    silent: bool,
    gathered: Option<(bool, String)>,
}

impl Publisher {
    /// A publisher that writes to `outgoing`; text that is left lying is sent by a task of the current runtime.
    pub fn start(session: &str, outgoing: UnboundedSender<Outgoing>) -> Arc<Publisher> {
        let publisher = Arc::new(Publisher {
            session: session.to_owned(),
            outgoing,
            state: Mutex::new(State {
                parent: json!({}),
                ..State::default()
            }),
            text_came: Notify::new(),
            flow: Arc::default(),
        });
        let background = Arc::downgrade(&publisher);
        tokio::spawn(async move {
            while let Some(publisher) = background.upgrade() {
                publisher.text_came.notified().await;
                tokio::time::sleep(GATHER).await;
                publisher.flush();
            }
        });
        publisher
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits while the front ends have too much to read. Blocks the thread: for the one that reads a cell's output.
    pub fn wait_for_room(&self) {
        self.flow.wait_for_room();
    }

    /// From now on, output belongs to the cell of this request.
    pub fn begin_cell(&self, parent: &Value, silent: bool) {
        let mut state = self.state();
        self.send_gathered(&mut state);
        state.parent = parent.clone();
        state.silent = silent;
    }

    /// Text of the running cell.
    pub fn stream(&self, stderr: bool, text: &str) {
        let mut state = self.state();
        if state.silent {
            return;
        }
        match &mut state.gathered {
            Some((to, gathered)) if *to == stderr => gathered.push_str(text),
            _ => {
                self.send_gathered(&mut state);
                state.gathered = Some((stderr, text.to_owned()));
            }
        }
        let bytes = state.gathered.as_ref().map_or(0, |(_, text)| text.len());
        match bytes >= GATHER_BYTES {
            true => self.send_gathered(&mut state),
            false => self.text_came.notify_one(),
        }
    }

    /// A message of the running cell, behind all its text.
    pub fn publish(&self, content: JupyterMessageContent) {
        let value = answer_content(&content);
        self.publish_raw(content.message_type(), value);
    }

    /// As [`Publisher::publish`], for contents that `jupyter-protocol` cannot express.
    pub fn publish_raw(&self, msg_type: &str, content: Value) {
        let mut state = self.state();
        self.send_gathered(&mut state);
        if !state.silent {
            let parent = state.parent.clone();
            self.send(&parent, msg_type, content);
        }
    }

    /// Sends the text gathered so far.
    pub fn flush(&self) {
        let mut state = self.state();
        self.send_gathered(&mut state);
    }

    /// `busy`, `idle` or `starting`, for the request with this header. Sent behind all text.
    pub fn status(&self, parent: &Value, status: &str) {
        self.publish_for(parent, "status", json!({"execution_state": status}));
    }

    /// `iopub_welcome` (JEP 65), then the status as it is; of no request.
    pub fn welcome(&self, content: Value) {
        self.publish_for(&json!({}), "iopub_welcome", content);
    }

    /// A message about the request with the header `parent`, whatever cell runs. Sent behind all text.
    pub fn publish_for(&self, parent: &Value, msg_type: &str, content: Value) {
        let mut state = self.state();
        self.send_gathered(&mut state);
        self.send(parent, msg_type, content);
    }

    fn send_gathered(&self, state: &mut State) {
        if let Some((stderr, text)) = state.gathered.take() {
            let name = if stderr { "stderr" } else { "stdout" };
            let parent = state.parent.clone();
            self.send(&parent, "stream", json!({"name": name, "text": text}));
        }
    }

    fn send(&self, parent: &Value, msg_type: &str, content: Value) {
        let mut message = Message::new(&self.session, msg_type, parent, content);
        message.identities = vec![format!("kernel.{}.{msg_type}", self.session).into_bytes()];
        message.ticket = Some(self.flow.ticket(weight(&message.content)));
        // The sockets are gone only when the kernel ends.
        let _ = self
            .outgoing
            .send(Outgoing::Message(Channel::Iopub, message));
    }
}

/// About how many bytes a content has: those of its texts.
fn weight(content: &Value) -> usize {
    match content {
        Value::String(text) => text.len(),
        Value::Array(values) => values.iter().map(weight).sum(),
        Value::Object(map) => map.values().map(weight).sum(),
        _ => 1,
    }
}
