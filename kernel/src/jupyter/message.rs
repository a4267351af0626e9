//! One Jupyter message, in memory: what every request and every answer of the kernel is made of.
//!
//! The message *types* are those of `jupyter-protocol`; the envelope is ours, because that crate's header
//! has no `subshell_id`, names another program as its sender and refuses requests that real clients send
//! (`execute_request` with only `code`, `shutdown_request` without `restart`).

use std::sync::Arc;

use jupyter_protocol::JupyterMessageContent;
use serde_json::{Map, Value, json};

use super::zmtp::flow::Ticket;

/// The version of the Jupyter messaging protocol that the kernel speaks.
pub const PROTOCOL_VERSION: &str = "5.5";

/// The sockets that carry messages (the heartbeat carries bytes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// Requests, in order.
    Shell,
    /// Requests that must be answered while a cell runs.
    Control,
    /// Requests of the kernel to the front end.
    Stdin,
    /// What every front end sees: status, output, errors.
    Iopub,
}

/// A message as it was received, or as it will be sent.
#[derive(Clone, Debug, Default)]
pub struct Message {
    /// The routing prefix: who sent it (shell, control, stdin), or its topic (iopub).
    pub identities: Vec<Vec<u8>>,
    /// The header, as JSON: a reply carries its request's header verbatim, unknown keys included.
    pub header: Value,
    /// The header of the request that caused this message, or `{}`.
    pub parent_header: Value,
    /// Free data about the message.
    pub metadata: Value,
    /// The content, whose shape depends on the type.
    pub content: Value,
    /// Binary attachments.
    pub buffers: Vec<Vec<u8>>,
    /// Held while the message is on its way to the front ends.
    pub ticket: Option<Arc<Ticket>>,
}

impl Message {
    /// The type that the header names, such as `execute_request`; empty if it names none.
    pub fn msg_type(&self) -> &str {
        self.header["msg_type"].as_str().unwrap_or_default()
    }

    /// The message's own id; empty if it has none.
    pub fn msg_id(&self) -> &str {
        self.header["msg_id"].as_str().unwrap_or_default()
    }

    /// A new message of the session `session`, caused by `parent`.
    pub fn new(session: &str, msg_type: &str, parent: &Value, content: Value) -> Message {
        Message {
            identities: Vec::new(),
            header: header(session, msg_type),
            parent_header: parent.clone(),
            metadata: json!({}),
            content,
            buffers: Vec::new(),
            ticket: None,
        }
    }

    /// The subshell that a request is for (JEP 91); `None` is the main shell.
    pub fn subshell(&self) -> Option<&str> {
        self.header["subshell_id"].as_str()
    }
}

fn header(session: &str, msg_type: &str) -> Value {
    json!({
        "msg_id": uuid::Uuid::new_v4().to_string(),
        "session": session,
        "username": "papercell",
        "date": chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        "msg_type": msg_type,
        "version": PROTOCOL_VERSION,
    })
}

/// Reads the content of a request, leniently: keys that the specification has defaults for, and that
/// clients leave out, are filled in before the strict types of `jupyter-protocol` see it.
///
/// # Errors
/// A text that says what is wrong with the content.
pub fn request_content(msg_type: &str, content: &Value) -> Result<JupyterMessageContent, String> {
    let mut content = match content {
        Value::Object(map) => map.clone(),
        Value::Null => Map::new(),
        other => {
            return Err(format!(
                "the content of {msg_type} is not an object: {other}"
            ));
        }
    };
    for (key, default) in defaults(msg_type, &content) {
        let slot = content.entry(key).or_insert(Value::Null);
        if slot.is_null() {
            *slot = default;
        }
    }
    JupyterMessageContent::from_type_and_content(msg_type, Value::Object(content))
        .map_err(|error| format!("the content of {msg_type} cannot be read: {error}"))
}

/// The defaults of the messaging specification for the keys of `msg_type`.
fn defaults(msg_type: &str, content: &Map<String, Value>) -> Vec<(&'static str, Value)> {
    match msg_type {
        "execute_request" => {
            let silent = content.get("silent").and_then(Value::as_bool) == Some(true);
            vec![
                ("silent", json!(false)),
                ("store_history", json!(!silent)),
                ("user_expressions", json!({})),
                ("allow_stdin", json!(true)),
                ("stop_on_error", json!(true)),
            ]
        }
        "complete_request" => vec![("cursor_pos", json!(code_points(content)))],
        "inspect_request" => vec![
            ("cursor_pos", json!(code_points(content))),
            ("detail_level", json!(0)),
        ],
        "history_request" => vec![
            ("hist_access_type", json!("tail")),
            ("output", json!(false)),
            ("raw", json!(true)),
            ("session", json!(0)),
            ("start", json!(0)),
            ("stop", json!(i32::MAX)),
            ("n", json!(i32::MAX)),
            ("pattern", json!("*")),
            ("unique", json!(false)),
        ],
        "shutdown_request" => vec![("restart", json!(false))],
        "comm_open" | "comm_msg" | "comm_close" => vec![("data", json!({}))],
        _ => Vec::new(),
    }
}

fn code_points(content: &Map<String, Value>) -> usize {
    let code = content.get("code").and_then(Value::as_str);
    code.map_or(0, |code| code.chars().count())
}

/// The content of an answer as JSON. Nulls are left out: the schema of the specification knows none.
pub fn answer_content(content: &JupyterMessageContent) -> Value {
    let mut value = serde_json::to_value(content).unwrap_or_else(|_| json!({}));
    if let Value::Object(map) = &mut value {
        map.retain(|_, value| !value.is_null());
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use jupyter_protocol::{HistoryRequest, ShutdownRequest};

    #[test]
    fn an_execute_request_with_only_code_is_understood() {
        let content = request_content("execute_request", &json!({"code": "1"}));
        let Ok(JupyterMessageContent::ExecuteRequest(request)) = content else {
            panic!("refused: {content:?}");
        };
        assert_eq!(request.code, "1");
        assert!(request.store_history && request.allow_stdin && request.stop_on_error);
    }

    #[test]
    fn a_silent_request_keeps_no_history() {
        let content = request_content("execute_request", &json!({"code": "1", "silent": true}));
        let Ok(JupyterMessageContent::ExecuteRequest(request)) = content else {
            panic!("refused: {content:?}");
        };
        assert!(!request.store_history);
    }

    #[test]
    fn history_requests_as_jupyter_client_sends_them_are_understood() {
        for content in [
            json!({"hist_access_type": "range", "session": 0, "start": 1, "stop": null}),
            json!({"hist_access_type": "search", "pattern": "let*", "n": 2}),
            json!({"hist_access_type": "tail", "n": 3, "raw": true, "output": false}),
        ] {
            let read = request_content("history_request", &content);
            assert!(
                matches!(read, Ok(JupyterMessageContent::HistoryRequest(_))),
                "{content} gave {read:?}"
            );
        }
        let Ok(JupyterMessageContent::HistoryRequest(HistoryRequest::Tail { n, .. })) =
            request_content("history_request", &json!({}))
        else {
            panic!("no default");
        };
        assert_eq!(n, i32::MAX);
    }

    #[test]
    fn an_empty_shutdown_request_is_understood() {
        let content = request_content("shutdown_request", &json!({}));
        let Ok(JupyterMessageContent::ShutdownRequest(ShutdownRequest { restart })) = content
        else {
            panic!("refused: {content:?}");
        };
        assert!(!restart);
    }

    #[test]
    fn a_content_that_is_no_object_is_refused_with_its_text() {
        let error = request_content("execute_request", &json!([1])).unwrap_err();
        assert!(error.contains("not an object: [1]"), "{error}");
    }

    #[test]
    fn answers_have_no_nulls() {
        let reply = jupyter_protocol::ExecuteReply::default();
        let value = answer_content(&JupyterMessageContent::ExecuteReply(reply));
        assert_eq!(value["status"], "ok");
        assert!(value.get("user_expressions").is_none(), "{value}");
    }
}
