"""No script of a notebook survives, nothing loads, and no text of a notebook can break out of its place."""

import base64
import os
import re

import pytest

from samples import FRONT, book, code, display, paper, stream, text, verdict, whole


def loads(page):
    """All places of a page from which a browser would load something."""
    found = [element.get("src") or element.get("srcset") or "" for element in page.select("[src], [srcset]")]
    found += [link["href"] for link in page.select("link[href]")]
    found += [e.get("href") or e.get("xlink:href") for e in page.select("svg [href], svg [xlink\\:href]")]
    found += re.findall(r"url\(\s*[\"']?([^)\"']*)", str(page)) + re.findall(r"@import[^;]*", str(page))
    return [one for one in found if not one.startswith(("data:", "#"))]


def is_still(page):
    """Whether a page has nothing that runs, loads, submits or frames."""
    moving = page.select("script, iframe, object, embed, form, input, button, link, base, foreignobject, animate, set")
    handlers = [e for e in page.find_all(True) if any(key.lower().startswith("on") for key in e.attrs)]
    scripts = [e for e in page.select("[href]") if e["href"].strip().lower().startswith(("javascript:", "data:", "vbscript:"))]
    refresh = [e for e in page.select("meta[http-equiv]") if e["http-equiv"].lower() != "content-security-policy"]
    return not (moving or handlers or scripts or refresh or loads(page))


def test_a_whole_handout_is_still(export, soup):
    assert is_still(soup(whole()))
    assert "<script" not in export(whole()).lower()


HTML = [
    "<script>alert(1)</script>",
    "<script src='https://a.example/x.js'></script>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://a.example/x.png'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<iframe src='https://a.example'></iframe>",
    "<style>body { background: url(https://a.example/x) }</style>",
    "<p style=\"background: url('https://a.example/x'); position: fixed\">x</p>",
    "<link rel=stylesheet href='https://a.example/x.css'>",
    "<meta http-equiv=refresh content='0;url=https://a.example'>",
    "<form action='https://a.example'><input name=a><button>x</button></form>",
    "<object data='https://a.example/x'></object><embed src='https://a.example/x'>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>",
    "<details open ontoggle=alert(1)>x</details>",
    "<base href='https://a.example/'>",
    "<video src='https://a.example/x.mp4' autoplay></video>",
    # A drawing where only words can be: its quotes would end the attribute.
    """<img src="data:image/png;base64,AAAA" alt="<svg fill='x onerror=alert(1) ' role='img'><title>t</title></svg>">""",
]


@pytest.mark.parametrize("html", HTML)
@pytest.mark.parametrize("place", ["markdown cell", "markdown output", "html output", "summary", "claim"])
def test_html_of_a_notebook_is_sanitised(soup, html, place):
    notebook = {
        "markdown cell": lambda: book(text(f"before\n\n{html}\n\nafter")),
        "markdown output": lambda: book(code("x", [display({"text/markdown": f"before {html} after"})])),
        "html output": lambda: book(code("x", [display({"text/html": f"<p>before</p>{html}<p>after</p>"})])),
        "summary": lambda: book(paper(summary=f"before {html} after")),
        "claim": lambda: book(paper(dict(FRONT, claims=[{"id": "a", "text": f"before {html} after"}]))),
    }[place]()
    page = soup(notebook)
    assert is_still(page), page.main
    assert "before" in page.main.text and "after" in page.main.text
    assert "alert(1)" not in page.main.text, "the text of a script goes with it"


def test_javascript_is_dropped_with_its_text(soup):
    bundle = {"application/javascript": "alert(1)", "text/plain": "<Javascript object>"}
    assert soup(book(code("x", [display(bundle)], **{"tags": ["hide-input"]}))).main.text.strip() == ""


PLAIN = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


@pytest.mark.parametrize("key", ["title", "venue", "arxiv", "topic", "note"])
def test_texts_of_the_front_matter_are_escaped(soup, key):
    page = soup(book(paper(dict(FRONT, **{key: PLAIN}))))
    assert is_still(page) and "alert(1)" in page.header.text


def test_texts_of_outputs_are_escaped(soup):
    svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    page = soup(
        book(
            code(PLAIN, [stream(PLAIN), stream(PLAIN, "stderr"), display({"text/plain": PLAIN})]),
            code("x", [display({"image/svg+xml": svg, "text/plain": PLAIN}, {"papercell": {"caption": PLAIN}})]),
            code("x", [display({"image/png": PLAIN, "text/plain": PLAIN})]),
            verdict([{"id": PLAIN, "text": None, "holds": True, "expected": PLAIN, "measured": PLAIN, "note": PLAIN}]),
        )
    )
    assert is_still(page)
    assert page.select_one("figcaption").text == f"Figure 1. {PLAIN}"


def test_a_title_cannot_end_the_style_sheet(export):
    page = export(book(paper(dict(FRONT, title='a"; } </style><script>alert(1)</script>'))))
    style = page[page.index("<style>") : page.index("</style>")]
    assert "@top-left { content: \"a" in style and "<script" not in page.lower()
    assert page.count("</style>") == 1


def test_no_text_is_taken_for_an_equation(soup):
    forged = "\ue0000123456789abcdefn0\ue001"
    assert len(soup(book(text(f"$x$ {forged}"))).select(".katex")) == 1


SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="20" height="10"'


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></body></foreignObject>",
        "<rect onclick='alert(1)' width='1'/>",
        "<image href='https://a.example/x.png'/>",
        "<image xlink:href='https://a.example/x.png'/>",
        "<use href='https://a.example/x.svg#a'/>",
        "<a href='javascript:alert(1)'><text>x</text></a>",
        "<rect fill='url(https://a.example/x#a)'/>",
        "<rect fill='u\\72l(https://a.example/x#a)'/>",
        "<rect style='fill: url(&quot;https://a.example/x&quot;)'/>",
        "<set attributeName='href' to='javascript:alert(1)'/>",
        "<animate attributeName='x' to='1'/>",
        "<style>@import 'https://a.example/x.css';</style>",
        "<style>rect { fill: url(https://a.example/x) }</style>",
        "<feImage href='https://a.example/x.png'/>",
    ],
)
@pytest.mark.parametrize("mime", ["image/svg+xml", "text/html"])
def test_drawings_are_only_drawings(soup, inside, mime):
    page = soup(book(code("x", [display({mime: f'<svg {SVG}><path d="M0 0h9"/>{inside}</svg>'})])))
    assert is_still(page), page.main
    assert page.select_one("svg path, figure img, .result img")


def test_a_drawing_with_a_style_sheet_cannot_restyle_the_page(soup):
    svg = f"<svg {SVG}><style>p {{ display: none }} .a {{ fill: red }}</style><rect class='a' id='r' width='9' height='9'/></svg>"
    page = soup(book(code("x", [display({"image/svg+xml": svg, "text/plain": "red"})])))
    assert page.svg is None and page.img["alt"] == "red" and page.img["width"] == "20"
    inside = base64.b64decode(page.img["src"].split(",")[1]).decode()
    assert 'class="a"' in inside and 'id="r"' in inside and "fill: red" in inside


def test_local_references_of_a_drawing_are_kept(soup):
    inside = (
        '<defs><linearGradient id="g"><stop/></linearGradient><path id="p" d="M0 0"/></defs>'
        "<rect fill=\"url('#g')\" style=\"stroke:url(#g);position:fixed\"/><use xlink:href=\"#p\"/>"
    )
    svg = soup(book(code("x", [display({"image/svg+xml": f"<svg {SVG}>{inside}</svg>"})]))).svg
    gradient = svg.lineargradient["id"]
    assert svg.rect["fill"] == f"url(#{gradient})" and svg.rect["style"] == f"stroke:url(#{gradient})"
    assert svg.use["href"] == f"#{svg.path['id']}"


@pytest.mark.parametrize("style", ["position:fixed", "/**/position:fixed;/**/inset:0", "{}position:fixed", "x:1{}position:fixed", "a:'/*';position:fixed"])
def test_a_drawing_stays_in_its_place(show, style):
    svg = f'<svg {SVG} style="{style};fill:red"/>'
    page = show(book(code("x", [display({"image/svg+xml": svg})])))
    computed = page.evaluate("(({position, fill}) => [position, fill])(getComputedStyle(document.querySelector('svg')))")
    assert computed[0] == "static"
    assert computed[1] == "rgb(255, 0, 0)" or "/*" in style, "the rest of the style is kept"


@pytest.mark.parametrize("drawing", ["<svg width=10><path/></svg>", "<svg><text>a&nbsp;b</text></svg>", "<svg><svg></svg>"])
def test_html_is_shown_without_the_drawing_that_cannot_be_read(soup, drawing):
    page = soup(book(code("x", [display({"text/html": f"<p>before {drawing} after</p>"})])))
    words = page.select_one(".result p").text
    assert words.startswith("before [left out: the figure is not well-formed SVG: ") and words.endswith("] after")
    assert page.svg is None


def test_a_drawing_inside_a_drawing_is_drawn_with_it(soup):
    html = f"<p><svg {SVG}><svg {SVG}><path d='M0 0'/></svg><rect/></svg> after</p>"
    page = soup(book(code("x", [display({"text/html": html})])))
    assert page.select_one("p > svg > svg > path") and page.select_one("p > svg > rect") and page.p.text == " after"


def test_a_drawing_too_deep_to_be_drawn_is_refused_with_its_cell(refused):
    svg = f"<svg {SVG}>{'<g>' * 100_000}{'</g>' * 100_000}</svg>"
    assert "cell 1 (code, [1]): the figure has more than" in refused(book(code("x", [display({"image/svg+xml": svg})])))


@pytest.mark.parametrize("file", ["/dev/zero", "pipe.png", "link.png", "out.png", "folder.png"])
def test_what_is_no_image_below_the_folder_is_not_even_read(refused, tmp_path, file):
    folder = tmp_path / "in"
    folder.mkdir()
    os.mkfifo(folder / "pipe.png")
    (folder / "link.png").symlink_to("/dev/zero")
    (tmp_path / "secret.png").write_bytes(b"abc")
    (folder / "out.png").symlink_to("../secret.png")
    (folder / "folder.png").mkdir()
    assert "is not an image file below" in refused(book(text(f"![a]({file})")), folder)


@pytest.mark.parametrize(
    "svg", ["<svg><path></svg>", "no svg", "<p/>", '<!DOCTYPE x [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>']
)
def test_a_broken_figure_is_refused_with_its_cell(refused, svg):
    assert "cell 2 (code, [5])" in refused(book(text("a"), code("x", [display({"image/svg+xml": svg})], 5)))


def test_the_page_forbids_what_it_does_not_have(soup):
    policy = soup(whole()).select_one("meta[http-equiv='Content-Security-Policy']")["content"]
    assert "default-src 'none'" in policy and "script-src" not in policy and "https:" not in policy
