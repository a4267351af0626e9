"""What nbconvert sees: ``jupyter nbconvert --to handout NOTEBOOK.ipynb``. It runs nbconvert's preprocessors, as they are
configured, and has ``papercell handout`` make the page."""

import hashlib
import json
from pathlib import Path

import nbformat
from nbconvert.exporters.exporter import Exporter
from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import Enum, default

from . import program


class HandoutExporter(TemplateExporter):
    """A paper notebook as one HTML file: equations drawn, fonts inside, no script, nothing to load.

    nbconvert's own options hold (``--no-input``, ``--execute``, tags by ``TagRemovePreprocessor``). It is a
    `TemplateExporter` for the sake of those of templates; there is no template.
    """

    #: The entry in JupyterLab's menu *Save and Export Notebook As*.
    export_from_notebook = "Handout"
    output_mimetype = "text/html"

    code = Enum(["all", "folded", "none"], "all", help="How much of the code stands on the page.").tag(config=True)

    @default("file_extension")
    def _file_extension_default(self):
        return ".html"

    @default("template_name")
    def _template_name_default(self):
        return "base"  # nbconvert's own, of which only the configuration is read

    def from_filename(self, filename, resources=None, **kw):
        """Converts a file; its SHA-256, as any tool would compute it, goes into the footer."""
        self._file_hash = hashlib.sha256(Path(filename).read_bytes()).hexdigest()
        try:
            return super().from_filename(filename, resources, **kw)
        finally:
            self._file_hash = None

    _file_hash = None

    def from_notebook_node(self, nb, resources=None, **kw):
        """Converts a notebook in memory to ``(html, resources)``; raises `HandoutError`."""
        written = (nbformat.writes(nb) + "\n").encode()
        sha256 = self._file_hash or hashlib.sha256(written).hexdigest()
        notebook, resources = Exporter.from_notebook_node(self, nb, resources, **kw)
        notebook.cells = [cell for cell in notebook.cells if self._is_wanted(cell)]
        for cell in notebook.cells:
            if self.exclude_output and cell.cell_type == "code":
                cell.metadata.setdefault("jupyter", {})["outputs_hidden"] = True
        about = resources["metadata"]
        code = "none" if self.exclude_input else self.code
        content = json.dumps(notebook).encode()
        page = program.handout(content, about["name"] or "Notebook", about["path"], sha256, code)
        return page, resources

    def _is_wanted(self, cell):
        if cell.cell_type == "markdown":
            return not self.exclude_markdown
        return not self.exclude_code_cell or any(map(_is_card, cell.get("outputs", [])))


def _is_card(output):
    """Whether an output is the card of a paper, which is the head of the page."""
    return "paper" in output.get("metadata", {}).get("papercell", {})
