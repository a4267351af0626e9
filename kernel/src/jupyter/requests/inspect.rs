//! `inspect_request`: signature and documentation of what stands at the cursor.

use serde_json::json;

use super::complete::MAGICS;
use super::{Answer, Session, byte_offset, ok};
use crate::display::Bundle;
use crate::display::documentation::help;

/// What is known of the thing at `cursor` (in code points). `detail` 1 asks for the source, too.
pub async fn answer(session: &Session, code: &str, cursor: usize, detail: usize) -> Answer {
    let at = byte_offset(code, cursor);
    let content = match find(session, code, at, detail > 0).await {
        Some(bundle) => json!({"found": true, "data": bundle.data, "metadata": bundle.metadata}),
        None => json!({"found": false, "data": {}, "metadata": {}}),
    };
    ok("inspect_reply", content)
}

/// What is known of the thing at the byte `at`.
pub async fn find(session: &Session, code: &str, at: usize, source: bool) -> Option<Bundle> {
    match code.starts_with("%%") {
        true => magic(code, at),
        false => session.engine.inspect(code.to_owned(), at, source).await,
    }
}

/// What the magic at the head of a cell is for, where the cursor is in it; nothing in the cell, which is not Rust.
fn magic(code: &str, at: usize) -> Option<Bundle> {
    let word = code
        .split_whitespace()
        .next()
        .filter(|word| at <= word.len())?;
    let (name, text) = MAGICS.into_iter().find(|(name, _)| *name == word)?;
    Some(help(name, text))
}

#[cfg(test)]
mod tests {
    use super::magic;

    #[test]
    fn a_magic_is_explained_and_its_cell_is_not() {
        let told = magic("%%tex\nx^2", 3).unwrap();
        assert_eq!(told.data["text/plain"], "%%tex: display equations in TeX");
        assert_eq!(magic("%%tex\nx^2", 7), None);
        assert_eq!(magic("%%text", 3), None);
    }
}
