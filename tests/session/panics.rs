//! A kernel that fails itself: a request whose handler panics is answered all the same.

use super::*;

/// A remote that fails in everything that the session asks of it, on the session's own tasks.
struct Broken;

impl Remote for Broken {
    fn interrupt(&self) {
        panic!("on purpose");
    }
    fn expect(&self, _: Vec<Cell>) {
        panic!("on purpose");
    }
    fn answer_input(&self, _: Option<&str>) {
        panic!("on purpose");
    }
}

struct WithBrokenRemote(FakeEngine);

impl Engine for WithBrokenRemote {
    fn execute(&mut self, cell: &Cell) -> Result<Option<Bundle>, CellError> {
        self.0.execute(cell)
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
        Arc::new(Broken)
    }
}

#[tokio::test]
async fn a_handler_that_panics_gives_an_error_and_idle_and_the_next_request_is_answered() {
    let factory = |sink: OutputSink| -> Factory {
        Box::new(move || {
            let (sink, stop) = (sink.clone(), Arc::default());
            Ok(Box::new(WithBrokenRemote(FakeEngine { sink, stop })) as Box<dyn Engine>)
        })
    };
    let (session, said) = Session::start(factory).unwrap();
    let mut front_end = FrontEnd { session, said };
    front_end.expect(&["iopub status starting"]).await;
    // Once a cell has run, there is an engine whose remote can fail.
    front_end.execute(json!({"code": "print first"}));
    front_end
        .expect(&[
            "iopub status busy",
            "iopub execute_input print first",
            "iopub stream first",
            "shell execute_reply ok",
            "iopub status idle",
        ])
        .await;
    front_end.send(Channel::Control, "interrupt_request", json!({}));
    front_end
        .expect(&[
            "iopub status busy",
            "control interrupt_reply error",
            "iopub status idle",
        ])
        .await;
    front_end.execute(json!({"code": "value 7"}));
    front_end
        .expect(&[
            "iopub status busy",
            "iopub execute_input value 7",
            "iopub execute_result 7",
            "shell execute_reply ok",
            "iopub status idle",
        ])
        .await;
}
