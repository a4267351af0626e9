//! A session and a cell as one source text, and back: offsets in that text -> offsets in the cell.

use std::fmt::Write;

use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, tokenize};

use crate::engine::{Completions, SessionView};

/// What the analyser is given.
#[derive(Debug)]
pub struct Composed {
    /// The session's items, its variables, the cell.
    pub source: String,
    /// How many bytes of it stand before the cell.
    pub before: usize,
}

impl Composed {
    /// Puts what the session has before the cell.
    pub fn new(session: &SessionView, cell: &str) -> Composed {
        let mut source = session.items.clone();
        source.push('\n');
        for variable in &session.variables {
            let (name, type_name) = (&variable.name, &variable.type_name);
            // Writing to a string cannot fail.
            let _ = writeln!(source, "let {name}: {type_name} = todo!();");
        }
        let before = source.len();
        source.push_str(&without_commands(cell));
        source.push_str(&closers(cell));
        Composed { source, before }
    }

    /// Proposals for the composed text as proposals for the cell; none where they would replace what is not the cell's.
    pub fn shift(&self, mut found: Completions) -> Completions {
        if found.start < self.before || found.end < found.start {
            return Completions::default();
        }
        found.start -= self.before;
        found.end -= self.before;
        found
    }
}

/// The cell with blanks in the place of the `:` and `!` commands it opens with: they are not Rust, and stand only before
/// the first line of Rust.
fn without_commands(cell: &str) -> String {
    let mut rust = false;
    cell.split_inclusive('\n')
        .map(|line| {
            let text = line.trim_start_matches(' ');
            let command = text.starts_with(':') || line.starts_with('!');
            rust |= !command && !text.trim().is_empty() && !line.starts_with("//");
            match command && !rust {
                true => blank(line),
                false => line.to_owned(),
            }
        })
        .collect()
}

/// The brackets that the cell leaves open, closed: what follows it in the analysed source is not part of it.
fn closers(cell: &str) -> String {
    use TokenKind::{CloseBrace, CloseBracket, CloseParen, OpenBrace, OpenBracket, OpenParen};
    let mut open = Vec::new();
    for token in tokenize(cell, FrontmatterAllowed::No) {
        match token.kind {
            OpenBrace => open.push('}'),
            OpenBracket => open.push(']'),
            OpenParen => open.push(')'),
            CloseBrace | CloseBracket | CloseParen => {
                open.pop();
            }
            _ => {}
        }
    }
    if open.is_empty() {
        return String::new();
    }
    // On a line of their own: the last one may be a comment.
    std::iter::once('\n')
        .chain(open.into_iter().rev())
        .collect()
}

/// As many bytes, all blanks, but for the line's end.
fn blank(line: &str) -> String {
    line.bytes()
        .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Variable;

    fn session() -> SessionView {
        let variable = |name: &str, type_name: &str| Variable {
            name: name.to_owned(),
            type_name: type_name.to_owned(),
        };
        SessionView {
            items: "struct Größe { é: u8 } // the end".to_owned(),
            variables: vec![variable("x", "Vec<i32>"), variable("y", "&'static str")],
            ..SessionView::default()
        }
    }

    #[test]
    fn the_cell_stands_last_and_as_it_is() {
        let cell = "let s = \"🦀\";\nx.le";
        let composed = Composed::new(&session(), cell);
        assert_eq!(&composed.source[composed.before..], cell);
        assert_eq!(
            &composed.source[..composed.before],
            "struct Größe { é: u8 } // the end\nlet x: Vec<i32> = todo!();\nlet y: &'static str = todo!();\n"
        );
    }

    #[test]
    fn open_brackets_are_closed_behind_the_cell() {
        assert_eq!(closers("fn f(p: [u8; 2]) { g(\"{[\", p.le // {"), "\n)}");
        assert_eq!(closers("f(x)"), "");
        let composed = Composed::new(&session(), "f(x.");
        assert_eq!(&composed.source[composed.before..], "f(x.\n)");
    }

    #[test]
    fn proposals_come_back_to_the_cells_own_bytes() {
        let cell = "let s = \"🦀\"; x.le";
        let composed = Composed::new(&session(), cell);
        let found = |start: usize, end: usize| Completions {
            start,
            end,
            ..Completions::default()
        };
        let at = composed.source.len();
        let shifted = composed.shift(found(at - 2, at));
        assert_eq!(&cell[shifted.start..shifted.end], "le");
        // rust-analyzer wants to replace a part of the session: not ours to do.
        let nothing = composed.shift(found(composed.before - 1, at));
        assert_eq!(nothing, Completions::default());
    }

    #[test]
    fn commands_become_blanks_of_the_same_length() {
        let cell = "// first\n:dep größe = \"1\"\n!ls\n\nlet a = 1;\n:dep b\n";
        let rust = without_commands(cell);
        assert_eq!(rust.len(), cell.len());
        assert_eq!(
            rust,
            format!("// first\n{}\n   \n\nlet a = 1;\n:dep b\n", " ".repeat(18))
        );
        let all_rust = "match x {\n    a\n    :: b => 1,\n}";
        assert_eq!(without_commands(all_rust), all_rust);
    }
}
