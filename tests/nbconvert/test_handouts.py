"""`jupyter nbconvert --to handout` on the shelf, read in a browser whose network is cut."""

import re
import subprocess

import pytest

from support.browser import chromium, errors_of, sizes
from support.program import OUT
from support.shelf import copy_shelf, opened


@pytest.fixture(scope="module")
def browser():
    with chromium(offline=True) as context:
        yield context


@pytest.fixture(params=opened(), ids=lambda path: path.stem)
def handout(request, convert, tmp_path):
    """The exported page of one notebook, kept in tests/out."""
    copy = next(copy_shelf(tmp_path).rglob(request.param.name))
    done = convert(copy, "--to", "handout")
    assert done.returncode == 0, done.stderr[-3000:]
    OUT.mkdir(exist_ok=True)
    page = OUT / f"{copy.stem}.html"
    page.write_bytes(copy.with_suffix(".html").read_bytes())
    return page


def test_it_is_one_page_that_asks_for_nothing(handout, browser):
    text = handout.read_text()
    assert "<script" not in text
    assert not re.search(r"""(?:src|href)=["']https?:[^"']*\.(?:css|js|woff2?|svg|png)|url\(["']?https?:""", text)
    assert len(text.encode()) < 400_000, f"{len(text.encode())} bytes"
    page = browser.new_page()
    asked, errors = [], errors_of(page)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(handout.as_uri())
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert errors == []
    page.screenshot(path=OUT / f"handout-{handout.stem}.png")

    equations = sizes(page, ".katex")
    assert len(equations) >= 5
    assert all(width > 2 and height > 2 for width, height in equations)
    fonts = page.evaluate("document.fonts.ready.then(() => [...document.fonts].map(f => [f.family, f.status]))")
    loaded = [family for family, status in fonts if status == "loaded" and "KaTeX" in family]
    assert loaded, fonts
    assert len(sizes(page, "figure svg")) >= 2
    assert not re.search(r"\$\$|\\frac", page.inner_text("body").split("References")[0])
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert width <= 0, f"the page is {width} pixels too wide"
    page.close()


def test_it_prints_on_a_few_pages(handout, browser, tmp_path):
    page = browser.new_page()
    page.goto(handout.as_uri())
    pdf = OUT / f"{handout.stem}.pdf"
    page.pdf(path=pdf, format="A4", print_background=True, prefer_css_page_size=True)
    page.close()
    info = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    pages = int(re.search(r"Pages:\s+(\d+)", info)[1])
    assert 3 <= pages <= 5, f"{pages} pages"
    fonts = subprocess.run(["pdffonts", pdf], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert any("KaTeX" in font for font in fonts)
    assert all(font.split()[-5] == "yes" for font in fonts), "a font is not embedded"
