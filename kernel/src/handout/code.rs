//! Syntax colours: rustc's own lexer finds the tokens, the stylesheet gives the few kinds that matter a colour.

use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, tokenize};

use super::html;

const KEYWORDS: &str = " as async await break const continue crate dyn else enum extern false fn for if impl in let loop match \
                        mod move mut pub ref return self Self static struct super trait true type unsafe use where while ";

/// HTML of a code cell, which is in Rust.
pub fn cell(source: &str) -> String {
    pre(&rust(source))
}

/// HTML of a fenced block in Markdown; what is not Rust is plain.
pub fn block(source: &str, language: &str) -> String {
    match language {
        "rust" | "rs" => cell(source),
        _ => pre(&html::text(source)),
    }
}

fn pre(code: &str) -> String {
    format!("<pre class=\"code\"><code>{code}</code></pre>\n")
}

/// Rust with `<span>`s of class `k` (keyword), `s` (text), `m` (number), `c` (comment) and `f` (the name of a function
/// where it is defined, or of a macro).
fn rust(source: &str) -> String {
    let mut marked = String::with_capacity(source.len() * 2);
    let mut at = 0;
    let mut after_fn = false;
    for token in tokenize(source, FrontmatterAllowed::No) {
        let end = at + token.len as usize;
        let text = &source[at..end];
        let class = class(token.kind, text, &source[end..], after_fn);
        match class {
            Some(class) => {
                marked.push_str(&format!(
                    "<span class=\"{class}\">{}</span>",
                    html::text(text)
                ));
            }
            None => marked.push_str(&html::text(text)),
        }
        if !matches!(token.kind, TokenKind::Whitespace) {
            after_fn = text == "fn";
        }
        at = end;
    }
    marked
}

fn class(kind: TokenKind, text: &str, rest: &str, after_fn: bool) -> Option<&'static str> {
    match kind {
        TokenKind::LineComment { .. } | TokenKind::BlockComment { .. } => Some("c"),
        TokenKind::Literal {
            kind: LiteralKind::Int { .. } | LiteralKind::Float { .. },
            ..
        } => Some("m"),
        TokenKind::Literal { .. } => Some("s"),
        TokenKind::Ident if KEYWORDS.contains(&format!(" {text} ")) => Some("k"),
        TokenKind::Ident | TokenKind::RawIdent if after_fn => Some("f"),
        TokenKind::Ident if rest.starts_with('!') && !rest.starts_with("!=") => Some("f"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kinds_that_matter_are_marked() {
        assert_eq!(
            rust("fn f(x: &str) -> f64 { 1.5 } // <why>"),
            "<span class=\"k\">fn</span> <span class=\"f\">f</span>(x: &amp;str) -&gt; f64 { <span class=\"m\">1.5</span> } \
             <span class=\"c\">// &lt;why&gt;</span>"
        );
        assert_eq!(
            rust("a != vec![\"b\"]"),
            "a != <span class=\"f\">vec</span>![<span class=\"s\">\"b\"</span>]"
        );
    }

    #[test]
    fn what_is_no_rust_is_left_as_it_is() {
        let tags = regex::Regex::new("<[^>]*>").unwrap();
        for source in [
            ":dep ndarray = \"0.16\"",
            "let s = \"open",
            "'",
            "é $ \u{0}",
        ] {
            let text = rust(source);
            assert_eq!(tags.replace_all(&text, ""), html::text(source));
        }
        assert_eq!(
            block("a < b", "sh"),
            "<pre class=\"code\"><code>a &lt; b</code></pre>\n"
        );
    }
}
