//! From rustc's spans to places in cells.

use std::ops::Range;

use super::message::{Message, Span};
use super::wording;
use crate::display::error::Position;
use crate::display::report::{Excerpt, Mark, Shown};
use crate::engine::native::source_map::{Column, SourceMap};

/// What stands in the crate, and the code of the cells.
pub struct Places<'a> {
    map: &'a SourceMap,
    cells: &'a dyn Fn(u32) -> Option<String>,
    /// What rustc calls the crate's file.
    file: Option<String>,
}

/// Bytes of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub cell: u32,
    pub range: Range<usize>,
}

/// The marks of one message, and what its other spans said.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// The cell of the primary span first.
    pub excerpts: Vec<Excerpt>,
    /// Labels of spans that no cell has.
    pub homeless: Vec<String>,
}

impl<'a> Places<'a> {
    /// For messages that are about the crate `map`.
    pub fn new(
        messages: &[Message],
        map: &'a SourceMap,
        cells: &'a dyn Fn(u32) -> Option<String>,
    ) -> Places<'a> {
        let mut places = Places {
            map,
            cells,
            file: None,
        };
        let mut spans = messages.iter().flat_map(|message| &message.spans);
        let span = spans.find(|span| places.in_crate(span));
        places.file = span.map(|span| span.file_name.clone());
        places
    }

    /// Where in a cell the text of the span itself stands; nothing for a span in another file or in generated code.
    /// What goes on after the cell's end, such as a string that nobody closed, ends with the cell.
    pub fn own(&self, span: &Span) -> Option<Place> {
        if !self.in_crate(span) {
            return None;
        }
        let (cell, range) = (self.map.stretch(span.byte_start..span.byte_end))
            .or_else(|| self.map.rest(span.byte_start))?;
        self.place(cell, range)
    }

    /// The end of the cell's text before a span of generated code.
    pub fn end_before(&self, span: &Span) -> Option<Place> {
        let (cell, end) = self
            .in_crate(span)
            .then(|| self.map.end_before(span.byte_start))??;
        let text = (self.cells)(cell)?.get(..end)?.trim_end().len();
        self.place(cell, text..text)
    }

    fn place(&self, cell: u32, range: Range<usize>) -> Option<Place> {
        // The code may have changed since, or be gone.
        (self.cells)(cell)?.get(range.clone())?;
        Some(Place { cell, range })
    }

    /// A text with places of cells instead of those of the crate's file: `{closure@cell.rs:7:20: 7:27}` is
    /// `{closure@[1]:2:20}`.
    pub fn in_text(&self, text: &str) -> String {
        let Some(file) = self.file.as_ref().map(|file| format!("{file}:")) else {
            return text.to_owned();
        };
        let mut told = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(&file) {
            let (before, after) = (&rest[..at], &rest[at + file.len()..]);
            let Some((line, column, after)) = line_and_column(after) else {
                told.push_str(&rest[..at + file.len()]);
                rest = after;
                continue;
            };
            let end = after.strip_prefix(": ").and_then(line_and_column);
            rest = end.map_or(after, |(_, _, after)| after);
            let place = self.map.place_in_line(line, Column::Char(column));
            let place = place.and_then(|(cell, at)| self.place(cell, at..at));
            match place.and_then(|place| self.name(&place)) {
                Some(name) => told.extend([before, &name]),
                None => told.push_str(before.strip_suffix('@').unwrap_or(before)),
            }
        }
        told + rest
    }

    /// A place in words: `[3]:2:5`.
    pub fn name(&self, place: &Place) -> Option<String> {
        let code = (self.cells)(place.cell)?;
        let Position { line, column } = Position::of(&code, place.range.start);
        Some(format!("{}:{line}:{column}", origin(place.cell)))
    }

    /// As [`Self::own`], and for the text of a macro that no cell wrote, where the macro is used.
    pub fn find(&self, span: &Span) -> Option<Place> {
        self.own(span)
            .or_else(|| self.find(&span.expansion.as_ref()?.span))
    }

    /// The crate is the one file whose bytes, lines and text agree with the map.
    fn in_crate(&self, span: &Span) -> bool {
        let Some(before) = self.map.text.get(..span.byte_start) else {
            return false;
        };
        if span.byte_end < span.byte_start || span.byte_end > self.map.text.len() {
            return false;
        }
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let text = self.map.text[start..].lines().next().unwrap_or_default();
        let agrees = |first: &super::Line| first.text.trim_end() == text.trim_end();
        line == span.line_start && span.text.first().is_none_or(agrees)
    }

    /// The spans of one message as marks, by cell.
    pub fn marks(&self, spans: &[Span]) -> Marked {
        let mut marked = Marked::default();
        let mut found: Vec<(Place, Mark)> = Vec::new();
        let mut add = |place: Place, label: &str, primary: bool| {
            if let Some((_, mark)) = found.iter_mut().find(|(other, _)| *other == place) {
                mark.primary |= primary;
                if mark.label.is_empty() {
                    mark.label = label.to_owned();
                }
                if mark.label == label || label.is_empty() {
                    return;
                }
            }
            let mark = Mark {
                range: place.range.clone(),
                label: label.to_owned(),
                primary,
            };
            found.push((place, mark));
        };
        for span in spans {
            let label = span.label.as_deref().unwrap_or_default();
            let label = wording::in_a_notebook(label, self);
            match self.find(span) {
                Some(place) => add(place, &label, span.is_primary),
                None if !label.is_empty() => marked.homeless.push(label),
                None => {}
            }
        }
        // A macro of the session: where its text stands says little without where it is used.
        for span in spans.iter().filter(|span| self.own(span).is_some()) {
            let Some(expansion) = &span.expansion else {
                continue;
            };
            if let (Some(text), Some(used)) = (self.own(span), self.find(&expansion.span)) {
                let within = text.cell == used.cell
                    && used.range.start <= text.range.start
                    && text.range.end <= used.range.end;
                let label = match expansion.macro_decl_name.as_str() {
                    name if name.starts_with("#[derive(") => "in this derive macro expansion",
                    name if name.starts_with("#[") => "in this attribute macro expansion",
                    _ => "in this macro invocation",
                };
                if !within {
                    add(used, label, false);
                }
            }
        }
        if !found.iter().any(|(_, mark)| mark.primary)
            && let Some((_, first)) = found.first_mut()
        {
            first.primary = true;
        }
        // Stable: marks keep rustc's order within their cell.
        let head = found.iter().find(|(_, mark)| mark.primary);
        let head = head.map(|(place, _)| place.cell);
        found.sort_by_key(|(place, _)| (Some(place.cell) != head, place.cell));
        for (place, mark) in found {
            match marked.excerpts.last_mut() {
                Some(last) if last.origin == origin(place.cell) => {
                    if let Shown::Marks(marks) = &mut last.shown {
                        marks.push(mark);
                    }
                }
                _ => marked
                    .excerpts
                    .extend(self.excerpt(place.cell, Shown::Marks(vec![mark]))),
            }
        }
        marked
    }

    /// An excerpt of a cell.
    pub fn excerpt(&self, cell: u32, shown: Shown) -> Option<Excerpt> {
        excerpt(self.cells, cell, shown)
    }
}

/// An excerpt of a cell.
pub fn excerpt(cells: &dyn Fn(u32) -> Option<String>, cell: u32, shown: Shown) -> Option<Excerpt> {
    Some(Excerpt {
        origin: origin(cell),
        source: cells(cell)?,
        shown,
    })
}

/// The numbers of `7:20` at the start of a text, and what follows.
fn line_and_column(text: &str) -> Option<(usize, usize, &str)> {
    let number = |text: &'_ str| {
        text.find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len())
    };
    let (line, rest) = text.split_at(number(text));
    let rest = rest.strip_prefix(':')?;
    let (column, rest) = rest.split_at(number(rest));
    Some((line.parse().ok()?, column.parse().ok()?, rest))
}

/// How a reader names a cell; what has no number is what a front end has asked for beside one.
fn origin(cell: u32) -> String {
    match cell {
        0 => "[expression]".to_owned(),
        number => format!("[{number}]"),
    }
}
