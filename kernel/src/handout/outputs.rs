//! The outputs of a cell to HTML, by MIME type.

use serde_json::{Value, json};

use super::error::{Error, Place};
use super::figures::Figures;
use super::images::MIME_TYPES;
use super::markdown::Markdown;
use super::{drawings, html, paper, terminal};

/// After the images, first match wins. Unlike a notebook page, a drawing beats HTML: it needs no style of its own.
const TEXTS: [&str; 5] = [
    "text/markdown",
    "text/latex",
    "text/html",
    "text/plain",
    "application/json",
];

/// Interactive content, whose text/plain only says that it is interactive.
const SCRIPTS: [&str; 3] = [
    "application/javascript",
    "text/javascript",
    "application/vnd.jupyter.widget-view+json",
];

/// What outputs need to know of the page.
#[derive(Debug)]
pub struct Outputs {
    /// The figures of the page.
    pub figures: Figures,
    /// The table of claims, as HTML.
    pub verdicts: String,
}

impl Outputs {
    /// HTML of the outputs of one cell, in order.
    pub fn render(
        &mut self,
        outputs: &[Value],
        markdown: &mut Markdown,
        place: &Place,
    ) -> Result<String, Error> {
        let mut shown = Vec::new();
        for output in joined(outputs) {
            shown.extend(controls(&output));
            shown.extend(self.one(&output, markdown, place)?);
        }
        Ok(shown.join("\n"))
    }

    fn one(
        &mut self,
        output: &Value,
        markdown: &mut Markdown,
        place: &Place,
    ) -> Result<Option<String>, Error> {
        match output["output_type"].as_str() {
            Some("stream") => {
                let text = terminal::html(output["text"].as_str().unwrap_or_default());
                let kind = match output["name"] == "stderr" {
                    true => "stderr",
                    false => "stdout",
                };
                Ok(terminal_text(kind, &text))
            }
            Some("error") => Ok(terminal_text("error", &terminal::html(&traceback(output)))),
            Some("display_data" | "execute_result") => {
                if !paper::claims_of(output).is_empty() {
                    return Ok(Some(self.verdicts.clone()));
                }
                self.bundle(output, markdown, place)
            }
            _ => Ok(None),
        }
    }

    fn bundle(
        &mut self,
        output: &Value,
        markdown: &mut Markdown,
        place: &Place,
    ) -> Result<Option<String>, Error> {
        let data = &output["data"];
        let has = |mime: &&str| data.get(mime).is_some();
        let text = |mime: &str| data[mime].as_str().unwrap_or_default();
        if output["metadata"]["papercell"]["error"].is_object() && has(&"text/plain") {
            // It stands where a live control's figure could not be drawn.
            let text = terminal::html(text("text/plain"));
            return Ok(terminal_text("error", &text));
        }
        if let Some(mime) = MIME_TYPES.into_iter().find(has) {
            return self
                .figures
                .figure(mime, output, &mut markdown.outline, place)
                .map(Some);
        }
        let Some(mime) = TEXTS.into_iter().find(has) else {
            return Ok(None);
        };
        let result = |html: String| Some(format!("<div class=\"result\">{html}</div>"));
        Ok(match mime {
            "text/markdown" => result(markdown.render(text(mime), place, &Value::Null)?),
            "text/latex" => result(markdown.render_latex(text(mime), place)?),
            "text/html" => result(self.html(text(mime), markdown)),
            "application/json" => {
                let pretty = serde_json::to_string_pretty(&data[mime]).unwrap_or_default();
                terminal_text("text", &html::text(&pretty))
            }
            _ if SCRIPTS.iter().any(has) || is_finished_progress(output) => None,
            _ => terminal_text("text", &html::text(text(mime))),
        })
    }

    /// HTML through the sanitiser; the drawings in it go their own way.
    fn html(&mut self, content: &str, markdown: &Markdown) -> String {
        let (text, sources) = drawings::take_out(content);
        drawings::put_back(&markdown.clean(&text), sources, |source| {
            self.figures.undescribed(source)
        })
    }
}

/// Text in a terminal's letters, if there is some.
fn terminal_text(kind: &str, text: &str) -> Option<String> {
    let text = text.trim_matches('\n');
    if text.trim().is_empty() {
        return None;
    }
    let label = match kind {
        "error" => " role=\"group\" aria-label=\"Error\"",
        "stderr" => " role=\"group\" aria-label=\"Messages (stderr)\"",
        _ => "",
    };
    Some(format!(
        "<pre class=\"terminal {kind}\" tabindex=\"0\"{label}>{text}</pre>"
    ))
}

/// Is it a progress bar of the toolkit that has come to its end, `Training: 5 of 5`? It was for who waited.
fn is_finished_progress(output: &Value) -> bool {
    let is_display = output["output_type"] == "display_data";
    let counted = || {
        let text = output["data"]["text/plain"].as_str()?.trim();
        let (_, count) = text.rsplit_once(": ")?;
        let (done, total) = count.split_once(" of ")?;
        let is_number = done.chars().all(|char| char.is_ascii_digit());
        Some(!text.contains('\n') && is_number && done == total)
    };
    is_display && counted().unwrap_or(false)
}

fn traceback(output: &Value) -> String {
    let text = |key: &str| output[key].as_str().unwrap_or_default();
    let lines: Vec<&str> = output["traceback"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    match lines.is_empty() {
        true => format!("{}: {}", text("ename"), text("evalue")),
        false => lines.join("\n"),
    }
}

/// The values of the live controls under which an output was drawn: a page has no controls that would show them.
fn controls(output: &Value) -> Option<String> {
    let values = output["metadata"]["papercell"]["controls"].as_str()?;
    Some(format!(
        "<div class=\"result\"><p class=\"aside\">{}</p></div>",
        html::text(values)
    ))
}

/// The outputs with neighbouring pieces of one stream joined, as a terminal would show them.
fn joined(outputs: &[Value]) -> Vec<Value> {
    let mut joined: Vec<Value> = Vec::with_capacity(outputs.len());
    for output in outputs {
        let is_stream = output["output_type"] == "stream";
        match joined.last_mut() {
            Some(last)
                if is_stream
                    && last["output_type"] == "stream"
                    && last["name"] == output["name"] =>
            {
                let text = |value: &Value| value["text"].as_str().unwrap_or_default().to_owned();
                last["text"] = json!(text(last) + &text(output));
            }
            _ => joined.push(output.clone()),
        }
    }
    joined
}
