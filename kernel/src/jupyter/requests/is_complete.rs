//! `is_complete_request`: may a console run this text, or does it wait for more lines?

use jupyter_protocol::{IsCompleteReply, IsCompleteReplyStatus, JupyterMessageContent};
use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, tokenize};

use super::{Answer, typed};

#[derive(Debug, PartialEq, Eq)]
enum State {
    Complete,
    Invalid,
    /// How many brackets are open.
    Incomplete(usize),
}

/// Complete, invalid, or incomplete with the indent of the next line.
pub fn answer(code: &str) -> Answer {
    let (status, indent) = match state(code) {
        State::Complete => (IsCompleteReplyStatus::Complete, String::new()),
        State::Invalid => (IsCompleteReplyStatus::Invalid, String::new()),
        State::Incomplete(depth) => (IsCompleteReplyStatus::Incomplete, "    ".repeat(depth)),
    };
    let incomplete = matches!(status, IsCompleteReplyStatus::Incomplete);
    let mut answer = typed(
        "is_complete_reply",
        &JupyterMessageContent::IsCompleteReply(IsCompleteReply { status, indent }),
    );
    if let (false, Some(content)) = (incomplete, answer.content.as_object_mut()) {
        content.remove("indent"); // the specification has it for `incomplete` only
    }
    answer
}

fn state(code: &str) -> State {
    let first = code.trim_start();
    if first.starts_with("%%") || first.starts_with(':') || first.starts_with('!') {
        return State::Complete;
    }
    let mut open = Vec::new();
    let mut last = None;
    for token in tokenize(code, FrontmatterAllowed::No) {
        use TokenKind::{CloseBrace, CloseBracket, CloseParen, OpenBrace, OpenBracket, OpenParen};
        match token.kind {
            OpenBrace | OpenBracket | OpenParen => open.push(token.kind),
            CloseBrace | CloseBracket | CloseParen => {
                let opener = match token.kind {
                    CloseBrace => OpenBrace,
                    CloseBracket => OpenBracket,
                    _ => OpenParen,
                };
                if open.pop() != Some(opener) {
                    return State::Invalid;
                }
            }
            TokenKind::BlockComment { terminated, .. } if !terminated => {
                return State::Incomplete(open.len());
            }
            TokenKind::Literal { kind, .. } if unterminated(kind) => {
                return State::Incomplete(open.len());
            }
            _ => {}
        }
        let trivia = matches!(
            token.kind,
            TokenKind::Whitespace | TokenKind::LineComment { .. } | TokenKind::BlockComment { .. }
        );
        if !trivia {
            last = Some(token.kind);
        }
    }
    if !open.is_empty() {
        return State::Incomplete(open.len());
    }
    // `let x =`, `a.` and `foo +` go on; `x?` and `a..` may end.
    use TokenKind::{And, Caret, Colon, Comma, Dot, Eq, Minus, Or, Percent, Plus, Slash, Star};
    let goes_on = matches!(
        last,
        Some(And | Caret | Colon | Comma | Eq | Minus | Or | Percent | Plus | Slash | Star)
    ) || (last == Some(Dot) && !code.trim_end().ends_with(".."));
    if goes_on {
        return State::Incomplete(0);
    }
    match syn::parse_str::<syn::File>(&format!("fn cell() {{{code}\n}}")) {
        Ok(_) => State::Complete,
        Err(error) if error.to_string().starts_with("unexpected end of input") => {
            State::Incomplete(0)
        }
        Err(_) if edition_features(code) => State::Complete,
        Err(_) => State::Invalid,
    }
}

/// Inner attributes and top-level `await` are the engine's business; the parser above does not take them everywhere.
fn edition_features(code: &str) -> bool {
    code.contains("#![") || code.contains(".await")
}

fn unterminated(kind: LiteralKind) -> bool {
    match kind {
        LiteralKind::Str { terminated }
        | LiteralKind::ByteStr { terminated }
        | LiteralKind::CStr { terminated } => !terminated,
        LiteralKind::RawStr { n_hashes }
        | LiteralKind::RawByteStr { n_hashes }
        | LiteralKind::RawCStr { n_hashes } => n_hashes.is_none(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_cells_are_complete() {
        for code in [
            "",
            "let x = 1;",
            "x + 1",
            "fn f() -> i32 { 1 }\nf()",
            "println!(\"{\");",
            "0..",
            "// only a comment",
            "'a'",
            ":vars",
            "%%tex\n\\frac{",
            "use std::fmt;\nimpl fmt::Debug for X { }",
            "foo()?",
        ] {
            assert_eq!(state(code), State::Complete, "{code}");
        }
    }

    #[test]
    fn open_cells_wait_for_more_with_an_indent() {
        for (code, depth) in [
            ("fn f() {", 1),
            ("fn f() { if x {\n", 2),
            ("foo(1,", 1),
            ("let s = \"abc", 0),
            ("let s = r#\"abc\"", 0),
            ("/* a", 0),
            ("let x =", 0),
            ("1 +", 0),
            ("if true", 0),
        ] {
            assert_eq!(state(code), State::Incomplete(depth), "{code}");
        }
        assert_eq!(answer("fn f() {").content["indent"], "    ");
        assert!(answer("1").content.get("indent").is_none());
    }

    #[test]
    fn wrong_brackets_and_wrong_syntax_are_invalid() {
        for code in ["foo)", "(]", "let let = 1;", "fn 1() {}"] {
            assert_eq!(state(code), State::Invalid, "{code}");
        }
    }
}
