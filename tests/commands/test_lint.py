"""`papercell check --lint`: what can be said of a notebook without running it."""

import shutil

import pytest

from support.program import ROOT
from support.written import PAPER, notebook

CELLS = [
    "# Words\n\nA gradeint, $\\argmin x$ and a dollar $ alone. [Here](nowhere.md).\n\n## Further reading\n\n`gumbel-softmx`.",
    "use toy::prelude::*;\n\nlet a=1;",
    "let mut total = 0;\nfor i in 0..10 {\n    total = total + i;\n}\nlet f = |x: f64| x;",
    "let b = total.clone();\nlet name = String::from(\"a\").to_string();",
    "let = ;",
    "fn later(a: u32) -> u32 {\n    return a;\n}\nlater(b)",
]


def test_it_names_what_is_to_be_mended_at_its_line(place):
    path = notebook(place.folder / "other.ipynb", PAPER.format(more=""), *CELLS)
    before = path.read_text()
    done = place.run("check", "--lint", path)
    assert done.returncode == 1 and path.read_text() == before
    for says in [
        "7 cells; the standard is 13 to 18",
        "not named after its slug, small-things.ipynb",
        "cell 2, line 3: `gradeint` is no word that is known: gradient?",
        "cell 2, line 3: the link `nowhere.md` leads to no file",
        "cell 2, line 7: the shelf has no paper `gumbel-softmx`, nor means to (assets/words/slugs.txt): `gumbel-softmax`?",
        "cell 3, line 3: rustfmt lays it out differently",
        "cell 4, line 5: a closure does not live on",
        "cell 6: error: expected pattern",
        # clippy sees the cells as one crate: `total` is a number from another cell.
        "cell 4, line 3: manual implementation of an assign operation [clippy::assign_op_pattern]",
        "cell 5, line 1: using `clone` on type `u32` which implements the `Copy` trait [clippy::clone_on_copy]",
        "cell 7, line 2: unneeded `return` statement [clippy::needless_return]",
    ]:
        assert says in done.stdout, f"{says} in\n{done.stdout}"
    assert done.stdout.count("cell 2, line 3: ") >= 4, "the equation and the dollar as well"
    assert done.stdout.splitlines()[-1].startswith("1 notebook read, ")


def test_a_check_lints_and_runs(place):
    path = notebook(place.folder / "a.ipynb", PAPER.format(more=""), "1 + 1")
    done = place.run("check", path)
    assert done.returncode == 1
    assert "cells; the standard is" in done.stdout and "claims fail" in done.stdout, done.stdout
    only_run = place.run("check", "--no-lint", path)
    assert "the standard is" not in only_run.stdout


def test_a_notebook_without_a_paper_may_have_any_shape(place):
    path = notebook(place.folder / "a.ipynb", "let a=1;\na", "# An equation $x$")
    assert place.run("check", "--lint", path).returncode == 0
    path = notebook(place.folder / "a.ipynb", "1", "# An equation $\\foo$")
    done = place.run("check", "--lint", path)
    assert done.returncode == 1 and "cell 2, line 1: " in done.stdout, done.stdout


@pytest.mark.parametrize(
    ("what", "change", "says"),
    [
        ("a borrow", ('use toy::prelude::*;', 'use toy::prelude::*;\\n",\n    "let kept = &SEED;'), "a borrow does not live on"),
        ("a wrong equation", ("\\\\mathbb{E}", "\\\\mathbb{E"), "a `}` is missing: the equation ends inside braces"),
        ("a claim that nobody measures", ('claim(\\"', 'claimed(\\"'), "no cell measures the claim"),
    ],
)
def test_a_change_to_a_notebook_of_the_shelf_is_noticed(place, what, change, says):
    notebook = ROOT / "notebooks" / "generative-models" / "gumbel-softmax.ipynb"
    text = notebook.read_text()
    assert change[0] in text
    folder = place.folder / notebook.parent.name
    folder.mkdir()
    copy = folder / notebook.name
    shutil.copy(notebook, copy)
    before = place.run("check", "--lint", copy).stdout
    copy.write_text(text.replace(*change))
    after = place.run("check", "--lint", copy).stdout
    new = set(after.splitlines()) - set(before.splitlines())
    assert any(says in line for line in new), (what, new)
