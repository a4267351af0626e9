//! The one figure of a notebook that a reader remembers, and its thumbnail.

use serde_json::Value;

use crate::handout;
use crate::notebook::Notebook;

/// The tag of the cell whose figure is the one; without it, the last figure is.
const TAG: &str = "figure";
/// Our figures are drawn on a card; what is cut at its caption needs a new lower edge, this far (pixels) below it.
const MARGIN: f64 = 2.0;

/// A figure: SVG, from a notebook's output.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The drawing without its caption and its words for screen readers, which a page has in other places; it has no
    /// script and loads nothing. A figure that the toolkit did not draw is whole.
    pub thumbnail: String,
    /// What to see in it; may be empty.
    pub caption: String,
    /// Its content in words, with numbers; may be empty.
    pub alt: String,
}

/// The figure of a notebook: the last one of a cell with the tag `figure`, else the last of all; if it can be drawn.
pub fn of(notebook: &Notebook) -> Option<Figure> {
    let figures = |tagged: bool| {
        let cells = notebook
            .cells()
            .filter(move |cell| !tagged || cell.has_tag(TAG));
        cells
            .flat_map(|cell| cell.outputs())
            .filter(|output| output["data"]["image/svg+xml"].is_string())
            .last()
    };
    read(figures(true).or_else(|| figures(false))?)
}

fn read(output: &Value) -> Option<Figure> {
    let svg = output["data"]["image/svg+xml"].as_str()?;
    let own = &output["metadata"]["papercell"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Some(Figure {
        thumbnail: thumbnail(svg, own["caption_top"].as_f64())?,
        caption: text(&own["caption"]),
        alt: text(&output["metadata"]["vscode_altText"]),
    })
}

fn thumbnail(svg: &str, caption_top: Option<f64>) -> Option<String> {
    let cut = caption_top.and_then(|top| cut(svg, top));
    handout::svg_file(cut.as_deref().unwrap_or(svg)).ok()
}

/// The drawing cut off where its caption begins, if the toolkit drew it.
fn cut(svg: &str, top: f64) -> Option<String> {
    let svg = without(svg, "<title>", "</title>\n")?;
    let svg = without(&svg, "<desc>", "</desc>\n")?;
    let svg = without(&svg, "<g class=\"caption\">", "</g>\n")?;
    let root_end = svg.find('>')? + 1;
    let (root, drawing) = svg.split_at(root_end);
    let width: f64 = attribute(root, "width")?.parse().ok()?;
    let scale = attribute(root, "viewBox")?
        .split(' ')
        .nth(2)?
        .parse::<f64>()
        .ok()?
        / width;
    let height = top + MARGIN;
    let root = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\">",
        width * scale,
        height * scale
    );
    // The card is the first thing that is drawn.
    let card = drawing.find("<rect ")?;
    let card_end = card + drawing[card..].find("/>")?;
    let old = attribute(&drawing[card..card_end], "height")?;
    let stroke: f64 = attribute(&drawing[card..card_end], "stroke-width")?
        .parse()
        .ok()?;
    let new = format!("height=\"{}\"", height * scale - stroke);
    let card_new = drawing[card..card_end].replacen(&format!("height=\"{old}\""), &new, 1);
    Some(format!(
        "{root}{}{card_new}{}\n",
        &drawing[..card],
        drawing[card_end..].trim_end()
    ))
}

/// The text without what stands from `open` to `close`; as it is where there is no `open`.
fn without(text: &str, open: &str, close: &str) -> Option<String> {
    let Some(start) = text.find(open) else {
        return Some(text.to_owned());
    };
    let end = start + text[start..].find(close.trim_end())? + close.trim_end().len();
    let end = end + usize::from(text[end..].starts_with('\n'));
    Some(text[..start].to_owned() + &text[end..])
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\" height=\"325\" viewBox=\"0 0 6400 3250\" role=\"img\" \
        aria-label=\"x > 3\" style=\"max-width:100%\">\n<title>T</title>\n<desc>D</desc>\n\
        <rect x=\"5\" y=\"5\" width=\"6390\" height=\"3240\" rx=\"80\" fill=\"#fdfdfb\" stroke=\"#dddfe2\" stroke-width=\"10\"/>\n\
        <path d=\"M1 1\"/>\n<g class=\"caption\">\n<path d=\"M226 3651\"/>\n</g>\n</svg>\n";

    #[test]
    fn a_thumbnail_ends_where_the_caption_began() {
        let cut = thumbnail(&SVG.replace("x > 3", "x &gt; 3"), Some(300.0));
        let expected = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\" height=\"302\" viewBox=\"0 0 6400 3020\">\n\
            <rect x=\"5\" y=\"5\" width=\"6390\" height=\"3010\" rx=\"80\" fill=\"#fdfdfb\" stroke=\"#dddfe2\" stroke-width=\"10\"/>\n\
            <path d=\"M1 1\"/>\n</svg>\n";
        assert_eq!(cut.as_deref(), Some(expected));
    }

    #[test]
    fn a_figure_of_another_program_is_whole_but_runs_nothing() {
        let other = "<svg xmlns=\"http://www.w3.org/2000/svg\"><circle r=\"1\"/></svg>\n";
        let script = other.replace(
            "<circle",
            "<script>alert(1)</script><circle onclick=\"alert(1)\"",
        );
        for svg in [other, &script] {
            assert_eq!(thumbnail(svg, Some(3.0)).as_deref(), Some(other));
        }
        assert_eq!(
            thumbnail(SVG, None).map(|svg| svg.lines().count()),
            Some(SVG.lines().count())
        );
        for wrong in ["", "<svg"] {
            assert_eq!(thumbnail(wrong, Some(3.0)), None);
        }
    }

    #[test]
    fn the_figure_is_the_tagged_one_or_the_last() {
        let cell = |svg: &str, tags: &[&str]| {
            json!({
                "cell_type": "code", "source": "", "execution_count": 1, "metadata": {"tags": tags},
                "outputs": [{"output_type": "display_data", "data": {"image/svg+xml": svg}, "metadata": {}}],
            })
        };
        let notebook = |cells: &[Value]| {
            let text = json!({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells});
            Notebook::parse(&text.to_string()).unwrap()
        };
        let svg = |id: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"{id}\"/>\n");
        let found = |notebook: &Notebook| of(notebook).map(|figure| figure.thumbnail);
        let (one, two) = (cell(&svg("one"), &[]), cell(&svg("two"), &[]));
        assert_eq!(
            found(&notebook(&[one.clone(), two.clone()])),
            Some(svg("two"))
        );
        assert_eq!(
            found(&notebook(&[cell(&svg("one"), &["figure"]), two])),
            Some(svg("one"))
        );
        assert_eq!(found(&notebook(&[])), None);
    }
}
