//! Figures: SVG cleaned of all that is not drawing, with ids of its own, to stand inline in the page.
//!
//! Inline, its text can be searched and is text in the PDF. A figure that brings a style sheet would restyle the page,
//! so it becomes an image instead.

mod values;

use std::sync::LazyLock;

use regex::Regex;
use roxmltree::{Attribute, Document, Node};
use serde_json::json;

use super::pattern::regex;
use super::{html, images};

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

const ELEMENTS: &str = " svg g defs symbol use title desc switch path rect circle ellipse line polyline polygon text tspan \
    textPath image marker linearGradient radialGradient stop pattern clipPath mask filter style feBlend feColorMatrix \
    feComponentTransfer feComposite feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology \
    feOffset ";

static LOADS: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"@import|url\(\s*["']?[^#"'\s]|url\(\s*["'][^#]"#));
static PIXELS: LazyLock<Regex> = LazyLock::new(|| regex(r"^\s*([0-9]*\.?[0-9]+)(?:px)?\s*$"));

/// Deeper than any program draws. The elements are written recursively.
const DEEPEST: usize = 256;

/// HTML of a figure: an `<svg>` whose ids start with `prefix`, or an `<img>`.
///
/// `alt` describes it when it does not do so itself. `caption_top`, in pixels, is where the toolkit drew the caption,
/// which the page sets as text: it is cut off.
///
/// # Errors
/// It is not well-formed, no SVG, or too deep: in words.
pub fn inline(
    source: &str,
    prefix: &str,
    alt: &str,
    caption_top: Option<f64>,
) -> Result<String, String> {
    let document = parsed(source)?;
    let root = document.root_element();
    let cut = caption_top.and_then(|top| Cut::of(root, top));
    let has_style = root
        .descendants()
        .any(|node| local_name(node) == Some("style"));
    let mut writer = Writer {
        prefix: if has_style { "" } else { prefix },
        is_file: has_style,
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

/// A drawing as a file of its own, cleaned in the same way.
///
/// # Errors
/// As [`inline`].
pub fn file(source: &str) -> Result<String, String> {
    let document = parsed(source)?;
    let root = document.root_element();
    let mut writer = Writer {
        prefix: "",
        is_file: true,
        cut: None,
        root: root_attributes(root, "", true),
        html: String::with_capacity(source.len()),
    };
    writer.element(root);
    Ok(writer.html + "\n")
}

fn parsed(source: &str) -> Result<Document<'_>, String> {
    let document = Document::parse(source)
        .map_err(|error| format!("the figure is not well-formed SVG: {error}"))?;
    let root = document.root_element();
    if local_name(root) != Some("svg") {
        return Err("the figure's outermost element is not <svg>".to_owned());
    }
    if is_too_deep(root) {
        return Err(format!(
            "the figure has more than {DEEPEST} elements inside one another"
        ));
    }
    Ok(document)
}

fn is_too_deep(root: Node) -> bool {
    let (mut node, mut depth) = (root, 0);
    while depth <= DEEPEST {
        if let Some(child) = node.first_child() {
            (node, depth) = (child, depth + 1);
            continue;
        }
        while node.next_sibling().is_none() && depth > 0 {
            let Some(parent) = node.parent() else {
                return false;
            };
            (node, depth) = (parent, depth - 1);
        }
        match node.next_sibling() {
            Some(next) if depth > 0 => node = next,
            _ => return false,
        }
    }
    true
}

/// What the outermost element needs and does not have.
fn root_attributes(root: Node, alt: &str, is_file: bool) -> String {
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
    if is_file {
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
    /// Does the drawing stand alone, where its classes and ids meet no others?
    is_file: bool,
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
        if key.to_ascii_lowercase().starts_with("on") || (key == "class" && !self.is_file) {
            return;
        }
        let value = match self.cut_value(node, &key) {
            Some(value) => Some(value),
            None => values::value(self.prefix, &key, attribute.value()),
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
        inline(svg, "f1-", "alt", top).expect(svg)
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

    #[test]
    fn a_file_keeps_its_classes_and_loses_its_scripts() {
        let svg = format!(
            "<svg xmlns='{SVG}' viewBox='0 0 2 1'><script>x</script>\n<g class='a' id='b' onload='c'/></svg>\n"
        );
        let clean =
            format!("<svg xmlns=\"{SVG}\" viewBox=\"0 0 2 1\">\n<g class=\"a\" id=\"b\"/></svg>\n");
        assert_eq!(file(&svg), Ok(clean));
        assert!(file("<svg>").is_err() && file("<p/>").is_err());
    }

    #[test]
    fn a_deep_drawing_is_refused() {
        let nested = |depth: usize| {
            format!(
                "<svg>{}{}<g/></svg>",
                "<g>".repeat(depth),
                "</g>".repeat(depth)
            )
        };
        assert!(file(&nested(200)).is_ok());
        assert!(file(&format!("<svg>{}</svg>", "<g><g/></g>".repeat(1000))).is_ok());
        for depth in [DEEPEST + 1, 100_000] {
            assert!(file(&nested(depth)).is_err_and(|error| error.contains("inside one another")));
        }
    }
}
