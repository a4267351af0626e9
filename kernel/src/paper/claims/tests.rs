//! The register of claims and its table.

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
            &r"| Variance $p(y\vert x)$ is \| lower | &lt;~0.5 | 0.31 (95% interval"
                .replace('~', "\u{a0}")
        ),
        "{markdown}"
    );
    assert!(
        lines[5].contains("Fast") && lines[5].contains("✗</span>\u{a0}does not hold"),
        "{markdown}"
    );
    assert!(
        lines[6].contains("Late") && lines[6].ends_with("| –\u{a0}not checked |"),
        "{markdown}"
    );
    assert!(
        lines[7].starts_with(r"| `own\|claim` |") && lines[7].contains("✓</span>\u{a0}holds"),
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
fn what_is_announced_and_measured_again_replaces_what_was() {
    let mut claims = claims();
    let summary = |claims: &Claims| {
        let verdict = claims.verdict();
        let text = verdict.text("text/plain").unwrap_or_default();
        text.lines().next().unwrap_or_default().to_owned()
    };
    claims.record(measured("faster", true, "0.1"));
    claims.announce(&paper("p", "faster = 'Fast'"));
    assert_eq!(summary(&claims), "All 3 claims hold at toy scale.");
    claims.announce(&paper("q", "other = 'Another paper'"));
    assert_eq!(
        summary(&claims),
        "3 of 4 claims hold at toy scale, 1 was not checked."
    );
    claims.clear();
    assert!(summary(&claims).contains("No claims yet"));
}

#[test]
fn the_summary_is_english() {
    let mut claims = Claims::default();
    claims.record(measured("a", true, ""));
    assert_eq!(summary(&claims.rows()), "The claim holds at toy scale.");
    claims.record(measured("b", true, ""));
    assert_eq!(summary(&claims.rows()), "All 2 claims hold at toy scale.");
    claims.record(measured("a", false, ""));
    assert_eq!(
        summary(&claims.rows()),
        "1 of 2 claims holds at toy scale, 1 does not."
    );
}

#[test]
fn a_claim_that_fails_as_expected_is_an_honest_failure() {
    let mut claims = Claims::default();
    claims.announce(&paper(
        "p",
        "small = 'Small'\nlarge = 'Large'\n[fails]\nlarge = 'four layers of $|x|$ are too few'",
    ));
    claims.record(measured("small", true, "0.1"));
    claims.record(measured("large", false, "0.9"));
    let verdict = claims.verdict();
    let plain = verdict.text("text/plain").expect("there is text");
    assert_eq!(
        plain,
        "\
1 of 2 claims holds at toy scale, 1 does not, as expected.

claim  expected  measured  at toy scale
small  < 0.5     0.1       ✓ holds
large  < 0.5     0.9       ✗ does not hold, as expected: four layers of $|x|$ are too few"
    );
    let markdown = verdict.text("text/markdown").expect("there is Markdown");
    assert!(
        markdown.contains(
            &r"✗</span>~does not hold, as expected: four layers of $\vert x\vert $ are too few |"
                .replace('~', "\u{a0}")
        ),
        "{markdown}"
    );
    let json = &verdict.metadata["papercell"]["claims"];
    assert_eq!(json[0].get("expected_to_fail"), None);
    assert_eq!(
        json[1]["expected_to_fail"],
        "four layers of $|x|$ are too few"
    );
    claims.record(measured("large", true, "0.4"));
    let verdict = claims.verdict();
    let plain = verdict.text("text/plain").expect("there is text");
    assert!(
        plain.starts_with("All 2 claims hold at toy scale, 1 of them against what was expected.\n"),
        "{plain}"
    );
    assert!(
        plain.contains("✓ holds, and was expected to fail: four"),
        "{plain}"
    );
}

#[test]
fn a_line_breaks_between_bounds_and_not_within_one() {
    assert_eq!(
        bound_together("> 0.3; < 0.4"),
        "> 0.3; < 0.4"
            .replace("> ", ">\u{a0}")
            .replace("< ", "<\u{a0}")
    );
}
