//! Drives a session as a front end would, without a wire.

use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;

use crate::engine::OutputSink;
use crate::engine::thread::Factory;
use crate::jupyter::Outgoing;
use crate::jupyter::message::{Channel, Message};
use crate::jupyter::session::Session;

/// How long an interrupted cell may take to end.
const GRACE: Duration = Duration::from_secs(20);
/// An interrupt that comes between compiler and program finds nothing to stop: it is said again.
const SAY_AGAIN: Duration = Duration::from_secs(2);

/// A front end of one session.
pub struct Driver {
    session: Arc<Session>,
    said: UnboundedReceiver<Outgoing>,
    /// Turns true when the engine has warmed up, or failed to.
    warm: watch::Receiver<bool>,
}

/// How a cell ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Ending {
    /// The content of the `execute_reply`.
    pub reply: Value,
    /// Why the cell was stopped, if it was.
    pub stopped: Option<Stopped>,
}

/// Why a cell was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// It ran longer than it may.
    Timeout,
    /// The user pressed Ctrl-C.
    User,
}

impl Driver {
    /// Starts a session, whose engine warms up meanwhile. Call it within a tokio runtime.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(factory: impl FnOnce(OutputSink) -> Factory) -> anyhow::Result<Driver> {
        let (built, warm) = watch::channel(false);
        let (session, said) = Session::start(|sink| {
            let build = factory(sink);
            Box::new(move || {
                let engine = build();
                built.send_replace(true);
                engine
            })
        })?;
        Ok(Driver {
            session,
            said,
            warm,
        })
    }

    /// Waits until the engine has warmed up: so much the first cell does not answer for. An engine that could not be
    /// built is the error of the first cell.
    pub async fn warm_up(&mut self) {
        let _ = self.warm.wait_for(|warm| *warm).await;
    }

    /// What the kernel says of its language, for the notebook's metadata.
    ///
    /// # Errors
    /// The session has ended.
    pub async fn language_info(&mut self) -> anyhow::Result<Value> {
        let reply = self
            .ask("kernel_info_request", json!({}), |_, _| ())
            .await?;
        Ok(reply["language_info"].clone())
    }

    /// Runs a cell. Its outputs go to `on_output` (type and content of each iopub message) as they come.
    ///
    /// A cell that runs longer than `timeout`, or during which `stop` ends, is interrupted.
    ///
    /// # Errors
    /// The session has ended, or the cell cannot be interrupted.
    pub async fn execute(
        &mut self,
        code: &str,
        timeout: Option<Duration>,
        stop: impl Future<Output = ()>,
        mut on_output: impl FnMut(&str, &Value),
    ) -> anyhow::Result<Ending> {
        // Nothing is queued behind the cell that a failure would have to stop.
        let content = json!({
            "code": code, "silent": false, "store_history": true,
            "user_expressions": {}, "allow_stdin": false, "stop_on_error": false,
        });
        let session = Arc::clone(&self.session);
        let run = self.ask("execute_request", content, &mut on_output);
        let too_long = async {
            match timeout {
                Some(timeout) => tokio::time::sleep(timeout).await,
                None => std::future::pending().await,
            }
        };
        tokio::pin!(run);
        let stopped = tokio::select! {
            reply = &mut run => return Ok(Ending { reply: reply?, stopped: None }),
            () = too_long => Stopped::Timeout,
            () = stop => Stopped::User,
        };
        let mut say = tokio::time::interval(SAY_AGAIN);
        let patience = tokio::time::sleep(GRACE);
        tokio::pin!(patience);
        loop {
            tokio::select! {
                reply = &mut run => {
                    let stopped = Some(stopped);
                    return Ok(Ending { reply: reply?, stopped });
                }
                () = &mut patience => bail!("the cell was interrupted and does not end"),
                _ = say.tick() => session.interrupt(),
            }
        }
    }

    /// Sends a request and waits until it is answered wholly: its reply has come, and the kernel is idle again.
    async fn ask(
        &mut self,
        msg_type: &str,
        content: Value,
        mut on_output: impl FnMut(&str, &Value),
    ) -> anyhow::Result<Value> {
        let request = Message::new("papercell", msg_type, &json!({}), content);
        let id = request.msg_id().to_owned();
        self.session.receive(Channel::Shell, request);
        let mut reply = Value::Null;
        loop {
            let said = self.said.recv().await;
            let Some(Outgoing::Message(channel, message)) = said else {
                bail!("the kernel's session has ended");
            };
            if message.parent_header["msg_id"] != id.as_str() {
                continue;
            }
            match (channel, message.msg_type()) {
                (Channel::Iopub, "status") if message.content["execution_state"] == "idle" => {
                    return Ok(reply);
                }
                (Channel::Iopub, output) => on_output(output, &message.content),
                (Channel::Shell, _) => reply = message.content,
                _ => {}
            }
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.session.end();
    }
}
