"""The rows of the table: one function each, named as `--only` names it. Those against evcxr_jupyter are here, those
against ipykernel in `rows_wire`, those about the toolkit in `rows_toolkit`, about what a long session leaves in `rows_long`,
about handouts in `rows_handout`.

Where both kernels are timed they take turns, so that whatever else the machine does slows both. `scale` is how many
repeats there are of those of a full run, from 0 to 1.
"""

import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Callable, Iterator

from . import cells, compiler
from .kernels import EVCXR, PAPERCELL, Failed, Kernel
from .report import Row, medians
from .rows_handout import handouts
from .rows_long import restarts, small
from .rows_toolkit import toolkit
from .rows_wire import answers, output
from .turns import times, turns


def start(scale: float) -> Iterator[Row]:
    """From the start of the process to the reply to the first `kernel_info_request`."""
    took: dict[str, list[float]] = {EVCXR: [], PAPERCELL: []}
    for order in turns(times(15, scale)):
        for kind in order:
            with Kernel(kind) as kernel:
                took[kind].append(kernel.to_kernel_info)
    yield medians("kernel start to `kernel_info` reply", took[EVCXR], took[PAPERCELL], bound=1 / 10)


def notebook(scale: float) -> Iterator[Row]:
    """A notebook on ndarray, rand and plotters: up to its first plot, and all of it once more."""
    plot: dict[str, list[float]] = {EVCXR: [], PAPERCELL: []}
    again: dict[str, list[float]] = {EVCXR: [], PAPERCELL: []}
    for order in turns(times(5, scale)):
        fresh = cells.renew(cells.NOTEBOOK)
        for kind in order:
            with Kernel(kind) as kernel:
                for cell in fresh[: fresh.index(_plot(fresh))]:
                    kernel.run(cell)
                _must_show(kernel.run(_plot(fresh)).messages)
                plot[kind].append(time.perf_counter() - kernel.began)
                for cell in fresh[fresh.index(_plot(fresh)) + 1 :]:
                    kernel.run(cell)
        for kind in order:
            with Kernel(kind) as kernel:
                again[kind] += [kernel.seconds(cell) for cell in fresh]
    yield medians(
        "start to the first plot (ndarray, rand, plotters)", plot[EVCXR], plot[PAPERCELL], bound=1 / 10
    )
    yield medians("the same notebook in a fresh kernel, a cell", again[EVCXR], again[PAPERCELL], bound=1 / 10)


def _plot(notebook: list[str]) -> str:
    return next(cell for cell in notebook if cell.startswith("evcxr_figure"))


def _must_show(messages: list[dict]) -> None:
    """Raises Failed unless a figure was shown: no kernel is to win by not plotting."""
    if not any("svg" in str(message["content"].get("data", "")) for message in messages):
        raise Failed("the plot shows no figure")


def _warm(kernel: Kernel) -> Kernel:
    """The kernel with the crates of the notebook, and nothing left to do."""
    for cell in cells.renew([cells.DEPENDENCIES, cells.IMPORTS, cells.CLOUD, cells.PLOT]):
        kernel.run(cell)
    return kernel


def new(scale: float) -> Iterator[Row]:
    """Cells that no kernel has seen, in a session that uses the three crates."""
    with ExitStack() as stack:
        kernels = {kind: _warm(stack.enter_context(Kernel(kind))) for kind in (EVCXR, PAPERCELL)}

        def timed(sources: list[str]) -> dict[str, list[float]]:
            took: dict[str, list[float]] = {EVCXR: [], PAPERCELL: []}
            for order, source in zip(turns(len(sources)), sources):
                for kind in order:
                    took[kind].append(kernels[kind].seconds(cells.new(source)))
            return took

        light = timed(cells.LIGHT[: times(len(cells.LIGHT), scale)])
        yield medians("a new light cell", light[EVCXR], light[PAPERCELL], bound=1 / 3)
        training = timed([cells.TRAINING] * times(15, scale))
        yield medians("a new cell with a training loop", training[EVCXR], training[PAPERCELL], bound=1 / 2)


def memory(scale: float) -> Iterator[Row]:
    """Of a kernel that has run a cell and waits, and of one that has plotted with the three crates."""
    for what, prepare, bound in (
        ("memory of an idle kernel, all its processes", lambda kernel: kernel.run(cells.new("NONCE + 1")), 1 / 8),
        ("the same with ndarray, rand, plotters in use", _warm, None),
    ):
        resident: dict[str, list[float]] = {EVCXR: [], PAPERCELL: []}
        shared: dict[str, list[float]] = {EVCXR: [], PAPERCELL: []}
        for order in turns(times(3, scale)):
            for kind in order:
                with Kernel(kind) as kernel:
                    prepare(kernel)
                    time.sleep(2)
                    rss, pss = kernel.memory()
                    resident[kind].append(rss)
                    shared[kind].append(pss)
        row = medians(what, resident[EVCXR], resident[PAPERCELL], unit="MB", bound=bound)
        row.samples |= {"other, shared pages once": shared[EVCXR], "ours, shared pages once": shared[PAPERCELL]}
        yield row


def growth(scale: float) -> Iterator[Row]:
    """The same light cells in a session of 200 cells and in one of a single cell."""
    def grow(kernel: Kernel, count: int) -> None:
        for k in range(count):
            kernel.run(cells.new(cells.GROWTH.replace("K", str(k))))

    with Kernel(PAPERCELL) as long, Kernel(PAPERCELL) as fresh:
        grow(long, 200)
        grow(fresh, 1)
        took: dict[int, list[float]] = {0: [], 1: []}
        # Half of them use what the session has: its first function and variable.
        sources = [cells.USES, cells.LIGHT[0]] * times(15, scale)
        for turn, source in enumerate(sources):
            for kernel, which in [(long, 1), (fresh, 0)][:: 1 if turn % 4 < 2 else -1]:
                took[which].append(kernel.seconds(cells.new(source)))
    yield medians("a light cell after 200 cells", took[0], took[1], bound=1.5, against="after one cell")


def cpu(scale: float) -> Iterator[Row]:
    """Processor time of all of Papercell's processes for a light cell, against the same call of rustc by hand."""
    with TemporaryDirectory() as folder:
        out = Path(folder)
        with Kernel(PAPERCELL, **{compiler.LOG: "debug"}) as kernel:
            kernel.run("1 + 1")
            bare, ours = [], []
            for cell in cells.LIGHT:
                before = _settled(kernel)
                kernel.run(cells.new(cell))
                ours.append(_settled(kernel) - before)
                bare.append(compiler.repeat(compiler.last_call(kernel), out))
    # The system counts a process's time in hundredths of a second: only the sum of many cells says something.
    count = len(cells.LIGHT)
    yield Row(
        "processor time of a light cell (mean)",
        sum(bare) / count,
        sum(ours) / count,
        "s",
        bound=1.3,
        against="bare rustc, same source and flags",
        count=count,
        samples={"other": bare, "ours": ours},
    )


def _settled(kernel: Kernel) -> float:
    """The processor time of a kernel's processes once they rest: what follows a cell's `idle` belongs to the cell."""
    last = -1.0
    while last != (last := kernel.cpu()):
        time.sleep(0.25)
    return last


def snapshot(scale: float) -> Iterator[Row]:
    """A cached cell in a kernel that keeps 1 GB alive and in one that keeps nothing."""
    with Kernel(PAPERCELL) as full, Kernel(PAPERCELL) as empty:
        full.run("let block = vec![1u8; 1 << 30];")
        cached = cells.new("let nothing = NONCE;")
        for kernel in (full, empty):
            kernel.run(cached)
        took: dict[int, list[float]] = {0: [], 1: []}
        for turn in range(times(25, scale)):
            for kernel, which in [(full, 1), (empty, 0)][:: 1 if turn % 2 else -1]:
                took[which].append(kernel.seconds(cached))
    yield medians(
        "a cached cell beside 1 GB of variables", took[0], took[1], bound=0.030, against="beside none", difference=True
    )


def run_all(scale: float) -> Iterator[Row]:
    """All cells of a notebook at once, against compiling them and running them, each by itself."""
    compiling, running, wall = [], [], []
    for _ in range(times(3, scale)):
        known, unknown = cells.heavy(), cells.heavy()
        with Kernel(PAPERCELL) as kernel:
            kernel.run("1 + 1")
            cold = [kernel.seconds(cell) for cell in known]
        with Kernel(PAPERCELL) as kernel:
            kernel.run("1 + 1")
            cached = [kernel.seconds(cell) for cell in known]
        with Kernel(PAPERCELL) as kernel:
            kernel.run("1 + 1")
            wall.append(max(ran.seconds for ran in kernel.run_all(unknown)))
        compiling.append(sum(cold) - sum(cached))
        running.append(sum(cached))
    longer = [max(pair) for pair in zip(compiling, running)]
    row = medians("Run All of 12 heavy cells", longer, wall, bound=1.15, against="longer of compiling and running")
    row.samples |= {"compiling": compiling, "running": running}
    yield row


ROWS: dict[str, Callable[[float], Iterator[Row]]] = {
    "start": start,
    "notebook": notebook,
    "new": new,
    "memory": memory,
    "growth": growth,
    "cpu": cpu,
    "snapshot": snapshot,
    "run_all": run_all,
    "output": output,
    "answers": answers,
    "toolkit": toolkit,
    "small": small,
    "restarts": restarts,
    "handouts": handouts,
}
