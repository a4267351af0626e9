//! Figures: SVG cleaned of all that is not drawing, with ids of its own, to stand inline in the page.
//!
//! Inline, its text can be searched and is text in the PDF. A figure that brings a style sheet would restyle the page,
//! so it becomes an image instead.

use std::sync::LazyLock;

use regex::Regex;
use roxmltree::{Attribute, Document, Node};
use serde_json::json;

use super::error::{Error, Place};
use super::{html, images};

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

const ELEMENTS: &str = " svg g defs symbol use title desc switch path rect circle ellipse line polyline polygon text tspan \
    textPath image marker linearGradient radialGradient stop pattern clipPath mask filter style feBlend feColorMatrix \
    feComponentTransfer feComposite feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology \
    feOffset ";

/// Properties by which a figure could leave its place.
static OUT_OF_PLACE: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^\s*(position|inset|top|left|right|bottom|z-index|margin.*)\s*:"));
static LOCAL_URL: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"url\(\s*["']?#([^"')\s]+)["']?\s*\)"#));
static KEPT_URL: LazyLock<Regex> = LazyLock::new(|| regex(r"url\(#[^()]*\)"));
static IMAGE: LazyLock<Regex> = LazyLock::new(|| regex("^data:image/(png|jpeg|gif|webp);base64,"));
static LOADS: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"@import|url\(\s*["']?[^#"'\s]|url\(\s*["'][^#]"#));
static PIXELS: LazyLock<Regex> = LazyLock::new(|| regex(r"^\s*([0-9]*\.?[0-9]+)(?:px)?\s*$"));

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is right, and a test uses it")
}

/// HTML of a figure: an `<svg>` whose ids start with `prefix`, or an `<img>`.
///
/// `alt` describes it when it does not do so itself. `caption_top`, in pixels, is where the toolkit drew the caption,
/// which the page sets as text: it is cut off.
///
/// # Errors
/// It is not well-formed, or no SVG.
pub fn inline(
    source: &str,
    prefix: &str,
    alt: &str,
    place: &Place,
    caption_top: Option<f64>,
) -> Result<String, Error> {
    let document = Document::parse(source)
        .map_err(|error| place.error(format!("the figure is not well-formed SVG: {error}")))?;
    let root = document.root_element();
    if local_name(root) != Some("svg") {
        return Err(place.error("the figure's outermost element is not <svg>"));
    }
    let cut = caption_top.and_then(|top| Cut::of(root, top));
    let has_style = root
        .descendants()
        .any(|node| local_name(node) == Some("style"));
    let mut writer = Writer {
        prefix: if has_style { "" } else { prefix },
        has_style,
        cut,
        root: root_attributes(root, alt, has_style),
        html: String::with_capacity(source.len()),
    };
    writer.element(root);
    if !has_style {
        return Ok(writer.html);
    }
    let size = json!({"width": pixels(root.attribute("width")), "height": pixels(root.attribute("height"))});
    Ok(images::element("image/svg+xml", &writer.html, alt, &size))
}

/// What the outermost element needs and does not have.
fn root_attributes(root: Node, alt: &str, has_style: bool) -> String {
    let mut attributes = String::new();
    let size = (
        pixels(root.attribute("width")),
        pixels(root.attribute("height")),
    );
    if let (None, (Some(width), Some(height))) = (root.attribute("viewBox"), size) {
        // Without a view box a figure cannot shrink to the width of a phone.
        attributes.push_str(&format!(
            " viewBox=\"0 0 {} {}\"",
            short(width),
            short(height)
        ));
    }
    if has_style {
        attributes.push_str(&format!(" xmlns=\"{SVG}\""));
        return attributes;
    }
    if root.attribute("role").is_none() {
        attributes.push_str(" role=\"img\"");
    }
    let has_title = root
        .children()
        .any(|child| local_name(child) == Some("title"));
    if !has_title && root.attribute("aria-label").is_none() {
        attributes.push_str(&format!(" aria-label=\"{}\"", html::attribute(alt)));
    }
    attributes
}

/// The caption that the toolkit has drawn below a figure, cut off: the figure and its card end above it.
struct Cut {
    /// Height in pixels, view box, and how much of the box is cut.
    top: f64,
    view_box: [f64; 4],
    cut: f64,
}

impl Cut {
    fn of(root: Node, top: f64) -> Option<Cut> {
        let height = pixels(root.attribute("height"))?;
        let sides: Vec<f64> = root
            .attribute("viewBox")?
            .split_whitespace()
            .map(|side| side.parse().ok())
            .collect::<Option<_>>()?;
        let view_box: [f64; 4] = sides.try_into().ok()?;
        let has_caption = root.children().any(is_caption);
        (has_caption && 0.0 < top && top < height).then(|| Cut {
            top,
            view_box,
            cut: (height - top) * view_box[3] / height,
        })
    }
}

fn is_caption(node: Node) -> bool {
    node.attribute("class") == Some("caption")
}

/// `path` of an element of SVG (or one without namespace), `None` of any other.
fn local_name<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    let name = node.tag_name();
    (node.is_element() && name.namespace().is_none_or(|namespace| namespace == SVG))
        .then(|| name.name())
}

struct Writer<'a> {
    prefix: &'a str,
    has_style: bool,
    cut: Option<Cut>,
    root: String,
    html: String,
}

impl Writer<'_> {
    fn element(&mut self, node: Node) {
        let Some(name) = local_name(node) else { return };
        let is_root = node.parent_element().is_none();
        self.html.push('<');
        self.html.push_str(name);
        if is_root {
            let root = std::mem::take(&mut self.root);
            self.html.push_str(&root);
        }
        for attribute in node.attributes() {
            self.attribute(node, attribute);
        }
        self.html.push('>');
        let start = self.html.len();
        for child in node.children() {
            self.child(node, child);
        }
        if name == "style" && LOADS.is_match(&self.html[start..].to_ascii_lowercase()) {
            self.html.truncate(start);
        }
        if self.html.len() == start {
            self.html.pop();
            self.html.push_str("/>");
        } else {
            self.html.push_str(&format!("</{name}>"));
        }
    }

    fn child(&mut self, node: Node, child: Node) {
        if child.is_text() {
            self.html
                .push_str(&html::text(child.text().unwrap_or_default()));
            return;
        }
        let Some(name) = local_name(child) else {
            return;
        };
        // The toolkit says the same twice, for front ends that know only one of the two.
        let is_said = name == "desc" && child.text() == node.attribute("aria-label");
        let is_cut = self.cut.is_some() && node.parent_element().is_none() && is_caption(child);
        if ELEMENTS.contains(&format!(" {name} ")) && !is_said && !is_cut {
            self.element(child);
        }
    }

    fn attribute(&mut self, node: Node, attribute: Attribute) {
        let key = match attribute.namespace() {
            None | Some(XLINK) => attribute.name().to_owned(),
            Some(XML) => format!("xml:{}", attribute.name()),
            Some(_) => return,
        };
        if key.to_ascii_lowercase().starts_with("on") || (key == "class" && !self.has_style) {
            return;
        }
        let value = match self.cut_value(node, &key) {
            Some(value) => Some(value),
            None => self.value(&key, attribute.value()),
        };
        if let Some(value) = value {
            self.html
                .push_str(&format!(" {key}=\"{}\"", html::attribute(&value)));
        }
    }

    /// The value that an attribute has when the caption is cut off, if that changes it.
    fn cut_value(&self, node: Node, key: &str) -> Option<String> {
        let cut = self.cut.as_ref()?;
        let [x, y, width, height] = cut.view_box;
        if node.parent_element().is_none() {
            return match key {
                "height" => Some(short(cut.top)),
                "viewBox" => {
                    let sides = [x, y, width, height - cut.cut].map(short);
                    Some(sides.join(" "))
                }
                _ => None,
            };
        }
        let is_top = node
            .parent_element()
            .is_some_and(|parent| parent.parent_element().is_none());
        let own = pixels(node.attribute("height"))?;
        // The card behind the figure, which is as high as the figure but for its edge.
        let is_card = is_top && local_name(node) == Some("rect") && own > 0.9 * height;
        (is_card && key == "height").then(|| short(own - cut.cut))
    }

    /// The value that an attribute has on the page, or `None` when it must go.
    fn value(&self, key: &str, value: &str) -> Option<String> {
        let prefix = self.prefix;
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
            "style" => {
                let kept: Vec<&str> = value
                    .split(';')
                    .filter(|one| {
                        !one.trim().is_empty() && !OUT_OF_PLACE.is_match(&one.to_ascii_lowercase())
                    })
                    .collect();
                kept.join(";")
            }
            _ => value.to_owned(),
        };
        if !value.to_ascii_lowercase().contains("url") && !value.contains('\\') {
            return Some(value);
        }
        let renamed = LOCAL_URL
            .replace_all(&value, |found: &regex::Captures<'_>| {
                format!("url(#{prefix}{})", &found[1])
            })
            .into_owned();
        let rest = KEPT_URL.replace_all(&renamed, "").to_ascii_lowercase();
        (!rest.contains("url") && !rest.contains('\\')).then_some(renamed)
    }
}

fn pixels(length: Option<&str>) -> Option<f64> {
    PIXELS.captures(length?)?[1].parse().ok()
}

/// A number with at most three decimals.
fn short(number: f64) -> String {
    let text = format!("{number:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(svg: &str, top: Option<f64>) -> String {
        let place = Place::cell(1, "code", None);
        inline(svg, "f1-", "alt", &place, top).expect(svg)
    }

    #[test]
    fn ids_and_references_are_renamed() {
        let svg = format!(
            "<svg xmlns='{SVG}' xmlns:x='{XLINK}' width='20' height='10'><defs><clipPath id='c'/></defs>\
             <use x:href='#c' onclick='a' class='b' clip-path=\"url('#c')\" style='fill: url(#c);position: fixed'/></svg>"
        );
        assert_eq!(
            draw(&svg, None),
            "<svg viewBox=\"0 0 20 10\" role=\"img\" aria-label=\"alt\" width=\"20\" height=\"10\"><defs><clipPath id=\"f1-c\"/></defs>\
             <use href=\"#f1-c\" clip-path=\"url(#f1-c)\" style=\"fill: url(#f1-c)\"/></svg>"
        );
    }

    #[test]
    fn the_drawn_caption_is_cut_off() {
        let svg = "<svg width='64' height='40' viewBox='0 0 640 400' role='img' aria-label='a'><title>t</title>\
                   <rect height='398'/><rect height='100'/><g class='caption'>x</g></svg>";
        assert_eq!(
            draw(svg, Some(36.0)),
            "<svg width=\"64\" height=\"36\" viewBox=\"0 0 640 360\" role=\"img\" aria-label=\"a\"><title>t</title>\
             <rect height=\"358\"/><rect height=\"100\"/></svg>"
        );
    }

    #[test]
    fn a_style_sheet_that_loads_is_emptied() {
        let styled = |css: &str| draw(&format!("<svg><style>{css}</style></svg>"), None);
        assert!(styled("a { fill: red }").starts_with("<img src=\"data:image/svg+xml;base64,"));
        let long = styled("a { fill: url(#b) }").len();
        for css in [
            "@import 'x'",
            "a { fill: url(https://x) }",
            "a { fill: url( 'x') }",
            "a { fill: url(\"x\") }",
        ] {
            assert!(styled(css).len() < long, "{css}");
        }
    }
}
