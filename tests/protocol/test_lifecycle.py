"""Start, end, restart, several clients, the other transports."""

import json
import os
import signal
import socket
import subprocess
import sys

import pytest
import zmq
from jupyter_client import BlockingKernelClient

from support.kernel import alive, eventually
from support.program import papercell


def gone(pids):
    return lambda: not any(alive(pid) for pid in pids)


def test_comm_info_is_empty(kernel):
    assert kernel.ask("comm_info_request") == {"status": "ok", "comms": {}}


def test_an_unknown_comm_is_closed(kernel):
    message = kernel.client.session.msg("comm_open", {"comm_id": "c1", "target_name": "nobody", "data": {}})
    kernel.client.shell_channel.send(message)
    seen = list(kernel.watch(message["header"]["msg_id"]))
    closed = [m["content"]["comm_id"] for m in seen if m["msg_type"] == "comm_close"]
    assert closed == ["c1"]


def test_shutdown_is_answered_and_leaves_no_process(own):
    kernel = own()
    kernel.ok("let a = 1;")
    below = kernel.children()
    assert below, "there is no worker?"
    pid = kernel.pid
    assert kernel.ask("shutdown_request", "control", restart=False)["restart"] is False
    eventually(lambda: kernel.manager.provisioner.process.poll() is not None, "the kernel ends")
    eventually(gone([pid, *below]), f"the worker ends: {below}")


def test_shutdown_stops_a_running_cell(own):
    kernel = own()
    cell = kernel.send('println!("running"); loop { std::hint::spin_loop(); }')
    for message in kernel.watch(cell):
        if message["msg_type"] == "stream":
            break
    below = kernel.children()
    kernel.ask("shutdown_request", "control", restart=False)
    eventually(gone(below), "no orphan")


def test_a_restart_forgets_everything(own):
    kernel = own()
    kernel.ok("let a = 1;")
    below = kernel.children()
    kernel.client.stop_channels()
    kernel.manager.restart_kernel()
    kernel.client = kernel.manager.blocking_client()
    kernel.client.start_channels()
    kernel.client.wait_for_ready(timeout=60)
    eventually(gone(below), "the old worker ends")
    outcome = kernel.run("a")
    assert outcome.status == "error" and outcome.count == 1


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_kernel_that_is_killed_leaves_no_orphan(own, how):
    kernel = own()
    kernel.ok("let a = 1;")
    below = kernel.children()
    os.kill(kernel.pid, how)
    eventually(gone(below), f"the workers of a killed kernel end: {below}")


def test_a_kernel_ends_with_its_front_end(tmp_path):
    """The front end is a Python that starts a kernel as jupyter_client does and is killed."""
    script = (
        "import sys, time\n"
        "from jupyter_client.manager import start_new_kernel\n"
        "manager, client = start_new_kernel(kernel_name='papercell', startup_timeout=60)\n"
        "print(manager.provisioner.process.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    front_end = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    pid = int(front_end.stdout.readline())
    assert alive(pid)
    front_end.kill()
    front_end.wait()
    try:
        eventually(gone([pid]), "the kernel ends when its parent has ended")
    finally:
        if alive(pid):
            os.kill(pid, signal.SIGKILL)


def test_two_clients_see_the_same_and_get_their_own_replies(kernel):
    other = BlockingKernelClient()
    other.load_connection_info(kernel.manager.get_connection_info())
    other.start_channels()
    try:
        other.wait_for_ready(timeout=30)
        mine = kernel.send("40 + 2")
        theirs = other.execute("7 * 6")
        assert kernel.finish(mine).result == "42"
        assert other.get_shell_msg(timeout=30)["parent_header"]["msg_id"] == theirs
        seen = set()
        while {mine, theirs} - seen:
            message = other.get_iopub_msg(timeout=30)
            if message["msg_type"] == "execute_result":
                seen.add(message["parent_header"]["msg_id"])
    finally:
        other.stop_channels()


def test_the_heartbeat_echoes_any_bytes(kernel):
    info = kernel.manager.get_connection_info()
    socket = zmq.Context.instance().socket(zmq.REQ)
    socket.linger = 0
    socket.connect(f"{info['transport']}://{info['ip']}:{info['hb_port']}")
    try:
        for ping in (b"ping", b"", b"\xff\x00" * 500):
            socket.send(ping)
            assert socket.poll(5000), "no echo"
            assert socket.recv() == ping
    finally:
        socket.close()


def test_sockets_of_the_file_system_work_too(own):
    kernel = own(transport="ipc")
    assert kernel.ok("1 + 1").result == "2"


def test_a_kernel_without_a_key_speaks_unsigned(tmp_path):
    ports = {f"{name}_port": free_port() for name in ("shell", "control", "stdin", "iopub", "hb")}
    path = tmp_path / "unsigned.json"
    path.write_text(json.dumps({"ip": "127.0.0.1", "transport": "tcp", "key": "", "signature_scheme": "hmac-sha256", **ports}))
    process = subprocess.Popen([papercell(), "kernel", "-f", path], stderr=subprocess.DEVNULL)
    client = BlockingKernelClient(connection_file=str(path))
    client.load_connection_file()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=30)
    finally:
        client.stop_channels()
        process.kill()
        process.wait()


def free_port() -> int:
    """A port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_missing_connection_file_is_told_in_one_line(tmp_path):
    done = subprocess.run(
        [papercell(), "kernel", "-f", tmp_path / "none.json"], capture_output=True, text=True, timeout=30
    )
    assert done.returncode != 0
    assert "none.json" in done.stderr and "panicked" not in done.stderr

