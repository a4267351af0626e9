"""The bare compiler: the very call that the kernel made for a cell, made again without the kernel."""

import json
import os
import re
import subprocess
from pathlib import Path

from .kernels import Failed, Kernel

# The kernel logs each call of rustc as `rustc: ["/path/of/rustc", "argument", ...]`.
CALL = re.compile(r"rustc: (\[.*\])")

# Makes the kernel say how it calls rustc, and keep the sources that it compiles in a folder.
LOG, KEEP = "PAPERCELL_LOG", "PAPERCELL_KEEP"


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


def repeat(call: list[str], kept: Path, out: Path) -> float:
    """Makes a call of rustc again, its outputs below `out`. Returns the processor time of it and its linker, in seconds.

    Raises:
        Failed: it does not succeed.
    """
    command = moved(call, kept, out)
    child = subprocess.Popen(command, cwd=out, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise Failed(f"{command}\n{said.decode(errors='replace')}")
    return usage.ru_utime + usage.ru_stime


def moved(call: list[str], kept: Path, out: Path) -> list[str]:
    """The call with what it writes moved to `out`, and its source, which is gone by now, to the copy in `kept`."""
    moved = list(call)
    for at, argument in enumerate(call):
        if at and call[at - 1] in ("-o", "--out-dir"):
            moved[at] = str(out / Path(argument).name if call[at - 1] == "-o" else out)
        elif argument.startswith("--out-dir="):
            moved[at] = f"--out-dir={out}"
        elif argument.startswith("--emit") or (at and call[at - 1] == "--emit"):
            moved[at] = re.sub(r"(\w=)(/[^,]*)", lambda m: m[1] + str(out / Path(m[2]).name), argument)
        elif argument.endswith(".rs") and at:
            copies = sorted(kept.rglob("*.rs"), key=lambda path: path.stat().st_mtime)
            moved[at] = argument if Path(argument).exists() or not copies else str(copies[-1])
    return moved
