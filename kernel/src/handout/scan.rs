//! Where the equations of a Markdown text stand.
//!
//! They are taken out before Markdown sees the text, as JupyterLab does, so that Markdown never sees the `_`, `*` and `|`
//! inside them. Understood: `$...$`, `$$...$$`, and, because other tools write them into outputs, `\\(...\\)`,
//! `\\[...\\]` and a bare `\begin{align}...\end{align}`. Any other dollar sign must be `\$`: an unclosed equation is an
//! error, never silent text. A paper cell is checked more strictly when it runs (`display::markdown`); this is the reader
//! of whatever was stored.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

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
static BLANK_LINE: LazyLock<Regex> = LazyLock::new(|| regex(r"\n[ \t>]*\n"));

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is right, and a test uses it")
}

/// Finds all equations of `text`, in order.
///
/// # Errors
/// The byte of a dollar sign that opens no equation, or closes none.
pub fn scan(text: &str) -> Result<Vec<Found>, usize> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        at = match next(text, at) {
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

fn next(text: &str, at: usize) -> Next {
    let rest = &text[at..];
    if at == 0 || text.as_bytes()[at - 1] == b'\n' {
        if let Some(end) = fence(rest) {
            return Next::Skip(at + end);
        }
        if let Some(found) = environment(text, at) {
            return Next::Equation(found);
        }
    }
    let delimited = |open: &str, close: &str, display| {
        let inside = rest.strip_prefix(open)?;
        let end = inside.find(close).filter(|end| *end > 0)?;
        (!BLANK_LINE.is_match(&inside[..end])).then(|| {
            let start = at + open.len();
            Next::Equation(equation(text, at, start..start + end, close.len(), display))
        })
    };
    match text.as_bytes()[at] {
        b'`' => Next::Skip(at + code_span(rest)),
        b'\\' => delimited(r"\\[", r"\\]", true)
            .or_else(|| delimited(r"\\(", r"\\)", false))
            .unwrap_or_else(|| {
                Next::Skip(at + 1 + rest[1..].chars().next().map_or(0, char::len_utf8))
            }),
        b'$' => dollars(text, at),
        // Everything up to the next character that can begin something; a line begins after its newline.
        _ => match rest.find(['`', '\\', '$', '\n']) {
            Some(end) => Next::Skip(at + end + usize::from(rest.as_bytes()[end] == b'\n')),
            None => Next::Skip(text.len()),
        },
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

/// The end of the code span at the start of `rest`, or of its backticks if they open none.
fn code_span(rest: &str) -> usize {
    let ticks = rest.len() - rest.trim_start_matches('`').len();
    let mut at = ticks;
    while let Some(found) = rest[at..].find('`') {
        let start = at + found;
        let run = rest[start..].len() - rest[start..].trim_start_matches('`').len();
        if run == ticks {
            let inside = &rest[ticks..start];
            return match BLANK_LINE.is_match(inside) {
                true => ticks,
                false => start + run,
            };
        }
        at = start + run;
    }
    ticks
}

/// A `\begin{name}` at the start of a line, to its `\end{name}`.
fn environment(text: &str, at: usize) -> Option<Found> {
    let rest = &text[at..];
    let opening = ENVIRONMENT.captures(rest)?;
    let closing = format!("\\end{{{}}}", &opening[2]);
    let end = rest.find(&closing)? + closing.len();
    let lead = opening[1].len();
    if BLANK_LINE.is_match(&rest[..end]) {
        return None;
    }
    let mut found = equation(text, at, at + lead..at + end, 0, true);
    // What stands before it on its line (the `>` of a quote) stays.
    found.range.start = at + lead;
    Some(found)
}

/// An equation between dollars, or a dollar that is none.
fn dollars(text: &str, at: usize) -> Next {
    let rest = &text[at..];
    if let Some(inside) = rest.strip_prefix("$$")
        && let Some(end) = unescaped(inside, "$$").filter(|end| *end > 0)
        && !BLANK_LINE.is_match(&inside[..end])
    {
        return Next::Equation(equation(text, at, at + 2..at + 2 + end, 2, true));
    }
    let inside = &rest[1..];
    let opens = inside.starts_with(|char: char| !char.is_whitespace() && char != '$');
    if opens
        && let Some(end) = unescaped(inside, "$")
        && !inside[..end].ends_with(char::is_whitespace)
        && !inside[end + 1..].starts_with(|char: char| char.is_ascii_digit())
        && !BLANK_LINE.is_match(&inside[..end])
    {
        return Next::Equation(equation(text, at, at + 1..at + 1 + end, 1, false));
    }
    Next::Stray
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
}
