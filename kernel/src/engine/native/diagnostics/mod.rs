//! What rustc says of a generated crate, in terms of the cells that stand in it.
//!
//! # Layout
//! - this file: all errors of a crate as one [`CellError`], the warnings that matter as text
//! - `delimiters`: brackets and strings that a cell does not close
//! - `message`: rustc's JSON
//! - `places`: a span of the crate -> marks in cells
//! - `suggest`: what rustc suggests to write
//! - `wording`: which texts a reader needs

mod delimiters;
mod message;
mod places;
mod suggest;
mod wording;

pub(super) use places::excerpt;

pub use message::{Expansion, Level, Line, Message, Span, parse};

use super::source_map::SourceMap;
use crate::display::error::{CellError, Level as Shown};
use crate::display::report::{self, Mark, Part, Report, Shown::Marks};
use places::{Marked, Places};

/// Errors that are drawn; the others are counted. What comes after so many is mostly a consequence.
const MOST: usize = 20;

/// All errors of a crate that did not compile.
///
/// `map` says whose text stands where, `cells` gives the code of a cell by its number, `running` is the cell that was
/// to be compiled. Messages without an error give an error that shows what else rustc wrote.
pub fn errors(
    messages: &[Message],
    map: &SourceMap,
    cells: &dyn Fn(u32) -> Option<String>,
    running: u32,
) -> CellError {
    let places = Places::new(messages, map, cells);
    let about_the_cell = |message: &&Message| {
        matches!(message.level, Level::Error | Level::Internal)
            && !(message.spans.is_empty() && message.message.starts_with("aborting due to"))
    };
    let unclosed = |message: &Message| {
        message.message.contains("delimiter") || message.message.starts_with("unterminated")
    };
    let running_code = messages
        .iter()
        .any(unclosed)
        .then(|| cells(running))
        .flatten();
    let mut reports = match running_code.and_then(|code| delimiters::unbalanced(&code, running)) {
        Some(unbalanced) => vec![unbalanced],
        None => distinct(messages.iter().filter(about_the_cell), &places),
    };
    if reports.is_empty() {
        let mut head = Part::new(Shown::Error, format!("cell [{running}] was not compiled"));
        let said: Vec<&str> = messages
            .iter()
            .filter(|message| message.level == Level::Text)
            .map(|message| message.message.as_str())
            .collect();
        let last = &said[said.len().saturating_sub(MOST)..];
        let said = match last {
            [] => "rustc ended without a message".to_owned(),
            lines => format!("rustc said:\n{}", lines.join("\n")),
        };
        head.notes.push((Shown::Note, said));
        reports.push(Report {
            code: None,
            head,
            rest: Vec::new(),
        });
    }
    let left = reports.len().saturating_sub(MOST);
    reports.truncate(MOST);
    if left > 0 {
        reports.push(Report {
            code: None,
            head: Part::new(Shown::Error, format!("{left} more errors are not shown")),
            rest: Vec::new(),
        });
    }
    report::cell_error(&reports)
}

/// What a cell leaves open or closes without having opened it: brackets, strings, comments. For a cell that cannot be
/// taken apart; [`errors`] looks at it as well.
pub fn unbalanced(code: &str, cell: u32) -> Option<CellError> {
    delimiters::unbalanced(code, cell).map(|report| report::cell_error(&[report]))
}

/// The warnings about the cell `running` that are about more than style, drawn with colours, for standard error.
pub fn warnings(
    messages: &[Message],
    map: &SourceMap,
    cells: &dyn Fn(u32) -> Option<String>,
    running: u32,
) -> Option<String> {
    let places = Places::new(messages, map, cells);
    let here = |message: &&Message| {
        let primary = message.spans.iter().find(|span| span.is_primary);
        message.level == Level::Warning
            && !wording::quiet(message.code.as_deref())
            && primary
                .and_then(|span| places.find(span))
                .is_some_and(|place| place.cell == running)
    };
    let reports = distinct(messages.iter().filter(here), &places);
    let lines = report::coloured(&reports[..reports.len().min(MOST)]);
    (!lines.is_empty()).then(|| lines.join("\n") + "\n")
}

/// The reports of the messages; of those with the same text at the same place, the first.
fn distinct<'a>(messages: impl Iterator<Item = &'a Message>, places: &Places) -> Vec<Report> {
    let mut reports: Vec<Report> = Vec::new();
    for message in messages {
        let report = about(message, places);
        let same = |other: &Report| {
            other.code == report.code
                && other.head.text == report.head.text
                && other.location() == report.location()
        };
        if !reports.iter().any(same) {
            reports.push(report);
        }
    }
    reports
}

/// One message with all that belongs to it.
fn about(message: &Message, places: &Places) -> Report {
    let Marked { excerpts, homeless } = places.marks(&message.spans);
    let mut head = Part::new(
        shown(message.level),
        wording::in_a_notebook(&message.message, places),
    );
    head.excerpts = excerpts;
    let around = |label: &String| {
        label.starts_with("this function") || label.starts_with("enclosing closure")
    };
    if homeless.iter().any(around) {
        head.text = wording::of_the_cell(&head.text);
        for mark in head.marks_mut() {
            mark.label = wording::of_the_cell(&mark.label);
        }
    }
    if head.excerpts.is_empty() && message.code.is_none() {
        ended_early(&mut head, message, places);
    }
    for label in homeless.iter().filter(|label| wording::speaks_alone(label)) {
        head.notes.push((Shown::Note, label.clone()));
    }
    let mut report = Report {
        code: message.code.clone(),
        head,
        rest: Vec::new(),
    };
    let drawn = |child: &&Message| {
        // What rustc means for editors alone is not in its own drawing.
        let line = child.message.lines().next().unwrap_or_default();
        message
            .rendered
            .as_ref()
            .is_none_or(|drawn| drawn.contains(line))
    };
    for child in message.children.iter().filter(drawn) {
        add_child(&mut report, child, places);
    }
    let labels: Vec<&str> = (message.spans.iter())
        .filter_map(|span| span.label.as_deref())
        .collect();
    if !report.rest.iter().any(|part| part.level == Shown::Help)
        && let Some(advice) = wording::advice(&message.message, &labels)
    {
        report
            .head
            .notes
            .retain(|(_, text)| !text.starts_with("you might be missing a crate"));
        report.head.notes.push((Shown::Help, advice));
    }
    report
}

/// The grammar wanted more, and found what stands after the cell.
fn ended_early(head: &mut Part, message: &Message, places: &Places) {
    let Some(span) = message.spans.iter().find(|span| span.is_primary) else {
        return;
    };
    let Some(place) = places.end_before(span) else {
        return;
    };
    if let Some((wanted, _)) = head.text.split_once(", found `") {
        head.text = format!("{wanted}, found the end of the cell");
    }
    let mark = Mark {
        range: place.range,
        label: "the cell ends here".to_owned(),
        primary: true,
    };
    head.excerpts
        .extend(places.excerpt(place.cell, Marks(vec![mark])));
}

fn add_child(report: &mut Report, child: &Message, places: &Places) {
    let mut text = wording::in_a_notebook(&child.message, places);
    if !wording::worth_saying(&text) || wording::names_generated(&text) {
        return;
    }
    if child
        .spans
        .iter()
        .any(|span| span.suggested_replacement.is_some())
    {
        report.rest.extend(suggest::suggestion(child, places));
        return;
    }
    let marked = places.marks(&child.spans);
    if !marked.excerpts.is_empty() {
        let mut part = Part::new(shown(child.level), text);
        part.excerpts = marked.excerpts;
        report.rest.push(part);
        return;
    }
    if !child.spans.is_empty() {
        if !wording::speaks_alone(&text) {
            return;
        }
        let labels: Vec<&String> = (marked.homeless.iter())
            .filter(|label| wording::speaks_alone(label))
            .collect();
        if text.starts_with("the following other types implement") {
            if labels.is_empty() {
                return;
            }
            text.extend(labels.iter().map(|label| format!("\n  {label}")));
        }
    }
    let last = report.rest.last_mut().unwrap_or(&mut report.head);
    last.notes.push((shown(child.level), text));
}

fn shown(level: Level) -> Shown {
    match level {
        Level::Error | Level::Internal => Shown::Error,
        Level::Warning => Shown::Warning,
        Level::Help => Shown::Help,
        Level::Note | Level::FailureNote | Level::Text => Shown::Note,
    }
}
