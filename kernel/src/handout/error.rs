//! What a handout can fail with: always the cell, what is wrong, and what to do.

use std::fmt;

/// The notebook cannot become a handout; the text is for the notebook's author and may have several lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(pub(super) String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// Where a text of the notebook stands: how messages call the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The cell, and the part of it: `cell 7 (code, [3])`, `cell 1 (code, [1]), summary`.
    name: String,
    /// How many lines of the cell stand before the text; `None` for a text that is not the source of a cell.
    lines_before: Option<usize>,
}

impl Place {
    /// A cell. `number` counts all cells from 1, as a reader of the notebook would; `count` is the number in brackets,
    /// which the kernel's own messages use.
    pub fn cell(number: usize, kind: &str, count: Option<u64>) -> Place {
        let count = count.map_or(String::new(), |count| format!(", [{count}]"));
        Place {
            name: format!("cell {number} ({kind}{count})"),
            lines_before: None,
        }
    }

    /// A part of this place that has no lines of its own.
    pub fn part(&self, part: &str) -> Place {
        Place {
            name: format!("{}, {part}", self.name),
            lines_before: None,
        }
    }

    /// The same place, for a text of the cell's source that begins after so many of its lines.
    pub fn after_lines(mut self, lines: usize) -> Place {
        self.lines_before = Some(lines);
        self
    }

    /// `cell 2 (markdown), line 3, column 5`: the character at byte `at` of the place's `text`.
    pub fn at(&self, text: &str, at: usize) -> String {
        let Some(before) = self.lines_before else {
            return self.name.clone();
        };
        let until = &text[..at];
        let line = before + until.matches('\n').count() + 1;
        let column = until.rsplit('\n').next().unwrap_or(until).chars().count() + 1;
        format!("{}, line {line}, column {column}", self.name)
    }

    /// An error here.
    pub fn error(&self, message: impl fmt::Display) -> Error {
        Error(format!("{}: {message}", self.name))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// A line of `text` and below it a caret under the character at byte `at`, indented by four.
pub fn pointed(text: &str, at: usize) -> String {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].split('\n').next().unwrap_or_default();
    let before = text[start..at].chars().count();
    format!("    {line}\n    {}^", " ".repeat(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_characters_from_one() {
        let cell = Place::cell(2, "markdown", None);
        assert_eq!(cell.at("a\nb", 2), "cell 2 (markdown)");
        let source = cell.after_lines(3);
        assert_eq!(source.at("é\nöx", 5), "cell 2 (markdown), line 5, column 2");
        assert_eq!(
            Place::cell(7, "code", Some(3)).part("summary").to_string(),
            "cell 7 (code, [3]), summary"
        );
    }

    #[test]
    fn a_caret_stands_under_its_character() {
        assert_eq!(pointed("one\ntwo $x\n", 8), "    two $x\n        ^");
    }
}
