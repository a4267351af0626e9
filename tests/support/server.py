"""A server of Jupyter's on loopback, from its start until a test has done with it."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Mapping, Sequence


def free_port() -> int:
    """A port on loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url: str) -> bool:
    """Does a GET succeed?"""
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def serving(
    command: Sequence[str | Path], url: str, log: Path, env: Mapping[str, str] | None = None, within: float = 60
) -> Iterator[None]:
    """Runs a server in a process group of its own, which ends with the block.

    Arguments:
        url: answers when the server is ready
        log: gets what the server says

    Raises:
        AssertionError: it ended, or does not answer; with the end of its log.
    """
    with log.open("wb") as out:
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env or os.environ, start_new_session=True
        )
    end = time.monotonic() + within
    try:
        while not answers(url):
            said = f"{' '.join(map(str, command))}\n{log.read_text(errors='replace')[-3000:]}"
            assert server.poll() is None, f"it has ended:\n{said}"
            assert time.monotonic() < end, f"it does not answer:\n{said}"
            time.sleep(0.2)
        yield
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
