"""The command line of the toolkit's benchmark. `SPEED` and `PYTORCH` name the program and the Python that are timed."""

import argparse
import datetime
import os
import subprocess
import sys
from pathlib import Path

from support.program import OUT, ROOT

from .. import report
from ..report import Row, medians
from ..turns import times

RESULTS = Path(__file__).with_name("results.json")
README = ROOT / "notebooks" / "toy" / "README.md"
PEER = Path(__file__).with_name("peer.py")
BEGIN, END = "<!-- tests/bench/toolkit: begin -->", "<!-- tests/bench/toolkit: end -->"
# Ours are f64, so PyTorch's f64 is the like; its f32 is shown for information.
ROWS = {
    "mlp": "a training step: MLP 2-64-64-2, batch 256, Adam",
    "conv3": "convolution 3 x 3, 64 images of 8 x 16 x 16 to 16 channels, with gradients",
    "conv8": "convolution 8 x 8, the same images",
    "transformer": "transformer block (width 32, 4 heads), batch 32, length 32, with gradients",
    "gru": "GRU 32 to 32, batch 32, length 32, with gradients",
    "lstm": "LSTM, the same",
}
MOST = 2.0
STEPS_PER_SECOND = 3_000


def milliseconds(command: list[str]) -> float:
    """What a program says last."""
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(said.split()[-1])


def rows(scale: float) -> list[Row]:
    """Each program is started anew for each figure, in turns: whatever else the machine does slows all."""
    found = []
    for name, what in ROWS.items():
        took: dict[str, list[float]] = {"ours": [], "float64": [], "float32": []}
        for _ in range(times(7, scale)):
            took["ours"].append(milliseconds([os.environ["SPEED"], name]) / 1e3)
            for kind in ("float64", "float32"):
                took[kind].append(milliseconds([os.environ["PYTORCH"], str(PEER), name, kind]) / 1e3)
        row = medians(what, took["float64"], took["ours"], bound=MOST, against="f64")
        single = medians(what + ", against f32", took["float32"], took["ours"], against="f32")
        found += [row, single]
        if name == "mlp":
            most = {"bound": 1 / STEPS_PER_SECOND, "absolute": True, "against": "f64"}
            found.append(medians(f"the same, at least {STEPS_PER_SECOND:,} a second", took["float64"], took["ours"], **most))
    return found


def section(rows: list[Row], c: dict) -> str:
    """What stands between the markers of the README."""
    said = (
        "`tests/bench/toolkit/run --readme` measures both in turn and writes this table (processor time of a step, medians of "
        f"{min(row.count for row in rows)}; {c['date']}, {c['processor']}, PyTorch {c['torch']} on one thread)."
    )
    lines = [["what", "PyTorch", "`toy`", "ratio", "at most", ""], ["---"] * 6, *map(report.cells, rows)]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return f"{BEGIN}\n{said}\n\n{table}\n{END}"


def conditions() -> dict:
    """What the figures depend on."""
    processor = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    version = subprocess.run(
        [os.environ["PYTORCH"], "-c", "import torch; print(torch.__version__.split('+')[0])"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {
        "date": datetime.date.today().isoformat(),
        "processor": processor[0].partition(":")[2].strip() if processor else "unknown",
        "torch": version.stdout.strip(),
        "load before": os.getloadavg()[0],
    }


def main() -> int:
    """Runs the benchmark; 1 when a bound is missed."""
    parser = argparse.ArgumentParser(prog="tests/bench/toolkit/run", description="The toolkit against PyTorch")
    parser.add_argument("--quick", action="store_true", help="few repeats: an impression, not a measurement")
    parser.add_argument("--readme", action="store_true", help="also write the table into notebooks/toy/README.md")
    options = parser.parse_args()
    if options.readme and options.quick:
        parser.error("--readme takes measurements, not the impressions of --quick")
    where = conditions()
    measured = rows(0.2 if options.quick else 1.0)
    for row in measured:
        print(" | ".join(report.cells(row)))
    report.write(RESULTS if options.readme else OUT / "bench-toolkit.json", measured, where)
    if options.readme:
        before, _, rest = README.read_text().partition(BEGIN)
        README.write_text(before + section(measured, where) + rest.partition(END)[2])
    return int(not all(row.ok for row in measured))


if __name__ == "__main__":
    sys.exit(main())
