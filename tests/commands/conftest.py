"""A place of its own for each test of the command line: a home that is a folder of the test."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.program import papercell


def without_rust(path: str) -> str:
    """A PATH without the folders that have a Rust toolchain, as a desktop's menu has it."""
    folders = path.split(os.pathsep)
    return os.pathsep.join(f for f in folders if not any((Path(f) / name).exists() for name in ("rustc", "cargo")))


@dataclass
class Place:
    """Where a test's `papercell` keeps and installs things."""

    folder: Path
    home: Path
    """PAPERCELL_HOME."""

    @property
    def data(self) -> Path:
        """The user's data folder of Jupyter."""
        return self.folder / "jupyter"

    @property
    def spec(self) -> Path:
        """The user's kernelspec."""
        return self.data / "kernels" / "papercell"

    def environment(self, **changes: str | None) -> dict[str, str]:
        """The environment of a command; `None` takes a variable away."""
        ours = {"PAPERCELL_HOME": str(self.home), "JUPYTER_DATA_DIR": str(self.data), "NO_COLOR": "1"}
        merged = {**os.environ, **ours, **changes}
        return {name: value for name, value in merged.items() if value is not None}

    def run(
        self, *arguments: str | Path, program: Path | None = None, cwd: Path | None = None, **changes: str | None
    ) -> subprocess.CompletedProcess:
        """Runs papercell with these arguments, in the folder `cwd` if one is named; `changes` to the environment."""
        command = [program or papercell(), *map(str, arguments)]
        environment = self.environment(**changes)
        return subprocess.run(
            command, env=environment, cwd=cwd, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL
        )


@pytest.fixture
def place(tmp_path: Path):
    """A place with the toolkit in it: a copy by hard links of the suites' own, so that nothing is compiled."""
    ours = os.environ.get("PAPERCELL_HOME")
    source = Path(ours) / "cache" if ours else None
    home = (source.parent if source else tmp_path) / f"home-{os.getpid()}-{tmp_path.name}"
    (home / "cache").mkdir(parents=True)
    if source:
        for name in ("environments", "runtimes", "toolchains"):
            if (source / name).exists():
                subprocess.run(["cp", "-al", source / name, home / "cache"], check=True)
    yield Place(tmp_path, home)
    shutil.rmtree(home, ignore_errors=True)
