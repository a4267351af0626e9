//! Errors as a reader sees them: the message, and the line of the cell that it is about, drawn as rustc draws it.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level as Drawn, Renderer, Snippet};
use serde::Serialize;

/// Columns that a diagnostic may take: about what a notebook shows in a window of 1200 pixels.
pub(super) const WIDTH: usize = 90;

/// The content of a Jupyter `error` message, and of an `execute_reply` with the status `error`.
///
/// Source: Jupyter messaging protocol 5.4, "Execution errors".
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellError {
    /// What kind of error: rustc's code (`E0382`), `panic`, `TexError`, ..., or `error`.
    pub ename: String,
    /// The first message, short, with its location: `mismatched types ([3]:2:5)`.
    pub evalue: String,
    /// The drawn diagnostics, one entry a line, with ANSI colours.
    pub traceback: Vec<String>,
}

impl CellError {
    /// An error about no place in a cell: one line, in the style of a drawn diagnostic.
    pub fn plain(ename: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        let diagnostic = Diagnostic::error(ename, message.clone());
        let traceback = draw(
            std::slice::from_ref(&diagnostic),
            "",
            "",
            &Renderer::styled(),
        );
        CellError {
            ename: ename.to_owned(),
            evalue: message,
            traceback,
        }
    }
}

impl fmt::Display for CellError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.ename, self.evalue)
    }
}

impl std::error::Error for CellError {}

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The cell did not run, or stopped.
    Error,
    /// The cell ran; something in it is probably not meant.
    Warning,
    /// More about the diagnostic before it.
    Note,
    /// What to do.
    Help,
}

impl Level {
    pub(super) fn drawn(self) -> Drawn<'static> {
        match self {
            Level::Error => Drawn::ERROR,
            Level::Warning => Drawn::WARNING,
            Level::Note => Drawn::NOTE,
            Level::Help => Drawn::HELP,
        }
    }
}

/// A place in a cell. Lines and columns count from 1; a column is a character (a Unicode scalar value), as in rustc.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line of the cell; a cell magic stands on line 1.
    pub line: usize,
    /// Character of the line.
    pub column: usize,
}

impl Position {
    /// The position of the byte `offset` of `source`. An offset past the end is the end.
    pub fn of(source: &str, offset: usize) -> Self {
        let before = &source[..source.floor_char_boundary(offset)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    /// The byte of `source` at this position; a column past the end of the line is the end of the line.
    fn offset(self, source: &str) -> usize {
        let mut start = 0;
        for _ in 1..self.line {
            match source[start..].find('\n') {
                Some(newline) => start += newline + 1,
                None => return source.len(),
            }
        }
        let line = source[start..].lines().next().unwrap_or("");
        let column = self.column.saturating_sub(1);
        start
            + line
                .char_indices()
                .nth(column)
                .map_or(line.len(), |(byte, _)| byte)
    }
}

/// A stretch of a cell that a diagnostic is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The first character.
    pub start: Position,
    /// Just after the last character.
    pub end: Position,
    /// What to say beside it; may be empty.
    pub label: String,
    /// Is this the place of the error (`^^^`), or one that explains it (`---`)?
    pub primary: bool,
}

impl Span {
    /// The primary span of the bytes `range` of `source`.
    pub fn primary(source: &str, range: Range<usize>, label: impl Into<String>) -> Self {
        Span {
            start: Position::of(source, range.start),
            end: Position::of(source, range.end),
            label: label.into(),
            primary: true,
        }
    }

    fn annotation<'a>(&'a self, source: &str) -> Annotation<'a> {
        let start = self.start.offset(source);
        let end = self.end.offset(source).max(start);
        let kind = if self.primary {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let label = (!self.label.is_empty()).then_some(self.label.as_str());
        kind.span(start..end).label(label)
    }
}

/// One message about a cell, with the places it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How grave it is.
    pub level: Level,
    /// rustc's code (`E0382`) or the kind of error (`TexError`); it becomes the `ename`.
    pub code: Option<String>,
    /// What is wrong, in one line.
    pub message: String,
    /// Where; the first primary span is the location of the diagnostic.
    pub spans: Vec<Span>,
    /// Facts that explain the error.
    pub notes: Vec<String>,
    /// What to do about it.
    pub helps: Vec<String>,
}

impl Diagnostic {
    /// An error without a place, notes or helps.
    pub fn error(code: &str, message: impl Into<String>) -> Self {
        Diagnostic {
            level: Level::Error,
            code: Some(code.to_owned()),
            message: message.into(),
            spans: Vec::new(),
            notes: Vec::new(),
            helps: Vec::new(),
        }
    }

    /// The same diagnostic, about the bytes `range` of `source`.
    pub fn at(mut self, source: &str, range: Range<usize>, label: impl Into<String>) -> Self {
        self.spans.push(Span::primary(source, range, label));
        self
    }

    /// The same diagnostic with one more piece of advice; `None` adds nothing.
    pub fn help(mut self, help: impl Into<Option<String>>) -> Self {
        self.helps.extend(help.into());
        self
    }

    fn location(&self) -> Option<Position> {
        let primary = self.spans.iter().find(|span| span.primary);
        primary.or(self.spans.first()).map(|span| span.start)
    }
}

/// The diagnostics of one cell as a Jupyter error. `ename` and `evalue` come from the first error among them.
///
/// Locations read `[3]:2:5`: cell number, line, column.
pub fn render(diagnostics: &[Diagnostic], cell_number: u32, cell_source: &str) -> CellError {
    render_from(diagnostics, &format!("[{cell_number}]"), cell_source)
}

/// [`render`] for a text that is no cell, such as the `text/latex` of a bundle: `origin` names it.
pub fn render_from(diagnostics: &[Diagnostic], origin: &str, source: &str) -> CellError {
    let first = diagnostics
        .iter()
        .find(|diagnostic| diagnostic.level == Level::Error)
        .or(diagnostics.first());
    let ename = first
        .and_then(|first| first.code.clone())
        .unwrap_or_else(|| "error".to_owned());
    let evalue = first.map_or_else(String::new, |first| match first.location() {
        Some(Position { line, column }) => format!("{} ({origin}:{line}:{column})", first.message),
        None => first.message.clone(),
    });
    CellError {
        ename,
        evalue,
        traceback: draw(diagnostics, origin, source, &Renderer::styled()),
    }
}

/// The diagnostics as lines; an empty line stands between two of them.
fn draw(
    diagnostics: &[Diagnostic],
    origin: &str,
    source: &str,
    renderer: &Renderer,
) -> Vec<String> {
    let renderer = renderer.clone().term_width(WIDTH);
    let mut lines = Vec::new();
    for diagnostic in diagnostics {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let drawn = renderer.render(&[group(diagnostic, origin, source)]);
        lines.extend(drawn.lines().map(str::to_owned));
    }
    lines
}

fn group<'a>(diagnostic: &'a Diagnostic, origin: &'a str, source: &'a str) -> Group<'a> {
    let mut title = diagnostic
        .level
        .drawn()
        .primary_title(diagnostic.message.as_str());
    if let Some(code) = &diagnostic.code {
        title = title.id(code.as_str());
    }
    let mut group = Group::with_title(title);
    if !diagnostic.spans.is_empty() {
        let annotations = diagnostic.spans.iter().map(|span| span.annotation(source));
        group = group.element(
            Snippet::source(source)
                .path(origin)
                .annotations(annotations),
        );
    }
    let notes = diagnostic
        .notes
        .iter()
        .map(|note| Drawn::NOTE.message(note.as_str()));
    let helps = diagnostic
        .helps
        .iter()
        .map(|help| Drawn::HELP.message(help.as_str()));
    group.elements(notes).elements(helps)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "let a = vec![1];\nlet 😀 = 1; drop(a);\nprintln!(\"{a:?}\");";

    fn moved() -> Diagnostic {
        let mut moved = Diagnostic::error("E0382", "borrow of moved value: `a`");
        let used = SOURCE.find("{a:?}").expect("the use is in the source");
        let given = SOURCE.find("a);").expect("the move is in the source");
        moved = moved.at(SOURCE, used..used + 5, "value borrowed here after move");
        let mut context = Span::primary(SOURCE, given..given + 1, "value moved here");
        context.primary = false;
        moved.spans.push(context);
        moved
            .notes
            .push("`Vec<i32>` does not implement `Copy`".to_owned());
        moved.help("clone the value: `a.clone()`".to_owned())
    }

    #[test]
    fn is_drawn_as_rustc_draws_it() {
        let drawn = draw(&[moved()], "[3]", SOURCE, &Renderer::plain()).join("\n");
        let expected = "\
error[E0382]: borrow of moved value: `a`
 --> [3]:3:11
  |
2 | let 😀 = 1; drop(a);
  |                  - value moved here
3 | println!(\"{a:?}\");
  |           ^^^^^ value borrowed here after move
  |
  = note: `Vec<i32>` does not implement `Copy`
  = help: clone the value: `a.clone()`";
        assert_eq!(drawn, expected);
    }

    #[test]
    fn names_the_error_and_its_place() {
        let mut warning = moved();
        warning.level = Level::Warning;
        warning.code = Some("unused".to_owned());
        let error = render(&[warning, moved()], 3, SOURCE);
        assert_eq!(error.ename, "E0382");
        assert_eq!(error.evalue, "borrow of moved value: `a` ([3]:3:11)");
        assert!(
            error.traceback[0].contains("\u{1b}["),
            "has colours: {}",
            error.traceback[0]
        );
        assert!(error.traceback.iter().all(|line| !line.contains('\n')));
    }

    #[test]
    fn columns_count_characters() {
        let offset = SOURCE.find("drop").expect("in the source");
        let position = Position::of(SOURCE, offset);
        assert_eq!(
            position,
            Position {
                line: 2,
                column: 12
            }
        );
        assert_eq!(position.offset(SOURCE), offset);
        assert_eq!(
            Position {
                line: 2,
                column: 99
            }
            .offset(SOURCE),
            SOURCE.find("\nprintln").expect("in the source")
        );
        assert_eq!(
            Position {
                line: 99,
                column: 1
            }
            .offset(SOURCE),
            SOURCE.len()
        );
    }

    #[test]
    fn an_error_without_a_place_is_one_line() {
        let error = CellError::plain("panic", "index out of bounds");
        assert_eq!(
            (error.ename.as_str(), error.evalue.as_str()),
            ("panic", "index out of bounds")
        );
        assert_eq!(error.traceback.len(), 1);
    }
}
