"""`papercell handout --booklet`: several notebooks in one file."""

import collections
import re
import subprocess

import nbformat
import pytest
from bs4 import BeautifulSoup

from axe import needs_axe, violations
from samples import FRONT, book, text, whole
from support.program import OUT, ROOT, papercell
from test_browser import STICKING_OUT
from test_pdf import FIRST, facts
from test_print import tool

PAPERS = [ROOT / "notebooks" / f"{name}.ipynb" for name in FIRST]


def booklet(*arguments, cwd=None) -> subprocess.CompletedProcess:
    command = [papercell(), "handout", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def bound(tmp_path_factory):
    """The HTML file of three papers."""
    folder = tmp_path_factory.mktemp("booklet")
    done = booklet("--booklet", "Reading group: autumn", "--out", folder, *PAPERS)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in folder.iterdir()] == ["reading-group-autumn.html"]
    return folder / "reading-group-autumn.html"


@pytest.fixture(scope="module")
def parsed(bound):
    return BeautifulSoup(bound.read_text(encoding="utf-8"), "html.parser")


def test_the_contents_lead_to_every_paper(parsed):
    links = parsed.select("nav ol > li > a")
    titles = [article.select_one("header h1").get_text() for article in parsed.select("article")]
    assert [link.select_one(".entry").get_text() for link in links] == titles and len(titles) == 3
    assert [link["href"] for link in links] == ["#" + article["id"] for article in parsed.select("article")]
    assert all(re.search(r"\d of \d+ claims hold", entry.get_text()) for entry in parsed.select("nav li .facts"))
    assert parsed.title.get_text() == "Reading group: autumn" and len(parsed.select("main")) == 1


def test_ids_are_unique_and_fonts_are_there_once(parsed, bound):
    ids = collections.Counter(element["id"] for element in parsed.select("[id]"))
    assert len(ids) > 20 and max(ids.values()) == 1, ids.most_common(3)
    html = bound.read_text(encoding="utf-8")
    faces = re.findall(r"base64,([\w+/]{200})", html)
    assert len(faces) > 3 and len(set(faces)) == len(faces)
    named = {name for name in re.findall(r"(?:url\(|href=\")#([\w-]+)", html)}
    assert named <= set(ids), "a figure refers to a part of another"


@pytest.mark.parametrize("width", [320, 1100])
def test_it_fits_every_window_and_asks_nobody(browser, bound, keep, width):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(bound.as_uri())
    keep(page, f"booklet-{width}")
    assert [url for url in asked if not url.startswith("data:")] == [bound.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(STICKING_OUT) == []
    assert not page.locator(".sheet").count(), "numbers of sheets are for paper"
    page.close()


@needs_axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_shuts_nobody_out(browser, bound, dark):
    page = browser.new_page()
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.goto(bound.as_uri())
    assert violations(page) == []
    page.close()


def test_on_paper_the_contents_have_the_right_numbers():
    OUT.mkdir(exist_ok=True)
    done = booklet("--booklet", "Three papers", "--pdf", "--out", OUT, *PAPERS)
    assert done.returncode == 0, done.stderr
    file = OUT / "three-papers.pdf"
    sheets, _, title = facts(file)
    assert title == "Three papers" and 10 <= sheets <= 16
    words = [" ".join(sheet.split()) for sheet in tool("pdftotext", "-layout", file, "-").rstrip("\f\n").split("\f")]
    for number, sheet in enumerate(words, 1):
        assert re.search(rf"\b{number} ?/ ?{sheets}$", sheet), "numbered through"
    titles = [entry.get_text() for entry in BeautifulSoup(handout_html(), "html.parser").select("nav .entry")]
    for name in titles:
        number = int(re.search(rf"{re.escape(name)} +(\d+)\b", words[0])[1])
        assert name in words[number - 1][:200], f"{name} does not begin on sheet {number}"
        running = [sheet for sheet in words[number:] if sheet.startswith(name)]
        assert running, "its title heads the sheets that follow"


def handout_html() -> str:
    done = booklet("--booklet", "Three papers", "--out", "-", *PAPERS)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_wrong_notebook_makes_no_booklet(tmp_path):
    nbformat.write(book(text("an open $x")), tmp_path / "bad.ipynb")
    nbformat.write(whole(), tmp_path / "good.ipynb")
    done = booklet("--booklet", "Both", "good.ipynb", "bad.ipynb", cwd=tmp_path)
    assert done.returncode == 1 and "bad.ipynb: cell 1" in done.stderr and "no booklet was written" in done.stderr
    assert not list(tmp_path.glob("*.html"))
    nameless = booklet("--booklet", "…", "good.ipynb", cwd=tmp_path)
    assert nameless.returncode == 1 and "no letter" in nameless.stderr


def test_a_title_is_text_and_one_paper_is_a_booklet_too(tmp_path):
    nbformat.write(whole(), tmp_path / "good.ipynb")
    done = booklet("--booklet", 'A <b> & "c"', "good.ipynb", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = BeautifulSoup((tmp_path / "a-b-c.html").read_text(), "html.parser")
    assert page.h1.get_text() == 'A <b> & "c"' and "1 paper" in page.header.get_text()
    assert page.select_one("article")["aria-label"] == FRONT["title"]
