"""A notebook as a page model: header, blocks in order, footer. No HTML of the page itself is here;
that is the template's."""

import re
from dataclasses import dataclass, field

from .code import highlight_cell
from .errors import name_cell
from .markdown import Markdown, Outline
from .outputs import Outputs
from .paper import Card, Verdict, front_matter, is_paper_cell, measured_claims, summary

#: Tags by which an author leaves something out of the handout, and their names in other tools.
_NO_CELL = {"remove-cell", "hide-cell", "remove_cell"}
_NO_INPUT = {"hide-input", "remove-input", "hide_input", "remove_input"}
_NO_OUTPUT = {"hide-output", "remove-output", "hide_output", "remove_output"}

#: Inputs that say nothing beside their output.
_MAGICS = ("%%paper", "%%tex")


@dataclass
class Block:
    """One cell: ``kind`` is prose (HTML in ``html``), code (HTML of the input or an empty text,
    and ``outputs``) or paper (``card``)."""

    kind: str
    html: str = ""
    count: int = None
    outputs: list = field(default_factory=list)
    card: object = None


class Page:
    """The input of the template: ``title`` (plain), ``heading`` (the same as HTML, or empty), ``card``
    (or None), ``blocks``, ``verdicts``, ``footer``."""

    def __init__(self, notebook, equations, folder, show, footer):
        """``show``: which of ``code``, ``input``, ``output``, ``markdown`` nbconvert was asked for."""
        self.footer = footer
        self._show = show
        self._language = _language(notebook)
        cells = [
            (number, cell)
            for number, cell in enumerate(notebook.cells, start=1)
            if not _NO_CELL & set(cell.metadata.get("tags", []))
        ]
        self._markdown = Markdown(equations, Outline(base=2), folder)
        self._outputs = Outputs(self._markdown)
        self.verdicts = self._read_verdicts([cell for _, cell in cells])
        self._has_paper = any(is_paper_cell(cell) for _, cell in cells)
        self.card = None
        self.title = self.heading = ""
        self.blocks = []
        for number, cell in cells:
            self._add(number, cell)
        if self.card:
            self.title = self.card.title
        self.title = self.title or notebook.metadata.get("title") or footer.name

    def _read_verdicts(self, cells):
        line = self._line("the table of claims")
        return [Verdict(claim, line) for claim in measured_claims(cells)]

    def _line(self, where):
        return lambda text: self._markdown.render_line(str(text), where)

    def _add(self, number, cell):
        where = name_cell(number, cell)
        if is_paper_cell(cell):
            self._add_paper(cell, where)
        elif cell.cell_type == "markdown" and self._show["markdown"]:
            self._add_prose(cell, where)
        elif cell.cell_type == "code" and self._show["code"]:
            self._add_code(cell, where)

    def _add_paper(self, cell, where):
        text = self._markdown.render(summary(cell), f"{where}, summary")
        by_id = {verdict.id: verdict for verdict in self.verdicts}
        card = Card(front_matter(cell, where), text, by_id, self._line(f"{where}, front matter"))
        if self.card is None:
            self.card = card
        else:
            self.blocks.append(Block("paper", card=card))

    def _add_prose(self, cell, where):
        source = cell.source.strip()
        if not (self.blocks or self._has_paper or self.title) and source.startswith("# "):
            # A notebook without a paper cell: its first heading is the title.
            first, _, source = source.partition("\n")
            self.heading = self._line(where)(first[2:])
            self.title = re.sub(r"[$*`]", "", first[2:]).strip()
        if source.strip():
            self.blocks.append(Block("prose", self._markdown.render(source, where, cell.get("attachments"))))

    def _add_code(self, cell, where):
        tags = set(cell.metadata.get("tags", []))
        jupyter = cell.metadata.get("jupyter", {})
        source = cell.source.strip("\n")
        hidden = (
            _NO_INPUT & tags
            or jupyter.get("source_hidden")
            or not self._show["input"]
            or source.lstrip().startswith(_MAGICS)
            or not source.strip()
        )
        no_output = _NO_OUTPUT & tags or jupyter.get("outputs_hidden") or not self._show["output"]
        shown = [] if no_output else self._outputs.render(cell.outputs, where)
        if not hidden or shown:
            code = "" if hidden else highlight_cell(source, self._language)
            self.blocks.append(Block("code", code, cell.execution_count, shown))


def _language(notebook):
    """The Pygments name of the notebook's language, or None when it does not say."""
    info = notebook.metadata.get("language_info", {})
    return info.get("pygments_lexer") or info.get("name") or notebook.metadata.get("kernelspec", {}).get("language")
