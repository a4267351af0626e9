//! The session, driven by a fake front end and on a fake engine: no socket, no compiler. Reads as the protocol does.

#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use papercell::display::{Bundle, CellError};
use papercell::engine::{
    Cell, Completions, Engine, Output, OutputSink, Remote, Variable, thread::Factory,
};
use papercell::jupyter::Outgoing;
use papercell::jupyter::message::{Channel, Message};
use papercell::jupyter::session::Session;
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;

/// An engine that does what its cell's words say: `print TEXT`, `fail`, `wait` (until it is interrupted), `value TEXT`.
struct FakeEngine {
    sink: OutputSink,
    stop: Arc<(Mutex<bool>, Condvar)>,
}

impl Engine for FakeEngine {
    fn execute(&mut self, cell: &Cell) -> Result<Option<Bundle>, CellError> {
        let (word, rest) = cell.code.split_once(' ').unwrap_or((&cell.code, ""));
        match word {
            "print" => {
                for text in rest.split('|') {
                    let (stderr, text) = (false, text.to_owned());
                    (self.sink)(Output::Stream { stderr, text });
                }
                Ok(None)
            }
            "value" => Ok(Some(Bundle::plain(rest))),
            "ask" => {
                let (prompt, password) = (rest.to_owned(), false);
                (self.sink)(Output::Input { prompt, password });
                Ok(None)
            }
            "wait" => {
                let (stop, changed) = &*self.stop;
                let mut stopped = stop.lock().unwrap();
                while !*stopped {
                    stopped = changed.wait(stopped).unwrap();
                }
                Err(CellError::plain("Interrupted", "stopped"))
            }
            _ => Err(CellError::plain("E0001", "failed")),
        }
    }
    fn complete(&mut self, _: &str, _: usize) -> Completions {
        Completions::default()
    }
    fn inspect(&mut self, _: &str, _: usize) -> Option<Bundle> {
        None
    }
    fn variables(&self) -> Vec<Variable> {
        let (name, type_name) = ("alpha".to_owned(), "f64".to_owned());
        vec![Variable { name, type_name }]
    }
    fn items(&self) -> Vec<String> {
        Vec::new()
    }
    fn restart(&mut self) -> Result<(), String> {
        Ok(())
    }
    fn remote(&self) -> Arc<dyn Remote> {
        Arc::new(FakeRemote(Arc::clone(&self.stop)))
    }
}

struct FakeRemote(Arc<(Mutex<bool>, Condvar)>);

impl Remote for FakeRemote {
    fn interrupt(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }
    fn answer_input(&self, _: Option<&str>) {}
}

struct FrontEnd {
    session: Arc<Session>,
    said: UnboundedReceiver<Outgoing>,
}

impl FrontEnd {
    async fn start() -> FrontEnd {
        let factory = |sink: OutputSink| -> Factory {
            Box::new(move || {
                let (sink, stop) = (sink.clone(), Arc::default());
                Ok(Box::new(FakeEngine { sink, stop }) as Box<dyn Engine>)
            })
        };
        let (session, said) = Session::start(factory).unwrap();
        let mut front_end = FrontEnd { session, said };
        assert_eq!(front_end.next().await, "iopub status starting");
        front_end
    }

    fn send(&self, channel: Channel, msg_type: &str, content: Value) -> String {
        let message = Message::new("front end", msg_type, &json!({}), content);
        let id = message.msg_id().to_owned();
        self.session.receive(channel, message);
        id
    }

    fn execute(&self, content: Value) -> String {
        self.send(Channel::Shell, "execute_request", content)
    }

    async fn message(&mut self) -> (Channel, Message) {
        let next = tokio::time::timeout(Duration::from_secs(10), self.said.recv());
        match next.await.expect("the session says nothing") {
            Some(Outgoing::Message(channel, message)) => (channel, message),
            other => panic!("expected a message, not {other:?}"),
        }
    }

    /// The next message in a line: channel, type, and what distinguishes it.
    async fn next(&mut self) -> String {
        let (channel, message) = self.message().await;
        let content = &message.content;
        let detail = [
            "execution_state",
            "status",
            "text",
            "code",
            "ename",
            "prompt",
        ]
        .iter()
        .find_map(|key| content[key].as_str())
        .or(content["data"]["text/plain"].as_str())
        .unwrap_or_default();
        let channel = format!("{channel:?}").to_lowercase();
        format!("{channel} {} {detail}", message.msg_type())
    }

    async fn expect(&mut self, lines: &[&str]) {
        for line in lines {
            assert_eq!(self.next().await, *line);
        }
    }
}

#[tokio::test]
async fn a_cell_is_answered_between_busy_and_idle_with_its_output_in_order() {
    let mut front_end = FrontEnd::start().await;
    front_end.execute(json!({"code": "print a|b|c"}));
    front_end
        .expect(&[
            "iopub status busy",
            "iopub execute_input print a|b|c",
            "iopub stream abc",
            "shell execute_reply ok",
            "iopub status idle",
        ])
        .await;
}

#[tokio::test]
async fn every_message_of_a_cell_names_its_request() {
    let mut front_end = FrontEnd::start().await;
    let id = front_end.execute(json!({"code": "value 7"}));
    for _ in 0..5 {
        let (_, message) = front_end.message().await;
        assert_eq!(
            message.parent_header["msg_id"],
            id,
            "{}",
            message.msg_type()
        );
        assert_eq!(message.header["version"], "5.5");
    }
}

#[tokio::test]
async fn a_value_is_an_execute_result_with_the_count_from_1() {
    let mut front_end = FrontEnd::start().await;
    front_end.execute(json!({"code": "value 7"}));
    front_end
        .expect(&["iopub status busy", "iopub execute_input value 7"])
        .await;
    let (_, result) = front_end.message().await;
    assert_eq!(result.msg_type(), "execute_result");
    assert_eq!(result.content["execution_count"], 1);
    let (_, reply) = front_end.message().await;
    assert_eq!(reply.content["execution_count"], 1);
}

#[tokio::test]
async fn a_silent_cell_is_not_seen_and_does_not_count() {
    let mut front_end = FrontEnd::start().await;
    front_end.execute(json!({"code": "print a", "silent": true}));
    front_end
        .expect(&[
            "iopub status busy",
            "shell execute_reply ok",
            "iopub status idle",
        ])
        .await;
    front_end.execute(json!({"code": "value 1"}));
    front_end
        .expect(&["iopub status busy", "iopub execute_input value 1"])
        .await;
    let (_, result) = front_end.message().await;
    assert_eq!(result.content["execution_count"], 1);
}

#[tokio::test]
async fn an_error_aborts_the_cells_that_wait() {
    let mut front_end = FrontEnd::start().await;
    front_end.execute(json!({"code": "fail"}));
    front_end.execute(json!({"code": "print never"}));
    front_end
        .expect(&[
            "iopub status busy",
            "iopub execute_input fail",
            "iopub error E0001",
            "shell execute_reply error",
            "iopub status idle",
            "iopub status busy",
            "shell execute_reply aborted",
            "iopub status idle",
        ])
        .await;
}

#[tokio::test]
async fn an_error_aborts_nothing_where_the_request_says_so() {
    let mut front_end = FrontEnd::start().await;
    front_end.execute(json!({"code": "fail", "stop_on_error": false}));
    front_end.execute(json!({"code": "print on"}));
    front_end
        .expect(&[
            "iopub status busy",
            "iopub execute_input fail",
            "iopub error E0001",
            "shell execute_reply error",
            "iopub status idle",
            "iopub status busy",
            "iopub execute_input print on",
            "iopub stream on",
            "shell execute_reply ok",
        ])
        .await;
}

#[tokio::test]
async fn other_requests_are_answered_while_a_cell_runs_and_an_interrupt_ends_it() {
    let mut front_end = FrontEnd::start().await;
    front_end.execute(json!({"code": "value 1"}));
    for _ in 0..5 {
        front_end.next().await;
    }
    front_end.execute(json!({"code": "wait"}));
    front_end
        .expect(&["iopub status busy", "iopub execute_input wait"])
        .await;
    let content = json!({"code": "al", "cursor_pos": 2});
    front_end.send(Channel::Shell, "complete_request", content);
    front_end.expect(&["iopub status busy"]).await;
    let (_, reply) = front_end.message().await;
    assert_eq!(reply.content["matches"], json!(["alpha"]));
    // The front end must not think that the kernel is idle now.
    front_end
        .expect(&["iopub status idle", "iopub status busy"])
        .await;
    front_end.send(Channel::Control, "interrupt_request", json!({}));
    let mut seen = Vec::new();
    while !seen.contains(&"shell execute_reply error".to_owned()) {
        seen.push(front_end.next().await);
    }
    assert!(
        seen.contains(&"control interrupt_reply ok".to_owned()),
        "{seen:?}"
    );
    assert!(
        seen.contains(&"iopub error Interrupted".to_owned()),
        "{seen:?}"
    );
}

#[tokio::test]
async fn input_is_asked_of_the_front_end_that_allows_it() {
    let mut front_end = FrontEnd::start().await;
    front_end.execute(json!({"code": "ask name?"}));
    front_end
        .expect(&[
            "iopub status busy",
            "iopub execute_input ask name?",
            "stdin input_request name?",
        ])
        .await;
    front_end.execute(json!({"code": "ask name?", "allow_stdin": false}));
    let mut seen = Vec::new();
    for _ in 0..6 {
        seen.push(front_end.next().await);
    }
    assert!(
        !seen.contains(&"stdin input_request name?".to_owned()),
        "{seen:?}"
    );
}

#[tokio::test]
async fn an_unknown_request_and_a_bad_content_are_answered_or_ignored() {
    let mut front_end = FrontEnd::start().await;
    front_end.send(Channel::Shell, "odd_request", json!({}));
    front_end
        .expect(&["iopub status busy", "iopub status idle"])
        .await;
    front_end.send(Channel::Shell, "is_complete_request", json!({}));
    front_end
        .expect(&[
            "iopub status busy",
            "shell is_complete_reply error",
            "iopub status idle",
        ])
        .await;
    front_end.execute(json!({"code": 7}));
    front_end
        .expect(&[
            "iopub status busy",
            "shell execute_reply error",
            "iopub status idle",
        ])
        .await;
}

#[tokio::test]
async fn an_equation_that_cannot_be_drawn_fails_the_cell_that_shows_it() {
    let mut front_end = FrontEnd::start().await;
    front_end.execute(json!({"code": "%%tex\n\\frac{1"}));
    front_end.expect(&["iopub status busy"]).await;
    let (_, input) = front_end.message().await;
    assert_eq!(input.msg_type(), "execute_input");
    let (_, error) = front_end.message().await;
    assert_eq!(error.content["ename"], "TexError");
    let evalue = error.content["evalue"].as_str().unwrap();
    assert!(evalue.contains("[1]:2:"), "{evalue}");
}

#[tokio::test]
async fn a_new_front_end_is_welcomed() {
    let mut front_end = FrontEnd::start().await;
    front_end.session.welcome();
    let (_, message) = front_end.message().await;
    assert_eq!(message.msg_type(), "iopub_welcome");
    assert_eq!(message.content, json!({"subscription": ""}));
}

#[tokio::test]
async fn a_cell_that_waits_for_the_engine_can_be_interrupted() {
    let factory = |sink: OutputSink| -> Factory {
        Box::new(move || {
            std::thread::sleep(Duration::from_secs(2));
            let (sink, stop) = (sink.clone(), Arc::default());
            Ok(Box::new(FakeEngine { sink, stop }) as Box<dyn Engine>)
        })
    };
    let (session, said) = Session::start(factory).unwrap();
    let mut front_end = FrontEnd { session, said };
    front_end.execute(json!({"code": "print never"}));
    front_end
        .expect(&[
            "iopub status starting",
            "iopub status busy",
            "iopub execute_input print never",
        ])
        .await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    front_end.session.interrupt();
    front_end
        .expect(&[
            "iopub error Interrupted",
            "shell execute_reply error",
            "iopub status idle",
        ])
        .await;
    front_end.execute(json!({"code": "print now"}));
    front_end
        .expect(&[
            "iopub status busy",
            "iopub execute_input print now",
            "iopub stream now",
        ])
        .await;
}
