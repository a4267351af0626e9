//! Where things stand in a Markdown text: equations, dollars that open none, raw HTML, links.
//!
//! The three readers of our Markdown disagree about where an equation ends: JupyterLab cuts equations out before it looks
//! for blocks, VS Code takes a `$$` block before a list, CommonMark does neither. This file finds the equations on which
//! all three agree, and calls the rest a fault. Display equations are found first and masked, so that a line of theirs
//! that starts with `-` or `+` does not become a list item; `pulldown-cmark` then sees the blocks and the inline maths.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::scan_display::mask_display;

/// The TeX of one equation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equation {
    /// The TeX, without its dollars.
    pub tex: String,
    /// `$$`, on lines of its own?
    pub display: bool,
    /// The bytes of the TeX in the text, without its dollars.
    pub range: Range<usize>,
}

/// Something that the readers of the text would show differently, or wrongly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub message: &'static str,
    /// What to do about it.
    pub help: &'static str,
    /// The bytes of the text that it is about.
    pub range: Range<usize>,
}

/// What stands in a Markdown text, in the order of the text.
#[derive(Debug, Default)]
pub struct Scan {
    /// The equations.
    pub equations: Vec<Equation>,
    /// What is wrong with the text.
    pub faults: Vec<Fault>,
    /// Offsets of each `<` that opens raw HTML.
    pub html: Vec<usize>,
    /// Offsets of each `<` in running text.
    pub less_than: Vec<usize>,
    /// Offsets of each `\$` in running text.
    pub escaped_dollars: Vec<usize>,
}

/// The Markdown that JupyterLab and VS Code have in common.
fn parser(text: &str) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    let options = Options::ENABLE_MATH | Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    Parser::new_ext(text, options).into_offset_iter()
}

/// The fault of a dollar that belongs to no equation.
const STRAY: &str = "this dollar neither opens nor closes an equation";

/// Finds everything in `text`.
pub fn scan(text: &str) -> Scan {
    let mut found = Scan::default();
    let masked = mask_display(text, &code(text), &mut found);
    let unclosed: Vec<Range<usize>> = found
        .faults
        .iter()
        .map(|fault| fault.range.clone())
        .collect();
    let (mut in_table, mut in_code) = (false, false);
    for (event, range) in parser(&masked) {
        match event {
            Event::Start(Tag::Table(_)) => in_table = true,
            Event::End(TagEnd::Table) => in_table = false,
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::HtmlBlock) => {
                found
                    .html
                    .extend(masked[range.clone()].find('<').map(|at| range.start + at));
            }
            Event::InlineHtml(_) => found.html.push(range.start),
            Event::Start(Tag::Link { dest_url, .. }) if !is_safe(&dest_url, false) => {
                found.faults.push(unsafe_link(range))
            }
            Event::Start(Tag::Image { dest_url, .. }) if !is_safe(&dest_url, true) => {
                found.faults.push(unsafe_link(range))
            }
            Event::InlineMath(_) => inline(&masked, range, &mut found),
            Event::Text(_) if !in_code => {
                let unclosed = |at: usize| unclosed.iter().any(|range| range.contains(&at));
                running_text(&masked, range, in_table, unclosed, &mut found);
            }
            _ => {}
        }
    }
    pair_unbalanced(&masked, &mut found);
    found.equations.sort_by_key(|equation| equation.range.start);
    found.faults.sort_by_key(|fault| fault.range.start);
    found
}

/// The bytes of `text` that are code, in blocks and in lines.
fn code(text: &str) -> Vec<Range<usize>> {
    parser(text)
        .filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))))
        .map(|(_, range)| range)
        .collect()
}

fn inline(masked: &str, range: Range<usize>, found: &mut Scan) {
    if masked[range.end..].starts_with(|next: char| next.is_ascii_digit()) {
        found.faults.push(Fault {
            message: "a digit follows the dollar that closes this equation, which VS Code then does not see",
            help: r"write `\$` if the dollar is money, or put the digit inside the equation",
            range: range.clone(),
        });
    }
    let range = range.start + 1..range.end - 1;
    if holds_display(&range, found) {
        found.faults.push(Fault {
            message: "this equation has a `$$` inside",
            help: "put a space between the dollars of two equations, or write `\\text{...}` without dollars",
            range,
        });
        return;
    }
    found.equations.push(Equation {
        tex: masked[range.clone()].to_owned(),
        display: false,
        range,
    });
}

/// Does a display equation, which is masked, stand within `range`?
fn holds_display(range: &Range<usize>, found: &Scan) -> bool {
    let displays = found.equations.iter().filter(|equation| equation.display);
    displays
        .into_iter()
        .any(|equation| range.contains(&equation.range.start))
}

/// Two stray dollars around unbalanced braces are an equation after all: neither CommonMark nor JupyterLab sees it, and
/// KaTeX can say which brace is missing.
fn pair_unbalanced(masked: &str, found: &mut Scan) {
    let is_stray = |fault: &Fault| fault.message == STRAY;
    let mut at = 0;
    while at + 1 < found.faults.len() {
        let (open, close) = (&found.faults[at], &found.faults[at + 1]);
        let (start, end) = (open.range.end, close.range.start);
        let tex = masked.get(start..end).unwrap_or_default();
        if is_stray(open)
            && is_stray(close)
            && tex == tex.trim()
            && !tex.contains("\n\n")
            && !is_balanced(tex)
            && !holds_display(&(start..end), found)
        {
            found.equations.push(Equation {
                tex: tex.to_owned(),
                display: false,
                range: start..end,
            });
            found.faults.drain(at..at + 2);
        } else {
            at += 1;
        }
    }
}

/// Does each brace of `tex` have its partner?
fn is_balanced(tex: &str) -> bool {
    let mut depth = 0_i64;
    let mut chars = tex.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => drop(chars.next()),
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// Dollars, `<` and other maths delimiters in running text; `range` is one text event.
fn running_text(
    masked: &str,
    range: Range<usize>,
    in_table: bool,
    unclosed: impl Fn(usize) -> bool,
    found: &mut Scan,
) {
    let escaped = masked[..range.start].ends_with('\\');
    let text = &masked[range.clone()];
    for (offset, char) in text.char_indices() {
        let at = range.start + offset;
        let escaped = escaped && offset == 0;
        match char {
            '<' if !escaped => found.less_than.push(at),
            '$' if escaped => found.escaped_dollars.push(at - 1),
            '$' if !unclosed(at) => found.faults.push(Fault {
                message: STRAY,
                help: if in_table {
                    r"in a table a `|` ends the cell: write `\vert`, `\Vert` or `\mid` in equations"
                } else {
                    r"write `$x$` without spaces inside the dollars, or `\$` for a dollar sign"
                },
                range: at..at + 1,
            }),
            '(' if escaped && masked[at..].contains(r"\)") => found.faults.push(Fault {
                message: r"equations between `\(` and `\)` are not drawn in VS Code",
                help: "write `$x$`",
                range: at - 1..at + 1,
            }),
            '\\' if text[offset..].starts_with(r"\begin{") => found.faults.push(Fault {
                message: "an environment outside an equation is not drawn everywhere",
                help: "put it between `$$` and `$$`",
                range: at..at + 6,
            }),
            _ => {}
        }
    }
}

fn unsafe_link(range: Range<usize>) -> Fault {
    Fault {
        message: "this link does not lead to a page",
        help: "links start with `https:`, `http:`, `mailto:` or `#`, or are relative paths",
        range,
    }
}

/// Is this a web page, a mail address, a relative path or, for images, image data?
fn is_safe(url: &str, image: bool) -> bool {
    let scheme = match url.split_once(':') {
        Some((scheme, _)) if !scheme.contains(['/', '?', '#']) => {
            scheme.trim().to_ascii_lowercase()
        }
        _ => return true,
    };
    matches!(scheme.as_str(), "http" | "https" | "mailto")
        || image && (scheme == "attachment" || url.starts_with("data:image/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn equations(text: &str) -> Vec<(String, bool)> {
        let found = scan(text);
        assert_eq!(found.faults, [], "{text}");
        for equation in &found.equations {
            assert_eq!(text[equation.range.clone()], equation.tex);
        }
        found
            .equations
            .into_iter()
            .map(|equation| (equation.tex, equation.display))
            .collect()
    }

    fn fault(text: &str) -> (usize, &'static str) {
        let found = scan(text);
        assert_eq!(found.faults.len(), 1, "{text}: {:?}", found.faults);
        (found.faults[0].range.start, found.faults[0].message)
    }

    #[test]
    fn finds_inline_and_display_equations() {
        let text = "Let $a_i * b_i$ be *é* 😀 with $a<b$.\n\n$$\nL = a\n  + b \\$\n- c\n$$\n\n- item $x$\n\n  $$ y $$\n";
        let expected = [
            ("a_i * b_i", false),
            ("a<b", false),
            ("\nL = a\n  + b \\$\n- c\n", true),
            ("x", false),
            (" y ", true),
        ];
        assert_eq!(
            equations(text),
            expected.map(|(tex, display)| (tex.to_owned(), display))
        );
    }

    #[test]
    fn leaves_code_and_escaped_dollars_alone() {
        for text in [
            "`$x` and `$$`",
            "```\n$$\n$x\n```",
            "    $x\n    $$",
            "costs \\$5",
            "\\$\\$",
            "&#36;5",
        ] {
            assert_eq!(equations(text), [], "{text}");
        }
    }

    #[test]
    fn finds_dollars_that_open_nothing() {
        assert_eq!(fault("é costs $5").0, "é costs ".len());
        assert!(fault("a\n\n$$\nx\n").1.contains("not closed"));
        assert_eq!(
            scan("$$\nx\n\ny\n$$ z\n").faults.len(),
            2,
            "an empty line ends the equation"
        );
        assert_eq!(scan("$ x $").faults.len(), 2);
        assert!(fault("costs $5 or$6").1.contains("digit"));
        assert!(fault("$a$$$$b$").1.contains("inside"));
        let table = scan("| a | b |\n|---|---|\n| $p(x|y)$ | c |\n");
        assert!(table.faults[0].help.contains(r"\mid"), "{table:?}");
    }

    #[test]
    fn finds_delimiters_that_only_some_readers_know() {
        assert_eq!(fault(r"see \(x\)").0, 4);
        assert!(
            fault("see \\begin{align} x \\end{align}")
                .1
                .contains("environment")
        );
        assert!(fault("> $$\n> x\n> $$").1.contains("quote"));
        assert_eq!(equations("> $$x$$").len(), 1);
    }

    #[test]
    fn finds_html_but_not_in_code_or_equations() {
        let text = "a <b>b</b> `<i>` $a<b>c$ <https://example.org>\n\n<div>\n<p>\n</div>\n";
        let at = |what: &str| text.find(what).expect("in the text");
        assert_eq!(scan(text).html, [at("<b>"), at("</b>"), at("<div>")]);
        assert_eq!(scan("a < b \\< c").less_than, [2]);
    }

    #[test]
    fn finds_links_that_run_code() {
        for text in [
            "[x](javascript:alert(1))",
            "[x](JaVaScript:a)",
            "![x](vbscript:a)",
            "[x](data:text/html,a)",
        ] {
            assert!(fault(text).1.contains("link"), "{text}");
        }
        for text in [
            "[x](a/b:c)",
            "[x](#a)",
            "[x](https://a.b)",
            "![x](data:image/png;base64,AA)",
            "<me@example.org>",
        ] {
            assert_eq!(scan(text).faults, [], "{text}");
        }
    }
}
