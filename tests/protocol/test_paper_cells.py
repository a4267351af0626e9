"""Paper cells: the card, and errors with line and column of the cell."""

import pytest

PAPER = r"""%%paper
+++
title = "Design by adaptive sampling"
slug = "design-by-adaptive-sampling"
authors = ["David H. Brookes", "Jennifer Listgarten"]
year = 2018
arxiv = "1810.03714"
topic = "probabilistic-inference"
note = "000"
[claims]
second = "The set must be relaxed."
first = "The weights are $w_i$."
[[corrections]]
note = "It maximises an expectation."
correct = "It maximises $\\log P(S)$."
+++
An idea with $x^2$ and

$$
\mathbb{E}_{p}[x] = \mu
$$
"""


def test_a_card_has_text_for_every_reader_and_the_front_matter(kernel):
    shown = kernel.ok(PAPER).of("display_data") or kernel.ok(PAPER).of("execute_result")
    bundle = shown[0]
    assert set(bundle["data"]) == {"text/markdown", "text/plain"}
    for part in ("Design by adaptive sampling", "Jennifer Listgarten", "2018", "The set must be relaxed."):
        assert part in bundle["data"]["text/markdown"], part
        assert part in bundle["data"]["text/plain"], part
    assert r"\mathbb{E}_{p}[x] = \mu" in bundle["data"]["text/markdown"]
    paper = bundle["metadata"]["papercell"]["paper"]
    assert paper["slug"] == "design-by-adaptive-sampling"
    assert paper["year"] == 2018
    assert paper["authors"] == ["David H. Brookes", "Jennifer Listgarten"]


def test_the_claims_keep_their_order(kernel):
    paper = kernel.ok(PAPER).of("display_data")[0]["metadata"]["papercell"]["paper"]
    assert str(paper["claims"]).index("second") < str(paper["claims"]).index("first")


@pytest.mark.parametrize(
    ("what", "old", "new", "line", "column", "says"),
    [
        ("TOML", "year = 2018", 'year = "2018', 6, None, ""),
        ("a wrong type", "year = 2018", 'year = "2018"', 6, 8, "year"),
        ("an unknown key", "topic =", "topc =", 8, 1, "topic"),
        ("a missing key", 'title = "Design by adaptive sampling"\n', "", None, None, "title"),
        ("inline TeX", "$x^2$", r"$\frac{x$", 17, 22, ""),
        ("display TeX", r"\mathbb{E}_{p}[x]", r"\mathbb{E}_{p[x]", None, None, ""),
        ("TeX in a claim", "$w_i$", "$w_{i$", 12, None, ""),
        ("a macro that MathJax lacks", "$x^2$", r"$\argmin x$", 17, None, "operatorname"),
        ("an open equation", "$$\n\\mathbb", "\\mathbb", None, None, ""),
    ],
)
def test_an_error_says_where(kernel, what, old, new, line, column, says):
    assert old in PAPER
    outcome = kernel.fails(PAPER.replace(old, new))
    place = f"[{outcome.count}]:" + (f"{line}:" if line else "") + (f"{column}" if column else "")
    assert place in outcome.traceback, f"{what}: {place} not in\n{outcome.traceback}"
    assert says in outcome.traceback + outcome.error["evalue"]
    assert outcome.of("display_data") == []


def test_html_in_a_summary_is_text(kernel):
    evil = PAPER.replace("An idea", "<script>alert(1)</script> <img src=x onerror=alert(1)> idea")
    text = kernel.ok(evil).of("display_data")[0]["data"]["text/markdown"]
    assert "<script>" not in text and "<img" not in text


def test_a_tex_cell_shows_its_equation(kernel):
    data = kernel.ok("%%tex\n\\frac{a}{b}").of("display_data")[0]["data"]
    assert data["text/plain"] == r"\frac{a}{b}"
    assert "$$" in data["text/markdown"] and "$$" in data["text/latex"]


def test_an_error_in_a_tex_cell_says_where(kernel):
    outcome = kernel.fails("%%tex\na + b\n+ \\nosuch{c}")
    assert outcome.error["ename"] == "TexError"
    assert f"[{outcome.count}]:3:3" in outcome.traceback


def test_columns_in_markdown_count_characters(kernel):
    outcome = kernel.fails(PAPER.replace("An idea with $x^2$", "🦀🦀 $\\nosuch$"))
    assert f"[{outcome.count}]:17:5" in outcome.traceback


def test_a_cell_that_is_only_a_magic_is_told_what_it_lacks(kernel):
    assert "+++" in kernel.fails("%%paper").traceback + kernel.fails("%%paper\n").error["evalue"]
