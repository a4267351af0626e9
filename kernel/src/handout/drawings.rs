//! The drawings that stand in HTML; plotting crates send those. The sanitiser would drop them, so each goes past it as a
//! token and is put back where it stood.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::html;
use super::pattern::regex;
use super::sanitize::TAG;

/// What opens and closes a token: characters for private use, other ones than those of equations.
const OPEN: char = '\u{e002}';
const CLOSE: char = '\u{e003}';
static TOKEN: LazyLock<Regex> = LazyLock::new(|| regex("\u{e002}([0-9]+)\u{e003}"));

/// A tag as authors write it (its second group is its name), or what has no tags in it.
static ANY_TAG: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r#"(?s)<!--.*?(?:-->|$)|<(?i-u:script|style)\b.*?(?:</(?i-u:script|style)\s*>|$)|<(/?)([a-zA-Z][^\s/>]*)(?:"[^"]*"|'[^']*'|[^>"'])*>"#,
    )
});

/// The HTML with a token for each drawing, and the drawings.
pub fn take_out(content: &str) -> (String, Vec<String>) {
    let content = content.replace([OPEN, CLOSE], "");
    let (mut text, mut drawings) = (String::new(), Vec::new());
    let mut done = 0;
    for (start, end) in drawn(&content) {
        text.push_str(&content[done..start]);
        text.push_str(&format!("{OPEN}{}{CLOSE}", drawings.len()));
        drawings.push(content[start..end].to_owned());
        done = end;
    }
    text.push_str(&content[done..]);
    (text, drawings)
}

/// From where to where the outermost `<svg>`s go. One that is not closed is left to the sanitiser.
fn drawn(content: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let (mut depth, mut start, mut last) = (0_usize, 0, None);
    for tag in ANY_TAG.captures_iter(content) {
        let (Some(whole), Some(name)) = (tag.get(0), tag.get(2)) else {
            continue;
        };
        if !name.as_str().eq_ignore_ascii_case("svg") {
            continue;
        }
        let is_closing = !tag[1].is_empty();
        if depth == 0 {
            if is_closing {
                continue;
            }
            start = whole.start();
        }
        if is_closing {
            depth -= 1;
            last = Some(whole.end());
        } else if !whole.as_str().ends_with("/>") {
            depth += 1;
        }
        if depth == 0 {
            found.push((start, whole.end()));
            last = None;
        }
    }
    // One `</svg>` too few: what there is, for the reader to be told.
    found.extend(last.map(|end| (start, end)));
    found
}

/// The sanitised HTML with its drawings, as `draw` gives them, in the place of their tokens. What cannot be drawn is told
/// there. A drawing is an element: within a tag (`alt="..."`), from where its own quotes would break out, there is none.
pub fn put_back(
    clean: &str,
    drawings: Vec<String>,
    mut draw: impl FnMut(&str) -> Result<String, String>,
) -> String {
    // Each once: the number of a token can be forged.
    let mut drawings: Vec<Option<String>> = drawings.into_iter().map(Some).collect();
    let mut one = |token: &Captures<'_>| {
        let number: Option<usize> = token[1].parse().ok();
        let drawing = number
            .and_then(|number| drawings.get_mut(number))
            .and_then(Option::take);
        match drawing.map(|source| draw(&source)) {
            Some(Ok(drawn)) => drawn,
            Some(Err(message)) => {
                format!(
                    "<span class=\"aside\">[left out: {}]</span>",
                    html::text(&message)
                )
            }
            None => String::new(),
        }
    };
    let (mut html, mut done) = (String::with_capacity(clean.len()), 0);
    for tag in TAG.find_iter(clean) {
        html.push_str(&TOKEN.replace_all(&clean[done..tag.start()], &mut one));
        html.push_str(&TOKEN.replace_all(tag.as_str(), ""));
        done = tag.end();
    }
    html.push_str(&TOKEN.replace_all(&clean[done..], &mut one));
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(content: &str) -> Vec<String> {
        take_out(content).1
    }

    #[test]
    fn the_outermost_drawings_are_taken_out() {
        let nested = "<svg a='>'><svg><svg/></svg><!-- </svg> --><style>a > b </style></svg>";
        assert_eq!(taken(&format!("<p>{nested}</p><svg/>")), [nested, "<svg/>"]);
        for none in [
            "<img alt=\"<svg></svg>\">",
            "<!-- <svg></svg> -->",
            "<script>'<svg></svg>' < \"</script>",
            "<svgfoo></svgfoo>",
            "</svg>",
            "<svg>",
            "<!-- <svg></svg>",
        ] {
            assert_eq!(taken(none), [""; 0], "{none}");
        }
        assert_eq!(taken(&"<!-- <p>".repeat(200_000)), [""; 0]);
        assert_eq!(taken("<svg><svg></svg> after"), ["<svg><svg></svg>"]);
    }

    #[test]
    fn a_token_in_a_tag_or_a_forged_one_is_no_drawing() {
        let clean = "<i title=\"\u{e002}0\u{e003}\">\u{e002}0\u{e003}\u{e002}0\u{e003}\u{e002}7\u{e003}\u{e002}1\u{e003}</i>";
        let drawings = vec!["a".to_owned(), "b".to_owned()];
        let html = put_back(clean, drawings, |source| match source {
            "a" => Ok("<svg/>".to_owned()),
            other => Err(format!("no <{other}>")),
        });
        let note = "<span class=\"aside\">[left out: no &lt;b&gt;]</span>";
        assert_eq!(html, format!("<i title=\"\"><svg/>{note}</i>"));
    }
}
