"""Rows about what goes over the wire: much output, a reader who does not read, answers while a cell runs.

Against ipykernel, which sets the measure here: evcxr_jupyter sends a message for each line, and answers nothing while a
cell runs.
"""

import time
from contextlib import ExitStack, contextmanager
from typing import Iterator

import zmq

from . import cells
from .kernels import IPYKERNEL, PAPERCELL, Failed, Kernel
from .report import Row, medians
from .turns import times, turns

AGAINST = "ipykernel"
LINES = 20_000
LONG = 10_000_000
STALLED_CELLS = 8

PRINT_LINES = {
    PAPERCELL: f'for i in 0..{LINES} {{\n    println!("line {{i}}");\n}}',
    IPYKERNEL: f'for i in range({LINES}):\n    print("line", i)',
}
PRINT_LONG = {
    PAPERCELL: f'println!("{{}}", "x".repeat({LONG}));',
    IPYKERNEL: f'print("x" * {LONG})',
}
SPIN = {PAPERCELL: "loop {\n    std::hint::spin_loop();\n}", IPYKERNEL: "while True:\n    pass"}
DEFINE = {PAPERCELL: "let numbers = vec![1, 2, 3];", IPYKERNEL: "numbers = [1, 2, 3]"}
# What is completed, and how one of the proposals begins.
COMPLETE = {PAPERCELL: ("numbers.it", "iter"), IPYKERNEL: ("numbers.ap", "append")}


def output(scale: float) -> Iterator[Row]:
    """20,000 lines one by one, a line of 10 MB, and 8 of these beside a subscriber that never reads."""
    lines, long, stalled = ({IPYKERNEL: [], PAPERCELL: []} for _ in range(3))
    messages: dict[str, list[float]] = {IPYKERNEL: [], PAPERCELL: []}
    with ExitStack() as stack:
        kernels = {kind: stack.enter_context(Kernel(kind)) for kind in (IPYKERNEL, PAPERCELL)}
        for kind, kernel in kernels.items():  # so that nothing is compiled later
            kernel.run(PRINT_LINES[kind])
            kernel.run(PRINT_LONG[kind])
        for order in turns(times(15, scale), IPYKERNEL):
            for kind in order:
                ran = kernels[kind].run(PRINT_LINES[kind])
                _must_be(ran.text(), "".join(f"line {i}\n" for i in range(LINES)))
                lines[kind].append(ran.seconds)
                messages[kind].append(ran.count("stream"))
        for order in turns(times(9, scale), IPYKERNEL):
            for kind in order:
                ran = kernels[kind].run(PRINT_LONG[kind])
                _must_be(ran.text(), "x" * LONG + "\n")
                long[kind].append(ran.seconds)
    for order in turns(times(5, scale), IPYKERNEL):
        for kind in order:
            with Kernel(kind) as kernel, _who_never_reads(kernel):
                began = time.perf_counter()
                for _ in range(STALLED_CELLS):
                    _must_be(kernel.run(PRINT_LONG[kind]).text(), "x" * LONG + "\n")
                stalled[kind].append(time.perf_counter() - began)
    yield medians("20,000 lines printed one by one", lines[IPYKERNEL], lines[PAPERCELL], bound=1.2, against=AGAINST)
    yield medians(
        "the messages that they arrive in",
        messages[IPYKERNEL],
        messages[PAPERCELL],
        unit="",
        bound=40,
        absolute=True,
        against=AGAINST,
    )
    yield medians("a line of 10 MB, whole", long[IPYKERNEL], long[PAPERCELL], bound=2, against=AGAINST)
    yield medians(
        "8 cells of 10 MB beside a subscriber that never reads",
        stalled[IPYKERNEL],
        stalled[PAPERCELL],
        bound=2,
        against=AGAINST,
    )


def _must_be(text: str, expected: str) -> None:
    """Raises Failed when something of an output was lost: no kernel is to win by that."""
    if text != expected:
        raise Failed(f"{len(text)} characters have arrived, not these {len(expected)}")


@contextmanager
def _who_never_reads(kernel: Kernel) -> Iterator[None]:
    """A second front end: it subscribes to everything and reads nothing."""
    context = zmq.Context()
    socket = context.socket(zmq.SUB)
    socket.set(zmq.RCVHWM, 1)
    socket.set(zmq.RCVBUF, 4096)
    socket.set(zmq.SUBSCRIBE, b"")
    socket.connect(kernel.client._make_url("iopub"))
    time.sleep(0.5)  # until it is subscribed
    try:
        yield
    finally:
        socket.close(linger=0)
        context.term()


def answers(scale: float) -> Iterator[Row]:
    """A request on the control channel while a cell runs, and a completion once the completer is warm."""
    control: dict[str, list[float]] = {IPYKERNEL: [], PAPERCELL: []}
    completion: dict[str, list[float]] = {IPYKERNEL: [], PAPERCELL: []}
    with ExitStack() as stack:
        kernels = {kind: stack.enter_context(Kernel(kind)) for kind in (IPYKERNEL, PAPERCELL)}
        for kind, kernel in kernels.items():
            kernel.run(DEFINE[kind])
            _complete(kernel, patience=120)
        for order in turns(times(25, scale), IPYKERNEL):
            for kind in order:
                completion[kind].append(_complete(kernels[kind]))
        for order in turns(times(5, scale), IPYKERNEL):
            for kind in order:
                control[kind] += _ask_while_it_spins(kernels[kind], times(9, scale))
    for what, took, bound in (
        ("`kernel_info` on control while a cell runs", control, 0.020),
        ("a completion, the completer being warm", completion, 0.150),
    ):
        yield medians(what, took[IPYKERNEL], took[PAPERCELL], bound=bound, absolute=True, against=AGAINST)


def _complete(kernel: Kernel, patience: float = 0) -> float:
    """Seconds of one completion of a text that was not completed before.

    Raises:
        Failed: what is meant is not among the proposals, not even after `patience` seconds.
    """
    code, expected = COMPLETE[kernel.kind]
    end = time.monotonic() + patience
    while True:
        source = cells.new("NONCE;\n") + code
        began = time.perf_counter()
        found = kernel.ask("complete_request", code=source, cursor_pos=len(source))["matches"]
        took = time.perf_counter() - began
        if any(match.rpartition(".")[2].startswith(expected) for match in found):
            return took
        if time.monotonic() > end:
            raise Failed(f"{kernel.kind}: {code} is completed to {found[:9]}")
        time.sleep(0.2)


def _ask_while_it_spins(kernel: Kernel, count: int) -> list[float]:
    """Seconds of requests on control beside a cell that needs a whole processor; the cell is interrupted then."""
    cell = kernel.begin(SPIN[kernel.kind])
    took = []
    for _ in range(count):
        time.sleep(0.05)
        began = time.perf_counter()
        kernel.ask("kernel_info_request", "control")
        took.append(time.perf_counter() - began)
    kernel.interrupt(cell)
    return took
