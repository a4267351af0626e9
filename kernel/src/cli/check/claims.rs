//! The claims of a notebook that was run: which hold, and what a check has to object to.

use serde_json::Value;

use crate::notebook::Notebook;

/// What the outputs tell of the paper's claims.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Claims {
    /// How many were measured and hold.
    pub held: usize,
    /// How many were measured and do not hold, as the paper cell says (`[fails]`).
    pub failing_as_expected: usize,
    /// How many were measured.
    pub measured: usize,
    /// Each claim of the last verdict.
    pub verdict: Vec<Checked>,
    /// Why the check fails: claims that do not hold, that hold although `[fails]` lists them, or that nobody measured.
    pub objections: Vec<String>,
}

/// A claim, as the verdict has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Checked {
    /// Its name.
    pub id: String,
    /// `None` if nothing was measured.
    pub holds: Option<bool>,
    /// What was measured and what was expected, in words.
    pub values: String,
}

/// Reads the claims from the last verdict of the notebook, and from its paper cells: what those list and the verdict
/// does not know was not measured.
pub fn read(notebook: &Notebook) -> Claims {
    let outputs = || {
        let all = notebook.cells().flat_map(|cell| cell.outputs());
        all.map(|output| &output["metadata"]["papercell"])
    };
    let listed = outputs().flat_map(|ours| ids(&ours["paper"]["claims"]));
    let verdict = outputs()
        .filter_map(|ours| ours["claims"].as_array())
        .last();
    let mut claims = Claims::default();
    for claim in verdict.into_iter().flatten() {
        let text = |key: &str| claim[key].as_str().unwrap_or_default();
        let why = claim["expected_to_fail"].as_str();
        let values = format!(
            "measured {}, expected {}",
            text("measured"),
            text("expected")
        );
        match (claim["holds"].as_bool(), why) {
            (Some(true), None) => claims.held += 1,
            (Some(false), Some(_)) => claims.failing_as_expected += 1,
            (Some(false), None) => claims
                .objections
                .push(format!("claim {:?} does not hold: {values}", text("id"))),
            (Some(true), Some(why)) => {
                claims.held += 1;
                claims.objections.push(format!(
                    "claim {:?} holds ({values}), and [fails] of the paper cell says that it does not ({why}): take it out there",
                    text("id")
                ));
            }
            (None, _) => claims.objections.push(not_measured(text("id"))),
        }
        claims.measured += usize::from(claim["holds"].is_boolean());
        claims.verdict.push(Checked {
            id: text("id").to_owned(),
            holds: claim["holds"].as_bool(),
            values,
        });
    }
    let known: Vec<&str> = verdict
        .into_iter()
        .flatten()
        .filter_map(|claim| claim["id"].as_str())
        .collect();
    for id in listed.filter(|id| !known.contains(&id.as_str())) {
        let objection = match verdict {
            Some(_) => not_measured(&id),
            None => format!("claim {id:?} is listed, and the notebook has no verdict()"),
        };
        claims.objections.push(objection);
    }
    claims
}

fn not_measured(id: &str) -> String {
    format!("claim {id:?} is listed in the paper cell and was not measured")
}

/// The ids of a paper's claims, which stand as an object (id to text) or as a list of objects.
fn ids(claims: &Value) -> Vec<String> {
    match claims {
        Value::Object(map) => map.keys().cloned().collect(),
        Value::Array(list) => {
            let ids = list.iter().filter_map(|claim| claim["id"].as_str());
            ids.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn notebook(metadata: &[Value]) -> Notebook {
        let cell = |ours: &Value| {
            json!({
                "cell_type": "code", "metadata": {}, "source": "", "execution_count": 1,
                "outputs": [{"output_type": "display_data", "data": {}, "metadata": {"papercell": ours}}],
            })
        };
        let cells: Vec<Value> = metadata.iter().map(cell).collect();
        let text = json!({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells});
        Notebook::parse(&text.to_string()).unwrap()
    }

    fn claim(id: &str, holds: Option<bool>) -> Value {
        json!({"id": id, "holds": holds, "measured": "0.7", "expected": "< 0.5"})
    }

    fn paper() -> Value {
        json!({"paper": {"claims": {"lower": "Lower", "faster": "Faster"}}})
    }

    #[test]
    fn claims_that_hold_are_counted() {
        let verdict = json!({"claims": [claim("lower", Some(true)), claim("faster", Some(true))]});
        let claims = read(&notebook(&[paper(), verdict]));
        assert_eq!((claims.held, claims.measured), (2, 2));
        assert!(claims.objections.is_empty(), "{:?}", claims.objections);
        assert_eq!(claims.verdict[1].id, "faster");
        assert_eq!(claims.verdict[1].values, "measured 0.7, expected < 0.5");
    }

    #[test]
    fn a_claim_that_fails_is_an_objection() {
        let verdict = json!({"claims": [claim("lower", Some(false)), claim("faster", Some(true))]});
        let claims = read(&notebook(&[paper(), verdict]));
        assert_eq!((claims.held, claims.measured), (1, 2));
        assert_eq!(
            claims.objections,
            ["claim \"lower\" does not hold: measured 0.7, expected < 0.5"]
        );
    }

    #[test]
    fn a_claim_that_is_expected_to_fail_must_fail() {
        let expected = |holds| {
            let mut claim = claim("faster", Some(holds));
            claim["expected_to_fail"] = json!("too small");
            read(&notebook(&[
                paper(),
                json!({"claims": [super::tests::claim("lower", Some(true)), claim]}),
            ]))
        };
        let honest = expected(false);
        assert_eq!(
            (honest.held, honest.failing_as_expected, honest.measured),
            (1, 1, 2)
        );
        assert!(honest.objections.is_empty(), "{:?}", honest.objections);
        let surprising = expected(true);
        assert_eq!((surprising.held, surprising.failing_as_expected), (2, 0));
        assert_eq!(
            surprising.objections,
            [
                "claim \"faster\" holds (measured 0.7, expected < 0.5), and [fails] of the paper cell says that it does not \
              (too small): take it out there"
            ]
        );
    }

    #[test]
    fn a_claim_that_is_listed_and_not_measured_is_an_objection() {
        let verdict = json!({"claims": [claim("lower", Some(true)), claim("faster", None)]});
        let claims = read(&notebook(&[paper(), verdict]));
        assert_eq!((claims.held, claims.measured), (1, 1));
        assert_eq!(
            claims.objections,
            ["claim \"faster\" is listed in the paper cell and was not measured"]
        );
        let unknown = json!({"claims": [claim("lower", Some(true))]});
        assert_eq!(
            read(&notebook(&[paper(), unknown])).objections,
            claims.objections
        );
    }

    #[test]
    fn claims_without_a_verdict_are_objections() {
        let listed = json!({"paper": {"claims": [{"id": "lower", "text": "Lower"}]}});
        let claims = read(&notebook(&[listed]));
        assert_eq!(
            claims.objections,
            ["claim \"lower\" is listed, and the notebook has no verdict()"]
        );
    }

    #[test]
    fn the_last_verdict_counts() {
        let early = json!({"claims": [claim("lower", None), claim("faster", Some(false))]});
        let late = json!({"claims": [claim("lower", Some(true)), claim("faster", Some(true))]});
        assert!(
            read(&notebook(&[paper(), early, late]))
                .objections
                .is_empty()
        );
    }

    #[test]
    fn a_notebook_without_a_paper_has_no_claims() {
        assert_eq!(read(&notebook(&[json!({})])), Claims::default());
    }
}
