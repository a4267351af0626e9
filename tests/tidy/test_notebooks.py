"""Every notebook keeps to the standard of the shelf: `papercell check --lint` knows it, line by line."""

import os
import subprocess

import nbformat
import pytest

from support.program import papercell
from support.shelf import shelf

NOTEBOOKS = shelf()


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_a_notebook_for_every_front_end(path):
    nbformat.validate(nbformat.read(path, as_version=4))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_keeps_to_the_standard(path):
    environment = {**os.environ, "NO_COLOR": "1"}
    done = subprocess.run([papercell(), "check", "--lint", path], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
