"""What of a notebook stands on the page, and what does not."""

import base64
import hashlib
from pathlib import Path

import nbformat
import pytest

from samples import FRONT, book, code, display, figure, paper, result, stream, text, verdict, whole


def test_the_header_is_the_paper(soup):
    page = soup(book(paper()))
    header = page.header.get_text(" ", strip=True)
    assert page.title.text == page.h1.text == FRONT["title"]
    for fact in ("Ada Example, Blaise Sample", "ICLR 2017", "generative models", "12 minutes", "arXiv:1611.01144", "note 014"):
        assert fact in header
    assert page.header.a["href"] == "https://arxiv.org/abs/1611.01144"
    assert page.html["lang"] == "en"


def test_a_venue_that_names_the_year_does_not_say_it_twice(soup):
    facts = soup(book(paper(dict(FRONT, venue="ICLR 2017")))).select_one(".facts").text
    assert facts.count("2017") == 1


@pytest.mark.parametrize(
    "where, link",
    [({"doi": "10.1038/x"}, "https://doi.org/10.1038/x"), ({"url": "https://a.example/p"}, "https://a.example/p")],
)
def test_the_paper_may_be_elsewhere(soup, where, link):
    front = {key: value for key, value in FRONT.items() if key != "arxiv"} | where
    assert soup(book(paper(front))).header.a["href"] == link


def test_a_link_of_the_paper_is_a_web_address(soup):
    front = {key: value for key, value in FRONT.items() if key != "arxiv"} | {"url": "javascript:alert(1)"}
    assert soup(book(paper(front))).header.a is None


def test_the_summary_is_read_from_the_cell_and_the_kernels_card_is_not_shown(soup):
    page = soup(book(paper()))
    assert "has no gradient" in page.main.text and "the card of the kernel" not in page.text
    assert "+++" not in page.text and "%%paper" not in page.text


def test_claims_of_the_card_carry_their_verdicts(soup):
    items = soup(book(paper(), verdict())).select(".claims li")
    assert [item.select_one(".verdict").text for item in items] == ["holds", "does not hold", "not checked"]
    assert items[0].em.text == "lower" and items[0].select_one(".katex")


def test_of_live_controls_only_figure_and_values_are_shown(soup):
    widget = {"application/vnd.jupyter.widget-view+json": {"model_id": "m"}, "text/plain": "tau = 1"}
    drawn = figure()
    drawn.metadata["papercell"]["controls"] = "tau = 2 · mode = <b>"
    page = soup(book(code("interact(..)", [display(widget), drawn])))
    values = page.select_one(".result .aside")
    assert values.text == "tau = 2 · mode = <b>"
    assert "tau = 1" not in page.text
    assert values.find_next("figure").svg is not None and len(page.select("figure")) == 1


def test_a_progress_bar_that_is_done_is_not_shown(soup):
    bars = [display({"text/plain": text}) for text in ("Training: 5 of 5", "Stopped: 3 of 5", "Set: x of x")]
    page = soup(book(code("train()", [*bars, result({"text/plain": "Counted: 2 of 2"}, 1)])))
    assert [pre.text for pre in page.select(".terminal")] == ["Stopped: 3 of 5", "Set: x of x", "Counted: 2 of 2"]


def test_the_error_of_a_live_control_is_an_error(soup):
    text = "\x1b[1merror[panic]\x1b[0m: too many <waves>"
    told = {"papercell": {"error": {"ename": "panic", "evalue": "e", "traceback": [text]}}}
    page = soup(book(code("interact(..)", [display({"text/plain": text}, told)])))
    assert page.select_one(".terminal.error").text == "error[panic]: too many <waves>"


def test_claims_without_a_verdict_have_none(soup):
    assert soup(book(paper())).select(".claims .verdict") == []


def test_a_failure_that_was_expected_says_why(soup):
    expected = {"id": "speed", "text": "Fast.", "holds": False, "expected": "> 2", "measured": "1", "expected_to_fail": "*Too* small."}
    page = soup(book(paper(), verdict([expected])))
    assert page.select_one(".claims .verdict").text == page.select_one("td .verdict").text == "does not hold, as expected"
    assert page.select_one("td .aside").text == "Too small." and page.select_one("td .aside em")


def test_play_is_numbered_exercises(soup):
    page = soup(whole())
    assert [item.text for item in page.select(".exercises li")] == ["Set tau to 0.01.", "More."]
    assert page.select_one(".exercises").find_previous("h2").text == "Play"


def test_corrections_say_note_truth_and_place(soup):
    rows = soup(book(paper())).select(".corrections dl > div")
    assert len(rows) == 2 and all(row.dt and row.dd for row in rows)
    assert rows[0].select_one(".aside").text == "Shown: cell [3]" and rows[1].select_one(".aside") is None


def test_the_verdict_is_a_table(soup):
    page = soup(book(paper(), verdict()))
    rows = [[cell.get_text(" ", strip=True) for cell in row.select("td")] for row in page.select(".verdicts tbody tr")]
    assert "the table of the kernel" not in page.text
    assert [row[3] for row in rows] == ["holds", "does not hold", "not checked", "holds"]
    assert rows[0][1:3] == ["< 0.5", "0.31 $ net"], "measurements are plain text"
    assert rows[1][1:3] == ["> 0.99", "0.9 <b>"] and "Too few steps." in rows[1][0]
    assert rows[3][0] == "own", "a claim that no paper cell lists is called by its id"
    assert page.select_one(".verdicts caption") and page.select_one(".verdicts th[scope=col]")


def test_a_paper_cell_that_has_not_run_is_refused(refused):
    message = refused(book(text("a"), code("%%paper\n+++\n+++\nText", count=None)))
    assert "cell 2 (code)" in message and "run the notebook" in message


def test_a_second_paper_is_a_section(soup):
    second = dict(FRONT, title="Another paper")
    page = soup(book(paper(), paper(second)))
    assert page.h1.text == FRONT["title"]
    assert [h.text for h in page.select(".another h2")] == ["Another paper"]


def test_without_a_paper_the_first_heading_is_the_title(soup):
    page = soup(book(text("# A notebook\n\nText."), text("# Part")))
    assert page.h1.text == "A notebook" and page.h2.text == "Part"


def test_without_any_heading_the_file_name_is_the_title(soup):
    assert soup(book(text("Text."))).h1.text == "made"


def test_headings_begin_at_two_and_skip_no_level(soup):
    page = soup(book(paper(), text("# A\n\n#### B\n\n## C\n\n# D"), text("### E\n\n### E")))
    found = [(h.name, h.text) for h in page.main.select("h2, h3, h4, h5, h6") if "label" not in h.get("class", [])]
    assert found == [("h2", "A"), ("h3", "B"), ("h3", "C"), ("h2", "D"), ("h3", "E"), ("h3", "E")]
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_figures_are_numbered_captioned_and_described(soup):
    page = soup(book(code("p", [figure("a", "One < two.")]), code("q", [figure("b", "Next.")])))
    assert [c.text for c in page.select("figcaption")] == ["Figure 1. One < two.", "Figure 2. Next."]
    assert [s.title.text for s in page.select("figure svg")] == ["Curve a", "Curve b"]
    ids = [element["id"] for element in page.select("svg [id]")]
    assert len(ids) == 2 and len(set(ids)) == 2
    for svg in page.select("svg"):
        assert svg.path["clip-path"] == f"url(#{svg.clippath['id']})"


def test_a_heading_and_a_figure_of_one_name_have_two_ids(soup):
    page = soup(book(text("## Figure 1"), code("x", [figure()]), code("x", [figure()]), text("## Figure 2")))
    ids = [element["id"] for element in page.select("main h2, figure")]
    assert ids == ["figure-1", "figure-1-2", "figure-2", "figure-2-2"]


def test_the_caption_that_the_toolkit_drew_is_cut_off(soup):
    svg = soup(book(code("p", [figure()]))).svg
    assert svg.select_one("g") is None
    assert (svg["height"], svg["viewbox"]) == ("360", "0 0 640 360")
    card = next(rect for rect in svg.select("rect") if rect.get("rx"))
    assert card["height"] == "358"


def test_a_figure_without_title_says_its_text(soup):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><path d="M0 0"/></svg>'
    page = soup(book(code("p", [display({"image/svg+xml": svg, "text/plain": "falls to 3"})])))
    assert page.svg["aria-label"] == "falls to 3" and page.svg["viewbox"] == "0 0 20 10"
    assert page.figcaption is None


PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def test_a_raster_image_is_embedded_with_its_text(soup):
    output = display({"image/png": PNG + "\n", "text/plain": 'a "dot"'}, {"image/png": {"width": 12}})
    image = soup(book(code("p", [output]))).img
    assert image["src"] == f"data:image/png;base64,{PNG}" and image["alt"] == 'a "dot"' and image["width"] == "12"


KINDS = {
    "text/plain": ("a < b", "pre.terminal", "a < b"),
    "text/markdown": ("some *words*", ".result em", "words"),
    "text/latex": ("$$x$$", ".result .katex-display", ""),
    "text/html": ("<table><tr><td>cell</td></tr></table>", ".result td", "cell"),
    "application/json": ({"a": [1]}, "pre.terminal", '{\n  "a": [\n    1\n  ]\n}'),
}


@pytest.mark.parametrize("mime", KINDS)
@pytest.mark.parametrize("kind", ["display", "result"])
def test_every_kind_of_output_is_shown(soup, mime, kind):
    content, selector, expected = KINDS[mime]
    output = display({mime: content}) if kind == "display" else result({mime: content}, 1)
    found = soup(book(code("x", [output]))).select_one(selector)
    assert found is not None and expected in found.text


def test_drawing_before_markdown_before_html_before_plain(soup):
    bundle = {"text/plain": "P", "text/html": "<p>H</p>", "text/markdown": "M"}
    assert soup(book(code("x", [display(bundle)]))).select_one(".result").text.strip() == "M"
    del bundle["text/markdown"]
    assert soup(book(code("x", [display(bundle)]))).select_one(".result").text.strip() == "H"


def test_inputs_that_say_nothing_are_hidden(soup):
    page = soup(book(code("%%tex\nx", [result({"text/latex": "$$x$$"}, 1)]), code("  \n", count=None)))
    assert page.select(".input") == [] and page.select_one(".katex-display")


@pytest.mark.parametrize(
    "metadata, shown",
    [
        ({"tags": ["hide-input"]}, "printed"),
        ({"tags": ["remove-input"]}, "printed"),
        ({"tags": ["hide-output"]}, "source"),
        ({"tags": ["remove-output"]}, "source"),
        ({"tags": ["remove-cell"]}, ""),
        ({"jupyter": {"source_hidden": True}}, "printed"),
        ({"jupyter": {"outputs_hidden": True}}, "source"),
        ({"tags": ["hide-input", "hide-output"]}, ""),
    ],
)
def test_authors_leave_things_out(soup, metadata, shown):
    main = soup(book(code("source", [stream("printed")], **metadata))).main.text
    assert [word for word in ("source", "printed") if word in main] == ([shown] if shown else [])


@pytest.mark.parametrize("how", ["all", "folded", "none"])
def test_code_is_shown_folded_or_left_out(soup, how):
    page = soup(whole(), Path(), "--code", how)
    folded, open_ = page.select("details.input:not([open]) > pre.code"), page.select("div.input > pre.code")
    assert bool(folded) == (how == "folded") and bool(open_) == (how == "all")
    assert len(page.select("figure")) == 2
    if folded:
        assert page.summary.text.strip() == "[2]Code: let curves = over_seeds(10, |rng| train(rng, Estimator::GumbelSoftmax { tau: 0.5 }, StepSize::Cosine { from: 1e-2 }));"


@pytest.mark.parametrize("how", ["all", "folded"])
def test_what_an_author_hides_stays_hidden(soup, how):
    page = soup(book(code("secret", [stream("printed")], tags=["hide-input"])), Path(), "--code", how)
    assert "secret" not in page.text and "printed" in page.main.text


@pytest.mark.parametrize("metadata", [{}, {"language_info": {"name": "no such language"}}, {"kernelspec": {"name": "papercell", "display_name": "x", "language": "rust"}}])
def test_code_is_highlighted_as_rust(soup, metadata):
    cell = soup(book(code("fn f() -> f64 { 1.5 } // why"), metadata=metadata)).select_one(".input code")
    assert (cell.select_one(".k").text, cell.select_one(".m").text, cell.select_one(".c").text) == ("fn", "1.5", "// why")
    assert cell.text == "fn f() -> f64 { 1.5 } // why"


def test_only_coloured_code_is_marked(soup):
    """A span around every bracket and blank made up a tenth of a page's bytes."""
    cell = soup(book(code('fn main() { let x = vec![1.5]; }')))
    assert {span["class"][0] for span in cell.select("pre.code span")} <= {"k", "f", "m"}
    assert cell.select_one("pre.code").text == "fn main() { let x = vec![1.5]; }"


def test_errors_and_messages_are_shown(soup):
    page = soup(whole())
    assert page.select_one(".error .ansi-red-intense-fg").text.startswith("error[E0382]")
    assert "\x1b" not in page.text and page.select_one(".stderr").text == "note"


def test_an_error_without_traceback_says_name_and_value(soup):
    output = nbformat.v4.new_output("error", ename="E1", evalue="wrong", traceback=[])
    assert soup(book(code("x", [output]))).select_one(".error").text == "E1: wrong"


def test_markdown_is_the_kernels(soup):
    page = soup(book(text("a *b* ~~c~~\n\n```rust\nlet x = 1;\n```\n\n```nope\n<x>\n```\n\n- one\n  - two\n\n| a |\n|--:|\n| 1 |")))
    assert page.em.text == "b" and page.select_one("del").text == "c"
    assert page.select_one("pre.code .k").text == "let"
    assert page.select("pre.code")[1].text.strip() == "<x>"
    assert page.li.li.text == "two" and "right" in page.td["style"]


def test_images_of_markdown_are_embedded(soup, tmp_path):
    (tmp_path / "dot.png").write_bytes(base64.b64decode(PNG))
    cell = text("![a dot](dot.png) ![again](attachment:x.png)")
    cell["attachments"] = {"x.png": {"image/png": PNG}}
    images = soup(book(cell), tmp_path).select("img")
    assert [i["src"] for i in images] == [f"data:image/png;base64,{PNG}"] * 2 and images[0]["alt"] == "a dot"


@pytest.mark.parametrize("url", ["https://a.example/x.png", "//a.example/x.png", "missing.png", "../outside.png", "/etc/passwd", "attachment:no.png"])
def test_an_image_that_cannot_be_embedded_is_refused(refused, tmp_path, url):
    (tmp_path.parent / "outside.png").write_bytes(b"x")
    assert "cell 1 (markdown)" in refused(book(text(f"![a]({url})")), tmp_path)


def test_the_footer_says_what_made_it(export, soup):
    notebook = whole()
    footer = soup(notebook).footer.text
    written = hashlib.sha256((nbformat.writes(notebook) + "\n").encode()).hexdigest()
    for word in ("made.ipynb", "papercell 0.1.0", "toolkit 0.1.0", "rust 1.95.0", written):
        assert word in footer
    assert export(notebook) == export(notebook), "the same notebook makes the same bytes"
