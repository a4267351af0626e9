//! What rustc suggests to write instead.

use std::ops::Range;

use super::message::{Message, Span};
use super::places::Places;
use super::wording;
use crate::display::error::Level;
use crate::display::report::{Excerpt, Part, Shown};

/// Alternatives that are shown of one suggestion; rustc shows as many.
const SHOWN: usize = 4;

/// The suggestion of a message that has one. Nothing when it would change generated code.
pub fn suggestion(message: &Message, places: &Places) -> Option<Part> {
    let alternatives = alternatives(&message.spans);
    let mut part = Part::new(
        Level::Help,
        wording::in_a_notebook(&message.message, places),
    );
    let mut lines = Vec::new();
    for edit in &alternatives {
        if let Some(import) = import(edit) {
            lines.push(import);
        } else {
            part.excerpts.extend(edited(edit, places));
        }
    }
    let fitting = part.excerpts.len() + lines.len();
    if fitting == 0 {
        return None;
    }
    part.excerpts.truncate(SHOWN);
    lines.truncate(SHOWN);
    let left = fitting - part.excerpts.len() - lines.len();
    let and_others = match left {
        0 => String::new(),
        1 => "\n and 1 other candidate".to_owned(),
        left => format!("\n and {left} other candidates"),
    };
    if part.excerpts.is_empty() {
        let list = match lines.as_slice() {
            [line] => format!(": `{line}`"),
            lines => lines.iter().map(|line| format!("\n`{line}`")).collect(),
        };
        part.text += &list;
    }
    part.text += &and_others;
    Some(part)
}

/// rustc lists the parts of all alternatives one after the other: the parts of one do not overlap.
fn alternatives(spans: &[Span]) -> Vec<Vec<&Span>> {
    let overlap = |a: &Span, b: &Span| {
        let same = (a.byte_start, a.byte_end) == (b.byte_start, b.byte_end);
        same || (a.byte_start < b.byte_end && b.byte_start < a.byte_end)
    };
    let mut alternatives: Vec<Vec<&Span>> = Vec::new();
    for span in spans
        .iter()
        .filter(|span| span.suggested_replacement.is_some())
    {
        match alternatives.last_mut() {
            Some(parts) if !parts.iter().any(|part| overlap(part, span)) => parts.push(span),
            _ => alternatives.push(vec![span]),
        }
    }
    alternatives
}

/// A `use` line that is only to be added: where rustc wants it is a place of the crate, and any cell will do.
fn import(parts: &[&Span]) -> Option<String> {
    let [span] = parts else { return None };
    let text = span.suggested_replacement.as_deref()?.trim();
    let import = text.starts_with("use ") && text.ends_with(';') && !text.contains('\n');
    (import && !wording::names_generated(text) && span.byte_start == span.byte_end)
        .then(|| text.to_owned())
}

fn edited(parts: &[&Span], places: &Places) -> Option<Excerpt> {
    let mut cell = None;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for span in parts {
        // The text of a macro cannot be edited where the macro is used.
        let place = places.own(span)?;
        if *cell.get_or_insert(place.cell) != place.cell {
            return None;
        }
        let text = span.suggested_replacement.clone()?;
        if wording::names_generated(&text) {
            return None;
        }
        edits.push((place.range, text));
    }
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    places.excerpt(cell?, Shown::Edits(edits))
}
