"""Equations: found wherever they stand, drawn once, and refused with the cell's name when they are wrong."""

import re

import pytest

from samples import FRONT, book, code, display, equation, paper, result, text, whole


def tex_of(page):
    """The TeX of all equations on the page, in order."""
    return [a.text for a in page.select("annotation[encoding='application/x-tex']")]


@pytest.mark.parametrize(
    "source, tex",
    [
        ("$x_1$ and $x_2$ and *$a*b$*", ["x_1", "x_2", "a*b"]),
        ("$$\nx\n$$", ["x"]),
        ("text\n$$ x $$\nmore", ["x"]),
        ("- item\n\n  $$\n  x\n  + y\n  $$", ["x\n  + y"]),
        ("> said\n> $$\n> x\n> > y\n> $$", ["x\n> y"]),
        ("| a |\n|---|\n| $P(z|x)$ |", ["P(z|x)"]),
        ("_the set $S_t$ shrinks_ [$a](b)$", ["S_t", "a](b)"]),
        ("\\begin{align}\na &= b\n\\end{align}", ["\\begin{align}\na &= b\n\\end{align}"]),
        ("\\\\(x\\\\) and \\\\[y\\\\]", ["x", "y"]),
        ("`$a$` and ``` $b$ ``` but $c$", ["c"]),
        ("```sh\necho $HOME $x$\n```\n$c$", ["c"]),
        ("~~~\n$$\n~~~\n\n$c$", ["c"]),
        ("costs \\$5, $x$", ["x"]),
        ("$\\$5$", ["\\$5"]),
        ("# The $x$-axis", ["x"]),
        ('<span title="$t$">$x$</span>', ["x"]),
        ("![$t$](data:image/png;base64,AA==) $x$", ["x"]),
        ("$a \\\\ b$ \\\\$x$", ["a \\\\ b", "x"]),
    ],
)
def test_equations_are_found(soup, source, tex):
    page = soup(book(text(source)))
    assert tex_of(page) == tex
    assert not any("\ue000" <= character <= "\ue003" for character in str(page)), "a token is left"


def test_code_keeps_its_dollars(soup):
    page = soup(book(text("`$a$` and\n\n```sh\necho $HOME $x$\n```")))
    assert page.code.text == "$a$" and page.pre.text.strip() == "echo $HOME $x$"


def test_a_title_attribute_keeps_the_tex(soup):
    page = soup(book(text('<span title="$t<\\text{\'}$">x</span>')))
    assert page.select_one("main span[title]")["title"] == "t<\\text{'}"


def test_a_display_equation_is_a_block_and_an_inline_one_is_not(soup):
    page = soup(book(text("$$\nx\n$$\n\ninside $y$ text")))
    assert page.select_one("div.equation .katex-display") and not page.select("p .katex-display")
    assert page.p.select_one(".katex") and "inside" in page.p.text


def test_mathml_stands_beside_the_picture(soup):
    page = soup(book(text("$x$")))
    assert page.select_one(".katex-mathml math mi").text == "x"
    assert page.select_one(".katex-html")["aria-hidden"] == "true"


@pytest.mark.parametrize("bundle", [equation("x^2"), {"text/latex": "$x^2$"}, {"text/latex": "x^2"}, {"text/latex": "\\[x^2\\]"}])
def test_outputs_draw_equations(soup, bundle):
    assert tex_of(soup(book(code("x", [display(bundle)])))) == ["x^2"]


def test_bare_latex_may_have_line_breaks(soup):
    tex = "\\begin{aligned} a \\\\[2pt] b \\end{aligned}"
    assert tex_of(soup(book(code("x", [result({"text/latex": tex}, 1)])))) == [tex]


def test_broken_tex_names_its_cell_and_points_at_the_place(refused):
    message = refused(book(text("fine $x$"), text("bad $a + \\nope{b}$"), code("x", [display(equation("\\frac{1}{"))], 4)))
    assert "2 equations cannot be drawn" in message
    assert "cell 2 (markdown), line 1, column 10: " in message and "cell 3 (code, [4])" in message and "cell 1" not in message
    lines = message.splitlines()
    at = next(i for i, line in enumerate(lines) if "a + \\nope{b}" in line and line.startswith("    "))
    assert lines[at + 1].index("^") == lines[at].index("\\nope")


@pytest.mark.parametrize("part", ["summary", "claim", "correction"])
def test_broken_tex_in_a_paper_cell_names_the_part(refused, part):
    front, summary = dict(FRONT), "fine"
    if part == "summary":
        summary = "$\\frac{$"
    elif part == "claim":
        front["claims"] = [{"id": "a", "text": "$\\frac{$"}]
    else:
        front["corrections"] = [{"note": "$\\frac{$", "correct": "x"}]
    message = refused(book(paper(front, summary)))
    assert "cell 1 (code, [1])" in message and ("summary" if part == "summary" else "front matter") in message


@pytest.mark.parametrize(
    "source",
    ["an open $x", "closed x$ only", "$$\nx", "$$\nx\n\ny\n$$", "it costs $5 and $6", "$ x $", "a $", "> $$\n> x\n>\n> y\n> $$"],
)
def test_a_dollar_that_opens_no_equation_is_refused(refused, source):
    message = refused(book(text("one"), text("first line\n\n" + source)))
    assert "cell 2 (markdown), line" in message and "dollar" in message and "\\$" in message


def test_a_stray_dollar_is_pointed_at(refused):
    lines = refused(book(text("one\ntwo $x"))).splitlines()
    assert "line 2" in lines[0]
    at = lines.index("    two $x")
    assert lines[at + 1] == "        ^"


def test_without_equations_no_font_is_embedded(export):
    page = export(book(text("no equation"), code("let x = 1;")))
    assert "font-face" not in page and len(page) < 30_000


def test_fonts_are_embedded_and_the_page_stays_small(export):
    page = export(whole())
    assert page.count("@font-face") == page.count("data:font/woff2") > 4
    assert len(page) < 400_000


def test_a_drawing_says_nothing_twice(soup):
    page = soup(book(text("$$\n\\sqrt{x_{10.5}}\n$$")))
    drawn = page.select_one(".katex")
    assert "xmlns" not in str(drawn) and not re.search(r'style="[^"]*(;"|[: -]0[.])', str(drawn))
    assert drawn.select_one("annotation").text == "\\sqrt{x_{10.5}}"
