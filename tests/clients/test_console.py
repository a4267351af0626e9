"""jupyter-console, at a terminal of its own."""

import re
import sys

import pexpect
import pytest

from support.clients import quiet_environment

START = 60


@pytest.fixture
def console():
    """`console("--simple-prompt")`: a running console; it is ended with the test."""
    running = []

    def start(*arguments: str) -> pexpect.spawn:
        command = ["-m", "jupyter_console", "--kernel", "papercell", *arguments]
        child = pexpect.spawn(
            sys.executable, command, env=quiet_environment(), encoding="utf-8", timeout=30, dimensions=(40, 120)
        )
        running.append(child)
        return child

    yield start
    for child in running:
        child.close(force=True)


def plain(text: str) -> str:
    """Without what moves the cursor and colours the text."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


def test_cells_an_error_and_the_end(console):
    child = console("--simple-prompt")
    child.expect(r"In \[1\]: ", timeout=START)
    assert "Papercell" in child.before, "the banner names the kernel"
    child.sendline("let a = 20;")
    child.expect(r"In \[2\]: ")
    child.sendline("2 * a + 2")
    child.expect(r"Out\[2\]: .*\b42\b")
    child.expect(r"In \[3\]: ")
    child.sendline("let wrong: String = a;")
    child.expect(r"E0308\S*: .*mismatched types")
    child.expect(r"In \[4\]: ")
    assert "[3]:1:21" in plain(child.before), "where it stands"
    child.sendline('println!("still {a}");')
    child.expect(r"still 20\r\n")
    child.expect(r"In \[5\]: ")
    child.sendeof()
    child.expect("Do you really want to exit")
    child.sendline("y")
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 0


def test_interrupt(console):
    child = console("--simple-prompt")
    child.expect(r"In \[1\]: ", timeout=START)
    child.sendline("let kept = 7;")
    child.expect(r"In \[2\]: ")
    child.sendline('println!("running"); loop { std::hint::black_box(0); }')
    child.expect("running\r\n")
    child.sendintr()
    child.expect("Interrupted")
    child.expect(r"In \[3\]: ")
    child.sendline("kept * 6")
    child.expect(r"Out\[3\]: .*\b42\b")


def prompt(what: str, number: int) -> str:
    """A prompt whose number is in another colour."""
    colour = r"(?:\x1b\[[0-9;]*m)*"
    return rf"{what} ?\[{colour}{number}{colour}\]: "


def test_tab_completes(console):
    child = console()
    child.expect(prompt("In", 1), timeout=START)
    child.send("let greeting = 6 * 7;\r")
    child.expect(prompt("In", 2))
    # The completer starts at the first Tab; the console waits five seconds for an answer.
    for _ in range(6):
        child.send("gree\t")
        if child.expect(["greeting", pexpect.TIMEOUT], timeout=6) == 0:
            break
        child.send("\x15")  # clears the line
    else:
        pytest.fail(f"no completion: {plain(child.before)!r}")
    child.send("\r")
    child.expect(prompt("Out", 2) + r".*42")
