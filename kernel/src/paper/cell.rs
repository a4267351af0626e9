//! A `%%paper` cell: TOML front matter between `+++` lines, then a summary in Markdown.

use std::ops::Range;

use serde_json::Value;
use toml::de::DeTable;

use super::fields::{Check, Fields};
use super::front_matter::{self, FrontMatter};
use crate::display::error::render;
use crate::display::{CellError, Diagnostic, markdown};

/// The line that opens and closes the front matter.
const FENCE: &str = "+++";
/// Errors of the TOML syntax that are shown; the later ones mostly follow from the first.
const MAX_SYNTAX_ERRORS: usize = 2;
/// The line that starts a paper cell.
const MAGIC: &str = "%%paper";
/// What a paper cell looks like, for who has not seen one.
const FORM: &str = "a paper cell is `%%paper`, a line `+++`, front matter in TOML, a line `+++`, and the summary in Markdown";

/// A paper cell that has been read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperCell {
    /// The facts about the paper, its claims, and the corrections to the note.
    pub front: FrontMatter,
    /// The summary in Markdown, raw HTML escaped; may be empty.
    pub summary: String,
}

impl PaperCell {
    /// The front matter as JSON, for the output's metadata.
    pub fn metadata(&self) -> Value {
        serde_json::to_value(&self.front).unwrap_or(Value::Null)
    }
}

/// Reads and checks cell number `cell`, a `%%paper` cell.
///
/// # Errors
/// Everything that is wrong with the cell, each with the line and column of the cell: `TomlError` for the syntax of the
/// front matter, `PaperError` for keys that are missing, unknown or of the wrong kind, `TexError` and `MarkdownError` for
/// the texts.
pub fn parse(source: &str, cell: u32) -> Result<PaperCell, CellError> {
    checked(source, cell, markdown::check)
}

/// Reads a cell whose equations were drawn when it was run: as [`parse`], in a hundredth of the time.
///
/// # Errors
/// As [`parse`], without the equations that cannot be drawn.
pub fn skim(source: &str, cell: u32) -> Result<PaperCell, CellError> {
    checked(source, cell, markdown::skim)
}

fn checked(source: &str, cell: u32, check: Check) -> Result<PaperCell, CellError> {
    read(source, check).map_err(|mut diagnostics| {
        diagnostics.sort_by_key(|diagnostic| diagnostic.spans.first().map(|span| span.start));
        render(&diagnostics, cell, source)
    })
}

fn read(source: &str, check: Check) -> Result<PaperCell, Vec<Diagnostic>> {
    let Parts {
        opening,
        front,
        summary,
    } = parts(source).map_err(|diagnostic| vec![*diagnostic])?;
    let (table, errors) = DeTable::parse_recoverable(&source[front.clone()]);
    if !errors.is_empty() {
        let syntax = errors.iter().take(MAX_SYNTAX_ERRORS);
        return Err(syntax
            .map(|error| syntax_error(source, front.start, error))
            .collect());
    }
    let mut fields = Fields {
        source,
        opening,
        base: front.start,
        check,
        diagnostics: Vec::new(),
    };
    let front = front_matter::read(&mut fields, table.get_ref());
    let mut diagnostics = fields.diagnostics;
    let checked = check(&source[summary.clone()]);
    match checked {
        Ok(checked) if diagnostics.is_empty() => Ok(PaperCell {
            front,
            summary: checked.safe.trim().to_owned(),
        }),
        Ok(_) => Err(diagnostics),
        Err(errors) => {
            let place = |at: usize| summary.start + at;
            diagnostics.extend(
                errors
                    .into_iter()
                    .map(|error| error.diagnostic(source, place)),
            );
            Err(diagnostics)
        }
    }
}

/// Is it the source of a paper cell, be it right or wrong?
pub fn is_cell(source: &str) -> bool {
    source.split_whitespace().next() == Some(MAGIC)
}

/// The parts of a cell, in bytes.
struct Parts {
    /// The first `+++`.
    opening: Range<usize>,
    /// The TOML between the two.
    front: Range<usize>,
    /// The Markdown after the second.
    summary: Range<usize>,
}

fn parts(source: &str) -> Result<Parts, Box<Diagnostic>> {
    let mut lines = lines(source).skip_while(|line| source[line.clone()].trim().is_empty());
    let magic = lines.next().unwrap_or(0..0);
    if let Some(extra) = source[magic.clone()]
        .trim()
        .strip_prefix(MAGIC)
        .map(str::trim)
        .filter(|extra| !extra.is_empty())
    {
        let start = magic.start + source[magic.clone()].find(extra).unwrap_or_default();
        let place = start..start + extra.len();
        return Err(wrong_form(
            source,
            place,
            "",
            "`%%paper` stands alone on its line",
        ));
    }
    let mut lines = lines.skip_while(|line| source[line.clone()].trim().is_empty());
    let opening = lines.next().unwrap_or(source.len()..source.len());
    if source[opening.clone()].trim() != FENCE {
        let message = "the front matter must open with a line `+++`";
        return Err(wrong_form(source, trimmed(source, opening), "", message));
    }
    match lines.find(|line| source[line.clone()].trim_end() == FENCE) {
        Some(closing) => Ok(Parts {
            front: opening.end..closing.start,
            summary: closing.end..source.len(),
            opening: trimmed(source, opening),
        }),
        None => {
            let message = "the front matter is not closed by a second line `+++`";
            Err(wrong_form(
                source,
                trimmed(source, opening),
                "opened here",
                message,
            ))
        }
    }
}

fn wrong_form(source: &str, place: Range<usize>, label: &str, message: &str) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::error("PaperError", message).at(source, place, label);
    Box::new(diagnostic.help(FORM.to_owned()))
}

/// The lines of `source`, each with its newline.
fn lines(source: &str) -> impl Iterator<Item = Range<usize>> {
    source.split_inclusive('\n').scan(0, |start, line| {
        let range = *start..*start + line.len();
        *start = range.end;
        Some(range)
    })
}

/// `range` without the white space around its text.
fn trimmed(source: &str, range: Range<usize>) -> Range<usize> {
    let text = &source[range.clone()];
    let start = range.start + text.len() - text.trim_start().len();
    start..start + text.trim().len()
}

fn syntax_error(source: &str, base: usize, error: &toml::de::Error) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    let place = base + span.start..base + span.end;
    let message = error.message().lines().next().unwrap_or("this is no TOML");
    if message.contains("escape") {
        let message = "in double quotes a backslash starts an escape, and this is none";
        let help = r"TeX stands in single quotes: 'with $\alpha$'".to_owned();
        return Diagnostic::error("TomlError", message)
            .at(source, place, "")
            .help(help);
    }
    Diagnostic::error("TomlError", message).at(source, place, "")
}

#[cfg(test)]
mod tests;
