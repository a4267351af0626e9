"""A notebook that comes from git is not trusted until it is run: what JupyterLab's sanitiser leaves of its outputs."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from support.shelf import notebooks

MODULES = os.environ.get("PAPERCELL_PAGE_MODULES", "")
MISSING = (
    "there is no node"
    if not shutil.which("node")
    else f"the npm packages are not there: {os.environ.get('PAPERCELL_PAGE_MISSING', 'PAPERCELL_PAGE_MODULES is not set')}"
)
pytestmark = pytest.mark.skipif(not shutil.which("node") or not (Path(MODULES) / "marked").is_dir(), reason=MISSING)

#: The formats that JupyterLab shows without trust, in the order of its preference; SVG is none of them.
SAFE = ["text/html", "text/markdown", "text/latex", "image/png", "image/jpeg", "text/plain"]


def sanitised(texts):
    """HTML of Markdown texts, before and after JupyterLab's sanitiser."""
    script = Path(__file__).parent / "node" / "sanitize.mjs"
    done = subprocess.run(["node", script, MODULES], input=json.dumps(texts), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [[BeautifulSoup(html, "html.parser") for html in pair] for pair in json.loads(done.stdout)]


def bundles(path):
    """The MIME bundles of a notebook's outputs."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    outputs = (output for cell in cells for output in cell.get("outputs", []))
    return [{kind: "".join(text) for kind, text in output["data"].items()} for output in outputs if "data" in output]


def words(soup):
    return " ".join(soup.get_text(" ").split())


def test_the_sanitiser_is_at_work():
    [[before, after]] = sanitised(["a <script>alert(1)</script><b onclick='x()' style='position: fixed'>b</b>"])
    assert before.script and not after.script
    assert after.b.attrs.get("onclick") is None and "fixed" not in str(after)


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_an_untrusted_notebook_is_readable(path):
    shown = [next((kind, bundle[kind]) for kind in SAFE if kind in bundle) for bundle in bundles(path)]
    assert shown
    for kind, text in shown:
        assert kind in ("text/markdown", "text/plain"), "other formats need a test of their own"
        assert len(text.strip()) > 1 and not text.lstrip().startswith("<svg"), f"nothing to read: {text[:80]!r}"
    for before, after in sanitised([text for kind, text in shown if kind == "text/markdown"]):
        assert words(after) == words(before)
        count = {tag: len(before.find_all(tag)) for tag in ("table", "tr", "td", "th", "ol", "ul", "li", "h1", "h2", "h3", "a", "code")}
        assert count == {tag: len(after.find_all(tag)) for tag in count}
        assert [a.get("href") for a in after.find_all("a")] == [a.get("href") for a in before.find_all("a")]


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_a_figure_that_is_not_shown_is_told(path):
    figures = [bundle for bundle in bundles(path) if "image/svg+xml" in bundle]
    assert len(figures) >= 2, "the standard wants figures"
    for bundle in figures:
        assert len(bundle["text/plain"].split()) >= 5, bundle["text/plain"]
