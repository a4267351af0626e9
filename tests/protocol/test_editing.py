"""What a front end asks while its user types: is_complete, complete, inspect, history."""

import time


def complete(kernel, code, cursor=None):
    return kernel.ask("complete_request", code=code, cursor_pos=len(code) if cursor is None else cursor)


def test_an_open_block_waits_with_an_indent(kernel):
    reply = kernel.ask("is_complete_request", code="fn f() {\n    if true {")
    assert (reply["status"], reply["indent"]) == ("incomplete", " " * 8)
    assert "indent" not in kernel.ask("is_complete_request", code="1 + 1")
    assert kernel.ask("is_complete_request", code="foo)")["status"] == "invalid"


def test_a_variable_is_completed_while_a_cell_runs(kernel):
    kernel.ok("let patience = 1;")
    cell = kernel.send("std::thread::sleep(std::time::Duration::from_secs(4));")
    for message in kernel.watch(cell):
        if message["msg_type"] == "execute_input":
            break
    start = time.monotonic()
    assert "patience" in complete(kernel, "pati")["matches"]
    assert time.monotonic() - start < 2.0
    assert kernel.finish(cell).status == "ok"


def test_a_cursor_beyond_the_end_is_the_end(kernel):
    assert complete(kernel, "%%p", 999)["matches"] == ["%%paper"]


def test_commands_are_completed_and_explained(kernel):
    reply = complete(kernel, ":de")
    assert reply["matches"] == [":dep"]
    assert (reply["cursor_start"], reply["cursor_end"]) == (0, 3)
    told = kernel.ask("inspect_request", code=":dep rand", cursor_pos=2, detail_level=0)
    assert told["found"] and "crate" in told["data"]["text/plain"]
    told = kernel.ask("inspect_request", code="%%tex\nx^2", cursor_pos=2, detail_level=0)
    assert told["found"] and "TeX" in told["data"]["text/plain"]


def test_inspect_knows_std_and_the_users_functions(kernel):
    std = kernel.ask("inspect_request", code="std::mem::swap", cursor_pos=14, detail_level=0)
    assert std["found"] and "swap" in std["data"]["text/plain"]
    kernel.ok("fn twice(x: i64) -> i64 { 2 * x }")
    own = kernel.ask("inspect_request", code="twice(1)", cursor_pos=3, detail_level=0)
    assert own["found"] and "fn twice(x: i64) -> i64" in own["data"]["text/plain"]
    nothing = kernel.ask("inspect_request", code="   ", cursor_pos=1, detail_level=0)
    assert (nothing["status"], nothing["found"]) == ("ok", False)


def test_history_has_what_was_run(own):
    kernel = own()
    codes = ["let a = 1;", "let b = 2;", "a + b"]
    for code in codes:
        kernel.ok(code)
    tail = kernel.ask("history_request", hist_access_type="tail", n=2)["history"]
    assert [(n, code) for _, n, code in tail] == [(2, codes[1]), (3, codes[2])]
    found = kernel.ask("history_request", hist_access_type="range", session=0, start=1, stop=3)["history"]
    assert [n for _, n, _ in found] == [1, 2]
    found = kernel.ask("history_request", hist_access_type="search", pattern="let*")["history"]
    assert [code for _, _, code in found] == codes[:2]
