//! Colours in the terminal: only where standard error is one, and the user has not said NO_COLOR.

use std::io::IsTerminal;

/// Are colours wanted on standard error?
pub fn colours() -> bool {
    std::io::stderr().is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// The text with its colours, or without them where they are not wanted.
pub fn for_terminal(text: &str) -> String {
    match colours() {
        true => text.to_owned(),
        false => plain(text),
    }
}

/// The text without ANSI's colour sequences (`ESC [ … m`, and their kin).
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\u{1b}[") {
        plain.push_str(&rest[..at]);
        let parameters = &rest[at + 2..];
        let end = parameters.find(|c: char| ('@'..='~').contains(&c));
        rest = end.map_or("", |end| &parameters[end + 1..]);
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_out_and_nothing_else() {
        assert_eq!(
            plain("\u{1b}[1;31merror\u{1b}[0m[E0308]: [3]:2:5"),
            "error[E0308]: [3]:2:5"
        );
        assert_eq!(plain("no colour"), "no colour");
        assert_eq!(plain("cut \u{1b}[3"), "cut ");
    }
}
