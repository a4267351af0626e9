//! Reads KaTeX's error messages: what is wrong, and at which character of the equation.
//!
//! KaTeX (`src/ParseError.js`, 0.16.4) ends a message with `at position N: ` or `at end of input: ` and a context in
//! which every character of the offending token is followed by U+0332 (combining low line). The `katex` crate passes it
//! on as the `Debug` form of a string.

/// The mark that KaTeX puts after each character of the offending token.
const UNDERLINE: char = '\u{332}';

/// A parsed message.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    /// What is wrong, without the place.
    pub text: String,
    /// Where, in characters of the equation: offset and length of the offending token.
    pub place: Option<(usize, usize)>,
}

/// Parses `detail`, the error of the `katex` crate for the equation `tex`.
pub fn parse(detail: &str, tex: &str) -> Message {
    let raw = match (detail.find("String(\""), detail.rfind("\")")) {
        (Some(start), Some(end)) if start + 8 <= end => unescape(&detail[start + 8..end]),
        _ => detail.to_owned(),
    };
    let text = raw.strip_prefix("ParseError: ").unwrap_or(&raw);
    let text = text.strip_prefix("KaTeX parse error: ").unwrap_or(text);
    if let Some((text, _)) = text.rsplit_once(" at end of input: ") {
        return Message {
            text: readable(text),
            place: Some((tex.chars().count(), 0)),
        };
    }
    let Some((text, place)) = text.rsplit_once(" at position ") else {
        return Message {
            text: readable(text),
            place: None,
        };
    };
    let place = place
        .split_once(": ")
        .and_then(|(number, context)| locate(number, context, tex));
    Message {
        text: readable(text),
        place,
    }
}

/// KaTeX counts UTF-16 units from 1. A position inside the body of one of KaTeX's own macros means nothing here; it is
/// recognised because the context does not stand in the equation.
fn locate(number: &str, context: &str, tex: &str) -> Option<(usize, usize)> {
    let unit: usize = number.parse::<usize>().ok()?.checked_sub(1)?;
    let mut units = 0;
    let offset = tex.chars().position(|char| {
        let here = units >= unit;
        units += char.len_utf16();
        here
    })?;
    let token = underlined(context);
    let there: String = tex
        .chars()
        .skip(offset)
        .take(token.chars().count())
        .collect();
    (token == there).then(|| (offset, token.trim_end().chars().count().max(1)))
}

/// The characters of `context` that are followed by the mark.
fn underlined(context: &str) -> String {
    let chars: Vec<char> = context.chars().collect();
    chars
        .windows(2)
        .filter(|pair| pair[1] == UNDERLINE && pair[0] != UNDERLINE)
        .map(|pair| pair[0])
        .collect()
}

/// KaTeX's words for what a reader would not know.
fn readable(text: &str) -> String {
    match text {
        "Expected 'EOF', got '&'" => {
            "`&` stands outside an environment such as `aligned`".to_owned()
        }
        "Expected 'EOF', got '}'" => "this `}` closes nothing".to_owned(),
        "Unexpected end of input in a macro argument, expected '}'" => {
            "a `}` is missing: the equation ends inside braces".to_owned()
        }
        "InternalError: stack overflow" => super::tex::TOO_DEEP.to_owned(),
        _ if text.starts_with("Too many expansions") => {
            "this equation expands without end".to_owned()
        }
        _ => text.replace("'EOF'", "the end of the equation"),
    }
}

/// Undoes the `Debug` escapes of a Rust string.
fn unescape(escaped: &str) -> String {
    let mut text = String::with_capacity(escaped.len());
    let mut chars = escaped.chars();
    while let Some(char) = chars.next() {
        if char != '\\' {
            text.push(char);
            continue;
        }
        match chars.next() {
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('0') => text.push('\0'),
            Some('u') => {
                let digits: String = chars
                    .by_ref()
                    .skip(1)
                    .take_while(|char| *char != '}')
                    .collect();
                text.extend(
                    u32::from_str_radix(&digits, 16)
                        .ok()
                        .and_then(char::from_u32),
                );
            }
            other => text.extend(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_where_katex_counts_utf_16_units() {
        let detail = r#"String("ParseError: KaTeX parse error: Undefined control sequence: \\foo at position 7: 😀é + \\\u{332}f\u{332}o\u{332}o\u{332}")"#;
        let message = parse(detail, "😀é + \\foo");
        assert_eq!(
            message,
            Message {
                text: "Undefined control sequence: \\foo".to_owned(),
                place: Some((5, 4))
            }
        );
    }

    #[test]
    fn distrusts_a_position_inside_a_macro_of_katex() {
        let detail =
            r#"String("ParseError: KaTeX parse error: Bad at position 2: x\\\u{332}y\u{332}")"#;
        assert_eq!(parse(detail, "abcdef").place, None);
    }

    #[test]
    fn undoes_the_debug_form() {
        let text = "a\\b \"c\" \n\t\0 \u{332}\u{7} 'q'";
        let debug = format!("{text:?}");
        assert_eq!(unescape(&debug[1..debug.len() - 1]), text);
    }

    #[test]
    fn passes_on_what_it_does_not_know() {
        assert_eq!(
            parse("the engine is gone", "x"),
            Message {
                text: "the engine is gone".to_owned(),
                place: None
            }
        );
    }
}
