"""Clients that are not JupyterLab, each run for real against our kernel."""

import nbformat
import pytest

KERNELSPEC = {"name": "papercell", "display_name": "Rust (Papercell)", "language": "rust"}


@pytest.fixture
def made():
    """`made(cells..., tagged={1: "parameters"})`: a notebook for our kernel; a cell is the source of a code cell."""

    def make(*sources: str, tagged: dict[int, str] | None = None) -> nbformat.NotebookNode:
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        for place, tag in (tagged or {}).items():
            cells[place].metadata["tags"] = [tag]
        return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC})

    return make
