//! `papercell shelf open`: one paper in JupyterLab.

use std::path::Path;
use std::process::ExitCode;

use super::copy::{Outcome, copy};
use crate::cli::lab;
use crate::shelf::Shelf;

/// Starts JupyterLab on the shelf, showing the paper; one of the binary's own is first copied into the folder `to`.
///
/// # Errors
/// There is no such paper, no place for the copy, or JupyterLab does not start.
pub fn run(shelf: &Shelf, slug: &str, to: &Path, server: &lab::Server) -> anyhow::Result<ExitCode> {
    let paper = shelf.find(slug).map_err(anyhow::Error::msg)?;
    if let Some(folder) = &shelf.folder {
        return lab::open(folder, Some(&paper.place), &lab::own_shelf(folder)?, server);
    }
    let file = to.join(&paper.place);
    // What is this program's own needs no run before its figures are shown; what somebody changed may.
    let trusted = match copy(paper, to)? {
        Outcome::Written => {
            println!("{}: a copy of your own", file.display());
            vec![file]
        }
        Outcome::Same => vec![file],
        Outcome::Kept => {
            println!("{}: opened as it is, for it was changed", file.display());
            Vec::new()
        }
    };
    lab::open(to, Some(&paper.place), &trusted, server)
}
