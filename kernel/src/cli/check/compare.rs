//! Outputs of a run against the stored ones: what differs, and how.

use serde_json::Value;
use similar::TextDiff;

use crate::notebook::Notebook;
use crate::notebook::outputs::normalised;

/// Lines of a difference that are shown.
const LINES: usize = 40;
/// MIME type of a live control.
const WIDGET_VIEW: &str = "application/vnd.jupyter.widget-view+json";
/// Characters of a line that are shown.
const COLUMNS: usize = 160;

/// A difference between a stored output and the one of this run.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Difference {
    /// The cell, from 0, among all cells.
    pub cell: usize,
    /// What differs: `output 2, text/plain`.
    pub what: String,
    /// How: a unified difference, or a sentence.
    pub how: String,
}

/// All differences between the outputs of two notebooks with the same cells. Numbers of executions do not count: they
/// say how often somebody pressed a key.
pub fn compare(stored: &Notebook, now: &Notebook) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (cell, (stored, now)) in stored.cells().zip(now.cells()).enumerate() {
        let (stored, now) = (normalised(stored.outputs()), normalised(now.outputs()));
        for (what, how) in compare_outputs(&stored, &now) {
            differences.push(Difference { cell, what, how });
        }
    }
    differences
}

fn compare_outputs(stored: &[Value], now: &[Value]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for index in 0..stored.len().max(now.len()) {
        let name = format!("output {}", index + 1);
        match (stored.get(index), now.get(index)) {
            (Some(stored), Some(now)) if kind(stored) == kind(now) => {
                let parts = compare_parts(stored, now).into_iter();
                found.extend(parts.map(|(part, how)| (format!("{name}, {part}"), how)));
            }
            (Some(stored), Some(now)) => {
                let how = format!(
                    "stored is {}, now it is {}",
                    describe(stored),
                    describe(now)
                );
                found.push((name, how));
            }
            (Some(stored), None) => found.push((
                name,
                format!("stored is {}, now there is nothing", describe(stored)),
            )),
            (None, Some(now)) => found.push((
                name,
                format!("nothing is stored, now there is {}", describe(now)),
            )),
            (None, None) => {}
        }
    }
    found
}

/// Outputs of the same kind are compared part by part.
fn kind(output: &Value) -> (&Value, &Value) {
    (&output["output_type"], &output["name"])
}

fn describe(output: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match output["output_type"].as_str() {
        Some("stream") => format!("text on {}", text(&output["name"])),
        Some("error") => format!(
            "the error {}: {}",
            text(&output["ename"]),
            text(&output["evalue"])
        ),
        Some("execute_result") => format!("a result ({})", mimes(output)),
        _ => format!("a display ({})", mimes(output)),
    }
}

fn mimes(output: &Value) -> String {
    let keys = output["data"]
        .as_object()
        .into_iter()
        .flat_map(|data| data.keys());
    keys.cloned().collect::<Vec<_>>().join(", ")
}

/// The parts of an output that differ: MIME types, metadata, the text of a stream or an error.
fn compare_parts(stored: &Value, now: &Value) -> Vec<(String, String)> {
    let part = |name: &str, key: &str| (name.to_owned(), stored[key].clone(), now[key].clone());
    let mut parts = match stored["output_type"].as_str() {
        Some("stream") => vec![part(stored["name"].as_str().unwrap_or("text"), "text")],
        Some("error") => vec![
            part("error name", "ename"),
            part("error", "evalue"),
            part("traceback", "traceback"),
        ],
        _ => {
            let data = [&stored["data"], &now["data"]];
            let mut mimes: Vec<&String> = data
                .iter()
                .filter_map(|data| data.as_object())
                .flat_map(|data| data.keys())
                .collect();
            mimes.sort();
            mimes.dedup();
            // A control's name in the kernel's memory is another one in each run.
            let content = |data: &Value, mime: &str| match data.get(mime) {
                Some(_) if mime == WIDGET_VIEW => "a widget".into(),
                content => content.cloned().unwrap_or_default(),
            };
            let of = |mime: &String| (mime.clone(), content(data[0], mime), content(data[1], mime));
            mimes.into_iter().map(of).collect()
        }
    };
    if stored.get("metadata").is_some() || now.get("metadata").is_some() {
        parts.push(part("metadata", "metadata"));
    }
    let differing = parts.into_iter().filter(|(_, stored, now)| stored != now);
    differing
        .map(|(name, stored, now)| {
            let how = how(&name, &stored, &now);
            (name, how)
        })
        .collect()
}

fn how(part: &str, stored: &Value, now: &Value) -> String {
    match (stored, now) {
        (Value::Null, _) => "it was not there, now it is".to_owned(),
        (_, Value::Null) => "it was there, now it is not".to_owned(),
        (Value::String(stored), Value::String(now)) if part.starts_with("image/") => {
            image_difference(stored, now)
        }
        _ => text_difference(&text(stored), &text(now)),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(lines) if lines.iter().all(Value::is_string) => {
            let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
            lines.join("\n")
        }
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    }
}

/// Where two images part; their text says little to a reader.
fn image_difference(stored: &str, now: &str) -> String {
    let same = stored
        .bytes()
        .zip(now.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let around = |text: &str| {
        let bytes = &text.as_bytes()[same.saturating_sub(20)..text.len().min(same + 40)];
        String::from_utf8_lossy(bytes).replace('\n', "↵")
    };
    format!(
        "the images differ from byte {} on (stored: {} bytes, now: {})\n-…{}…\n+…{}…",
        same + 1,
        stored.len(),
        now.len(),
        around(stored),
        around(now)
    )
}

/// A unified difference, cut to what a reader takes in.
fn text_difference(stored: &str, now: &str) -> String {
    let difference = TextDiff::from_lines(stored, now);
    let mut unified = difference.unified_diff();
    let unified = unified
        .context_radius(2)
        .header("stored", "now")
        .to_string();
    let lines: Vec<&str> = unified.lines().collect();
    let mut shown: Vec<String> = lines.iter().take(LINES).map(|line| cut(line)).collect();
    if lines.len() > LINES {
        shown.push(format!("… and {} more lines", lines.len() - LINES));
    }
    shown.join("\n")
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(COLUMNS) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn notebook(outputs: Value) -> Notebook {
        let text = json!({
            "nbformat": 4, "nbformat_minor": 4, "metadata": {},
            "cells": [
                {"cell_type": "markdown", "metadata": {}, "source": "# Title"},
                {"cell_type": "code", "metadata": {}, "source": "x", "execution_count": 1, "outputs": outputs},
            ],
        });
        Notebook::parse(&text.to_string()).unwrap()
    }

    fn differences(stored: Value, now: Value) -> Vec<Difference> {
        compare(&notebook(stored), &notebook(now))
    }

    fn stream(text: &str) -> Value {
        json!({"output_type": "stream", "name": "stdout", "text": text})
    }

    fn display(mime: &str, data: &str) -> Value {
        json!({"output_type": "display_data", "metadata": {}, "data": {mime: data, "text/plain": "p"}})
    }

    #[test]
    fn a_control_has_another_name_in_each_run() {
        let control = |id: &str| json!([display(WIDGET_VIEW, id)]);
        assert_eq!(differences(control("a"), control("b")), []);
        assert!(!differences(control("a"), json!([display("image/png", "b")])).is_empty());
    }

    #[test]
    fn the_same_outputs_do_not_differ() {
        let outputs = json!([stream("a\nb"), display("image/png", "AAAA")]);
        assert_eq!(differences(outputs.clone(), outputs), []);
    }

    #[test]
    fn how_text_was_cut_into_messages_makes_no_difference() {
        let stored = json!([stream("1 %\r"), stream("2 %\nend\n")]);
        let now = json!([{"output_type": "stream", "name": "stdout", "text": ["2 %\n", "end\n"]}]);
        assert_eq!(differences(stored, now), []);
    }

    #[test]
    fn the_number_of_an_execution_makes_no_difference() {
        let result = |count| json!([{"output_type": "execute_result", "metadata": {}, "execution_count": count, "data": {"text/plain": "4"}}]);
        assert_eq!(differences(result(3), result(9)), []);
    }

    #[test]
    fn text_that_differs_is_shown_as_a_unified_difference() {
        let found = differences(json!([stream("a\nb\nc\n")]), json!([stream("a\nB\nc\n")]));
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].cell, found[0].what.as_str()),
            (1, "output 1, stdout")
        );
        assert_eq!(
            found[0].how,
            "--- stored\n+++ now\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c"
        );
    }

    #[test]
    fn images_differ_by_a_byte() {
        let found = differences(
            json!([display("image/svg+xml", "<svg>1</svg>")]),
            json!([display("image/svg+xml", "<svg>2</svg>")]),
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].what, "output 1, image/svg+xml");
        assert!(
            found[0]
                .how
                .contains("from byte 6 on (stored: 12 bytes, now: 12)"),
            "{}",
            found[0].how
        );
    }

    #[test]
    fn outputs_that_come_go_or_change_their_kind_are_named() {
        for (stored, now, what, how) in [
            (
                json!([]),
                json!([stream("a")]),
                "output 1",
                "nothing is stored, now there is text on stdout",
            ),
            (
                json!([stream("a")]),
                json!([]),
                "output 1",
                "stored is text on stdout, now there is nothing",
            ),
            (
                json!([stream("a")]),
                json!([display("image/png", "A")]),
                "output 1",
                "stored is text on stdout, now it is a display (image/png, text/plain)",
            ),
            (
                json!([display("text/html", "a")]),
                json!([display("text/latex", "a")]),
                "output 1, text/html",
                "it was there, now it is not",
            ),
        ] {
            let found = differences(stored, now);
            assert_eq!((found[0].what.as_str(), found[0].how.as_str()), (what, how));
        }
    }

    #[test]
    fn metadata_counts() {
        let mut stored = display("text/latex", "x");
        let now = stored.clone();
        stored["metadata"] = json!({"papercell": {"caption": "old"}});
        let found = differences(json!([stored]), json!([now]));
        assert_eq!(found[0].what, "output 1, metadata");
        assert!(
            found[0].how.contains("-    \"caption\": \"old\""),
            "{}",
            found[0].how
        );
    }

    #[test]
    fn a_long_difference_is_cut() {
        let numbers = |sign: &str| {
            (0..200)
                .map(|n| format!("{sign}{n}{}\n", "x".repeat(300)))
                .collect::<String>()
        };
        let how = &differences(
            json!([stream(&numbers(""))]),
            json!([stream(&numbers("-"))]),
        )[0]
        .how;
        assert!(how.ends_with("more lines"), "{how}");
        assert!(how.lines().all(|line| line.chars().count() <= COLUMNS + 1));
    }
}
