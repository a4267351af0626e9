//! `papercell shelf`: the paper notebooks, to list, search, open and copy.
//!
//! # Layout
//! - this file: what the command can be told, and which shelf is meant
//! - `list`: the table, the search, the same as JSON
//! - `open`, `copy`: one paper in JupyterLab, or its handout; notebooks into a folder
//! - `readme`: the index for those who browse the repository; `site`: the static site

mod copy;
mod list;
mod open;
mod readme;
mod site;

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

pub use self::open::HANDOUTS;
use super::lab;
use crate::shelf::{Shelf, choice};

/// What `papercell shelf` can be told.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    /// Words that all stand in the papers to be listed: in titles, authors, summaries, claims, equations, code.
    words: Vec<String>,
    /// Only papers of this topic.
    #[arg(long)]
    topic: Option<String>,
    /// Only papers of this year, or of these years: 2018, 2015..2018, 2015.., ..2018.
    #[arg(long, value_name = "YEARS", value_parser = choice::years)]
    year: Option<RangeInclusive<u32>>,
    /// For a program: a list of objects.
    #[arg(long)]
    json: bool,
    /// Write README.md of the shelf's folder, and its thumbnails.
    #[arg(long, conflicts_with_all = ["words", "topic", "year", "json"])]
    readme: bool,
    /// With --readme: write nothing, and fail if something is stale.
    #[arg(long, requires = "readme")]
    check: bool,
    /// Make a static site in this folder: a page for each paper, and an index with a search.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["words", "topic", "year", "json", "readme"])]
    site: Option<PathBuf>,
    /// The shelf in this folder (default: that of the checkout that this is, else this program's own).
    #[arg(long, global = true, value_name = "DIR")]
    dir: Option<PathBuf>,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// Open one paper in JupyterLab, or its handout in the browser
    Open {
        /// The paper; `papercell shelf` lists them.
        slug: String,
        /// Where to put a copy for writing, if the notebook is this program's own.
        #[arg(long, value_name = "DIR", default_value = "papercell-shelf")]
        to: PathBuf,
        /// Its handout instead: a page to read, with nothing to run.
        #[arg(long)]
        handout: bool,
        #[command(flatten)]
        server: lab::Server,
    },
    /// Copy notebooks into a folder, to write in; what was changed there stays.
    Copy {
        /// The folder; it is made if it is not there.
        folder: PathBuf,
        /// Which papers (default: all).
        slugs: Vec<String>,
    },
}

/// Runs the command.
///
/// # Errors
/// The folder cannot be read or written, there is no such paper or topic; the text says what was probably meant.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let shelf = match &arguments.dir {
        Some(folder) => Shelf::in_folder(folder)?,
        None => Shelf::of(&std::env::current_dir()?)?,
    };
    for (place, why) in &shelf.unreadable {
        eprintln!("papercell: {place} cannot be read: {why}");
    }
    match &arguments.action {
        Some(Action::Open {
            slug,
            handout: true,
            server,
            ..
        }) => open::handout(&shelf, slug, server),
        Some(Action::Open {
            slug, to, server, ..
        }) => open::run(&shelf, slug, to, server),
        Some(Action::Copy { folder, slugs }) => copy::run(&shelf, slugs, folder),
        None if let Some(folder) = &arguments.site => site::run(&shelf, folder),
        None if arguments.readme => readme::run(&shelf, arguments.check),
        None => list::run(&shelf, arguments),
    }
}
