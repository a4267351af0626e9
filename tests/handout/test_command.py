"""`papercell handout`: which files it reads and writes, what it says, and how it ends."""

import shlex
import subprocess

import nbformat
import pytest

from samples import book, code, text, whole
from support.program import papercell
from support.shelf import notebooks

RUST = {"kernelspec": {"name": "papercell", "display_name": "Rust (Papercell)", "language": "rust"}}


@pytest.fixture
def handout(tmp_path):
    """`handout(argument, ...)`: the finished process, in a folder of its own."""

    def run(*arguments: str) -> subprocess.CompletedProcess:
        command = [papercell(), "handout", *map(str, arguments)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=170)

    return run


@pytest.fixture
def save(tmp_path):
    """`save(name, notebook)`: writes it below the folder."""

    def write(name, notebook):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
        return path

    return write


def test_a_page_lies_beside_its_notebook(handout, save, tmp_path):
    save("in/one.ipynb", book(text("# One")))
    save("two.ipynb", book(text("# Two")))
    done = handout("in/one.ipynb", "two.ipynb")
    assert done.returncode == 0, done.stderr
    files = ["in/one.html", "two.html"]
    assert sorted(done.stdout.splitlines()) == [f"{file} ({kb(tmp_path / file)} kB)" for file in files]
    assert "<h1>One</h1>" in (tmp_path / "in/one.html").read_text()


def kb(path):
    return -(-path.stat().st_size // 1000)


def test_pages_go_into_a_folder_that_is_made(handout, save, tmp_path):
    save("a.ipynb", book(text("a")))
    assert handout("--out", "pages/all", "a.ipynb").returncode == 0
    assert [path.name for path in (tmp_path / "pages/all").iterdir()] == ["a.html"]


def test_a_wrong_notebook_is_named_and_the_others_are_made(handout, save, tmp_path):
    save("bad.ipynb", book(text("an open $x")))
    save("good.ipynb", book(text("fine")))
    (tmp_path / "no.ipynb").write_text("{")
    done = handout("bad.ipynb", "no.ipynb", "missing.ipynb", "good.ipynb")
    assert done.returncode == 1
    assert "papercell: bad.ipynb: cell 1 (markdown), line 1, column 9: a dollar sign" in done.stderr
    assert "papercell: no.ipynb: it is no notebook" in done.stderr
    assert "papercell: missing.ipynb: it cannot be read" in done.stderr
    assert {path.name for path in tmp_path.glob("*.html")} == {"good.html"}


def test_two_pages_do_not_overwrite_each_other(handout, save, tmp_path):
    save("a/x.ipynb", book(text("a")))
    save("b/x.ipynb", book(text("b")))
    done = handout("--out", "pages", "a/x.ipynb", "b/x.ipynb")
    assert done.returncode == 1 and "a/x.ipynb and b/x.ipynb would both be written to pages/x.html" in done.stderr
    assert list((tmp_path / "pages").iterdir()) == []


def test_a_misspelt_wish_is_explained(handout):
    done = handout("--code", "some", "x.ipynb")
    assert done.returncode == 2 and "`all`, `folded` and `none`" in done.stderr


def test_standard_input_goes_to_standard_output(make):
    done = make(whole())
    assert done.returncode == 0 and done.stdout.startswith("<!DOCTYPE html>") and done.stdout.endswith("</html>\n")


def test_a_reader_may_stop_reading(save, tmp_path):
    save("long.ipynb", book(text("words " * 100_000)))
    command = f"set -o pipefail; {shlex.quote(str(papercell()))} handout long.ipynb --out - | head -c 9"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "<!DOCTYPE", "")


@pytest.mark.parametrize("source, says", [("panic!(\"boom\")", "boom"), ("let x: u8 = \"a\";", "E0308")])
def test_execute_fails_on_a_wrong_cell(handout, save, tmp_path, source, says):
    path = save("wrong.ipynb", book(code(source), metadata=RUST))
    before = path.read_bytes()
    done = handout("--execute", "wrong.ipynb")
    assert done.returncode == 1 and says in done.stderr and "no handout was written" in done.stderr
    assert not (tmp_path / "wrong.html").exists() and path.read_bytes() == before


def test_execute_fails_on_a_claim_that_does_not_hold(handout, save, tmp_path):
    claims = "use toy::prelude::*;\nclaim(\"low\").below(2.0, 1.0);\nverdict();"
    save("claims.ipynb", book(code(claims), metadata=RUST))
    done = handout("--execute", "claims.ipynb")
    assert done.returncode == 1 and "\"low\" does not hold: measured 2" in done.stderr
    assert not (tmp_path / "claims.html").exists()


def test_execute_shows_what_the_cells_put_out_now(handout, save, tmp_path):
    path = save("right.ipynb", book(code("6 * 7"), metadata=RUST))
    before = path.read_bytes()
    done = handout("--execute", "right.ipynb")
    assert done.returncode == 0, done.stderr
    assert '<pre class="terminal text" tabindex="0">42</pre>' in (tmp_path / "right.html").read_text()
    assert path.read_bytes() == before


def test_the_shelf_is_drawn_within_its_budget(handout, tmp_path):
    done = handout("--out", tmp_path / "shelf", *notebooks())
    assert done.returncode == 0, done.stderr
    sizes = {path.name: path.stat().st_size for path in (tmp_path / "shelf").iterdir()}
    assert len(sizes) == len(notebooks()) and max(sizes.values()) < 400_000, sizes
