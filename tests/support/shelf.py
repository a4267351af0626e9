"""The notebooks of the shelf, as the suites use them."""

import os
import shutil
from pathlib import Path

from .program import ROOT


def notebooks() -> list[Path]:
    """The notebooks to run again: those that `tests/run` chose (`NOTEBOOKS`, a line each), or all."""
    return chosen("NOTEBOOKS")


def opened() -> list[Path]:
    """The notebooks that JupyterLab and nbconvert open: a few of those (`OPENED`), or all."""
    return chosen("OPENED")


def chosen(variable: str) -> list[Path]:
    """The notebooks that a variable lists, or all."""
    listed = os.environ.get(variable)
    if listed is not None:
        return [ROOT / line for line in listed.splitlines() if line]
    return shelf()


def shelf() -> list[Path]:
    """All notebooks of the shelf, without the copies that JupyterLab leaves in `.ipynb_checkpoints` of their folders."""
    return sorted((ROOT / "notebooks").glob("*/*.ipynb"))


def copy_shelf(to: Path) -> Path:
    """Copies the opened notebooks, and nothing else, below `to`; the tracked ones are never written to."""
    for notebook in opened():
        target = to / notebook.relative_to(ROOT / "notebooks")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(notebook, target)
    return to
