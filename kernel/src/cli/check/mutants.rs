//! `papercell check --mutants`: runs notebooks with each of their sabotages. A sabotage must leave a program that compiles
//! and runs to the end, and turn red every claim that it names: a check that survives it measures nothing.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use indicatif::MultiProgress;

use super::one::Report;
use super::report::indented;
use super::sabotage::{self, Sabotage};
use super::{child, columns};
use crate::cli::parallel::in_parallel;
use crate::cli::run;

/// A sabotaged notebook to be run.
struct Job {
    /// The notebook that it was made of.
    notebook: String,
    sabotage: Sabotage,
    /// Where the sabotaged notebook is.
    file: PathBuf,
}

/// Runs all sabotages of the notebooks in `files` and prints what came out. Does each turn its claims red?
///
/// # Errors
/// Temporary files cannot be written.
pub fn run(
    files: &[PathBuf],
    timeout: Option<Duration>,
    jobs: u16,
    bars: &MultiProgress,
) -> anyhow::Result<bool> {
    let folder = tempfile::tempdir().context("there is no place for temporary files")?;
    let (mut list, mut malformed) = (Vec::new(), false);
    for file in files {
        match jobs_of(file, folder.path(), list.len())? {
            Ok(more) => list.extend(more),
            Err(faults) => {
                malformed = true;
                outln!("{}", file.display());
                outln!("{}", indented(&faults.join("\n")));
            }
        }
    }
    let rows = in_parallel(&list, jobs.into(), |job| {
        let name = format!("{}: {}", job.notebook, job.sabotage.name);
        let report = child::check(&job.file, &name, timeout, bars);
        let (verdict, details) = verdict(&job.sabotage, &report);
        if let Some(details) = &details {
            let why = &job.sabotage.why;
            bars.suspend(|| outln!("{name} ({why})\n{}", indented(details)));
        }
        let seconds = format!("{:.1}", report.seconds);
        let row = [&job.notebook, &job.sabotage.name, &seconds, &verdict].map(String::clone);
        (row, details.is_none())
    });
    let header = ["notebook", "mutant", "seconds", "verdict"].map(str::to_owned);
    let good = rows.iter().all(|(_, good)| *good);
    let lines: Vec<_> = std::iter::once(header)
        .chain(rows.into_iter().map(|(row, _)| row))
        .collect();
    if lines.len() > 1 {
        out!("{}", columns::aligned(&lines, [false, false, true, false]));
    }
    Ok(good && !malformed)
}

/// The sabotaged copies of a notebook, written below `folder`; or what is wrong with the notebook.
fn jobs_of(
    file: &Path,
    folder: &Path,
    taken: usize,
) -> anyhow::Result<Result<Vec<Job>, Vec<String>>> {
    let notebook = match run::read(file) {
        Ok(notebook) => notebook,
        Err(error) => return Ok(Err(vec![format!("{error:#}")])),
    };
    let sabotages = match sabotage::read(&notebook) {
        Ok(sabotages) => sabotages,
        Err(faults) => return Ok(Err(faults)),
    };
    let mut jobs = Vec::new();
    for (number, sabotage) in (taken..).zip(sabotages) {
        let copy = folder.join(format!("{number}.ipynb"));
        sabotage.applied(&notebook).write(&copy)?;
        jobs.push(Job {
            notebook: file.display().to_string(),
            sabotage,
            file: copy,
        });
    }
    Ok(Ok(jobs))
}

/// What became of a sabotage, in a few words; and if it is not as it should be, what to know of it.
fn verdict(sabotage: &Sabotage, report: &Report) -> (String, Option<String>) {
    if let Some(reason) = &report.refused {
        return ("cannot be run".to_owned(), Some(reason.clone()));
    }
    if let Some(failure) = &report.failure {
        let how = match failure.timeout {
            true => "takes too long",
            false => "fails",
        };
        let verdict = format!("cell {} {how}", failure.cell + 1);
        let told = "it must compile and run to the end, with a claim that does not hold";
        let details = format!("{verdict}: {told}\n{}", failure.traceback.join("\n"));
        return (verdict, Some(details));
    }
    let survived: Vec<String> = (sabotage.breaks.iter())
        .filter_map(|id| {
            let checked = report.claims.verdict.iter().find(|claim| claim.id == *id);
            match checked.and_then(|checked| Some((checked, checked.holds?))) {
                Some((_, false)) => None,
                Some((checked, true)) => Some(format!("claim {id:?} holds: {}", checked.values)),
                None => Some(format!("claim {id:?} was not measured")),
            }
        })
        .collect();
    let all = sabotage.breaks.len();
    match survived.len() {
        0 => (format!("caught ({})", sabotage.breaks.join(", ")), None),
        left => (
            format!("survives: {left} of {all} claims hold"),
            Some(survived.join("\n")),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::claims::{Checked, Claims};
    use super::super::one::Failure;
    use super::*;

    fn sabotage() -> Sabotage {
        Sabotage {
            name: "m".to_owned(),
            why: "w".to_owned(),
            cell: "c".to_owned(),
            find: "a".to_owned(),
            replace: "b".to_owned(),
            breaks: vec!["x".to_owned(), "y".to_owned()],
        }
    }

    fn told(holds: [Option<bool>; 2]) -> (String, Option<String>) {
        let checked = |(id, holds): (&str, Option<bool>)| Checked {
            id: id.to_owned(),
            holds,
            values: "measured 1".to_owned(),
        };
        let report = Report {
            claims: Claims {
                verdict: ["x", "y"].into_iter().zip(holds).map(checked).collect(),
                ..Claims::default()
            },
            ..Report::default()
        };
        verdict(&sabotage(), &report)
    }

    #[test]
    fn every_claim_that_it_names_must_fail() {
        assert_eq!(told([Some(false); 2]), ("caught (x, y)".to_owned(), None));
        let (short, details) = told([Some(false), Some(true)]);
        assert_eq!(short, "survives: 1 of 2 claims hold");
        assert_eq!(details.unwrap(), "claim \"y\" holds: measured 1");
        let (_, details) = told([Some(false), None]);
        assert_eq!(details.unwrap(), "claim \"y\" was not measured");
    }

    #[test]
    fn a_program_that_does_not_run_proves_nothing() {
        let report = Report {
            failure: Some(Failure {
                cell: 3,
                traceback: vec!["error[E0308]: mismatched types".to_owned()],
                timeout: false,
            }),
            ..Report::default()
        };
        let (short, details) = verdict(&sabotage(), &report);
        assert_eq!(short, "cell 4 fails");
        assert!(details.unwrap().contains("E0308"));
    }
}
