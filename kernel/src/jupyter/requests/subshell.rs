//! `create_subshell_request`, `delete_subshell_request`, `list_subshell_request`, all on the control channel (JEP 91).

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Answer, Session, error_content, ok};

/// The name of the error that says that a subshell does not exist.
pub const UNKNOWN: &str = "UnknownSubshell";

/// Answers one of the three; `None` for all other requests.
pub fn answer(session: &Arc<Session>, msg_type: &str, content: &Value) -> Option<Answer> {
    Some(match msg_type {
        "create_subshell_request" => {
            let id = session.subshells.create();
            ok("create_subshell_reply", json!({"subshell_id": id}))
        }
        "list_subshell_request" => {
            let ids = session.subshells.list();
            ok("list_subshell_reply", json!({"subshell_id": ids}))
        }
        "delete_subshell_request" => {
            let id = content["subshell_id"].as_str().unwrap_or_default();
            match session.subshells.delete(id) {
                true => {
                    session.drop_waiting(id);
                    ok("delete_subshell_reply", json!({}))
                }
                false => Answer {
                    msg_type: "delete_subshell_reply",
                    content: unknown(id),
                },
            }
        }
        _ => return None,
    })
}

/// The content of a reply to a request for a subshell that does not exist.
pub fn unknown(id: &str) -> Value {
    let id: String = id.chars().take(80).collect();
    let why = format!("there is no subshell {id:?}; list_subshell_request says which there are");
    error_content(UNKNOWN, &why)
}
