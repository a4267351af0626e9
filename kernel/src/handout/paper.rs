//! The paper cell: its front matter becomes the page's header, its summary the first text, its claims meet the verdicts
//! that the notebook measured.

use serde_json::Value;

use super::error::{Error, Place};
use super::html::{attribute, text};
use super::markdown::Markdown;
use crate::notebook::{Cell, Notebook};

const MAGIC: &str = "%%paper";

/// A claim of the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its name in code.
    pub id: String,
    /// What is claimed, as HTML; on the page its equations are drawn.
    pub html: String,
    /// Whether it holds at toy scale.
    pub verdict: Verdict,
    /// What was expected, as plain text; may be empty.
    pub expected: String,
    /// What was measured, as plain text; may be empty.
    pub measured: String,
    /// A remark, and why a failure was expected, as HTML; may be empty.
    pub note: String,
}

/// Whether a claim holds at toy scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It does.
    Holds,
    /// It does, and the notebook says beforehand that it will not.
    HoldsAfterAll,
    /// It does not.
    Fails,
    /// It does not, and the notebook says beforehand that and why it will not.
    FailsAsExpected,
    /// Nobody measured it.
    Open,
}

impl Verdict {
    fn of(claim: &Value) -> Verdict {
        match (
            claim["holds"].as_bool(),
            claim["expected_to_fail"].is_string(),
        ) {
            (Some(true), false) => Verdict::Holds,
            (Some(true), true) => Verdict::HoldsAfterAll,
            (Some(false), false) => Verdict::Fails,
            (Some(false), true) => Verdict::FailsAsExpected,
            (None, _) => Verdict::Open,
        }
    }

    /// The words on the page.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Holds => "holds",
            Verdict::HoldsAfterAll => "holds, and was expected to fail",
            Verdict::Fails => "does not hold",
            Verdict::FailsAsExpected => "does not hold, as expected",
            Verdict::Open => "not checked",
        }
    }

    /// The words as a small label.
    fn badge(self) -> String {
        let class = match self {
            Verdict::Holds => "holds",
            Verdict::Fails => "fails",
            Verdict::HoldsAfterAll | Verdict::FailsAsExpected => "expected",
            Verdict::Open => "open",
        };
        format!("<span class=\"verdict {class}\">{}</span>", self.words())
    }
}

/// Does the cell describe a paper?
pub fn is_paper(cell: Cell<'_>) -> bool {
    cell.is_code() && crate::paper::is_cell(cell.source())
}

/// The front matter that the kernel put into the metadata of the cell's output.
pub fn front_matter<'n>(cell: Cell<'n>, place: &Place) -> Result<&'n Value, Error> {
    let mut fronts = cell
        .outputs()
        .iter()
        .map(|output| &output["metadata"]["papercell"]["paper"]);
    fronts.find(|front| front.is_object()).ok_or_else(|| {
        Error(format!(
            "{place} describes the paper, but has no card: run the notebook (or add `--execute`), then make the handout"
        ))
    })
}

/// The Markdown below the front matter of a paper cell, and how many lines of the cell stand before it.
pub fn summary(cell: Cell<'_>) -> (String, usize) {
    let source = cell.source();
    let lines: Vec<&str> = source.split('\n').collect();
    let fences = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.trim() == "+++");
    let second = fences.map(|(number, _)| number).nth(1);
    let magic = lines.iter().position(|line| line.trim() == MAGIC);
    let mut start = second.or(magic).map_or(0, |line| line + 1);
    while lines.get(start).is_some_and(|line| line.trim().is_empty()) {
        start += 1;
    }
    let rest = lines.get(start..).unwrap_or_default();
    (rest.join("\n").trim_end().to_owned(), start)
}

/// The claims in the metadata of one output, if it is a verdict.
pub fn claims_of(output: &Value) -> &[Value] {
    let claims = output["metadata"]["papercell"]["claims"].as_array();
    claims.map_or(&[], Vec::as_slice)
}

/// The rows of the last verdict of the notebook.
pub fn measured(notebook: &Notebook, markdown: &mut Markdown) -> Result<Vec<Claim>, Error> {
    let outputs = notebook.cells().flat_map(|cell| cell.outputs());
    let last = outputs
        .map(claims_of)
        .filter(|claims| !claims.is_empty())
        .last();
    let place = Place::cell(notebook.cells().count(), "code", None).part("the table of claims");
    let rows = last.unwrap_or_default().iter();
    rows.map(|row| claim(row, markdown, &place)).collect()
}

fn claim(row: &Value, markdown: &mut Markdown, place: &Place) -> Result<Claim, Error> {
    let part = |key: &str| plain(&row[key]);
    let id = part("id");
    let html = match row["text"].as_str() {
        Some(source) => markdown.render_line(source, place)?,
        // A claim that no paper cell lists has no text.
        None => format!("<code>{}</code>", text(&id)),
    };
    let why = markdown.render_line(&part("expected_to_fail"), place)?;
    let note = format!("{} {why}", text(&part("note")));
    Ok(Claim {
        html,
        verdict: Verdict::of(row),
        expected: part("expected"),
        measured: part("measured"),
        note: note.trim().to_owned(),
        id,
    })
}

/// The table of claims with what was measured.
pub fn table(claims: &[Claim]) -> String {
    let rows: String = claims.iter().map(row).collect();
    format!(
        "<div class=\"table verdicts\" role=\"group\" aria-label=\"The claims, measured\" tabindex=\"0\"><table>\n\
         <caption>The claims, measured at toy scale</caption>\n\
         <thead><tr><th scope=\"col\">Claim</th><th scope=\"col\">Expected</th><th scope=\"col\">Measured</th>\
         <th scope=\"col\">Verdict</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>"
    )
}

fn row(claim: &Claim) -> String {
    let note = match &*claim.note {
        "" => String::new(),
        note => format!("<span class=\"aside\">{note}</span>"),
    };
    format!(
        "<tr><td>{}{note}</td>\n<td data-label=\"Expected\">{}</td><td data-label=\"Measured\">{}</td>\
         <td data-label=\"Verdict\">{}</td></tr>\n",
        claim.html,
        unbroken(&claim.expected),
        text(&claim.measured),
        claim.verdict.badge()
    )
}

/// Bounds such as `< 0.05; < 0.2`, between which a line may break but not within one.
fn unbroken(bounds: &str) -> String {
    let bounds = bounds.split_inclusive("; ");
    let spans = bounds.map(|bound| format!("<span class=\"glue\">{}</span>", text(bound)));
    spans.collect::<Vec<_>>().join("<wbr>")
}

/// Summary, claims and corrections of a paper; `level`: that of the headings in it.
pub fn card(
    front: &Value,
    summary: &str,
    verdicts: &[Claim],
    level: usize,
    markdown: &mut Markdown,
    place: &Place,
) -> Result<String, Error> {
    let mut card = summary.to_owned();
    let claims = list(&front["claims"]);
    if !claims.is_empty() {
        let mut items = String::new();
        for claim in claims {
            let html = markdown.render_line(&plain(&claim["text"]), place)?;
            let known = verdicts.iter().find(|known| claim["id"] == *known.id);
            let badge = known.map_or(String::new(), |known| {
                format!("&nbsp;{}", known.verdict.badge())
            });
            items.push_str(&format!("<li>{html}{badge}</li>\n"));
        }
        card.push_str(&format!(
            "\n<section class=\"claims\">\n<h{level} class=\"label\">The claims</h{level}>\n<ol>\n{items}</ol>\n</section>"
        ));
    }
    let corrections = list(&front["corrections"]);
    if !corrections.is_empty() {
        let note = match &*plain(&front["note"]) {
            "" => "the note".to_owned(),
            note => format!("reading note {}", text(note)),
        };
        let mut items = String::new();
        for correction in corrections {
            items.push_str(&corrected(correction, markdown, place)?);
        }
        card.push_str(&format!(
            "\n<section class=\"corrections\">\n<h{level} class=\"label\">Corrections to {note}</h{level}>\n<dl>\n{items}</dl>\n</section>"
        ));
    }
    Ok(card)
}

fn corrected(correction: &Value, markdown: &mut Markdown, place: &Place) -> Result<String, Error> {
    let mut part = |key: &str| markdown.render_line(&plain(&correction[key]), place);
    let (note, correct, shown) = (part("note")?, part("correct")?, part("shown")?);
    let shown = match &*shown {
        "" => String::new(),
        shown => format!(" <span class=\"aside\">Shown: {shown}</span>"),
    };
    Ok(format!(
        "<div>\n<dt>{note}</dt>\n<dd>{correct}{shown}</dd>\n</div>\n"
    ))
}

/// Authors, and the short facts below them: venue and year, topic, reading time, where the paper can be read, the note.
pub fn byline(front: &Value) -> String {
    let (venue, year) = (plain(&front["venue"]), plain(&front["year"]));
    let place_and_time = match !year.is_empty() && venue.contains(&year) {
        true => venue,
        false => format!("{venue} {year}").trim().to_owned(),
    };
    let minutes = match &*plain(&front["minutes"]) {
        "" => String::new(),
        minutes => format!("{minutes} minutes"),
    };
    let topic = plain(&front["topic"]).replace('-', " ");
    let mut facts: Vec<String> = [place_and_time, topic, minutes]
        .iter()
        .filter(|fact| !fact.is_empty())
        .map(|fact| format!("<span>{}</span>", text(fact)))
        .collect();
    facts.extend(source(front));
    facts.extend(match &*plain(&front["note"]) {
        "" => None,
        note => Some(format!("<span>note {}</span>", text(note))),
    });
    format!(
        "<p class=\"authors\">{}</p>\n<p class=\"facts\">{}</p>",
        text(&authors(front).join(", ")),
        facts.join(" ")
    )
}

/// The authors of a front matter.
pub fn authors(front: &Value) -> Vec<String> {
    list(&front["authors"]).iter().map(plain).collect()
}

/// A link to where the paper can be read.
fn source(front: &Value) -> Option<String> {
    let places = [
        ("arxiv", "arXiv:", "https://arxiv.org/abs/"),
        ("doi", "doi:", "https://doi.org/"),
        ("url", "", ""),
    ];
    let (name, label, base) = places
        .into_iter()
        .find(|(key, ..)| !plain(&front[*key]).is_empty())?;
    let id = plain(&front[name]);
    let address = format!("{base}{id}");
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    is_web.then(|| {
        format!(
            "<a href=\"{}\" rel=\"noopener\">{label}{}</a>",
            attribute(&address),
            text(&id)
        )
    })
}

/// A text or a number as text; nothing for anything else.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Verdict;

    #[test]
    fn a_claim_that_holds_against_what_was_expected_is_told_from_others() {
        let of = |holds, why| Verdict::of(&json!({"holds": holds, "expected_to_fail": why}));
        assert_eq!(of(json!(true), json!(null)), Verdict::Holds);
        assert_eq!(of(json!(true), json!("why")), Verdict::HoldsAfterAll);
        assert_eq!(of(json!(false), json!("why")), Verdict::FailsAsExpected);
        assert_eq!(of(json!(false), json!(null)), Verdict::Fails);
        assert_eq!(of(json!(null), json!("why")), Verdict::Open);
        let badge = Verdict::HoldsAfterAll.badge();
        assert!(badge.contains("holds, and was expected to fail"), "{badge}");
    }
}
