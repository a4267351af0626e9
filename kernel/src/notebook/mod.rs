//! A notebook file (nbformat 4) in memory, for the commands that run, check and print notebooks without Python.
//!
//! It stays the JSON value that it was, so that whatever other programs keep in a notebook survives; a typed model
//! (the `nbformat` crate) would drop or rewrite what it does not know. In memory every text is one string; in the file
//! it is a list of lines.
//!
//! # Layout
//! - this file: reading, writing, the cells
//! - `json`: JSON text as Python writes it
//! - `lines`: texts as lists of lines
//! - `find`: the notebooks in folders
//! - `normal`: names of cells and counts in order
//! - `outputs`: messages of the kernel -> outputs of cells
//! - `terminal`: streams after carriage returns and backspaces

pub mod find;
mod json;
mod lines;
mod normal;
pub mod outputs;
mod terminal;

use std::path::Path;

use anyhow::{Context, bail, ensure};
use serde_json::{Map, Value, json};

use crate::files;

/// A notebook.
#[derive(Debug, Clone, PartialEq)]
pub struct Notebook {
    value: Value,
}

/// A cell of a notebook.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'a> {
    value: &'a Value,
}

impl Notebook {
    /// Reads a notebook file.
    ///
    /// # Errors
    /// The file cannot be read, or is no notebook of nbformat 4; the text names the file and says what to do.
    pub fn read(path: &Path) -> anyhow::Result<Notebook> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        Notebook::parse(&text).with_context(|| format!("{} is no notebook", path.display()))
    }

    /// Reads the text of a notebook file.
    ///
    /// # Errors
    /// It is not JSON, not nbformat 4, or its cells do not have the shape of cells.
    pub fn parse(text: &str) -> anyhow::Result<Notebook> {
        let mut value: Value = serde_json::from_str(text).context("it is not JSON")?;
        match value["nbformat"].as_i64() {
            Some(4) => {}
            Some(other) => bail!(
                "it is in nbformat {other}; save it as nbformat 4 (`jupyter nbconvert --to notebook --inplace FILE`)"
            ),
            None => bail!("it has no number `nbformat`"),
        }
        ensure!(value["metadata"].is_object(), "it has no object `metadata`");
        strip_transient(
            &mut value["metadata"],
            &["orig_nbformat", "orig_nbformat_minor", "signature"],
        );
        let Some(cells) = value["cells"].as_array_mut() else {
            bail!("it has no list `cells`");
        };
        for (index, cell) in cells.iter_mut().enumerate() {
            prepare(cell).with_context(|| format!("cell {} is no cell", index + 1))?;
        }
        Ok(Notebook { value })
    }

    /// Writes the notebook over the file, which is never seen half written.
    ///
    /// # Errors
    /// The file cannot be written; the text names it.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        files::replace(path, self.to_text().as_bytes())
            .with_context(|| format!("{} cannot be written", path.display()))
    }

    /// The text of the file, as Python's `nbformat` would write it.
    pub fn to_text(&self) -> String {
        let mut value = self.value.clone();
        for cell in value["cells"].as_array_mut().into_iter().flatten() {
            map_texts(cell, lines::split, lines::is_split);
        }
        json::to_text(&value)
    }

    /// The cells, in order.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        let cells = self.value["cells"].as_array();
        cells.into_iter().flatten().map(|value| Cell { value })
    }

    /// The notebook's own metadata: an object.
    pub fn metadata(&self) -> &Value {
        &self.value["metadata"]
    }

    /// The language that the notebook says it is in, if it says so.
    pub fn language(&self) -> Option<&str> {
        let metadata = &self.value["metadata"];
        [
            &metadata["kernelspec"]["language"],
            &metadata["language_info"]["name"],
        ]
        .into_iter()
        .find_map(Value::as_str)
    }

    /// Replaces the text of cell `index` (from 0).
    pub fn set_source(&mut self, index: usize, source: String) {
        self.value["cells"][index]["source"] = Value::String(source);
    }

    /// Notes which kernel ran the notebook, in what language.
    pub fn set_kernel(&mut self, kernelspec: Value, language_info: Value) {
        self.value["metadata"]["kernelspec"] = kernelspec;
        self.value["metadata"]["language_info"] = language_info;
    }

    /// Replaces what cell `index` (from 0) has put out. Its recorded times are dropped: they belong to another run.
    pub fn set_outputs(&mut self, index: usize, outputs: Vec<Value>, execution_count: Option<u64>) {
        let cell = &mut self.value["cells"][index];
        cell["outputs"] = Value::Array(outputs);
        cell["execution_count"] = json!(execution_count);
        strip_transient(&mut cell["metadata"], &["execution"]);
    }
}

impl<'a> Cell<'a> {
    /// Its name in the file (nbformat 4.5).
    pub fn id(self) -> Option<&'a str> {
        self.value["id"].as_str()
    }

    /// Is it a code cell?
    pub fn is_code(self) -> bool {
        self.value["cell_type"] == "code"
    }

    /// Its text.
    pub fn source(self) -> &'a str {
        self.value["source"].as_str().unwrap_or_default()
    }

    /// Is it a Markdown cell?
    pub fn is_markdown(self) -> bool {
        self.value["cell_type"] == "markdown"
    }

    /// The kind of the cell, as the file names it.
    pub fn kind(self) -> &'a str {
        self.value["cell_type"].as_str().unwrap_or("unknown")
    }

    /// The number that the cell had when it ran last.
    pub fn execution_count(self) -> Option<u64> {
        self.value["execution_count"].as_u64()
    }

    /// Its metadata: an object.
    pub fn metadata(self) -> &'a Value {
        &self.value["metadata"]
    }

    /// Files inside the cell, by name: MIME bundles, or `null`.
    pub fn attachments(self) -> &'a Value {
        &self.value["attachments"]
    }

    /// Its outputs, texts as single strings.
    pub fn outputs(self) -> &'a [Value] {
        self.value["outputs"].as_array().map_or(&[], Vec::as_slice)
    }

    /// Has it the tag?
    pub fn has_tag(self, tag: &str) -> bool {
        let tags = self.value["metadata"]["tags"].as_array();
        tags.is_some_and(|tags| tags.iter().any(|t| t == tag))
    }

    /// May it fail?
    pub fn may_fail(self) -> bool {
        self.has_tag("raises-exception")
    }

    /// The first line that says something: how progress and reports name the cell.
    pub fn title(self) -> &'a str {
        title(self.source())
    }
}

/// The first line of a source that says something, without its comment slashes.
pub fn title(source: &str) -> &str {
    let lines = source
        .lines()
        .map(|line| line.trim_start_matches('/').trim());
    lines
        .into_iter()
        .find(|line| !line.is_empty())
        .unwrap_or_default()
}

/// Checks a cell's shape and puts its texts together.
fn prepare(cell: &mut Value) -> anyhow::Result<()> {
    let Some(object) = cell.as_object_mut() else {
        bail!("it is no object");
    };
    let is_code = object
        .get("cell_type")
        .and_then(Value::as_str)
        .context("it has no `cell_type`")?
        == "code";
    object.entry("metadata").or_insert_with(|| json!({}));
    if is_code {
        object.entry("outputs").or_insert_with(|| json!([]));
        object.entry("execution_count").or_insert(Value::Null);
    }
    map_texts(cell, lines::joined, |mime| !lines::is_json(mime));
    ensure!(
        cell["source"].is_string(),
        "its `source` is neither a string nor a list of strings"
    );
    ensure!(cell["metadata"].is_object(), "its `metadata` is no object");
    if is_code {
        let outputs = cell["outputs"].as_array();
        let objects = outputs.is_some_and(|outputs| outputs.iter().all(Value::is_object));
        ensure!(objects, "its `outputs` are no list of objects");
    }
    strip_transient(&mut cell["metadata"], &["trusted"]);
    Ok(())
}

fn strip_transient(metadata: &mut Value, keys: &[&str]) {
    if let Value::Object(map) = metadata {
        for key in keys {
            map.remove(*key);
        }
    }
}

/// Applies `change` to all texts of a cell: source, attachments, and the outputs' streams and data of the MIME types
/// that `concerns` names.
fn map_texts(cell: &mut Value, change: fn(Value) -> Value, concerns: fn(&str) -> bool) {
    let map_bundle = |bundle: &mut Map<String, Value>| {
        for (mime, data) in bundle.iter_mut().filter(|(mime, _)| concerns(mime)) {
            let _ = mime;
            *data = change(data.take());
        }
    };
    if let Some(source) = cell.get_mut("source") {
        *source = change(source.take());
    }
    if let Some(Value::Object(attachments)) = cell.get_mut("attachments") {
        attachments
            .values_mut()
            .filter_map(Value::as_object_mut)
            .for_each(map_bundle);
    }
    if let Some(Value::Array(outputs)) = cell.get_mut("outputs") {
        for output in outputs {
            match output["output_type"].as_str() {
                Some("stream") => output["text"] = change(output["text"].take()),
                Some("display_data" | "execute_result") => {
                    output
                        .get_mut("data")
                        .and_then(Value::as_object_mut)
                        .map(map_bundle);
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests;
