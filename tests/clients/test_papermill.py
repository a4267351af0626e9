"""papermill: a notebook with other parameters, by the translator that `papercell install` brings."""

import subprocess
from pathlib import Path

import nbformat
import pytest

from support.clients import script, text_of

TAGGED = """let n: usize = 3; // how many
let rate = 0.5;
let name: &str = "nobody";
let mut weights: Vec<f64> = vec![1.0];
let limit: Option<f64> = None;"""

USE = 'println!("{n} {rate} {name} {weights:?} {limit:?}");\nn * 6'


@pytest.fixture
def papermill(tmp_path: Path, made):
    """`papermill(cells, arguments...)`: runs the command; gives the process and the notebook that it wrote."""

    def run(notebook, *arguments: str):
        nbformat.write(notebook, tmp_path / "in.ipynb")
        command = [script("papermill"), "in.ipynb", "out.ipynb", "--no-progress-bar", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
        out = tmp_path / "out.ipynb"
        return done, nbformat.read(out, as_version=4) if out.exists() else None

    return run


def test_parameters_replace_those_of_the_tagged_cell(papermill, made):
    notebook = made(TAGGED, USE, tagged={0: "parameters"})
    done, out = papermill(notebook)
    assert done.returncode == 0, done.stderr
    assert text_of(out.cells[-1]) == '3 0.5 nobody [1.0] None\n18'

    values = ["-p", "n", "7", "-p", "name", 'x "y" \\', "-p", "rate", "2", "-y", "{weights: [1, 2.5], limit: 3}"]
    done, out = papermill(notebook, *values)
    assert done.returncode == 0, done.stderr
    assert text_of(out.cells[-1]) == '7 2 x "y" \\ [1.0, 2.5] Some(3.0)\n42'
    injected = out.cells[1]
    assert injected.metadata.tags == ["injected-parameters"]
    # The types are those that the tagged cell says, the order is that of the arguments.
    assert injected.source.splitlines() == [
        "// Parameters",
        "let mut weights: Vec<f64> = vec![1.0, 2.5];",
        "let limit: Option<f64> = Some(3.0);",
        "let n: usize = 7;",
        'let name: &str = "x \\"y\\" \\\\";',
        "let rate: f64 = 2.0;",
    ]


def test_every_kind_of_value_compiles_without_a_declaration(papermill, made):
    yaml = """{flag: true, whole: -7, big: 100000000000000000000, part: 1.0e-7, huge: .inf, text: "a\\n\\t\\u202e{}é",
        list: [1, 2.5, null], none: null, empty: [], map: {a: [1], b: []}, type: 5, nested: [[1], [2, 3]]}"""
    use = (
        'println!("{flag} {whole} {big} {part} {huge} {text:?} {list:?} {none:?} {empty:?} {map:?} {} {nested:?}", r#type);'
    )
    done, out = papermill(made(use), "-y", yaml)
    assert done.returncode == 0, done.stderr
    assert text_of(out.cells[-1]) == (
        'true -7 100000000000000000000 0.0000001 inf "a\\n\\t\\u{202e}{}é" [Some(1.0), Some(2.5), None] None [] '
        '{"a": [1], "b": []} 5 [[1], [2, 3]]\n'
    )


@pytest.mark.parametrize(
    "arguments, says",
    [
        (["-p", "n", "-1"], "the parameter `n`: -1 is no `usize`"),
        (["-p", "n", "None"], "`Option<usize>` in the cell tagged `parameters` can be"),
        (["-y", "{other: [1, a]}"], "the parameter `other`: values of several types"),
        (["-p", "no-name", "1"], "no name that a variable can have in Rust"),
    ],
)
def test_what_cannot_be_written_in_rust_is_said_before_anything_runs(papermill, made, arguments, says):
    done, out = papermill(made(TAGGED, USE, tagged={0: "parameters"}), *arguments)
    assert done.returncode != 0
    assert says in done.stderr, done.stderr[-1500:]
    assert out is None


def test_the_parameters_of_a_notebook_are_listed(papermill, made):
    done, _ = papermill(made(TAGGED, USE, tagged={0: "parameters"}), "--help-notebook")
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "n: usize (default 3) how many" in lines, done.stdout
    assert "rate: f64 (default 0.5)" in lines
    assert 'name: &str (default "nobody")' in lines


def test_a_failing_cell_fails_the_run_and_is_marked(papermill, made):
    notebook = made(TAGGED, 'assert!(n < 5, "too many: {n}");', "1", tagged={0: "parameters"})
    done, out = papermill(notebook, "-p", "n", "5")
    assert done.returncode != 0
    assert "too many: 5" in done.stderr
    assert out.cells[-1].execution_count is None
