//! The one gate for HTML that comes from the notebook: raw HTML in Markdown, and `text/html` outputs.
//!
//! No script, no style sheet, no frame, no form survives, and nothing that loads: an image keeps its source only when
//! the source is the image itself (`data:`).

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;
use regex::Regex;

use super::pattern::regex;

/// No h1: a page has one, its title.
const TAGS: &str = "a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption \
                    figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup \
                    table tbody td tfoot th thead time tr u ul var";

/// Elements whose text goes with them: it is code or fallback, not prose.
const REMOVED_WITH_TEXT: &str = "script style template noscript iframe object svg math";

const EVERYWHERE: &str = "class id lang dir title style";

const ATTRIBUTES: [(&str, &str); 7] = [
    ("a", "href"),
    ("img", "src alt width height"),
    ("ol", "start type"),
    ("td", "colspan rowspan align"),
    ("th", "colspan rowspan align scope"),
    ("details", "open"),
    // A table that scrolls is reached by the keyboard.
    ("div", "tabindex role"),
];

/// Enough for the tables of data frames; nothing that positions, hides or loads.
const STYLES: &str = "background-color border border-bottom border-left border-right border-top color font-family \
                      font-size font-style font-weight text-align text-decoration vertical-align white-space";

const IMAGE_DATA: [&str; 5] = [
    "data:image/png;base64,",
    "data:image/jpeg;base64,",
    "data:image/gif;base64,",
    "data:image/webp;base64,",
    "data:image/svg+xml;base64,",
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let attributes: HashMap<_, _> = ATTRIBUTES
        .into_iter()
        .map(|(tag, attributes)| (tag, words(attributes)))
        .collect();
    let mut builder = Builder::empty();
    builder
        .tags(words(TAGS))
        .clean_content_tags(words(REMOVED_WITH_TEXT))
        .generic_attributes(words(EVERYWHERE))
        .tag_attributes(attributes)
        .filter_style_properties(words(STYLES))
        .url_schemes(words("http https mailto data"))
        .link_rel(Some("noopener"))
        .attribute_filter(keep);
    builder
});

/// A tag as [`clean`] writes it: values of attributes stand in double quotes.
pub static TAG: LazyLock<Regex> = LazyLock::new(|| regex(r#"<[a-zA-Z](?:"[^"]*"|[^>"])*>"#));

/// `html` reduced to what a page on paper can show.
pub fn clean(html: &str) -> String {
    CLEANER.clean(html).to_string()
}

fn words(words: &'static str) -> HashSet<&'static str> {
    words.split_whitespace().collect()
}

fn keep<'v>(tag: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let is_data = value.trim().to_ascii_lowercase().starts_with("data:");
    let keep = match (tag, attribute) {
        ("img", "src") => IMAGE_DATA.iter().any(|start| value.starts_with(start)),
        (_, "href") => !is_data,
        _ => true,
    };
    keep.then_some(Cow::Borrowed(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_stays_and_what_moves_goes() {
        assert_eq!(
            clean("<p style=\"color: red; position: fixed\">a <em>b</em></p>"),
            "<p style=\"color:red\">a <em>b</em></p>"
        );
        assert_eq!(clean("a<script>alert(1)</script>b"), "ab");
        assert_eq!(
            clean("<img src=x onerror=alert(1) alt=a>"),
            "<img alt=\"a\">"
        );
        assert_eq!(
            clean("<a href='javascript:x'>a</a>"),
            "<a rel=\"noopener\">a</a>"
        );
        assert_eq!(clean("<h1>a</h1>"), "a");
    }
}
