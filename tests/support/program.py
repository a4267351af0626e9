"""Where the program under test is, and an environment that keeps it away from the user's Jupyter."""

import json
import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The repository."""

OUT = ROOT / "tests" / "out"
"""Screenshots and exported pages; not tracked."""


def papercell() -> Path:
    """The `papercell` executable: `PAPERCELL_BIN`, or what cargo has built.

    Raises:
        FileNotFoundError: it is not built; the text says how to.
    """
    named = os.environ.get("PAPERCELL_BIN")
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    for path in [Path(named)] if named else [target / "debug" / "papercell"]:
        if os.access(path, os.X_OK):
            return path
    found = shutil.which("papercell")
    if found and not named:
        return Path(found)
    raise FileNotFoundError("no papercell executable: run `cargo build`, or set PAPERCELL_BIN")


def isolate(folder: Path) -> dict[str, str]:
    """Environment variables that point Jupyter at `folder`, with one kernelspec in it: ours.

    The kernelspec is written by hand, so that the suites of the kernel do not hang on `papercell install`,
    which has tests of its own.
    """
    spec = folder / "data" / "kernels" / "papercell"
    spec.mkdir(parents=True)
    try:
        program = papercell()
    except FileNotFoundError:
        program = Path("papercell")  # suites that need no kernel run without one
    content = {
        "argv": [str(program), "kernel", "-f", "{connection_file}"],
        "display_name": "Rust (Papercell)",
        "language": "rust",
        "interrupt_mode": "message",
    }
    (spec / "kernel.json").write_text(json.dumps(content))
    return {
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "JUPYTER_PLATFORM_DIRS": "1",
        # A kernelspec in the virtual environment would come first, and its program may be older than ours.
        "JUPYTER_PREFER_ENV_PATH": "0",
        "IPYTHONDIR": str(folder / "ipython"),
        # What tests run is no part of the user's history, and one test's no part of another's.
        "PAPERCELL_HISTORY": "off",
    }
