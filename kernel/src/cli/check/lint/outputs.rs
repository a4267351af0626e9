//! What a notebook has put out: one run from top to bottom, figures that can be read, one verdict.

use serde_json::Value;

use super::{Finding, Subject};

const SVG: &str = "image/svg+xml";
/// Figures.
const FIGURES: std::ops::RangeInclusive<usize> = 2..=3;

/// What is wrong with the stored outputs.
pub fn findings(subject: &Subject<'_>) -> Vec<Finding> {
    let ran = || {
        let code = subject.cells().filter(|(_, cell)| cell.is_code());
        code.map(|(_, cell)| cell.execution_count())
    };
    if ran().all(|count| count.is_none()) {
        return vec![Finding::whole(
            "it holds no outputs: `papercell run` writes them",
        )];
    }
    let mut findings = Vec::new();
    if ran().zip(1..).any(|(count, place)| count != Some(place)) {
        let what =
            "its outputs are not those of one run from top to bottom: `papercell run` it again";
        findings.push(Finding::whole(what));
    }
    let (mut figures, mut verdicts) = (0, 0);
    for (index, output) in outputs(subject) {
        if output["output_type"] == "error" {
            let name = output["ename"].as_str().unwrap_or("an error");
            findings.push(Finding::cell(index, format!("its stored output is {name}")));
        }
        if output["data"].is_object() && output["data"]["text/plain"].is_null() {
            let what = "an output has no plain text, for terminals and readers of differences";
            findings.push(Finding::cell(index, what));
        }
        if let Some(svg) = output["data"][SVG].as_str() {
            figures += 1;
            findings.extend(figure(svg, output).map(|what| Finding::cell(index, what)));
        }
        if let Some(claims) = output["metadata"]["papercell"]["claims"].as_array() {
            verdicts += 1;
            findings.extend(verdict(subject, claims).map(|what| Finding::cell(index, what)));
        }
    }
    if !FIGURES.contains(&figures) {
        let (least, most) = (FIGURES.start(), FIGURES.end());
        let what = format!("{figures} figures; the standard is {least} to {most}");
        findings.push(Finding::whole(what));
    }
    if verdicts != 1 {
        let what = format!("it shows {verdicts} verdicts; there must be one");
        findings.push(Finding::whole(what));
    }
    findings
}

fn outputs<'a>(subject: &'a Subject<'a>) -> impl Iterator<Item = (usize, &'a Value)> {
    let of = |(index, cell): (usize, crate::notebook::Cell<'a>)| {
        cell.outputs().iter().map(move |output| (index, output))
    };
    subject.cells().flat_map(of)
}

/// What is wrong with a figure.
fn figure(svg: &str, output: &Value) -> Option<&'static str> {
    let metadata = &output["metadata"];
    let caption = metadata["papercell"]["caption"].as_str();
    let alt = metadata["vscode_altText"].as_str();
    if svg.contains("<script") {
        return Some("a figure holds a script");
    }
    let reaches = |attribute: &str| {
        ["\"http:", "\"https:", "'http:", "'https:"]
            .iter()
            .any(|start| svg.contains(&format!("{attribute}={start}")))
    };
    if reaches("href") || reaches("src") {
        return Some("a figure fetches something from the network");
    }
    match (caption, alt) {
        (None, _) => Some("a figure has no caption"),
        (_, None) => Some("a figure has no text for those who do not see it"),
        (Some(caption), Some(alt)) => (!alt.contains(caption))
            .then_some("a figure's text for those who do not see it lacks the caption"),
    }
}

/// What is wrong with the table of claims.
fn verdict(subject: &Subject<'_>, claims: &[Value]) -> Option<String> {
    let paper = subject.paper.as_ref()?;
    let mut listed: Vec<&str> = paper
        .front
        .claims
        .iter()
        .map(|claim| claim.id.as_str())
        .collect();
    let mut shown: Vec<&str> = claims
        .iter()
        .filter_map(|claim| claim["id"].as_str())
        .collect();
    listed.sort_unstable();
    shown.sort_unstable();
    (listed != shown).then(|| {
        let missing: Vec<&&str> = listed.iter().filter(|id| !shown.contains(id)).collect();
        let more: Vec<&&str> = shown.iter().filter(|id| !listed.contains(id)).collect();
        format!("the verdict and the paper cell list other claims: it lacks {missing:?}, it has besides {more:?}")
    })
}
