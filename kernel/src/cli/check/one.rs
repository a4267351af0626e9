//! `papercell check-one FILE`: the process in which `check` runs one notebook. It says what happens on standard output,
//! a line of JSON each; the last line is the report. A process of its own, because a session owns its process.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::claims::{self, Claims};
use super::compare::{Difference, compare};
use crate::cli::driver::Stopped;
use crate::cli::execution::{Event, Options};
use crate::cli::in_process::Kernel;
use crate::cli::run;
use crate::shelf::times;

/// The hidden command's name.
pub const COMMAND: &str = "check-one";

/// What the process says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Line {
    /// As [`Event::Started`].
    Started {
        /// Which of the cells to be run, from 1.
        position: usize,
        /// How many there are.
        of: usize,
        /// The cell's first line.
        title: String,
    },
    /// As [`Event::Ended`].
    Ended {
        /// How long the cell took, in seconds.
        seconds: f64,
    },
    /// The last line.
    Report(Report),
}

/// What came out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// How many cells were run.
    pub cells: usize,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// The cell that failed.
    pub failure: Option<Failure>,
    /// Outputs that differ from the stored ones; none are looked for after a failure.
    pub differences: Vec<Difference>,
    /// The paper's claims.
    pub claims: Claims,
    /// The notebook cannot be run at all.
    pub refused: Option<String>,
}

/// A cell that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The cell, from 0, among all cells.
    pub cell: usize,
    /// Its error, as a front end shows it.
    pub traceback: Vec<String>,
    /// Did it run longer than it may?
    pub timeout: bool,
}

/// Runs the command.
///
/// # Errors
/// Standard output is closed: whoever asked is gone.
pub fn run(file: &Path, timeout: Option<Duration>) -> anyhow::Result<()> {
    let report = report(file, timeout).unwrap_or_else(|error| Report {
        refused: Some(format!("{error:#}")),
        ..Report::default()
    });
    say(&Line::Report(report))
}

fn report(file: &Path, timeout: Option<Duration>) -> anyhow::Result<Report> {
    let stored = run::read(file)?;
    let mut notebook = stored.clone();
    let start = Instant::now();
    let options = Options {
        timeout,
        allow_errors: false,
    };
    let ran = Kernel::open()?.execute(&mut notebook, options, |event| {
        let line = match event {
            Event::Started {
                position,
                of,
                title,
            } => Line::Started {
                position,
                of,
                title: title.to_owned(),
            },
            Event::Ended { seconds } => Line::Ended { seconds },
        };
        // Whoever asked may be gone; the report finds out.
        let _ = say(&line);
    })?;
    let failure = ran.failures.into_iter().next().map(|failure| Failure {
        cell: failure.cell,
        traceback: failure.traceback,
        timeout: failure.stopped == Some(Stopped::Timeout),
    });
    let (differences, claims) = match failure {
        Some(_) => (Vec::new(), Claims::default()),
        None => (compare(&stored, &notebook), claims::read(&notebook)),
    };
    let seconds = start.elapsed().as_secs_f64();
    if failure.is_none() {
        times::keep(&notebook, seconds);
    }
    Ok(Report {
        cells: ran.cells,
        seconds,
        failure,
        differences,
        claims,
        refused: None,
    })
}

fn say(line: &Line) -> anyhow::Result<()> {
    let mut text = serde_json::to_string(line)?;
    text.push('\n');
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()?;
    Ok(())
}
