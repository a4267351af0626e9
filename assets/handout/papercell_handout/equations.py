"""Collects the equations of a page and has them all drawn at once.

While the page is built, an equation stands in the text as a *token*: a few characters that
neither Markdown nor the sanitiser touches. When the page is complete, `Equations.fill` draws
all equations in one run of the kernel's renderer and puts the results where the tokens are.
"""

import html
import re

from . import kernel
from .errors import HandoutError


class Equations:
    """The equations of one page, in order of appearance; equal ones are drawn once."""

    def __init__(self, seed):
        """``seed``: hexadecimal digits that the notebook cannot contain, such as its own
        hash, so that no text of the notebook is ever taken for a token."""
        self._seed = seed[:16]
        self._index = {}  # (tex, display) -> number
        self._known = []  # number -> (tex, display, source, where)
        self._token = re.compile(f"\ue000{self._seed}n([0-9]+)\ue001")
        self._drawn = None

    def add(self, tex, display, source, where):
        """Takes in one equation and returns its token.

        ``source`` is its text with delimiters, as the notebook has it; ``where`` names the
        cell for messages.
        """
        tex = tex.strip()
        number = self._index.setdefault((tex, display), len(self._known))
        if number == len(self._known):
            self._known.append((tex, display, source, where))
        return f"\ue000{self._seed}n{number}\ue001"

    def restore(self, text):
        """``text`` with each token replaced by its source: for code, where ``$`` means ``$``."""
        return self._token.sub(lambda m: self._known[int(m[1])][2], text)

    def restore_in_tags(self, markup):
        """HTML in which tokens inside a tag (``alt="..."``) became TeX: only text can hold a drawing."""
        return re.sub(
            r'<[a-zA-Z](?:"[^"]*"|[^>"])*>',
            lambda tag: self._token.sub(lambda m: html.escape(self._known[int(m[1])][0]), tag[0]),
            markup,
        )

    def without(self, text):
        """``text`` without its equations, for the id of a heading."""
        return self._token.sub("", text)

    def fill(self, page):
        """The page with every equation drawn. A display equation that stands alone in its
        paragraph becomes a block of its own.

        Raises `HandoutError` that names cell and equation for each one that KaTeX rejects.
        """
        self._drawn = self._draw() if self._known else []
        alone = re.compile(f"<p>\\s*({self._token.pattern})\\s*</p>")
        page = alone.sub(lambda m: self._block(int(m[2]), m[0]), page)
        return self._token.sub(lambda m: self._drawn[int(m[1])], page)

    def _block(self, number, paragraph):
        if not self._known[number][1]:
            return paragraph
        return f'<div class="equation">{self._drawn[number]}</div>'

    def _draw(self):
        answers = kernel.draw([{"tex": t, "display": d} for t, d, _, _ in self._known])
        wrong = [
            _complaint(where, tex, answer)
            for (tex, _, _, where), answer in zip(self._known, answers)
            if "html" not in answer
        ]
        if wrong:
            count = "an equation" if len(wrong) == 1 else f"{len(wrong)} equations"
            raise HandoutError(f"{count} cannot be drawn\n\n" + "\n\n".join(wrong))
        return [_compact(answer["html"]) for answer in answers]


def _compact(drawn):
    """The same drawing in fewer bytes: an equation is hundreds of elements, and a page has a hundred equations."""
    drawn = re.sub(r' xmlns="[^"]*"', "", drawn)  # HTML knows MathML and SVG
    return re.sub(r'style="([^"]*?);?"', lambda style: f'style="{re.sub(r"(?<![0-9.])0+[.]", ".", style[1])}"', drawn)


def _complaint(where, tex, answer):
    """Three to four lines: where, the line of TeX, a caret, the message."""
    lines = [f"{where}: {answer['error']}"]
    position = answer.get("position")
    if not isinstance(position, int) or not 0 <= position <= len(tex):
        return "\n".join(lines + [f"    {line}" for line in tex.splitlines()])
    start = tex.rfind("\n", 0, position) + 1
    end = tex.find("\n", position)
    line = tex[start:] if end < 0 else tex[start:end]
    return "\n".join([*lines, f"    {line}", "    " + " " * (position - start) + "^"])
