"""The page on paper: A4 and Letter, with fonts, page numbers and nothing cut in two."""

import re
import subprocess

import pytest

from samples import FRONT, book, code, figure, paper, text, whole
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
        assert FRONT["title"] in words.strip().split("\n")[0], "the title heads each page, as heading or as running title"
    words = "\n".join(sheets)
    assert "$\\" not in words and "$$" not in words and "\\frac" not in words
    assert words.count("31415") == 1, "the hidden MathML is not printed beside the picture"


def test_nothing_is_cut_at_the_edge_of_the_paper(pdf, sheet):
    words = tool("pdftotext", "-bbox", pdf(whole()), "-")
    width, _ = SIZES[sheet]
    low, high = re.search(r'yMin="([\d.]+)".*yMax="([\d.]+)">network<', words).groups()
    assert float(high) - float(low) > 10, "something is too wide, so the browser has shrunk the page"
    edges = [(float(a), float(b)) for a, b in re.findall(r'xMin="([-\d.]+)".*?xMax="([-\d.]+)"', words)]
    assert len(edges) > 200
    margin = 25 / 25.4 * 72
    assert min(a for a, _ in edges) >= margin - 2 and max(b for _, b in edges) <= width - margin + 2


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


def test_dark_screens_print_light(pdf, tmp_path):
    file = pdf(book(text("words")), "handout-dark", dark=True)
    subprocess.run(["pdftoppm", "-r", "20", "-gray", file, tmp_path / "page"], check=True)
    image = next(tmp_path.glob("page*.pgm")).read_bytes()
    pixels = image.split(b"\n", 3)[-1]
    assert sum(pixels) / len(pixels) > 245, "the paper is white"
