//! `papercell fmt PATH…`: lays out the code of notebooks with rustfmt, and their files as Jupyter would write them, so that
//! a difference in git is one that somebody made.
//!
//! # Layout
//! - this file: the command
//! - `code`: the Rust of a cell, laid out; `literals`: the lines of it that must stay as they are

pub mod code;
mod literals;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use similar::TextDiff;

use self::code::Rustfmt;
use super::run;
use crate::notebook::Notebook;
use crate::notebook::find::notebooks;

/// What `papercell fmt` can be told.
#[derive(Args)]
pub struct Arguments {
    /// Notebooks, and folders in which all notebooks are meant.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write nothing: show what would change, and fail if anything would.
    #[arg(long)]
    check: bool,
}

/// A notebook, laid out.
struct Outcome {
    /// The text of its file.
    before: String,
    /// What that should be.
    after: String,
    /// Cells that stay as they are: which, and why.
    left: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// A path does not exist or is no notebook in Rust, or there is no rustfmt.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let rustfmt = Rustfmt::find()?;
    let files = notebooks(&arguments.paths)?;
    let mut changed = 0;
    for file in &files {
        let outcome = laid_out(file, &rustfmt)?;
        let name = file.display();
        for left in &outcome.left {
            eprintln!("{name}: {left}");
        }
        if outcome.before == outcome.after {
            continue;
        }
        changed += 1;
        if arguments.check {
            let diff = TextDiff::from_lines(&outcome.before, &outcome.after);
            out!(
                "{}",
                diff.unified_diff()
                    .context_radius(1)
                    .header(&name.to_string(), "formatted")
            );
        } else {
            super::files::replace(file, outcome.after.as_bytes())
                .with_context(|| format!("{name} cannot be written"))?;
            outln!("{name}: formatted");
        }
    }
    let all = files.len();
    let told = match arguments.check {
        true => "would change",
        false => "changed",
    };
    outln!("{changed} of {all} notebooks {told}");
    Ok(match arguments.check && changed > 0 {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    })
}

fn laid_out(file: &Path, rustfmt: &Rustfmt) -> anyhow::Result<Outcome> {
    let before = std::fs::read_to_string(file)
        .with_context(|| format!("{} cannot be read", file.display()))?;
    let notebook = run::read(file)?;
    let (after, left) = notebook_laid_out(&notebook, rustfmt)?;
    Ok(Outcome {
        before,
        after: after.to_text(),
        left,
    })
}

/// The notebook with its code and its file in order, and the cells that stay as they are.
///
/// # Errors
/// rustfmt does not run.
pub fn notebook_laid_out(
    notebook: &Notebook,
    rustfmt: &Rustfmt,
) -> anyhow::Result<(Notebook, Vec<String>)> {
    let mut after = notebook.clone();
    let mut left = Vec::new();
    for (index, cell) in notebook.cells().enumerate() {
        if !cell.is_code() {
            continue;
        }
        match rustfmt.format(cell.source())? {
            code::Outcome::Formatted(source) => after.set_source(index, source),
            code::Outcome::NoRust => {}
            code::Outcome::Refused(why) => left.push(format!(
                "cell {} ({}) stays as it is: {why}",
                index + 1,
                cell.title()
            )),
        }
    }
    after.normalise();
    Ok((after, left))
}
