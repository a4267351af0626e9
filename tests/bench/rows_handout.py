"""The row about handouts: pages of notebooks that are not run, against what nbconvert needs for the same files."""

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Iterator

from support.program import ROOT, papercell

from .kernels import PAPERCELL, Failed
from .report import Row
from .turns import times, turns

#: How many notebooks become pages; the shelf's, over and over.
COUNT = 200
NBCONVERT = "nbconvert"


def handouts(scale: float) -> Iterator[Row]:
    """200 notebooks of the shelf, repeated, as pages, without running them, against `nbconvert --to html`."""
    count = times(COUNT, scale)
    with TemporaryDirectory() as folder:
        files = copies(Path(folder), count)
        commands = {
            PAPERCELL: [papercell(), "handout", "--out"],
            NBCONVERT: [sys.executable, "-m", "jupyter", "nbconvert", "--log-level=ERROR", "--to", "html", "--output-dir"],
        }
        took: dict[str, list[float]] = {PAPERCELL: [], NBCONVERT: []}
        # Minutes each for nbconvert, so few turns; 200 pages average more than enough.
        for order in turns(times(2, scale), NBCONVERT):
            for kind in order:
                pages = Path(folder) / kind
                took[kind].append(seconds([*commands[kind], pages, *files]))
                made = len(list(pages.glob("*.html")))
                if made != count:
                    raise Failed(f"{kind} made {made} of {count} pages")
                shutil.rmtree(pages)
    other, ours = took[NBCONVERT], took[PAPERCELL]
    samples = {"other": other, "ours": ours}
    middle = statistics.median
    figures = {"unit": "s", "against": "`nbconvert --to html`", "count": len(ours), "samples": samples}
    yield Row(f"{count} handouts, not run", middle(other), middle(ours), bound=1 / 5, **figures)
    if count == COUNT:
        yield Row("the same, in all", middle(other), middle(ours), bound=60.0, absolute=True, **figures)


def copies(folder: Path, count: int) -> list[Path]:
    """The shelf's notebooks, copied under `count` names."""
    shelf = sorted((ROOT / "notebooks").glob("*/*.ipynb"))
    source = folder / "notebooks"
    source.mkdir()
    return [Path(shutil.copy(shelf[k % len(shelf)], source / f"{k:03}-{shelf[k % len(shelf)].name}")) for k in range(count)]


def seconds(command: list) -> float:
    """How long a command takes.

    Raises:
        Failed: it does not succeed.
    """
    began = time.perf_counter()
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    took = time.perf_counter() - began
    if done.returncode:
        raise Failed(f"{' '.join(map(str, command[:4]))} fails: {done.stderr.strip()[-400:]}")
    return took
