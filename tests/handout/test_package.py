"""The pip package: what is in it, and that nbconvert finds the exporter in it."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile

import nbformat
import pytest

from samples import book, code, display, text, whole
from support.program import ROOT

PACKAGE = ROOT / "assets" / "handout" / "exporter"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with the package as pip and `papercell install` leave it: wheel contents, the executable named inside."""
    from flit_core import buildapi

    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(PACKAGE, source, ignore=shutil.ignore_patterns("__pycache__"))
    (source / "papercell_handout" / "papercell-bin.txt").write_text(os.environ["PAPERCELL_BIN"])
    here = os.getcwd()
    try:
        os.chdir(source)
        wheel = buildapi.build_wheel(str(folder))
    finally:
        os.chdir(here)
    site = folder / "site"
    with zipfile.ZipFile(folder / wheel) as archive:
        archive.extractall(site)
    return site


@pytest.fixture
def convert(installed, tmp_path):
    """`convert(notebook, *arguments)`: runs nbconvert on it in a folder of its own, with only the installed package."""

    def run(notebook, *arguments):
        nbformat.write(notebook, tmp_path / "a notebook.ipynb")
        environment = {key: value for key, value in os.environ.items() if key != "PAPERCELL_BIN"}
        environment["PYTHONPATH"] = str(installed)
        command = [sys.executable, "-m", "nbconvert", "--to", "handout", *arguments, "a notebook.ipynb"]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)

    return run


def test_the_package_is_complete(installed):
    package = installed / "papercell_handout"
    tracked = {path.name for path in (PACKAGE / "papercell_handout").rglob("*") if path.suffix == ".py"}
    assert tracked <= {path.name for path in package.rglob("*")}
    (entry_points,) = installed.glob("*.dist-info/entry_points.txt")
    assert "handout=papercell_handout.exporter:HandoutExporter" in entry_points.read_text()


def test_nbconvert_finds_it_and_writes_one_file(convert, tmp_path):
    done = convert(whole())
    assert done.returncode == 0, done.stderr[-2000:]
    assert {path.name for path in tmp_path.iterdir()} == {"a notebook.ipynb", "a notebook.html"}
    page = (tmp_path / "a notebook.html").read_text(encoding="utf-8")
    digest = hashlib.sha256((tmp_path / "a notebook.ipynb").read_bytes()).hexdigest()
    assert digest in page and "a notebook.ipynb" in page and 'class="katex"' in page


def test_nbconvert_and_the_command_write_the_same_bytes(convert, tmp_path):
    done = convert(whole())
    assert done.returncode == 0, done.stderr[-2000:]
    page = tmp_path / "a notebook.html"
    by_nbconvert = page.read_bytes()
    page.unlink()
    command = [os.environ["PAPERCELL_BIN"], "handout", str(tmp_path / "a notebook.ipynb")]
    subprocess.run(command, check=True, timeout=60)
    assert page.read_bytes() == by_nbconvert


def test_a_wrong_equation_fails_the_export_and_names_the_cell(convert, tmp_path):
    done = convert(book(text("fine"), text("# Part\n\n$\\frac{1}{$")))
    assert done.returncode != 0
    assert "HandoutError" in done.stderr and "cell 2 (markdown)" in done.stderr and "\\frac{1}{" in done.stderr
    assert not (tmp_path / "a notebook.html").exists()


def test_a_missing_executable_says_what_to_do(convert, installed, tmp_path):
    path = installed / "papercell_handout" / "papercell-bin.txt"
    was = path.read_text()
    path.write_text("/nowhere/papercell")
    try:
        done = convert(book(text("$x$")))
    finally:
        path.write_text(was)
    assert done.returncode != 0 and "papercell install" in done.stderr and "/nowhere/papercell" in done.stderr


def test_options_of_nbconvert_hold(convert, tmp_path):
    done = convert(book(code("secret_source", [display({"text/plain": "shown"})])), "--no-input", "--output", "other")
    assert done.returncode == 0, done.stderr[-2000:]
    page = (tmp_path / "other.html").read_text(encoding="utf-8")
    assert "secret_source" not in page and "shown" in page


def test_the_menu_of_jupyterlab_has_a_name_for_it():
    from papercell_handout.exporter import HandoutExporter

    assert HandoutExporter.export_from_notebook == "Handout"
    assert HandoutExporter().output_mimetype == "text/html" and HandoutExporter().file_extension == ".html"


def test_katex_is_of_the_version_that_draws():
    """Another version's style sheet draws scripts at full size."""
    drawn = subprocess.run(
        [os.environ["PAPERCELL_BIN"], "tex"], input=json.dumps([{"tex": "x", "display": False}]), capture_output=True, text=True
    ).stdout
    version = (ROOT / "assets" / "katex" / "VERSION").read_text().strip()
    assert version == "0.16.4" and 'class=\\"strut\\"' in drawn
    assert f'content:"{version}"' in (ROOT / "assets" / "katex" / "katex.min.css").read_text()
