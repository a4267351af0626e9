//! Notebooks run by an engine that only knows a few words.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::display::{Bundle, CellError};
use crate::engine::thread::Factory;
use crate::engine::{Cell, Engine, Output, OutputSink, Remote, Variable};

/// `print TEXT`, `value TEXT`, `fail`, `wait` (until it is interrupted).
struct WordEngine {
    sink: OutputSink,
    interrupted: Arc<AtomicBool>,
}

struct WordRemote(Arc<AtomicBool>);

impl Remote for WordRemote {
    fn interrupt(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
    fn answer_input(&self, _: Option<&str>) {}
}

impl Engine for WordEngine {
    fn execute(&mut self, cell: &Cell) -> Result<Option<Bundle>, CellError> {
        let (word, text) = cell.code.split_once(' ').unwrap_or((&cell.code, ""));
        match word {
            "print" => {
                let text = format!("{text}\n");
                (self.sink)(Output::Stream {
                    stderr: false,
                    text,
                });
                Ok(None)
            }
            "value" => Ok(Some(Bundle::plain(text))),
            "wait" => {
                self.interrupted.store(false, Ordering::SeqCst);
                while !self.interrupted.load(Ordering::SeqCst) {
                    std::thread::sleep(Duration::from_millis(5));
                }
                Err(CellError::plain(
                    "Interrupted",
                    "the cell was interrupted".to_owned(),
                ))
            }
            _ => Err(CellError::plain("Word", format!("{word} is no word"))),
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
        Arc::new(WordRemote(Arc::clone(&self.interrupted)))
    }
}

fn factory(sink: OutputSink) -> Factory {
    Box::new(move || {
        Ok(Box::new(WordEngine {
            sink: Arc::clone(&sink),
            interrupted: Arc::default(),
        }))
    })
}

fn notebook(sources: &[&str]) -> Notebook {
    let stale = json!([{"output_type": "stream", "name": "stdout", "text": "stale"}]);
    let cell = |source: &&str| {
        let tags = if source.contains("may") {
            json!(["raises-exception"])
        } else {
            json!([])
        };
        json!({
            "cell_type": if source.starts_with('#') { "markdown" } else { "code" },
            "source": source, "metadata": {"tags": tags}, "outputs": stale, "execution_count": 77,
        })
    };
    let cells: Vec<Value> = sources.iter().map(cell).collect();
    let text = json!({"nbformat": 4, "nbformat_minor": 4, "metadata": {"kept": 1}, "cells": cells});
    Notebook::parse(&text.to_string()).unwrap()
}

fn run(notebook: &mut Notebook, options: Options) -> (Report, Vec<String>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let mut events = Vec::new();
    let watch = |event: Event| match event {
        Event::Started {
            position,
            of,
            title,
        } => events.push(format!("{position}/{of} {title}")),
        Event::Ended { seconds } => assert!(seconds >= 0.0),
    };
    let report = runtime.block_on(async {
        let mut driver = Driver::start(factory).unwrap();
        super::execute(notebook, &mut driver, options, std::future::pending, watch)
            .await
            .unwrap()
    });
    (report, events)
}

fn outputs(notebook: &Notebook) -> Vec<Vec<Value>> {
    notebook
        .cells()
        .map(|cell| cell.outputs().to_vec())
        .collect()
}

fn counts(notebook: &Notebook) -> Vec<Value> {
    let value: Value = serde_json::from_str(&notebook.to_text()).unwrap();
    let cells = value["cells"].as_array().unwrap();
    cells
        .iter()
        .map(|cell| cell["execution_count"].clone())
        .collect()
}

#[test]
fn cells_run_in_order_and_their_outputs_are_kept() {
    let mut notebook = notebook(&["# words", "print a", "", "value 4"]);
    let (report, events) = run(&mut notebook, Options::default());
    assert!(report.failures.is_empty());
    assert_eq!(report.cells, 2);
    assert_eq!(events, ["1/2 print a", "2/2 value 4"]);
    let outputs = outputs(&notebook);
    assert_eq!(
        outputs[1],
        [json!({"output_type": "stream", "name": "stdout", "text": "a\n"})]
    );
    assert!(
        outputs[2].is_empty(),
        "an empty cell has no outputs: {:?}",
        outputs[2]
    );
    assert_eq!(outputs[3][0]["data"]["text/plain"], "4");
    assert_eq!(outputs[3][0]["execution_count"], 2);
    assert_eq!(counts(&notebook)[1..], [json!(1), Value::Null, json!(2)]);
}

#[test]
fn the_notebook_says_which_kernel_ran_it() {
    let mut notebook = notebook(&["print a"]);
    run(&mut notebook, Options::default());
    let value: Value = serde_json::from_str(&notebook.to_text()).unwrap();
    assert_eq!(value["metadata"]["kernelspec"]["name"], "papercell");
    assert_eq!(value["metadata"]["language_info"]["pygments_lexer"], "rust");
    assert_eq!(value["metadata"]["kept"], 1);
}

#[test]
fn the_first_failure_ends_the_run_and_later_cells_have_no_outputs() {
    let mut notebook = notebook(&["print a", "fail", "print b"]);
    let (report, events) = run(&mut notebook, Options::default());
    assert_eq!(events.len(), 2);
    assert_eq!(report.failures.len(), 1);
    assert_eq!(report.failures[0].cell, 1);
    assert!(
        report.failures[0]
            .traceback
            .concat()
            .contains("fail is no word")
    );
    let outputs = outputs(&notebook);
    assert_eq!(outputs[1][0]["ename"], "Word");
    assert!(outputs[2].is_empty());
    assert_eq!(counts(&notebook), [json!(1), json!(2), Value::Null]);
}

#[test]
fn a_run_goes_on_where_errors_are_allowed_or_a_cell_may_fail() {
    let options = Options {
        allow_errors: true,
        ..Options::default()
    };
    let mut allowed = notebook(&["fail", "print b"]);
    let (report, _) = run(&mut allowed, options);
    assert_eq!((report.cells, report.failures.len()), (2, 1));
    let mut tagged = notebook(&["may fail", "print b"]);
    let (report, _) = run(&mut tagged, Options::default());
    assert_eq!((report.cells, report.failures.len()), (2, 0));
    assert_eq!(outputs(&tagged)[0][0]["output_type"], "error");
}

#[test]
fn a_cell_that_takes_too_long_is_interrupted_and_has_failed() {
    let timeout = Some(Duration::from_millis(150));
    let mut notebook = notebook(&["print a", "wait may fail", "print b"]);
    let (report, _) = run(
        &mut notebook,
        Options {
            timeout,
            ..Options::default()
        },
    );
    assert_eq!(
        report.failures.len(),
        1,
        "a cell that may fail may not hang"
    );
    assert_eq!(report.failures[0].stopped, Some(Stopped::Timeout));
    assert_eq!(outputs(&notebook)[1][0]["ename"], "Interrupted");
}

#[test]
fn the_user_stops_the_run_also_where_errors_are_allowed() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut notebook = notebook(&["wait", "print b"]);
    let options = Options {
        allow_errors: true,
        ..Options::default()
    };
    let stop = || tokio::time::sleep(Duration::from_millis(100));
    let report = runtime.block_on(async {
        let mut driver = Driver::start(factory).unwrap();
        super::execute(&mut notebook, &mut driver, options, stop, |_| ())
            .await
            .unwrap()
    });
    assert_eq!(report.cells, 1);
    assert_eq!(report.failures[0].stopped, Some(Stopped::User));
}

#[test]
fn the_time_of_a_cell_does_not_count_the_engines_warming_up() {
    let slow = |sink: OutputSink| -> Factory {
        let build = factory(sink);
        Box::new(move || {
            std::thread::sleep(Duration::from_millis(400));
            build()
        })
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut notebook = notebook(&["print a"]);
    let timeout = Some(Duration::from_millis(200));
    let options = Options {
        timeout,
        ..Options::default()
    };
    let report = runtime.block_on(async {
        let mut driver = Driver::start(slow).unwrap();
        super::execute(
            &mut notebook,
            &mut driver,
            options,
            std::future::pending,
            |_| (),
        )
        .await
        .unwrap()
    });
    assert!(report.failures.is_empty(), "{:?}", report.failures);
}

#[test]
fn the_user_need_not_wait_for_the_engine_to_stop_it() {
    let slow = |_: OutputSink| -> Factory {
        Box::new(|| {
            std::thread::sleep(Duration::from_secs(5));
            anyhow::bail!("too late")
        })
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut notebook = notebook(&["print a"]);
    let stop = || tokio::time::sleep(Duration::from_millis(50));
    let start = std::time::Instant::now();
    let error = runtime.block_on(async {
        let mut driver = Driver::start(slow).unwrap();
        super::execute(&mut notebook, &mut driver, Options::default(), stop, |_| ())
            .await
            .unwrap_err()
    });
    assert!(error.to_string().contains("no cell was run"), "{error}");
    assert!(start.elapsed() < Duration::from_secs(4));
    assert_eq!(
        outputs(&notebook)[0][0]["text"],
        "stale",
        "the notebook is as it was"
    );
}
