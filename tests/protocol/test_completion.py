"""Completion and hover on the native engine: names at once, everything once the completer has warmed up."""

import os
import signal
import time
from pathlib import Path

import pytest

from support.kernel import Kernel, alive, eventually

# The completer reads the standard library and the toolkit; the machine may be busy with other suites.
WARM = 120.0


def complete(kernel, code, cursor=None):
    return kernel.ask("complete_request", code=code, cursor_pos=len(code) if cursor is None else cursor)


def inspect(kernel, code, cursor):
    return kernel.ask("inspect_request", code=code, cursor_pos=cursor, detail_level=0)


def completers(kernel) -> list[int]:
    """The kernel's completer, which is one process or none."""

    def is_completer(pid: int) -> bool:
        try:
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return b"completer" in arguments

    return [pid for pid in kernel.children() if is_completer(pid)]


def comes(kernel, code, wanted):
    """Presses Tab at the end of `code` until a proposal starts with `wanted`; the reply that has it."""
    replies = []

    def there():
        replies.append(complete(kernel, code))
        return any(match.startswith(wanted) for match in replies[-1]["matches"])

    eventually(there, f"{wanted} for {code}", within=WARM)
    return replies[-1]


@pytest.fixture(scope="module")
def warm(tmp_path_factory):
    """A kernel with a session, whose completer answers."""
    kernel = Kernel.start(tmp_path_factory.mktemp("completion"))
    kernel.ok("use toy::prelude::*;\nlet wörter = vec![1, 2];")
    kernel.ok("/// A place.\nstruct Point { across: f64, up: f64 }")
    kernel.ok("let here = Point { across: 1.0, up: 2.0 };")
    comes(kernel, "wörter.swap_re", "swap_remove")
    yield kernel
    kernel.close()


def test_nothing_is_loaded_before_the_first_tab_and_names_come_at_once(own):
    kernel = own()
    kernel.ok("let patience = 1;\n/// Waits.\nfn pause(seconds: u32) {}")
    assert completers(kernel) == []
    start = time.monotonic()
    assert complete(kernel, "pa")["matches"][:2] == ["patience", "pause"]
    told = inspect(kernel, "pause(1)", 2)
    assert told["data"]["text/plain"] == "fn pause(seconds: u32)\n\nWaits."
    assert time.monotonic() - start < 1.0
    eventually(lambda: completers(kernel), "Tab starts the completer")
    (pid,) = completers(kernel)
    kernel.manager.shutdown_kernel()
    eventually(lambda: not alive(pid), "the completer ends with its kernel")


def test_a_field_of_another_cells_struct(warm):
    reply = complete(warm, "here.")
    assert {"across", "up"} <= set(reply["matches"])
    assert "across: f64" in inspect(warm, "here.across", 7)["data"]["text/plain"]


def test_members_of_a_variable_with_their_signatures(warm):
    warm.ok("let halves = vec![0.5, 1.5];")
    reply = comes(warm, "halves.", "iter")
    assert {"len", "push", "iter"} <= {match.split("(")[0] for match in reply["matches"]}
    types = {it["text"].split("(")[0]: it for it in reply["metadata"]["_jupyter_types_experimental"]}
    assert types["push"]["signature"].startswith("push(") and types["push"]["type"] == "function"


def test_a_warm_completer_answers_while_one_types(warm):
    comes(warm, "wörter.swap_re", "swap_remove")
    seconds = []
    for i in range(15):
        start = time.monotonic()
        assert "swap_remove" in " ".join(complete(warm, f"let n{i} = 1; wörter.swap_re")["matches"])
        seconds.append(time.monotonic() - start)
    # A front end drops what comes after a second. On a machine with nothing else to do it is a tenth of that.
    assert sorted(seconds)[len(seconds) // 2] < 1.0, seconds


def test_a_method_behind_an_emoji(warm):
    code = 'let s = "🦀👩‍🚀"; wörter.swap_re'
    reply = comes(warm, code, "swap_remove")
    assert code[reply["cursor_start"] : reply["cursor_end"]] == "swap_re"


def test_the_toolkit_and_the_crates_that_come_with_it(warm):
    comes(warm, "Mlp::ne", "new")
    comes(warm, "ndarray::Array", "Array2")
    assert "Mlp" in inspect(warm, "Mlp::new", 6)["data"]["text/plain"]


def test_a_session_that_goes_on(warm):
    warm.ok("fn later_than_the_completer(x: f64) -> f64 { x }")
    comes(warm, "later_tha", "later_than_the_completer")
    comes(warm, "fn f(x: f64) { x.to_deg", "to_degrees")


def test_the_version_that_a_dep_asked_for(warm):
    warm.ok(':dep rand = "0.8"')
    comes(warm, "rand::thread_rn", "thread_rng")  # later versions have none


def test_everything_also_while_a_cell_runs(warm):
    cell = warm.send("std::thread::sleep(std::time::Duration::from_secs(5));")
    for message in warm.watch(cell):
        if message["msg_type"] == "execute_input":
            break
    start = time.monotonic()
    assert "swap_remove" in " ".join(complete(warm, "wörter.swap_re")["matches"])
    assert "across" in inspect(warm, "here.across", 7)["data"]["text/plain"]
    assert time.monotonic() - start < 4.0
    assert warm.finish(cell).status == "ok"


def test_a_completer_that_was_killed_is_replaced(warm):
    (pid,) = completers(warm)
    os.kill(pid, signal.SIGKILL)
    assert "here" in complete(warm, "her")["matches"]
    comes(warm, "wörter.swap_re", "swap_remove")
    assert completers(warm) not in ([], [pid])
