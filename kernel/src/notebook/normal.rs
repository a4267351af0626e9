//! A notebook in its normal form: every cell has a name of its own, counts run from 1, texts end without empty lines.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Notebook;

/// The first nbformat 4 in which cells have names.
const MINOR: u64 = 5;

impl Notebook {
    /// Brings the notebook into its normal form. Names of cells stay if they are names; counts of cells that were not run
    /// stay empty.
    pub fn normalise(&mut self) {
        if self.value["nbformat_minor"].as_u64().unwrap_or_default() < MINOR {
            self.value["nbformat_minor"] = json!(MINOR);
        }
        let Some(cells) = self.value["cells"].as_array_mut() else {
            return;
        };
        name(cells);
        count(cells);
        for cell in cells {
            if let Some(source) = cell["source"].as_str() {
                cell["source"] = json!(source.trim_end_matches('\n'));
            }
        }
    }
}

/// Gives a name (`c07`, after its place) to each cell that has none, or that of another.
fn name(cells: &mut [Value]) {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut nameless = Vec::new();
    for (index, cell) in cells.iter().enumerate() {
        let id = cell["id"].as_str().filter(|id| is_name(id));
        if !id.is_some_and(|id| taken.insert(id.to_owned())) {
            nameless.push(index);
        }
    }
    for index in nameless {
        let names = (index + 1..).map(|number| format!("c{number:02}"));
        if let Some(name) = names.into_iter().find(|name| !taken.contains(name)) {
            cells[index]["id"] = json!(name);
            taken.insert(name);
        }
    }
}

/// What nbformat allows: 1 to 64 letters, digits, `-` and `_`.
fn is_name(id: &str) -> bool {
    let allowed = |char: char| char.is_ascii_alphanumeric() || char == '-' || char == '_';
    (1..=64).contains(&id.len()) && id.chars().all(allowed)
}

/// Counts the cells that have a number from 1 on, and their results with them.
fn count(cells: &mut [Value]) {
    let ran = cells
        .iter_mut()
        .filter(|cell| cell["execution_count"].is_u64());
    for (number, cell) in (1u64..).zip(ran) {
        cell["execution_count"] = json!(number);
        for output in cell["outputs"].as_array_mut().into_iter().flatten() {
            if output["output_type"] == "execute_result" {
                output["execution_count"] = json!(number);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_counts_are_put_in_order() {
        let code = |id: Option<&str>, count: Option<u64>| {
            let result = json!({"output_type": "execute_result", "execution_count": count, "data": {}, "metadata": {}});
            let outputs = if count.is_some() {
                json!([result])
            } else {
                json!([])
            };
            let mut cell = json!({
                "cell_type": "code", "metadata": {}, "source": "1\n\n", "execution_count": count, "outputs": outputs,
            });
            if let Some(id) = id {
                cell["id"] = json!(id);
            }
            cell
        };
        let cells = [
            code(Some("c04"), Some(7)),
            code(None, None),
            code(Some("c04"), Some(9)),
            code(Some("no name"), Some(2)),
        ];
        let text = json!({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells});
        let mut notebook = Notebook::parse(&text.to_string()).unwrap();
        notebook.normalise();
        let ids: Vec<_> = notebook.cells().filter_map(|cell| cell.id()).collect();
        assert_eq!(ids, ["c04", "c02", "c03", "c05"]);
        let counts: Vec<_> = notebook
            .cells()
            .map(|cell| cell.execution_count())
            .collect();
        assert_eq!(counts, [Some(1), None, Some(2), Some(3)]);
        let cell = notebook.cells().nth(2).unwrap();
        assert_eq!(cell.outputs()[0]["execution_count"], 2);
        assert_eq!(cell.source(), "1");
        assert_eq!(notebook.value["nbformat_minor"], 5);
        let once = notebook.clone();
        notebook.normalise();
        assert_eq!(notebook, once);
    }
}
