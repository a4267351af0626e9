//! The shelf as a whole, on notebooks made for it and on the real ones.

use serde_json::{Value, json};

use super::*;
use crate::shelf::paper::{Checked, Part};

/// A notebook with a paper cell, some Markdown, some Rust, and a verdict.
fn notebook(slug: &str, year: u32, title: &str, text: &str) -> String {
    let source = format!(
        "%%paper\n+++\ntitle = '{title}'\nslug = '{slug}'\nauthors = ['Aapo Hyvärinen', 'B']\nyear = {year}\n\
         url = 'https://example.org'\ntopic = 'deep-learning'\n[claims]\nb-first = 'Less $x$'\na-second = 'More'\n[fails]\na-second = 'too small'\n+++\n{text}\n"
    );
    let claim = |id: &str, holds: Value| json!({"id": id, "text": "T", "holds": holds, "measured": "1", "expected": "< 2"});
    let verdict = json!([
        claim("b-first", true.into()),
        claim("a-second", false.into()),
        claim("own", Value::Null)
    ]);
    let further = "## Further Reading\n\n`one`, `two-b` and `two-b`, not `Adam::new` nor `own`; itself: `SLUG`.";
    let notebook = json!({
        "nbformat": 4, "nbformat_minor": 5, "metadata": {},
        "cells": [
            {"cell_type": "code", "id": "a", "metadata": {}, "source": source, "execution_count": 1, "outputs": []},
            {"cell_type": "code", "id": "b", "metadata": {}, "source": "let gumbel = 1;\nverdict();", "execution_count": 2,
             "outputs": [{"output_type": "display_data", "data": {}, "metadata": {"papercell": {"claims": verdict}}}]},
            {"cell_type": "markdown", "id": "c", "metadata": {}, "source": further.replace("SLUG", slug)},
        ],
    });
    notebook.to_string()
}

fn paper(slug: &str, year: u32, title: &str, text: &str) -> Paper {
    Paper::read(
        &format!("deep-learning/{slug}.ipynb"),
        None,
        notebook(slug, year, title, text),
    )
    .unwrap()
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn a_paper_has_its_claims_its_lines_and_its_neighbours() {
    let paper = paper(
        "p",
        2018,
        "A title",
        "A summary\nof two lines.\n\n$$\nx\n= y\n$$",
    );
    assert_eq!(paper.verdict(), (1, 2));
    let ids: Vec<&str> = paper.claims.iter().map(|claim| claim.id.as_str()).collect();
    assert_eq!(ids, ["b-first", "a-second", "own"]);
    let Checked { text, measured, .. } = &paper.claims[1];
    assert_eq!(
        (text.as_str(), measured.as_str()),
        ("More", "1"),
        "the statement is the paper cell's"
    );
    assert_eq!(
        paper.claims[1].expected_to_fail.as_deref(),
        Some("too small")
    );
    assert!(!paper.disappoints(), "what fails was expected to");
    assert_eq!(paper.further, ["one", "two-b", "own"]);
    let of = |part: Part| -> Vec<&str> {
        let lines = paper.lines.iter().filter(|line| line.part == part);
        lines.map(|line| line.text.as_str()).collect()
    };
    assert_eq!(of(Part::Summary), ["A summary of two lines."]);
    assert_eq!(of(Part::Equation), ["x = y"]);
    assert_eq!(of(Part::Code), ["let gumbel = 1;", "verdict();"]);
}

#[test]
fn a_change_of_a_cell_is_another_key_and_outputs_are_not() {
    let key = |text: &str| paper::key(&crate::notebook::Notebook::parse(text).unwrap());
    let text = notebook("p", 2018, "T", "S");
    assert_eq!(key(&text), key(&text.replace("< 2", "< 3")));
    assert_ne!(key(&text), key(&text.replace("gumbel = 1", "gumbel = 2")));
}

#[test]
fn a_search_ranks_titles_before_text_and_wants_every_word() {
    let papers = [
        paper("a", 2015, "About graphs", "Here diffusion is mentioned."),
        paper("b", 2016, "Diffusion of heat", "Nothing else."),
        paper("c", 2017, "About trees", "No such thing."),
    ];
    let find = |text: &str| -> Vec<(String, Option<String>)> {
        let found = search::find(papers.iter(), &words(text));
        let line = |found: &search::Found<'_>| found.line.map(|line| line.text.clone());
        found
            .iter()
            .map(|found| (found.paper.front.slug.clone(), line(found)))
            .collect()
    };
    let found = find("DIFFUSION");
    assert_eq!(found[0], ("b".to_owned(), None));
    assert_eq!(
        found[1],
        (
            "a".to_owned(),
            Some("Here diffusion is mentioned.".to_owned())
        )
    );
    assert_eq!(found.len(), 2);
    assert_eq!(find("diffusion mentioned").len(), 1);
    assert_eq!(find("hyvarinen").len(), 3);
    assert_eq!(find("gumbel")[0].1.as_deref(), Some("let gumbel = 1;"));
    assert_eq!(find("nowhere"), []);
}

#[test]
fn a_folder_is_read_in_order_and_says_what_it_cannot_read() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for (place, text) in [
        ("deep-learning/b.ipynb", notebook("b", 2016, "B", "")),
        ("deep-learning/a.ipynb", notebook("a", 2018, "A", "")),
        ("deep-learning/broken.ipynb", "{".to_owned()),
        ("deep-learning/.ipynb_checkpoints/a.ipynb", "{".to_owned()),
        (
            "no-paper.ipynb",
            notebook("x", 2018, "X", "").replace("%%paper", "%%tex"),
        ),
        (
            "wrong.ipynb",
            notebook("x", 2018, "X", "").replace("year = ", "yaer = "),
        ),
    ] {
        let file = root.join(place);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    let shelf = Shelf::in_folder(root).unwrap();
    let slugs: Vec<&str> = shelf
        .papers
        .iter()
        .map(|paper| paper.front.slug.as_str())
        .collect();
    assert_eq!(slugs, ["b", "a"], "by year");
    let why: Vec<String> = shelf
        .unreadable
        .iter()
        .map(|(place, why)| format!("{place}: {why}"))
        .collect();
    assert_eq!(why.len(), 3);
    assert!(
        why[0].starts_with("deep-learning/broken.ipynb: it is no notebook: it is not JSON"),
        "{why:?}"
    );
    assert_eq!(why[1], "no-paper.ipynb: it has no `%%paper` cell");
    assert!(
        why[2].contains("its paper cell is wrong") && why[2].contains("yaer"),
        "{why:?}"
    );
    assert!(Shelf::in_folder(&root.join("no")).is_err());
}

#[test]
fn a_second_paper_of_a_slug_is_not_taken_for_the_first() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.ipynb", "b.ipynb"] {
        std::fs::write(folder.path().join(name), notebook("same", 2018, "T", "")).unwrap();
    }
    let shelf = Shelf::in_folder(folder.path()).unwrap();
    assert_eq!(shelf.papers.len(), 1);
    let [(place, why)] = shelf.unreadable.as_slice() else {
        panic!("{:?}", shelf.unreadable);
    };
    assert_eq!(place, "b.ipynb");
    assert_eq!(why, "its slug `same` is that of a.ipynb as well");
}

#[test]
fn letters_that_lowering_makes_longer_hide_no_connection() {
    let text = "İ".repeat(20) + " Further reading: `two`.";
    assert_eq!(super::paper::further(&text, "one"), ["two"]);
}

#[test]
fn the_shelf_of_a_checkout_is_its_folder_and_else_the_binary_has_it() {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR"));
    let inside = Shelf::of(&checkout.join("notebooks/generative-models")).unwrap();
    assert_eq!(
        inside.folder.as_deref(),
        Some(checkout.join("notebooks").as_path())
    );
    let elsewhere = tempfile::tempdir().unwrap();
    let outside = Shelf::of(elsewhere.path()).unwrap();
    assert_eq!(outside.folder, None);
    assert_eq!((inside.unreadable, outside.unreadable), (vec![], vec![]));
    assert_eq!(inside.papers.len(), outside.papers.len());
    for paper in &outside.papers {
        assert_eq!(
            paper.place,
            format!("{}/{}.ipynb", paper.front.topic, paper.front.slug)
        );
        assert!(
            paper.figure.is_some() && !paper.further.is_empty(),
            "{}",
            paper.place
        );
        assert!(!prose::idea(&paper.summary).is_empty());
    }
}

#[test]
fn a_misspelt_slug_has_a_neighbour() {
    let shelf = Shelf::in_binary();
    assert!(shelf.find("ddpm").is_ok());
    let error = shelf.find("gumble-softmax").unwrap_err();
    assert!(error.ends_with("did you mean `gumbel-softmax`?"), "{error}");
    let error = shelf.find("adaptive").unwrap_err();
    assert!(
        error.ends_with("did you mean `design-by-adaptive-sampling`?"),
        "{error}"
    );
    assert!(!shelf.find("zzz").unwrap_err().contains("did you mean"));
    assert_eq!(heading("generative-models"), "Generative models");
}
