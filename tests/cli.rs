//! The command line as a user meets it: the built executable, its output and its exit codes.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn papercell(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_papercell"))
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("papercell runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).expect("the file is there")
}

/// Writes a notebook in Rust with these cells and returns its path.
fn notebook(folder: &Path, name: &str, sources: &[&str]) -> String {
    let cell = |(index, source): (usize, &&str)| {
        json!({
            "cell_type": "code", "id": format!("c{index:02}"), "metadata": {}, "source": source,
            "outputs": [], "execution_count": null,
        })
    };
    let cells: Vec<Value> = sources.iter().enumerate().map(cell).collect();
    let kernelspec = json!({"name": "rust", "display_name": "Rust", "language": "rust"});
    let value = json!({
        "nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernelspec}, "cells": cells,
    });
    let path = folder.join(name);
    std::fs::write(&path, value.to_string()).expect("the folder can be written");
    path.display().to_string()
}

#[test]
fn the_help_names_the_commands_for_users_only() {
    let help = stdout(&papercell(&["--help"]));
    for command in [
        "install",
        "uninstall",
        "clean",
        "lab",
        "run",
        "check",
        "fmt",
        "new",
        "doctor",
    ] {
        assert!(
            help.contains(&format!("\n  {command} ")),
            "{command}: {help}"
        );
    }
    for hidden in ["prepare-environment", "check-one", "  kernel "] {
        assert!(!help.contains(hidden), "{hidden}: {help}");
    }
}

#[test]
fn what_cannot_be_run_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, content, reason) in [
        (
            "a.ipynb",
            "print(1)",
            "a.ipynb is no notebook: it is not JSON",
        ),
        (
            "b.ipynb",
            r#"{"nbformat": 3}"#,
            "it is in nbformat 3; save it as nbformat 4",
        ),
        (
            "c.ipynb",
            r#"{"nbformat": 4, "metadata": {"kernelspec": {"language": "python"}}, "cells": []}"#,
            "c.ipynb is a notebook in python; papercell runs notebooks in Rust",
        ),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).expect("the folder can be written");
        let output = papercell(&["run", &path.display().to_string()]);
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains(reason), "{}", stderr(&output));
        assert_eq!(text(&path), content);
    }
    let output = papercell(&["run", "/nowhere/x.ipynb"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("/nowhere/x.ipynb cannot be read"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_check_of_nothing_is_an_error() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = papercell(&["check", &folder.path().display().to_string()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("there is no notebook"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn an_installation_needs_the_python_that_was_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let prefix = folder.path().display().to_string();
    let output = papercell(&[
        "install",
        "--prefix",
        &prefix,
        "--python",
        "/nowhere/python3",
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("/nowhere/python3 does not run"),
        "{}",
        stderr(&output)
    );
    assert!(
        !folder.path().join("share").exists(),
        "nothing is half installed"
    );
}

#[test]
fn the_doctor_names_what_it_looked_at() {
    let output = papercell(&["doctor"]);
    let said = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    for what in [
        "Rust",
        "linker",
        "runtime",
        "toolkit",
        "kernelspec",
        "Python",
        "JupyterLab",
        "handouts",
        "PDF",
    ] {
        let line = said
            .lines()
            .find(|line| line.contains(&format!("  {what} ")));
        assert!(
            line.is_some_and(|line| line.starts_with("ok ") || line.starts_with("missing ")),
            "{what}: {said}"
        );
    }
    assert!(said.contains("Cells can run."), "{said}");
}

#[test]
fn the_doctor_fails_without_a_toolchain() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new(env!("CARGO_BIN_EXE_papercell"))
        .arg("doctor")
        .env("PATH", home.path())
        .env("HOME", home.path())
        .env_remove("CARGO_HOME")
        .stdin(Stdio::null())
        .output()
        .expect("papercell runs");
    let said = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("there is no rustc: install Rust from https://rustup.rs"),
        "{said}"
    );
    assert!(said.contains("Cells cannot run: Rust, linker."), "{said}");
}

/// One test, because the toolkit's first compilation takes a minute and each session some seconds.
#[test]
fn notebooks_run_and_are_checked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let good = notebook(
        folder.path(),
        "good.ipynb",
        &[
            "use toy::prelude::*;",
            "print!(\"10 %\\r\");\nprintln!(\"100 %\");\n6 * 7",
            "claim(\"small\").below(0.2, 0.5);\nverdict();",
        ],
    );
    let ran = papercell(&["run", &good]);
    assert_eq!(ran.status.code(), Some(0), "{}", stderr(&ran));
    let written = text(Path::new(&good));
    let value: Value = serde_json::from_str(&written).expect("a notebook");
    let cells = &value["cells"];
    assert_eq!(cells[1]["outputs"][0]["text"], json!(["100 %\n"]));
    assert_eq!(cells[1]["outputs"][1]["data"]["text/plain"], json!(["42"]));
    assert_eq!(cells[1]["execution_count"], 2);
    assert_eq!(value["metadata"]["kernelspec"]["name"], "papercell");
    assert_eq!(value["metadata"]["language_info"]["name"], "rust");

    let changed = folder.path().join("changed.ipynb");
    std::fs::write(&changed, written.replace("\"42\"", "\"43\""))
        .expect("the folder can be written");
    let before = text(&changed);
    notebook(
        folder.path(),
        "failing.ipynb",
        &["let v: Vec<u8> = Vec::new();", "v[1]"],
    );
    notebook(
        folder.path(),
        "false.ipynb",
        &[
            "use toy::prelude::*;",
            "claim(\"small\").below(0.9, 0.5);\nverdict();",
        ],
    );
    let checked = papercell(&[
        "check",
        "--jobs",
        "2",
        "--timeout",
        "300",
        &folder.path().display().to_string(),
    ]);
    let said = stdout(&checked);
    assert_eq!(checked.status.code(), Some(1), "{said}");
    let verdict = |name: &str| {
        let mut rows = said
            .lines()
            .filter(|line| line.contains(name) && !line.ends_with(".ipynb"));
        rows.next_back().unwrap_or_default().to_owned()
    };
    assert!(verdict("good.ipynb").ends_with("1/1  ok"), "{said}");
    assert!(
        verdict("changed.ipynb").ends_with("1/1  1 difference"),
        "{said}"
    );
    assert!(
        verdict("failing.ipynb").ends_with("0/0  cell 2 failed"),
        "{said}"
    );
    assert!(verdict("false.ipynb").contains("0/1  "), "{said}");
    assert!(said.contains("claim \"small\" does not hold"), "{said}");
    assert!(
        said.contains("output 2, text/plain:") && said.contains("-43\n") && said.contains("+42\n"),
        "{said}"
    );
    assert!(said.contains("index out of bounds"), "{said}");
    assert_eq!(text(&changed), before, "a check writes nothing");

    let failing = folder.path().join("failing.ipynb").display().to_string();
    let ran = papercell(&["run", &failing]);
    assert_eq!(ran.status.code(), Some(1));
    assert!(
        stderr(&ran).contains("failing.ipynb: cell 2 failed"),
        "{}",
        stderr(&ran)
    );
    assert!(
        stderr(&ran).contains("index out of bounds"),
        "{}",
        stderr(&ran)
    );
    assert!(
        !stderr(&ran).contains('\u{1b}'),
        "no colours outside a terminal"
    );
}
