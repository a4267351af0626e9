//! The claims of the papers of a session: what each paper says, what the notebook measured, and the verdict.

use serde_json::{Value, json};

use super::cell::PaperCell;
use super::statements::Claim;
use crate::display::markdown::{escape, readable};
use crate::display::{Bundle, table};
use crate::worker::frames::Measured;

const GREEN: &str = "#2e9e5b";
const RED: &str = "#d64545";
const AMBER: &str = "#b7791f";

/// What is known of every claim of the session.
#[derive(Debug, Clone, Default)]
pub struct Claims {
    /// The papers of the session, by slug, with their claims in the order of the cell.
    papers: Vec<(String, Vec<Claim>)>,
    /// The last measurement of each claim, in the order of the first measurements.
    measured: Vec<Measured>,
}

/// One row of the table.
struct Row<'a> {
    id: &'a str,
    /// Markdown from the paper cell; `None` if no paper cell lists the claim.
    text: Option<&'a str>,
    /// Markdown from the paper cell: why it is expected to fail, if it is.
    expected_to_fail: Option<&'a str>,
    /// `None` if nothing has been measured.
    measured: Option<&'a Measured>,
}

/// Keeps a mark beside its word and a sign beside its number where a column is narrow.
const NO_BREAK: char = '\u{a0}';

/// Bounds such as `> 0.1; < 0.4`, between which a line may break but not within one.
fn bound_together(bounds: &str) -> String {
    let one = |bound: &str| bound.replace(' ', &NO_BREAK.to_string());
    bounds.split("; ").map(one).collect::<Vec<_>>().join("; ")
}

/// What has become of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Holds,
    /// The paper cell says that it does not.
    HoldsAfterAll,
    Fails,
    FailsAsExpected,
    /// Not checked.
    Open,
}

impl Standing {
    /// Its mark, its words, and the colour of the mark.
    fn shown(self) -> (&'static str, &'static str, Option<&'static str>) {
        match self {
            Standing::Holds => ("✓", "holds", Some(GREEN)),
            Standing::HoldsAfterAll => ("✓", "holds, and was expected to fail", Some(RED)),
            Standing::Fails => ("✗", "does not hold", Some(RED)),
            Standing::FailsAsExpected => ("✗", "does not hold, as expected", Some(AMBER)),
            Standing::Open => ("–", "not checked", None),
        }
    }
}

impl Claims {
    /// Takes up the claims of a paper. A paper cell that runs again replaces what it said before.
    pub fn announce(&mut self, paper: &PaperCell) {
        let claims = paper.front.claims.clone();
        match self
            .papers
            .iter_mut()
            .find(|(slug, _)| *slug == paper.front.slug)
        {
            Some((_, known)) => *known = claims,
            None => self.papers.push((paper.front.slug.clone(), claims)),
        }
    }

    /// Takes up a measurement; a later one of the same claim replaces an earlier one.
    pub fn record(&mut self, measured: Measured) {
        match self
            .measured
            .iter_mut()
            .find(|known| known.id == measured.id)
        {
            Some(known) => *known = measured,
            None => self.measured.push(measured),
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Claims::default();
    }

    /// The table of claims: Markdown, plain text, and the same as JSON in the metadata under `papercell.claims`, where
    /// `holds` is `null` for a claim that was not checked and `text` for one that no paper cell lists. A claim that is
    /// expected to fail has the reason in `expected_to_fail` (Markdown), others lack the key.
    pub fn verdict(&self) -> Bundle {
        let rows = self.rows();
        if rows.is_empty() {
            return Bundle::plain(
                "No claims yet: a `%%paper` cell lists them, and `claim(\"id\")` measures them.",
            );
        }
        let json: Vec<Value> = rows.iter().map(Row::json).collect();
        Bundle::markdown(self.markdown(&rows), self.plain(&rows))
            .with_metadata("claims", Value::Array(json))
    }

    /// The claims of the papers in their order, then what was measured without being listed.
    fn rows(&self) -> Vec<Row<'_>> {
        let listed = self.papers.iter().flat_map(|(_, claims)| claims);
        let mut rows: Vec<Row<'_>> = listed
            .map(|claim| Row {
                id: &claim.id,
                text: Some(&claim.text),
                expected_to_fail: claim.expected_to_fail.as_deref(),
                measured: self.measured.iter().find(|known| known.id == claim.id),
            })
            .collect();
        for measured in &self.measured {
            if !rows.iter().any(|row| row.id == measured.id) {
                rows.push(Row {
                    id: &measured.id,
                    text: None,
                    expected_to_fail: None,
                    measured: Some(measured),
                });
            }
        }
        rows
    }

    fn markdown(&self, rows: &[Row<'_>]) -> String {
        let mut table = format!("**{}**\n\n", summary(rows));
        table.push_str("| Claim | Expected | Measured | At toy scale |\n|:---|:---|:---|:---|\n");
        for row in rows {
            let claim = row
                .text
                .map_or_else(|| format!("`{}`", escape_code(row.id)), table::cell);
            let (expected, measured) = row.measured.map_or_else(Default::default, |measured| {
                (
                    escape(&bound_together(&measured.expected)),
                    escape(&measured.measured),
                )
            });
            table.push_str(&format!(
                "| {claim} | {expected} | {measured} | {} |\n",
                row.verdict_markdown()
            ));
        }
        table
    }

    fn plain(&self, rows: &[Row<'_>]) -> String {
        let mut text = format!("{}\n", summary(rows));
        let width = |cell: &str| cell.chars().count();
        let cells: Vec<[String; 4]> = rows.iter().map(Row::cells).collect();
        let header = ["claim", "expected", "measured", "at toy scale"].map(str::to_owned);
        let all = || std::iter::once(&header).chain(&cells);
        let widths: [usize; 4] =
            std::array::from_fn(|column| all().map(|row| width(&row[column])).max().unwrap_or(0));
        for row in all() {
            let padded = row
                .iter()
                .zip(widths)
                .map(|(cell, wide)| format!("{cell}{}", " ".repeat(wide - width(cell))));
            text.push('\n');
            text.push_str(padded.collect::<Vec<_>>().join("  ").trim_end());
        }
        text
    }
}

/// `3 of 5 claims hold at toy scale, 1 does not, 1 was not checked.`
fn summary(rows: &[Row<'_>]) -> String {
    let count = |wanted: Standing| rows.iter().filter(|row| row.standing() == wanted).count();
    let (failed, missing) = (count(Standing::Fails), count(Standing::Open));
    let (expected, surprising) = (
        count(Standing::FailsAsExpected),
        count(Standing::HoldsAfterAll),
    );
    let (held, all) = (count(Standing::Holds) + surprising, rows.len());
    let mut summary = match (held, all) {
        (1, 1) => "The claim holds at toy scale".to_owned(),
        (held, all) if held == all => format!("All {all} claims hold at toy scale"),
        (held, all) => format!(
            "{held} of {all} claim{} hold{} at toy scale",
            s(all, "s", ""),
            s(held, "", "s")
        ),
    };
    let mut add = |count: usize, what: String| {
        if count > 0 {
            summary.push_str(&format!(", {count} {what}"));
        }
    };
    add(surprising, "of them against what was expected".to_owned());
    add(failed, format!("{} not", s(failed, "do", "does")));
    add(
        expected,
        format!("{} not, as expected", s(expected, "do", "does")),
    );
    add(
        missing,
        format!("{} not checked", s(missing, "were", "was")),
    );
    summary + "."
}

/// `one` if `count` is 1, else `many`.
fn s(count: usize, many: &'static str, one: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

impl Row<'_> {
    fn json(&self) -> Value {
        let field = |get: fn(&Measured) -> &str| self.measured.map_or("", get);
        let mut json = json!({
            "id": self.id,
            "text": self.text,
            "expected": field(|measured| &measured.expected),
            "measured": field(|measured| &measured.measured),
            "holds": self.measured.map(|measured| measured.holds),
            "note": field(|measured| &measured.note),
        });
        if let Some(why) = self.expected_to_fail {
            json["expected_to_fail"] = json!(why);
        }
        json
    }

    fn standing(&self) -> Standing {
        match (self.measured, self.expected_to_fail) {
            (None, _) => Standing::Open,
            (Some(measured), None) if measured.holds => Standing::Holds,
            (Some(measured), Some(_)) if measured.holds => Standing::HoldsAfterAll,
            (Some(_), None) => Standing::Fails,
            (Some(_), Some(_)) => Standing::FailsAsExpected,
        }
    }

    fn verdict_markdown(&self) -> String {
        let (mark, words, colour) = self.standing().shown();
        let mut verdict = match colour {
            Some(colour) => {
                format!(
                    "<span style=\"color: {colour}; font-weight: bold\">{mark}</span>{NO_BREAK}{words}"
                )
            }
            None => format!("{mark}{NO_BREAK}{words}"),
        };
        if let Some(why) = self.expected_to_fail {
            verdict.push_str(&format!(": {}", table::cell(why)));
        }
        let note = self.measured.map_or("", |measured| measured.note.trim());
        if !note.is_empty() {
            verdict.push_str(&format!("<br>{}", escape(note)));
        }
        verdict
    }

    /// The cells of the plain table: the id stands for the claim.
    fn cells(&self) -> [String; 4] {
        let (mark, words, _) = self.standing().shown();
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let measured = self.measured.cloned().unwrap_or_default();
        let mut verdict = format!("{mark} {words}");
        if let Some(why) = self.expected_to_fail {
            verdict.push_str(&format!(": {}", line(&readable(why))));
        }
        if !measured.note.trim().is_empty() {
            verdict.push_str(&format!(" ({})", line(&measured.note)));
        }
        [
            line(self.id),
            line(&measured.expected),
            line(&measured.measured),
            verdict,
        ]
    }
}

/// Text between backticks in a table.
fn escape_code(text: &str) -> String {
    text.replace('`', "'")
        .replace('|', r"\|")
        .replace('\n', " ")
}

#[cfg(test)]
mod tests;
