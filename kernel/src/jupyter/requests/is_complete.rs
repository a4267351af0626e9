//! `is_complete_request`: may a console run this text, or does it wait for more lines?

use jupyter_protocol::{IsCompleteReply, IsCompleteReplyStatus, JupyterMessageContent};
use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, tokenize};

use super::{Answer, help, typed};
use crate::engine::commands::without_commands;

/// One level of indentation.
const LEVEL: usize = 4;
/// Brackets deeper than this are not parsed here, on a small stack; the engine will say what is wrong with them.
const DEEPEST: usize = 100;

#[derive(Debug, PartialEq, Eq)]
enum State {
    Complete,
    Invalid,
    /// The next line starts with so many spaces.
    Incomplete(usize),
}

/// Complete, invalid, or incomplete with the indent of the next line.
pub fn answer(code: &str) -> Answer {
    let (status, indent) = match state(code) {
        State::Complete => (IsCompleteReplyStatus::Complete, String::new()),
        State::Invalid => (IsCompleteReplyStatus::Invalid, String::new()),
        State::Incomplete(indent) => (IsCompleteReplyStatus::Incomplete, " ".repeat(indent)),
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

/// A cell that is no Rust ends with an empty line, as in every console; a paper cell after its front matter.
fn state_of_magic(cell: &str) -> State {
    let is_paper = crate::paper::is_cell(cell);
    let fences = cell.lines().filter(|line| line.trim_end() == "+++").count();
    let last = cell.rsplit('\n').next().unwrap_or_default();
    match last.trim().is_empty() && (!is_paper || fences >= 2) {
        true => State::Complete,
        false => State::Incomplete(0),
    }
}

/// The indent of the line behind `code`: one level deeper than its last line if that opens a bracket, else the same.
fn indent(code: &str) -> usize {
    let lines = || code.lines().filter(|line| !line.trim().is_empty());
    let last = lines().next_back().unwrap_or_default();
    let columns = |line: &str| -> usize {
        let blank = line.chars().take_while(|c| c.is_whitespace());
        blank.map(|c| if c == '\t' { LEVEL } else { 1 }).sum()
    };
    let opens = tokenize(last, FrontmatterAllowed::No).fold(0, |open: usize, token| {
        use TokenKind::{CloseBrace, CloseBracket, CloseParen, OpenBrace, OpenBracket, OpenParen};
        match token.kind {
            OpenBrace | OpenBracket | OpenParen => open + 1,
            // One that closes an earlier line's, as in `} else {`, says nothing of this one's.
            CloseBrace | CloseBracket | CloseParen => open.saturating_sub(1),
            _ => open,
        }
    });
    columns(last) + if opens > 0 { LEVEL } else { 0 }
}

fn state(cell: &str) -> State {
    if cell.trim_start().starts_with("%%") {
        return state_of_magic(cell.trim_start());
    }
    if help::asks(cell).is_some() {
        return State::Complete;
    }
    let code = without_commands(cell);
    let code = code.as_str();
    let mut deepest = 0;
    let mut open = Vec::new();
    let mut last = None;
    for token in tokenize(code, FrontmatterAllowed::No) {
        use TokenKind::{CloseBrace, CloseBracket, CloseParen, OpenBrace, OpenBracket, OpenParen};
        match token.kind {
            OpenBrace | OpenBracket | OpenParen => {
                open.push(token.kind);
                deepest = deepest.max(open.len());
            }
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
                return State::Incomplete(indent(code));
            }
            // Blanks would be a part of the string.
            TokenKind::Literal { kind, .. } if unterminated(kind) => {
                return State::Incomplete(0);
            }
            // `'a` is a lifetime, `'ab` and a quote that nothing closes are wrong.
            TokenKind::Literal {
                kind:
                    LiteralKind::Char { terminated: false } | LiteralKind::Byte { terminated: false },
                ..
            } => return State::Invalid,
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
        return State::Incomplete(indent(code));
    }
    // `let x =`, `a.` and `foo +` go on; `x?` and `a..` may end.
    use TokenKind::{And, Caret, Colon, Comma, Dot, Eq, Minus, Or, Percent, Plus, Slash, Star};
    let goes_on = matches!(
        last,
        Some(And | Caret | Colon | Comma | Eq | Minus | Or | Percent | Plus | Slash | Star)
    ) || (last == Some(Dot) && !code.trim_end().ends_with(".."));
    if goes_on {
        return State::Incomplete(indent(code));
    }
    if deepest > DEEPEST {
        return State::Complete;
    }
    match syn::parse_str::<syn::File>(&format!("fn cell() {{{code}\n}}")) {
        Ok(_) => State::Complete,
        Err(error) if error.to_string().starts_with("unexpected end of input") => {
            State::Incomplete(indent(code))
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
            "// only a comment {",
            "/* a /* b */ c */ 1",
            "'a'",
            "'{'",
            "b'('",
            "fn f<'a>(x: &'a str) -> &'a str { x }",
            "'outer: loop { break 'outer; }",
            "r#\"a \"{\" b\"#",
            ":vars",
            ":dep rand = \"0.9\"\nuse rand::Rng;",
            "!ls -l",
            "%%tex\n\\frac{\n",
            "%%paper\n+++\ntitle = \"T\"\n+++\nSummary.\n",
            "use std::fmt;\nimpl fmt::Debug for X { }",
            "foo()?",
            "x?",
            "?Vec::push",
            "??f",
            "?:dep",
        ] {
            assert_eq!(state(code), State::Complete, "{code}");
        }
    }

    #[test]
    fn open_cells_wait_for_more_with_an_indent() {
        for (code, indent) in [
            ("fn f() {", 4),
            ("fn f() { if x {\n", 4),
            ("fn f() {\n    if x {", 8),
            ("fn f() {\n    g();", 4),
            ("fn f() {\n    if x {\n    } else {", 8),
            ("fn f() {\n    if x {\n    }\n", 4),
            ("mod m {\n  fn f() {", 6),
            ("\tfn f() {", 8),
            ("foo(1,", 4),
            ("foo(\n    1,\n    [2,", 8),
            ("let s = \"abc", 0),
            ("    let s = \"{", 0),
            ("let s = r#\"abc\"", 0),
            ("/* a", 0),
            ("/* a /* b */", 0),
            ("let x =", 0),
            ("1 +", 0),
            ("if true", 0),
            ("match 'a' { '{' =>", 4),
            (":dep rand\nfn f() {", 4),
            ("%%tex", 0),
            ("%%tex\nx^2", 0),
            ("%%paper\n+++\ntitle = \"T\"\n", 0),
        ] {
            assert_eq!(state(code), State::Incomplete(indent), "{code}");
        }
        assert_eq!(answer("fn f() {").content["indent"], "    ");
        assert!(answer("1").content.get("indent").is_none());
    }

    #[test]
    fn wrong_brackets_and_wrong_syntax_are_invalid() {
        for code in ["foo)", "(]", "let let = 1;", "fn 1() {}", "let c = 'ab;"] {
            assert_eq!(state(code), State::Invalid, "{code}");
        }
    }

    #[test]
    fn a_thousand_brackets_do_not_overflow_the_stack() {
        let deep = format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000));
        let small = std::thread::Builder::new().stack_size(1 << 20);
        let state = small.spawn(move || state(&deep)).unwrap().join().unwrap();
        assert_eq!(state, State::Complete);
    }
}
