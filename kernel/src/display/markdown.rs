//! Markdown from a cell: every equation of it goes through KaTeX, and raw HTML becomes text.

use std::collections::BTreeSet;
use std::ops::Range;

use super::error::Diagnostic;
pub use super::scan::Equation;
use super::scan::{Fault, Scan, scan};
use super::tex::{self, TexError};

/// HTML inside HTML inside HTML: after so many rounds every `<` is escaped.
const MAX_ROUNDS: usize = 100;

/// A dollar sign that is no delimiter. Markdown's `\$` is not enough for JupyterLab, which hands the HTML that comes out to
/// MathJax: two bare dollars in it are an equation, unless a tag stands between them.
const DOLLAR: &str = "<span>&#36;</span>";

/// A Markdown text that every reader can be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Markdown {
    /// The text with its raw HTML and its dollar signs escaped: the value of a `text/markdown`.
    pub safe: String,
    /// Its equations, in order; their ranges are bytes of the original text.
    pub equations: Vec<Equation>,
}

/// What is wrong with a Markdown text, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkdownError {
    /// `TexError` for an equation, `MarkdownError` for the text around the equations.
    pub code: &'static str,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The bytes of the text that it is about; empty where something is missing.
    pub range: Range<usize>,
}

impl MarkdownError {
    /// The error of an equation whose TeX starts at the byte `start` of the text.
    pub fn of_tex(error: TexError, start: usize) -> Self {
        let byte = |chars: usize| {
            let offset = error
                .tex
                .char_indices()
                .nth(chars)
                .map_or(error.tex.len(), |(byte, _)| byte);
            start + offset
        };
        let range = match error.position {
            Some(position) => byte(position)..byte(position + error.length),
            None => start..start + error.tex.len(),
        };
        MarkdownError {
            code: "TexError",
            message: error.message,
            help: error.help,
            range,
        }
    }

    /// The error as a diagnostic of the cell `source`, where `place` maps a byte of the text to a byte of the cell.
    pub fn diagnostic(self, source: &str, place: impl Fn(usize) -> usize) -> Diagnostic {
        let range = place(self.range.start)..place(self.range.end);
        Diagnostic::error(self.code, self.message)
            .at(source, range, "")
            .help(self.help)
    }
}

/// Checks `text` and makes it safe to show.
///
/// # Errors
/// All errors of the text, in its order: TeX that KaTeX or MathJax cannot draw, dollars that open no equation, links that
/// run code.
pub fn check(text: &str) -> Result<Markdown, Vec<MarkdownError>> {
    checked(text, check_equation)
}

/// As [`check`], but no equation is drawn: for a text that was checked before, of which there are many.
///
/// # Errors
/// As [`check`], without the equations that cannot be drawn.
pub fn skim(text: &str) -> Result<Markdown, Vec<MarkdownError>> {
    checked(text, |_| Ok(()))
}

fn checked(
    text: &str,
    draw: impl Fn(&Equation) -> Result<(), MarkdownError>,
) -> Result<Markdown, Vec<MarkdownError>> {
    let (safe, found) = escape_html(text);
    let mut errors: Vec<MarkdownError> =
        found.faults.into_iter().map(MarkdownError::from).collect();
    errors.extend(
        found
            .equations
            .iter()
            .filter_map(|equation| draw(equation).err()),
    );
    if errors.is_empty() {
        return Ok(Markdown {
            safe,
            equations: found.equations,
        });
    }
    errors.sort_by_key(|error| error.range.start);
    Err(errors)
}

/// Checks only the equations of `text`; dollars that open none are let through, since a program printed them.
///
/// # Errors
/// The equations that KaTeX or MathJax cannot draw.
pub fn check_equations(text: &str) -> Result<(), Vec<MarkdownError>> {
    let errors: Vec<_> = scan(text)
        .equations
        .iter()
        .filter_map(|equation| check_equation(equation).err())
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors)
    }
}

/// The same text for a reader who is shown Markdown: every character that could start markup, HTML or an equation is
/// escaped. For names, numbers and other text that is not Markdown; newlines become spaces.
pub fn escape(plain: &str) -> String {
    let mut escaped = String::with_capacity(plain.len() + plain.len() / 8);
    for char in plain.chars() {
        match char {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '$' => escaped.push_str(DOLLAR),
            '\n' | '\r' | '\t' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '^' => {
                escaped.push('\\');
                escaped.push(char);
            }
            // Digits with `.` or `)`, and `+` and `-`, open lists at the start of a line only; `!` opens images before
            // `[`, which is escaped.
            _ => escaped.push(char),
        }
    }
    escaped
}

/// Safe Markdown as its author wrote it, for `text/plain`.
pub fn readable(safe: &str) -> String {
    safe.replace(DOLLAR, "$").replace("&lt;", "<")
}

fn check_equation(equation: &Equation) -> Result<(), MarkdownError> {
    tex::check(&equation.tex, equation.display)
        .map_err(|error| MarkdownError::of_tex(error, equation.range.start))
}

/// `text` with each `<` that is not code, TeX or an autolink written as `&lt;`, and what then stands in it, with ranges
/// of the original text.
///
/// Escaping the tag of an HTML block makes its content Markdown, in which there may be more HTML: hence the rounds.
fn escape_html(text: &str) -> (String, Scan) {
    let mut escapes = Escapes {
        original: text,
        at: BTreeSet::new(),
    };
    for _ in 0..MAX_ROUNDS {
        let safe = escapes.apply();
        let found = scan(&safe);
        if found.html.is_empty() {
            if found.less_than.is_empty() {
                return (separate_dollars(safe, &found), escapes.restore(found));
            }
            // The front ends' parsers differ from ours in corners; a `<` that is text here could be a tag there.
            escapes.add(&found.less_than);
        } else {
            escapes.add(&found.html);
        }
    }
    escapes.at = text.match_indices('<').map(|(at, _)| at).collect();
    let safe = escapes.apply();
    let found = scan(&safe);
    (separate_dollars(safe, &found), escapes.restore(found))
}

/// Replaces each `\$` of running text.
fn separate_dollars(mut safe: String, found: &Scan) -> String {
    for &at in found.escaped_dollars.iter().rev() {
        safe.replace_range(at..at + 2, DOLLAR);
    }
    safe
}

/// The offsets of each `<` of a text that is to be escaped.
struct Escapes<'a> {
    original: &'a str,
    at: BTreeSet<usize>,
}

impl Escapes<'_> {
    fn apply(&self) -> String {
        let mut safe = String::with_capacity(self.original.len() + 3 * self.at.len());
        let mut done = 0;
        for &at in &self.at {
            safe.push_str(&self.original[done..at]);
            safe.push_str("&lt;");
            done = at + 1;
        }
        safe.push_str(&self.original[done..]);
        safe
    }

    /// Adds places that were found in the escaped text.
    fn add(&mut self, escaped: &[usize]) {
        let more: Vec<usize> = escaped.iter().map(|&at| self.original_offset(at)).collect();
        self.at.extend(more);
    }

    /// An offset of the escaped text as one of the original.
    fn original_offset(&self, escaped: usize) -> usize {
        const GROWTH: usize = "&lt;".len() - "<".len();
        let mut offset = escaped;
        for (before, &at) in self.at.iter().enumerate() {
            if at + before * GROWTH >= escaped {
                break;
            }
            offset = escaped.saturating_sub((before + 1) * GROWTH).max(at);
        }
        offset
    }

    fn restore(&self, mut found: Scan) -> Scan {
        let restore = |range: &mut Range<usize>| {
            *range = self.original_offset(range.start)..self.original_offset(range.end);
        };
        found
            .faults
            .iter_mut()
            .for_each(|fault| restore(&mut fault.range));
        found
            .equations
            .iter_mut()
            .for_each(|equation| restore(&mut equation.range));
        // An equation that was HTML at first holds an escape now.
        let (kept, html) = std::mem::take(&mut found.equations)
            .into_iter()
            .partition(|equation| self.original[equation.range.clone()] == equation.tex);
        found.equations = kept;
        found
            .faults
            .extend(Vec::into_iter(html).map(|equation: Equation| Fault {
                message: "a `<` makes this equation look like HTML",
                help: r"put a space after the `<`, or write `\lt`",
                range: equation.range,
            }));
        found
    }
}

impl From<Fault> for MarkdownError {
    fn from(fault: Fault) -> Self {
        MarkdownError {
            code: "MarkdownError",
            message: fault.message.to_owned(),
            help: Some(fault.help.to_owned()),
            range: fault.range,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::error::Position;

    fn safe(text: &str) -> String {
        check(text).expect(text).safe
    }

    #[test]
    fn html_becomes_text() {
        assert_eq!(
            safe("a <script>alert(1)</script> b"),
            "a &lt;script>alert(1)&lt;/script> b"
        );
        assert_eq!(
            safe("<img src=x onerror=alert(1)>"),
            "&lt;img src=x onerror=alert(1)>"
        );
        assert_eq!(
            safe("<div>\n<p>x</p>\n`a<b`\n</div>\n"),
            "&lt;div>\n&lt;p>x&lt;/p>\n`a<b`\n&lt;/div>\n"
        );
        assert_eq!(
            safe("<!-- <script>\n\nx -->"),
            "&lt;!-- &lt;script>\n\nx -->"
        );
        assert_eq!(safe("<scr<script>ipt>"), "&lt;scr&lt;script>ipt>");
    }

    #[test]
    fn code_maths_and_links_stay() {
        let text = "`<b>` $a<b$ <https://example.org>\n\n$$\na < b\n$$\n\n    <pre>\n";
        assert_eq!(safe(text), text);
        let once = safe("1 < 2 <b> &lt;");
        assert_eq!(once, "1 &lt; 2 &lt;b> &lt;");
        assert_eq!(safe(&once), once, "escaping again changes nothing");
    }

    #[test]
    fn dollar_signs_do_not_meet() {
        assert_eq!(
            safe(r"\$5 $x\$$ `\$` é\$6"),
            r"<span>&#36;</span>5 $x\$$ `\$` é<span>&#36;</span>6".replace("\\\\", "\\")
        );
    }

    #[test]
    fn an_equation_that_looks_like_html_is_an_error() {
        let text = "é $a\n<div> b$ c";
        let errors = check(text).expect_err("it was HTML first");
        assert_eq!(&text[errors[0].range.clone()], "a\n<div> b");
        assert!(errors[0].message.contains("HTML"), "{errors:?}");
    }

    #[test]
    fn deep_html_ends() {
        let text = "<div>\n\n".repeat(150) + &"<b".repeat(2000);
        assert!(!safe(&text).contains('<'));
    }

    #[test]
    fn errors_have_lines_and_columns_in_characters() {
        let text = "<b>é</b> 😀 $\\foo$\n\n$$\nx + \\argmin\n$$\nit costs $5";
        let errors = check(text).expect_err("three errors");
        let seen: Vec<_> = errors
            .iter()
            .map(|error| {
                let Position { line, column } = Position::of(text, error.range.start);
                (error.code, line, column, &text[error.range.clone()])
            })
            .collect();
        let expected = [
            ("TexError", 1, 13, "\\foo"),
            ("TexError", 4, 5, "\\argmin"),
            ("MarkdownError", 6, 10, "$"),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn an_equation_that_lacks_something_is_marked_at_its_end() {
        let text = "see $\\frac{a$ here";
        let errors = check(text).expect_err("the brace is open");
        assert_eq!((errors.len(), &errors[0].range), (1, &(12..12)));
        let errors = check("see $a}$ here").expect_err("the brace closes nothing");
        assert_eq!((errors.len(), &errors[0].range), (1, &(6..7)));
    }

    #[test]
    fn plain_text_stays_plain() {
        let escaped = escape("a*b* <c> $5 | $6 [x](y) `z` \n# #");
        assert_eq!(
            escaped,
            "a\\*b\\* &lt;c&gt; <span>&#36;</span>5 \\| <span>&#36;</span>6 \\[x\\](y) \\`z\\`  \\# \\#"
        );
    }

    #[test]
    fn a_program_may_print_dollars() {
        assert_eq!(check_equations("costs $5 | $x^2$"), Ok(()));
        assert_eq!(
            check_equations("$\\foo$").expect_err("unknown command")[0].range,
            1..5
        );
    }
}
