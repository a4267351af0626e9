"""The sample notebook that evcxr_jupyter publishes runs unchanged.

It is not ours, so it is not in this repository: it comes with the crate `evcxr_jupyter`, from cargo's own folder or from
the registry. The crates that it asks for come from there too, so there is nothing to test without a network.
"""

import json
import os
import re
import socket
import subprocess
import threading
from pathlib import Path

import pytest

VERSION = "0.22.0"
SAMPLE = "samples/evcxr_jupyter_tour.ipynb"

# The first code cell sets up a machine of Google Colab.
NOT_HERE = "!wget"

# What the tour shows the errors of: part of a cell -> part of what it must say.
FAILS = {
    's.push_str(format!("foo {}", 42))': "mismatched types",
    'connect("127.0.0.1:99999")': "invalid port value",
}

EXPECTED = {
    r'println!\("Hello world"\)': '"Hello world"',
    r"message$": '"Hello world!"',
    r"\(1\.\.13\)": "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]",
    r"let values": "[1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144]",
    r":dep base64": '"AQIDBA=="',
}
"""How a cell begins -> its result."""


def registry_copy() -> Path | None:
    """The sample in the folder where cargo has unpacked the crate."""
    home = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
    return next(home.glob(f"registry/src/*/evcxr_jupyter-{VERSION}/{SAMPLE}"), None)


@pytest.fixture(scope="module")
def cells(tmp_path_factory) -> list[str]:
    """The sources of the tour's code cells, fetched with cargo if need be."""
    if registry_copy() is None:
        package = tmp_path_factory.mktemp("fetch")
        (package / "src").mkdir()
        (package / "src" / "lib.rs").touch()
        manifest = f'[package]\nname = "fetch"\nedition = "2021"\n[dependencies]\nevcxr_jupyter = "={VERSION}"\n'
        (package / "Cargo.toml").write_text(manifest)
        fetched = subprocess.run(["cargo", "fetch", "-q"], cwd=package, capture_output=True, text=True)
        if fetched.returncode:
            pytest.skip(f"evcxr_jupyter {VERSION} cannot be fetched: {fetched.stderr.strip()[-300:]}")
    notebook = json.loads(registry_copy().read_text())
    sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return [source for source in sources if source.strip() and not source.startswith(NOT_HERE)]


@pytest.fixture(scope="module")
def listener():
    """What the tour asks its reader to have: something that listens on port 6543. Gives what it was told."""
    told: list[bytes] = []
    with socket.create_server(("127.0.0.1", 6543)) as server:

        def serve() -> None:
            try:
                while True:
                    connection, _ = server.accept()
                    with connection:
                        told.append(connection.recv(100))
            except OSError:
                pass  # the test is over

        threading.Thread(target=serve, daemon=True).start()
        yield told


@pytest.mark.timeout(1800)
def test_the_tour_of_evcxr_jupyter_runs_unchanged(own, cells, listener):
    kernel = own()
    assert len(cells) >= 20
    for source in cells:
        outcome = kernel.run(source, timeout=1500)
        said = outcome.traceback if outcome.of("error") else ""
        if re.search(r"no matching package|failed to (download|get)|network|offline", said):
            pytest.skip(f"the tour needs crates from the registry: {said[-300:]}")
        meant = next((text for part, text in FAILS.items() if part in source), None)
        if meant is not None:
            assert outcome.status == "error" and meant in said + outcome.text("stderr"), f"{source}\n{said}"
            continue
        assert outcome.status == "ok", f"{source}\n{said}"
        for beginning, result in EXPECTED.items():
            if re.match(beginning, source):
                assert outcome.result == result, source
        if "let m = Matrix" in source:
            assert "<td>9</td>" in outcome.of("execute_result")[0]["data"]["text/html"]
        if "image::ImageBuffer" in source:
            assert outcome.of("execute_result")[0]["data"]["image/png"].startswith("iVBOR")
        if source.strip() == ":vars":
            for name in ("counter", "message", "values"):
                assert name in outcome.result
    assert b"Hello, world!\n" in listener
