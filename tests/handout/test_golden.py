"""Three handouts as they are meant to be: what stands on the page, in which order, and how each kind of thing looks.

The texts in `golden/` follow the notebooks and the stylesheet; they hold no sizes that depend on a machine's fonts.
When a change is meant, `PAPERCELL_ACCEPT=1` writes them anew, and the difference is read in git.
"""

import os
import subprocess
from pathlib import Path

import pytest

from support.program import ROOT, papercell
from test_pdf import FIRST

GOLDEN = Path(__file__).parent / "golden"

#: A line for each element, indented as it is nested: its name and classes, and the start of its own text. Equations are
#: their TeX, figures their description, code its first line. Then the look of each kind of element, light and on screen.
OUTLINE = """() => {
  const lines = [], looks = new Map();
  const short = text => { text = text.replace(/\\s+/g, ' ').trim(); return text.length > 70 ? text.slice(0, 70) + '…' : text; };
  const look = (kind, e) => {
    if (looks.has(kind)) return;
    const s = getComputedStyle(e), of = (...keys) => keys.map(k => s[k]).join(' ');
    looks.set(kind, [of('display', 'fontSize', 'fontWeight', 'fontStyle', 'lineHeight', 'color'), s.backgroundColor,
                     of('marginTop', 'marginBottom', 'paddingTop', 'paddingLeft', 'borderTopWidth', 'borderLeftWidth', 'borderRadius')].join(' | '));
  };
  const walk = (e, depth) => {
    const kind = [e.tagName.toLowerCase(), ...e.classList].join('.');
    if (kind === 'p.hash') return;
    const own = [...e.childNodes].map(n => n.nodeType === 3 ? n.textContent
        : n.classList?.contains('katex') || n.classList?.contains('katex-display') ? '$' + (n.querySelector('annotation')?.textContent ?? '') + '$' : ' ').join('');
    let text = short(own), inside = true;
    if (e.matches('svg')) { text = short(e.getAttribute('aria-label') ?? e.querySelector('title, desc')?.textContent ?? ''); inside = false; }
    if (e.matches('pre')) { text = short(e.textContent.split('\\n')[0]); inside = false; }
    lines.push('  '.repeat(depth) + kind + (text ? '  ' + text : ''));
    look(kind, e);
    if (inside) for (const child of e.children) if (!child.matches('.katex, .katex-display, wbr')) walk(child, depth + 1);
  };
  for (const child of document.body.children) walk(child, 0);
  return [...lines, '', ...[...looks].sort((a, b) => a[0] < b[0] ? -1 : 1).map(([kind, is]) => kind + ': ' + is), ''].join('\\n');
}"""


@pytest.mark.parametrize("name", FIRST)
def test_the_handout_is_as_it_was(browser, tmp_path, name):
    done = subprocess.run(
        [papercell(), "handout", "--out", tmp_path, ROOT / "notebooks" / f"{name}.ipynb"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    slug = name.split("/")[1]
    page = browser.new_page()
    page.set_viewport_size({"width": 1100, "height": 800})
    page.emulate_media(color_scheme="light")
    page.goto((tmp_path / f"{slug}.html").as_uri())
    outline = page.evaluate(OUTLINE)
    page.close()
    golden = GOLDEN / f"{slug}.txt"
    if os.environ.get("PAPERCELL_ACCEPT") == "1":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(outline, encoding="utf-8")
    assert outline == golden.read_text(encoding="utf-8"), "if this is meant: PAPERCELL_ACCEPT=1, then read the difference"
