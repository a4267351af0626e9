"""Finds the ``papercell`` executable and has it make pages. The only module that starts a process."""

import os
import shutil
import subprocess
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from .errors import HandoutError

#: One line, the path of the executable; ``papercell install`` writes it beside this file.
INSTALLED_PATH = Path(__file__).parent / "papercell-bin.txt"

#: Generous: a page takes a tenth of a second.
TIMEOUT_SECONDS = 120


def find_executable():
    """Path of ``papercell``, from the first of: the variable PAPERCELL_BIN, the file
    that the installer wrote, the kernelspec named ``papercell``, PATH.

    A place that is set but wrong is an error, not a reason to go on to the next:
    another version would make another page.
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
        "the executable `papercell` makes the page of a handout, and it was not found: "
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


def handout(notebook, name, folder, sha256, code):
    """The page of a notebook: ``papercell handout -``.

    ``notebook`` is its JSON as bytes, ``name`` its file name without ending, ``folder`` where it lies (or an empty
    text), ``sha256`` that of its file, ``code`` one of ``all``, ``folded``, ``none``. Raises `HandoutError`.
    """
    executable = find_executable()
    arguments = ["handout", "-", "--out", "-", f"--name={name}", f"--sha256={sha256}", f"--code={code}"]
    if folder:
        arguments.append(f"--folder={folder}")
    try:
        run = subprocess.run(
            [executable, *arguments], input=notebook, capture_output=True, timeout=TIMEOUT_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise HandoutError(f"`{executable} handout` did not run: {error}") from error
    if run.returncode != 0:
        said = run.stderr.decode(errors="replace").strip() or "nothing on stderr"
        raise HandoutError(said.removeprefix("papercell: standard input: "))
    page = run.stdout.decode(errors="replace")
    if not page.startswith("<!DOCTYPE html>"):
        raise HandoutError(f"`{executable} handout` answered something else than a page; is it the version of this package?")
    return page
