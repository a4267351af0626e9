//! A `%%paper` cell: TOML front matter between `+++` lines, then a summary in Markdown.

use std::ops::Range;

use serde_json::Value;
use toml::de::DeTable;

use super::fields::Fields;
use super::front_matter::{self, FrontMatter};
use crate::display::error::render;
use crate::display::{CellError, Diagnostic, markdown};

/// The line that opens and closes the front matter.
const FENCE: &str = "+++";
/// Errors of the TOML syntax that are shown; the later ones mostly follow from the first.
const MAX_SYNTAX_ERRORS: usize = 2;
/// What a paper cell looks like, for who has not seen one.
const FORM: &str = "a paper cell is `%%paper`, a line `+++`, front matter in TOML, a line `+++`, and the summary in Markdown";

/// A paper cell that has been read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperCell {
    /// The facts about the paper, its claims, and the corrections to the note.
    pub front: FrontMatter,
    /// The summary in Markdown, raw HTML escaped; may be empty.
    pub summary: String,
}

impl PaperCell {
    /// The front matter as JSON, for the output's metadata.
    pub fn metadata(&self) -> Value {
        serde_json::to_value(&self.front).unwrap_or(Value::Null)
    }
}

/// Reads and checks cell number `cell`, a `%%paper` cell.
///
/// # Errors
/// Everything that is wrong with the cell, each with the line and column of the cell: `TomlError` for the syntax of the
/// front matter, `PaperError` for keys that are missing, unknown or of the wrong kind, `TexError` and `MarkdownError` for
/// the texts.
pub fn parse(source: &str, cell: u32) -> Result<PaperCell, CellError> {
    read(source).map_err(|mut diagnostics| {
        diagnostics.sort_by_key(|diagnostic| diagnostic.spans.first().map(|span| span.start));
        render(&diagnostics, cell, source)
    })
}

fn read(source: &str) -> Result<PaperCell, Vec<Diagnostic>> {
    let Parts {
        opening,
        front,
        summary,
    } = parts(source).map_err(|diagnostic| vec![*diagnostic])?;
    let (table, errors) = DeTable::parse_recoverable(&source[front.clone()]);
    if !errors.is_empty() {
        let syntax = errors.iter().take(MAX_SYNTAX_ERRORS);
        return Err(syntax
            .map(|error| syntax_error(source, front.start, error))
            .collect());
    }
    let mut fields = Fields {
        source,
        opening,
        base: front.start,
        diagnostics: Vec::new(),
    };
    let front = front_matter::read(&mut fields, table.get_ref());
    let mut diagnostics = fields.diagnostics;
    let checked = markdown::check(&source[summary.clone()]);
    match checked {
        Ok(checked) if diagnostics.is_empty() => Ok(PaperCell {
            front,
            summary: checked.safe.trim().to_owned(),
        }),
        Ok(_) => Err(diagnostics),
        Err(errors) => {
            let place = |at: usize| summary.start + at;
            diagnostics.extend(
                errors
                    .into_iter()
                    .map(|error| error.diagnostic(source, place)),
            );
            Err(diagnostics)
        }
    }
}

/// The parts of a cell, in bytes.
struct Parts {
    /// The first `+++`.
    opening: Range<usize>,
    /// The TOML between the two.
    front: Range<usize>,
    /// The Markdown after the second.
    summary: Range<usize>,
}

fn parts(source: &str) -> Result<Parts, Box<Diagnostic>> {
    let mut lines = lines(source).skip_while(|line| source[line.clone()].trim().is_empty());
    let magic = lines.next().unwrap_or(0..0);
    if let Some(extra) = source[magic.clone()]
        .trim()
        .strip_prefix("%%paper")
        .map(str::trim)
        .filter(|extra| !extra.is_empty())
    {
        let start = magic.start + source[magic.clone()].find(extra).unwrap_or_default();
        let place = start..start + extra.len();
        return Err(wrong_form(
            source,
            place,
            "",
            "`%%paper` stands alone on its line",
        ));
    }
    let mut lines = lines.skip_while(|line| source[line.clone()].trim().is_empty());
    let opening = lines.next().unwrap_or(source.len()..source.len());
    if source[opening.clone()].trim() != FENCE {
        let message = "the front matter must open with a line `+++`";
        return Err(wrong_form(source, trimmed(source, opening), "", message));
    }
    match lines.find(|line| source[line.clone()].trim_end() == FENCE) {
        Some(closing) => Ok(Parts {
            front: opening.end..closing.start,
            summary: closing.end..source.len(),
            opening: trimmed(source, opening),
        }),
        None => {
            let message = "the front matter is not closed by a second line `+++`";
            Err(wrong_form(
                source,
                trimmed(source, opening),
                "opened here",
                message,
            ))
        }
    }
}

fn wrong_form(source: &str, place: Range<usize>, label: &str, message: &str) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::error("PaperError", message).at(source, place, label);
    Box::new(diagnostic.help(FORM.to_owned()))
}

/// The lines of `source`, each with its newline.
fn lines(source: &str) -> impl Iterator<Item = Range<usize>> {
    source.split_inclusive('\n').scan(0, |start, line| {
        let range = *start..*start + line.len();
        *start = range.end;
        Some(range)
    })
}

/// `range` without the white space around its text.
fn trimmed(source: &str, range: Range<usize>) -> Range<usize> {
    let text = &source[range.clone()];
    let start = range.start + text.len() - text.trim_start().len();
    start..start + text.trim().len()
}

fn syntax_error(source: &str, base: usize, error: &toml::de::Error) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    let place = base + span.start..base + span.end;
    let message = error.message().lines().next().unwrap_or("this is no TOML");
    if message.contains("escape") {
        let message = "in double quotes a backslash starts an escape, and this is none";
        let help = r"TeX stands in single quotes: 'with $\alpha$'".to_owned();
        return Diagnostic::error("TomlError", message)
            .at(source, place, "")
            .help(help);
    }
    Diagnostic::error("TomlError", message).at(source, place, "")
}

#[cfg(test)]
mod tests {
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
        let (ename, evalue, drawn) =
            error(r"'what holds: $\sigma^2$'", r#""what holds: $\sigma^2$""#);
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
}
