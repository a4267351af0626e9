"""What nbconvert sees: ``jupyter nbconvert --to handout NOTEBOOK.ipynb``."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from markupsafe import Markup
from nbconvert.exporters.exporter import Exporter
from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import default

from . import __version__, katex
from .equations import Equations
from .page import Page

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass
class Footer:
    """What made the handout: file name, its SHA-256, and the versions the notebook names."""

    name: str
    sha256: str
    made_by: list


class HandoutExporter(TemplateExporter):
    """A paper notebook as one HTML file: equations drawn, fonts inside, no script, nothing to load.

    nbconvert's own options hold (``--no-input``, ``--execute``, tags by ``TagRemovePreprocessor``).
    """

    #: The entry in JupyterLab's menu *Save and Export Notebook As*.
    export_from_notebook = "Papercell handout"
    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self):
        return ".html"

    @default("template_name")
    def _template_name_default(self):
        return "handout"

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self):
        # The package's own folder, so that nothing has to be copied into share/jupyter.
        return [os.getcwd(), str(_TEMPLATES)]

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
        about = resources["metadata"]
        equations = Equations(sha256)
        footer = Footer(about["name"] or "Notebook", sha256, _made_by(notebook))
        page = Page(notebook, equations, about["path"], self._wanted_parts(), footer)
        body = equations.fill(self._render("page.html.j2", page=page))
        styles = Markup(katex.stylesheet(body))
        return self._render("index.html.j2", page=page, body=Markup(body), katex_css=styles), resources

    def _render(self, name, **model):
        return self.environment.get_template(name).render(**model)

    def _create_environment(self):
        environment = super()._create_environment()
        environment.autoescape = True
        environment.filters["css_text"] = _css_text
        environment.filters["css_without_comments"] = _css_without_comments
        return environment

    def _wanted_parts(self):
        return {
            "code": not self.exclude_code_cell,
            "input": not self.exclude_input,
            "output": not self.exclude_output,
            "markdown": not self.exclude_markdown,
        }


def _css_text(text):
    """``text`` as the inside of a CSS string: everything but letters, digits and spaces as a code point."""
    return Markup("".join(c if c.isalnum() or c == " " else f"\\{ord(c):06x}" for c in text))


def _css_without_comments(css):
    """Our own stylesheets (no text in them holds ``/*``) as a reader of the handout needs them."""
    return Markup(re.sub(r"\n\s*", "\n", re.sub(r"/\*[\s\S]*?\*/", "", css)).strip())


def _made_by(notebook):
    """Names and versions of what ran the notebook, as far as its metadata says, and of this exporter."""
    own = notebook.metadata.get("papercell", {})
    language = notebook.metadata.get("language_info", {})
    named = [("papercell", own.get("kernel")), ("toolkit", own.get("toolkit"))]
    named.append((language.get("name") or "rust", language.get("version")))
    return [f"{name} {version}" for name, version in named if version] + [f"handout {__version__}"]
