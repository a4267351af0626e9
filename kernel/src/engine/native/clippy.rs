//! clippy on the cells of a notebook, as one crate: what it remarks, by cell and line.
//!
//! The crate is checked, never run, so it is simpler than what a session compiles: all cells stand in one function, in
//! their order, with their lines as they are.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use serde_json::Value;

use super::commands::command_lines;
use super::environment::{Environment, Toolchain};
use super::split::{Code, Split};

/// What is right in a notebook: the paper's own symbols, a value on the last line, loops over indices as a paper
/// writes them, a cell that redefines nothing for other crates.
const ALLOWED: &str = "non_snake_case, non_camel_case_types, non_upper_case_globals, unexpected_cfgs, redundant_semicolons, \
    unused_parens, unused_braces, unused_doc_comments, path_statements, clippy::let_unit_value, clippy::needless_range_loop, \
    clippy::type_complexity, clippy::too_many_arguments, clippy::excessive_precision, clippy::large_const_arrays, \
    clippy::no_effect, clippy::items_after_statements, clippy::let_and_return, clippy::double_parens, clippy::cloned_ref_to_slice_refs";
const OPENING: &str = "pub fn papercell() -> Result<(), Box<dyn std::error::Error>> {\n";
const OPENING_ASYNC: &str =
    "pub async fn papercell() -> Result<(), Box<dyn std::error::Error>> {\n";
const CLOSING: &str = "Ok(())\n}\n";

/// clippy, and the crates that cells can use.
pub struct Clippy {
    driver: PathBuf,
    arguments: Vec<String>,
}

/// Something that clippy, or the compiler, says of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Which cell, as the caller counts them.
    pub cell: usize,
    /// The line of the cell, from 1.
    pub line: usize,
    /// What it says, with the name of the lint.
    pub message: String,
}

impl Clippy {
    /// Finds clippy and the compiled toolkit.
    ///
    /// # Errors
    /// There is no clippy (the text says how to get it), or the toolkit cannot be compiled.
    pub fn open() -> anyhow::Result<Clippy> {
        let toolchain = Toolchain::find()?;
        let driver = toolchain.sysroot.join("bin/clippy-driver");
        ensure!(
            driver.is_file(),
            "there is no clippy: `rustup component add clippy` installs it"
        );
        let environment = Environment::toolkit(&toolchain, &mut |_: &str| ())?;
        let mut arguments: Vec<String> = [
            "--crate-name=cells",
            "--crate-type=lib",
            "--edition=2024",
            "--emit=metadata",
            "--error-format=json",
        ]
        .map(str::to_owned)
        .to_vec();
        for known in &environment.externs {
            arguments.push("--extern".to_owned());
            arguments.push(format!("{}={}", known.name, known.path.display()));
        }
        for folder in &environment.search {
            arguments.push(format!("-Ldependency={}", folder.display()));
        }
        Ok(Clippy { driver, arguments })
    }

    /// What there is to say of `cells`, each a number of the caller's and its text. Cells that are no Rust are left out.
    ///
    /// # Errors
    /// clippy does not run, or a temporary file cannot be written.
    pub fn judge(&self, cells: &[(usize, &str)]) -> anyhow::Result<Vec<Remark>> {
        let composed = compose(cells);
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("cells.rs"), &composed.source)?;
        let output = Command::new(&self.driver)
            .args(&self.arguments)
            .args(["--out-dir", ".", "cells.rs"])
            .current_dir(folder.path())
            .env("CLIPPY_CONF_DIR", folder.path())
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("{} does not run", self.driver.display()))?;
        let said = String::from_utf8_lossy(&output.stderr);
        let mut remarks: Vec<Remark> = (said.lines())
            .filter_map(|line| serde_json::from_str(line).ok())
            .filter_map(|message| composed.remark(&message))
            .collect();
        ensure!(
            output.status.success() || !remarks.is_empty(),
            "clippy fails: {}",
            said.trim()
        );
        remarks.dedup();
        Ok(remarks)
    }
}

/// The crate, and whose its lines are.
#[derive(Default)]
struct Composed {
    source: String,
    /// For each line of the source the cell and its line, from 1.
    lines: Vec<Option<(usize, usize)>>,
}

impl Composed {
    fn push_own(&mut self, text: &str) {
        self.source.push_str(text);
        self.lines.extend(text.lines().map(|_| None));
    }

    fn push_cell(&mut self, number: usize, text: &str) {
        self.source.push_str(text);
        self.source.push('\n');
        let lines = text.split('\n').count();
        self.lines
            .extend((1..=lines).map(|line| Some((number, line))));
    }

    /// What a message of the compiler says of a cell.
    fn remark(&self, message: &Value) -> Option<Remark> {
        if !matches!(message["level"].as_str(), Some("warning" | "error")) {
            return None;
        }
        let mut spans = message["spans"].as_array()?.iter();
        let span = spans.find(|span| span["is_primary"] == true)?;
        let line = usize::try_from(span["line_start"].as_u64()?).ok()?;
        let (cell, line) = (*self.lines.get(line.checked_sub(1)?)?)?;
        let text = message["message"].as_str()?;
        let code = message["code"]["code"].as_str();
        let helps = message["children"].as_array()?.iter();
        let help = helps
            .filter(|child| child["level"] == "help")
            .find_map(help)
            .map_or_else(String::new, |help| format!(" ({help})"));
        let code = code.map_or_else(String::new, |code| format!(" [{code}]"));
        Some(Remark {
            cell,
            line,
            message: format!("{text}{code}{help}"),
        })
    }
}

/// What a help says: its words, and the code that it suggests. Addresses of explanations are no help in a terminal.
fn help(child: &Value) -> Option<String> {
    let words = child["message"].as_str()?;
    if words.starts_with("for further information") {
        return None;
    }
    let mut spans = child["spans"].as_array()?.iter();
    match spans.find_map(|span| span["suggested_replacement"].as_str()) {
        Some(code) => Some(format!("{words}: `{}`", code.trim())),
        None => Some(words.to_owned()),
    }
}

fn compose(cells: &[(usize, &str)]) -> Composed {
    let mut awaits = false;
    let mut parts = Vec::new();
    for (number, text) in cells {
        let mut rust = (*text).to_owned();
        for range in command_lines(text) {
            let blank = " ".repeat(range.len());
            rust.replace_range(range, &blank);
        }
        let code = Code {
            cell: 0,
            text: rust.into(),
        };
        let Some(split) = Split::parse(&code, &|_| false) else {
            continue;
        };
        awaits |= split.awaits;
        parts.push((*number, shown(&split)));
    }
    let mut composed = Composed::default();
    composed.push_own(&format!("#![allow({ALLOWED})]\n"));
    composed.push_own(if awaits { OPENING_ASYNC } else { OPENING });
    for (number, text) in &parts {
        composed.push_cell(*number, text);
    }
    composed.push_own(CLOSING);
    composed
}

/// The cell's text with its last expression used, as it is when it is shown. Lines stay where they are.
fn shown(split: &Split) -> String {
    let text = &split.code.text;
    let mut shown = text.to_string();
    // An inner attribute is for the crate; a function may not have it after a statement.
    for range in &split.inner_attributes {
        let blank = text[range.clone()].replace(|char| char != '\n', " ");
        shown.replace_range(range.clone(), &blank);
    }
    if let Some(tail) = &split.tail {
        let value = &text[tail.clone()];
        match value.starts_with('#') {
            true => shown.replace_range(tail.clone(), &format!("{value};")),
            false => shown.replace_range(tail.clone(), &format!("let _ = &({value});")),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_lead_back_to_their_cells() {
        let cells = [
            (3, "let a = 1;\n\na + 1 // shown"),
            (5, ":vars\nlet b = a;"),
            (6, "let = ;"),
        ];
        let composed = compose(&cells);
        let lines: Vec<&str> = composed.source.lines().collect();
        assert_eq!(lines.len(), composed.lines.len(), "{}", composed.source);
        let at = |cell, line| {
            let place = Some((cell, line));
            let index = composed.lines.iter().position(|known| *known == place);
            index.map(|index| lines[index].trim().to_owned())
        };
        assert_eq!(at(3, 3).as_deref(), Some("let _ = &(a + 1); // shown"));
        assert_eq!(at(5, 2).as_deref(), Some("let b = a;"));
        assert_eq!(at(6, 1), None, "what is no Rust is rustfmt's to refuse");
    }

    #[test]
    fn the_shown_value_may_be_borrowed_or_awaited() {
        assert!(compose(&[(0, "f().await")]).source.contains("pub async fn"));
        let attribute = compose(&[(0, "#![allow(unused)]\n#[cfg(test)]\n{ 1 }")]);
        assert!(attribute.source.contains("{ 1 };"), "{}", attribute.source);
        assert!(!attribute.source.contains("#![allow(unused)]"));
    }
}
