//! What rust-analyzer says of a thing, as a [`Bundle`]. It comes as HTML that pulldown-cmark has written (evcxr keeps the
//! Markdown it was made of to itself), so the tags are few and known; they are turned back into that Markdown.
//! Everything else, a tag of the doc comment's own, becomes text.

use super::Bundle;
use super::documentation::documentation;

/// A signature and documentation, from the HTML of a hover.
pub fn hover(html: &str) -> Bundle {
    let markdown = to_markdown(html);
    // The path of the module, then the signature: blocks of code; then, maybe behind a rule, the documentation.
    let (mut signature, mut rest) = (Vec::new(), markdown.trim());
    while let Some(block) = rest.strip_prefix("```rust\n")
        && let Some((code, after)) = block.split_once("\n```")
    {
        signature.push(code.trim());
        rest = after.trim_start();
    }
    let docs = rest.strip_prefix("---").unwrap_or(rest);
    documentation(&signature.join("\n\n"), docs)
}

/// The Markdown of which pulldown-cmark makes this HTML, or nearly so.
fn to_markdown(html: &str) -> String {
    let mut writer = Writer::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        writer.text(&rest[..at]);
        rest = &rest[at..];
        let Some(end) = rest.find('>') else { break };
        if !writer.tag(&rest[1..end]) {
            writer.text(&rest[..=end]);
        }
        rest = &rest[end + 1..];
    }
    writer.text(rest);
    writer.out
}

#[derive(Default)]
struct Writer {
    out: String,
    /// Inside a block of code.
    code: bool,
    /// Addresses of the links that are open.
    links: Vec<String>,
    /// The lists that are open; of an ordered one the number of its last item.
    lists: Vec<Option<usize>>,
}

impl Writer {
    fn text(&mut self, text: &str) {
        let text = text
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&");
        self.out.push_str(&text);
    }

    /// Starts a block of its own.
    fn block(&mut self) {
        let kept = self.out.trim_end().len();
        self.out.truncate(kept);
        if kept > 0 {
            self.out.push_str("\n\n");
        }
    }

    /// `false` for what pulldown-cmark does not write, and for all that stands in code.
    fn tag(&mut self, tag: &str) -> bool {
        if self.code && tag != "/code" && tag != "/pre" {
            return false;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let headings = ["h1", "h2", "h3", "h4", "h5", "h6"];
        if let Some(level) = headings.iter().position(|it| *it == name) {
            self.block();
            self.out.push_str(&"#".repeat(level + 1));
            self.out.push(' ');
            return true;
        }
        if name
            .strip_prefix('/')
            .is_some_and(|it| headings.contains(&it))
        {
            self.block();
            return true;
        }
        match (name, attributes) {
            ("p" | "blockquote", "") => {
                // The first paragraph of a list's item stands beside its mark.
                if !self.out.ends_with("- ") && !self.out.ends_with(". ") {
                    self.block();
                }
            }
            ("/p" | "/blockquote" | "/pre", "") => self.block(),
            ("pre", "") => {
                self.block();
                self.out.push_str("```");
            }
            ("code", _) if self.out.ends_with("```") => {
                self.code = true;
                let language = attributes.strip_prefix("class=\"language-");
                self.out.push_str(
                    language
                        .and_then(|it| it.strip_suffix('"'))
                        .unwrap_or("text"),
                );
                self.out.push('\n');
            }
            ("/code", "") if self.code => {
                self.code = false;
                let kept = self.out.trim_end().len();
                self.out.truncate(kept);
                self.out.push_str("\n```");
            }
            ("code" | "/code", "") => self.out.push('`'),
            ("em" | "/em", "") => self.out.push('*'),
            ("strong" | "/strong", "") => self.out.push_str("**"),
            ("ul", "") => self.lists.push(None),
            ("ol", _) => self.lists.push(Some(0)),
            ("/ul" | "/ol", "") => {
                self.lists.pop();
                self.block();
            }
            ("li", "") => self.item(),
            ("/li", "") => {}
            ("hr" | "hr /", _) => {
                self.block();
                self.out.push_str("---\n\n");
            }
            ("br" | "br /", _) => self.out.push('\n'),
            ("a", _) => {
                let address = attributes.split("href=\"").nth(1);
                let address = address
                    .and_then(|it| it.split('"').next())
                    .unwrap_or_default();
                self.links.push(address.to_owned());
                self.out.push('[');
            }
            ("/a", "") => {
                let Some(address) = self.links.pop() else {
                    return false;
                };
                self.out.push_str("](");
                self.text(&address);
                self.out.push(')');
            }
            _ => return false,
        }
        true
    }

    fn item(&mut self) {
        let kept = self.out.trim_end().len();
        self.out.truncate(kept);
        let last = self
            .out
            .lines()
            .next_back()
            .unwrap_or_default()
            .trim_start();
        let in_list = last.starts_with("- ") || last.starts_with(|c: char| c.is_ascii_digit());
        self.out.push_str(if in_list { "\n" } else { "\n\n" });
        self.out
            .push_str(&"  ".repeat(self.lists.len().saturating_sub(1)));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                let number = *number;
                self.out.push_str(&format!("{number}. "));
            }
            _ => self.out.push_str("- "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOVER: &str = "<pre><code class=\"language-rust\">core::mem\n</code></pre>\n\
        <pre><code class=\"language-rust\">pub const fn swap&lt;T&gt;(x: &amp;mut T, y: &amp;mut T)\n</code></pre>\n<hr />\n\
        <p>Swaps <em>two</em> <code>T</code>s, see <a href=\"https://doc.rust-lang.org/x\">here</a>.</p>\n\
        <h1>Examples</h1>\n<pre><code class=\"language-rust\">swap(&amp;mut a, &amp;mut b);\n</code></pre>\n\
        <ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<p>end</p>\n";

    #[test]
    fn a_hover_has_a_signature_and_documentation() {
        let bundle = hover(HOVER);
        let expected = "core::mem\n\npub const fn swap<T>(x: &mut T, y: &mut T)\n\n\
            Swaps *two* `T`s, see [here](https://doc.rust-lang.org/x).\n\n# Examples\n\n\
            ```rust\nswap(&mut a, &mut b);\n```\n\n- one\n- two\n\nend";
        assert_eq!(bundle.data["text/plain"], expected);
        let html = bundle.data["text/html"].as_str().unwrap();
        assert!(html.contains("<li>two</li>"), "{html}");
        assert!(
            html.contains("<a href=\"https://doc.rust-lang.org/x\">here</a>"),
            "{html}"
        );
    }

    #[test]
    fn tags_of_a_doc_comment_are_text() {
        let bundle =
            hover("<p>a <script>alert(1)</script> <img src=x onerror=y> <a onclick=z>b</a></p>");
        let html = bundle.data["text/html"].as_str().unwrap();
        for evil in ["<script", "<img", "<a"] {
            assert!(!html.contains(evil), "{html}");
        }
    }
}
