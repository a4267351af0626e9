//! A line of Markdown as HTML, its equations drawn.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

use crate::display::tex;
use crate::display::tex::TexError;

/// One paragraph of safe Markdown (see [`crate::display::markdown`]) as HTML, without the `<p>`.
///
/// # Errors
/// An equation that KaTeX cannot draw.
pub fn line(markdown: &str) -> Result<String, TexError> {
    let mut events = Vec::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_MATH) {
        events.push(match event {
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => continue,
            // Links inside what is a link already.
            Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link) => continue,
            Event::InlineMath(equation) | Event::DisplayMath(equation) => {
                Event::InlineHtml(CowStr::from(tex::render(&equation, false)?))
            }
            // A page of ours has no other HTML than ours.
            Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
            other => other,
        });
    }
    let mut line = String::new();
    html::push_html(&mut line, events.into_iter());
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn html_is_text() {
        let drawn = line("`<b> and <img src=x onerror=y> <!-- z -->").unwrap();
        assert!(
            !drawn.contains("<img") && !drawn.contains("<!--"),
            "{drawn}"
        );
        assert!(drawn.contains("&lt;img src=x"), "{drawn}");
        assert!(line("$x$").unwrap().contains("katex"));
    }
}
