//! `papercell check PATH…`: runs notebooks again and compares with what they store. Nothing is written.
//!
//! # Layout
//! - this file: the command: finds the notebooks, runs each in a process of its own
//! - `one`: that process
//! - `compare`: stored outputs against those of the run
//! - `claims`: the paper's claims, as the outputs tell them
//! - `report`: what is printed

pub mod claims;
mod compare;
pub mod one;
mod report;

use std::io::{BufRead, BufReader, Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use clap::Args;
use indicatif::{MultiProgress, ProgressBar};

use self::one::{Line, Report};
use super::execution::Event;
use super::in_process::build_toolkit;
use super::notebook::Notebook;
use super::progress::Cells;
use super::run::seconds;
use crate::engine::choice::Preparation;

/// What `papercell check` can be told.
#[derive(Args)]
pub struct Arguments {
    /// Notebooks, and folders in which all notebooks are meant.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How long a cell may run, in seconds.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
    /// How many notebooks run at the same time.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    jobs: u16,
}

/// Runs the command.
///
/// # Errors
/// A path does not exist, or the kernel cannot work. What is wrong with notebooks is printed, and told by the exit code.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let files = notebooks(&arguments.paths)?;
    build_toolkit(&Preparation::open()?)?;
    let bars = MultiProgress::new();
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..usize::from(arguments.jobs).min(files.len()) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::SeqCst);
                    let Some(file) = files.get(index) else {
                        break;
                    };
                    let report = check(file, arguments.timeout, &bars);
                    let name = file.display().to_string();
                    let details =
                        report::details(&name, &report, Notebook::read(file).ok().as_ref());
                    bars.suspend(|| print!("{details}"));
                    let mut rows = rows
                        .lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner);
                    rows.push((index, (name, report)));
                }
            });
        }
    });
    let mut rows = rows
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    rows.sort_by_key(|(index, _)| *index);
    let rows: Vec<(String, Report)> = rows.into_iter().map(|(_, row)| row).collect();
    print!("{}", report::table(&rows));
    Ok(
        match rows.iter().all(|(_, report)| report::is_good(report)) {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        },
    )
}

/// Checks one notebook in a process of its own.
fn check(file: &Path, timeout: Option<Duration>, bars: &MultiProgress) -> Report {
    watch(file, timeout, bars).unwrap_or_else(|error| Report {
        refused: Some(format!("{error:#}")),
        ..Report::default()
    })
}

fn watch(file: &Path, timeout: Option<Duration>, bars: &MultiProgress) -> anyhow::Result<Report> {
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
    let mut progress = Cells::on(bars.add(ProgressBar::new(0)), &file.display().to_string());
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

/// The notebooks among the paths, and in the folders among them; each once, folders in the order of their names.
///
/// # Errors
/// A path does not exist, or there is no notebook at all.
fn notebooks(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        let kind = std::fs::metadata(path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        match kind.is_dir() {
            true => collect(path, &mut found)?,
            false => found.push(path.clone()),
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|path| seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())));
    ensure!(
        !found.is_empty(),
        "there is no notebook (*.ipynb) in these folders"
    );
    Ok(found)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let read = || std::fs::read_dir(folder)?.collect::<std::io::Result<Vec<_>>>();
    let mut entries = read().with_context(|| format!("{} cannot be read", folder.display()))?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        // `.ipynb_checkpoints`, `.venv` and their like hold copies.
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !hidden && path.is_dir() && !entry.file_type()?.is_symlink() {
            collect(&path, found)?;
        } else if !hidden
            && path
                .extension()
                .is_some_and(|extension| extension == "ipynb")
        {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notebooks_are_found_in_folders_once_and_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for file in [
            "b/z.ipynb",
            "a.ipynb",
            "b/c/y.ipynb",
            "b/.ipynb_checkpoints/z.ipynb",
            "b/note.md",
        ] {
            let path = root.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let found = notebooks(&[root.to_owned(), root.join("a.ipynb")]).unwrap();
        let names: Vec<_> = found
            .iter()
            .map(|path| path.strip_prefix(root).unwrap())
            .collect();
        assert_eq!(
            names,
            ["a.ipynb", "b/c/y.ipynb", "b/z.ipynb"].map(Path::new)
        );
    }

    #[test]
    fn a_path_that_is_not_there_and_a_folder_without_notebooks_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let error = notebooks(&[folder.path().join("no")]).unwrap_err();
        assert!(
            format!("{error:#}").contains("/no cannot be read"),
            "{error:#}"
        );
        let error = notebooks(&[folder.path().to_owned()]).unwrap_err();
        assert!(
            error.to_string().contains("there is no notebook"),
            "{error}"
        );
    }
}
