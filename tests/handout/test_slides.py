"""`papercell handout --slides`: one file, one idea a slide, shown by reveal.js in a browser without a network."""

import re
import subprocess
from pathlib import Path

import nbformat
import pytest

from axe import SCRIPT, needs_axe, violations
from samples import book, code, figure, paper, stream, text, whole
from support.browser import errors_of
from support.program import OUT, ROOT, papercell
from support.shelf import notebooks
from test_browser import LOW_CONTRAST
from test_print import tool

REVEAL = SCRIPT.parent.parent / "reveal.js"

#: What is wrong with the slide that is shown: text or pictures outside of its frame, or letters too small to read.
FAULTS = """() => {
  const slide = document.querySelector('section.present .slide'), frame = document.querySelector('.slides').getBoundingClientRect();
  const faults = [];
  for (const e of slide.querySelectorAll('*')) {
    if (e.closest('.katex-mathml') || e.closest('svg') && !e.matches('svg')) continue;
    const box = e.getBoundingClientRect();
    if (box.width && (box.right > frame.right + 1 || box.bottom > frame.bottom + 1 || box.left < frame.left - 1))
      faults.push(e.outerHTML.slice(0, 120));
  }
  const zoom = parseFloat(slide.style.zoom || 1);
  return zoom < 0.6 ? [...faults, 'drawn at ' + zoom] : faults;
}"""

#: The headings, figures and words of all slides, in order.
SHOWN = """() => [...document.querySelectorAll('.slides > section')].map(section => {
  const copy = section.cloneNode(true);
  for (const e of copy.querySelectorAll('.katex-mathml, svg, pre, table')) e.remove();
  return { headings: [...section.querySelectorAll('h1, h2, h3')].map(h => h.textContent), figures: section.querySelectorAll('figure').length,
           code: section.querySelectorAll('.input').length, words: copy.textContent.trim().split(/\\s+/).length, text: copy.textContent };
})"""


def slides(folder: Path, *arguments) -> subprocess.CompletedProcess:
    command = [papercell(), "handout", "--slides", "--out", folder, *arguments]
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=120)


@pytest.fixture
def play(browser, tmp_path):
    """`play(notebook or path, ...)`: its slides, ready. Requests for anything but the file itself are in `asked`."""
    pages = []

    def run(notebook, width=1280, height=720, dark=False, query=""):
        path = notebook
        if not isinstance(notebook, Path):
            path = tmp_path / "made.ipynb"
            nbformat.write(notebook, path)
        done = slides(tmp_path, path)
        assert done.returncode == 0, done.stderr
        file = tmp_path / f"{path.stem}.slides.html"
        page = browser.new_page()
        pages.append(page)
        page.asked, page.wrong = [], errors_of(page)

        def refuse(route):
            page.asked.append(route.request.url)
            route.abort()

        page.route(lambda url: not url.startswith(("file:", "data:")), refuse)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.goto(file.as_uri() + query)
        page.wait_for_selector(".reveal.ready, .reveal-print .pdf-page")
        page.file = file
        return page

    yield run
    for page in pages:
        page.close()


def at(page) -> int:
    """The number of the slide that is shown, from 1."""
    return int(page.inner_text(".slide-number").split("/")[0])


def test_the_keyboard_leads_through_all_slides(play, tmp_path):
    page = play(whole())
    shown = page.evaluate(SHOWN)
    assert shown[0]["headings"] == ["Learning to choose"] and len(shown) > 15
    assert at(page) == 1 and page.locator("h1").is_visible()
    for number in range(2, len(shown) + 1):
        page.keyboard.press("ArrowRight")
        assert at(page) == number
        assert page.evaluate(FAULTS) == [], f"slide {number}"
    page.keyboard.press("ArrowRight")
    assert at(page) == len(shown), "the last one stays"
    page.keyboard.press("Home")
    assert at(page) == 1
    page.keyboard.press("Space")
    assert at(page) == 2
    page.keyboard.press("o")
    page.wait_for_selector(".reveal.overview")
    page.keyboard.press("Escape")
    # An address for each slide; reveal.js writes it a little later.
    page.wait_for_url("**#/1", timeout=5000)
    assert page.asked == [] and page.wrong == []


def test_a_slide_holds_one_idea(play):
    notebook = book(
        paper(),
        text("## First\n\n" + "One thought in many words. " * 12 + "\n\n" + "Another thought in many words. " * 12),
        text("## Second\n\nShort.\n\nShort too."),
        text("## Pictures"),
        code("let x = 1;", [stream("one line\n"), figure("a", "Seen."), figure("b", "Seen too.")]),
        text("## Play\n\nTry this:\n\n1. First.\n2. Second."),
    )
    shown = play(notebook).evaluate(SHOWN)
    texts = [slide["text"] for slide in shown]

    def only(words):
        return [number for number, text in enumerate(texts) if words in text]

    assert len(only("One thought")) == 1 and only("Another thought") == [only("One thought")[0] + 1]
    assert only("Short.") == only("Short too.")
    assert [slide["figures"] for slide in shown if slide["figures"]] == [1, 1]
    # A heading waits for what comes below it, and stays in sight, small, as long as it holds.
    assert [slide["code"] for slide in shown if slide["headings"] == ["Pictures"]] == [1]
    assert len(only("Pictures")) == 3
    assert len(only("The noise is")) == 1 and len(only("The temperature is learned")) == 1 and only("The noise is") != only("The temperature")
    assert only("First.")[-1] + 1 == only("Second.")[0]


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_every_notebook_of_the_shelf_makes_slides(play, path):
    page = play(path)
    shown = page.evaluate(SHOWN)
    assert 20 <= len(shown) <= 70, len(shown)
    assert max(slide["figures"] for slide in shown) == 1
    wordy = [(slide["words"], slide["text"][:60]) for slide in shown if slide["words"] > 160]
    assert wordy == []
    for number in range(len(shown)):
        page.evaluate("number => Reveal.slide(number)", number)
        assert page.evaluate(FAULTS) == [], f"slide {number + 1}"
        seen = page.locator("section.present").inner_text()
        assert not re.search(r"\$|\\[a-z]{2,}", re.sub(r"\\n|\\t", "", seen)) or shown[number]["code"], seen
    assert page.asked == [] and page.wrong == []
    assert page.file.stat().st_size < 600_000


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_slides_are_legible(play, dark):
    page = play(whole(), dark=dark)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(22, 24, 26)") == dark
    OUT.mkdir(exist_ok=True)
    for number in range(page.locator(".slides > section").count()):
        page.evaluate("number => Reveal.slide(number)", number)
        page.screenshot(path=OUT / f"slides-{number + 1}{'-dark' if dark else ''}.png")
        low = page.evaluate(LOW_CONTRAST)
        assert low == [], f"slide {number + 1}"


@needs_axe
def test_axe_finds_nothing(play):
    page = play(whole())
    for number in range(page.locator(".slides > section").count()):
        page.evaluate("number => Reveal.slide(number)", number)
        assert violations(page) == [], f"slide {number + 1}"


def test_no_other_script_runs(play):
    page = play(book(text("text")))
    page.evaluate("() => { const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.body.append(s); }")
    assert page.evaluate("window.ran") is None


def test_a_very_long_output_is_scrolled(play):
    page = play(book(code("long", [stream("line\n" * 400)])))
    tall = page.locator(".slide.tall")
    assert tall.count() == 1
    assert page.evaluate("(e => e.scrollHeight > e.clientHeight)(document.querySelector('.slide.tall'))")


def test_without_scripts_the_slides_stand_one_below_the_other(play):
    page = play(whole())
    page.context.new_cdp_session(page).send("Emulation.setScriptExecutionDisabled", {"value": True})
    page.reload()
    tops = [box["y"] for box in (section.bounding_box() for section in page.locator(".slides > section").all())]
    assert len(tops) > 15 and tops == sorted(tops) and tops[-1] > 3000
    for seen in (page.get_by_text("Set tau to 0.01."), page.locator("figure").first, page.locator("h1")):
        assert seen.is_visible() and seen.bounding_box()["width"] > 100


def test_a_slide_on_each_sheet(play, tmp_path):
    count = len(play(whole()).evaluate(SHOWN))
    done = slides(tmp_path, "--pdf", tmp_path / "made.ipynb")
    assert done.returncode == 0, done.stderr
    assert f"made.slides.pdf ({count} pages, " in done.stdout
    facts = tool("pdfinfo", tmp_path / "made.slides.pdf")
    width, height = map(float, re.search(r"Page size: +([\d.]+) x ([\d.]+)", facts).groups())
    assert abs(width / height - 1280 / 720) < 0.01
    sheets = tool("pdftotext", "-layout", tmp_path / "made.slides.pdf", "-").split("\f")
    assert "Learning to choose" in sheets[0] and "Set tau to 0.01." in "".join(sheets)
    embedded = [line.split() for line in tool("pdffonts", tmp_path / "made.slides.pdf").splitlines()[2:]]
    assert embedded and all("yes" in line for line in embedded)


def test_a_very_long_output_goes_on_over_more_sheets(tmp_path):
    lines = "".join(f"line {number}\n" for number in range(400))
    nbformat.write(book(code("long", [stream(lines)]), code("after", [stream("the end")])), tmp_path / "made.ipynb")
    assert slides(tmp_path, "--pdf", tmp_path / "made.ipynb").returncode == 0
    sheets = tool("pdftotext", "-layout", tmp_path / "made.slides.pdf", "-").split("\f")
    assert re.findall(r"line \d+", "".join(sheets)) == lines.splitlines()
    last = next(number for number, sheet in enumerate(sheets) if "line 399" in sheet)
    assert "the end" in sheets[last + 1]


def test_a_browser_prints_a_slide_on_each_sheet(play, tmp_path):
    page = play(whole(), query="?print-pdf")
    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    count = page.locator(".slides .slide").count()
    assert int(re.search(r"Pages: +(\d+)", tool("pdfinfo", tmp_path / "printed.pdf"))[1]) == count


def test_slides_do_not_go_into_a_booklet(tmp_path):
    done = slides(tmp_path, "--booklet", "Title", "a.ipynb")
    assert done.returncode == 2 and "--booklet" in done.stderr


@pytest.mark.skipif(not REVEAL.is_dir(), reason="the npm package reveal.js is not there: PAPERCELL_PAGE_MODULES")
def test_reveal_is_the_one_of_the_npm_package():
    own, package = ROOT / "assets" / "reveal", REVEAL
    for file in ("dist/reveal.js", "dist/reveal.css", "LICENSE"):
        assert (own / Path(file).name).read_bytes() == (package / file).read_bytes(), file
    assert f'"version": "{(own / "VERSION").read_text().strip()}"' in (package / "package.json").read_text()
