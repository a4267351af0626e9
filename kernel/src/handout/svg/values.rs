//! The values of a drawing's attributes: what of them may stand in a page.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::handout::pattern::regex;

/// Properties by which a figure could leave its place.
static OUT_OF_PLACE: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^\s*(position|inset|top|left|right|bottom|z-index|margin.*)\s*:"));
/// How a declaration begins that a browser can read no other way.
static DECLARATION: LazyLock<Regex> = LazyLock::new(|| regex(r"^\s*[a-z_-][a-z0-9_-]*\s*:"));
static COMMENT: LazyLock<Regex> = LazyLock::new(|| regex(r"(?s)/\*.*?(?:\*/|$)"));
static LOCAL_URL: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"url\(\s*["']?#([^"')\s]+)["']?\s*\)"#));
static KEPT_URL: LazyLock<Regex> = LazyLock::new(|| regex(r"url\(#[^()]*\)"));
static IMAGE: LazyLock<Regex> = LazyLock::new(|| regex("^data:image/(png|jpeg|gif|webp);base64,"));

/// The value that the attribute `key` has on the page, where ids start with `prefix`, or `None` when it must go.
pub fn value(prefix: &str, key: &str, value: &str) -> Option<String> {
    match key {
        "id" => return Some(format!("{prefix}{value}")),
        "aria-labelledby" | "aria-describedby" => {
            let ids: Vec<String> = value
                .split_whitespace()
                .map(|id| format!("{prefix}{id}"))
                .collect();
            return Some(ids.join(" "));
        }
        "href" => {
            return match value.strip_prefix('#') {
                Some(id) => Some(format!("#{prefix}{id}")),
                None => IMAGE.is_match(value).then(|| value.to_owned()),
            };
        }
        _ => {}
    }
    let value = match key {
        "style" => declarations(value),
        _ => value.to_owned(),
    };
    if !value.to_ascii_lowercase().contains("url") && !value.contains('\\') {
        return Some(value);
    }
    let renamed = LOCAL_URL
        .replace_all(&value, |found: &Captures<'_>| {
            format!("url(#{prefix}{})", &found[1])
        })
        .into_owned();
    let rest = KEPT_URL.replace_all(&renamed, "").to_ascii_lowercase();
    (!rest.contains("url") && !rest.contains('\\')).then_some(renamed)
}

/// The declarations of a `style` that keep the drawing in its place.
fn declarations(style: &str) -> String {
    // A space, as for CSS: what stands around a comment must not become a new one.
    let bare = COMMENT.replace_all(style, " ");
    let keeps = |one: &&str| {
        let one = one.to_ascii_lowercase();
        // A browser may take a block for a rule, and what follows it for a declaration.
        let is_plain = DECLARATION.is_match(&one) && !one.contains(['{', '}']);
        is_plain && !OUT_OF_PLACE.is_match(&one)
    };
    bare.split(';').filter(keeps).collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_keeps_the_drawing_in_its_place() {
        for style in [
            "/**/position:fixed;/**/inset:0",
            "a:'/*';position:fixed;b:'*/'",
            "//**/*x*/**//position:fixed",
            "{}position:fixed",
            "x:1{}position:fixed",
            "/*",
        ] {
            let kept = declarations(style);
            assert!(!kept.contains("position"), "{style}: {kept}");
        }
        assert_eq!(
            declarations("fill: red /* x */;--a_1: 2; "),
            "fill: red  ;--a_1: 2"
        );
    }
}
