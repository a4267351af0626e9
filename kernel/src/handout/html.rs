//! Text inside HTML.

use std::fmt::Write;

/// `text` as it stands between tags.
pub fn text(text: &str) -> String {
    escaped(text, false)
}

/// `text` as it stands in an attribute, between double quotes.
pub fn attribute(text: &str) -> String {
    escaped(text, true)
}

fn escaped(text: &str, quotes: bool) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 16);
    for char in text.chars() {
        match char {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' if quotes => html.push_str("&quot;"),
            char => html.push(char),
        }
    }
    html
}

/// `text` as the inside of a CSS string: everything but letters, digits and spaces as a code point.
pub fn css_string(text: &str) -> String {
    let mut css = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_alphanumeric() || char == ' ' {
            css.push(char);
        } else {
            // A code point takes the white space after it, so it brings its own. Writing to a string cannot fail.
            let _ = write!(css, "\\{:x} ", u32::from(char));
        }
    }
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out() {
        assert_eq!(text("a < b & \"c\" > d"), "a &lt; b &amp; \"c\" &gt; d");
        assert_eq!(attribute("\"<"), "&quot;&lt;");
        assert_eq!(css_string("é \"}\\: a"), "é \\22 \\7d \\5c \\3a  a");
    }
}
