//! Reads the keys of a TOML table one by one, and collects everything that is wrong with them.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::toml_place::TomlPlace;
use crate::display::Diagnostic;
use crate::display::markdown::{Markdown, MarkdownError};
use crate::names::nearest;

/// How far a misspelt key may be from what it was meant to be (Jaro-Winkler, 1 is equal).
const SIMILAR: f64 = 0.8;

/// A value and the bytes of the TOML part on which it stands.
pub type Value<'a> = Spanned<DeValue<'a>>;

/// Checks a Markdown text; see [`crate::display::markdown`].
pub type Check = fn(&str) -> Result<Markdown, Vec<MarkdownError>>;

/// The reader of one cell's front matter.
pub struct Fields<'s> {
    /// The whole cell.
    pub source: &'s str,
    /// The line that opens the front matter; what is missing is reported there.
    pub opening: Range<usize>,
    /// Where the TOML part starts in the cell; spans of TOML values count from there.
    pub base: usize,
    /// How the texts are checked.
    pub check: Check,
    /// What is wrong so far.
    pub diagnostics: Vec<Diagnostic>,
}

impl Fields<'_> {
    /// A span of the TOML part as bytes of the cell.
    pub fn place(&self, span: Range<usize>) -> Range<usize> {
        self.base + span.start..self.base + span.end
    }

    /// Notes that the value or key at `span` is wrong.
    pub fn wrong(&mut self, span: Range<usize>, message: String, help: impl Into<Option<String>>) {
        let place = self.place(span);
        let diagnostic = Diagnostic::error("PaperError", message)
            .at(self.source, place, "")
            .help(help);
        self.diagnostics.push(diagnostic);
    }

    /// Notes each key of `table` that is not in `known`; `what` names the table. Gives the keys that were probably meant.
    pub fn refuse_unknown<'k>(
        &mut self,
        table: &DeTable<'_>,
        known: &[&'k str],
        what: &str,
    ) -> Vec<&'k str> {
        let mut meant = Vec::new();
        for key in table.keys() {
            let name = key.get_ref().as_ref();
            if known.contains(&name) {
                continue;
            }
            let similar = similar(name, known);
            let help = match similar {
                Some(similar) => format!("did you mean `{similar}`?"),
                None => format!("{what} may hold {}", listed(known)),
            };
            meant.extend(similar);
            let message = format!("{what} holds the unknown key `{name}`");
            self.wrong(key.span(), message, help);
        }
        meant
    }

    /// Text that is not empty.
    pub fn text(&mut self, key: &str, value: &Value<'_>) -> Option<String> {
        match value.get_ref() {
            // Titles are printed: an escape character would give orders to the reader's terminal.
            DeValue::String(text) if text.contains(is_control) => {
                self.wrong(
                    value.span(),
                    format!("`{key}` holds a control character"),
                    "take it out".to_owned(),
                );
                None
            }
            DeValue::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            DeValue::String(_) => {
                self.wrong(
                    value.span(),
                    format!("`{key}` is empty"),
                    "write the text, or leave the key out".to_owned(),
                );
                None
            }
            other => {
                self.mistyped(key, value.span(), "text in quotes", other);
                None
            }
        }
    }

    /// Text that `is_right`; `form` says what that means, with an example.
    pub fn formed(
        &mut self,
        key: &str,
        value: &Value<'_>,
        is_right: fn(&str) -> bool,
        form: &str,
    ) -> Option<String> {
        let text = self.text(key, value)?;
        if !is_right(&text) {
            self.wrong(
                value.span(),
                format!("`{key}` is `{text}`, but must be {form}"),
                None,
            );
            return None;
        }
        Some(text)
    }

    /// A whole number in `bounds`.
    pub fn number(&mut self, key: &str, value: &Value<'_>, bounds: Range<u32>) -> Option<u32> {
        let DeValue::Integer(number) = value.get_ref() else {
            self.mistyped(
                key,
                value.span(),
                "a whole number without quotes",
                value.get_ref(),
            );
            return None;
        };
        let parsed = u32::from_str_radix(number.as_str(), number.radix()).ok();
        let number = parsed.filter(|number| bounds.contains(number));
        if number.is_none() {
            let message = format!(
                "`{key}` must be from {} to {}",
                bounds.start,
                bounds.end - 1
            );
            self.wrong(value.span(), message, None);
        }
        number
    }

    /// One paragraph of Markdown, with its equations checked and its raw HTML escaped. Display equations only where
    /// `display` says so.
    pub fn paragraph(&mut self, key: &str, value: &Value<'_>, display: bool) -> Option<String> {
        self.text(key, value)?;
        let DeValue::String(text) = value.get_ref() else {
            return None;
        };
        let place = TomlPlace::new(self.source, self.place(value.span()), text);
        if text.trim().contains("\n\n") {
            let help = "the summary after the front matter takes longer texts".to_owned();
            self.wrong(
                value.span(),
                format!("`{key}` is more than one paragraph"),
                help,
            );
            return None;
        }
        let checked = match (self.check)(text) {
            Ok(checked) => checked,
            Err(errors) => {
                let source = self.source;
                let errors = errors
                    .into_iter()
                    .map(|error| error.diagnostic(source, |at| place.of(at)));
                self.diagnostics.extend(errors);
                return None;
            }
        };
        if let Some(equation) = checked
            .equations
            .iter()
            .find(|equation| equation.display && !display)
        {
            let range = place.of(equation.range.start)..place.of(equation.range.end);
            let message =
                format!("`{key}` stands in a table, where there is no room for a display equation");
            let diagnostic = Diagnostic::error("PaperError", message).at(self.source, range, "");
            self.diagnostics
                .push(diagnostic.help("write `$...$`".to_owned()));
            return None;
        }
        Some(
            checked
                .safe
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
        )
    }

    /// The elements of a list that is not empty.
    pub fn list<'v, 'a>(
        &mut self,
        key: &str,
        value: &'v Value<'a>,
        of: &str,
    ) -> Option<Vec<&'v Value<'a>>> {
        match value.get_ref() {
            DeValue::Array(list) if !list.is_empty() => Some(list.iter().collect()),
            DeValue::Array(_) => {
                self.wrong(
                    value.span(),
                    format!("`{key}` is an empty list"),
                    format!("it holds {of}"),
                );
                None
            }
            other => {
                self.mistyped(key, value.span(), &format!("a list of {of}"), other);
                None
            }
        }
    }

    /// The entries of a table, in the order of the text.
    pub fn table<'v, 'a>(&mut self, key: &str, value: &'v Value<'a>) -> Option<&'v DeTable<'a>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.mistyped(key, value.span(), "a table", value.get_ref());
        }
        table
    }

    /// Notes that `key` must be `expected` and is not.
    fn mistyped(&mut self, key: &str, span: Range<usize>, expected: &str, found: &DeValue<'_>) {
        let found = match found {
            DeValue::String(_) => "text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.wrong(
            span,
            format!("`{key}` must be {expected}, but is {found}"),
            None,
        );
    }
}

/// The entries of `table` in the order of the text.
pub fn in_order<'v, 'a>(table: &'v DeTable<'a>) -> Vec<(&'v str, &'v Value<'a>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
        .into_iter()
        .map(|(key, value)| (key.get_ref().as_ref(), value))
        .collect()
}

/// Which of the `known` names was probably meant by `name`.
pub fn similar<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    nearest(name, known.iter().copied(), SIMILAR)
}

/// Characters that no text has, but for the end of a line and the tab.
fn is_control(char: char) -> bool {
    char.is_control() && !matches!(char, '\n' | '\t')
}

/// `a`, `b` and `c`
pub fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}
