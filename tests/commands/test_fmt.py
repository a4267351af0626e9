"""`papercell fmt`: code as rustfmt lays it out, files as Jupyter writes them."""

import json

import nbformat

from support.shelf import shelf
from support.written import notebook

CELLS = [
    ":dep rand = \"0.8\"\nlet a=1 ; // one\n:vars\na+1",
    "%%tex\nx  ^2",
    "# A title\n\nlet it=be",
    "fn f( x:f64 )->f64{ x }\n\n\n\nlet s = \"two\n    lines\";",
    "let = 2;",
]


def test_it_lays_out_code_and_nothing_else(place):
    path = notebook(place.folder / "a.ipynb", *CELLS)
    changes = place.run("fmt", "--check", path)
    assert changes.returncode == 1 and '+    "let a = 1; // one' in changes.stdout, changes.stdout
    assert json.loads(path.read_text())["cells"][3]["source"] == CELLS[3], "--check writes nothing"

    done = place.run("fmt", path)
    assert done.returncode == 0 and "1 of 1 notebooks changed" in done.stdout
    assert "cell 5 (let = 2;) stays as it is: error: expected pattern, found `=` (line 1)" in done.stderr
    cells = nbformat.read(path, as_version=4).cells
    assert [cell.source for cell in cells] == [
        ':dep rand = "0.8"\nlet a = 1; // one\n:vars\na + 1',
        *CELLS[1:3],
        'fn f(x: f64) -> f64 {\n    x\n}\n\nlet s = "two\n    lines";',
        CELLS[4],
    ]
    assert path.read_text() == nbformat.writes(nbformat.read(path, as_version=4)) + "\n"

    again = place.run("fmt", "--check", path)
    assert again.returncode == 0 and "0 of 1 notebooks would change" in again.stdout


def test_a_file_is_put_in_order(place):
    path = place.folder / "a.ipynb"
    cell = {"source": ["1\n", "\n"], "outputs": [], "metadata": {}, "cell_type": "code"}
    cells = [cell | {"execution_count": count} for count in (4, None, 9)]
    path.write_text(json.dumps({"nbformat_minor": 2, "nbformat": 4, "metadata": {}, "cells": cells}))
    place.run("fmt", path)
    written = nbformat.read(path, as_version=4)
    nbformat.validate(written)
    assert [(c.id, c.source, c.execution_count) for c in written.cells] == [
        ("c01", "1", 1),
        ("c02", "1", None),
        ("c03", "1", 2),
    ]


def test_the_shelf_keeps_its_shape(place):
    """What rustfmt makes of the cells of the shelf stays readable on its page, and is stable."""
    for source in shelf():
        path = place.folder / source.name
        path.write_bytes(source.read_bytes())
        place.run("fmt", path)
        once = path.read_text()
        assert place.run("fmt", "--check", path).returncode == 0, source.name
        for cell in json.loads(once)["cells"]:
            if cell["cell_type"] == "code" and not cell["source"][0].startswith("%%"):
                assert max(len(line.rstrip("\n")) for line in cell["source"]) <= 100, (source.name, cell["id"])
