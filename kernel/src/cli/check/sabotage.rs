//! The sabotages of a notebook: small changes that break its mechanism, so that its claims must fail.
//!
//! They stand in the notebook's metadata, under `papercell.mutants`.

use serde::Deserialize;
use serde_json::Value;

use super::claims;
use crate::notebook::Notebook;

/// A sabotage.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sabotage {
    /// Its name, once in the notebook.
    pub name: String,
    /// What it breaks, and why the claims must notice.
    pub why: String,
    /// The id of the cell that it changes.
    pub cell: String,
    /// What it takes out of that cell; stands there once.
    pub find: String,
    /// What it puts in its place.
    pub replace: String,
    /// The claims that must not hold any more, all of them.
    pub breaks: Vec<String>,
}

/// Reads the sabotages of a notebook.
///
/// # Errors
/// Everything that is wrong with them, a line each; or that there is none.
pub fn read(notebook: &Notebook) -> Result<Vec<Sabotage>, Vec<String>> {
    let list = match &notebook.metadata()["papercell"]["mutants"] {
        Value::Array(list) if !list.is_empty() => list,
        Value::Array(_) | Value::Null => {
            let lacks = "it lists no mutants: its metadata need `\"papercell\": {\"mutants\": [{\"name\", \"why\", \
                         \"cell\", \"find\", \"replace\", \"breaks\"}]}`";
            return Err(vec![lacks.to_owned()]);
        }
        _ => {
            return Err(vec![
                "`papercell.mutants` of its metadata is no list".to_owned(),
            ]);
        }
    };
    let claims = Known::of(notebook)?;
    let (mut found, mut faults): (Vec<Sabotage>, Vec<String>) = Default::default();
    for (number, value) in (1..).zip(list) {
        match Sabotage::deserialize(value) {
            Ok(sabotage) => {
                let name = sabotage.name.clone();
                let twice = found.iter().any(|other| other.name == name);
                let twice = twice.then(|| "another mutant has that name".to_owned());
                let wrong = sabotage.faults(notebook, &claims).into_iter().chain(twice);
                faults.extend(wrong.map(|fault| format!("mutant {name:?}: {fault}")));
                found.push(sabotage);
            }
            Err(error) => faults.push(format!("mutant {number}: {error}")),
        }
    }
    match faults.is_empty() {
        true => Ok(found),
        false => Err(faults),
    }
}

/// What a sabotage can break.
struct Known {
    /// The claims of the paper cells that are expected to hold.
    holding: Vec<String>,
    /// Those that fail anyway: because `[fails]` says so, or in the stored outputs.
    failing: Vec<String>,
}

impl Known {
    fn of(notebook: &Notebook) -> Result<Known, Vec<String>> {
        let papers = notebook
            .cells()
            .filter(|cell| cell.is_code() && crate::paper::is_cell(cell.source()))
            .map(|cell| crate::paper::parse(cell.source(), 1))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| vec![format!("its paper cell is wrong: {}", error.evalue)])?;
        let stored = claims::read(notebook).verdict;
        let fails = |claim: &crate::paper::Claim| {
            let stored = stored.iter().find(|checked| checked.id == claim.id);
            claim.expected_to_fail.is_some()
                || stored.is_some_and(|stored| stored.holds == Some(false))
        };
        let claims = papers.into_iter().flat_map(|paper| paper.front.claims);
        let (failing, holding): (Vec<_>, Vec<_>) = claims.partition(fails);
        let ids = |claims: Vec<crate::paper::Claim>| claims.into_iter().map(|claim| claim.id);
        Ok(Known {
            holding: ids(holding).collect(),
            failing: ids(failing).collect(),
        })
    }
}

impl Sabotage {
    fn faults(&self, notebook: &Notebook, claims: &Known) -> Vec<String> {
        let mut faults = Vec::new();
        match notebook.cells().find(|cell| cell.id() == Some(&self.cell)) {
            None => faults.push(format!("there is no cell {:?}", self.cell)),
            Some(cell) if !cell.is_code() => {
                faults.push(format!("cell {:?} holds no code", self.cell));
            }
            Some(cell) => match cell.source().matches(&self.find).count() {
                _ if self.find.is_empty() => faults.push("`find` is empty".to_owned()),
                1 => {}
                count => faults.push(format!(
                    "`find` stands {count} times in cell {:?} and must stand there once: {:?}",
                    self.cell, self.find
                )),
            },
        }
        if self.find == self.replace {
            faults.push("`replace` is what `find` is".to_owned());
        }
        if self.why.trim().is_empty() {
            faults.push("`why` is empty".to_owned());
        }
        if self.breaks.is_empty() {
            faults.push("`breaks` names no claim".to_owned());
        }
        for id in &self.breaks {
            if claims.failing.contains(id) {
                faults.push(format!("claim {id:?} fails without it, too"));
            } else if !claims.holding.contains(id) {
                let known = claims.holding.join(", ");
                faults.push(format!("there is no claim {id:?}; there are {known}"));
            }
        }
        faults
    }

    /// The notebook with the sabotage in it.
    pub fn applied(&self, notebook: &Notebook) -> Notebook {
        let mut sabotaged = notebook.clone();
        let cells = notebook.cells().enumerate();
        for (index, cell) in cells.filter(|(_, cell)| cell.id() == Some(&self.cell)) {
            let source = cell.source().replacen(&self.find, &self.replace, 1);
            sabotaged.set_source(index, source);
        }
        sabotaged
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const PAPER: &str = "%%paper\n+++\ntitle = 'T'\nslug = 's'\nauthors = ['A']\nyear = 2018\nurl = 'https://example.org'\n\
        topic = 'x'\n[claims]\nlower = 'Lower'\nlarge = 'Large'\n[fails]\nlarge = 'too small'\n+++\n";

    fn notebook(mutants: Value) -> Notebook {
        let cell = |id: &str, kind: &str, source: &str| json!({"cell_type": kind, "id": id, "metadata": {}, "source": source});
        let cells = [
            cell("c1", "code", PAPER),
            cell("c2", "code", "let a = 1 + 1;"),
            cell("c3", "markdown", "text"),
        ];
        let metadata = json!({"papercell": {"mutants": mutants}});
        let text =
            json!({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells});
        Notebook::parse(&text.to_string()).unwrap()
    }

    fn mutant() -> Value {
        json!({"name": "m", "why": "w", "cell": "c2", "find": "1 +", "replace": "2 +", "breaks": ["lower"]})
    }

    #[test]
    fn a_sabotage_changes_its_cell() {
        let notebook = notebook(json!([mutant()]));
        let sabotages = read(&notebook).unwrap();
        let changed = sabotages[0].applied(&notebook);
        let sources: Vec<_> = changed.cells().map(|cell| cell.source()).collect();
        assert_eq!(sources, [PAPER, "let a = 2 + 1;", "text"]);
    }

    #[test]
    fn what_is_wrong_with_a_sabotage_is_said() {
        for (key, value, fault) in [
            ("find", json!("1"), "`find` stands 2 times in cell \"c2\""),
            ("find", json!("3"), "`find` stands 0 times in cell \"c2\""),
            ("find", json!(""), "`find` is empty"),
            ("replace", json!("1 +"), "`replace` is what `find` is"),
            ("cell", json!("c9"), "there is no cell \"c9\""),
            ("cell", json!("c3"), "cell \"c3\" holds no code"),
            ("breaks", json!([]), "`breaks` names no claim"),
            (
                "breaks",
                json!(["lowr"]),
                "there is no claim \"lowr\"; there are lower",
            ),
            (
                "breaks",
                json!(["large"]),
                "claim \"large\" fails without it, too",
            ),
            ("breaks", json!("lower"), "invalid type"),
            ("brakes", json!([]), "unknown field `brakes`"),
        ] {
            let mut wrong = mutant();
            wrong[key] = value;
            let faults = read(&notebook(json!([wrong]))).unwrap_err().join("\n");
            assert!(faults.contains(fault), "{fault}: {faults}");
        }
        let twice = read(&notebook(json!([mutant(), mutant()]))).unwrap_err();
        assert_eq!(twice, ["mutant \"m\": another mutant has that name"]);
        for none in [json!([]), Value::Null] {
            let faults = read(&notebook(none)).unwrap_err().join("\n");
            assert!(faults.contains("it lists no mutants"), "{faults}");
        }
    }
}
