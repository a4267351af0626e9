"""The page in a browser without a network: nothing is asked for, equations are drawn, nothing sticks out, all is legible."""

import pytest

from samples import book, code, display, equation, paper, text, whole
from support.browser import sizes

#: Elements that are wider than the window and have no scroll bar of their own.
STICKING_OUT = """() => {
  const scrolls = e => e && (['auto', 'scroll', 'hidden'].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  return [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !scrolls(e) && !e.closest('.katex-mathml'))
    .map(e => e.outerHTML.slice(0, 120));
}"""

#: Text whose contrast with its background is below that of WCAG 2 AA: [text, ratio].
LOW_CONTRAST = """() => {
  const parts = c => { const m = c.match(/[\\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1]; };
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
                       return .2126 * r + .7152 * g + .0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor); if (c[3] > 0) return c; }
                        return [255, 255, 255, 1]; };
  const low = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement, text = texts.currentNode.textContent.trim();
    if (!text || element.closest('svg, .katex-mathml')) continue;
    const style = getComputedStyle(element), large = parseFloat(style.fontSize) >= 24;
    const [a, b] = [light(parts(style.color).slice(0, 3)), light(behind(element).slice(0, 3))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < (large ? 3 : 4.5)) low.push([text.slice(0, 40), element.className, ratio]);
  }
  return low;
}"""


def test_nothing_is_asked_for_and_the_equations_are_drawn(show, keep):
    page = show(whole())
    errors = []
    page.on("console", lambda message: errors.append(message.text))
    page.reload()
    page.evaluate("document.fonts.ready.then(() => true)")
    keep(page, "handout-suite-light")
    assert page.asked == [] and errors == []
    equations = sizes(page, ".katex .katex-html")
    assert len(equations) == page.locator(".katex").count() > 15
    assert all(width > 4 and height > 6 for width, height in equations)
    fonts = dict(page.evaluate("[...document.fonts].map(f => [f.family + ' ' + f.weight + ' ' + f.style, f.status])"))
    for face in ("KaTeX_Main 400 normal", "KaTeX_Math 400 italic", "KaTeX_AMS 400 normal", "KaTeX_Size2 400 normal"):
        assert fonts[face] == "loaded", fonts
    assert all(width > 100 and height > 50 for width, height in sizes(page, "figure svg"))


def test_a_script_that_slipped_through_would_not_run(show):
    page = show(book(text("text")))
    page.evaluate("""() => { const s = document.createElement('script'); s.textContent = 'window.ran = true';
                             document.body.append(s); }""")
    assert page.evaluate("window.ran") is None
    page.evaluate("() => { const i = new Image(); i.src = 'https://a.example/x.png'; document.body.append(i); }")
    page.wait_for_timeout(100)
    assert page.asked == []


@pytest.mark.parametrize("width", [320, 640, 1100])
def test_nothing_sticks_out(show, keep, width):
    page = show(whole(), width=width)
    keep(page, f"handout-suite-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(STICKING_OUT) == []


def test_a_line_has_a_readable_length(show):
    page = show(book(text("many words in a row " * 60)))
    lines = page.evaluate(
        """() => { const p = document.querySelector('p'), r = document.createRange(); r.selectNodeContents(p);
                   const tops = new Set([...r.getClientRects()].map(b => Math.round(b.top)));
                   return p.textContent.length / Math.round(p.getBoundingClientRect().height / parseFloat(getComputedStyle(p).lineHeight)); }"""
    )
    assert 58 <= lines <= 78, f"{lines} characters"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_contrast_is_enough(show, keep, dark):
    page = show(whole(), dark=dark)
    background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (background == "rgb(22, 24, 26)") == dark
    if dark:
        keep(page, "handout-suite-dark")
        assert page.evaluate("getComputedStyle(document.querySelector('.plate')).backgroundColor") == "rgb(255, 254, 251)"
    assert page.evaluate(LOW_CONTRAST) == []


def test_the_contrast_check_can_fail(show):
    page = show(book(paper()))
    page.add_style_tag(content=".authors { color: #aaa }")
    assert [row[1] for row in page.evaluate(LOW_CONTRAST)] == ["authors"]


def test_headings_are_in_order(show):
    levels = show(whole()).evaluate("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => +h.tagName[1])")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:]))


def test_code_wraps_and_plain_tables_keep_their_columns(show):
    long = "a_name_" * 30
    page = show(book(code(f"let {long} = 1;", [display({"text/plain": "column " * 40})])), width=640)
    assert page.evaluate("(e => e.scrollWidth - e.clientWidth)(document.querySelector('.input .code'))") <= 0
    assert page.evaluate("(e => e.scrollWidth > e.clientWidth)(document.querySelector('.terminal'))")
    assert page.locator(".terminal").get_attribute("tabindex") == "0", "the keyboard can scroll it"


#: Equations whose full stop stands on the next line.
PARTED = """() => [...document.querySelectorAll('p .katex')].filter(e => {
  const drawn = [...e.querySelectorAll('.base')].pop().getBoundingClientRect(), stop = document.createRange();
  stop.setStart(e.nextSibling, 0); stop.setEnd(e.nextSibling, 1);
  return stop.getBoundingClientRect().left < drawn.right - 3;
}).map(e => e.textContent)"""


def test_an_equation_and_its_full_stop_stay_on_one_line(show):
    page = show(book(text("Once more: $b$. Or $N = 200$, or $\\theta_t^{(j)}$; not $\\ln\\alpha$. " * 8)))
    assert page.locator(".katex").count() == 32
    for width in range(320, 520, 8):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(PARTED) == [], width


def test_styles_of_the_page_leave_equations_alone(show):
    """`\\text` and `\\tag` carry the class `text`, which a style for text outputs once caught; a root is an SVG that
    inherits its height, which a style for figures once set to zero."""
    page = show(book(code("x", [display(equation("\\sqrt{x_{\\text{a}}} \\tag{1}"))])))
    assert [width > 20 and height > 15 for width, height in sizes(page, ".katex svg")] == [True]
    borders = page.evaluate(
        "[...document.querySelectorAll('.katex-html *')].filter(e => getComputedStyle(e).borderLeftStyle !== 'none').length"
    )
    assert borders == 0
