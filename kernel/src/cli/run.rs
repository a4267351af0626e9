//! `papercell run FILE.ipynb`: runs a notebook in the kernel, without Python, and writes the outputs into the file.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::bail;
use clap::Args;

use super::driver::Stopped;
use super::execution::{Failure, Options, Report};
use super::in_process::Kernel;
use super::progress::Cells;
use super::style;
use crate::notebook::Notebook;
use crate::shelf::times;

/// What `papercell run` can be told.
#[derive(Args)]
pub struct Arguments {
    /// The notebook.
    #[arg(value_name = "FILE.ipynb")]
    file: PathBuf,
    /// Write the result there instead of into the notebook.
    #[arg(long, value_name = "FILE.ipynb")]
    output: Option<PathBuf>,
    /// How long a cell may run, in seconds.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
    /// Go on after a cell has failed, and end well.
    #[arg(long)]
    allow_errors: bool,
}

/// Runs the command.
///
/// # Errors
/// The file is no notebook in Rust, or the kernel cannot work. A cell that fails is told to the user and in the exit code.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut notebook = read(&arguments.file)?;
    let kernel = Kernel::open()?;
    kernel.build_toolkit()?;
    let options = Options {
        timeout: arguments.timeout,
        allow_errors: arguments.allow_errors,
    };
    let name = arguments.file.display().to_string();
    let start = Instant::now();
    let mut progress = Cells::start(&name);
    let report = kernel.execute(&mut notebook, options, |event| progress.show(&event))?;
    progress.finish();
    let target = arguments.output.as_ref().unwrap_or(&arguments.file);
    notebook.write(target)?;
    for failure in &report.failures {
        eprint!("{}", describe(&name, failure, arguments.timeout));
    }
    let seconds = start.elapsed().as_secs_f64();
    if report.failures.is_empty() {
        times::keep(&notebook, seconds);
    }
    outln!(
        "{}: {}, {seconds:.1} s{}",
        target.display(),
        cells(report.cells),
        failed(&report)
    );
    let stopped = report
        .failures
        .iter()
        .any(|f| f.stopped == Some(Stopped::User));
    Ok(
        match (
            stopped,
            report.failures.is_empty() || arguments.allow_errors,
        ) {
            (true, _) => ExitCode::from(130),
            (false, true) => ExitCode::SUCCESS,
            (false, false) => ExitCode::FAILURE,
        },
    )
}

/// Reads a notebook that this kernel can run.
///
/// # Errors
/// It is no notebook, or one in another language.
pub fn read(file: &Path) -> anyhow::Result<Notebook> {
    let notebook = Notebook::read(file)?;
    match notebook.language() {
        None => Ok(notebook),
        Some(language) if language.eq_ignore_ascii_case("rust") => Ok(notebook),
        Some(language) => bail!(
            "{} is a notebook in {language}; papercell runs notebooks in Rust",
            file.display()
        ),
    }
}

/// A failed cell, for the terminal.
fn describe(name: &str, failure: &Failure, timeout: Option<Duration>) -> String {
    let number = failure.cell + 1;
    let what = match failure.stopped {
        Some(Stopped::Timeout) => format!(
            "did not end within {} s and was interrupted",
            timeout.unwrap_or_default().as_secs_f64()
        ),
        Some(Stopped::User) => "was interrupted".to_owned(),
        None => "failed".to_owned(),
    };
    let mut text = format!("\n{name}: cell {number} {what}\n\n");
    for line in &failure.traceback {
        text.push_str(&style::for_terminal(line));
        text.push('\n');
    }
    text.push('\n');
    text
}

/// "1 cell", "2 cells".
pub fn cells(number: usize) -> String {
    format!("{number} cell{}", if number == 1 { "" } else { "s" })
}

fn failed(report: &Report) -> String {
    match report.failures.len() {
        0 => String::new(),
        number => format!(", {number} failed"),
    }
}

/// Reads a positive number of seconds.
pub fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text
        .parse()
        .map_err(|_| format!("{text:?} is no number of seconds"))?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err(format!("{text} s is no time that a cell can run")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_positive_numbers() {
        assert_eq!(seconds("1.5"), Ok(Duration::from_millis(1500)));
        for text in ["0", "-1", "x", "inf", "NaN", "1e300"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_stopped_cell_says_why() {
        let failure = Failure {
            cell: 2,
            traceback: vec!["Interrupted: …".to_owned()],
            stopped: Some(Stopped::Timeout),
        };
        let text = describe("a.ipynb", &failure, Some(Duration::from_millis(500)));
        assert!(
            text.contains("a.ipynb: cell 3 did not end within 0.5 s"),
            "{text}"
        );
        assert!(text.contains("Interrupted: …"), "{text}");
    }
}
