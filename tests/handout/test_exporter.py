"""nbconvert's exporter, which is a thin shell around the command: its options, and how it finds the executable."""

import os
import stat
import sys

import pytest
from bs4 import BeautifulSoup

from samples import FRONT, book, code, paper, stream, text, verdict, whole


def test_it_gives_the_page_of_the_command(shell, export):
    """The hash is that of the notebook as nbformat writes it, which is what the command reads here."""
    assert shell(whole()) == export(whole())


def test_no_input_holds(shell):
    page = BeautifulSoup(shell(whole(), exclude_input=True), "html.parser")
    assert page.select(".input") == [] and len(page.select("figure")) == 2


def test_code_can_be_folded(shell):
    assert BeautifulSoup(shell(whole(), code="folded"), "html.parser").select("details.input")


@pytest.mark.parametrize("part, gone", [("output", "printed"), ("markdown", "prose"), ("code_cell", "source")])
def test_parts_are_left_out_but_not_the_paper(shell, part, gone):
    notebook = book(paper(), text("prose"), code("source", [stream("printed")]), verdict())
    page = BeautifulSoup(shell(notebook, **{f"exclude_{part}": True}), "html.parser")
    assert gone not in page.main.text and page.h1.text == FRONT["title"]
    if part == "output":
        assert page.select(".claims .verdict") and not page.select("td .verdict")


def test_what_the_preprocessors_do_holds(shell):
    from traitlets.config import Config

    config = Config()
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_cell_tags = ["private"]
    page = shell(book(text("public"), code("secret", tags=["private"])), config=config)
    assert "secret" not in page and "public" in page


@pytest.fixture
def program(tmp_path):
    """`program(python)`: an executable that stands for `papercell`, made of a few lines of Python."""

    def make(body):
        path = tmp_path / "stand-in"
        path.write_text(f"#!{sys.executable}\nimport sys\nsys.stdin.read()\n{body}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    return make


@pytest.fixture
def refused(shell):
    """`refused(notebook)`: the message with which the export fails."""
    from papercell_handout.errors import HandoutError

    def run(notebook) -> str:
        with pytest.raises(HandoutError) as caught:
            shell(notebook)
        return str(caught.value)

    return run


@pytest.mark.parametrize("body, says", [("sys.exit('it broke')", "it broke"), ("print('no page')", "something else than a page")])
def test_an_executable_that_misbehaves_is_refused(refused, program, monkeypatch, body, says):
    monkeypatch.setenv("PAPERCELL_BIN", str(program(body)))
    assert says in refused(book(text("$x$")))


def test_what_is_wrong_is_said_as_the_command_says_it(refused):
    assert refused(book(text("an open $x"))).startswith("cell 1 (markdown), line 1, column 9: a dollar sign")


def test_a_configured_but_missing_executable_is_refused(refused, monkeypatch):
    monkeypatch.setenv("PAPERCELL_BIN", "/nowhere/papercell")
    message = refused(book(text("x")))
    assert "PAPERCELL_BIN" in message and "/nowhere/papercell" in message


def test_the_executable_is_found_in_order(refused, program, monkeypatch, tmp_path):
    from papercell_handout import program as module

    real = os.environ["PAPERCELL_BIN"]
    monkeypatch.delenv("PAPERCELL_BIN")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(module, "INSTALLED_PATH", tmp_path / "papercell-bin.txt")

    class Specs:
        argv = []

        def get_kernel_spec(self, name):
            if not self.argv:
                raise module.NoSuchKernel(name)
            return self

    monkeypatch.setattr(module, "KernelSpecManager", Specs)
    message = refused(book(text("$x$")))
    assert "was not found" in message and "papercell install" in message

    (tmp_path / "papercell").symlink_to(real)
    assert module.find_executable() == str(tmp_path / "papercell")
    Specs.argv = [real]
    assert module.find_executable() == real
    (tmp_path / "papercell-bin.txt").write_text(str(program("")) + "\n")
    assert module.find_executable() == str(tmp_path / "stand-in")
    monkeypatch.setenv("PAPERCELL_BIN", real)
    assert module.find_executable() == real
