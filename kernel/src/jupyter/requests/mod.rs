//! One file a request; each has the function that answers it. What is shared by all stands here.

pub mod comm;
pub mod complete;
pub mod execute;
pub mod history;
pub mod inspect;
pub mod is_complete;
pub mod kernel_info;
pub mod subshell;

use std::sync::Arc;

use jupyter_protocol::JupyterMessageContent;
use serde_json::{Value, json};

use super::message::{Message, answer_content, request_content};
use super::session::{Answer, Session};

/// Answers every request but `execute_request`; `None` for messages that want no reply.
pub(super) async fn answer(session: &Arc<Session>, message: &Message) -> Option<Answer> {
    use JupyterMessageContent as Content;
    let msg_type = message.msg_type();
    match msg_type {
        "create_subshell_request" | "delete_subshell_request" | "list_subshell_request" => {
            return subshell::answer(session, msg_type, &message.content);
        }
        "debug_request" => return Some(debug(&message.content)),
        _ => {}
    }
    let content = match request_content(msg_type, &message.content) {
        Ok(content) => content,
        Err(error) => {
            tracing::warn!("{}", short(&error));
            return reply_type(msg_type).map(|reply| Answer {
                msg_type: reply,
                content: error_content("BadRequest", &error),
            });
        }
    };
    match content {
        Content::KernelInfoRequest(_) => Some(kernel_info::answer()),
        Content::IsCompleteRequest(request) => Some(is_complete::answer(&request.code)),
        Content::CompleteRequest(request) => {
            Some(complete::answer(session, &request.code, request.cursor_pos).await)
        }
        Content::InspectRequest(request) => {
            Some(inspect::answer(session, &request.code, request.cursor_pos).await)
        }
        Content::HistoryRequest(request) => Some(history::answer(session, request).await),
        Content::CommInfoRequest(_) => Some(comm::info()),
        Content::CommOpen(open) => {
            comm::refuse(session, &message.header, &open.comm_id);
            None
        }
        Content::CommMsg(_) | Content::CommClose(_) => None,
        Content::InterruptRequest(_) => {
            session.interrupt();
            Some(ok("interrupt_reply", json!({})))
        }
        Content::ShutdownRequest(request) => {
            Some(ok("shutdown_reply", json!({"restart": request.restart})))
        }
        _ => {
            tracing::warn!("the request {:?} is not known", short(msg_type));
            reply_type(msg_type).map(|reply| Answer {
                msg_type: reply,
                content: error_content("NotSupported", "this kernel does not know the request"),
            })
        }
    }
}

/// There is no debugger. Who asks speaks the Debug Adapter Protocol, whose failures have a shape of their own.
fn debug(request: &Value) -> Answer {
    let why = "this kernel has no debugger";
    let mut content = error_content("NotSupported", why);
    content["type"] = json!("response");
    content["success"] = json!(false);
    content["message"] = json!(why);
    content["request_seq"] = request["seq"].clone();
    content["command"] = request["command"].clone();
    Answer {
        msg_type: "debug_reply",
        content,
    }
}

/// The answer to a request for a subshell that does not exist.
pub(super) fn of_unknown_subshell(msg_type: &str, id: &str, count: u32) -> Option<Answer> {
    let mut content = subshell::unknown(id);
    tracing::warn!(
        "a request for the subshell {:?}, which does not exist",
        short(id)
    );
    if msg_type == "execute_request" {
        content["execution_count"] = json!(count);
    }
    let msg_type = reply_type(msg_type)?;
    Some(Answer { msg_type, content })
}

/// The answer to a request whose handler has panicked.
pub(super) fn panicked(msg_type: &str) -> Option<Answer> {
    let why = "the kernel itself failed on this request; its log says where";
    reply_type(msg_type).map(|msg_type| Answer {
        msg_type,
        content: error_content("KernelPanic", why),
    })
}

/// A text that came over the wire, as a line of the log may hold it.
fn short(text: &str) -> String {
    let line: String = text.chars().take(300).collect();
    line.replace(char::is_control, " ")
}

/// An answer with `"status": "ok"` added to its content.
pub(super) fn ok(msg_type: &'static str, mut content: Value) -> Answer {
    content["status"] = json!("ok");
    Answer { msg_type, content }
}

/// An answer made of a typed content.
pub(super) fn typed(msg_type: &'static str, content: &JupyterMessageContent) -> Answer {
    Answer {
        msg_type,
        content: answer_content(content),
    }
}

/// The content of a reply that says that a request failed.
pub(super) fn error_content(ename: &str, evalue: &str) -> Value {
    json!({"status": "error", "ename": ename, "evalue": evalue, "traceback": []})
}

fn reply_type(request: &str) -> Option<&'static str> {
    const REPLIES: [&str; 13] = [
        "execute_reply",
        "kernel_info_reply",
        "is_complete_reply",
        "complete_reply",
        "inspect_reply",
        "history_reply",
        "comm_info_reply",
        "interrupt_reply",
        "shutdown_reply",
        "debug_reply",
        "create_subshell_reply",
        "delete_subshell_reply",
        "list_subshell_reply",
    ];
    let name = request.strip_suffix("_request")?;
    let reply = |reply: &&str| reply.strip_suffix("_reply") == Some(name);
    REPLIES.into_iter().find(reply)
}

/// The byte offset of a position in code points, as the protocol counts; behind the end is the end.
pub(super) fn byte_offset(code: &str, code_points: usize) -> usize {
    code.char_indices()
        .nth(code_points)
        .map_or(code.len(), |(at, _)| at)
}

/// The position in code points of a byte offset.
pub(super) fn code_points(code: &str, byte_offset: usize) -> usize {
    code.char_indices()
        .take_while(|&(at, _)| at < byte_offset)
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_code_points() {
        let code = "let 🦀ä = 1";
        assert_eq!(byte_offset(code, 5), 8);
        assert_eq!(byte_offset(code, 99), code.len());
        for position in 0..code.chars().count() {
            assert_eq!(code_points(code, byte_offset(code, position)), position);
        }
    }

    #[test]
    fn a_reply_is_named_after_its_request() {
        assert_eq!(reply_type("complete_request"), Some("complete_reply"));
        assert_eq!(reply_type("comm_msg"), None);
        assert_eq!(reply_type("odd_request"), None);
    }
}
