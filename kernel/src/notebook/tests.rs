//! Reading and writing notebook files.

use super::*;

const LOOSE: &str = include_str!("../../../tests/cli/written_loosely.ipynb");
/// What `nbformat` 5.11.1 (Python) makes of [`LOOSE`].
const BY_NBFORMAT: &str = include_str!("../../../tests/cli/written_by_nbformat.ipynb");

fn error(text: &str) -> String {
    format!("{:#}", Notebook::parse(text).unwrap_err())
}

fn small() -> Notebook {
    let text = json!({
        "nbformat": 4, "nbformat_minor": 5, "metadata": {},
        "cells": [
            {"id": "a", "cell_type": "markdown", "metadata": {}, "source": ["# Title"]},
            {"id": "b", "cell_type": "code", "source": ["\n", "// The mean\n", "let m = 1;"], "outputs": [],
             "execution_count": 9,
             "metadata": {"tags": ["raises-exception"], "execution": {"iopub.status.busy": "2020"}}},
        ],
    });
    Notebook::parse(&text.to_string()).unwrap()
}

#[test]
fn a_notebook_is_written_as_nbformat_writes_it() {
    assert_eq!(Notebook::parse(LOOSE).unwrap().to_text(), BY_NBFORMAT);
    assert_eq!(Notebook::parse(BY_NBFORMAT).unwrap().to_text(), BY_NBFORMAT);
}

#[test]
fn what_is_no_notebook_is_refused_with_the_reason() {
    for (text, reason) in [
        ("", "it is not JSON: EOF while parsing"),
        ("{\"a\": ", "it is not JSON: EOF while parsing"),
        ("[1]", "it has no number `nbformat`"),
        (
            r#"{"nbformat": 3, "worksheets": []}"#,
            "nbformat 3; save it as nbformat 4",
        ),
        (r#"{"nbformat": 4}"#, "it has no object `metadata`"),
        (
            r#"{"nbformat": 4, "metadata": {}, "cells": {}}"#,
            "it has no list `cells`",
        ),
        (
            r#"{"nbformat": 4, "metadata": {}, "cells": [1]}"#,
            "cell 1 is no cell: it is no object",
        ),
        (
            r#"{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code", "source": 1}]}"#,
            "cell 1 is no cell: its `source` is neither a string nor a list of strings",
        ),
        (
            r#"{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code", "source": "", "outputs": [3]}]}"#,
            "cell 1 is no cell: its `outputs` are no list of objects",
        ),
    ] {
        let error = error(text);
        assert!(error.contains(reason), "{text}: {error}");
    }
}

#[test]
fn cells_say_what_they_are() {
    let notebook = small();
    let cells: Vec<Cell> = notebook.cells().collect();
    assert!(!cells[0].is_code() && cells[1].is_code());
    assert_eq!(cells[1].source(), "\n// The mean\nlet m = 1;");
    assert_eq!(cells[1].title(), "The mean");
    assert!(cells[1].has_tag("raises-exception") && !cells[1].has_tag("raises"));
}

#[test]
fn the_language_is_that_of_the_kernelspec() {
    let mut notebook = small();
    assert_eq!(notebook.language(), None);
    notebook.set_kernel(json!({"language": "rust"}), json!({"name": "other"}));
    assert_eq!(notebook.language(), Some("rust"));
    notebook.set_kernel(json!({"name": "x"}), json!({"name": "python"}));
    assert_eq!(notebook.language(), Some("python"));
}

#[test]
fn new_outputs_take_the_old_times_with_them() {
    let mut notebook = small();
    let output = json!({"output_type": "stream", "name": "stdout", "text": "1\n2\n"});
    notebook.set_outputs(1, vec![output.clone()], Some(1));
    let cell = notebook.cells().nth(1).unwrap();
    assert_eq!(cell.outputs(), [output]);
    assert_eq!(cell.value["execution_count"], 1);
    assert_eq!(
        cell.value["metadata"],
        json!({"tags": ["raises-exception"]})
    );
    assert!(notebook.to_text().contains("\"1\\n\",\n      \"2\\n\""));
}

#[test]
fn a_file_is_replaced_whole_and_keeps_its_mode() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ipynb");
    std::fs::write(&path, LOOSE).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    }
    Notebook::read(&path).unwrap().write(&path).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), BY_NBFORMAT);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let error = Notebook::read(Path::new("/nowhere/a.ipynb")).unwrap_err();
    assert!(
        format!("{error:#}").starts_with("/nowhere/a.ipynb cannot be read: "),
        "{error:#}"
    );
}
