//! Where the equations of a Markdown text stand.
//!
//! They are taken out before Markdown sees the text, as JupyterLab does, so that Markdown never sees the `_`, `*` and `|`
//! inside them. Understood: `$...$`, `$$...$$`, and, because other tools write them into outputs, `\\(...\\)`,
//! `\\[...\\]` and a bare `\begin{align}...\end{align}`. Any other dollar sign must be `\$`: an unclosed equation is an
//! error, never silent text. A paper cell is checked more strictly when it runs (`display::markdown`); this is the reader
//! of whatever was stored.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::pattern::regex;

/// An equation in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The TeX, without its delimiters and without the `>` of a block quote.
    pub tex: String,
    /// Does it stand on lines of its own?
    pub display: bool,
    /// The bytes of the text that it stands for, delimiters included.
    pub range: Range<usize>,
    /// The byte of the text at which the TeX starts.
    pub start: usize,
}

/// A fenced block of code at the start of a line.
static FENCE: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?(`{3,}|~{3,})[^\n`]*\n"));
static ENVIRONMENT: LazyLock<Regex> = LazyLock::new(|| regex(r"^([ \t>]*)\\begin\{([a-z]+\*?)\}"));
static CLOSING: LazyLock<Regex> = LazyLock::new(|| regex(r"\\\\[)\]]|\\end\{[a-z]+\*?\}"));

/// Finds all equations of `text`, in order.
///
/// # Errors
/// The byte of a dollar sign that opens no equation, or closes none.
pub fn scan(text: &str) -> Result<Vec<Found>, usize> {
    let reader = Reader::new(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        at = match reader.next(at) {
            Next::Skip(end) => end,
            Next::Equation(equation) => {
                let end = equation.range.end;
                found.push(equation);
                end
            }
            Next::Stray => return Err(at),
        };
    }
    Ok(found)
}

/// What stands at a byte of the text.
enum Next {
    /// Nothing to find before this byte.
    Skip(usize),
    Equation(Found),
    Stray,
}

/// A text, and all that can end something in it: found once, for nothing may end a hundred thousand openings.
struct Reader<'t> {
    text: &'t str,
    /// Where each closing delimiter stands.
    closings: HashMap<&'t str, Vec<usize>>,
    /// From the newline before each blank line to the one at its end.
    blank_lines: Vec<Range<usize>>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Reader<'t> {
        let mut closings: HashMap<&str, Vec<usize>> = HashMap::new();
        for closing in CLOSING.find_iter(text) {
            let places = closings.entry(closing.as_str()).or_default();
            places.push(closing.start());
        }
        let newlines = || text.match_indices('\n').map(|(at, _)| at);
        let is_blank = |line: &str| line.trim_start_matches([' ', '\t', '>']).is_empty();
        let lines = newlines().zip(newlines().skip(1));
        let blank = lines.filter(|(start, end)| is_blank(&text[start + 1..*end]));
        Reader {
            text,
            closings,
            blank_lines: blank.map(|(start, end)| start..end + 1).collect(),
        }
    }

    /// Where the first `mark` at or after a byte stands.
    fn closing(&self, mark: &str, from: usize) -> Option<usize> {
        let places = self.closings.get(mark)?;
        places
            .get(places.partition_point(|place| *place < from))
            .copied()
    }

    fn has_blank_line(&self, range: Range<usize>) -> bool {
        let before = |line: &Range<usize>| line.start < range.start;
        let next = self
            .blank_lines
            .get(self.blank_lines.partition_point(before));
        next.is_some_and(|line| line.end <= range.end)
    }

    fn next(&self, at: usize) -> Next {
        let text = self.text;
        let rest = &text[at..];
        if at == 0 || text.as_bytes()[at - 1] == b'\n' {
            if let Some(end) = fence(rest) {
                return Next::Skip(at + end);
            }
            if let Some(found) = self.environment(at) {
                return Next::Equation(found);
            }
        }
        match text.as_bytes()[at] {
            b'`' => Next::Skip(self.code_span(at)),
            b'\\' => self
                .delimited(at, r"\\[", r"\\]", true)
                .or_else(|| self.delimited(at, r"\\(", r"\\)", false))
                .unwrap_or_else(|| {
                    Next::Skip(at + 1 + rest[1..].chars().next().map_or(0, char::len_utf8))
                }),
            b'$' => self.dollars(at),
            // Everything up to the next character that can begin something; a line begins after its newline.
            _ => match rest.find(['`', '\\', '$', '\n']) {
                Some(end) => Next::Skip(at + end + usize::from(rest.as_bytes()[end] == b'\n')),
                None => Next::Skip(text.len()),
            },
        }
    }

    fn delimited(&self, at: usize, open: &str, close: &str, display: bool) -> Option<Next> {
        if !self.text[at..].starts_with(open) {
            return None;
        }
        let start = at + open.len();
        let inside = start..self.closing(close, start)?;
        if inside.is_empty() || self.has_blank_line(inside.clone()) {
            return None;
        }
        let found = equation(self.text, at, inside, close.len(), display);
        Some(Next::Equation(found))
    }

    /// The end of the code span that starts at a byte, or of its backticks if they open none.
    fn code_span(&self, from: usize) -> usize {
        let rest = &self.text[from..];
        let ticks = rest.len() - rest.trim_start_matches('`').len();
        let mut at = ticks;
        while let Some(found) = rest[at..].find('`') {
            let start = at + found;
            let run = rest[start..].len() - rest[start..].trim_start_matches('`').len();
            if run == ticks {
                return match self.has_blank_line(from + ticks..from + start) {
                    true => from + ticks,
                    false => from + start + run,
                };
            }
            at = start + run;
        }
        from + ticks
    }

    /// A `\begin{name}` at the start of a line, to its `\end{name}`.
    fn environment(&self, at: usize) -> Option<Found> {
        let text = self.text;
        let opening = ENVIRONMENT.captures(&text[at..])?;
        let closing = format!("\\end{{{}}}", &opening[2]);
        let end = self.closing(&closing, at)? + closing.len();
        let lead = opening[1].len();
        if self.has_blank_line(at..end) {
            return None;
        }
        let mut found = equation(text, at, at + lead..end, 0, true);
        // What stands before it on its line (the `>` of a quote) stays.
        found.range.start = at + lead;
        Some(found)
    }

    /// An equation between dollars, or a dollar that is none.
    fn dollars(&self, at: usize) -> Next {
        let text = self.text;
        let rest = &text[at..];
        if let Some(inside) = rest.strip_prefix("$$")
            && let Some(end) = unescaped(inside, "$$").filter(|end| *end > 0)
            && !self.has_blank_line(at + 2..at + 2 + end)
        {
            return Next::Equation(equation(text, at, at + 2..at + 2 + end, 2, true));
        }
        let inside = &rest[1..];
        let opens = inside.starts_with(|char: char| !char.is_whitespace() && char != '$');
        if opens
            && let Some(end) = unescaped(inside, "$")
            && !inside[..end].ends_with(char::is_whitespace)
            && !inside[end + 1..].starts_with(|char: char| char.is_ascii_digit())
            && !self.has_blank_line(at + 1..at + 1 + end)
        {
            return Next::Equation(equation(text, at, at + 1..at + 1 + end, 1, false));
        }
        Next::Stray
    }
}

/// The end of the fenced block of code at the start of `rest`.
fn fence(rest: &str) -> Option<usize> {
    let opening = FENCE.captures(rest)?;
    let mark = &opening[1];
    let mut at = opening[0].len();
    for line in rest[at..].split_inclusive('\n') {
        at += line.len();
        let line = line.trim_start_matches([' ', '\t', '>']);
        if let Some(tail) = line.strip_prefix(mark)
            && tail.trim_start_matches(['`', '~']).trim().is_empty()
        {
            return Some(at);
        }
    }
    Some(rest.len())
}

/// The byte of the first `mark` in `text` that no backslash stands before.
fn unescaped(text: &str, mark: &str) -> Option<usize> {
    let mut at = 0;
    while at < text.len() {
        if text.as_bytes()[at] == b'\\' {
            at += 2;
        } else if text.as_bytes()[at..].starts_with(mark.as_bytes()) {
            return Some(at);
        } else {
            at += 1;
        }
    }
    None
}

fn equation(text: &str, at: usize, inside: Range<usize>, close: usize, display: bool) -> Found {
    let tex = &text[inside.clone()];
    let start = inside.start + tex.len() - tex.trim_start().len();
    Found {
        tex: unquoted(tex, text, at).trim().to_owned(),
        display,
        range: at..inside.end + close,
        start,
    }
}

/// `tex` without the `>` of a block quote, when its first line, which begins before `at`, has one.
fn unquoted(tex: &str, text: &str, at: usize) -> String {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let lead = text[line..].trim_start_matches([' ', '\t', '>']);
    let marks = text[line..text.len() - lead.len()].matches('>').count();
    if marks == 0 {
        return tex.to_owned();
    }
    let lines = tex.split('\n').enumerate().map(|(number, line)| {
        if number == 0 {
            return line;
        }
        let mut rest = line;
        for _ in 0..marks {
            match rest.trim_start_matches([' ', '\t']).strip_prefix('>') {
                Some(after) => rest = after,
                None => break,
            }
        }
        match rest.len() < line.len() {
            true => rest.strip_prefix(' ').unwrap_or(rest),
            false => line,
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tex(text: &str) -> Vec<(String, bool)> {
        let found = scan(text).expect(text);
        found
            .into_iter()
            .map(|one| (one.tex, one.display))
            .collect()
    }

    #[test]
    fn finds_equations_and_leaves_code_alone() {
        let text = "é $a_1$ `$x$` ``a ` $b$`` $$ c\n+ d $$\n```sh\n$HOME $x\n```\n- ~~~\n  $$\n  ~~~\n\\$5 $e$";
        let expected = [("a_1", false), ("c\n+ d", true), ("e", false)];
        assert_eq!(
            tex(text),
            expected.map(|(tex, display)| (tex.to_owned(), display))
        );
        assert_eq!(tex("`a $x$"), [("x".to_owned(), false)]);
        assert_eq!(tex("```\n$ never closed"), []);
    }

    #[test]
    fn knows_where_the_tex_starts() {
        let text = "ab $$\n  x\n$$";
        let found = &scan(text).expect(text)[0];
        assert_eq!((found.start, found.range.clone()), (8, 3..12));
        let text = "> \\begin{align}\n> a\n> \\end{align}";
        let found = &scan(text).expect(text)[0];
        assert_eq!(found.tex, "\\begin{align}\na\n\\end{align}");
        assert_eq!(found.range.start, 2);
    }

    #[test]
    fn refuses_dollars_that_open_nothing() {
        for (text, at) in [
            ("an open $x", 8),
            ("é x$ only", 4),
            ("$$\nx\n\ny\n$$", 0),
            ("$ x $", 0),
            ("costs $5 and $6", 6),
            ("a $", 2),
        ] {
            assert_eq!(scan(text), Err(at), "{text}");
        }
    }

    #[test]
    fn what_nothing_closes_is_read_once() {
        let start = std::time::Instant::now();
        for open in [r"\\( ", "\\begin{a}\n", "\\\\[ x\n"] {
            let text = open.repeat(200_000);
            assert_eq!(tex(&text), []);
            assert_eq!(tex(&(text + "\n\n\\\\) \\\\] \\end{a}")), []);
        }
        assert!(start.elapsed().as_secs() < 10);
    }

    #[test]
    fn no_equation_goes_over_a_blank_line() {
        for text in [
            "\\\\(a\n\nb\\\\)",
            "\\\\(a\n \t\n\\\\)",
            "\\\\(\n\n\n\\\\)",
            "\\begin{a}\n> \n\\end{a}",
        ] {
            assert_eq!(tex(text), [], "{text:?}");
        }
        assert_eq!(tex("\n\n\\\\(a\nb\\\\)\n\n"), [("a\nb".to_owned(), false)]);
        assert_eq!(tex("\n\n$a$\n\n"), [("a".to_owned(), false)]);
    }
}
