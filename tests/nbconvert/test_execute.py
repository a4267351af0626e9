"""`jupyter nbconvert --execute`: runs what is right, and fails on what is wrong."""

import nbformat
import pytest

from support.shelf import copy_shelf, opened

WRONG = {
    "a panic": ('panic!("boom")', "boom"),
    "a failed assertion": ("assert_eq!(1 + 1, 3);", "assertion"),
    "an error of the compiler": ("let s: String = 1;", "mismatched types"),
    "a crash": ("std::process::abort();", "crash"),
    "broken TeX": ("%%tex\n\\frac{", "TexError"),
    "an error returned by ?": ('"x".parse::<i32>()?;', "invalid digit"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_cell_fails_the_export_and_names_itself(convert, make, what):
    source, says = WRONG[what]
    done = convert(make("let a = 1;", source, 'println!("never");'), "--execute", "--to", "html")
    assert done.returncode != 0
    assert says.lower() in done.stderr.lower(), done.stderr[-2000:]


def test_a_right_notebook_is_exported(convert, make):
    path = make("let a = 20;", "2 * a + 2")
    done = convert(path, "--execute", "--to", "notebook", "--inplace")
    assert done.returncode == 0, done.stderr[-2000:]
    cell = nbformat.read(path, as_version=4).cells[1]
    assert cell.outputs[0].data["text/plain"] == "42"
    assert (cell.execution_count, cell.outputs[0].execution_count) == (2, 2)


@pytest.mark.parametrize("notebook", opened(), ids=lambda path: path.stem)
def test_a_notebook_of_the_shelf_runs_into_a_page(convert, tmp_path, notebook):
    copy = next(copy_shelf(tmp_path).rglob(notebook.name))
    done = convert(copy, "--execute", "--to", "html")
    assert done.returncode == 0, done.stderr[-3000:]
    page = copy.with_suffix(".html").read_text()
    assert "hl-rust" in page, "the code is highlighted as Rust"
    assert "image/svg+xml" in page or "<svg" in page
