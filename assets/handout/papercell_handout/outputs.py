"""One output of a cell to HTML, by MIME type."""

import html
import json
import re
from dataclasses import dataclass

from . import images, sanitize, svg, terminal
from .paper import claims_of

#: First match wins. Unlike a notebook page, a drawing beats HTML: it needs no style of its own.
PRIORITY = (*images.MIME_TYPES, "text/markdown", "text/latex", "text/html", "text/plain", "application/json")

#: Interactive content, whose text/plain only says that it is interactive.
_SCRIPTS = ("application/javascript", "text/javascript", "application/vnd.jupyter.widget-view+json")


@dataclass
class Shown:
    """What the template shows of one output.

    ``kind`` is stdout, stderr, error, text, prose, figure or claims; ``html`` is safe markup;
    ``caption`` and ``number`` belong to figures.
    """

    kind: str
    html: str = ""
    caption: str = ""
    number: int = 0


class Outputs:
    """Renders the outputs of one page; figures are numbered through."""

    def __init__(self, markdown):
        self._markdown = markdown
        self._figures = 0
        self._drawings = 0

    def render(self, outputs, where):
        """What there is to show of the outputs of one cell, in order."""
        joined = _joined(outputs)
        shown = (one for output in joined for one in (_controls(output), self._one(output, where)))
        return [one for one in shown if one is not None]

    def _one(self, output, where):
        if output.output_type == "stream":
            text = terminal.to_html(output.text).strip("\n")
            return Shown("stderr" if output.name == "stderr" else "stdout", text) if text.strip() else None
        if output.output_type == "error":
            lines = output.traceback or [f"{output.ename}: {output.evalue}"]
            return Shown("error", terminal.to_html("\n".join(lines)).strip("\n"))
        if claims_of(output):
            return Shown("claims")
        return self._bundle(output.data, output.metadata, where)

    def _bundle(self, data, metadata, where):
        own = metadata.get("papercell")
        if isinstance(own, dict) and own.get("error") and "text/plain" in data:
            # It stands where a live control's figure could not be drawn.
            return Shown("error", terminal.to_html(data["text/plain"]).strip("\n"))
        mime = next((m for m in PRIORITY if m in data), None)
        if mime is None or (mime == "text/plain" and any(script in data for script in _SCRIPTS)):
            return None
        content = data[mime]
        if mime in images.MIME_TYPES:
            return self._figure(mime, content, data, metadata, where)
        if mime == "text/markdown":
            return Shown("prose", self._markdown.render(content, where))
        if mime == "text/latex":
            return Shown("prose", self._markdown.render_latex(content, where))
        if mime == "text/html":
            return Shown("prose", self._html(content, where))
        if mime == "application/json":
            content = json.dumps(content, indent=2, ensure_ascii=False)
        return Shown("text", html.escape(content.strip("\n"), quote=False)) if content.strip() else None

    def _figure(self, mime, content, data, metadata, where):
        own = metadata.get("papercell", {})
        caption = str(own.get("caption") or "")
        alt = caption or str(metadata.get("vscode_altText") or data.get("text/plain") or "Figure without a description")
        if mime == "image/svg+xml":
            markup = self._drawing(content, alt, where, own.get("caption_top"))
        else:
            markup = images.element(mime, content, alt, metadata.get(mime))
        if caption:
            self._figures += 1
        return Shown("figure", markup, caption, self._figures if caption else 0)

    def _drawing(self, source, alt, where, caption_top=None):
        self._drawings += 1
        return svg.inline(source, f"fig{self._drawings}-", alt, where, caption_top)

    def _html(self, content, where):
        """HTML through the sanitiser; the drawings in it (plotting crates send those) go their own way."""
        drawings = []

        def take(match):
            drawings.append(self._drawing(match[0], "Figure without a description", where))
            return f"\ue002{len(drawings) - 1}\ue003"

        content = re.sub("[\ue002\ue003]", "", content)
        markup = sanitize.clean(re.sub(r"<svg\b[\s\S]*?</svg>", take, content))
        return re.sub("\ue002(\\d+)\ue003", lambda m: drawings[int(m[1])], markup)


def _controls(output):
    """The values of the live controls under which an output was drawn: a page has no controls that would show them."""
    own = output.get("metadata", {}).get("papercell")
    values = own.get("controls") if isinstance(own, dict) else None
    return Shown("prose", f'<p class="aside">{html.escape(str(values))}</p>') if values else None


def _joined(outputs):
    """The outputs with neighbouring pieces of one stream joined, as a terminal would show them."""
    joined = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last is not None and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output.copy())
    return joined
