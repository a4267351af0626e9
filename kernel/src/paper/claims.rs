//! The claims of the papers of a session: what each paper says, what the notebook measured, and the verdict.

use serde_json::{Value, json};

use super::cell::PaperCell;
use crate::display::markdown::escape;
use crate::display::{Bundle, table};
use crate::worker::frames::Measured;

const GREEN: &str = "#2e9e5b";
const RED: &str = "#d64545";

/// What is known of every claim of the session.
#[derive(Debug, Clone, Default)]
pub struct Claims {
    /// The papers of the session, by slug, with their claims (id and text) in the order of the cell.
    papers: Vec<(String, Vec<(String, String)>)>,
    /// The last measurement of each claim, in the order of the first measurements.
    measured: Vec<Measured>,
}

/// One row of the table.
struct Row<'a> {
    id: &'a str,
    /// Markdown from the paper cell; `None` if no paper cell lists the claim.
    text: Option<&'a str>,
    /// `None` if nothing has been measured.
    measured: Option<&'a Measured>,
}

impl Claims {
    /// Takes up the claims of a paper. A paper cell that runs again replaces what it said before.
    pub fn announce(&mut self, paper: &PaperCell) {
        let claims = paper
            .front
            .claims
            .iter()
            .map(|claim| (claim.id.clone(), claim.text.clone()))
            .collect();
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

    /// How many claims were measured and do not hold at toy scale.
    pub fn failed(&self) -> usize {
        self.measured
            .iter()
            .filter(|measured| !measured.holds)
            .count()
    }

    /// How many claims of the papers have not been measured.
    pub fn missing(&self) -> usize {
        self.rows()
            .iter()
            .filter(|row| row.measured.is_none())
            .count()
    }

    /// The table of claims: Markdown, plain text, and the same as JSON in the metadata under `papercell.claims`, where
    /// `holds` is `null` for a claim that was not checked and `text` for one that no paper cell lists.
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
            .map(|(id, text)| Row {
                id,
                text: Some(text),
                measured: self.measured.iter().find(|measured| measured.id == *id),
            })
            .collect();
        for measured in &self.measured {
            if !rows.iter().any(|row| row.id == measured.id) {
                rows.push(Row {
                    id: &measured.id,
                    text: None,
                    measured: Some(measured),
                });
            }
        }
        rows
    }

    fn markdown(&self, rows: &[Row<'_>]) -> String {
        let mut table = format!("**{}**\n\n", self.summary(rows.len()));
        table.push_str(
            "| Claim of the paper | Expected | Measured | At toy scale |\n|:---|:---|:---|:---|\n",
        );
        for row in rows {
            let claim = row
                .text
                .map_or_else(|| format!("`{}`", escape_code(row.id)), table::cell);
            let (expected, measured) = row.measured.map_or_else(Default::default, |measured| {
                (escape(&measured.expected), escape(&measured.measured))
            });
            table.push_str(&format!(
                "| {claim} | {expected} | {measured} | {} |\n",
                row.verdict_markdown()
            ));
        }
        table
    }

    fn plain(&self, rows: &[Row<'_>]) -> String {
        let mut text = format!("{}\n", self.summary(rows.len()));
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

    /// `3 of 5 claims hold at toy scale, 1 does not, 1 was not checked.`
    fn summary(&self, all: usize) -> String {
        let (failed, missing) = (self.failed(), self.missing());
        let held = all - failed - missing;
        let mut summary = match (held, all) {
            (1, 1) => "The claim holds at toy scale".to_owned(),
            (held, all) if held == all => format!("All {all} claims hold at toy scale"),
            (held, all) => format!(
                "{held} of {all} claim{} hold{} at toy scale",
                s(all, "s", ""),
                s(held, "", "s")
            ),
        };
        if failed > 0 {
            summary.push_str(&format!(", {failed} {} not", s(failed, "do", "does")));
        }
        if missing > 0 {
            summary.push_str(&format!(
                ", {missing} {} not checked",
                s(missing, "were", "was")
            ));
        }
        summary + "."
    }
}

/// `one` if `count` is 1, else `many`.
fn s(count: usize, many: &'static str, one: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

impl Row<'_> {
    fn json(&self) -> Value {
        let field = |get: fn(&Measured) -> &str| self.measured.map_or("", get);
        json!({
            "id": self.id,
            "text": self.text,
            "expected": field(|measured| &measured.expected),
            "measured": field(|measured| &measured.measured),
            "holds": self.measured.map(|measured| measured.holds),
            "note": field(|measured| &measured.note),
        })
    }

    fn verdict(&self) -> (&'static str, &'static str) {
        match self.measured.map(|measured| measured.holds) {
            Some(true) => ("✓", "holds"),
            Some(false) => ("✗", "does not hold"),
            None => ("–", "not checked"),
        }
    }

    fn verdict_markdown(&self) -> String {
        let (mark, words) = self.verdict();
        let mark = match self.measured.map(|measured| measured.holds) {
            Some(holds) => {
                let colour = if holds { GREEN } else { RED };
                format!("<span style=\"color: {colour}; font-weight: bold\">{mark}</span>")
            }
            None => mark.to_owned(),
        };
        let note = self
            .measured
            .map(|measured| measured.note.trim())
            .filter(|note| !note.is_empty());
        let note = note.map_or_else(String::new, |note| format!("<br>{}", escape(note)));
        format!("{mark} {words}{note}")
    }

    /// The cells of the plain table: the id stands for the claim.
    fn cells(&self) -> [String; 4] {
        let (mark, words) = self.verdict();
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let measured = self.measured.cloned().unwrap_or_default();
        let mut verdict = format!("{mark} {words}");
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
mod tests {
    use super::*;
    use crate::display::markdown::check;
    use crate::paper::parse;

    fn paper(slug: &str, claims: &str) -> PaperCell {
        let cell = format!(
            "%%paper\n+++\ntitle = 'T'\nslug = '{slug}'\nauthors = ['A']\nyear = 2018\nurl = 'https://example.org'\n\
             topic = 'x'\n[claims]\n{claims}\n+++\n"
        );
        parse(&cell, 1).expect(claims)
    }

    fn measured(id: &str, holds: bool, value: &str) -> Measured {
        Measured {
            id: id.to_owned(),
            holds,
            measured: value.to_owned(),
            expected: "< 0.5".to_owned(),
            note: String::new(),
        }
    }

    fn claims() -> Claims {
        let mut claims = Claims::default();
        claims.announce(&paper(
            "p",
            "lower = 'Variance $p(y|x)$ is | lower'\nfaster = 'Fast'\nlater = 'Late'",
        ));
        claims.record(measured("faster", false, "2.0"));
        claims.record(measured("lower", true, "0.9"));
        claims.record(measured("lower", true, "0.31 (95% interval 0.28 to 0.34)"));
        claims.record(measured("own|claim", true, "1 $ and 2 $"));
        claims
    }

    #[test]
    fn lists_claims_in_the_order_of_the_paper() {
        let verdict = claims().verdict();
        let markdown = verdict.text("text/markdown").expect("there is Markdown");
        let lines: Vec<&str> = markdown.lines().collect();
        assert_eq!(
            lines[0],
            "**2 of 4 claims hold at toy scale, 1 does not, 1 was not checked.**"
        );
        assert!(
            lines[4].starts_with(
                r"| Variance $p(y\vert x)$ is \| lower | &lt; 0.5 | 0.31 (95% interval"
            ),
            "{markdown}"
        );
        assert!(
            lines[5].contains("Fast") && lines[5].contains("✗</span> does not hold"),
            "{markdown}"
        );
        assert!(
            lines[6].contains("Late") && lines[6].ends_with("| – not checked |"),
            "{markdown}"
        );
        assert!(
            lines[7].starts_with(r"| `own\|claim` |") && lines[7].contains("✓</span> holds"),
            "{markdown}"
        );
        assert!(
            lines
                .iter()
                .skip(2)
                .all(|line| line.replace(r"\|", "").matches('|').count() == 5),
            "{markdown}"
        );
        assert_eq!(check(markdown).expect("right Markdown").equations.len(), 1);
    }

    #[test]
    fn has_plain_text_and_metadata() {
        let verdict = claims().verdict();
        let plain = verdict.text("text/plain").expect("there is text");
        let expected = "\
2 of 4 claims hold at toy scale, 1 does not, 1 was not checked.

claim      expected  measured                          at toy scale
lower      < 0.5     0.31 (95% interval 0.28 to 0.34)  ✓ holds
faster     < 0.5     2.0                               ✗ does not hold
later                                                  – not checked
own|claim  < 0.5     1 $ and 2 $                       ✓ holds";
        assert_eq!(plain, expected);
        let claims = &verdict.metadata["papercell"]["claims"];
        let holds: Vec<_> = (0..4).map(|row| claims[row]["holds"].clone()).collect();
        assert_eq!(holds, [json!(true), json!(false), Value::Null, json!(true)]);
        assert_eq!(claims[3]["text"], Value::Null);
        assert_eq!(claims[0]["text"], "Variance $p(y|x)$ is | lower");
    }

    #[test]
    fn counts_what_failed_and_what_is_missing() {
        let mut claims = claims();
        assert_eq!((claims.failed(), claims.missing()), (1, 1));
        claims.record(measured("faster", true, "0.1"));
        claims.announce(&paper("p", "faster = 'Fast'"));
        assert_eq!((claims.failed(), claims.missing()), (0, 0));
        claims.announce(&paper("q", "other = 'Another paper'"));
        assert_eq!(claims.missing(), 1);
        claims.clear();
        assert_eq!((claims.failed(), claims.missing()), (0, 0));
        assert!(
            claims
                .verdict()
                .text("text/plain")
                .is_some_and(|text| text.contains("No claims yet"))
        );
    }

    #[test]
    fn the_summary_is_english() {
        let mut claims = Claims::default();
        claims.record(measured("a", true, ""));
        assert_eq!(claims.summary(1), "The claim holds at toy scale.");
        claims.record(measured("b", true, ""));
        assert_eq!(claims.summary(2), "All 2 claims hold at toy scale.");
        claims.record(measured("a", false, ""));
        assert_eq!(
            claims.summary(2),
            "1 of 2 claims holds at toy scale, 1 does not."
        );
    }
}
