//! What the front matter states: the paper's claims, which of them fail at toy scale, and the corrections to the note.

use serde::Serialize;

use super::fields::{Fields, Value, in_order, listed, similar};
use super::front_matter::is_name;

/// A statement of the paper that the notebook checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Claim {
    /// Its name in code: `claim("lower-variance")`.
    pub id: String,
    /// The statement: one paragraph of Markdown, raw HTML escaped.
    pub text: String,
    /// Why it does not hold at toy scale, for a claim that the notebook expects to fail: the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_to_fail: Option<String>,
}

/// Something that the reading note has wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// What the note says: one paragraph of Markdown, raw HTML escaped.
    pub note: String,
    /// What holds: the same.
    pub correct: String,
    /// Where the notebook shows it: the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
}

/// Reads the table `[claims]`: id = text, in the order of the cell.
pub fn claims(fields: &mut Fields<'_>, value: &Value<'_>) -> Vec<Claim> {
    let Some(table) = fields.table("claims", value) else {
        return Vec::new();
    };
    let mut claims = Vec::new();
    for (id, text) in in_order(table) {
        if !is_name(id) {
            let span = table
                .keys()
                .find(|key| key.get_ref() == id)
                .map_or(text.span(), |key| key.span());
            fields.wrong(
                span,
                format!("the claim `{id}` must be named in lower case, digits and dashes"),
                None,
            );
        }
        if let Some(text) = fields.paragraph(id, text, false) {
            claims.push(Claim {
                id: id.to_owned(),
                text,
                expected_to_fail: None,
            });
        }
    }
    claims
}

/// Reads the table `[fails]`: id of a claim = why it does not hold at toy scale.
pub fn expect_to_fail(fields: &mut Fields<'_>, value: &Value<'_>, claims: &mut [Claim]) {
    let Some(table) = fields.table("fails", value) else {
        return;
    };
    let ids: Vec<&str> = claims.iter().map(|claim| claim.id.as_str()).collect();
    for key in table.keys() {
        let name = key.get_ref().as_ref();
        if ids.contains(&name) {
            continue;
        }
        let help = match (similar(name, &ids), ids.is_empty()) {
            (Some(similar), _) => format!("did you mean `{similar}`?"),
            (None, false) => format!("it may name {}", listed(&ids)),
            (None, true) => "a table `[claims]` lists the claims".to_owned(),
        };
        let message = format!("`[fails]` names `{name}`, which is no claim of this paper");
        fields.wrong(key.span(), message, help);
    }
    for (id, why) in in_order(table) {
        let why = fields.paragraph(id, why, false);
        if let Some(claim) = claims.iter_mut().find(|claim| claim.id == id) {
            claim.expected_to_fail = why;
        }
    }
}

/// Reads the tables `[[corrections]]`.
pub fn corrections(fields: &mut Fields<'_>, value: &Value<'_>) -> Vec<Correction> {
    let list = fields
        .list(
            "corrections",
            value,
            "tables, each opened by `[[corrections]]`",
        )
        .unwrap_or_default();
    list.into_iter()
        .filter_map(|value| correction(fields, value))
        .collect()
}

fn correction(fields: &mut Fields<'_>, value: &Value<'_>) -> Option<Correction> {
    let table = fields.table("corrections", value)?;
    let meant = fields.refuse_unknown(table, &["note", "correct", "shown"], "a correction");
    let mut text = |wanted: &str, required: bool| match in_order(table)
        .into_iter()
        .find(|(key, _)| *key == wanted)
    {
        Some((key, value)) => fields.paragraph(key, value, true),
        None if required && !meant.contains(&wanted) => {
            let help = "a correction holds `note`, what the note says, and `correct`, what holds"
                .to_owned();
            fields.wrong(
                value.span(),
                format!("this correction lacks `{wanted}`"),
                help,
            );
            None
        }
        None => None,
    };
    let (note, correct, shown) = (
        text("note", true),
        text("correct", true),
        text("shown", false),
    );
    Some(Correction {
        note: note?,
        correct: correct?,
        shown,
    })
}

#[cfg(test)]
mod tests {
    use crate::display::CellError;
    use crate::paper::{PaperCell, parse};

    fn paper(tables: &str) -> Result<PaperCell, CellError> {
        parse(
            &format!(
                "%%paper\n+++\ntitle = 'T'\nslug = 's'\nauthors = ['A']\nyear = 2018\n\
                 url = 'https://example.org'\ntopic = 'x'\n{tables}\n+++\n"
            ),
            1,
        )
    }

    #[test]
    fn a_claim_may_be_expected_to_fail() {
        for tables in [
            "[claims]\na = 'A'\nb = 'B'\n[fails]\nb = 'four $x$ are  too few'",
            "[fails]\nb = 'four $x$ are too few'\n[claims]\na = 'A'\nb = 'B'",
        ] {
            let paper = paper(tables).expect(tables);
            let why: Vec<_> = paper
                .front
                .claims
                .iter()
                .map(|claim| claim.expected_to_fail.as_deref())
                .collect();
            assert_eq!(why, [None, Some("four $x$ are too few")], "{tables}");
            let json = paper.metadata();
            assert_eq!(json["claims"][0].get("expected_to_fail"), None);
        }
    }

    #[test]
    fn what_is_wrong_with_an_expected_failure_is_said_at_its_line() {
        for (tables, expected, help) in [
            (
                "[claims]\nlower = 'A'\n[fails]\nlowr = 'why'",
                "`[fails]` names `lowr`, which is no claim of this paper ([1]:12:1)",
                "did you mean `lower`?",
            ),
            (
                "[claims]\na = 'A'\n[fails]\nother = 'why'",
                "`[fails]` names `other`, which is no claim of this paper ([1]:12:1)",
                "it may name `a`",
            ),
            (
                "[fails]\na = 'why'",
                "`[fails]` names `a`, which is no claim of this paper ([1]:10:1)",
                "a table `[claims]`",
            ),
            (
                "[claims]\na = 'A'\n[fails]\na = ''",
                "`a` is empty ([1]:12:5)",
                "",
            ),
            (
                "[claims]\na = 'A'\n[fails]\na = '$\\foo$'",
                "Undefined control sequence: \\foo ([1]:12:7)",
                "",
            ),
            (
                "fails = ['a']\n[claims]\na = 'A'",
                "`fails` must be a table, but is a list ([1]:9:9)",
                "",
            ),
        ] {
            let error = paper(tables).expect_err(tables);
            assert_eq!(error.evalue, expected);
            let drawn = error.traceback.join("\n");
            assert!(drawn.contains(help), "{help} in {drawn}");
        }
    }
}
