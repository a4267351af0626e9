"""What was measured, as a table, as JSON, and in the README."""

import json
import statistics
from dataclasses import asdict, dataclass, field
from pathlib import Path

BEGIN, END = "<!-- tests/bench: begin -->", "<!-- tests/bench: end -->"


@dataclass
class Row:
    """One line of the table: Papercell's figure against another, and the bound of their ratio (or difference)."""

    what: str
    other: float
    ours: float
    unit: str
    bound: float | None = None
    """Of `ours / other`; with `difference`, of `ours - other`; with `absolute`, of `ours`. None: for information."""
    against: str = ""
    """What `other` is, when it is not evcxr_jupyter's figure."""
    difference: bool = False
    absolute: bool = False
    count: int = 0
    """How many measurements each of the two figures summarises."""
    samples: dict[str, list[float]] = field(default_factory=dict)

    @property
    def result(self) -> float:
        """What is compared with the bound."""
        if self.absolute:
            return self.ours
        return self.ours - self.other if self.difference else self.ours / self.other

    @property
    def ok(self) -> bool:
        """Does it keep its bound?"""
        return self.bound is None or self.result <= self.bound


def medians(what: str, other: list[float], ours: list[float], unit: str = "s", **more) -> Row:
    """A row of two medians."""
    samples = {"other": other, "ours": ours}
    middle = statistics.median
    return Row(what, middle(other), middle(ours), unit, count=min(len(other), len(ours)), samples=samples, **more)


def figure(value: float, unit: str) -> str:
    """A figure with its unit, three digits of it: `4.41 s`, `87 ms`, `512 MB`."""
    if not unit:
        return f"{value:.0f}"  # a number of things
    if unit == "s" and abs(value) < 1:
        value, unit = value * 1000, "ms"
    text = f"{value:#.3g}".rstrip(".") if abs(value) < 1000 else f"{value:.0f}"
    return f"{text} {unit}"


def ratio(value: float) -> str:
    """A ratio as people say it: `1/12`, `1/2.4`, `1.08`."""
    if value >= 0.95:
        return f"{value:.2f}"
    inverse = 1 / value
    return f"1/{inverse:.0f}" if inverse >= 9.95 or round(inverse, 1) == int(inverse) else f"1/{inverse:.1f}"


def cells(row: Row) -> list[str]:
    """The texts of a row."""
    show = (lambda value: f"{figure(value, row.unit)} more") if row.difference else ratio
    most = (lambda value: figure(value, row.unit)) if row.absolute else show
    other = figure(row.other, row.unit)
    return [
        row.what,
        f"{other} ({row.against})" if row.against else other,
        figure(row.ours, row.unit),
        ratio(row.ours / row.other) if row.absolute else show(row.result),
        "" if row.bound is None else most(row.bound),
        "" if row.bound is None else "ok" if row.ok else "missed",
    ]


def table(rows: list[Row]) -> str:
    """The table in Markdown."""
    lines = [["what", "evcxr_jupyter", "Papercell", "ratio", "at most", ""], ["---"] * 6, *map(cells, rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def write(path: Path, rows: list[Row], conditions: dict) -> None:
    """Everything that was measured, each single measurement included."""
    path.parent.mkdir(exist_ok=True)
    content = {"conditions": conditions, "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(content, indent=1) + "\n")


def read(path: Path) -> tuple[list[Row], dict]:
    """What [`write`] wrote."""
    content = json.loads(path.read_text())
    return [Row(**row) for row in content["rows"]], content["conditions"]


def renew(old: list[Row], new: list[Row]) -> list[Row]:
    """The old rows with the new ones in their places; those that there were not come last."""
    measured = {row.what: row for row in new}
    return [measured.pop(row.what, row) for row in old] + list(measured.values())


def section(rows: list[Row], conditions: dict) -> str:
    """What stands between the markers of the README."""
    c = conditions
    said = (
        "How fast: `tests/bench/run --readme` runs both kernels in turn, as a front end would, and writes this table "
        f"(medians; {c['date']}, {c['cores']} cores, {c['processor']}, {c['rustc']}, evcxr_jupyter {c['evcxr_jupyter']})."
    )
    return f"{BEGIN}\n{said}\n\n{table(rows)}\n{END}"


def put_into(readme: str, rows: list[Row], conditions: dict) -> str:
    """The README with its table replaced.

    Raises:
        ValueError: it has no place for one.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"README.md has no lines {BEGIN} and {END}: the table goes between them")
    return before + section(rows, conditions) + after
