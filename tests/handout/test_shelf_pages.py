"""Every handout of the shelf in a browser without a network: it asks nobody, shows no raw TeX, sticks out nowhere, and
axe-core finds nothing that shuts readers out."""

import re
import subprocess

import pytest

from axe import needs_axe, violations
from support.program import papercell
from support.shelf import notebooks
from test_browser import STICKING_OUT
from test_print import tool

#: A4 without its margins (see print.css), in CSS pixels.
SHEET = round((210 - 14 - 35) / 25.4 * 96)

#: The text that a reader sees: not that of code, of what programs print, nor of the MathML behind the equations.
VISIBLE = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!element.closest('code, pre, .katex, svg, script, .hash')) found.push(texts.currentNode.textContent);
  }
  return found.join(' ');
}"""

#: Elements that are wider than the element that holds the page, on paper, where nothing scrolls.
CUT = """width => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > width + 1 && !e.closest('.katex-mathml, svg'))
  .map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def handouts(tmp_path_factory):
    """The pages of the shelf, by name."""
    folder = tmp_path_factory.mktemp("handouts")
    done = subprocess.run(
        [papercell(), "handout", "--out", folder, *notebooks()], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def visit(browser, handouts):
    """`visit(name, width=..., dark=...)`: a page, open; `asked` has what it asked for."""
    pages = []

    def run(name, width=800, dark=False, media="screen"):
        page = browser.new_page()
        pages.append(page)
        page.asked = []
        own = (handouts / f"{name}.html").as_uri()
        page.on("request", lambda request: page.asked.append(request.url))
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if dark else "light", media=media)
        page.goto(own)
        page.evaluate("document.fonts.ready.then(() => true)")
        page.asked = [url for url in page.asked if url != own and not url.startswith("data:")]
        return page

    yield run
    for page in pages:
        page.close()


NAMES = [path.stem for path in notebooks()]


@pytest.mark.parametrize("name", NAMES)
def test_it_asks_nobody_shows_no_tex_and_fits(visit, name):
    page = visit(name)
    assert page.asked == []
    words = page.evaluate(VISIBLE)
    assert not re.search(r"\$|\\[a-zA-Z]{2,}", words), re.findall(r".{0,30}(?:\$|\\[a-zA-Z]{2,}).{0,30}", words)
    for width in (320, 800):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(STICKING_OUT) == [], f"at {width} px"
    page.set_viewport_size({"width": SHEET, "height": 800})
    page.emulate_media(media="print")
    assert page.evaluate(CUT, SHEET) == [], "on paper"


@pytest.mark.parametrize("name", NAMES)
def test_it_is_three_to_five_sheets_of_paper(visit, name, tmp_path):
    page, file = visit(name, media="print"), tmp_path / "printed.pdf"
    title = page.inner_text("h1")
    page.pdf(path=file, format="A4", print_background=True)
    sheets = [" ".join(sheet.split()) for sheet in tool("pdftotext", "-layout", file, "-").rstrip("\f\n").split("\f")]
    assert 3 <= len(sheets) <= 5
    for sheet in sheets[1:]:
        assert sheet.startswith(f"{title} Notes "), "the running title"
    assert not sheets[-1].startswith(f"{title} Notes Made from "), "nothing but the footer on a sheet"


@needs_axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_it_shuts_nobody_out(visit, name, dark):
    assert violations(visit(name, dark=dark)) == []


@needs_axe
def test_axe_is_at_work(visit):
    page = visit(NAMES[0])
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\"><h6>x</h6>')")
    assert {"image-alt", "heading-order"} <= {found.split(":")[0] for found in violations(page)}
