"""Rows about what is left behind: by restarts, and by ten thousand cells.

There is no other kernel here: Papercell is compared with itself, before and after.
"""

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Iterator

from . import cells
from .kernels import PAPERCELL, Kernel
from .report import Row
from .turns import times

SESSIONS = Path(os.environ.get("PAPERCELL_HOME", "")) / "cache" / "sessions"
RESTARTS = 1_000
SMALL_CELLS = 10_000
WARM_UP = 500
"""The runner keeps a descriptor for each of its first 412 libraries, on purpose (`open_copy` in worker/runner.rs)."""
NEW_CELLS = 100
"""Cells that were never compiled: each is a library more in the process, which is the session's own growth."""
MOST_MEMORY = 1.10

# What a session is made of: variables, a type, output. The texts come again, so that they are compiled once.
SMALL = [
    "x += 1;",
    "x",
    'println!("{x}");',
    "names.push(x.to_string());",
    "names.clear();",
    "let y = x * 2;",
    "let point = Point { x: y };",
    "point.x + 1",
]
BEGIN = "let mut x = 0_i64;\nlet mut names: Vec<String> = Vec::new();\nstruct Point {\n    x: i64,\n}"


def _left(kernel: Kernel, temporary: Path) -> dict[str, float]:
    """What the kernel has open and has made, once it rests."""
    time.sleep(2)
    own = len(kernel.processes())
    return {
        "open files": kernel.open_files(),
        "processes": own + kernel.strays(),
        "temporary files": sum(1 for folder in (temporary, SESSIONS) for _ in folder.rglob("*")),
        "resident MB": kernel.memory()[0],
        "MB, shared pages once": kernel.memory()[1],
    }


def _rows(what: str, before: dict[str, float], after: dict[str, float], count: int) -> Iterator[Row]:
    counted = ("open files", "processes", "temporary files")
    samples = {"other": list(before.values()), "ours": list(after.values())}
    yield Row(
        f"open files, processes and temporary files after {what}",
        sum(before[name] for name in counted),
        sum(after[name] for name in counted),
        "",
        bound=0,
        difference=True,
        against="before",
        count=count,
        samples=samples,
    )
    name = "resident MB"
    yield Row(
        f"memory after {what}",
        before[name],
        after[name],
        "MB",
        bound=MOST_MEMORY,
        against="before",
        count=count,
        samples=samples,
    )


def restarts(scale: float) -> Iterator[Row]:
    """Restarts by the front end, each followed by a cell; what is left after 1,000 of them."""
    count = times(RESTARTS, scale)
    with TemporaryDirectory() as folder, Kernel(PAPERCELL, TMPDIR=folder) as kernel:
        before: dict[str, float] = {}
        for number in range(count + 2):
            kernel.restart()
            kernel.run("1 + 1")
            if number == 1:
                before = _left(kernel, Path(folder))
        yield from _rows(f"{count:,} restarts", before, _left(kernel, Path(folder)), count)


def small(scale: float) -> Iterator[Row]:
    """10,000 small cells in one session, and what grew after the first 500; then a hundred new ones, for information."""
    count = times(SMALL_CELLS, scale)
    with TemporaryDirectory() as folder, Kernel(PAPERCELL, TMPDIR=folder) as kernel:
        kernel.run(BEGIN)

        def run(count: int) -> None:
            for number in range(count):
                kernel.run(SMALL[number % len(SMALL)])

        run(WARM_UP)
        before = _left(kernel, Path(folder))
        run(count)
        after = _left(kernel, Path(folder))
        yield from _rows(f"{count:,} small cells", before, after, count)
        for _ in range(NEW_CELLS):
            kernel.run(cells.new("x += NONCE % 7;"))
        grown = _left(kernel, Path(folder))
    name = "resident MB"
    what = f"memory of the {NEW_CELLS} new cells that follow, their libraries"
    yield Row(what, after[name], grown[name], "MB", difference=True, against="before", count=NEW_CELLS)
