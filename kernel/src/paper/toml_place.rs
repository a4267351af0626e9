//! Where a character of a TOML string stands in the text of the cell: escapes and quotes move it.

use std::ops::Range;

/// A TOML string as it was written, and the place of each of its bytes.
pub struct TomlPlace {
    /// For each byte of the decoded string its offset in the cell, and the offset of the closing quote.
    offsets: Vec<usize>,
}

impl TomlPlace {
    /// The places of the string that stands, quotes included, at `span` of `source`. `decoded` is what TOML reads there.
    pub fn new(source: &str, span: Range<usize>, decoded: &str) -> Self {
        let raw = &source[span.clone()];
        let quotes = if raw.starts_with("'''") || raw.starts_with("\"\"\"") {
            3
        } else {
            1
        };
        let mut offsets = walk(raw, quotes, span.start);
        if offsets.len() != decoded.len() + 1 {
            // Not what we took it for: point at the string as a whole rather than at a wrong place inside.
            offsets = vec![span.start; decoded.len()];
            offsets.push(span.end);
        }
        TomlPlace { offsets }
    }

    /// The offset in the cell of the byte `at` of the decoded string.
    pub fn of(&self, at: usize) -> usize {
        self.offsets[at.min(self.offsets.len() - 1)]
    }
}

/// Decodes `raw`, which stands at `start` and has `quotes` quotes on each side, and notes where each decoded byte stands.
fn walk(raw: &str, quotes: usize, start: usize) -> Vec<usize> {
    let basic = raw.starts_with('"');
    let end = raw.len().saturating_sub(quotes).max(quotes);
    let mut offsets = Vec::with_capacity(raw.len());
    let mut at = quotes;
    if quotes == 3 {
        // A newline right after the opening quotes is not a part of the string.
        at += raw[at..].bytes().take_while(|byte| *byte == b'\r').count();
        at += usize::from(raw[at..].starts_with('\n'));
    }
    while at < end {
        let Some(char) = raw[at..end].chars().next() else {
            break;
        };
        if !(basic && char == '\\') {
            offsets.extend((0..char.len_utf8()).map(|byte| start + at + byte));
            at += char.len_utf8();
            continue;
        }
        let escape = raw[at + 1..end].chars().next().unwrap_or('\\');
        if escape.is_whitespace() {
            // A backslash at the end of a line swallows all white space up to the next character.
            at += 1 + raw[at + 1..end].len() - raw[at + 1..end].trim_start().len();
            continue;
        }
        let digits = match escape {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let code = raw
            .get(at + 2..at + 2 + digits)
            .and_then(|code| u32::from_str_radix(code, 16).ok());
        let width = code.and_then(char::from_u32).map_or(1, char::len_utf8);
        offsets.extend(std::iter::repeat_n(start + at, width));
        at += 1 + escape.len_utf8() + digits;
    }
    offsets.push(start + end);
    offsets
}

#[cfg(test)]
mod tests {
    use super::*;
    use toml::de::{DeTable, DeValue};

    /// The text of `source` at which the decoded string has its character `what`.
    fn at<'a>(source: &'a str, what: &str) -> &'a str {
        let table = DeTable::parse(source).expect(source);
        let value = table.get_ref().values().next().expect("one key");
        let DeValue::String(decoded) = value.get_ref() else {
            panic!("{source} is no string")
        };
        let place = TomlPlace::new(source, value.span(), decoded);
        let offset = decoded.find(what).expect("in the string");
        assert_eq!(
            place.of(decoded.len()),
            value.span().end
                - if source.contains("'''") || source.contains("\"\"\"") {
                    3
                } else {
                    1
                }
        );
        &source[place.of(offset)..]
    }

    #[test]
    fn literal_strings_stand_as_they_are() {
        assert_eq!(at("a = 'é $\\foo$'", "\\foo"), "\\foo$'");
        assert_eq!(at("a = '''\né\n$\\foo$'''", "\\foo"), "\\foo$'''");
    }

    #[test]
    fn escapes_take_more_room_than_what_they_mean() {
        assert_eq!(at(r#"a = "\u00e9\"\\ $\\foo$""#, "\\foo"), r#"\\foo$""#);
        assert_eq!(at("a = \"\"\"\nx \\\n   y \\t z\"\"\"", "z"), "z\"\"\"");
        assert_eq!(at("a = \"\"\"x \\\n   y\"\"\"", "y"), "y\"\"\"");
    }
}
