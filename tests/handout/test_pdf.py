"""`papercell handout --pdf`: the installed browser prints; what it needs, what it writes, what it says."""

import os
import re
import shutil
import stat
import subprocess
from signal import Signals

import nbformat
import pytest

from samples import book, text, whole
from support.kernel import alive, eventually
from support.program import OUT, ROOT, papercell
from test_print import SIZES, tool

#: The shelf's first notebooks, which stand for all: a handout is three to five sheets of paper.
FIRST = ["generative-models/gumbel-softmax", "generative-models/ddpm", "probabilistic-inference/design-by-adaptive-sampling"]


@pytest.fixture
def handout(tmp_path):
    """`handout(argument, ..., VARIABLE=value)`: the finished process, in a folder of its own."""

    def run(*arguments, **environment) -> subprocess.CompletedProcess:
        command = [papercell(), "handout", *map(str, arguments)]
        return subprocess.run(
            command, cwd=tmp_path, env={**os.environ, **environment}, capture_output=True, text=True, timeout=300
        )

    return run


@pytest.fixture
def notebook(tmp_path):
    """A small notebook in the folder."""
    path = tmp_path / "a b #1.ipynb"
    nbformat.write(whole(), path)
    return path


def facts(file):
    """Sheets, width and height in points, title."""
    info = tool("pdfinfo", file)
    width, height = map(float, re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info).groups())
    return int(re.search(r"Pages:\s+(\d+)", info)[1]), (width, height), re.search(r"Title:\s+(.*)", info)[1]


@pytest.mark.parametrize("name", FIRST)
def test_a_paper_is_three_to_five_sheets(handout, name):
    OUT.mkdir(exist_ok=True)
    done = handout("--pdf", "--out", OUT, ROOT / "notebooks" / f"{name}.ipynb")
    assert done.returncode == 0, done.stderr
    file = OUT / f"{name.split('/')[1]}.pdf"
    sheets, size, title = facts(file)
    assert 3 <= sheets <= 5 and f"({sheets} pages, " in done.stdout
    assert size == pytest.approx(SIZES["A4"], abs=1.5)

    fonts = [line.split() for line in tool("pdffonts", file).splitlines()[2:]]
    assert fonts and all(font[-5] == "yes" for font in fonts), "a font is not embedded"
    words = tool("pdftotext", "-layout", file, "-").rstrip("\f\n").split("\f")
    assert title.split(":")[0] in " ".join(words[0].split())
    for number, sheet in enumerate(words, 1):
        assert re.search(rf"\b{number} ?/ ?{sheets}\s*$", sheet), "the page number"
    everything = "\n".join(words)
    assert "$$" not in everything and "\\frac" not in everything
    assert "The claims" in everything and "The claims, measured at toy scale" in everything


def test_it_lies_beside_its_notebook_and_nothing_else_does(handout, notebook, tmp_path):
    done = handout("--pdf", "--paper", "letter", notebook.name)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"a b #1.ipynb", "a b #1.pdf"}
    assert facts(tmp_path / "a b #1.pdf")[1] == pytest.approx(SIZES["Letter"], abs=1.5)


def test_without_a_browser_it_says_what_to_install(handout, notebook, tmp_path):
    done = handout("--pdf", notebook.name, PATH="/nowhere", HOME=str(tmp_path), PAPERCELL_CHROMIUM="")
    assert done.returncode == 1
    for words in ("apt install chromium", "dnf install chromium", "brew install", "PAPERCELL_CHROMIUM"):
        assert words in done.stderr
    assert not list(tmp_path.glob("*.pdf"))


def test_a_named_browser_is_the_one(handout, notebook, tmp_path):
    missing = handout("--pdf", notebook.name, PAPERCELL_CHROMIUM="/no/such/program")
    assert missing.returncode == 1 and "PAPERCELL_CHROMIUM names /no/such/program" in missing.stderr

    fake = tmp_path / "browser"
    fake.write_text("#!/bin/sh\necho 'the display is on fire' >&2\nexit 3\n")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    failed = handout("--pdf", notebook.name, PAPERCELL_CHROMIUM=str(fake))
    assert failed.returncode == 1 and "the display is on fire" in failed.stderr
    assert not list(tmp_path.glob("*.pdf")) and not list(tmp_path.glob("papercell-print-*"))

    real = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    done = handout("--pdf", notebook.name, PATH="/nowhere:/bin:/usr/bin", PAPERCELL_CHROMIUM=real)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("signal", [Signals.SIGINT, Signals.SIGTERM])
def test_a_signal_leaves_neither_files_nor_the_browser(notebook, tmp_path, signal):
    fake = tmp_path / "browser"
    # A process of its own beside, as a browser has several.
    fake.write_text("#!/bin/sh\nsleep 100 &\necho $$ $! > pids.new\nmv pids.new pids\nwait\n")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    environment = {**os.environ, "PAPERCELL_CHROMIUM": str(fake)}
    command = [papercell(), "handout", "--pdf", notebook.name]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE) as process:
        eventually((tmp_path / "pids").exists, "the browser has started")
        assert list(tmp_path.glob("papercell-print-*"))
        process.send_signal(signal)
        assert process.wait(20) == -signal
    pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    assert len(pids) == 2
    eventually(lambda: not any(map(alive, pids)), "the browser has ended")
    assert {path.name for path in tmp_path.iterdir()} == {notebook.name, "browser", "pids"}


def test_paper_is_for_printing(handout, notebook):
    assert "--pdf" in handout("--paper", "letter", notebook.name).stderr
    assert "neither `a4` nor `letter`" in handout("--pdf", "--paper", "a5", notebook.name).stderr


def test_a_wrong_notebook_is_named_and_the_others_are_printed(handout, notebook, tmp_path):
    nbformat.write(book(text("an open $x")), tmp_path / "bad.ipynb")
    done = handout("--pdf", "bad.ipynb", notebook.name)
    assert done.returncode == 1 and "bad.ipynb: cell 1 (markdown), line 1" in done.stderr
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["a b #1.pdf"]
