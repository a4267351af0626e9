//! Collects the equations of a page and has them drawn when it is complete.
//!
//! While the page is built, an equation stands in the text as a *token*: a few characters that neither Markdown nor the
//! sanitiser touches. A wrong equation is thereby reported with all others that are wrong, and equal ones are drawn once.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::error::{Error, Place, pointed};
use super::html;
use super::pattern::regex;
use super::sanitize::TAG;
use super::scan::Found;
use crate::display::TexError;
use crate::display::tex;

/// What opens and closes a token: characters for private use, which have no meaning in Markdown and HTML.
const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

/// The equations of one page, in order of appearance.
#[derive(Debug)]
pub struct Equations {
    /// Digits that the notebook cannot contain, such as its own hash, so that no text of it is taken for a token.
    seed: String,
    known: Vec<Known>,
    index: HashMap<(String, bool), usize>,
}

#[derive(Debug)]
struct Known {
    tex: String,
    display: bool,
    /// Its text with delimiters, as the notebook has it.
    source: String,
    /// The whole text that it was found in, and the byte at which the TeX starts there.
    text: String,
    start: usize,
    place: Place,
}

/// The equations of a page as pictures.
#[derive(Debug)]
pub struct Drawn {
    equations: Equations,
    html: Vec<String>,
}

impl Equations {
    /// No equations yet; `seed`: the notebook's hash in hexadecimal digits.
    pub fn new(seed: &str) -> Equations {
        Equations {
            seed: seed.chars().take(16).collect(),
            known: Vec::new(),
            index: HashMap::new(),
        }
    }

    /// Takes in one equation of `text` and returns its token.
    pub fn add(&mut self, found: &Found, text: &str, place: &Place) -> String {
        let number = self.known.len();
        let number = *self
            .index
            .entry((found.tex.clone(), found.display))
            .or_insert(number);
        if number == self.known.len() {
            self.known.push(Known {
                tex: found.tex.clone(),
                display: found.display,
                source: text[found.range.clone()].to_owned(),
                text: text.to_owned(),
                start: found.start,
                place: place.clone(),
            });
        }
        format!("{OPEN}{}n{number}{CLOSE}", self.seed)
    }

    /// `text` with each token replaced by its source: for code, where `$` means `$`.
    pub fn restore(&self, text: &str) -> String {
        self.replace(text, |number| self.known[number].source.clone())
    }

    /// HTML in which tokens inside a tag (`alt="..."`) became TeX: only text can hold a drawing.
    pub fn restore_in_tags(&self, markup: &str) -> String {
        let tag = |tag: &Captures<'_>| {
            self.replace(&tag[0], |number| html::attribute(&self.known[number].tex))
        };
        TAG.replace_all(markup, tag).into_owned()
    }

    /// `text` without its equations, for the id of a heading.
    pub fn without(&self, text: &str) -> String {
        self.replace(text, |_| String::new())
    }

    /// Has all equations drawn.
    ///
    /// # Errors
    /// Each equation that KaTeX or MathJax would not draw, with its place and a caret under the fault.
    pub fn draw(self) -> Result<Drawn, Error> {
        let (mut html, mut wrong) = (Vec::new(), Vec::new());
        for known in &self.known {
            match tex::render(&known.tex, known.display) {
                Ok(drawn) => html.push(compact(&drawn)),
                Err(error) => wrong.push(complaint(known, &error)),
            }
        }
        match wrong.len() {
            0 => Ok(Drawn {
                equations: self,
                html,
            }),
            number => {
                let what = match number {
                    1 => "an equation".to_owned(),
                    _ => format!("{number} equations"),
                };
                Err(Error(format!(
                    "{what} cannot be drawn\n\n{}",
                    wrong.join("\n\n")
                )))
            }
        }
    }

    /// Replaces each token by what `with` gives for its number.
    fn replace(&self, text: &str, with: impl Fn(usize) -> String) -> String {
        let mut replaced = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(OPEN) {
            replaced.push_str(&rest[..at]);
            let token = &rest[at + OPEN.len_utf8()..];
            match self.number(token) {
                Some((number, length)) => {
                    replaced.push_str(&with(number));
                    rest = &token[length..];
                }
                None => {
                    replaced.push(OPEN);
                    rest = token;
                }
            }
        }
        replaced.push_str(rest);
        replaced
    }

    /// The number of a token whose opening has been read, and the bytes of what follows that.
    fn number(&self, token: &str) -> Option<(usize, usize)> {
        let digits = token.strip_prefix(&*self.seed)?.strip_prefix('n')?;
        let (digits, _) = digits.split_once(CLOSE)?;
        let number = digits.parse().ok().filter(|n| *n < self.known.len())?;
        Some((
            number,
            self.seed.len() + 1 + digits.len() + CLOSE.len_utf8(),
        ))
    }
}

impl Drawn {
    /// HTML with its equations drawn. A display equation that stands alone in its paragraph becomes a block of its own.
    pub fn fill(&self, markup: &str) -> String {
        static ALONE: LazyLock<Regex> =
            LazyLock::new(|| regex("<p>\\s*\u{e000}([0-9a-z]*)\u{e001}\\s*</p>"));
        static GLUED: LazyLock<Regex> =
            LazyLock::new(|| regex("([(\\[“‘]*)\u{e000}([0-9a-z]*)\u{e001}([.,:;!?)\\]”’…]*)"));
        let block = |paragraph: &Captures<'_>| {
            let token = format!("{}{CLOSE}", &paragraph[1]);
            match self.equations.number(&token) {
                Some((number, _)) if self.equations.known[number].display => {
                    format!("<div class=\"equation\">{}</div>", self.html[number])
                }
                _ => paragraph[0].to_owned(),
            }
        };
        let blocks = ALONE.replace_all(markup, block);
        let glued = GLUED.replace_all(&blocks, |found: &Captures<'_>| self.glued(found));
        self.equations
            .replace(&glued, |number| self.html[number].clone())
    }
}

impl Drawn {
    /// An equation within a line together with the punctuation around it: a browser may break the line between a drawing
    /// and the full stop after it, but not within a span that says so.
    fn glued(&self, found: &Captures<'_>) -> String {
        let (before, after) = (&found[1], &found[3]);
        let number = self.equations.number(&format!("{}{CLOSE}", &found[2]));
        match number {
            Some((number, _))
                if before.len() + after.len() > 0 && !self.equations.known[number].display =>
            {
                let drawn = &self.html[number];
                format!("<span class=\"glue\">{before}{drawn}{after}</span>")
            }
            _ => found[0].to_owned(),
        }
    }
}

/// How KaTeX begins an equation on a line of its own, and how a page does.
const DISPLAY: &str = "<span class=\"katex-display\">";
const FOCUSABLE: &str = "<span class=\"katex-display\" role=\"group\" tabindex=\"0\">";

/// The same drawing in fewer bytes: an equation is hundreds of elements, and a page has a hundred equations. One on a line
/// of its own can be scrolled by the keyboard.
fn compact(drawn: &str) -> String {
    static NAMESPACE: LazyLock<Regex> = LazyLock::new(|| regex(r#" xmlns="[^"]*""#));
    static STYLE: LazyLock<Regex> = LazyLock::new(|| regex(r#"style="([^"]*?);?""#));
    static ZERO: LazyLock<Regex> = LazyLock::new(|| regex(r"([^0-9.])0+\."));
    // HTML knows MathML and SVG.
    let drawn = NAMESPACE.replace_all(drawn, "");
    // A long equation scrolls on a phone, and the keyboard can scroll only what can be focused.
    let drawn = drawn.replacen(DISPLAY, FOCUSABLE, 1);
    let shorter = |style: &Captures<'_>| {
        let style = ZERO.replace_all(&style[1], "$1.");
        format!("style=\"{style}\"")
    };
    STYLE.replace_all(&drawn, shorter).into_owned()
}

/// Where, what, the line of TeX, and a caret.
fn complaint(known: &Known, error: &TexError) -> String {
    let at = error.position.map(|chars| {
        let offset = known.tex.char_indices().nth(chars);
        offset.map_or(known.tex.len(), |(byte, _)| byte)
    });
    // In a quote the TeX has lost its `>`, and only its start is known.
    let is_whole = known.text[known.start..].starts_with(&known.tex);
    let offset = at.filter(|_| is_whole).unwrap_or_default();
    let place = known.place.at(&known.text, known.start + offset);
    let shown = match at {
        Some(at) => pointed(&known.tex, at),
        None => {
            let lines: Vec<String> = known
                .tex
                .lines()
                .map(|line| format!("    {line}"))
                .collect();
            lines.join("\n")
        }
    };
    let help = error.help.as_ref();
    let help = help.map_or(String::new(), |help| format!("\n    help: {help}"));
    format!("{place}: {}\n{shown}{help}", error.message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handout::scan::scan;

    fn add(equations: &mut Equations, text: &str) -> Vec<String> {
        let place = Place::cell(1, "markdown", None).after_lines(0);
        let found = scan(text).expect(text);
        let tokens = found.iter().map(|one| equations.add(one, text, &place));
        tokens.collect()
    }

    #[test]
    fn equal_equations_are_drawn_once_and_only_tokens_are_filled() {
        let mut equations = Equations::new("abc");
        let tokens = add(&mut equations, "$x$ $x$ $$x$$");
        assert_eq!(tokens[0], tokens[1]);
        let (inline, display) = (&tokens[0], &tokens[2]);
        let forged = "\u{e000}abdn0\u{e001}";
        assert_eq!(equations.restore(inline), "$x$");
        assert_eq!(equations.without(&format!("a{inline}b")), "ab");
        assert_eq!(
            equations.restore_in_tags(&format!("<i title=\"{inline}\">{inline}</i>")),
            format!("<i title=\"x\">{inline}</i>")
        );
        let drawn = equations.draw().expect("a letter is TeX");
        assert_eq!(drawn.html.len(), 2);
        let filled = drawn.fill(&format!("<p>{display}</p><p>{inline}</p>{forged}"));
        assert!(
            filled.starts_with(&format!("<div class=\"equation\">{FOCUSABLE}")),
            "{filled}"
        );
        assert!(
            filled.contains("</div><p><span class=\"katex\">"),
            "{filled}"
        );
        assert!(filled.ends_with(forged));
        let stop = drawn.fill(&format!("({inline}). {display}."));
        assert!(
            stop.starts_with("<span class=\"glue\">(<span class=\"katex\">"),
            "{stop}"
        );
        assert!(
            stop.contains(&format!("</span>).</span> {FOCUSABLE}")),
            "{stop}"
        );
    }

    #[test]
    fn all_wrong_equations_are_pointed_at() {
        let mut equations = Equations::new("abc");
        add(
            &mut equations,
            "fine $x$\n\nbad $a + \\nope{b}$ and $\\frac{1}{$",
        );
        let error = equations.draw().expect_err("two are wrong").to_string();
        assert!(
            error.starts_with("2 equations cannot be drawn\n\n"),
            "{error}"
        );
        assert!(
            error.contains("cell 1 (markdown), line 3, column 10: Undefined control sequence: \\nope\n    a + \\nope{b}\n        ^"),
            "{error}"
        );
    }

    #[test]
    fn a_drawing_says_nothing_twice() {
        assert_eq!(
            compact(
                r#"<math xmlns="http://x"><i style="height:0.5em;top:-0.25em;width:10.5em;">0.5</i>"#
            ),
            r#"<math><i style="height:.5em;top:-.25em;width:10.5em">0.5</i>"#
        );
    }
}
