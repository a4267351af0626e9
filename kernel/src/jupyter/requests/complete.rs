//! `complete_request`: what could stand at the cursor.

use serde_json::json;

use super::{Answer, Session, byte_offset, code_points, ok};
use crate::engine::{Completion, Completions};
use crate::paper;

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
    let found = match code.starts_with('%') {
        true => of_magic(code, at),
        false => session.engine.complete(code.to_owned(), at).await,
    };
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

/// The magics in the first line; in the front matter of a paper cell its keys.
fn of_magic(code: &str, at: usize) -> Completions {
    let start = code[..at].rfind('\n').map_or(0, |line| line + 1);
    let typed = &code[start..at];
    let known: Vec<(&str, &str)> = match start {
        0 => MAGICS.to_vec(),
        _ if code.starts_with("%%paper") && in_front_matter(&code[..start]) => {
            paper::keys().collect()
        }
        _ => Vec::new(),
    };
    let kind = if start == 0 { "magic" } else { "property" };
    let matches = known
        .into_iter()
        .filter(|(name, _)| name.starts_with(typed));
    let matches = matches.map(|(name, label)| Completion {
        text: name.to_owned(),
        kind: kind.to_owned(),
        label: label.to_owned(),
    });
    Completions {
        matches: matches.collect(),
        start,
        end: at,
    }
}

/// Is the end of this text between the two `+++` of a paper cell, and in none of its tables?
fn in_front_matter(text: &str) -> bool {
    let fences = text.lines().filter(|line| line.trim_end() == "+++").count();
    fences == 1 && !text.lines().any(|line| line.starts_with('['))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(code: &str) -> Vec<String> {
        let found = of_magic(code, code.len());
        found.matches.into_iter().map(|it| it.text).collect()
    }

    #[test]
    fn a_paper_cell_has_keys_and_no_rust() {
        assert_eq!(texts("%"), ["%%paper", "%%tex"]);
        assert_eq!(texts("%%paper\n+++\nti"), ["title"]);
        assert_eq!(texts("%%paper\n+++\nyear = 1\n[claims]\nti"), [""; 0]);
        assert_eq!(texts("%%paper\n+++\n+++\nti"), [""; 0]);
        assert_eq!(texts("%%paper\nti"), [""; 0]);
        assert_eq!(texts("%%tex\nle"), [""; 0]);
    }
}
