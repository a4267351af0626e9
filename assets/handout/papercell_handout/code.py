"""Syntax colours: Pygments finds the tokens, ``code.css`` gives the few that matter a colour."""

import html

import pygments
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound


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
    return pygments.highlight(source, lexer, HtmlFormatter(nowrap=True)).rstrip("\n")


def _pre(spans):
    return f'<pre class="code"><code>{spans}</code></pre>\n'
