//! The stylesheet of a document: our own rules, and of KaTeX's those that can apply, with the fonts they use inside.

use std::collections::HashSet;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use include_dir::{Dir, include_dir};
use regex::{Captures, Regex};

use super::html::css_string;
use super::pattern::regex;

/// KaTeX's stylesheet and fonts, of the version that draws.
static KATEX: Dir = include_dir!("$CARGO_MANIFEST_DIR/assets/katex");

const SCREEN: [&str; 3] = [
    include_str!("../../../assets/handout/style/page.css"),
    include_str!("../../../assets/handout/style/blocks.css"),
    include_str!("../../../assets/handout/style/code.css"),
];
const PRINT: &str = include_str!("../../../assets/handout/style/print.css");

static FACE: LazyLock<Regex> = LazyLock::new(|| regex(r"@font-face\s*\{[^}]*\}"));
static RULE: LazyLock<Regex> = LazyLock::new(|| regex(r"([^{}]+)\{([^{}]*)\}"));
static CLASS: LazyLock<Regex> = LazyLock::new(|| regex(r#"class="([^"]*)""#));

/// All that the HTML in `fragments` needs to look as it should, in one self-contained piece of CSS.
pub fn stylesheet(fragments: &[&str]) -> String {
    static SHORT: LazyLock<String> = LazyLock::new(|| bare(PRINT));
    format!("{}\n{}", on_screen(fragments), *SHORT)
}

/// The same without the rules for paper.
pub fn on_screen(fragments: &[&str]) -> String {
    static SHORT: LazyLock<String> = LazyLock::new(|| bare(&SCREEN.join("\n")));
    format!("{}\n{}", katex(fragments), *SHORT)
}

/// Rules without comments and indents.
pub fn bare(rules: &str) -> String {
    static COMMENTS: LazyLock<Regex> = LazyLock::new(|| regex(r"/\*[\s\S]*?\*/"));
    static INDENTS: LazyLock<Regex> = LazyLock::new(|| regex(r"\n\s*"));
    let without = COMMENTS.replace_all(rules, "");
    INDENTS.replace_all(&without, "\n").trim().to_owned()
}

/// The title at the head of every sheet but the first.
pub fn running_title(title: &str) -> String {
    format!(
        "\n@media print {{ @page {{ @top-left {{ content: \"{}\"; }} }} @page :first {{ @top-left {{ content: none; }} }} }}",
        css_string(title)
    )
}

/// KaTeX's rules for the classes that occur, or an empty text when there are no equations.
///
/// A font face (20 to 37 kB each) goes in when the stylesheet gives it to some class that occurs; only woff2, which every
/// current browser reads.
fn katex(fragments: &[&str]) -> String {
    let classes: HashSet<&str> = fragments
        .iter()
        .flat_map(|html| CLASS.captures_iter(html))
        .flat_map(|found| {
            found
                .get(1)
                .map_or("", |group| group.as_str())
                .split_whitespace()
        })
        .collect();
    if !classes.contains("katex") {
        return String::new();
    }
    let file = KATEX.get_file("katex.min.css");
    let css = file
        .and_then(|file| file.contents_utf8())
        .unwrap_or_default();
    let rules = FACE.replace_all(css, "");
    let families = families(&rules, &classes);
    let faces = FACE
        .find_iter(css)
        .filter(|face| is_wanted(face.as_str(), &families, &classes))
        .map(|face| embedded(face.as_str()));
    let kept = RULE.replace_all(&rules, |rule: &Captures<'_>| {
        match applies(&rule[1], &classes) {
            true => rule[0].to_owned(),
            false => String::new(),
        }
    });
    faces.collect::<String>() + &kept
}

/// The font families of all rules that can apply.
fn families<'r>(rules: &'r str, classes: &HashSet<&str>) -> HashSet<&'r str> {
    static FAMILY: LazyLock<Regex> = LazyLock::new(|| regex(r"KaTeX_\w+"));
    let bodies = RULE.captures_iter(rules).filter_map(|rule| {
        let [selectors, body] = [rule.get(1)?.as_str(), rule.get(2)?.as_str()];
        applies(selectors, classes).then_some(body)
    });
    bodies
        .flat_map(|body| FAMILY.find_iter(body).map(|family| family.as_str()))
        .collect()
}

/// Does every class of one of the selectors occur? Most of KaTeX's rules are for what a page does not have.
fn applies(selectors: &str, classes: &HashSet<&str>) -> bool {
    static NOT: LazyLock<Regex> = LazyLock::new(|| regex(r":not\([^)]*\)"));
    static NAME: LazyLock<Regex> = LazyLock::new(|| regex(r"\.([\w-]+)"));
    let selectors = NOT.replace_all(selectors, "");
    selectors.split(',').any(|selector| {
        NAME.captures_iter(selector)
            .all(|name| classes.contains(&name[1]))
    })
}

/// Is a face of a used family, in a style (bold, italic) that some class asks for?
fn is_wanted(face: &str, families: &HashSet<&str>, classes: &HashSet<&str>) -> bool {
    static NAME: LazyLock<Regex> = LazyLock::new(|| regex(r#"font-family:\s*["']?(\w+)"#));
    let family = NAME
        .captures(face)
        .map_or(String::new(), |name| name[1].to_owned());
    let bold = face.contains("font-weight:700") || face.contains("font-weight:bold");
    let italic = face
        .split("src:")
        .next()
        .is_some_and(|head| head.contains("italic"));
    let asks = |names: &[&str]| names.iter().any(|name| classes.contains(name));
    if !families.contains(&*family) {
        return false;
    }
    if family == "KaTeX_Math" {
        // It has italic faces only.
        return !bold || asks(&["boldsymbol"]);
    }
    let asks_bold = asks(&[
        "mathbf",
        "textbf",
        "boldsymbol",
        "mathboldsf",
        "mathboldfrak",
    ]);
    let asks_italic = asks(&["mathit", "textit", "mathitsf"]);
    (!bold || asks_bold) && (!italic || asks_italic)
}

/// The face with its woff2 file inside.
fn embedded(face: &str) -> String {
    static SOURCE: LazyLock<Regex> = LazyLock::new(|| regex(r"src:[^;}]*"));
    static FILE: LazyLock<Regex> = LazyLock::new(|| regex(r#"url\(['"]?([^)'"]+\.woff2)['"]?\)"#));
    let file = FILE
        .captures(face)
        .and_then(|file| KATEX.get_file(&file[1]));
    let data = STANDARD.encode(file.map_or(&[][..], |file| file.contents()));
    let source = format!("src:url(data:font/woff2;base64,{data}) format(\"woff2\")");
    SOURCE.replace(face, source.as_str()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::tex;

    fn faces(equation: &str) -> Vec<String> {
        let drawn = tex::render(equation, true).expect(equation);
        let css = katex(&[&drawn]);
        assert_eq!(
            css.matches("@font-face").count(),
            css.matches("data:font/woff2").count()
        );
        assert!(!css.contains("url(fonts"), "a font is outside");
        let face: Regex = regex(
            r#"@font-face\{font-family:\W?KaTeX_(\w+)\W?;font-style:(\w+);font-weight:(\d+)"#,
        );
        let faces = face.captures_iter(&css);
        faces
            .map(|face| format!("{} {} {}", &face[1], &face[2], &face[3]))
            .collect()
    }

    #[test]
    fn only_the_fonts_that_are_used_are_embedded() {
        assert_eq!(faces("x"), ["Main normal 400", "Math italic 400"]);
        assert!(faces("\\mathbf{x}").contains(&"Main normal 700".to_owned()));
        assert!(faces("\\boldsymbol{x}").contains(&"Math italic 700".to_owned()));
        assert!(faces("\\textit{x}").contains(&"Main italic 400".to_owned()));
        for (equation, family) in [
            ("\\mathbb{R}", "AMS"),
            ("\\mathcal{L}", "Caligraphic"),
            ("\\mathsf{x}", "SansSerif"),
            ("\\Big(", "Size2"),
            ("\\bigg(", "Size3"),
        ] {
            assert!(
                faces(equation).contains(&format!("{family} normal 400")),
                "{equation}"
            );
        }
    }

    #[test]
    fn only_the_rules_that_can_apply_are_embedded() {
        let css = katex(&[&tex::render("x", false).expect("a letter")]);
        assert!(
            css.contains(".mathnormal")
                && !css.contains(".accent-body")
                && !css.contains(".mtable")
        );
        let css = katex(&[&tex::render("\\bar a", false).expect("an accent")]);
        assert!(css.contains(".accent-body:not(.accent-full)"));
        assert_eq!(katex(&["<p class=\"a\">no equation</p>"]), "");
    }

    #[test]
    fn our_own_rules_come_without_comments() {
        let css = stylesheet(&[]);
        assert!(css.contains(".plate") && !css.contains("/*"));
    }
}
