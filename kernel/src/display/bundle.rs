//! The MIME bundle: one output in several formats, of which each front end picks the one it likes best.
//!
//! Equations travel as `text/markdown` (every front end draws it, trusted or not) and `text/latex`, never as `text/html`:
//! that would be preferred everywhere and styled nowhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::error::{CellError, Diagnostic, render_from};
use super::markdown::{MarkdownError, check_equations};
use super::scan::scan;
use super::tex;

/// The `data` and `metadata` of a `display_data` or `execute_result` message.
///
/// Source: Jupyter messaging protocol 5.4, "Display data".
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Bundle {
    /// MIME type to value: text for `text/*` and `image/svg+xml`, base64 for other images, any JSON for `*+json`.
    pub data: BTreeMap<String, Value>,
    /// Facts about the output; ours stand under `papercell`.
    #[serde(default)]
    pub metadata: Map<String, Value>,
}

impl Bundle {
    /// Text that is shown as it is.
    pub fn plain(text: impl Into<String>) -> Self {
        Bundle::default().with("text/plain", text)
    }

    /// Markdown, and `plain` for front ends without Markdown. The Markdown must be safe: see [`super::markdown::check`].
    pub fn markdown(safe: impl Into<String>, plain: impl Into<String>) -> Self {
        Bundle::plain(plain).with("text/markdown", safe)
    }

    /// One display equation. The TeX must be right: see [`tex::check`].
    pub fn tex(tex: &str) -> Self {
        // An empty line ends an equation in JupyterLab.
        let lines: Vec<&str> = tex
            .lines()
            .map(str::trim_end)
            .filter(|line| !line.is_empty())
            .collect();
        let tex = lines.join("\n");
        let equation = format!("$$\n{tex}\n$$");
        Bundle::markdown(equation.clone(), tex).with("text/latex", equation)
    }

    /// The same bundle with one more format.
    pub fn with(mut self, mime: &str, text: impl Into<String>) -> Self {
        self.data
            .insert(mime.to_owned(), Value::String(text.into()));
        self
    }

    /// The same bundle with `value` under `papercell.key` of its metadata.
    pub fn with_metadata(mut self, key: &str, value: Value) -> Self {
        let papercell = self
            .metadata
            .entry("papercell")
            .or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(papercell) = papercell {
            papercell.insert(key.to_owned(), value);
        }
        self
    }

    /// The text of one format.
    pub fn text(&self, mime: &str) -> Option<&str> {
        self.data.get(mime).and_then(Value::as_str)
    }
}

/// Checks a bundle that a cell's program made, before it is sent to the front end.
///
/// Equations of `text/markdown` and `text/latex` go through KaTeX. Bare TeX gets the dollars without which JupyterLab
/// shows it as text; text that comes as a list of lines is joined; a bundle without `text/plain` gets one.
///
/// # Errors
/// TeX that cannot be drawn (`TexError`, located in the format: `text/latex:1:3`), text that is no text (`BundleError`).
pub fn check_bundle(mut bundle: Bundle) -> Result<Bundle, CellError> {
    for (mime, value) in &mut bundle.data {
        if mime.starts_with("text/") || mime == "image/svg+xml" {
            *value = Value::String(joined(mime, value)?);
        }
    }
    if let Some(text) = bundle.text("text/markdown") {
        check_equations(text).map_err(|errors| located(errors, "text/markdown", text))?;
    }
    if let Some(text) = bundle.text("text/latex").map(str::to_owned) {
        let latex = latex(&text).map_err(|errors| located(errors, "text/latex", &text))?;
        bundle = bundle.with("text/latex", latex);
    }
    if !bundle.data.contains_key("text/plain") && !bundle.data.is_empty() {
        let text = bundle
            .text("text/markdown")
            .or(bundle.text("text/latex"))
            .map(str::to_owned);
        let kinds = || {
            format!(
                "[{}]",
                bundle.data.keys().cloned().collect::<Vec<_>>().join(", ")
            )
        };
        let text = text.unwrap_or_else(kinds);
        bundle = bundle.with("text/plain", text);
    }
    Ok(bundle)
}

/// A text, which notebooks may also hold as a list of lines.
fn joined(mime: &str, value: &Value) -> Result<String, CellError> {
    let text = match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(lines) => lines.iter().map(Value::as_str).collect::<Option<String>>(),
        _ => None,
    };
    text.ok_or_else(|| {
        let message = format!("the cell displayed `{mime}` that is no text but {value}");
        CellError::plain("BundleError", message)
    })
}

/// A `text/latex` in the form that JupyterLab draws: with dollars.
fn latex(text: &str) -> Result<String, Vec<MarkdownError>> {
    if !scan(text).equations.is_empty() {
        return check_equations(text).map(|()| text.to_owned());
    }
    let start = text.len() - text.trim_start().len();
    let trimmed = text.trim();
    let (tex, start) = match trimmed
        .strip_prefix(r"\[")
        .and_then(|tex| tex.strip_suffix(r"\]"))
    {
        Some(tex) => (tex, start + 2),
        None => (trimmed, start),
    };
    tex::check(tex, true).map_err(|error| vec![MarkdownError::of_tex(error, start)])?;
    Ok(format!("$$\n{}\n$$", tex.trim()))
}

fn located(errors: Vec<MarkdownError>, mime: &str, text: &str) -> CellError {
    let diagnostics: Vec<Diagnostic> = errors
        .into_iter()
        .map(|error| error.diagnostic(text, |at| at))
        .collect();
    render_from(&diagnostics, mime, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn bundle(mime: &str, value: Value) -> Bundle {
        Bundle {
            data: BTreeMap::from([(mime.to_owned(), value)]),
            metadata: Map::new(),
        }
    }

    #[test]
    fn an_equation_has_three_formats_and_no_html() {
        let bundle = Bundle::tex("a\n\n  + b\n");
        let data = serde_json::to_value(&bundle.data).expect("strings");
        let equation = "$$\na\n  + b\n$$";
        assert_eq!(
            data,
            json!({"text/markdown": equation, "text/latex": equation, "text/plain": "a\n  + b"})
        );
    }

    #[test]
    fn metadata_stands_under_our_name() {
        let bundle = Bundle::plain("x")
            .with_metadata("a", json!(1))
            .with_metadata("b", json!([2]));
        assert_eq!(
            Value::Object(bundle.metadata),
            json!({"papercell": {"a": 1, "b": [2]}})
        );
    }

    #[test]
    fn broken_tex_from_a_program_is_an_error_with_a_place() {
        let error = check_bundle(bundle("text/latex", json!("$x$ and\n$\\foo$")))
            .expect_err("unknown command");
        assert_eq!(error.ename, "TexError");
        assert_eq!(
            error.evalue,
            "Undefined control sequence: \\foo (text/latex:2:2)"
        );
        let error = check_bundle(bundle("text/latex", json!("  \\[ x + \\foo \\]")))
            .expect_err("unknown command");
        assert!(
            error.evalue.ends_with("(text/latex:1:10)"),
            "{}",
            error.evalue
        );
        let error = check_bundle(bundle("text/markdown", json!(["a\n", "$\\R$"])))
            .expect_err("not drawn by MathJax");
        assert!(
            error.evalue.ends_with("(text/markdown:2:2)"),
            "{}",
            error.evalue
        );
        assert!(error.traceback.join("\n").contains(r"\mathbb{R}"));
    }

    #[test]
    fn bare_tex_gets_its_dollars() {
        let text = |mime: &str, tex: &str| {
            let checked = check_bundle(bundle("text/latex", json!(tex))).expect(tex);
            checked.text(mime).map(str::to_owned)
        };
        for tex in ["x^2", " \\[x^2\\]\n"] {
            assert_eq!(
                text("text/latex", tex).as_deref(),
                Some("$$\nx^2\n$$"),
                "{tex}"
            );
        }
        assert_eq!(text("text/latex", "$x^2$").as_deref(), Some("$x^2$"));
        assert_eq!(text("text/plain", "$x^2$").as_deref(), Some("$x^2$"));
    }

    #[test]
    fn other_formats_pass_through() {
        let html = bundle("text/html", json!(["<b>", "x</b>"]));
        let checked = check_bundle(html).expect("html is passed on");
        assert_eq!(checked.text("text/html"), Some("<b>x</b>"));
        assert_eq!(checked.text("text/plain"), Some("[text/html]"));
        let data = bundle("application/json", json!({"a": 1}));
        assert_eq!(
            check_bundle(data.clone()).expect("json is passed on").data["application/json"],
            json!({"a": 1})
        );
        let error =
            check_bundle(bundle("text/markdown", json!(5))).expect_err("a number is no text");
        assert_eq!(error.ename, "BundleError");
    }
}
