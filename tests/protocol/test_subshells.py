"""Subshells (JEP 91), and what is answered while a cell runs, on them and on the main shell."""

import time

import pytest

from support.kernel import Kernel, Outcome

SLEEP = 'println!("runs"); std::thread::sleep(std::time::Duration::from_secs(4));'

# Request -> content, and a key that its reply must have.
REQUESTS = {
    "kernel_info_request": ({}, "banner"),
    "complete_request": ({"code": "%%pa", "cursor_pos": 4}, "matches"),
    "inspect_request": ({"code": ":dep", "cursor_pos": 2, "detail_level": 0}, "found"),
    "is_complete_request": ({"code": "1 + 1"}, "status"),
    "history_request": ({"hist_access_type": "tail", "n": 1}, "history"),
    "comm_info_request": ({}, "comms"),
}


def create(kernel: Kernel) -> str:
    reply = kernel.ask("create_subshell_request", "control")
    assert reply["status"] == "ok"
    return reply["subshell_id"]


@pytest.fixture
def subshell(kernel):
    """The id of a subshell that is gone after the test."""
    subshell_id = create(kernel)
    yield subshell_id
    kernel.ask("delete_subshell_request", "control", subshell_id=subshell_id)


def send(kernel: Kernel, msg_type: str, content: dict, subshell_id: str | None = None) -> str:
    """Sends a request on a subshell as a front end does, by its header."""
    message = kernel.client.session.msg(msg_type, content)
    if subshell_id is not None:
        message["header"]["subshell_id"] = subshell_id
    kernel.client.shell_channel.send(message)
    return message["header"]["msg_id"]


def execute(kernel: Kernel, code: str, subshell_id: str | None = None, **settings) -> str:
    return send(kernel, "execute_request", {"code": code, "allow_stdin": False, **settings}, subshell_id)


def gather(kernel: Kernel, *ids: str) -> dict[str, Outcome]:
    """Everything that the kernel says about some requests, whatever order it comes in."""
    outcomes, open_ones = {msg_id: Outcome() for msg_id in ids}, set(ids)
    while open_ones:
        message = kernel.client.get_iopub_msg(timeout=60)
        parent = message["parent_header"].get("msg_id")
        if parent in outcomes:
            outcomes[parent].messages.append(message)
            if message["content"].get("execution_state") == "idle":
                open_ones.discard(parent)
    for _ in ids:
        reply = kernel.client.get_shell_msg(timeout=60)
        outcomes[reply["parent_header"]["msg_id"]].reply = reply
    return outcomes


def states(outcome: Outcome) -> list[str]:
    return [c["execution_state"] for c in outcome.of("status")]


def wait_until_it_runs(kernel: Kernel, msg_id: str) -> None:
    for message in kernel.watch(msg_id):
        if message["msg_type"] == "stream":
            return


def test_subshells_are_made_listed_and_deleted(kernel):
    assert "kernel subshells" in kernel.ask("kernel_info_request")["supported_features"]
    assert kernel.ask("list_subshell_request", "control") == {"status": "ok", "subshell_id": []}
    first, second = create(kernel), create(kernel)
    assert kernel.ask("list_subshell_request", "control")["subshell_id"] == [first, second]
    assert kernel.ask("delete_subshell_request", "control", subshell_id=first) == {"status": "ok"}
    assert kernel.ask("list_subshell_request", "control")["subshell_id"] == [second]
    kernel.ask("delete_subshell_request", "control", subshell_id=second)
    gone = kernel.ask("delete_subshell_request", "control", subshell_id=second)
    assert gone["status"] == "error" and gone["ename"] == "UnknownSubshell"


@pytest.mark.parametrize("where", ["main", "subshell"])
def test_everything_but_cells_is_answered_while_a_cell_runs(kernel, subshell, where):
    on = subshell if where == "subshell" else None
    cell = execute(kernel, SLEEP)
    wait_until_it_runs(kernel, cell)
    start = time.monotonic()
    ids = {send(kernel, msg_type, content, on): msg_type for msg_type, (content, _) in REQUESTS.items()}
    outcomes = gather(kernel, *ids)
    assert time.monotonic() - start < 3.0
    for msg_id, msg_type in ids.items():
        outcome = outcomes[msg_id]
        assert outcome.reply["msg_type"] == msg_type.replace("_request", "_reply")
        assert REQUESTS[msg_type][1] in outcome.reply["content"], msg_type
        assert outcome.reply["parent_header"].get("subshell_id") == on
        assert states(outcome) == ["busy", "idle"], msg_type
        assert all(m["parent_header"].get("subshell_id") == on for m in outcome.messages)
    assert kernel.finish(cell).status == "ok"


def test_the_last_status_is_busy_while_a_cell_runs(kernel):
    cell = execute(kernel, SLEEP)
    wait_until_it_runs(kernel, cell)
    asked = send(kernel, "comm_info_request", {})
    kernel.reply_to(asked)
    seen = []
    while len(seen) < 3:
        message = kernel.client.get_iopub_msg(timeout=3)
        if message["msg_type"] == "status":
            seen.append((message["content"]["execution_state"], message["parent_header"]["msg_id"]))
    assert seen == [("busy", asked), ("idle", asked), ("busy", cell)]
    assert kernel.finish(cell).status == "ok"


def test_a_comm_message_on_a_subshell_is_heard_while_a_cell_runs(kernel, subshell):
    """What JupyterLab does as soon as a kernel says that it has subshells."""
    cell = execute(kernel, SLEEP)
    wait_until_it_runs(kernel, cell)
    start = time.monotonic()
    content = {"comm_id": "c1", "target_name": "nobody", "data": {}}
    seen = list(kernel.watch(send(kernel, "comm_open", content, subshell)))
    assert [m["content"]["comm_id"] for m in seen if m["msg_type"] == "comm_close"] == ["c1"]
    assert time.monotonic() - start < 3.0
    assert kernel.finish(cell).status == "ok"


def test_cells_of_a_subshell_wait_their_turn_and_share_the_variables(kernel, subshell):
    first = execute(kernel, f"let turn = 1; {SLEEP}")
    second = execute(kernel, "turn + 1", subshell)
    third = execute(kernel, "turn + 2")
    outcomes = gather(kernel, first, second, third)
    assert outcomes[second].result == "2" and outcomes[third].result == "3"
    counts = [outcomes[msg_id].count for msg_id in (first, second, third)]
    assert counts == list(range(counts[0], counts[0] + 3))
    assert outcomes[second].reply["parent_header"]["subshell_id"] == subshell


def test_an_error_drops_the_waiting_cells_of_its_own_subshell(kernel, subshell):
    ids = [
        execute(kernel, 'std::thread::sleep(std::time::Duration::from_millis(500)); panic!("here")', subshell),
        execute(kernel, "1", subshell),
        execute(kernel, "2"),
    ]
    outcomes = gather(kernel, *ids)
    assert [outcomes[msg_id].status for msg_id in ids] == ["error", "aborted", "ok"]
    assert states(outcomes[ids[1]]) == ["busy", "idle"]


def test_cells_that_wait_on_a_deleted_subshell_are_dropped(kernel):
    subshell_id = create(kernel)
    running = execute(kernel, SLEEP)
    wait_until_it_runs(kernel, running)
    waiting = execute(kernel, "1", subshell_id)
    # The request must have come: what is sent after it on the same channel is answered.
    kernel.reply_to(send(kernel, "kernel_info_request", {}))
    assert kernel.ask("delete_subshell_request", "control", subshell_id=subshell_id)["status"] == "ok"
    assert kernel.finish(waiting, timeout=3).status == "aborted"
    assert kernel.finish(running).status == "ok"


@pytest.mark.parametrize("msg_type", [*REQUESTS, "execute_request"])
def test_a_subshell_that_does_not_exist_is_an_error(kernel, msg_type):
    content = {"code": "1"} if msg_type == "execute_request" else REQUESTS[msg_type][0]
    outcome = kernel.finish(send(kernel, msg_type, content, "nobody"), timeout=10)
    assert outcome.status == "error"
    assert outcome.reply["content"]["ename"] == "UnknownSubshell"
    assert outcome.types() == [] and states(outcome) == ["busy", "idle"]
    if msg_type == "execute_request":
        assert isinstance(outcome.count, int)


@pytest.mark.parametrize(
    "code, status",
    [("", "ok"), ("  \n", "ok"), (":help", "ok"), (":nonsense", "error"), ("%%nonsense", "error"), ("let a: i32 = 1.5;", "error"), ("%%tex\nx", "ok")],
)
def test_every_kind_of_cell_stands_between_busy_and_idle(kernel, code, status):
    outcome = kernel.run(code)
    assert outcome.status == status
    assert states(outcome) == ["busy", "idle"]
    msg_id = outcome.reply["parent_header"]["msg_id"]
    assert all(m["parent_header"]["msg_id"] == msg_id for m in outcome.messages)
    assert outcome.messages[0]["content"] == {"execution_state": "busy"}


def test_a_debugger_is_told_that_there_is_none(kernel):
    request = {"type": "request", "seq": 3, "command": "initialize", "arguments": {}}
    reply = kernel.ask("debug_request", "control", timeout=10, **request)
    assert reply["status"] == "error" and reply["success"] is False
    assert (reply["request_seq"], reply["command"]) == (3, "initialize")
    assert kernel.ask("debug_request", "control", timeout=10)["status"] == "error"
