"""`papercell new`: a notebook that runs as it stands, and says what is to be filled in."""

import json
import re

import pytest


def test_a_new_notebook_runs_and_its_claims_hold(place):
    done = place.run("new", "my-paper", "--topic", "new-things", "--shelf", place.folder)
    path = place.folder / "new-things" / "my-paper.ipynb"
    assert done.returncode == 0 and str(path) in done.stdout
    assert place.run("fmt", "--check", path).returncode == 0, "it is laid out"
    ran = place.run("run", path)
    assert ran.returncode == 0, ran.stderr
    checked = place.run("check", "--no-lint", path)
    assert checked.returncode == 0 and "4/4  ok" in checked.stdout, checked.stdout


def test_what_is_left_to_do_is_to_fill_it_in(place):
    place.run("new", "my-paper", "--topic", "new-things", "--shelf", place.folder)
    path = place.folder / "new-things" / "my-paper.ipynb"
    assert place.run("run", path).returncode == 0
    done = place.run("check", "--lint", path)
    findings = [line.strip() for line in done.stdout.splitlines()[1:-1] if line.strip()]
    other = [line for line in findings if "to be filled in: " not in line]
    assert all(re.search(r"words of prose; the standard is", line) for line in other), other
    todo = sum("TODO" in line for cell in json.loads(path.read_text())["cells"] for line in cell["source"])
    assert len(findings) - len(other) == todo > 10


def test_nothing_is_overwritten(place):
    place.run("new", "my-paper", "--shelf", place.folder)
    path = place.folder / "unsorted" / "my-paper.ipynb"
    path.write_text("mine")
    done = place.run("new", "my-paper", "--shelf", place.folder)
    assert done.returncode == 1 and "is there already" in done.stderr
    assert path.read_text() == "mine"


@pytest.mark.parametrize("slug", ["My-Paper", "my_paper", "../up", "my--paper", ""])
def test_a_slug_is_a_name(place, slug):
    done = place.run("new", slug, "--shelf", place.folder)
    assert done.returncode == 1 and "must be lower case, digits and dashes" in done.stderr
    assert list(place.folder.iterdir()) == []
