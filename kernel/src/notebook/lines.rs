//! Texts as the lists of lines that notebooks keep them in, and back. Lines end where Python's `str.splitlines` ends
//! them, which is what `nbformat` calls: form feeds and Unicode's separators count.

use serde_json::Value;

/// A text from a notebook: a string, or a list of strings that are put together. Anything else is returned as it is.
pub fn joined(value: Value) -> Value {
    match value {
        Value::Array(lines) if lines.iter().all(Value::is_string) => {
            let text: String = lines.iter().filter_map(Value::as_str).collect();
            Value::String(text)
        }
        other => other,
    }
}

/// A string as a list of lines with their ends. Anything else is returned as it is.
pub fn split(value: Value) -> Value {
    match value {
        Value::String(text) => split_lines(&text).map(Value::from).collect(),
        other => other,
    }
}

/// Python's `text.splitlines(True)`.
pub fn split_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut characters = rest.char_indices().peekable();
        let end = loop {
            match characters.next() {
                None => break rest.len(),
                Some((at, '\r')) => match characters.peek() {
                    Some((_, '\n')) => break at + 2,
                    _ => break at + 1,
                },
                Some((at, c)) if ends_line(c) => break at + c.len_utf8(),
                Some(_) => {}
            }
        };
        let (line, after) = rest.split_at(end);
        rest = after;
        (!line.is_empty()).then_some(line)
    })
}

fn ends_line(c: char) -> bool {
    matches!(
        c,
        '\n' | '\u{b}'
            | '\u{c}'
            | '\u{1c}'
            | '\u{1d}'
            | '\u{1e}'
            | '\u{85}'
            | '\u{2028}'
            | '\u{2029}'
    )
}

/// Is a text of this MIME type kept as a list of lines? (`nbformat` keeps base64 as one string.)
pub fn is_split(mime: &str) -> bool {
    mime.starts_with("text/") || matches!(mime, "application/javascript" | "image/svg+xml")
}

/// Is a value of this MIME type JSON, so that a list of strings is a list of strings?
pub fn is_json(mime: &str) -> bool {
    mime == "application/json" || (mime.starts_with("application/") && mime.ends_with("+json"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lines_end_where_python_ends_them() {
        let text = "a\r\nb\rc\n\nd\u{c}e\u{85}f\u{2028}g\u{1d}🦀";
        let lines: Vec<&str> = split_lines(text).collect();
        // Python: 'a\r\nb\rc\n\nd\x0ce\x85f\u2028g\x1d🦀'.splitlines(True)
        assert_eq!(
            lines,
            [
                "a\r\n",
                "b\r",
                "c\n",
                "\n",
                "d\u{c}",
                "e\u{85}",
                "f\u{2028}",
                "g\u{1d}",
                "🦀"
            ]
        );
        assert_eq!(joined(split(json!(text))), json!(text));
    }

    #[test]
    fn an_empty_text_is_an_empty_list() {
        assert_eq!(split(json!("")), json!([]));
        assert_eq!(joined(json!([])), json!(""));
    }

    #[test]
    fn other_values_are_left_alone() {
        assert_eq!(split(json!({"a": 1})), json!({"a": 1}));
        assert_eq!(joined(json!(["a", 1])), json!(["a", 1]));
    }
}
