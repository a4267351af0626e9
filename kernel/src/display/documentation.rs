//! A signature and its documentation, in every format that a front end may ask for: plain text, Markdown, HTML.
//!
//! A doc comment is anybody's text, also that of a crate's author: its raw HTML is shown as text, and its links lead to
//! the web or nowhere.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, html};

use super::Bundle;
use super::markdown;

/// `signature` as Rust, and `docs`, which are Markdown.
pub fn documentation(signature: &str, docs: &str) -> Bundle {
    let docs = docs.trim();
    let plain = format!("{signature}\n\n{docs}");
    let code = format!("{}\n\n", fenced(signature));
    let shown = format!("{code}{}", safe_markdown(docs));
    Bundle::markdown(shown.trim_end(), plain.trim())
        .with("text/html", safe_html(&format!("{code}{docs}")))
}

/// What a command or a cell magic is for: `text` is a line of Markdown.
pub fn help(name: &str, text: &str) -> Bundle {
    let plain = format!("{name}: {}", text.replace('`', ""));
    let shown = format!("`{name}`: {text}");
    let html = safe_html(&shown);
    Bundle::markdown(shown, plain).with("text/html", html)
}

/// Rust as a block of Markdown, whatever stands in it.
pub fn fenced(rust: &str) -> String {
    let mut fence = "```".to_owned();
    while rust.contains(&fence) {
        fence.push('`');
    }
    match rust.trim().is_empty() {
        true => String::new(),
        false => format!("{fence}rust\n{rust}\n{fence}"),
    }
}

/// Markdown that every reader can be shown, for a text that was not written for a notebook: what would be an error in a
/// paper cell (a lone dollar) is text.
fn safe_markdown(docs: &str) -> String {
    if let Ok(checked) = markdown::check(docs) {
        return checked.safe;
    }
    match markdown::check(&docs.replace('$', "\\$")) {
        Ok(checked) => checked.safe,
        Err(_) => {
            let lines: Vec<String> = docs.lines().map(markdown::escape).collect();
            lines.join("\n")
        }
    }
}

/// Markdown as HTML: raw HTML becomes text, a link that is not one of the web becomes its text, an image its caption.
pub fn safe_html(docs: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    // Names in brackets that rustdoc would make links of are no links here: they stay as they are written.
    let mut kept_links = Vec::new();
    let events = Parser::new_ext(docs, options).filter_map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Link { ref dest_url, .. }) => {
            let kept = is_of_the_web(dest_url);
            kept_links.push(kept);
            kept.then_some(event)
        }
        Event::End(TagEnd::Link) => kept_links.pop().unwrap_or(false).then_some(event),
        Event::Start(Tag::CodeBlock(kind)) => Some(Event::Start(Tag::CodeBlock(plain_kind(kind)))),
        other => Some(other),
    });
    let mut shown = String::new();
    html::push_html(&mut shown, events);
    shown
}

fn is_of_the_web(address: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .any(|start| address.starts_with(start))
}

/// `rust`, `no_run` and the like are Rust, as rustdoc has it; another language is named by one word.
fn plain_kind(kind: CodeBlockKind<'_>) -> CodeBlockKind<'static> {
    const RUST: [&str; 6] = [
        "rust",
        "ignore",
        "no_run",
        "should_panic",
        "compile_fail",
        "edition",
    ];
    let name: String = match &kind {
        CodeBlockKind::Indented => String::new(),
        CodeBlockKind::Fenced(info) => info
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-'))
            .collect(),
    };
    let is_rust = name.is_empty() || RUST.iter().any(|word| name.starts_with(word));
    CodeBlockKind::Fenced(CowStr::from(if is_rust { "rust".to_owned() } else { name }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html_of(docs: &str) -> String {
        let bundle = documentation("fn f()", docs);
        bundle.data["text/html"].as_str().unwrap().to_owned()
    }

    #[test]
    fn a_signature_and_its_documentation_come_in_three_formats() {
        let bundle = documentation("fn f() -> Vec<u8>", "How `far`, *really*.");
        assert_eq!(
            bundle.data["text/plain"],
            "fn f() -> Vec<u8>\n\nHow `far`, *really*."
        );
        assert_eq!(
            bundle.data["text/markdown"],
            "```rust\nfn f() -> Vec<u8>\n```\n\nHow `far`, *really*."
        );
        assert_eq!(
            bundle.data["text/html"],
            "<pre><code class=\"language-rust\">fn f() -&gt; Vec&lt;u8&gt;\n</code></pre>\n\
             <p>How <code>far</code>, <em>really</em>.</p>\n"
        );
    }

    #[test]
    fn html_of_a_doc_comment_runs_nothing() {
        for evil in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "<div onclick=\"x()\">\n\nx\n\n</div>",
            "```\"onmouseover=\"alert(1)\nx\n```",
        ] {
            let shown = html_of(evil);
            let tags: Vec<&str> = shown.split('<').skip(1).collect();
            for tag in tags {
                let name = tag.trim_start_matches('/');
                let known = ["p>", "pre>", "code>", "code class=\"language-rust\">"];
                assert!(
                    known.iter().any(|it| name.starts_with(it)),
                    "{evil} -> {shown}"
                );
            }
        }
        let links = html_of(
            "[a](javascript:alert(1)) [b](https://example.org) ![c](https://example.org/x.png) [`d`]",
        );
        assert!(
            !links.contains("javascript") && !links.contains("<img"),
            "{links}"
        );
        assert!(
            links.contains("a <a href=\"https://example.org\">b</a> c"),
            "{links}"
        );
    }

    #[test]
    fn a_lone_dollar_is_text() {
        let bundle = documentation("fn f()", "costs $5");
        let shown = bundle.data["text/markdown"].as_str().unwrap();
        assert!(shown.contains("&#36;") && shown.ends_with('5'), "{shown}");
        let bundle = documentation("fn f()", "$\\nocommand$ and `code`");
        assert!(bundle.data.contains_key("text/markdown"));
    }

    #[test]
    fn backticks_in_a_signature_stay_in_its_block() {
        assert_eq!(fenced("a ``` b"), "````rust\na ``` b\n````");
    }
}
