"""Fixtures of the handout suite: a notebook made in the test becomes a page, is opened, is printed.

Pages are made by the command `papercell handout`, which is what nbconvert's exporter calls too; `shell` is the exporter.
"""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from support.browser import chromium
from support.program import OUT, ROOT, papercell

PACKAGE = ROOT / "assets" / "handout" / "exporter"
sys.path.insert(0, str(PACKAGE))  # the tree under test, not an installed copy
os.environ.setdefault("PAPERCELL_BIN", str(papercell()))


@pytest.fixture
def make():
    """`make(notebook, ...)`: the finished process of `papercell handout`, which reads and writes through pipes."""

    def run(notebook, folder: Path = Path(), *arguments: str) -> subprocess.CompletedProcess:
        command = [papercell(), "handout", "-", "--out", "-", "--name", "made", "--folder", folder, *arguments]
        written = nbformat.writes(notebook) + "\n"
        return subprocess.run(command, input=written, capture_output=True, text=True, timeout=60)

    return run


@pytest.fixture
def export(make):
    """`export(notebook, folder, ...)`: the page as text."""

    def run(*args) -> str:
        done = make(*args)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture
def shell():
    """`shell(notebook, **traits)`: the page as nbconvert's exporter gives it."""
    from papercell_handout.exporter import HandoutExporter

    def run(notebook, folder: Path = Path(), **traits) -> str:
        resources = {"metadata": {"name": "made", "path": str(folder)}}
        return HandoutExporter(**traits).from_notebook_node(notebook, resources)[0]

    return run


@pytest.fixture
def soup(export):
    """`soup(notebook, ...)`: the page, parsed."""
    return lambda *args: BeautifulSoup(export(*args), "html.parser")


@pytest.fixture
def refused(make):
    """`refused(notebook, ...)`: the message with which the command fails."""

    def run(*args) -> str:
        done = make(*args)
        assert done.returncode == 1 and done.stdout == ""
        assert done.stderr.startswith("papercell: standard input: ")
        return done.stderr.removeprefix("papercell: standard input: ")

    return run


@pytest.fixture(scope="module")
def browser():
    """Chromium without a network."""
    with chromium(offline=True) as context:
        yield context


@pytest.fixture
def show(browser, export, tmp_path):
    """`show(notebook, width=..., dark=..., code=...)`: the exported notebook as an open page. Requests for
    anything but the file itself are collected in its attribute `asked`, and refused."""
    pages = []

    def run(notebook, width=1100, dark=False, code="all"):
        file = tmp_path / "made.html"
        file.write_text(export(notebook, Path(), "--code", code), encoding="utf-8")
        page = browser.new_page()
        pages.append(page)
        page.asked = []

        def refuse(route):
            page.asked.append(route.request.url)
            route.abort()

        page.route(lambda url: not url.startswith(("file:", "data:")), refuse)
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.goto(file.as_uri())
        page.evaluate("document.fonts.ready.then(() => true)")
        return page

    yield run
    for page in pages:
        page.close()


@pytest.fixture
def keep():
    """`keep(page, name)`: a screenshot of the whole page in tests/out, for people."""

    def run(page, name):
        OUT.mkdir(exist_ok=True)
        page.screenshot(path=OUT / f"{name}.png", full_page=True)

    return run
