//! One notebook in a process of its own.

use std::io::{BufRead, BufReader, Read, Seek};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar};

use super::one::{self, Line, Report};
use crate::cli::execution::Event;
use crate::cli::progress::Cells;

/// Runs the notebook in `file`, whose progress is shown under `name`.
pub fn check(file: &Path, name: &str, timeout: Option<Duration>, bars: &MultiProgress) -> Report {
    watch(file, name, timeout, bars).unwrap_or_else(|error| Report {
        refused: Some(format!("{error:#}")),
        ..Report::default()
    })
}

fn watch(
    file: &Path,
    name: &str,
    timeout: Option<Duration>,
    bars: &MultiProgress,
) -> anyhow::Result<Report> {
    let mut errors = tempfile::tempfile()?;
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(one::COMMAND);
    if let Some(timeout) = timeout {
        command
            .arg("--timeout")
            .arg(timeout.as_secs_f64().to_string());
    }
    let mut child = command
        .arg("--")
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(errors.try_clone()?)
        .spawn()?;
    let mut progress = Cells::on(bars.add(ProgressBar::new(0)), name);
    let mut report = None;
    for line in child
        .stdout
        .take()
        .map(BufReader::new)
        .into_iter()
        .flat_map(BufRead::lines)
    {
        match serde_json::from_str(&line?)? {
            Line::Started {
                position,
                of,
                title,
            } => progress.show(&Event::Started {
                position,
                of,
                title: &title,
            }),
            Line::Ended { seconds } => progress.show(&Event::Ended { seconds }),
            Line::Report(last) => report = Some(last),
        }
    }
    let status = child.wait()?;
    if let Some(report) = report {
        return Ok(report);
    }
    let mut said = String::new();
    errors.rewind()?;
    errors.read_to_string(&mut said)?;
    anyhow::bail!(
        "the kernel ended without a report ({status}): {}",
        said.trim()
    )
}
