//! Lines of code that start inside a literal: their first characters are text, not indentation.

use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, tokenize};

/// The indentation inside the function that a cell is put into for rustfmt.
const STEP: &str = "    ";

/// The code with each line a step further in, but for what stands inside literals.
pub fn indented(code: &str) -> String {
    map_lines(code, |line| match line.trim().is_empty() {
        true => line.to_owned(),
        false => format!("{STEP}{line}"),
    })
}

/// The code with each line a step further out, but for what stands inside literals.
pub fn outdented(code: &str) -> String {
    map_lines(code, |line| {
        line.strip_prefix(STEP).unwrap_or(line).to_owned()
    })
}

fn map_lines(code: &str, change: impl Fn(&str) -> String) -> String {
    let inside = inside_literals(code);
    let mut at = 0;
    let lines = code.split_inclusive('\n').map(|line| {
        let start = at;
        at += line.len();
        match inside.contains(&start) {
            true => line.to_owned(),
            false => change(line),
        }
    });
    lines.collect()
}

/// Where the lines start that do so inside a literal.
fn inside_literals(code: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = 0;
    for token in tokenize(code, FrontmatterAllowed::No) {
        let end = at + token.len as usize;
        if matches!(token.kind, TokenKind::Literal { .. }) {
            let newlines = code[at..end].match_indices('\n');
            found.extend(newlines.map(|(newline, _)| at + newline + 1));
        }
        at = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_inside_literals_keeps_its_place() {
        let code = "let a = \"x\n    y\n\";\n\nif b {\n    r#\"\n    z\"#;\n}";
        let further = indented(code);
        assert_eq!(
            further,
            "    let a = \"x\n    y\n\";\n\n    if b {\n        r#\"\n    z\"#;\n    }"
        );
        assert_eq!(outdented(&further), code);
    }
}
