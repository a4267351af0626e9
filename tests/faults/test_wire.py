"""Messages that are no messages: a line in the log, and the next request is answered."""

import hashlib
import hmac
import json
import random
import socket
import time
from pathlib import Path

import pytest
import zmq

from support.kernel import Kernel, eventually

DELIMITER = b"<IDS|MSG>"


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """A kernel of this module alone: its log is read."""
    # As much in the log as there can be: the key must not be in it.
    kernel = Kernel.start(tmp_path_factory.mktemp("wire"), variables={"PAPERCELL_LOG": "trace"})
    yield kernel
    kernel.close()


@pytest.fixture(params=["shell", "control"])
def raw(target, request):
    """A socket that sends any frames to a channel of the kernel."""
    info = target.manager.get_connection_info()
    socket = zmq.Context.instance().socket(zmq.DEALER)
    socket.linger = 1000
    socket.connect(f"tcp://127.0.0.1:{info[request.param + '_port']}")
    yield socket
    socket.close()


def signed(key: bytes, *parts: bytes) -> list[bytes]:
    """The frames of a message with these parts and a right signature."""
    mac = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts[:4]:
        mac.update(part)
    return [DELIMITER, mac.hexdigest().encode(), *parts]


def header(msg_type: str = "kernel_info_request") -> bytes:
    return json.dumps(
        {"msg_id": "m", "session": "s", "username": "u", "date": "", "msg_type": msg_type, "version": "5.3"}
    ).encode()


def messages(key: bytes) -> dict[str, tuple[list[bytes], str]]:
    """Name -> frames, and a word that the log must have."""
    good = [header(), b"{}", b"{}", b"{}"]
    deep = b"[" * 100_000
    return {
        "nothing": ([b""], "truncated"),
        "no delimiter": ([b"a", b"b", b"c"], "truncated"),
        "only the delimiter": ([DELIMITER], "truncated"),
        "cut short": (signed(key, *good)[:4], "truncated"),
        "a wrong signature": ([DELIMITER, b"0" * 64, *good], "signature"),
        "a signature that is no hexadecimal": ([DELIMITER, b"zz", *good], "signature"),
        "no signature": ([DELIMITER, b"", *good], "signature"),
        "signed with another key": (signed(b"another", *good), "signature"),
        "a header that is no JSON": (signed(key, b"{", *good[1:]), "JSON"),
        "a content that is no JSON": (signed(key, *good[:3], b"}"), "JSON"),
        "a header that is a list": (signed(key, b"[1]", *good[1:]), ""),
        "a header without a type": (signed(key, b"{}", *good[1:]), ""),
        "not UTF-8": (signed(key, *good[:3], b'{"code": "\xff\xfe"}'), "JSON"),
        "deeply nested": (signed(key, *good[:3], deep), "JSON"),
        "a content that is a number": (signed(key, header("execute_request"), b"{}", b"{}", b"7"), ""),
        "code that is a number": (signed(key, header("execute_request"), b"{}", b"{}", b'{"code": 7}'), ""),
    }


def warnings(target, before: int) -> list[str]:
    """The lines of the log since `before` that warn of something."""
    said = target.log.read_bytes()[before:].decode(errors="replace")
    assert "panicked" not in said, said
    return [line for line in said.splitlines() if "WARN" in line or "ERROR" in line]


def warned_once(target, before: int, word: str) -> None:
    """One line in the log, no more, and it has the word."""
    eventually(lambda: warnings(target, before) != [], f"a line in the log with {word!r}")
    time.sleep(0.05)
    lines = warnings(target, before)
    assert len(lines) == 1 and word.lower() in lines[0].lower(), lines


@pytest.mark.parametrize("name", messages(b""))
def test_it_is_one_line_in_the_log_and_the_next_request_is_answered(target, raw, name):
    frames, word = messages(target.manager.session.key)[name]
    before = target.log.stat().st_size
    raw.send_multipart(frames)
    warned_once(target, before, word)
    for channel in ("shell", "control"):
        assert target.ask("kernel_info_request", channel, timeout=10)["status"] == "ok"


def test_a_message_that_is_said_again_is_one_line_in_the_log(target):
    """On another socket, too: who has overheard a message may choose."""
    key = target.manager.session.key
    info = target.manager.get_connection_info()
    frames = signed(key, header(), b"{}", b'{"once": true}', b"{}")
    for attempt, channel in enumerate(["shell", "shell", "control"]):
        before = target.log.stat().st_size
        with zmq.Context.instance().socket(zmq.DEALER) as dealer:
            dealer.connect(f"tcp://127.0.0.1:{info[channel + '_port']}")
            dealer.send_multipart(frames)
            if attempt == 0:
                assert dealer.poll(5000), "the first one is answered"
            else:
                warned_once(target, before, "repetition")
                assert not dealer.poll(0)


class Raw:
    """A connection to a channel of the kernel that speaks ZeroMQ's protocol by hand."""

    GREETING = b"\xff" + bytes(8) + b"\x7f" + b"\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32)

    def __init__(self, target, channel: str, socket_type: bytes = b"DEALER"):
        port = target.manager.get_connection_info()[channel + "_port"]
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self.socket.sendall(self.GREETING)
        ready = b"\x05READY\x0bSocket-Type" + len(socket_type).to_bytes(4, "big") + socket_type
        self.socket.sendall(bytes([4, len(ready)]) + ready)
        self.receive(64)

    def receive(self, count: int) -> bytes:
        """So many bytes, or what there is before the end."""
        found = b""
        while len(found) < count and (more := self.socket.recv(count - len(found))):
            found += more
        return found

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


def memory(pid: int) -> int:
    """The resident memory of a process, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) // 1024


@pytest.mark.parametrize("size", [257 << 20, 1 << 40, (1 << 64) - 1])
def test_a_message_that_is_too_large_is_refused_before_it_takes_memory(target, size):
    before, resident = target.log.stat().st_size, memory(target.pid)
    with Raw(target, "shell") as peer:
        peer.socket.sendall(b"\x02" + size.to_bytes(8, "big") + b"x" * 100_000)
        warned_once(target, before, "bytes (at most")
        assert memory(target.pid) < resident + 20
        assert target.ask("kernel_info_request", timeout=10)["status"] == "ok"


def test_a_length_without_its_bytes_takes_no_memory(target):
    resident = memory(target.pid)
    with Raw(target, "shell") as peer:
        peer.socket.sendall(b"\x02" + (200 << 20).to_bytes(8, "big") + b"x")
        time.sleep(0.2)
        assert memory(target.pid) < resident + 20
        assert target.ask("kernel_info_request", timeout=10)["status"] == "ok"


def test_a_large_message_within_the_limit_is_read(target):
    reply = target.ask("is_complete_request", code="/* " + "x" * (20 << 20) + " */", timeout=30)
    assert reply["status"] in ("complete", "incomplete")


@pytest.mark.parametrize("channel", ["shell", "iopub", "hb"])
@pytest.mark.parametrize(
    "sends", [b"GET / HTTP/1.1\r\n\r\n", b"\xff" + random.Random(63).randbytes(63), Raw.GREETING + b"\x00\x01x", Raw.GREETING + b"\x04\xff" + bytes(255)]
)
def test_a_stranger_is_one_line_in_the_log_and_disconnected(target, channel, sends):
    before = target.log.stat().st_size
    port = target.manager.get_connection_info()[channel + "_port"]
    with socket.create_connection(("127.0.0.1", port), timeout=5) as stranger:
        stranger.sendall(sends)
        warned_once(target, before, "refused a connection")
        stranger.settimeout(5)
        try:
            while stranger.recv(1000):
                pass
        except ConnectionResetError:
            pass
    assert target.ask("kernel_info_request", timeout=10)["status"] == "ok"


def test_the_key_is_in_no_log(target):
    log = target.log.read_text(errors="replace")
    assert len(log) > 1000
    assert target.manager.session.key.decode() not in log


def test_the_sockets_are_bound_to_the_address_of_the_connection_file_alone(target):
    info = target.manager.get_connection_info()
    assert info["ip"] == "127.0.0.1"
    for name in ("shell", "control", "stdin", "iopub", "hb"):
        socket.create_connection(("127.0.0.1", info[name + "_port"]), timeout=5).close()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", info[name + "_port"]), timeout=5)


def test_a_request_that_nobody_knows_is_logged_and_survived(target):
    before = target.log.stat().st_size
    message = target.client.session.msg("no_such_request", {})
    target.client.shell_channel.send(message)
    states = [m["content"]["execution_state"] for m in target.watch(message["header"]["msg_id"], timeout=10)]
    assert states == ["busy", "idle"]
    assert "no_such_request" in target.log.read_text()[before:]


def test_cells_still_run_after_all_that(target):
    assert target.ok("1 + 1").result == "2"


def test_a_client_that_vanishes_does_not_stop_the_others(target):
    for _ in range(5):
        info = target.manager.get_connection_info()
        socket = zmq.Context().socket(zmq.DEALER)
        socket.linger = 200
        socket.connect(f"tcp://127.0.0.1:{info['shell_port']}")
        socket.send_multipart(signed(target.manager.session.key, header(), b"{}", b"{}", b"{}"))
        socket.close()
    assert target.ok("2 + 2").result == "4"


@pytest.mark.parametrize("channel", ["shell", "control"])
def test_two_connections_of_one_name_are_both_answered(target, channel):
    """A front end that reconnects has its name twice for a while; so has JupyterLab's server at a gateway."""
    port = target.manager.get_connection_info()[channel + "_port"]
    asked = iter(range(100))

    def answered(socket) -> bool:
        message = header().replace(b'"m"', f'"{channel}-{next(asked)}"'.encode())
        socket.send_multipart(signed(target.manager.session.key, message, b"{}", b"{}", b"{}"))
        if not socket.poll(5000):
            return False
        return json.loads(socket.recv_multipart()[3])["msg_id"] == json.loads(message)["msg_id"]

    def connected():
        """A socket, and what it tells of lost connections, which libzmq would make anew and hide."""
        socket = zmq.Context.instance().socket(zmq.DEALER)
        socket.linger, socket.identity = 0, b"the-lab"
        monitor = socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        socket.connect(f"tcp://127.0.0.1:{port}")
        return socket, monitor

    first, lost = connected()
    assert answered(first)
    second, _ = connected()
    for _ in range(3):
        assert answered(second)
        assert answered(first)
    second.disable_monitor()
    second.close()
    assert answered(first), "the second has gone"
    assert not lost.poll(500), "the first lost its connection"
    third, lost = connected()
    assert answered(third)
    first.disable_monitor()
    first.close()
    assert answered(third), "the first has gone"
    assert not lost.poll(500), "the third lost its connection"
    third.disable_monitor()
    third.close()


def test_the_newest_connection_of_a_name_is_asked_for_input(target):
    """The request comes by shell, the question goes by standard input to the socket of the same name."""
    info = target.manager.get_connection_info()
    key = target.manager.session.key

    def connected(channel: str):
        socket = zmq.Context.instance().socket(zmq.DEALER)
        socket.linger, socket.identity = 0, b"a-reader"
        socket.connect(f"tcp://127.0.0.1:{info[channel + '_port']}")
        return socket

    with connected("shell") as shell, connected("stdin") as old:
        time.sleep(0.5)  # no answer tells when it is connected
        with connected("stdin") as stdin:
            time.sleep(0.5)
            message = header("execute_request").replace(b'"m"', b'"asks"')
            content = {"code": 'toy::prelude::input("name? ")', "silent": False, "store_history": True, "allow_stdin": True}
            shell.send_multipart(signed(key, message, b"{}", b"{}", json.dumps(content).encode()))
            assert stdin.poll(20_000), "no question"
            assert json.loads(stdin.recv_multipart()[-1])["prompt"] == "name? "
            assert not old.poll(0)
            reply = header("input_reply").replace(b'"m"', b'"tells"')
            stdin.send_multipart(signed(key, reply, b"{}", b"{}", b'{"value": "Ada"}'))
            assert shell.poll(20_000)
            assert json.loads(shell.recv_multipart()[-1])["status"] == "ok"
