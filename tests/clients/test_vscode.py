"""The kernel connection of `@jupyterlab/services` over raw ZeroMQ sockets, as VS Code has it."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager

HERE = Path(__file__).parent / "vscode"
MODULES = os.environ.get("PAPERCELL_NODE_MODULES", "")
"""Where tests/support/setup.sh has put the packages of `vscode/package-lock.json`."""

missing = (
    "there is no node"
    if not shutil.which("node")
    else f"the npm packages are not there: {os.environ.get('PAPERCELL_NODE_MISSING', 'PAPERCELL_NODE_MODULES is not set')}"
    if not Path(MODULES, "zeromq").is_dir()
    else ""
)
pytestmark = pytest.mark.skipif(bool(missing), reason=missing)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What one session said, from its start to its end."""
    folder = tmp_path_factory.mktemp("vscode")
    spec = Path(KernelSpecManager().get_kernel_spec("papercell").resource_dir) / "kernel.json"
    done = subprocess.run(
        ["node", HERE / "session.js", spec, folder],
        env={**os.environ, "NODE_PATH": MODULES},
        capture_output=True,
        text=True,
        timeout=170,
    )
    log = folder / "kernel.log"
    assert done.returncode == 0, done.stderr[-3000:] + (log.read_text() if log.exists() else "")
    return json.loads(done.stdout.splitlines()[-1])


def test_the_handshake_is_short(said):
    assert said["asked"] <= 4, "kernel_info on shell and control, every 500 ms, until both are answered"
    assert said["info"]["language_info"]["name"] == "rust"


def test_every_cell_ends_idle(said):
    value = said["value"]
    assert (value["status"], value["text"], value["results"]) == ("ok", "on its way\n", ["42"])
    for name in ("value", "wrong", "panicked", "interrupted", "after", "input"):
        assert said[name]["kernel"] == "idle", name


def test_errors_have_a_name_and_a_traceback(said):
    for name, ename in {"wrong": "E0308", "panicked": "panic"}.items():
        cell = said[name]
        assert (cell["status"], cell["errors"]) == ("error", 1)
        assert cell["ename"].lower().startswith(ename.lower()), cell["ename"]
        assert isinstance(cell["traceback"], list) and cell["traceback"]


def test_an_interrupt_by_message_is_answered_at_once_and_keeps_variables(said):
    assert said["interrupting"]["status"] == "ok"
    assert said["interrupting"]["milliseconds"] < 2000
    assert (said["interrupted"]["status"], said["interrupted"]["ename"]) == ("error", "Interrupted")
    assert said["after"]["results"] == ["43"]


def test_input_is_asked_for_and_answered(said):
    assert said["input"]["results"] == ['"Ada"']


def test_completion(said):
    assert "kept" in said["completion"]["matches"]


def test_the_kernel_ends_when_it_is_told_to(said):
    assert said["shutdown"] == {"status": "ok", "restart": False}
    assert said["exit"] == 0
    assert set(said["statuses"]) <= {"starting", "idle", "busy", "restarting", "dead", "unknown"}
