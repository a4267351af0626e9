//! Messages of the kernel -> outputs of cells, as a front end would save them: streams in a row are one, a display with
//! a known id replaces what it showed before, `clear_output` clears.

use serde_json::{Value, json};

use super::terminal::settle;

/// The outputs of all cells of one run, by the cells' indices.
#[derive(Debug, Default)]
pub struct Recording {
    cells: Vec<Vec<Recorded>>,
    /// The cell that runs clears its outputs when its next one comes.
    clear_at_next: bool,
}

#[derive(Debug)]
struct Recorded {
    output: Value,
    /// The id under which the output can be replaced, from any cell.
    display_id: Option<String>,
}

impl Recording {
    /// A recording of a notebook with this number of cells.
    pub fn new(cells: usize) -> Recording {
        let mut recording = Recording::default();
        recording.cells.resize_with(cells, Vec::new);
        recording
    }

    /// Takes one message of the iopub socket that belongs to cell `cell`. Those that are no output are passed over.
    pub fn take(&mut self, cell: usize, msg_type: &str, content: &Value) {
        let display_id = content["transient"]["display_id"].as_str();
        if let Some(id) = display_id {
            self.update(id, content);
        }
        let bundle = |output_type: &str| {
            json!({
                "output_type": output_type,
                "data": content["data"],
                "metadata": object(&content["metadata"]),
            })
        };
        let output = match msg_type {
            "stream" => json!({
                "output_type": "stream", "name": content["name"], "text": content["text"],
            }),
            "display_data" => bundle("display_data"),
            "execute_result" => {
                let mut output = bundle("execute_result");
                output["execution_count"] = content["execution_count"].clone();
                output
            }
            "error" => json!({
                "output_type": "error", "ename": content["ename"],
                "evalue": content["evalue"], "traceback": content["traceback"],
            }),
            "clear_output" => {
                self.clear_at_next = content["wait"] == true;
                if !self.clear_at_next {
                    self.clear(cell);
                }
                return;
            }
            _ => return,
        };
        if std::mem::take(&mut self.clear_at_next) {
            self.clear(cell);
        }
        self.append(cell, output, display_id);
    }

    /// The cell has ended: a `clear_output` that waited for its next output has waited in vain.
    pub fn end_cell(&mut self) {
        self.clear_at_next = false;
    }

    /// The outputs, as they stand in a notebook in memory.
    pub fn outputs(&self, cell: usize) -> Vec<Value> {
        let recorded = self.cells.get(cell).into_iter().flatten();
        let settled = recorded.map(|recorded| {
            let mut output = recorded.output.clone();
            if let Some(text) = output["text"].as_str() {
                output["text"] = json!(settle(text));
            }
            output
        });
        settled.filter(|output| output["text"] != "").collect()
    }

    fn clear(&mut self, cell: usize) {
        if let Some(recorded) = self.cells.get_mut(cell) {
            recorded.clear();
        }
    }

    fn update(&mut self, id: &str, content: &Value) {
        let recorded = self.cells.iter_mut().flatten();
        for shown in recorded.filter(|shown| shown.display_id.as_deref() == Some(id)) {
            shown.output["data"] = content["data"].clone();
            shown.output["metadata"] = object(&content["metadata"]);
        }
    }

    fn append(&mut self, cell: usize, output: Value, display_id: Option<&str>) {
        let Some(recorded) = self.cells.get_mut(cell) else {
            return;
        };
        if output["output_type"] == "stream"
            && let Some(last) = recorded.last_mut()
            && last.output["output_type"] == "stream"
            && last.output["name"] == output["name"]
            && let (Value::String(before), Some(text)) =
                (&mut last.output["text"], output["text"].as_str())
        {
            before.push_str(text);
            return;
        }
        recorded.push(Recorded {
            output,
            display_id: display_id.map(str::to_owned),
        });
    }
}

/// Outputs that some program stored, in the form in which [`Recording::outputs`] gives them.
pub fn normalised(outputs: &[Value]) -> Vec<Value> {
    let mut recording = Recording::new(1);
    for output in outputs {
        let msg_type = output["output_type"].as_str().unwrap_or_default();
        recording.take(0, msg_type, output);
    }
    recording.outputs(0)
}

fn object(value: &Value) -> Value {
    match value {
        Value::Object(_) => value.clone(),
        _ => json!({}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(name: &str, text: &str) -> Value {
        json!({"name": name, "text": text})
    }

    fn display(text: &str, id: Option<&str>) -> Value {
        let transient = id.map_or(json!({}), |id| json!({"display_id": id}));
        json!({"data": {"text/plain": text}, "metadata": {}, "transient": transient})
    }

    fn texts(recording: &Recording, cell: usize) -> Vec<String> {
        let outputs = recording.outputs(cell);
        let text = |output: &Value| {
            let text = output["text"]
                .as_str()
                .or(output["data"]["text/plain"].as_str());
            text.unwrap_or_default().to_owned()
        };
        outputs.iter().map(text).collect()
    }

    #[test]
    fn streams_in_a_row_are_one_and_settled_together() {
        let mut recording = Recording::new(1);
        for (name, text) in [
            ("stdout", "1 %"),
            ("stdout", "\r"),
            ("stdout", "2 %\n"),
            ("stderr", "e"),
            ("stdout", "x"),
        ] {
            recording.take(0, "stream", &stream(name, text));
        }
        assert_eq!(texts(&recording, 0), ["2 %\n", "e", "x"]);
    }

    #[test]
    fn a_display_parts_streams() {
        let mut recording = Recording::new(1);
        recording.take(0, "stream", &stream("stdout", "a"));
        recording.take(0, "display_data", &display("picture", None));
        recording.take(0, "stream", &stream("stdout", "b"));
        assert_eq!(texts(&recording, 0), ["a", "picture", "b"]);
    }

    #[test]
    fn an_update_replaces_the_display_also_in_an_earlier_cell() {
        let mut recording = Recording::new(2);
        recording.take(0, "display_data", &display("first", Some("id")));
        recording.take(0, "display_data", &display("other", Some("id 2")));
        recording.take(1, "update_display_data", &display("second", Some("id")));
        assert_eq!(texts(&recording, 0), ["second", "other"]);
        assert!(recording.outputs(1).is_empty());
    }

    #[test]
    fn outputs_keep_no_transient_data() {
        let mut recording = Recording::new(1);
        recording.take(0, "display_data", &display("x", Some("id")));
        assert_eq!(
            recording.outputs(0),
            [json!({"output_type": "display_data", "data": {"text/plain": "x"}, "metadata": {}})]
        );
    }

    #[test]
    fn clear_output_clears_at_once_or_with_the_next_output() {
        let mut recording = Recording::new(2);
        recording.take(0, "stream", &stream("stdout", "a"));
        recording.take(0, "clear_output", &json!({"wait": true}));
        assert_eq!(texts(&recording, 0), ["a"]);
        recording.take(0, "stream", &stream("stdout", "b"));
        assert_eq!(texts(&recording, 0), ["b"]);
        recording.take(0, "clear_output", &json!({"wait": false}));
        assert!(recording.outputs(0).is_empty());
    }

    #[test]
    fn a_clear_that_waits_does_not_wait_for_the_next_cell() {
        let mut recording = Recording::new(2);
        recording.take(0, "stream", &stream("stdout", "a"));
        recording.take(0, "clear_output", &json!({"wait": true}));
        recording.end_cell();
        recording.take(1, "stream", &stream("stdout", "b"));
        recording.take(1, "stream", &stream("stderr", "c"));
        assert_eq!(texts(&recording, 0), ["a"]);
        assert_eq!(texts(&recording, 1), ["b", "c"]);
    }

    #[test]
    fn results_keep_their_number_and_errors_their_traceback() {
        let mut recording = Recording::new(1);
        let mut result = display("4", None);
        result["execution_count"] = json!(7);
        recording.take(0, "execute_result", &result);
        let error = json!({"ename": "E0308", "evalue": "mismatched types", "traceback": ["a", "b"], "status": "error"});
        recording.take(0, "error", &error);
        assert_eq!(
            recording.outputs(0),
            [
                json!({"output_type": "execute_result", "data": {"text/plain": "4"}, "metadata": {}, "execution_count": 7}),
                json!({"output_type": "error", "ename": "E0308", "evalue": "mismatched types", "traceback": ["a", "b"]}),
            ]
        );
    }

    #[test]
    fn stored_outputs_are_normalised_as_recorded_ones_are() {
        let stored = [
            json!({"output_type": "stream", "name": "stdout", "text": "1 %\r"}),
            json!({"output_type": "stream", "name": "stdout", "text": "2 %\n"}),
        ];
        assert_eq!(
            normalised(&stored),
            [json!({"output_type": "stream", "name": "stdout", "text": "2 %\n"})]
        );
    }
}
