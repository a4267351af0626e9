"""A JupyterLab, started as a reader starts it, and a browser in front of it."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from support.browser import chromium
from support.program import papercell
from support.shelf import copy_shelf

TOKEN = "for-the-tests-only"


@dataclass
class Lab:
    """A running server."""

    url: str
    folder: Path
    log: Path

    def page_of(self, notebook: str) -> str:
        """The address that opens a notebook, alone."""
        return f"{self.url}/lab/tree/{notebook}?token={TOKEN}&reset"

    def ask(self, path: str, method: str = "GET"):
        """A request to the server's API."""
        request = urllib.request.Request(
            f"{self.url}/api/{path}", headers={"Authorization": f"token {TOKEN}"}, method=method
        )
        with urllib.request.urlopen(request, timeout=20) as reply:
            return json.loads(reply.read() or b"null")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/api?token={TOKEN}", timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory):
    """`papercell lab` on a copy of the shelf. The first time it makes its virtual environment, which takes a minute."""
    home = tmp_path_factory.mktemp("home")
    folder = copy_shelf(tmp_path_factory.mktemp("shelf"))
    settings = home / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    # The suite looks at cells that are off the screen.
    (settings / "tracker.jupyterlab-settings").write_text(json.dumps({"windowingMode": "none"}))
    log, port = home / "lab.log", free_port()
    # The kernelspec must be found because `papercell lab` has put it in place, not because of this suite.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("JUPYTER")} | {
        "JUPYTER_TOKEN": TOKEN,
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }
    command = [papercell(), "lab", folder, "--no-browser", "--port", str(port)]
    with log.open("wb") as out:
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment, start_new_session=True
        )
    url = f"http://127.0.0.1:{port}"
    end = time.monotonic() + 600
    try:
        while not answers(url):
            said = f"{' '.join(map(str, command))}\n{log.read_text(errors='replace')[-3000:]}"
            assert server.poll() is None, f"papercell lab has ended:\n{said}"
            assert time.monotonic() < end, f"papercell lab does not answer:\n{said}"
            time.sleep(0.5)
        yield Lab(url, folder, log)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


@pytest.fixture(scope="session")
def browser():
    """One browser for all notebooks."""
    with chromium(device_scale_factor=1.5) as context:
        yield context


@pytest.fixture
def page(browser: BrowserContext, lab: Lab):
    """A fresh tab. The kernels that it started end with it."""
    page = browser.new_page()
    yield page
    page.close()
    for session in lab.ask("sessions"):
        lab.ask(f"sessions/{session['id']}", method="DELETE")
