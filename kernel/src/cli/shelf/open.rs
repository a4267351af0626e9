//! `papercell shelf open`: one paper in JupyterLab, or its handout in the browser.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::Context;

use super::copy::{Outcome, copy};
use crate::cli::lab;
use crate::shelf::Shelf;
use crate::{files, places};

/// The folder of the cache in which handouts stand that were opened.
pub const HANDOUTS: &str = "handouts";
/// What shows a file as the user is used to.
const SHOWS: &str = if cfg!(target_os = "macos") {
    "open"
} else {
    "xdg-open"
};

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
            outln!("{}: a copy of your own", file.display());
            vec![file]
        }
        Outcome::Same => vec![file],
        Outcome::Kept => {
            outln!("{}: opened as it is, for it was changed", file.display());
            Vec::new()
        }
    };
    lab::open(to, Some(&paper.place), &trusted, server)
}

/// Writes the paper's handout into the cache and shows it.
///
/// # Errors
/// There is no such paper, it cannot be drawn, or the cache cannot be written.
pub fn handout(shelf: &Shelf, slug: &str, server: &lab::Server) -> anyhow::Result<ExitCode> {
    let paper = shelf.find(slug).map_err(anyhow::Error::msg)?;
    let page = paper
        .handout()
        .with_context(|| format!("{} cannot be drawn", paper.place))?;
    let folder = places::cache()?.join(HANDOUTS);
    let file = folder.join(format!("{slug}.html"));
    std::fs::create_dir_all(&folder)
        .and_then(|()| files::replace(&file, page.html("").as_bytes()))
        .with_context(|| format!("cannot write {}", file.display()))?;
    outln!("{}", file.display());
    if server.no_browser {
        return Ok(ExitCode::SUCCESS);
    }
    let mut show = Command::new(SHOWS);
    show.arg(&file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if !show.status().is_ok_and(|status| status.success()) {
        eprintln!("papercell: `{SHOWS}` cannot show it; open the file in a browser");
    }
    Ok(ExitCode::SUCCESS)
}
