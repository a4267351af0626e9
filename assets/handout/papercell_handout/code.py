"""Syntax colours: Pygments finds the tokens, ``code.css`` gives the few that matter a colour."""

import html
import re
from pathlib import Path

import pygments
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

_CSS = Path(__file__).parent / "templates" / "handout" / "code.css"

#: The classes of tokens that the stylesheet sets apart.
_COLOURED = set(re.findall(r"\.(\w+)", " ".join(re.findall(r"\.code :is\(([^)]*)\)", _CSS.read_text("utf-8")))))

_SPAN = re.compile(r'<span class="(\w+)">([^<]*)</span>')


def highlight_cell(source, language):
    """HTML of a code cell. A notebook that does not name its language is in Rust."""
    return _pre(_spans(source, language or "rust") or _spans(source, "rust"))


def highlight_block(source, language):
    """HTML of a fenced block in Markdown; without a known language it is plain."""
    spans = _spans(source, language) if language else None
    return _pre(html.escape(source.rstrip("\n")) if spans is None else spans)


def _spans(source, language):
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return None
    marked = pygments.highlight(source, lexer, HtmlFormatter(nowrap=True)).rstrip("\n")
    # Spans around names, brackets and blanks change nothing, and are most of the size of a cell.
    return _SPAN.sub(lambda span: span[0] if span[1] in _COLOURED else span[2], marked)


def _pre(spans):
    return f'<pre class="code"><code>{spans}</code></pre>\n'
