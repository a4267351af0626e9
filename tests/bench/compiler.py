"""The bare compiler: the very call that the kernel made for a cell, made again without the kernel."""

import json
import os
import re
import subprocess
from pathlib import Path

from .kernels import Failed, Kernel

# The kernel logs each call of rustc as `rustc: ["/path/of/rustc", "argument", ...]`.
CALL = re.compile(r"rustc: (\[.*\])")

# Makes the kernel say how it calls rustc.
LOG = "PAPERCELL_LOG"

# The cell cache: an entry holds the source that was compiled.
CELLS = Path(os.environ.get("PAPERCELL_HOME", "")) / "cache" / "cells"


def last_call(kernel: Kernel) -> list[str]:
    """The last call of rustc in the kernel's log.

    Raises:
        Failed: there is none, so nothing was compiled or the engine is another.
    """
    text = re.sub(r"\x1b\[[0-9;]*m", "", kernel.log.read_text(errors="replace"))
    calls = CALL.findall(text)
    if not calls:
        raise Failed("the kernel's log has no call of rustc: is the native engine its engine?")
    return json.loads(calls[-1])


def repeat(call: list[str], out: Path) -> float:
    """Makes a call of rustc again, its outputs below `out`. Returns the processor time of it and its linker, in seconds.

    Raises:
        Failed: it does not succeed.
    """
    command = here(call)
    # With which the kernel lets a stable compiler share instances (`environment/share.rs`).
    environment = {"RUSTC_BOOTSTRAP": "cell"} | os.environ
    child = subprocess.Popen(command, cwd=out, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise Failed(f"{command}\n{said.decode(errors='replace')}")
    return usage.ru_utime + usage.ru_stime


def here(call: list[str]) -> list[str]:
    """The call with its source, which has a name without a folder, as it stands in the cell cache. What it writes has
    names without folders too.

    Raises:
        Failed: the source is not in the cache.
    """
    found = list(CELLS.rglob(call[-1]))
    if not found:
        raise Failed(f"{call[-1]} is not in {CELLS}")
    return [*call[:-1], str(found[0])]
