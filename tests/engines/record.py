"""Records what the engine on evcxr makes of the corpus: `python tests/engines/record.py [--check] [SESSION...]`.

evcxr takes about a second a cell, so `test_engines.py` compares with the record. `--check` writes nothing and fails
where evcxr no longer says what is recorded.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from support.program import isolate  # noqa: E402

_jupyter = tempfile.TemporaryDirectory(prefix="papercell-jupyter-")
os.environ.update(isolate(Path(_jupyter.name)))  # before any module of Jupyter reads its paths

from sessions import RECORDED, Cell, Normal, differences, recorded, run_session, sessions  # noqa: E402


def main() -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sessions", nargs="*", help="names of sessions; all, if none is named")
    parser.add_argument("--check", action="store_true", help="compare with the record instead of writing it")
    asked = parser.parse_args()
    failed = 0
    for name, cells in sessions().items():
        if asked.sessions and name not in asked.sessions:
            continue
        found = evcxr(cells)
        if asked.check:
            failed += not check(name, cells, found)
        else:
            failed += not write(name, cells, found)
    return 1 if failed else 0


def evcxr(cells: list[Cell]) -> dict[str, Normal]:
    """Runs a session through the engine on evcxr."""
    with tempfile.TemporaryDirectory(prefix="papercell-record-") as folder:
        return run_session(cells, Path(folder), "evcxr")


def write(name: str, cells: list[Cell], found: dict[str, Normal]) -> bool:
    """Writes the record of a session; false when the session did not come to its end."""
    if len(found) < len(cells):
        print(f"{name}: no answer to {cells[len(found)].title!r}; nothing written")
        return False
    toolchain = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    rows = [(cell.title, {"digest": cell.digest, **found[cell.title]}) for cell in cells]
    lines = [f"{as_json(title)}: {as_json(row)}" for title, row in [("toolchain", toolchain), *rows]]
    RECORDED.mkdir(exist_ok=True)
    (RECORDED / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{name}: {len(cells)} cells")
    return True


def as_json(value: object) -> str:
    """A value as JSON, on one line."""
    return json.dumps(value, ensure_ascii=False)


def check(name: str, cells: list[Cell], found: dict[str, Normal]) -> bool:
    """Says where evcxr no longer says what is recorded of a session."""
    expected, same = recorded(name), True
    for cell in cells:
        differs = differences(expected[cell.title], found.get(cell.title, {}))
        for field, (before, now) in differs.items():
            print(f"{cell.name}: {field} was {before!r}, is {now!r}")
            same = False
    print(f"{'pass' if same else 'FAIL'} {name}")
    return same


if __name__ == "__main__":
    sys.exit(main())
