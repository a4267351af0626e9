//! `execute_request`: run a cell. A cell that starts with `%%` is the display's and the paper's business, everything
//! else is Rust.

use std::sync::atomic::Ordering;

use jupyter_protocol::{
    ErrorOutput, ExecuteInput, ExecuteRequest, ExecutionCount, JupyterMessageContent,
};
use serde_json::{Value, json};

use super::super::outlet::content;
use super::{Answer, Message, Session, error_content, request_content};
use crate::display::error::CellError;
use crate::display::{Bundle, tex_cell};
use crate::engine::Cell;
use crate::paper;

/// How a cell ended, for the queue.
pub struct Outcome {
    /// The reply.
    pub answer: Answer,
    /// The cells that wait shall not run.
    pub abort_waiting: bool,
}

/// Runs the cell of an `execute_request`; all its output is published when this returns.
pub async fn execute(session: &Session, message: &Message) -> Outcome {
    let request = match request_content("execute_request", &message.content) {
        Ok(JupyterMessageContent::ExecuteRequest(request)) => request,
        other => {
            let error = other.err().unwrap_or_default();
            tracing::warn!("{}", super::short(&error));
            return Outcome {
                answer: reply(error_content("BadRequest", &error), 0),
                abort_waiting: false,
            };
        }
    };
    let kept = request.store_history && !request.silent;
    let count = match kept {
        true => session.execution_count.fetch_add(1, Ordering::SeqCst) + 1,
        false => session.execution_count.load(Ordering::SeqCst),
    };
    session.cell_is_numbered();
    session
        .publisher
        .begin_cell(&message.header, request.silent);
    session
        .outlet
        .begin_cell(message, request.allow_stdin, count);
    if kept {
        session.history.keep(count, &request.code);
    }
    session
        .publisher
        .publish(JupyterMessageContent::ExecuteInput(ExecuteInput {
            code: request.code.clone(),
            execution_count: ExecutionCount(count as usize),
        }));
    let result = run(session, &request.code, count).await;
    // An output that cannot be shown is an error of the cell, though the program knows nothing of it.
    let result = match (result, session.outlet.end_cell()) {
        (Ok(_), Some(error)) => Err(error),
        (result, _) => result,
    };
    let content = match &result {
        Ok(bundle) => {
            if let Some(bundle) = bundle {
                let mut shown = content(bundle.clone());
                shown["execution_count"] = json!(count);
                session.publisher.publish_raw("execute_result", shown);
            }
            if let Some(text) = session
                .outlet
                .take_result()
                .or_else(|| plain(bundle))
                .filter(|_| kept)
            {
                session.history.keep_output(count, &text);
            }
            let expressions = user_expressions(session, &request, count).await;
            json!({"status": "ok", "payload": [], "user_expressions": expressions})
        }
        Err(error) => {
            let error = error.clone();
            session
                .publisher
                .publish(JupyterMessageContent::ErrorOutput(ErrorOutput {
                    ename: error.ename.clone(),
                    evalue: error.evalue.clone(),
                    traceback: error.traceback.clone(),
                }));
            json!({
                "status": "error", "ename": error.ename, "evalue": error.evalue,
                "traceback": error.traceback, "payload": [], "user_expressions": {},
            })
        }
    };
    session.publisher.flush();
    Outcome {
        answer: reply(content, count),
        abort_waiting: result.is_err() && request.stop_on_error,
    }
}

/// The end of a cell whose handler has panicked.
pub fn panicked(count: u32) -> Outcome {
    let why = "the kernel itself failed on this cell; its log says where";
    Outcome {
        answer: reply(error_content("KernelPanic", why), count),
        abort_waiting: true,
    }
}

fn plain(bundle: &Option<Bundle>) -> Option<String> {
    let text = bundle.as_ref()?.data.get("text/plain")?.as_str()?;
    Some(text.to_owned())
}

/// Will this request raise the execution count? As [`ExecuteRequest`] reads it.
pub fn is_counted(message: &Message) -> bool {
    let flag = |name: &str, usual| message.content[name].as_bool().unwrap_or(usual);
    flag("store_history", true) && !flag("silent", false)
}

/// The Rust of a request that is not run yet; `None` where it has none.
pub fn rust_of(message: &Message) -> Option<&str> {
    let code = message.content["code"].as_str()?;
    let is_rust = !code.starts_with("%%") && !code.trim().is_empty();
    is_rust.then_some(code)
}

fn reply(mut content: Value, count: u32) -> Answer {
    content["execution_count"] = json!(count);
    Answer {
        msg_type: "execute_reply",
        content,
    }
}

async fn run(session: &Session, code: &str, count: u32) -> Result<Option<Bundle>, CellError> {
    let first = code.lines().next().unwrap_or_default().trim_end();
    match first.split_whitespace().next() {
        Some("%%paper") => {
            let paper = paper::parse(code, count)?;
            let card = paper::card(&paper);
            session.outlet.with_claims(|claims| claims.announce(&paper));
            session.publisher.publish_raw("display_data", content(card));
            Ok(None)
        }
        Some("%%tex") => {
            let equation = tex_cell(code, count)?;
            session
                .publisher
                .publish_raw("display_data", content(equation));
            Ok(None)
        }
        Some(magic) if magic.starts_with("%%") => Err(CellError::plain(
            "Magic",
            format!("{magic} is no cell magic of this kernel; it has %%paper and %%tex"),
        )),
        _ if code.trim().is_empty() => Ok(None),
        _ => {
            let code = code.to_owned();
            let number = count;
            session.engine.execute(Cell { number, code }).await
        }
    }
}

/// Each expression evaluated on its own, as an `ok` bundle or an error.
async fn user_expressions(session: &Session, request: &ExecuteRequest, count: u32) -> Value {
    let mut results = json!({});
    for (name, code) in request.user_expressions.iter().flatten() {
        let (number, code) = (count, code.clone());
        results[name] = match session.engine.execute(Cell { number, code }).await {
            Ok(bundle) => {
                let bundle = bundle.unwrap_or_else(|| Bundle::plain("()"));
                let mut result = content(bundle);
                result["status"] = json!("ok");
                result
            }
            Err(error) => json!({
                "status": "error", "ename": error.ename,
                "evalue": error.evalue, "traceback": error.traceback,
            }),
        };
    }
    results
}
