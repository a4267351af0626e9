"""Fixtures that all Python suites share."""

import os
import tempfile
from pathlib import Path

import pytest

from support.kernel import Kernel
from support.program import isolate

# Before any module of Jupyter reads its paths: nothing of the user's is read or written.
_jupyter = tempfile.TemporaryDirectory(prefix="papercell-jupyter-")
os.environ.update(isolate(Path(_jupyter.name)))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory):
    """One kernel for all tests that leave it usable: starting one takes seconds."""
    kernel = Kernel.start(tmp_path_factory.mktemp("shared"))
    yield kernel
    kernel.close()


@pytest.fixture
def kernel(shared: Kernel) -> Kernel:
    """The shared kernel, with nothing left from the test before."""
    assert shared.manager.is_alive(), f"an earlier test has killed the kernel\n{shared.tail()}"
    shared.drain()
    return shared


@pytest.fixture
def own(tmp_path: Path):
    """Starts kernels that belong to one test: `own(**settings of KernelManager)`."""
    started: list[Kernel] = []

    def start(ready: bool = True, **settings) -> Kernel:
        started.append(Kernel.start(tmp_path, ready, **settings))
        return started[-1]

    yield start
    for kernel in started:
        kernel.close()
