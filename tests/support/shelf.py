"""The notebooks of the shelf, as the suites use them."""

import os
import shutil
from pathlib import Path

from .program import ROOT


def notebooks() -> list[Path]:
    """The notebooks to run again: those that `tests/run` chose (`NOTEBOOKS`, a line each), or all."""
    chosen = os.environ.get("NOTEBOOKS")
    if chosen is not None:
        return [ROOT / line for line in chosen.splitlines() if line]
    return sorted((ROOT / "notebooks").rglob("*.ipynb"))


def copy_shelf(to: Path) -> Path:
    """Copies the chosen notebooks, and nothing else, below `to`; the tracked ones are never written to."""
    for notebook in notebooks():
        target = to / notebook.relative_to(ROOT / "notebooks")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(notebook, target)
    return to
