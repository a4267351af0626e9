"""kernel_info: answered at once, on both channels, whatever the engine does."""

import time


def test_it_is_answered_within_a_second_of_the_start(own):
    start = time.monotonic()
    kernel = own(ready=False)
    content = kernel.ask("kernel_info_request", timeout=10)
    seconds = time.monotonic() - start
    assert content["status"] == "ok"
    assert seconds < 1.0, f"answered after {seconds:.2f} s"


def test_it_is_answered_on_control_before_any_cell(own):
    kernel = own(ready=False)
    content = kernel.ask("kernel_info_request", "control", timeout=10)
    assert content["implementation"] == "papercell"


def test_it_says_what_front_ends_need(kernel):
    content = kernel.ask("kernel_info_request")
    language = content["language_info"]
    assert language["name"] == "rust"
    assert language["file_extension"] == ".rs"
    assert language["mimetype"] == "text/rust"
    assert language["pygments_lexer"] == "rust"
    assert content["protocol_version"] >= "5.5"
    assert "iopub_welcome" in content["supported_features"]


def test_it_is_answered_while_a_cell_runs(kernel):
    cell = kernel.send("std::thread::sleep(std::time::Duration::from_secs(3));")
    for message in kernel.watch(cell):
        if message["msg_type"] == "execute_input":
            break
    for channel in ("shell", "control"):
        start = time.monotonic()
        kernel.ask("kernel_info_request", channel)
        assert time.monotonic() - start < 1.0, channel
    assert kernel.finish(cell).status == "ok"


def test_busy_and_idle_stand_around_every_request(kernel):
    message = kernel.client.session.msg("comm_info_request", {})
    kernel.client.shell_channel.send(message)
    states = [m["content"]["execution_state"] for m in kernel.watch(message["header"]["msg_id"])]
    assert states == ["busy", "idle"]


def test_the_first_status_is_starting(own):
    kernel = own(ready=False)
    seen = []
    kernel.ask("kernel_info_request", timeout=10)
    while "starting" not in seen and "idle" not in seen:
        message = kernel.client.get_iopub_msg(timeout=10)
        seen.append(message["content"].get("execution_state"))
    assert "starting" in seen or seen[-1] == "idle", seen
