"""`papercell share`: what one has compiled is read by all users of a machine, and written by none of them."""

import json
import os
import re
import stat
import subprocess
from pathlib import Path

import nbformat
import pytest

from support.kernel import Kernel
from support.program import papercell

CELL = 'let shared: Vec<u64> = (1..=20).collect();\nprintln!("{}", shared.iter().sum::<u64>());'
SECOND = "shared.len() * 2"


def everything(folder: Path) -> dict[str, tuple]:
    """What is in a folder: the mode, time and size of each file."""
    return {
        str(path.relative_to(folder)): (data.st_mode, data.st_mtime_ns, data.st_size)
        for path in sorted(folder.rglob("*"))
        for data in [path.lstat()]
    }


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that was filled with the toolkit and the cells of one notebook, and that nobody can write to."""
    base = tmp_path_factory.mktemp("share")
    folder, notebook = base / "papercell", base / "first.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in (CELL, SECOND)]), notebook)
    before = notebook.read_bytes()
    done = subprocess.run(
        [papercell(), "share", folder, notebook, "--prefix", base / "prefix"],
        capture_output=True,
        text=True,
        timeout=170,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    assert notebook.read_bytes() == before, "the notebook is only read"
    assert everything(folder), "it was filled"
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~0o222)
    return folder


@pytest.fixture
def newcomer(shared: Path, tmp_path: Path):
    """`newcomer()`: a kernel of somebody who has never used Papercell and is told of the shared folder."""
    kernels = []

    def start(folder: Path = shared, home: Path = tmp_path / "home") -> Kernel:
        home = {"PAPERCELL_HOME": str(home), "PAPERCELL_SHARED": str(folder), "PAPERCELL_LOG": "info"}
        kernels.append(Kernel.start(tmp_path, variables=home))
        return kernels[-1]

    yield start
    for kernel in kernels:
        kernel.close()


def own(tmp_path: Path, kind: str) -> list[str]:
    """What the newcomer's own cache has of a kind."""
    return sorted(path.name for path in (tmp_path / "home" / "cache" / kind).glob("[0-9a-f]*"))


def test_a_newcomer_compiles_nothing_that_is_shared(shared, newcomer, tmp_path):
    before = everything(shared)
    kernel = newcomer()
    assert kernel.ok(CELL).text() == "210\n"
    assert kernel.ok(SECOND).result == "40"
    assert (own(tmp_path, "environments"), own(tmp_path, "runtimes"), own(tmp_path, "cells")) == ([], [], [])
    # The toolkit is there, and what is new is the user's own.
    code = "use toy::prelude::*;\nRng::seed(1).normals([2, 2]).shape().to_vec()"
    assert kernel.ok(code).result == "[2, 2]"
    assert len(own(tmp_path, "cells")) == 1
    assert own(tmp_path, "environments") == []
    assert everything(shared) == before, "nothing is written to the shared folder"


def test_what_others_can_write_is_refused_with_a_line_in_the_log(shared, newcomer, tmp_path):
    cells = shared / "cache" / "cells"
    mode = stat.S_IMODE(cells.stat().st_mode)
    cells.chmod(0o777)
    try:
        kernel = newcomer()
        assert kernel.ok(CELL).text() == "210\n"
        log = kernel.log.read_text()
    finally:
        cells.chmod(mode)
    assert len(own(tmp_path, "cells")) == 1, "it was compiled anew"
    assert own(tmp_path, "environments") == [], "what is in order is used"
    assert re.search(r"/cells can be written by others than its owner \(mode 777\); `chmod -R go-w`", log), log


def test_the_kernelspec_of_all_users_names_the_folder(shared):
    spec = json.loads((shared.parent / "prefix/share/jupyter/kernels/papercell/kernel.json").read_text())
    assert spec["env"] == {"PAPERCELL_SHARED": str(shared)}
    program = Path(spec["argv"][0])
    assert program.is_relative_to(shared) and os.access(program, os.X_OK)
    for path in [program.resolve(), *program.resolve().parents]:
        if path.is_relative_to(shared):
            assert path.stat().st_mode & 0o005 == 0o005, f"others cannot read {path}"


def test_a_folder_that_is_not_there_changes_nothing(newcomer, tmp_path):
    kernel = newcomer(tmp_path / "nowhere", home=Path(os.environ["PAPERCELL_HOME"]))
    assert kernel.ok("1 + 1").result == "2"
    assert "nowhere" in kernel.log.read_text()
