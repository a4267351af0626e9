"""What the commands print, for a reader who has seen enough (`papercell shelf | head`), and where nothing can be written."""

import subprocess

import pytest

from support.program import papercell
from support.written import notebook


@pytest.mark.parametrize("arguments", [[], ["--json"], ["gradient"]])
def test_a_reader_may_close_the_list(place, arguments):
    assert unread(place, "shelf", *arguments) == (0, "")


def test_the_work_is_done_and_judged_to_its_end_though_nobody_reads(place):
    path = notebook(place.folder / "a.ipynb", "let a=1;\na")
    assert unread(place, "fmt", path) == (0, "")
    assert "let a = 1;" in path.read_text()
    path = notebook(place.folder / "b.ipynb", "# An equation $\\foo$")
    code, said = unread(place, "check", "--lint", path)
    # It may have to say on standard error that it compiles the toolkit.
    assert code == 1 and "panicked" not in said and "pipe" not in said.lower(), said


def test_a_full_disk_is_an_error(place):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [papercell(), "shelf"], env=place.environment(), stdout=full, stderr=subprocess.PIPE, text=True, timeout=60
        )
    assert done.returncode == 1
    assert done.stderr.startswith("papercell: standard output cannot be written: No space left")


def unread(place, *arguments) -> tuple[int, str]:
    """Exit code and standard error of a command whose standard output nobody reads."""
    command = [papercell(), *map(str, arguments)]
    started = subprocess.Popen(command, env=place.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    started.stdout.close()
    said = started.stderr.read()
    return started.wait(timeout=600), said
