//! Many equations at once, for programs: `papercell tex` reads them from standard input and writes their HTML.
//!
//! One call for all that a program has to draw, so that the engine starts once.

use std::io::{Error, ErrorKind, Read, Result, Write};

use serde::{Deserialize, Serialize};

use super::tex;

/// One equation to draw.
#[derive(Debug, Deserialize)]
struct Request {
    tex: String,
    #[serde(default)]
    display: bool,
}

/// Its picture, or why there is none.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Response {
    Drawn {
        html: String,
    },
    Failed {
        error: String,
        /// In characters of the TeX, from 0.
        position: Option<usize>,
        #[serde(skip_serializing_if = "Option::is_none")]
        help: Option<String>,
    },
}

/// Reads a JSON array of `{"tex": "...", "display": bool}` and writes a JSON array with, in the same order,
/// `{"html": "..."}` or `{"error": "...", "position": n}`.
///
/// # Errors
/// Input that is not such an array (`InvalidData`), and the errors of `input` and `output`. An equation that cannot be
/// drawn is no error of the batch.
pub fn run(mut input: impl Read, mut output: impl Write) -> Result<()> {
    let mut json = String::new();
    input.read_to_string(&mut json)?;
    let requests: Vec<Request> = serde_json::from_str(&json).map_err(|error| {
        let expected = r#"the input must be a JSON array of {"tex": "x^2", "display": true}"#;
        Error::new(ErrorKind::InvalidData, format!("{expected}: {error}"))
    })?;
    let responses: Vec<Response> = requests.iter().map(respond).collect();
    serde_json::to_writer(&mut output, &responses)?;
    output.write_all(b"\n")?;
    output.flush()
}

fn respond(request: &Request) -> Response {
    match tex::render(&request.tex, request.display) {
        Ok(html) => Response::Drawn { html },
        Err(error) => Response::Failed {
            error: error.message,
            position: error.position,
            help: error.help,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn batch(input: &str) -> Result<Value> {
        let mut output = Vec::new();
        run(input.as_bytes(), &mut output)?;
        Ok(serde_json::from_slice(&output)?)
    }

    #[test]
    fn answers_in_order() {
        let answers = batch(r#"[{"tex": "x", "display": true}, {"tex": "é \\foo"}, {"tex": "y", "display": false}]"#)
            .expect("a right batch");
        assert!(
            answers[0]["html"]
                .as_str()
                .is_some_and(|html| html.contains("katex-display"))
        );
        assert_eq!(
            answers[1],
            json!({"error": "Undefined control sequence: \\foo", "position": 2})
        );
        assert!(
            answers[2]["html"]
                .as_str()
                .is_some_and(|html| !html.contains("katex-display"))
        );
        assert_eq!(batch("[]").expect("an empty batch"), json!([]));
    }

    #[test]
    fn says_what_the_input_must_be() {
        let error = batch(r#"{"tex": "x"}"#).expect_err("an object is no array");
        assert_eq!(error.kind(), ErrorKind::InvalidData);
        assert!(error.to_string().contains("JSON array"), "{error}");
    }
}
