//! Right and wrong paper cells.

use super::*;

const CELL: &str = r#"%%paper
+++
title = "Design by <adaptive> sampling"
slug = "design-by-adaptive-sampling"
authors = ["David H. Brookes", "Jennifer Listgarten"]
year = 2018
arxiv = "1810.03714"
topic = "probabilistic-inference"
note = "000"
minutes = 12
[claims]
relaxation-needed = 'Without relaxing $S$, the first weights vanish.'
another = "A <b>second</b> one with $\\alpha|x$."
[[corrections]]
note = "the note says 😀"
correct = 'what holds: $\sigma^2$'
shown = "in cell 5"
+++
Summary with $x$ and <script>alert(1)</script>

$$
a
- b
$$
"#;

/// The first error of `CELL` with `from` replaced by `to`, and the drawn diagnostics.
fn error(from: &str, to: &str) -> (String, String, String) {
    assert!(CELL.contains(from), "{from}");
    let error = parse(&CELL.replacen(from, to, 1), 3).expect_err(to);
    (error.ename, error.evalue, error.traceback.join("\n"))
}

#[test]
fn reads_a_whole_cell() {
    let paper = parse(CELL, 1).expect("a right cell");
    assert_eq!(
        paper.front.authors,
        ["David H. Brookes", "Jennifer Listgarten"]
    );
    let ids: Vec<_> = paper
        .front
        .claims
        .iter()
        .map(|claim| claim.id.as_str())
        .collect();
    assert_eq!(
        ids,
        ["relaxation-needed", "another"],
        "in the order of the cell"
    );
    assert_eq!(
        paper.front.claims[1].text,
        r"A &lt;b>second&lt;/b> one with $\alpha|x$."
    );
    assert_eq!(
        paper.front.corrections[0].shown.as_deref(),
        Some("in cell 5")
    );
    assert!(
        paper
            .summary
            .starts_with("Summary with $x$ and &lt;script>alert"),
        "{}",
        paper.summary
    );
    let json = paper.metadata();
    assert_eq!(
        (json["year"].as_u64(), json["claims"][0]["id"].as_str()),
        (Some(2018), Some("relaxation-needed"))
    );
    assert_eq!(json.get("venue"), None);
}

#[test]
fn misspelt_keys_are_recognised() {
    let (ename, evalue, drawn) = error("topic =", "topik =");
    assert_eq!(ename, "PaperError");
    assert_eq!(
        evalue,
        "the front matter holds the unknown key `topik` ([3]:8:1)"
    );
    assert!(drawn.contains("did you mean `topic`?"), "{drawn}");
    assert!(!drawn.contains("lacks"), "one fault, one error: {drawn}");
    let (_, evalue, drawn) = error("minutes =", "colour =");
    assert_eq!(
        evalue,
        "the front matter holds the unknown key `colour` ([3]:10:1)"
    );
    assert!(drawn.contains("may hold `title`, `slug`"), "{drawn}");
    let (_, evalue, drawn) = error("correct = ", "corect = ");
    assert_eq!(
        evalue,
        "a correction holds the unknown key `corect` ([3]:16:1)"
    );
    assert!(drawn.contains("did you mean `correct`?"), "{drawn}");
}

#[test]
fn missing_keys_are_named() {
    let (_, evalue, drawn) = error("topic = \"probabilistic-inference\"\n", "");
    assert_eq!(evalue, "the front matter lacks `topic` ([3]:2:1)");
    assert!(
        drawn.contains("for example: topic = \"probabilistic"),
        "{drawn}"
    );
    let (_, evalue, _) = error("correct = 'what holds: $\\sigma^2$'\n", "");
    assert_eq!(evalue, "this correction lacks `correct` ([3]:14:1)");
}

#[test]
fn mistyped_values_say_what_is_expected() {
    for (from, to, expected) in [
        (
            "year = 2018",
            "year = \"2018\"",
            "`year` must be a whole number without quotes, but is text ([3]:6:8)",
        ),
        (
            "year = 2018",
            "year = 20180",
            "`year` must be from 1600 to 2100 ([3]:6:8)",
        ),
        (
            "Design by <adaptive> sampling",
            "Design \\u001b[2J",
            "`title` holds a control character ([3]:3:9)",
        ),
        (
            "title = \"Design by <adaptive> sampling\"",
            "title = 5",
            "`title` must be text in quotes, but is a whole number ([3]:3:9)",
        ),
        (
            "\"Jennifer Listgarten\"",
            "7",
            "`authors` must be text in quotes, but is a whole number ([3]:5:32)",
        ),
        (
            "\"1810.03714\"",
            "\"arXiv:1810\"",
            "`arxiv` is `arXiv:1810`, but must be an arXiv identifier such as `1810.03714` ([3]:7:9)",
        ),
        (
            "[[corrections]]",
            "[corrections]",
            "`corrections` must be a list of tables, each opened by `[[corrections]]`, but is a table ([3]:14:1)",
        ),
        (
            "relaxation-needed",
            "Relaxation",
            "the claim `Relaxation` must be named in lower case, digits and dashes ([3]:12:1)",
        ),
    ] {
        assert_eq!(error(from, to).1, expected);
    }
}

#[test]
fn syntax_errors_have_a_place() {
    let (ename, evalue, _) = error("year = 2018", "year 2018");
    assert_eq!(ename, "TomlError");
    assert!(evalue.contains("([3]:6:"), "{evalue}");
    let (ename, evalue, drawn) = error(r"'what holds: $\sigma^2$'", r#""what holds: $\sigma^2$""#);
    assert_eq!(ename, "TomlError");
    assert!(evalue.contains("([3]:16:2"), "{evalue}");
    assert!(drawn.contains("single quotes"), "{drawn}");
    let (_, evalue, _) = error("year = 2018", "year = 2018\nyear = 2019");
    assert!(evalue.contains("([3]:7:1)"), "{evalue}");
}

#[test]
fn equations_are_checked_where_they_stand() {
    let (ename, evalue, _) = error(r"$\sigma^2$", r"$\sgma^2$");
    assert_eq!(
        (ename.as_str(), evalue.as_str()),
        ("TexError", "Undefined control sequence: \\sgma ([3]:16:25)")
    );
    let (_, evalue, _) = error(r"$\\alpha|x$", r"$\\alfa|x$");
    assert_eq!(evalue, "Undefined control sequence: \\alfa ([3]:13:38)");
    let (_, evalue, _) = error("😀\"", "😀 $\\\\foo$\"");
    assert_eq!(evalue, "Undefined control sequence: \\foo ([3]:15:26)");
    let (_, evalue, _) = error("Summary with $x$", "Summary é with $x^$");
    assert!(evalue.ends_with("([3]:19:18)"), "{evalue}");
    let (_, evalue, _) = error("- b\n", "- \\bm b\n");
    assert!(evalue.ends_with("([3]:23:3)"), "{evalue}");
    let (_, evalue, _) = error("the first weights", "$$x$$");
    assert!(
        evalue.contains("no room for a display equation"),
        "{evalue}"
    );
}

#[test]
fn the_frame_of_the_cell_is_checked() {
    for (source, expected) in [
        (
            "%%paper\ntitle = 1",
            "must open with a line `+++` ([1]:2:1)",
        ),
        ("%%paper", "must open with a line `+++` ([1]:1:8)"),
        (
            "%%paper\n\n+++\ntitle = 1\n",
            "not closed by a second line `+++` ([1]:3:1)",
        ),
        (
            "%%paper x\n+++\n+++\n",
            "`%%paper` stands alone on its line ([1]:1:9)",
        ),
    ] {
        let error = parse(source, 1).expect_err(source);
        assert!(error.evalue.ends_with(expected), "{}", error.evalue);
    }
    let error = parse("%%paper\n+++\n+++\n", 1).expect_err("nothing is there");
    assert_eq!(
        error.evalue,
        "the front matter lacks `title`, `slug`, `authors`, `year`, `topic` and `arxiv` ([1]:2:1)"
    );
}

#[test]
fn a_paper_cell_is_known_by_its_first_word() {
    assert!(is_cell("\n%%paper\n+++") && is_cell("%%paper x"));
    assert!(!is_cell("%%papers\n+++") && !is_cell("x %%paper") && !is_cell(""));
}

#[test]
fn skimming_reads_the_same_but_draws_nothing() {
    assert_eq!(skim(CELL, 1), parse(CELL, 1));
    let undrawable = CELL.replace("Summary with $x$", "Summary with $\\nothing$");
    assert!(parse(&undrawable, 1).is_err());
    assert!(skim(&undrawable, 1).is_ok());
    let wrong = CELL.replace("year = 2018", "year = 'x'");
    assert_eq!(skim(&wrong, 1), parse(&wrong, 1));
}
