"""The page on paper: A4 and Letter, with fonts, page numbers and nothing cut in two."""

import re
import subprocess

import pytest

from samples import FRONT, book, code, display, figure, paper, stream, text, verdict, whole
from support.program import OUT

#: Width and height in points.
SIZES = {"A4": (595, 842), "Letter": (612, 792)}


def tool(*command):
    """What a program of poppler prints."""
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True).stdout


@pytest.fixture(params=SIZES)
def sheet(request):
    return request.param


@pytest.fixture
def pdf(show, sheet):
    """`pdf(notebook, ...)`: the page printed on the sheet, dark theme or not; kept in tests/out."""

    def run(notebook, name="handout-suite", **kw):
        OUT.mkdir(exist_ok=True)
        file = OUT / f"{name}-{sheet}.pdf"
        show(notebook, **kw).pdf(path=file, format=sheet, print_background=True)
        return file

    return run


def test_it_prints(pdf, sheet):
    file = pdf(whole())
    info = tool("pdfinfo", file)
    width, height = map(float, re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info).groups())
    assert (width, height) == pytest.approx(SIZES[sheet], abs=1.5)
    pages = int(re.search(r"Pages:\s+(\d+)", info)[1])
    assert 2 <= pages <= 5

    fonts = [line.split() for line in tool("pdffonts", file).splitlines()[2:]]
    assert all(font[-5] == "yes" for font in fonts), "a font is not embedded"
    for face in ("KaTeX_Main-Regular", "KaTeX_Math-Italic", "KaTeX_AMS-Regular"):
        assert any(font[0].endswith(face) for font in fonts), fonts

    sheets = tool("pdftotext", "-layout", file, "-").rstrip("\f\n").split("\f")
    assert len(sheets) == pages
    for number, words in enumerate(sheets, 1):
        assert re.search(rf"\b{number} ?/ ?{pages}\s*$", words), "the page number"
        head = " ".join(words.split()[:12])
        assert FRONT["title"] in head and "Notes" in head, "the title heads each page, as heading or as running title"
    words = "\n".join(sheets)
    assert "$\\" not in words and "$$" not in words and "\\frac" not in words
    assert words.count("31415") == 1, "the hidden MathML is not printed beside the picture"


def test_nothing_is_cut_at_the_edge_of_the_paper(pdf, sheet):
    words = tool("pdftotext", "-bbox", pdf(whole()), "-")
    width, _ = SIZES[sheet]
    low, high = re.search(r'yMin="([\d.]+)".*yMax="([\d.]+)">network<', words).groups()
    assert float(high) - float(low) > 10, "something is too wide, so the browser has shrunk the page"
    found = re.findall(r'xMin="([-\d.]+)".*?xMax="([-\d.]+)"[^>]*>([^<]*)<', words)
    edges = [(float(a), float(b)) for a, b, word in found if word != "Notes"]
    assert len(edges) > 200
    left, right = 14 / 25.4 * 72, width - 35 / 25.4 * 72
    assert min(a for a, _ in edges) >= left - 2
    assert max(b for _, b in edges) <= right + 2, "the right margin is for notes"


def test_a_figure_stays_with_its_caption(pdf):
    cells = [text("Some words.\n\n" * 7), *(code("plot", [figure(str(n), f"Caption number {n}.")], n) for n in range(1, 6))]
    file = pdf(book(paper(), *cells), "handout-figures")
    sheets = tool("pdftotext", file, "-").split("\f")
    drawn = tool("pdftotext", "-bbox", file, "-")
    assert sum("Caption number" in sheet for sheet in sheets) >= 2, "the figures are on several pages"
    tops = [float(y) for y in re.findall(r'yMin="([\d.]+)"[^>]*>Caption<', drawn)]
    assert len(tops) == 5 and all(top > 180 for top in tops), "a caption stands at the top of a page, without its figure"


def test_a_heading_stays_with_its_text(pdf):
    parts = [f"## Heading {n}.\n\nText {n}.\n\n" + "A line.\n\n" * (n % 5) for n in range(150)]
    sheets = tool("pdftotext", pdf(book(text("".join(parts))), "handout-headings"), "-").split("\f")
    found = [(re.findall(r"Heading (\d+)\.", sheet), re.findall(r"Text (\d+)\.", sheet)) for sheet in sheets]
    assert len([headings for headings, _ in found if headings]) > 8, "there are many page breaks"
    assert all(headings == texts for headings, texts in found)


def test_the_table_of_claims_is_never_only_its_head(pdf):
    cells = [part for n in range(40) for part in (text("A line.\n\n" * (n % 9 + 1)), verdict())]
    sheets = tool("pdftotext", "-layout", pdf(book(paper(), *cells), "handout-claims"), "-").split("\f")
    assert sum("at toy scale" in sheet for sheet in sheets) > 8
    for sheet in sheets:
        last = max(sheet.rfind("Expected"), sheet.rfind("at toy scale"))
        assert last < 0 or "lower variance" in sheet[last:], sheet


def test_the_footer_is_never_alone_on_a_sheet(pdf):
    def sheets(lines):
        file = pdf(book(text("Some words.\n\n" * lines)), "handout-footer")
        return tool("pdftotext", file, "-").rstrip("\f\n").split("\f")

    fits, too_many = 1, 200
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        fits, too_many = (middle, too_many) if len(sheets(middle)) == 1 else (fits, middle)
    first, second = sheets(too_many)
    assert "SHA-256" in second and "Some words." in second


@pytest.fixture
def boxes(show):
    """`boxes(cell, selector, ...)`: for each selector the box of the first match on a printed page as wide as A4."""

    def run(cell, *selectors):
        page = show(book(cell), width=609)
        page.emulate_media(media="print")
        return [page.locator(selector).first.bounding_box() for selector in selectors]

    return run


def right(box):
    """The x of a box's right edge."""
    return box["x"] + box["width"]


def test_a_caption_stands_beside_its_figure(boxes):
    svg, caption = boxes(code("plot", [figure()]), "figure svg", "figcaption")
    assert svg["width"] == pytest.approx(100 / 25.4 * 96, abs=2)
    assert right(svg) < caption["x"] and svg["y"] < caption["y"] < svg["y"] + svg["height"]


def test_folded_code_is_not_on_paper_unless_it_was_opened(show):
    page = show(book(code("let hidden = 1;", [stream("printed")])), code="folded")
    page.emulate_media(media="print")
    shown = "getComputedStyle(document.querySelector('details')).display !== 'none'"
    assert page.evaluate(shown) is False and page.locator(".terminal").is_visible()
    page.evaluate("document.querySelector('details').open = true")
    assert page.evaluate(shown) is True
    assert page.locator("details .code").is_visible() and not page.locator("summary").is_visible()


def test_a_table_stands_beside_the_figure_of_its_cell(boxes):
    def table(words):
        return display({"text/markdown": f"| {words} | b |\n|--|--:|\n| 1 | 2 |\n\n*A caption that is longer than its table.*"})

    small, svg = boxes(code("plot", [table("a"), figure()]), "table", "figure svg")
    assert right(small) < svg["x"] and svg["y"] < small["y"] < svg["y"] + svg["height"]
    assert svg["width"] > 90 / 25.4 * 96
    wide, svg = boxes(code("plot", [table("a head of many words " * 4), figure()]), "table", "figure svg")
    assert wide["y"] + wide["height"] <= svg["y"], "no room beside it, so the figure stands below"


def test_two_figures_of_a_cell_stand_side_by_side(boxes):
    one, two = boxes(code("plot", [figure("a"), figure("b")]), "figure >> nth=0", "figure >> nth=1")
    assert one["y"] == two["y"] and right(one) < two["x"] and one["width"] == pytest.approx(two["width"], abs=1)


def test_dark_screens_print_light(pdf, tmp_path):
    file = pdf(book(text("words")), "handout-dark", dark=True)
    subprocess.run(["pdftoppm", "-r", "20", "-gray", file, tmp_path / "page"], check=True)
    image = next(tmp_path.glob("page*.pgm")).read_bytes()
    pixels = image.split(b"\n", 3)[-1]
    assert sum(pixels) / len(pixels) > 245, "the paper is white"
