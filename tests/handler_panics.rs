//! A panic while a request is answered is the reply to that request; the session goes on.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::time::Duration;

use papercell::display::{Bundle, CellError};
use papercell::engine::{Cell, Engine, OutputSink, Remote, Variable, thread::Factory};
use papercell::jupyter::Outgoing;
use papercell::jupyter::message::{Channel, Message};
use papercell::jupyter::session::Session;
use serde_json::{Value, json};

/// An engine with errors of its own: interrupting it panics, telling it what waits, and every cell but `1`.
struct Brittle;

impl Engine for Brittle {
    fn execute(&mut self, cell: &Cell) -> Result<Option<Bundle>, CellError> {
        match cell.code.as_str() {
            "1" => Ok(Some(Bundle::plain("1"))),
            code => panic!("no way to run {code}"),
        }
    }
    fn variables(&self) -> Vec<Variable> {
        Vec::new()
    }
    fn items(&self) -> Vec<String> {
        Vec::new()
    }
    fn restart(&mut self) -> Result<(), String> {
        Ok(())
    }
    fn remote(&self) -> Arc<dyn Remote> {
        Arc::new(Brittle)
    }
}

impl Remote for Brittle {
    fn interrupt(&self) {
        panic!("interrupting is not written yet");
    }
    fn expect(&self, _: Vec<Cell>) {
        panic!("nothing is expected yet");
    }
    fn answer_input(&self, _: Option<&str>) {}
}

#[tokio::test]
async fn the_reply_says_so_and_idle_follows() {
    let factory =
        |_: OutputSink| -> Factory { Box::new(|| Ok(Box::new(Brittle) as Box<dyn Engine>)) };
    let (session, mut said) = Session::start(factory).unwrap();
    let mut ask = async |channel, msg_type: &str, content: Value| {
        let request = Message::new("front end", msg_type, &json!({}), content);
        let id = request.msg_id().to_owned();
        session.receive(channel, request);
        let (mut reply, mut idle) = (Value::Null, false);
        while !idle {
            let next = tokio::time::timeout(Duration::from_secs(10), said.recv());
            let Some(Outgoing::Message(_, message)) = next.await.expect("no idle") else {
                panic!("the session has ended");
            };
            if message.parent_header["msg_id"] != id {
                continue;
            }
            idle = message.content["execution_state"] == "idle";
            if message.msg_type().ends_with("_reply") {
                reply = message.content;
            }
        }
        reply
    };
    // Once it has run a cell, the engine can be interrupted.
    let run = json!({"code": "1"});
    assert_eq!(
        ask(Channel::Shell, "execute_request", run.clone()).await["status"],
        "ok"
    );

    let reply = ask(Channel::Control, "interrupt_request", json!({})).await;
    assert_eq!(
        (&reply["status"], &reply["ename"]),
        (&json!("error"), &json!("KernelError"))
    );
    let words = reply["evalue"].as_str().unwrap();
    assert!(words.contains("interrupting is not written yet"), "{words}");

    let reply = ask(Channel::Shell, "execute_request", json!({"code": "2"})).await;
    assert_eq!(
        (&reply["status"], &reply["ename"]),
        (&json!("error"), &json!("Engine"))
    );
    assert_eq!(
        ask(Channel::Shell, "execute_request", run).await["status"],
        "ok"
    );
}
