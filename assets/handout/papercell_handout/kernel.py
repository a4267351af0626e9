"""Finds the ``papercell`` executable and has it draw equations. The only module that starts a process."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from .errors import HandoutError

#: One line, the path of the executable; ``papercell install`` writes it beside this file.
INSTALLED_PATH = Path(__file__).parent / "papercell-bin.txt"

#: Generous: a notebook has some fifty equations and one takes a millisecond.
TIMEOUT_SECONDS = 120


def find_executable():
    """Path of ``papercell``, from the first of: the variable PAPERCELL_BIN, the file
    that the installer wrote, the kernelspec named ``papercell``, PATH.

    A place that is set but wrong is an error, not a reason to go on to the next:
    another version of KaTeX would draw equations that do not fit the stylesheet.
    """
    configured = os.environ.get("PAPERCELL_BIN")
    if configured:
        return _checked(configured, "the environment variable PAPERCELL_BIN")
    if INSTALLED_PATH.is_file():
        return _checked(INSTALLED_PATH.read_text(encoding="utf-8").strip(), str(INSTALLED_PATH))
    try:
        argv = KernelSpecManager().get_kernel_spec("papercell").argv
    except NoSuchKernel:
        argv = []
    if argv:
        return _checked(argv[0], "the kernelspec `papercell`")
    on_path = shutil.which("papercell")
    if on_path:
        return on_path
    raise HandoutError(
        "the executable `papercell` draws the equations of a handout, and it was not found: "
        "no PAPERCELL_BIN, no kernelspec `papercell`, nothing on PATH. "
        "Run `papercell install`, or set PAPERCELL_BIN to the executable."
    )


def _checked(path, place):
    resolved = shutil.which(path)
    if resolved is None:
        raise HandoutError(
            f"{place} says that `papercell` is {path!r}, which is not an executable file. "
            "Correct it, or run `papercell install` again."
        )
    return resolved


def draw(equations):
    """Draws all equations in one run of ``papercell tex``.

    ``equations`` is a list of ``{"tex": str, "display": bool}``. The answer is a list of
    the same length: ``{"html": str}``, or ``{"error": str, "position": int or absent}``
    with the position in characters of the TeX.
    """
    executable = find_executable()
    try:
        run = subprocess.run(
            [executable, "tex"],
            input=json.dumps(equations, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise HandoutError(f"`{executable} tex` did not run: {error}") from error
    if run.returncode != 0:
        said = run.stderr.decode(errors="replace").strip() or "nothing on stderr"
        raise HandoutError(f"`{executable} tex` failed with status {run.returncode}: {said}")
    try:
        answers = json.loads(run.stdout)
    except ValueError as error:
        raise HandoutError(f"`{executable} tex` did not answer in JSON: {error}") from error
    well_formed = isinstance(answers, list) and all(
        isinstance(a, dict) and ("html" in a or "error" in a) for a in answers
    )
    if not well_formed or len(answers) != len(equations):
        raise HandoutError(
            f"`{executable} tex` was given {len(equations)} equations and answered something else; "
            "is it the version that this package came with?"
        )
    return answers
