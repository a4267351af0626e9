//! The figures of one page: numbered through, each with ids of its own, a description and its caption.

use serde_json::Value;

use super::error::{Error, Place};
use super::outline::Outline;
use super::{html, images, svg};

/// What a figure is called that says nothing of itself.
const UNDESCRIBED: &str = "Figure without a description";

/// The figures so far.
#[derive(Debug, Default)]
pub struct Figures {
    prefix: String,
    captioned: usize,
    drawings: usize,
}

impl Figures {
    /// No figures yet; their ids start with `prefix`.
    pub fn new(prefix: &str) -> Figures {
        Figures {
            prefix: prefix.to_owned(),
            ..Figures::default()
        }
    }

    /// `<figure>` of an output whose best format is the image type `mime`.
    pub fn figure(
        &mut self,
        mime: &str,
        output: &Value,
        outline: &mut Outline,
        place: &Place,
    ) -> Result<String, Error> {
        let (data, metadata) = (&output["data"], &output["metadata"]);
        let own = &metadata["papercell"];
        let content = data[mime].as_str().unwrap_or_default();
        let text = |value: &Value| {
            value
                .as_str()
                .map(str::to_owned)
                .filter(|text| !text.trim().is_empty())
        };
        let caption = text(&own["caption"]);
        // The text of the toolkit has the figure's numbers; the caption may only say what to look at.
        let alt = text(&metadata["vscode_altText"])
            .or_else(|| text(&data["text/plain"]))
            .or_else(|| caption.clone());
        let alt = alt.unwrap_or_else(|| UNDESCRIBED.to_owned());
        let drawn = match mime {
            "image/svg+xml" => self
                .drawing(content, &alt, own["caption_top"].as_f64())
                .map_err(|message| place.error(message))?,
            _ => images::element(mime, content, &alt, &metadata[mime]),
        };
        let Some(caption) = caption else {
            return Ok(format!("<figure>\n{}\n</figure>", plate(&drawn)));
        };
        self.captioned += 1;
        let number = self.captioned;
        Ok(format!(
            "<figure id=\"{}\">\n{}\n<figcaption><b>Figure {number}.</b> {}</figcaption>\n</figure>",
            outline.unique_id(&format!("figure {number}")),
            plate(&drawn),
            html::text(&caption)
        ))
    }

    /// A drawing that stands in HTML: its markup alone.
    ///
    /// # Errors
    /// It is no SVG: in words.
    pub fn undescribed(&mut self, source: &str) -> Result<String, String> {
        self.drawing(source, UNDESCRIBED, None)
    }

    fn drawing(
        &mut self,
        source: &str,
        alt: &str,
        caption_top: Option<f64>,
    ) -> Result<String, String> {
        self.drawings += 1;
        let prefix = format!("{}fig{}-", self.prefix, self.drawings);
        svg::inline(source, &prefix, alt, caption_top)
    }
}

/// It may scroll on a phone, so the keyboard must reach it.
fn plate(drawn: &str) -> String {
    format!("<div class=\"plate\" role=\"group\" tabindex=\"0\">{drawn}</div>")
}
