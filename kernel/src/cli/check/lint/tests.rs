//! The lints that need no program, on small notebooks.

use serde_json::{Value, json};

use super::*;

const PAPER: &str = "%%paper\n+++\ntitle = 'T'\nslug = 'good'\nauthors = ['A']\nyear = 2018\nurl = 'https://example.org'\n\
    topic = 'x'\n[claims]\na = 'One'\nb = 'Two'\nc = 'Three'\nd = 'Four'\n+++\nA summary.";

fn code(source: &str, outputs: Value) -> Value {
    json!({"cell_type": "code", "metadata": {}, "source": source, "execution_count": 1, "outputs": outputs})
}

fn prose(source: &str) -> Value {
    json!({"cell_type": "markdown", "metadata": {}, "source": source})
}

/// The findings of a lint on a notebook with these cells after the paper cell, a line each.
fn told(lint: fn(&Subject<'_>) -> Vec<Finding>, cells: Vec<Value>) -> String {
    let cells: Vec<Value> = std::iter::once(code(PAPER, json!([])))
        .chain(cells)
        .collect();
    let text = json!({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells});
    let notebook = Notebook::parse(&text.to_string()).unwrap();
    let subject = Subject {
        file: Path::new("x/other.ipynb"),
        notebook: &notebook,
        paper: crate::paper::parse(PAPER, 1).ok(),
    };
    let line = |finding: Finding| {
        let (cell, line) = (finding.cell.map(|cell| cell + 1), finding.line);
        format!(
            "{} {}: {}",
            cell.unwrap_or(0),
            line.unwrap_or(0),
            finding.what
        )
    };
    lint(&subject)
        .into_iter()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}

fn all_of(said: &str, expected: &[&str]) {
    for part in expected {
        assert!(said.contains(part), "{part} in\n{said}");
    }
}

#[test]
fn the_shape_is_held_against_the_standard() {
    let wide = format!("let wide = \"{}\";", "x".repeat(100));
    let long = "let a = 1;\n".repeat(26);
    let cells = vec![
        code(&wide, json!([])),
        code(&long, json!([])),
        prose("# Title\nFew words."),
    ];
    let said = told(shape::findings, cells);
    all_of(
        &said,
        &[
            "0 0: 4 cells; the standard is 13 to 18",
            "0 0: 5 words of prose; the standard is 600 to 900",
            "0 0: 2 code cells; the standard is 8 to 11",
            "0 0: half of its code cells have more than 12 lines",
            "2 1: 114 characters do not fit the page",
            "3 0: 26 lines; 25 at most",
            "its file is not named after its slug, good.ipynb",
            "its summary has no equation",
            "no cell measures the claim \"d\"",
            "no cell shows the verdict()",
            "language_info.name = \"rust\"",
            "no table of symbols",
            "## Play",
            "differs from the paper",
            "no further reading",
        ],
    );
    let whole =
        "# Play\n## Where the toy differs from the paper\n## Further reading\n| symbol | meaning |";
    let claims = "claim(\"a\"); claim(\"b\"); claim(\"c\"); claim(\"d\"); verdict();";
    let said = told(shape::findings, vec![prose(whole), code(claims, json!([]))]);
    for part in [
        "table of symbols",
        "Play",
        "differs",
        "further",
        "measures",
        "verdict",
    ] {
        assert!(!said.contains(part), "{part} in\n{said}");
    }
}

#[test]
fn outputs_are_those_of_one_run_and_can_be_read() {
    let svg = |metadata: Value| json!([{"output_type": "display_data", "data": {"image/svg+xml": "<svg/>", "text/plain": ""}, "metadata": metadata}]);
    let captioned = svg(json!({"papercell": {"caption": "C"}, "vscode_altText": "T. C"}));
    let mut mute = svg(json!({}));
    mute[0]["data"] = json!({"image/svg+xml": "<svg><script/></svg>"});
    let mut fetching = captioned.clone();
    fetching[0]["data"]["image/svg+xml"] = json!("<svg href=\"https://example.org\"/>");
    let error = json!([{"output_type": "error", "ename": "panic", "evalue": "", "traceback": []}]);
    let said = told(
        outputs::findings,
        vec![
            code("1", mute),
            code("2", fetching),
            code("3", error),
            code("4", svg(json!({}))),
        ],
    );
    all_of(
        &said,
        &[
            "not those of one run",
            "2 0: an output has no plain text",
            "2 0: a figure holds a script",
            "3 0: a figure fetches",
            "4 0: its stored output is panic",
            "5 0: a figure has no caption",
            "it shows 0 verdicts",
        ],
    );
    let said = told(
        outputs::findings,
        vec![code("1", captioned.clone()), code("2", captioned)],
    );
    assert!(!said.contains("figure"), "{said}");
    let verdict = json!([{"output_type": "display_data", "data": {"text/plain": ""},
        "metadata": {"papercell": {"claims": [{"id": "a"}, {"id": "z"}]}}}]);
    let said = told(outputs::findings, vec![code("1", verdict)]);
    all_of(
        &said,
        &[
            "2 0: the verdict and the paper cell list other claims",
            "\"b\"",
            "\"z\"",
        ],
    );
}

#[test]
fn equations_links_and_names_are_looked_at() {
    let text = "An equation $x$ and a dollar $ alone.\n\n$\\argmin x$ [here](nowhere.md) [there](https://x) [fine](#a)\n\n\
                ## Further reading\n\n`gumbel-softmx` and `gumbel-softmax`, `let-us`.";
    let said = told(prose::equations, vec![prose(text)]);
    all_of(&said, &["2 1: ", "2 3: "]);
    let said = told(prose::links, vec![prose(text)]);
    all_of(
        &said,
        &[
            "2 3: the link `nowhere.md` leads to no file",
            "2 3: `https://x` is no address",
            "2 7: the shelf has no paper `gumbel-softmx`",
            "`gumbel-softmax`?",
        ],
    );
    assert_eq!(said.lines().count(), 4, "{said}");
    let there = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo%2Etoml");
    let right = format!("`x[0](y)` and $[a](b)$ and [a file]({there} \"its title\").");
    assert_eq!(told(prose::links, vec![prose(&right)]), "");
    let said = told(prose::unfinished, vec![prose("Done.\nTODO: the idea.")]);
    assert_eq!(said, "2 2: to be filled in: the idea.");
}

#[test]
fn misspelt_words_are_found_where_they_stand() {
    let said = told(
        spelling::findings,
        vec![prose("A gradient.\nA gradeint, `gradeint`, $gradeint$.")],
    );
    assert_eq!(said, "2 2: `gradeint` is no word that is known: gradient?");
}
