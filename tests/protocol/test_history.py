"""History: what was run in this session and in earlier ones, asked for as jupyter_client asks."""

import os
import sqlite3
import subprocess
import threading
from pathlib import Path

import pytest

from support.kernel import Kernel, eventually
from support.program import papercell


@pytest.fixture
def kernels(tmp_path):
    """Starts kernels, one after the other or at once, of a user with no history yet. Cells of these tests need no compiler."""
    data, cache = tmp_path / "data", tmp_path / "cache"
    cache.mkdir()
    (cache / "papercell").symlink_to(Path(os.environ["PAPERCELL_HOME"]) / "cache")
    started = []

    def start(**variables) -> Kernel:
        # The executable and the toolkit are those of all tests; only what is kept stands elsewhere.
        places = {"PAPERCELL_HOME": "", "XDG_DATA_HOME": str(data), "XDG_CACHE_HOME": str(cache)}
        places["PAPERCELL_HISTORY"] = "on"
        started.append(Kernel.start(tmp_path, variables={**places, **variables}))
        return started[-1]

    start.file = data / "papercell" / "history.sqlite"
    yield start
    for kernel in started:
        kernel.close()


def history(kernel: Kernel, **content):
    """The reply to a `history_request` as jupyter_client sends it, with its keys missing."""
    message_id = kernel.client.history(**content)
    content = kernel.reply_to(message_id)["content"]
    assert content["status"] == "ok", content
    return [tuple(entry) for entry in content["history"]]


def tail(kernel: Kernel, n: int = 10, **content):
    return history(kernel, hist_access_type="tail", n=n, **content)


def end(kernel: Kernel) -> None:
    """Ends a kernel as a front end does that is closed."""
    kernel.ask("shutdown_request", "control", restart=False)
    eventually(lambda: kernel.manager.provisioner.process.poll() is not None, "the kernel ends")


def paper(title: str) -> str:
    """A cell that is answered without a compiler."""
    return f"%%tex\n{title}"


def run(kernel: Kernel, *titles: str) -> None:
    for title in titles:
        kernel.ok(paper(title))


def test_a_second_kernel_has_the_history_of_the_first(kernels):
    first = kernels()
    run(first, "a", "b")
    end(first)
    second = kernels()
    run(second, "c")
    assert tail(second) == [(1, 1, paper("a")), (1, 2, paper("b")), (2, 1, paper("c"))]
    assert tail(second, 2) == [(1, 2, paper("b")), (2, 1, paper("c"))]
    assert kernels.file.stat().st_mode & 0o777 == 0o600


def test_sessions_are_counted_from_this_one_and_absolutely(kernels):
    for titles in ("ab", "cd"):
        kernel = kernels()
        run(kernel, *titles)
        end(kernel)
    kernel = kernels()
    run(kernel, "x", "y", "z")

    def in_session(session, **content):
        return [(number, line) for number, line, _ in history(kernel, session=session, **content)]

    assert in_session(0) == [(0, 1), (0, 2), (0, 3)]
    assert in_session(0, start=2) == [(0, 2), (0, 3)]
    assert in_session(0, start=1, stop=3) == [(0, 1), (0, 2)]
    assert in_session(0, start=-1) == [(0, 3)]
    assert in_session(-1) == [(2, 1), (2, 2)]
    assert in_session(-2, start=1, stop=2) == [(1, 1)]
    assert in_session(1) == [(1, 1), (1, 2)]
    assert in_session(-9) == in_session(77) == []


def test_a_search_has_the_globs_of_a_shell_and_can_leave_out_repetitions(kernels):
    first = kernels()
    run(first, "alpha", "beta", "alpha")
    end(first)
    kernel = kernels()
    run(kernel, "alps")

    def found(pattern, **content):
        return [(s, n) for s, n, _ in history(kernel, hist_access_type="search", pattern=pattern, **content)]

    assert found("*al*") == [(1, 1), (1, 3), (2, 1)]
    assert found("*alp[a-h]a") == [(1, 1), (1, 3)]
    assert found("%%tex?b*") == [(1, 2)]
    assert found("*al*", unique=True) == [(1, 3), (2, 1)]
    assert found("*al*", n=1) == [(2, 1)]
    assert found("al*") == []


def test_outputs_are_the_text_of_the_results(kernels):
    kernel = kernels()
    kernel.ok("6 * 7")
    kernel.ok("let a = 1;")
    assert tail(kernel, output=True) == [(1, 1, ["6 * 7", "42"]), (1, 2, ["let a = 1;", None])]
    assert tail(kernel, output=False, raw=False) == [(1, 1, "6 * 7"), (1, 2, "let a = 1;")]


def test_what_is_silent_or_not_to_be_stored_is_not_kept(kernels):
    kernel = kernels()
    kernel.ok(paper("a"), silent=True)
    kernel.ok(paper("b"), store_history=False)
    kernel.ok("  \n")
    run(kernel, "c")
    assert [source for _, _, source in tail(kernel)] == [paper("c")]


def test_a_cell_that_fails_is_kept(kernels):
    kernel = kernels()
    kernel.fails(paper(r"\frac{1"))
    assert tail(kernel) == [(1, 1, paper(r"\frac{1"))]


def test_two_kernels_at_once_lose_nothing(kernels):
    pair = [kernels(), kernels()]
    titles = [[f"{name}{i}" for i in range(20)] for name in "ab"]
    threads = [threading.Thread(target=run, args=(k, *t)) for k, t in zip(pair, titles)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for kernel, own in zip(pair, titles):
        everything = tail(kernel, 100)
        assert len(everything) == 40
        # Its own cells are the latest, whoever wrote last.
        assert [source for _, _, source in everything[20:]] == [paper(title) for title in own]


def test_the_cells_before_a_kill_are_kept(kernels):
    kernel = kernels()
    run(kernel, "a")
    count = "SELECT count(*) FROM history"
    eventually(lambda: sqlite3.connect(kernels.file).execute(count).fetchone() == (1,), "the cell is written")
    kernel.manager.shutdown_kernel(now=True)
    assert tail(kernels()) == [(1, 1, paper("a"))]


def test_a_damaged_file_is_moved_aside_with_one_line_in_the_log(kernels):
    kernels.file.parent.mkdir(parents=True)
    damaged = b"this was a database once" * 1000
    kernels.file.write_bytes(damaged)
    kernel = kernels()
    run(kernel, "a")
    assert tail(kernel) == [(1, 1, paper("a"))]
    lines = [line for line in kernel.log.read_text().splitlines() if "history" in line]
    assert len(lines) == 1 and "damaged" in lines[0], lines
    aside = [path for path in kernels.file.parent.iterdir() if path.name.startswith("history-damaged")]
    assert [path.read_bytes() for path in aside] == [damaged]
    end(kernel)
    assert tail(kernels()) == [(1, 1, paper("a"))]


def test_a_file_that_fails_meanwhile_costs_one_line_and_no_cell(kernels):
    kernel = kernels()
    run(kernel, "a")
    assert len(tail(kernel)) == 1
    with sqlite3.connect(kernels.file) as other:
        other.execute("DROP TABLE history")
    run(kernel, "b")
    assert [source for _, _, source in tail(kernel)] == [paper("a"), paper("b")]
    run(kernel, "c")
    assert len(tail(kernel)) == 3
    lines = [line for line in kernel.log.read_text().splitlines() if "history" in line]
    assert len(lines) == 1 and "in memory" in lines[0], lines


def test_without_a_place_to_write_the_history_is_in_memory(kernels):
    kernels.file.mkdir(parents=True)  # a folder where the file should be; root may write anywhere else
    kernel = kernels()
    run(kernel, "a")
    assert tail(kernel) == [(1, 1, paper("a"))]
    lines = [line for line in kernel.log.read_text().splitlines() if "history" in line]
    assert len(lines) == 1 and "in memory" in lines[0], lines


def test_a_locked_file_keeps_no_cell_waiting(kernels):
    kernel = kernels()
    run(kernel, "a")
    assert len(tail(kernel)) == 1
    other = sqlite3.connect(kernels.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    outcome = kernel.ok(paper("b"))
    assert outcome.times[-1] < 2.0
    other.execute("ROLLBACK")
    assert [source for _, _, source in tail(kernel)] == [paper("a"), paper("b")]


def test_the_user_can_switch_the_file_off(kernels):
    kernel = kernels(PAPERCELL_HISTORY="off")
    run(kernel, "a")
    assert tail(kernel) == [(1, 1, paper("a"))]
    assert not kernels.file.exists()
    told = subprocess.run([papercell(), "kernel", "--help"], capture_output=True, text=True, timeout=30)
    assert "PAPERCELL_HISTORY=off" in " ".join(told.stdout.split())


def test_a_request_that_makes_no_sense_is_an_error(kernels):
    kernel = kernels()
    reply = kernel.ask("history_request", hist_access_type="telepathy")
    assert reply["status"] == "error" and reply["ename"] == "BadRequest"
