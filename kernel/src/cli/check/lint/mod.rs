//! What can be said of a notebook without running it.
//!
//! A notebook with a paper cell keeps to the standard of the shelf in all of this; in others only the equations are
//! looked at.
//!
//! # Layout
//! - this file: the notebook as the lints see it, and what is printed of their findings
//! - `shape`: the file and its cells: what must be there, and how much of it; `outputs`: what it has put out
//! - `code`: rustfmt, clippy, and what does not belong into a cell
//! - `prose`: equations, links, names of other papers; `text`: the words of a text; `spelling`: those that are no words

mod code;
mod outputs;
mod prose;
mod shape;
mod spelling;
mod text;

use std::fmt;
use std::path::{Path, PathBuf};

use self::code::Tools;
use super::report::indented;
use crate::cli::run;
use crate::notebook::{Cell, Notebook};
use crate::paper::PaperCell;

/// Something to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The cell, from 0; `None` if it is about the whole.
    cell: Option<usize>,
    /// The line of the cell, from 1.
    line: Option<usize>,
    /// What is wrong, and what to do.
    what: String,
}

impl Finding {
    fn whole(what: impl Into<String>) -> Finding {
        Finding {
            cell: None,
            line: None,
            what: what.into(),
        }
    }

    fn cell(cell: usize, what: impl Into<String>) -> Finding {
        Finding {
            cell: Some(cell),
            ..Finding::whole(what)
        }
    }

    fn line(cell: usize, line: usize, what: impl Into<String>) -> Finding {
        Finding {
            line: Some(line),
            ..Finding::cell(cell, what)
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.cell, self.line) {
            (None, _) => {}
            (Some(cell), None) => write!(to, "cell {}: ", cell + 1)?,
            (Some(cell), Some(line)) => write!(to, "cell {}, line {line}: ", cell + 1)?,
        }
        to.write_str(&self.what)
    }
}

/// A notebook, and what every lint asks of it.
pub struct Subject<'a> {
    file: &'a Path,
    notebook: &'a Notebook,
    /// Its first paper cell, if that is right.
    paper: Option<PaperCell>,
}

impl Subject<'_> {
    /// The cells with their places.
    fn cells(&self) -> impl Iterator<Item = (usize, Cell<'_>)> {
        self.notebook.cells().enumerate()
    }

    /// The cells in Rust.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.cells()
            .filter(|(_, cell)| cell.is_code() && !cell.source().trim_start().starts_with("%%"))
            .map(|(index, cell)| (index, cell.source()))
    }

    /// What is read: the Markdown cells, and the summary of the paper cell.
    fn prose(&self) -> impl Iterator<Item = (usize, &str)> {
        self.cells().filter_map(|(index, cell)| {
            let source = cell.source();
            match (cell.is_markdown(), is_paper(cell)) {
                (true, _) => Some((index, source)),
                (_, true) => Some((index, summary(source))),
                _ => None,
            }
        })
    }
}

/// What follows the front matter of a paper cell.
fn summary(source: &str) -> &str {
    source.splitn(3, "\n+++").nth(2).unwrap_or_default()
}

fn is_paper(cell: Cell<'_>) -> bool {
    cell.is_code() && crate::paper::is_cell(cell.source())
}

/// Reads the notebooks and prints what is to be mended. Is nothing?
///
/// # Errors
/// rustfmt or clippy are missing, or do not run.
pub fn run(files: &[PathBuf]) -> anyhow::Result<bool> {
    let tools = Tools::open()?;
    let mut found = 0;
    for file in files {
        let findings = match run::read(file) {
            Ok(notebook) => findings(file, &notebook, &tools)?,
            Err(error) => vec![Finding::whole(format!("{error:#}"))],
        };
        found += findings.len();
        if !findings.is_empty() {
            let lines: Vec<String> = findings.iter().map(Finding::to_string).collect();
            outln!("{}\n{}", file.display(), indented(&lines.join("\n")));
        }
    }
    let (notebooks, s) = (files.len(), if files.len() == 1 { "" } else { "s" });
    match found {
        0 => outln!("{notebooks} notebook{s} read, nothing to mend"),
        1 => outln!("{notebooks} notebook{s} read, one thing to mend"),
        found => outln!("{notebooks} notebook{s} read, {found} things to mend"),
    }
    Ok(found == 0)
}

/// The findings of a notebook, those about the whole first, then in the order of its cells.
fn findings(file: &Path, notebook: &Notebook, tools: &Tools) -> anyhow::Result<Vec<Finding>> {
    let paper = notebook.cells().find(|cell| is_paper(*cell));
    let subject = Subject {
        file,
        notebook,
        paper: paper.and_then(|cell| crate::paper::parse(cell.source(), 1).ok()),
    };
    let mut findings = prose::equations(&subject);
    if paper.is_some() {
        findings.extend(shape::findings(&subject));
        findings.extend(outputs::findings(&subject));
        findings.extend(prose::unfinished(&subject));
        findings.extend(prose::links(&subject));
        findings.extend(spelling::findings(&subject));
        findings.extend(code::findings(&subject, tools)?);
    }
    findings.sort_by_key(|finding| (finding.cell, finding.line));
    Ok(findings)
}

#[cfg(test)]
mod tests;
