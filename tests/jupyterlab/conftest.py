"""A JupyterLab, started as a reader starts it, and a browser in front of it."""

import json
import os
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import BrowserContext, Page

from support.browser import chromium, wait_for_kernel
from support.program import papercell
from support.server import free_port, serving
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

    def open(self, page: Page, name: str, cells: list[str]) -> None:
        """Makes a notebook of these cells and opens it; its kernel is ready then."""
        made = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in cells],
            metadata={"kernelspec": {"name": "papercell", "display_name": "Rust (Papercell)", "language": "rust"}},
        )
        nbformat.write(made, self.folder / name)
        page.goto(self.page_of(name))
        wait_for_kernel(page)

    def ask(self, path: str, method: str = "GET"):
        """A request to the server's API."""
        request = urllib.request.Request(
            f"{self.url}/api/{path}", headers={"Authorization": f"token {TOKEN}"}, method=method
        )
        with urllib.request.urlopen(request, timeout=20) as reply:
            return json.loads(reply.read() or b"null")


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
    url = f"http://127.0.0.1:{port}"
    # The first time it installs JupyterLab.
    with serving(command, f"{url}/api?token={TOKEN}", log, environment, within=600):
        yield Lab(url, folder, log)


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
