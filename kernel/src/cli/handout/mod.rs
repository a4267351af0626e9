//! `papercell handout NOTEBOOK...`: notebooks as pages to read and to print, without Python.
//!
//! # Layout
//! - this file: the arguments, and each notebook into its file
//! - `source`: what is read, and what is run first
//! - `booklet`: all notebooks into one file
//! - `print`: HTML -> PDF, by the installed browser; `pdf`: on which sheet of it something stands
//! - `ending`: what the browser left goes when a signal ends the command

mod booklet;
mod ending;
mod pdf;
mod print;
mod source;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;

use self::print::Browser;
use self::source::Source;
use super::parallel::in_parallel;
use super::run::seconds;
use super::stdout;
use crate::files;
use crate::handout::slides::{self, View};
use crate::handout::{self, Code, Sheet};

/// Names standard input as a notebook, and standard output as a folder.
const STANDARD: &str = "-";

/// What `papercell handout` can be told.
#[derive(Args)]
pub struct Arguments {
    /// The notebooks; `-` reads one from standard input.
    #[arg(value_name = "FILE.ipynb", required = true)]
    notebooks: Vec<PathBuf>,
    /// Write the pages there instead of beside their notebooks; `-` writes to standard output.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How much of the code: `all`, `folded` (it opens on screen) or `none`.
    #[arg(long, value_name = "HOW MUCH", default_value = "all", value_parser = str::parse::<Code>)]
    code: Code,
    /// Write PDF files instead, printed by the installed Chromium or Chrome.
    #[arg(long)]
    pdf: bool,
    /// The paper to print on: `a4` or `letter`.
    #[arg(long, value_name = "SIZE", default_value = "a4", requires = "pdf", value_parser = str::parse::<Sheet>)]
    paper: Sheet,
    /// Bind all notebooks into one file of this title, with a table of contents.
    #[arg(long, value_name = "TITLE")]
    booklet: Option<String>,
    /// Make slides of one idea each (arrow keys; `o`: all at once); with --pdf, one on each sheet.
    #[arg(long, conflicts_with_all = ["booklet", "paper"])]
    slides: bool,
    /// Run each notebook first; fail on an error, a panic or a claim that does not hold.
    #[arg(long)]
    execute: bool,
    /// How long a cell may run with --execute, in seconds.
    #[arg(long, value_name = "SECONDS", requires = "execute", value_parser = seconds)]
    timeout: Option<Duration>,
    /// The name of the notebook on standard input.
    #[arg(long, hide = true)]
    name: Option<String>,
    /// The folder of the notebook on standard input, in which it names images.
    #[arg(long, hide = true)]
    folder: Option<PathBuf>,
    /// The SHA-256 to print in the footer, where standard input is not the file itself.
    #[arg(long, hide = true)]
    sha256: Option<String>,
}

/// Runs the command. Every notebook is tried; those that cannot become pages are told to the user and in the exit code.
///
/// # Errors
/// Two notebooks would be written into one file, or the folder cannot be made.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let sources: Vec<Source> = arguments
        .notebooks
        .iter()
        .map(|path| Source::new(path, arguments))
        .collect();
    let browser = match arguments.pdf {
        true => Some(Browser::find()?),
        false => None,
    };
    if let Some(title) = &arguments.booklet {
        return booklet::run(title, &sources, browser.as_ref(), arguments);
    }
    let targets = targets(&sources, arguments)?;
    let jobs: Vec<(Source, Option<PathBuf>)> = sources.into_iter().zip(targets).collect();
    // One line or page at a time on the terminal.
    let told = Mutex::new(());
    let good = in_parallel(&jobs, threads(arguments), |(source, target)| {
        let done = page(source, String::new(), arguments)
            .and_then(|page| written(&page, target.as_deref(), browser.as_ref(), arguments, &told));
        let _turn = told.lock().unwrap_or_else(PoisonError::into_inner);
        match &done {
            Ok(line) => line.iter().for_each(|line| outln!("{line}")),
            Err(error) => eprintln!("papercell: {}: {error:#}", source.title()),
        }
        done.is_ok()
    });
    Ok(match good.iter().all(|good| *good) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// How many notebooks at a time. Kernels that run cells use all cores by themselves.
fn threads(arguments: &Arguments) -> usize {
    match arguments.execute {
        true => 1,
        false => std::thread::available_parallelism().map_or(1, usize::from),
    }
}

/// The file that each notebook is written into; `None` is standard output.
fn targets(sources: &[Source], arguments: &Arguments) -> anyhow::Result<Vec<Option<PathBuf>>> {
    if arguments.out.as_deref() == Some(Path::new(STANDARD)) {
        if sources.len() > 1 {
            bail!("several pages do not go to one standard output; name a folder with --out");
        }
        return Ok(vec![None; sources.len()]);
    }
    if let Some(folder) = &arguments.out {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    let mut taken: HashMap<PathBuf, &Source> = HashMap::new();
    let mut targets = Vec::new();
    for source in sources {
        let folder = arguments.out.as_deref().or(source.folder());
        let Some(folder) =
            folder.filter(|_| arguments.out.is_some() || !source.is_standard_input())
        else {
            targets.push(None);
            continue;
        };
        let target = folder.join(format!("{}.{}", source.name(), ending(arguments)));
        if let Some(other) = taken.insert(target.clone(), source) {
            bail!(
                "{} and {} would both be written to {}",
                other.title(),
                source.title(),
                target.display()
            );
        }
        targets.push(Some(target));
    }
    Ok(targets)
}

fn ending(arguments: &Arguments) -> &'static str {
    match (arguments.slides, arguments.pdf) {
        (false, false) => "html",
        (false, true) => "pdf",
        (true, false) => "slides.html",
        (true, true) => "slides.pdf",
    }
}

/// Draws one notebook; all ids of the page begin with `id_prefix`.
fn page(
    source: &Source,
    id_prefix: String,
    arguments: &Arguments,
) -> anyhow::Result<handout::Page> {
    let (notebook, sha256) = source.read(arguments)?;
    let options = handout::Options {
        name: source.name(),
        folder: source.folder().map(Path::to_owned),
        sha256: arguments.sha256.clone().unwrap_or(sha256),
        code: arguments.code,
        id_prefix,
    };
    Ok(handout::page(&notebook, &options)?)
}

/// Writes one page; gives the line to tell of it.
fn written(
    page: &handout::Page,
    target: Option<&Path>,
    browser: Option<&Browser>,
    arguments: &Arguments,
    told: &Mutex<()>,
) -> anyhow::Result<Option<String>> {
    let html = match (arguments.slides, browser) {
        (false, None) => page.html(""),
        (false, Some(_)) => page.html(arguments.paper.style()),
        (true, None) => slides::html(page, View::Screen),
        (true, Some(_)) => slides::html(page, View::Sheets),
    };
    match browser {
        None => put(target, html.as_bytes(), told),
        Some(browser) => put(target, &browser.print(&html, &beside(target))?, told),
    }
}

/// The folder of a file that is to be written; for standard output, one for temporary files.
fn beside(target: Option<&Path>) -> PathBuf {
    match target.map(Path::parent) {
        None => std::env::temp_dir(),
        Some(Some(folder)) if folder != Path::new("") => folder.to_owned(),
        Some(_) => PathBuf::from("."),
    }
}

/// Puts a document into its file, or on standard output; gives the line to tell of a file.
fn put(target: Option<&Path>, bytes: &[u8], told: &Mutex<()>) -> anyhow::Result<Option<String>> {
    let Some(target) = target else {
        let _turn = told.lock().unwrap_or_else(PoisonError::into_inner);
        stdout::write_all(bytes);
        return Ok(None);
    };
    files::replace(target, bytes)
        .with_context(|| format!("{} cannot be written", target.display()))?;
    let sheets = match pdf::sheets(bytes) {
        0 => String::new(),
        1 => "1 page, ".to_owned(),
        sheets => format!("{sheets} pages, "),
    };
    let size = bytes.len().div_ceil(1000);
    Ok(Some(format!("{} ({sheets}{size} kB)", target.display())))
}
