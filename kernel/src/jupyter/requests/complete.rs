//! `complete_request`: what could stand at the cursor.

use serde_json::json;

use super::{Answer, Session, byte_offset, code_points, ok};

/// Cell magics that a cell may start with, and what they make of it.
pub(super) const MAGICS: [(&str, &str); 2] = [
    (
        "%%paper",
        "what a paper says: front matter in TOML, then Markdown",
    ),
    ("%%tex", "display equations in TeX"),
];

/// Proposals at `cursor` (in code points).
pub async fn answer(session: &Session, code: &str, cursor: usize) -> Answer {
    let at = byte_offset(code, cursor);
    if let Some(start) = code[..at].starts_with('%').then_some(0) {
        let typed = &code[start..at];
        let matches: Vec<&str> = MAGICS
            .into_iter()
            .map(|(magic, _)| magic)
            .filter(|magic| magic.starts_with(typed))
            .collect();
        return ok(
            "complete_reply",
            json!({"matches": matches, "cursor_start": 0, "cursor_end": cursor, "metadata": {}}),
        );
    }
    let found = session.engine.complete(code.to_owned(), at).await;
    let (start, end) = match found.matches.is_empty() {
        true => (cursor, cursor),
        false => (code_points(code, found.start), code_points(code, found.end)),
    };
    let texts: Vec<&str> = found
        .matches
        .iter()
        .map(|found| found.text.as_str())
        .collect();
    let types: Vec<_> = found
        .matches
        .iter()
        .map(|found| {
            json!({
                "text": found.text, "type": found.kind, "signature": found.label,
                "start": start, "end": end,
            })
        })
        .collect();
    ok(
        "complete_reply",
        json!({
            "matches": texts, "cursor_start": start, "cursor_end": end,
            "metadata": {"_jupyter_types_experimental": types},
        }),
    )
}
