//! Runs a notebook's code cells in order, in one session, and records what they put out. Shared by `run` and `check`.

use std::time::{Duration, Instant};

use anyhow::bail;
use serde_json::Value;

use super::driver::{Driver, Ending, Stopped};
use crate::notebook::Notebook;
use crate::notebook::outputs::Recording;

/// What a caller may choose.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// How long a cell may run.
    pub timeout: Option<Duration>,
    /// Go on after a cell has failed.
    pub allow_errors: bool,
}

/// What happens while a notebook runs.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<'a> {
    /// A code cell starts.
    Started {
        /// Which of the cells to be run, from 1.
        position: usize,
        /// How many there are.
        of: usize,
        /// The cell's first line.
        title: &'a str,
    },
    /// The cell that was started last has ended.
    Ended {
        /// How long it took, in seconds.
        seconds: f64,
    },
}

/// A cell that failed.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The cell, from 0, among all cells of the notebook.
    pub cell: usize,
    /// Its error, as a front end shows it.
    pub traceback: Vec<String>,
    /// Why it was stopped, if it was.
    pub stopped: Option<Stopped>,
}

/// How a run ended.
#[derive(Debug, Default)]
pub struct Report {
    /// How many cells were run.
    pub cells: usize,
    /// The cells that failed and may not fail; all but the last only where errors are allowed.
    pub failures: Vec<Failure>,
}

/// Runs the notebook and replaces its outputs. After a failure, the cells that were not run have none: a file never
/// mixes the outputs of two runs.
///
/// `stop` gives a future that ends when the user wants to stop.
///
/// # Errors
/// The session ended, the user stopped it before the first cell, or a cell cannot be interrupted. What cells do wrong is in the report.
pub async fn execute<S: Future<Output = ()>>(
    notebook: &mut Notebook,
    driver: &mut Driver,
    options: Options,
    stop: impl Fn() -> S,
    mut watch: impl FnMut(Event),
) -> anyhow::Result<Report> {
    tokio::select! {
        () = driver.warm_up() => {}
        () = stop() => bail!("interrupted while the kernel started; no cell was run"),
    }
    let language_info = driver.language_info().await?;
    notebook.set_kernel(super::kernelspec::metadata(), language_info);
    let sources: Vec<(usize, String, bool)> = notebook
        .cells()
        .enumerate()
        .filter(|(_, cell)| cell.is_code())
        .map(|(index, cell)| (index, cell.source().to_owned(), cell.may_fail()))
        .collect();
    let of = sources
        .iter()
        .filter(|(_, source, _)| says_something(source))
        .count();
    let mut recording = Recording::new(notebook.cells().count());
    let mut report = Report::default();
    let mut counts: Vec<Option<u64>> = vec![None; sources.len()];
    for ((index, source, may_fail), count) in sources.iter().zip(&mut counts) {
        if !says_something(source) {
            continue;
        }
        report.cells += 1;
        watch(Event::Started {
            position: report.cells,
            of,
            title: super::notebook::title(source),
        });
        let start = Instant::now();
        let ending = driver
            .execute(source, options.timeout, stop(), |msg_type, content| {
                recording.take(*index, msg_type, content);
            })
            .await?;
        recording.end_cell();
        watch(Event::Ended {
            seconds: start.elapsed().as_secs_f64(),
        });
        *count = ending.reply["execution_count"].as_u64();
        if let Some(failure) = failure(*index, ending, *may_fail) {
            let goes_on = options.allow_errors && failure.stopped != Some(Stopped::User);
            report.failures.push(failure);
            if !goes_on {
                break;
            }
        }
    }
    for ((index, ..), count) in sources.iter().zip(counts) {
        notebook.set_outputs(*index, recording.outputs(*index), count);
    }
    Ok(report)
}

fn says_something(source: &str) -> bool {
    !source.trim().is_empty()
}

fn failure(cell: usize, ending: Ending, may_fail: bool) -> Option<Failure> {
    let failed = ending.reply["status"] != "ok";
    let excused = may_fail && ending.stopped.is_none();
    if !failed || excused {
        return None;
    }
    let lines = ending.reply["traceback"].as_array();
    let traceback = lines
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned);
    Some(Failure {
        cell,
        traceback: traceback.collect(),
        stopped: ending.stopped,
    })
}

#[cfg(test)]
mod tests;
