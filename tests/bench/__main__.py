"""The command line of the benchmark."""

import argparse
import datetime
import os
import signal
import subprocess
import sys
from pathlib import Path

from support.program import OUT, ROOT

from . import cells, report
from .kernels import PAPERCELL, Failed, Kernel
from .rows import ROWS

RESULTS = Path(__file__).with_name("results.json")
README = ROOT / "README.md"


def conditions() -> dict:
    """What the figures depend on."""
    processor = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout
    return {
        "date": datetime.date.today().isoformat(),
        "cores": os.cpu_count(),
        "processor": processor[0].partition(":")[2].strip() if processor else "unknown",
        "rustc": " ".join(rustc.split()[:2]),
        "evcxr_jupyter": "0.22.0",
        "load before": os.getloadavg()[0],
    }


def prepare() -> None:
    """Lets Papercell build the toolkit's environment, as `papercell install` does, so that no row waits for it."""
    print("preparing Papercell's environment (the first time takes minutes)", flush=True)
    with Kernel(PAPERCELL) as kernel:
        for cell in cells.renew(cells.NOTEBOOK):
            kernel.run(cell)


def main() -> int:
    """Runs the benchmark; 1 when a bound is missed or a cell failed."""
    parser = argparse.ArgumentParser(prog="tests/bench/run", description="Papercell, evcxr_jupyter and ipykernel in the same run")
    parser.add_argument("--quick", action="store_true", help="few repeats: an impression, not a measurement")
    parser.add_argument("--only", action="append", choices=ROWS, metavar="ROW", help="only this row (repeatable)")
    parser.add_argument("--list", action="store_true", help="the names of the rows")
    parser.add_argument("--readme", action="store_true", help="also write the table into README.md; with --only, these rows of it")
    options = parser.parse_args()
    if options.list:
        print("\n".join(f"{name:<10} {row.__doc__.splitlines()[0]}" for name, row in ROWS.items()))
        return 0
    whole = not options.only and not options.quick
    where = conditions()
    if options.readme and options.quick:
        parser.error("--readme takes measurements, not the impressions of --quick")
    if options.readme:
        report.put_into(README.read_text(), [], where)  # is there a place? Better known now than after the run
    if where["load before"] > 0.5 * where["cores"]:
        print(f"the machine is busy (load {where['load before']:.1f}): times will be too long", file=sys.stderr)
    # Ends the kernels too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    rows, failed = [], 0
    prepare()
    for name in options.only or ROWS:
        try:
            scale = 0.2 if options.quick else 1.0
            for row in ROWS[name](scale):
                print(" | ".join(report.cells(row)), flush=True)
                rows.append(row)
        except Failed as error:
            failed += 1
            print(f"{name}: {error}", file=sys.stderr)
    if failed and options.readme:
        parser.error("README.md keeps its table: rows have failed")
    path = RESULTS if whole or options.readme else OUT / "bench.json"
    kept = report.renew(report.read(RESULTS)[0], rows) if options.readme and not whole else rows
    report.write(path, kept, where)
    if options.readme:
        README.write_text(report.put_into(README.read_text(), kept, where))
    print(f"\n{report.table(rows)}\n\nEvery measurement is in {path.relative_to(ROOT)}.")
    missed = [row.what for row in rows if not row.ok]
    print(f"{len(rows) - len(missed)} ok, {len(missed)} missed, {failed} failed")
    return 1 if missed or failed else 0


sys.exit(main())
