"""nbconvert, run as a reader runs it: as a command, in the suite's virtual environment."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest


@pytest.fixture
def convert():
    """`convert(notebook, "--to", "html", ...)`: runs nbconvert and returns the finished process."""

    def run(notebook: Path, *arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "nbconvert", *arguments, str(notebook)]
        return subprocess.run(command, capture_output=True, text=True, timeout=170)

    return run


@pytest.fixture
def make(tmp_path: Path):
    """`make(cells...)`: a notebook of code cells for our kernel, on disk."""

    def write(*sources: str) -> Path:
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in sources],
            metadata={
                "kernelspec": {"name": "papercell", "display_name": "Rust (Papercell)", "language": "rust"},
                "language_info": {"name": "rust", "pygments_lexer": "rust", "file_extension": ".rs"},
            },
        )
        path = tmp_path / "made.ipynb"
        nbformat.write(notebook, path)
        return path

    return write
