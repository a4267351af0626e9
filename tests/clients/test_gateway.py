"""JupyterLab on one side, a Kernel Gateway on the other, and the kernel behind it."""

import os
import re
import sys
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from support.browser import chromium, wait_for_kernel
from support.server import free_port, serving

from support.clients import text_of

TOKEN = "for-the-tests-only"


@pytest.fixture
def gateway(tmp_path: Path):
    """The address of a Kernel Gateway, with the kernelspec that `papercell install` has written for this Python.

    A gateway starts kernels with PATH and little else, so where the toolkit is must stand in the kernelspec.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [
        sys.executable, "-m", "kernel_gateway", "--KernelGatewayApp.ip=127.0.0.1",
        f"--KernelGatewayApp.port={port}", "--KernelGatewayApp.port_retries=0",
        f"--KernelGatewayApp.auth_token={TOKEN}", "--JupyterWebsocketPersonality.list_kernels=True",
    ]  # fmt: skip
    environment = {**os.environ, "JUPYTER_DATA_DIR": str(tmp_path / "gateway")}
    with serving(command, f"{url}/api?token={TOKEN}", tmp_path / "gateway.log", environment):
        yield url


@pytest.fixture
def lab(tmp_path: Path, gateway: str):
    """`(address, folder)` of a JupyterLab that has no kernel of its own."""
    port, folder = free_port(), tmp_path / "notebooks"
    folder.mkdir()
    url = f"http://127.0.0.1:{port}"
    # Every kernel that Jupyter finds on this machine is hidden by the gateway's.
    own = {f"JUPYTER_{kind}_DIR": str(tmp_path / kind.lower()) for kind in ("DATA", "CONFIG", "RUNTIME")}
    lab_own = {f"JUPYTERLAB_{kind}_DIR": str(tmp_path / kind.lower()) for kind in ("SETTINGS", "WORKSPACES")}
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0", f"--ServerApp.root_dir={folder}", f"--IdentityProvider.token={TOKEN}",
        f"--gateway-url={gateway}", f"--GatewayClient.auth_token={TOKEN}", "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.extension_manager=readonly",
    ]  # fmt: skip
    environment = {**os.environ, **own, **lab_own}
    with serving(command, f"{url}/api?token={TOKEN}", tmp_path / "lab.log", environment):
        yield url, folder


def test_a_notebook_runs_through_a_gateway(lab, made, tmp_path):
    url, folder = lab
    cells = ["let kept = 41;", "loop { std::hint::black_box(0); }", 'println!("{kept}");\nkept + 1']
    nbformat.write(made(*cells), folder / "far.ipynb")
    with chromium() as context:
        page = context.new_page()
        page.goto(f"{url}/lab/tree/far.ipynb?token={TOKEN}&reset")
        wait_for_kernel(page)
        prompts = page.locator(".jp-CodeCell .jp-InputArea-prompt")

        def run(index: int) -> None:
            page.locator(".jp-CodeCell").nth(index).locator(".jp-InputArea-editor").click()
            page.keyboard.press("Control+Enter")

        def ends(index: int) -> None:
            expect(prompts.nth(index)).to_have_text(re.compile(r"\[\d+\]:"), timeout=60_000)

        run(0)
        ends(0)
        run(1)
        expect(prompts.nth(1)).to_have_text("[*]:")
        page.wait_for_timeout(1500)
        page.get_by_role("menuitem", name="Kernel", exact=True).click()
        page.get_by_role("menuitem", name="Interrupt Kernel").click()
        expect(page.locator(".jp-CodeCell").nth(1).locator(".jp-OutputArea")).to_contain_text("Interrupted", timeout=20_000)
        run(2)
        ends(2)
        page.keyboard.press("Control+s")
        page.wait_for_function("!document.querySelector('.jp-mod-dirty')", timeout=20_000)
    assert not list(tmp_path.glob("runtime/kernel-*.json")), "the kernel is not the server's own"
    assert text_of(nbformat.read(folder / "far.ipynb", as_version=4).cells[2]) == "41\n42"
