//! A message about several places in several cells, drawn as rustc draws it: excerpts, notes and suggested edits.
//!
//! [`super::error`] has the simpler [`super::Diagnostic`], which is about one text.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Patch, Renderer, Snippet};

use super::error::{CellError, Level, Position, WIDTH};

/// One message and what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// An error code or the name of a lint; an error's becomes the `ename`.
    pub code: Option<String>,
    /// The message itself.
    pub head: Part,
    /// What explains it, and what to do, in their order.
    pub rest: Vec<Part>,
}

/// A line of text, and the places it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What kind of text it is.
    pub level: Level,
    /// The text.
    pub text: String,
    /// The places; empty for a text that speaks for itself.
    pub excerpts: Vec<Excerpt>,
    /// What follows the excerpts: notes and helps without a place.
    pub notes: Vec<(Level, String)>,
}

/// A piece of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// What the source is called: `[3]`.
    pub origin: String,
    /// All of the source.
    pub source: String,
    /// What is shown of it.
    pub shown: Shown,
}

/// What an excerpt shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Lines with something to say beside them.
    Marks(Vec<Mark>),
    /// Lines as they would be after an edit: bytes, and what to put there.
    Edits(Vec<(Range<usize>, String)>),
}

/// Something to say beside a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The bytes that are underlined.
    pub range: Range<usize>,
    /// What to say; may be empty.
    pub label: String,
    /// Is this the place itself (`^^^`), or one that explains it (`---`)?
    pub primary: bool,
}

impl Part {
    /// A text without a place.
    pub fn new(level: Level, text: impl Into<String>) -> Part {
        Part {
            level,
            text: text.into(),
            excerpts: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// What is said beside lines.
    pub fn marks_mut(&mut self) -> impl Iterator<Item = &mut Mark> {
        let marks = self
            .excerpts
            .iter_mut()
            .filter_map(|excerpt| match &mut excerpt.shown {
                Shown::Marks(marks) => Some(marks),
                Shown::Edits(_) => None,
            });
        marks.flatten()
    }

    fn group<'a>(&'a self, code: Option<&'a str>, head: bool) -> Group<'a> {
        let level = self.level.drawn();
        let mut title = match head {
            true => level.primary_title(self.text.as_str()),
            false => level.secondary_title(self.text.as_str()),
        };
        if let Some(code) = code {
            title = title.id(code);
        }
        let mut group = Group::with_title(title);
        for excerpt in &self.excerpts {
            group = match &excerpt.shown {
                Shown::Marks(marks) => group.element(
                    Snippet::source(excerpt.source.as_str())
                        .path(excerpt.origin.as_str())
                        .annotations(marks.iter().map(|mark| {
                            let kind = match mark.primary {
                                true => AnnotationKind::Primary,
                                false => AnnotationKind::Context,
                            };
                            let label = (!mark.label.is_empty()).then_some(mark.label.as_str());
                            kind.span(mark.range.clone()).label(label)
                        })),
                ),
                Shown::Edits(edits) => group.element(
                    Snippet::source(excerpt.source.as_str())
                        .path(excerpt.origin.as_str())
                        .patches(
                            edits
                                .iter()
                                .map(|(range, text)| Patch::new(range.clone(), text.as_str())),
                        ),
                ),
            };
        }
        let notes = self.notes.iter();
        group.elements(notes.map(|(level, text)| level.drawn().message(text.as_str())))
    }
}

impl Report {
    /// Where it is: `[3]:2:5`.
    pub fn location(&self) -> Option<String> {
        let excerpt = self.head.excerpts.first()?;
        let Shown::Marks(marks) = &excerpt.shown else {
            return None;
        };
        let primary = marks.iter().filter(|mark| mark.primary);
        let mark = primary
            .min_by_key(|mark| mark.range.start)
            .or(marks.first())?;
        let Position { line, column } = Position::of(&excerpt.source, mark.range.start);
        Some(format!("{}:{line}:{column}", excerpt.origin))
    }
}

/// The reports as a Jupyter error. `ename` and `evalue` come from the first, which must be an error.
pub fn cell_error(reports: &[Report]) -> CellError {
    let first = reports.first();
    let code = first.and_then(|first| first.code.clone());
    let evalue = first.map_or_else(String::new, |first| match first.location() {
        Some(place) => format!("{} ({place})", first.head.text),
        None => first.head.text.clone(),
    });
    CellError {
        ename: code.unwrap_or_else(|| "error".to_owned()),
        evalue,
        traceback: draw(reports, &Renderer::styled()),
    }
}

/// The reports as lines with ANSI colours.
pub fn coloured(reports: &[Report]) -> Vec<String> {
    draw(reports, &Renderer::styled())
}

/// The reports as lines without colours.
pub fn plain(reports: &[Report]) -> Vec<String> {
    draw(reports, &Renderer::plain())
}

/// An empty line stands between two reports.
fn draw(reports: &[Report], renderer: &Renderer) -> Vec<String> {
    let renderer = renderer.clone().term_width(WIDTH);
    let mut lines = Vec::new();
    for report in reports {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let mut groups = vec![report.head.group(report.code.as_deref(), true)];
        groups.extend(report.rest.iter().map(|part| part.group(None, false)));
        let drawn = renderer.render(&groups);
        lines.extend(drawn.lines().map(str::to_owned));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt(cell: u32, source: &str, shown: Shown) -> Excerpt {
        Excerpt {
            origin: format!("[{cell}]"),
            source: source.to_owned(),
            shown,
        }
    }

    fn mark(source: &str, text: &str, label: &str, primary: bool) -> Mark {
        let start = source.find(text).unwrap();
        Mark {
            range: start..start + text.len(),
            label: label.to_owned(),
            primary,
        }
    }

    fn report() -> Report {
        let (one, two) = ("fn f(a: i32) {}", "let ä = 1;\nf(&ä);");
        let mut head = Part::new(Level::Error, "mismatched types");
        head.excerpts = vec![
            excerpt(
                2,
                two,
                Shown::Marks(vec![mark(two, "&ä", "expected `i32`", true)]),
            ),
            excerpt(
                1,
                one,
                Shown::Marks(vec![mark(one, "f(", "defined here", false)]),
            ),
        ];
        head.notes = vec![(Level::Note, "expected type `i32`".to_owned())];
        let mut help = Part::new(Level::Help, "consider removing the borrow");
        let at = two.find('&').unwrap();
        help.excerpts = vec![excerpt(
            2,
            two,
            Shown::Edits(vec![(at..at + 1, String::new())]),
        )];
        Report {
            code: Some("E0308".to_owned()),
            head,
            rest: vec![help],
        }
    }

    #[test]
    fn places_in_two_cells_and_an_edit_are_drawn() {
        let drawn = plain(&[report()]).join("\n");
        let expected = "\
error[E0308]: mismatched types
 --> [2]:2:3
  |
2 | f(&ä);
  |   ^^ expected `i32`
  |
 ::: [1]:1:4
  |
1 | fn f(a: i32) {}
  |    -- defined here
  |
  = note: expected type `i32`
help: consider removing the borrow
  |
2 - f(&ä);
2 + f(ä);
  |";
        assert_eq!(drawn, expected);
    }

    #[test]
    fn the_error_is_named_by_the_first_report() {
        let error = cell_error(&[report(), report()]);
        assert_eq!(error.ename, "E0308");
        assert_eq!(error.evalue, "mismatched types ([2]:2:3)");
        assert!(error.traceback[0].contains("\u{1b}["));
        assert_eq!(coloured(&[report()]).len() * 2 + 1, error.traceback.len());
    }
}
