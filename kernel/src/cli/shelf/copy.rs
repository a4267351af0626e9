//! `papercell shelf copy`: notebooks into a folder, to write in. What somebody has changed there is never overwritten.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;

use crate::files;
use crate::shelf::{Paper, Shelf};

/// What became of one notebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was not there, and is now.
    Written,
    /// It was there already, the same.
    Same,
    /// Another text is there; it stays.
    Kept,
}

/// Copies the papers of these slugs, or all of them.
///
/// # Errors
/// There is no such paper, or the folder cannot be written.
pub fn run(shelf: &Shelf, slugs: &[String], folder: &Path) -> anyhow::Result<ExitCode> {
    // First all slugs: a misspelt one shall not leave half a copy.
    let papers: Vec<&Paper> = match slugs {
        [] => shelf.papers.iter().collect(),
        some => {
            let found = some
                .iter()
                .map(|slug| shelf.find(slug))
                .collect::<Result<_, _>>();
            found.map_err(anyhow::Error::msg)?
        }
    };
    let mut counts = [0; 3];
    for paper in papers {
        let outcome = copy(paper, folder)?;
        counts[outcome as usize] += 1;
        let file = folder.join(&paper.place);
        match outcome {
            Outcome::Written => outln!("{}", file.display()),
            Outcome::Same => {}
            Outcome::Kept => outln!("{}: kept as it is, for it was changed", file.display()),
        }
    }
    let [written, same, kept] = counts;
    let mut parts = vec![format!("{written} copied")];
    if same > 0 {
        parts.push(format!("{same} there already"));
    }
    if kept > 0 {
        parts.push(format!("{kept} kept; move a file away to get it anew"));
    }
    outln!("{}", parts.join(", "));
    Ok(ExitCode::SUCCESS)
}

/// Copies one notebook to its place below `folder`.
///
/// # Errors
/// The folder cannot be written.
pub fn copy(paper: &Paper, folder: &Path) -> anyhow::Result<Outcome> {
    let file = folder.join(&paper.place);
    let cannot = || format!("cannot write {}", file.display());
    fs::create_dir_all(file.parent().unwrap_or(folder)).with_context(cannot)?;
    // It appears whole: half a notebook would later be taken for one that somebody has changed.
    let mut new = files::temporary(file.parent().unwrap_or(folder)).with_context(cannot)?;
    new.write_all(paper.text.as_bytes()).with_context(cannot)?;
    match new.persist_noclobber(&file).map_err(|error| error.error) {
        Ok(_) => Ok(Outcome::Written),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let there =
                fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            Ok(match there == paper.text.as_bytes() {
                true => Outcome::Same,
                false => Outcome::Kept,
            })
        }
        Err(error) => Err(error).with_context(cannot),
    }
}
