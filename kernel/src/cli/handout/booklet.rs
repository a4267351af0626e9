//! All notebooks into one file.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;

use anyhow::{Context, bail};

use super::print::Browser;
use super::source::Source;
use super::{Arguments, STANDARD, beside, ending, page, pdf, put};
use crate::handout::{Page, booklet};

/// Draws the notebooks in the order in which they were named and binds them. Every notebook is tried; if one cannot be
/// drawn, nothing is written.
///
/// # Errors
/// The booklet cannot be printed or written.
pub fn run(
    title: &str,
    sources: &[Source],
    browser: Option<&Browser>,
    arguments: &Arguments,
) -> anyhow::Result<ExitCode> {
    let target = target(title, arguments)?;
    let mut pages = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        match page(source, booklet::id_prefix(number), arguments) {
            Ok(page) => pages.push(page),
            Err(error) => eprintln!("papercell: {}: {error:#}", source.title()),
        }
    }
    if pages.len() < sources.len() {
        eprintln!("papercell: no booklet was written");
        return Ok(ExitCode::FAILURE);
    }
    let bytes = match browser {
        Some(browser) => printed(title, &pages, browser, target.as_deref(), arguments)?,
        None => booklet::html(title, &pages, &[], "").into_bytes(),
    };
    if let Some(line) = put(target.as_deref(), &bytes, &Mutex::new(()))? {
        outln!("{line}");
    }
    Ok(ExitCode::SUCCESS)
}

/// The booklet as PDF. It is printed twice: first to see on which sheet every page begins, then with these numbers in the
/// table of contents. The numbers take the place that was left for them, so they stay right.
fn printed(
    title: &str,
    pages: &[Page],
    browser: &Browser,
    target: Option<&Path>,
    arguments: &Arguments,
) -> anyhow::Result<Vec<u8>> {
    let (near, style) = (beside(target), arguments.paper.style());
    let first = browser.print(&booklet::html(title, pages, &[], style), &near)?;
    let found = pdf::destinations(&first);
    let sheets: Option<Vec<usize>> = (0..pages.len())
        .map(|number| found.get(&booklet::anchor(number)).copied())
        .collect();
    let sheets = sheets.context("the browser's PDF does not say where the pages begin")?;
    browser.print(&booklet::html(title, pages, &sheets, style), &near)
}

/// The file, named after the title, in the folder of `--out` or the current one; `None` is standard output.
fn target(title: &str, arguments: &Arguments) -> anyhow::Result<Option<PathBuf>> {
    let folder = match arguments.out.as_deref() {
        Some(folder) if folder == Path::new(STANDARD) => return Ok(None),
        Some(folder) => folder,
        None => Path::new(""),
    };
    let words = title.split(|char: char| !char.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() {
        bail!("the title of the booklet has no letter to name its file after");
    }
    if folder != Path::new("") {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    let name = format!("{}.{}", words.join("-"), ending(arguments));
    Ok(Some(folder.join(name)))
}
