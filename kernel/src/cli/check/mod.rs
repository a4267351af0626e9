//! `papercell check PATH…`: reads notebooks, runs them again and compares with what they store. Nothing is written.
//!
//! # Layout
//! - this file: the command
//! - `lint/`: what can be said of a notebook without running it
//! - `child`: notebooks in processes of their own; `one`: that process
//! - `compare`: stored outputs against those of the run
//! - `claims`: the paper's claims, as the outputs tell them
//! - `mutants`: sabotages of a notebook, each of which must turn a claim red; `sabotage`: what its metadata say of them
//! - `report`, `columns`: what is printed

mod child;
pub mod claims;
mod columns;
mod compare;
mod lint;
mod mutants;
pub mod one;
mod report;
mod sabotage;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use indicatif::MultiProgress;

use self::one::Report;
use super::in_process::build_toolkit;
use super::parallel::in_parallel;
use super::run::seconds;
use crate::engine::choice::Preparation;
use crate::notebook::Notebook;
use crate::notebook::find::notebooks;

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
    /// Only read the notebooks: their shape, prose, equations, links and code. No cell is run.
    #[arg(long, conflicts_with_all = ["mutants", "no_lint"])]
    lint: bool,
    /// Only run the notebooks.
    #[arg(long, conflicts_with = "mutants")]
    no_lint: bool,
    /// Run the sabotages that the notebooks list in their metadata: each must turn its claims red.
    #[arg(long)]
    mutants: bool,
}

/// Runs the command.
///
/// # Errors
/// A path does not exist, or the kernel cannot work. What is wrong with notebooks is printed, and told by the exit code.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let files = notebooks(&arguments.paths)?;
    build_toolkit(&Preparation::open()?)?;
    let bars = MultiProgress::new();
    let good = match (arguments.mutants, arguments.lint) {
        (true, _) => mutants::run(&files, arguments.timeout, arguments.jobs, &bars)?,
        (false, true) => lint::run(&files)?,
        (false, false) => {
            let read_well = arguments.no_lint || lint::run(&files)?;
            run_again(&files, arguments, &bars) && read_well
        }
    };
    Ok(match good {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Runs the notebooks and prints what came out. Is all as it should be?
fn run_again(files: &[PathBuf], arguments: &Arguments, bars: &MultiProgress) -> bool {
    let rows: Vec<(String, Report)> = in_parallel(files, arguments.jobs.into(), |file| {
        let name = file.display().to_string();
        let report = child::check(file, &name, arguments.timeout, bars);
        let details = report::details(&name, &report, Notebook::read(file).ok().as_ref());
        bars.suspend(|| out!("{details}"));
        (name, report)
    });
    out!("{}", report::table(&rows));
    rows.iter().all(|(_, report)| report::is_good(report))
}
