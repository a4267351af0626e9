"""Start, end, restart, several clients, the other transports."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import zmq
from jupyter_client import BlockingKernelClient

from support.kernel import alive, descendants, eventually
from support.program import papercell
from support.server import free_port


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


def test_a_restart_is_answered_to_a_client_that_does_not_look_at_its_output(own):
    """libzmq subscribes again when it is next asked for messages: nobody is to wait for that."""
    kernel = own()
    kernel.manager.restart_kernel()
    start = time.monotonic()
    kernel.client.kernel_info()
    assert kernel.client.get_shell_msg(timeout=10)["msg_type"] == "kernel_info_reply"
    assert time.monotonic() - start < 3.0


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


@pytest.mark.parametrize("wrapped", [False, True], ids=["started by it", "started by its script"])
def test_a_kernel_ends_with_its_front_end(tmp_path, wrapped):
    """The front end is a Python that starts a kernel as jupyter_client does and is killed."""
    spec = tmp_path / "kernels" / "wrapped" / "kernel.json"
    spec.parent.mkdir(parents=True)
    # The shell stays between front end and kernel, and lives on.
    script = f'"{papercell()}" kernel -f "$0"; sleep 60'
    argv = ["sh", "-c", script, "{connection_file}"]
    spec.write_text(json.dumps({"argv": argv, "display_name": "wrapped", "language": "rust"}))
    name = "wrapped" if wrapped else "papercell"
    script = (
        "import sys, time\n"
        "from jupyter_client.manager import start_new_kernel\n"
        f"manager, client = start_new_kernel(kernel_name='{name}', startup_timeout=60)\n"
        "print(manager.provisioner.process.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    variables = {**os.environ, "JUPYTER_PATH": str(tmp_path)}
    front_end = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=variables)
    started = int(front_end.stdout.readline())
    pid = descendants(started)[0] if wrapped else started
    assert b"kernel" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    front_end.kill()
    front_end.wait()
    try:
        eventually(gone([pid]), "the kernel ends when its parent has ended")
    finally:
        for left in {pid, started}:
            if alive(left):
                os.kill(left, signal.SIGKILL)


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


def test_a_whole_session_over_sockets_of_the_file_system(own):
    kernel = own(transport="ipc")
    info = kernel.manager.get_connection_info()
    files = [Path(f"{info['ip']}-{info[name + '_port']}") for name in ("shell", "control", "stdin", "iopub", "hb")]
    assert all(path.is_socket() and path.stat().st_mode & 0o777 == 0o600 for path in files)
    assert kernel.ok('println!("text"); 1 + 1').result == "2"
    kernel.fails("missing")
    cell = kernel.send('println!("runs"); std::thread::sleep(std::time::Duration::from_secs(60));')
    for message in kernel.watch(cell):
        if message["msg_type"] == "stream":
            break
    assert kernel.ask("complete_request", code="%%pa", cursor_pos=4)["matches"] == ["%%paper"]
    kernel.ask("interrupt_request", "control")
    assert kernel.finish(cell).status == "error"
    assert kernel.client.hb_channel.is_beating()
    # A kernel that is killed leaves its files; the one in its place has the same.
    kernel.client.stop_channels()
    kernel.manager.restart_kernel(now=True)
    kernel.client = kernel.manager.blocking_client()
    kernel.client.start_channels()
    kernel.client.wait_for_ready(timeout=60)
    assert kernel.ok("2 + 2").result == "4"
    assert kernel.ask("shutdown_request", "control", restart=False)["status"] == "ok"
    eventually(lambda: not any(path.exists() for path in files), "no file is left")


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


def test_a_missing_connection_file_is_told_in_one_line(tmp_path):
    done = subprocess.run(
        [papercell(), "kernel", "-f", tmp_path / "none.json"], capture_output=True, text=True, timeout=30
    )
    assert done.returncode != 0
    assert "none.json" in done.stderr and "panicked" not in done.stderr

