//! `inspect_request`: signature and documentation of what stands at the cursor.

use serde_json::json;

use super::complete::MAGICS;
use super::{Answer, Session, byte_offset, ok};
use crate::display::Bundle;

/// What is known of the thing at `cursor` (in code points).
pub async fn answer(session: &Session, code: &str, cursor: usize) -> Answer {
    let at = byte_offset(code, cursor);
    let found = match code.starts_with("%%") {
        true => magic(code, at),
        false => session.engine.inspect(code.to_owned(), at).await,
    };
    let content = match found {
        Some(bundle) => json!({"found": true, "data": bundle.data, "metadata": bundle.metadata}),
        None => json!({"found": false, "data": {}, "metadata": {}}),
    };
    ok("inspect_reply", content)
}

/// What the magic at the head of a cell is for, where the cursor is in it; nothing in the cell, which is not Rust.
fn magic(code: &str, at: usize) -> Option<Bundle> {
    let word = code
        .split_whitespace()
        .next()
        .filter(|word| at <= word.len())?;
    let (name, help) = MAGICS.into_iter().find(|(name, _)| *name == word)?;
    Some(Bundle::plain(format!("{name}: {help}")))
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
