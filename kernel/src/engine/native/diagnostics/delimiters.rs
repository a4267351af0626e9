//! Brackets, strings and comments that are not closed.
//!
//! rustc sees them in the generated crate, where the brackets around the cell close what the cell left open; so the
//! cell is looked at alone. The words are rustc's.

use std::ops::Range;

use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, tokenize};

use crate::display::error::Level;
use crate::display::report::{Excerpt, Mark, Part, Report, Shown};

/// What is not closed in the code of a cell, or closed without having been opened.
pub fn unbalanced(code: &str, cell: u32) -> Option<Report> {
    let (message, marks) = first_fault(code)?;
    let mut head = Part::new(Level::Error, message);
    head.excerpts.push(Excerpt {
        origin: format!("[{cell}]"),
        source: code.to_owned(),
        shown: Shown::Marks(marks),
    });
    Some(Report {
        code: None,
        head,
        rest: Vec::new(),
    })
}

struct Open {
    kind: TokenKind,
    at: usize,
}

fn first_fault(code: &str) -> Option<(String, Vec<Mark>)> {
    use TokenKind::{CloseBrace, CloseBracket, CloseParen, OpenBrace, OpenBracket, OpenParen};
    let mut open: Vec<Open> = Vec::new();
    // A pair on two lines of different indentation: when something is missing, it is probably in there.
    let mut suspects = None;
    let mut at = 0;
    for token in tokenize(code, FrontmatterAllowed::No) {
        let range = at..at + token.len as usize;
        at = range.end;
        let text = code.get(range.clone()).unwrap_or_default();
        match token.kind {
            OpenBrace | OpenBracket | OpenParen => open.push(Open {
                kind: token.kind,
                at: range.start,
            }),
            CloseBrace | CloseBracket | CloseParen => {
                let opener = match token.kind {
                    CloseBrace => OpenBrace,
                    CloseBracket => OpenBracket,
                    _ => OpenParen,
                };
                let Some(last) = open.pop() else {
                    let mark = mark(range, "unexpected closing delimiter", true);
                    return Some((
                        format!("unexpected closing delimiter: `{text}`"),
                        vec![mark],
                    ));
                };
                if last.kind != opener {
                    let opened = mark(last.at..last.at + 1, "unclosed delimiter", false);
                    let closed = mark(range, "mismatched closing delimiter", true);
                    return Some((
                        format!("mismatched closing delimiter: `{text}`"),
                        vec![closed, opened],
                    ));
                }
                let (opens, closes) = (line_up_to(code, last.at), line_up_to(code, range.start));
                let leads = closes.trim().is_empty();
                if suspects.is_none() && leads && indent(opens) != indent(closes) {
                    suspects = Some((last.at, range));
                }
            }
            kind => {
                if let Some(what) = unterminated(kind) {
                    let line = text.lines().next().unwrap_or_default();
                    let mark = mark(range.start..range.start + line.len(), "", true);
                    return Some((format!("unterminated {what}"), vec![mark]));
                }
            }
        }
    }
    let mut marks: Vec<Mark> = (open.iter())
        .map(|open| mark(open.at..open.at + 1, "unclosed delimiter", true))
        .collect();
    if marks.is_empty() {
        return None;
    }
    if let Some((opener, closer)) = suspects {
        let label = "this delimiter might not be properly closed...";
        marks.push(mark(opener..opener + 1, label, false));
        let label = "...as it matches this but it has different indentation";
        marks.push(mark(closer, label, false));
    }
    Some(("this cell contains an unclosed delimiter".to_owned(), marks))
}

fn mark(range: Range<usize>, label: &str, primary: bool) -> Mark {
    Mark {
        range,
        label: label.to_owned(),
        primary,
    }
}

/// What stands in the line before the byte `at`.
fn line_up_to(code: &str, at: usize) -> &str {
    code[..at].rsplit('\n').next().unwrap_or_default()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn unterminated(kind: TokenKind) -> Option<&'static str> {
    use LiteralKind::{Byte, ByteStr, CStr, Char, RawByteStr, RawCStr, RawStr, Str};
    match kind {
        TokenKind::BlockComment {
            terminated: false, ..
        } => Some("block comment"),
        TokenKind::Literal { kind, .. } => match kind {
            Char { terminated: false } => Some("character literal"),
            Byte { terminated: false } => Some("byte constant"),
            Str { terminated: false } => Some("double quote string"),
            ByteStr { terminated: false } => Some("double quote byte string"),
            CStr { terminated: false } => Some("C string"),
            RawStr { n_hashes: None } => Some("raw string"),
            RawByteStr { n_hashes: None } => Some("raw byte string"),
            RawCStr { n_hashes: None } => Some("raw C string"),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::report::plain;

    fn drawn(code: &str) -> String {
        let report = unbalanced(code, 4).expect("something is wrong");
        plain(&[report]).join("\n")
    }

    #[test]
    fn what_is_closed_is_no_fault() {
        for code in [
            "f(a[1], \"(\"); // }",
            "'a: loop { '}'; }",
            "/* { */ r#\"[\"#",
        ] {
            assert_eq!(unbalanced(code, 1), None, "{code}");
        }
    }

    #[test]
    fn an_open_brace_is_shown_with_the_pair_that_looks_wrong() {
        let expected = "\
error: this cell contains an unclosed delimiter
 --> [4]:1:8
  |
1 | fn f() {
  |        ^ unclosed delimiter
2 |     if a {
  |          - this delimiter might not be properly closed...
3 |     b();
4 | }
  | - ...as it matches this but it has different indentation";
        assert_eq!(drawn("fn f() {\n    if a {\n    b();\n}"), expected);
    }

    #[test]
    fn wrong_brackets_are_shown_where_they_are() {
        assert!(
            drawn("f()\n}").starts_with("error: unexpected closing delimiter: `}`\n --> [4]:2:1")
        );
        let text = drawn("let v = vec![1, 2);");
        assert!(
            text.starts_with("error: mismatched closing delimiter: `)`\n --> [4]:1:18"),
            "{text}"
        );
        assert!(text.ends_with("  unclosed delimiter"), "{text}");
    }

    #[test]
    fn an_open_string_is_shown_to_the_end_of_its_line() {
        let expected = "\
error: unterminated double quote string
 --> [4]:1:9
  |
1 | let s = \"abc;
  |         ^^^^^";
        assert_eq!(drawn("let s = \"abc;\nlet t = 1;"), expected);
        assert!(drawn("/* a").starts_with("error: unterminated block comment"));
    }
}
