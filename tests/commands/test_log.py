"""The log: off by default, in the front end's terminal and in a file where it was asked for, and never with a secret."""

from pathlib import Path

import pytest

from support.kernel import Kernel, eventually


def logs(place) -> list[Path]:
    return sorted((place.home / "cache" / "logs").glob("kernel-*.log"))


@pytest.fixture
def start(place, tmp_path):
    """Starts kernels that keep their things in the test's place."""
    started = []

    def start(**variables: str) -> Kernel:
        started.append(Kernel.start(tmp_path, variables={"PAPERCELL_HOME": str(place.home), **variables}))
        return started[-1]

    yield start
    for kernel in started:
        kernel.close()


def test_nobody_asked_and_nothing_is_written(place, start):
    kernel = start()
    kernel.ok("1 + 1")
    assert kernel.log.read_text() == ""
    assert not (place.home / "cache" / "logs").exists()


def test_a_level_logs_to_the_terminal_and_to_a_file_of_the_kernel(place, start):
    kernel = start(PAPERCELL_LOG="debug")
    kernel.ok("1 + 41")
    eventually(lambda: "[1] answered in" in kernel.log.read_text(), "the terminal has the line")
    [file] = logs(place)
    assert f"papercell: the log is in {file}\n" in kernel.log.read_text()
    text = file.read_text()
    for words in ("papercell 0", "[1] answered in", "DEBUG papercell::engine::native"):
        assert words in text, text
    assert file.stat().st_mode & 0o777 == 0o600
    assert kernel.manager.session.key.decode() not in text + kernel.log.read_text()


def test_directives_choose_what_is_logged(place, start, tmp_path):
    path = tmp_path / "logs" / "here.log"
    kernel = start(PAPERCELL_LOG="papercell::engine=debug,papercell::jupyter=off", PAPERCELL_LOG_FILE=str(path))
    kernel.ok("1 + 1")
    eventually(lambda: "[1] answered in" in path.read_text(), "the named file has the line")
    assert "papercell::cli" not in path.read_text(), "only what was asked for"
    assert not (place.home / "cache" / "logs").exists()


def test_a_filter_that_is_none_is_told_and_the_usual_is_taken(start):
    kernel = start(PAPERCELL_LOG="loud=quiet")
    text = kernel.log.read_text()
    assert "PAPERCELL_LOG is not understood" in text and "write a level (error, warn, info, debug, trace, off)" in text
    assert kernel.ok("1 + 1").result == "2"


def test_a_file_that_cannot_be_written_is_told_and_the_kernel_works(start):
    kernel = start(PAPERCELL_LOG="info", PAPERCELL_LOG_FILE="/proc/no/such.log")
    assert "there is no log file" in kernel.log.read_text()
    assert kernel.ok("1 + 1").result == "2"


def test_the_key_is_in_no_log_however_much_is_logged(place, start):
    """At this level the crates below log what they do, too."""
    kernel = start(PAPERCELL_LOG="trace,papercell=trace,zeromq=trace")
    kernel.ok('println!("{}", "output")')
    kernel.ask("complete_request", code="prin", cursor_pos=4)
    key = kernel.manager.session.key.decode()
    assert len(key) > 16
    [file] = logs(place)
    assert len(file.read_text()) > 1000
    assert key not in file.read_text() + kernel.log.read_text()


def test_old_logs_go(place, start):
    folder = place.home / "cache" / "logs"
    folder.mkdir()
    for number in range(40):
        (folder / f"kernel-{number}.log").write_text("old")
    start(PAPERCELL_LOG="info")
    assert len(logs(place)) <= 20
