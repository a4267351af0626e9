"""How often something is measured, and in which order."""

from typing import Iterator

from .kernels import EVCXR, PAPERCELL


def times(full: int, scale: float) -> int:
    """How many repeats; `scale` is their share of those of a full run."""
    return max(2, round(full * scale))


def turns(count: int, other: str = EVCXR) -> Iterator[tuple[str, str]]:
    """The two kernels, `count` times, each first in every other turn: whatever else the machine does slows both."""
    for turn in range(count):
        yield (PAPERCELL, other) if turn % 2 else (other, PAPERCELL)
