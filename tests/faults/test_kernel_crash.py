"""The kernel itself dies by a signal: a report is left, the front end sees the death, no process stays.

Panics are in tests/crash.rs: there is no way to make a kernel panic from outside.
"""

import os
import re
import signal
from pathlib import Path

import pytest

from support.kernel import Kernel, alive, eventually

SECRET = "what-the-notebook-has"


def report(kernel: Kernel) -> str:
    """The report that the kernel's standard error names."""
    text = kernel.log.read_text()
    lines = [line for line in text.splitlines() if line.startswith("papercell: the kernel has crashed")]
    assert len(lines) == 1, text
    named = re.search(r"The report is in (/.*?): please file it as an issue of Papercell", lines[0])
    assert named, lines[0]
    path = Path(named[1])
    assert path.stat().st_mode & 0o777 == 0o600
    return path.read_text()


@pytest.mark.parametrize("how", [signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL])
def test_a_signal_that_kills_leaves_a_report(own, how):
    kernel = own()
    kernel.ok(f'let text = "{SECRET}".to_owned(); println!("{{text}}");')
    below = kernel.children()
    os.kill(kernel.pid, how)
    eventually(lambda: not kernel.manager.is_alive(), "the front end sees that the kernel is dead")
    assert kernel.manager.provisioner.process.poll() == -how, "it died of the signal"
    text = report(kernel)
    assert f"what       {how.name} in the thread papercell\n" in text
    for words in ("papercell  0.", "when       20", "system     ", "toolchain  rustc 1.", "The last lines of the log:"):
        assert words in text, text
    assert "INFO papercell::cli::kernel: papercell 0." in text, "a line of the log that nobody asked for"
    calls = re.findall(r"^ +\d+: 0x[0-9a-f]+$", text, re.MULTILINE)
    assert len(calls) > 5 and "kernel/src/main.rs:" in text, text
    assert SECRET not in text and kernel.manager.session.key.decode() not in text
    eventually(lambda: not any(alive(pid) for pid in below), "no worker stays")


def test_a_kernel_that_is_ended_or_killed_leaves_none(own):
    for how in (signal.SIGTERM, signal.SIGKILL):
        kernel = own()
        os.kill(kernel.pid, how)
        eventually(lambda: not kernel.manager.is_alive(), "the kernel ends")
        assert "crashed" not in kernel.log.read_text()


def test_what_a_cell_does_is_no_crash_of_the_kernel(own):
    kernel = own()
    for cell in ("std::process::abort()", 'panic!("mine")', "unsafe { *(1 as *mut i32) = 1 }"):
        kernel.fails(cell)
    assert "crashed" not in kernel.log.read_text()
    assert kernel.ok("1 + 1").result == "2"
