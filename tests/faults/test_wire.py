"""Messages that are no messages: a line in the log, and the next request is answered."""

import hashlib
import hmac
import json

import pytest
import zmq

from support.kernel import Kernel, eventually

DELIMITER = b"<IDS|MSG>"


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """A kernel of this module alone: its log is read."""
    kernel = Kernel.start(tmp_path_factory.mktemp("wire"))
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
        "oversized": (signed(key, *good[:3], b'"' + b"x" * (65 << 20) + b'"'), "bytes"),
        "a content that is a number": (signed(key, header("execute_request"), b"{}", b"{}", b"7"), ""),
        "code that is a number": (signed(key, header("execute_request"), b"{}", b"{}", b'{"code": 7}'), ""),
    }


@pytest.mark.parametrize("name", messages(b""))
def test_it_is_logged_and_the_next_request_is_answered(target, raw, name):
    key = target.manager.session.key
    frames, word = messages(key)[name]
    before = target.log.stat().st_size
    raw.send_multipart(frames)
    eventually(lambda: target.log.stat().st_size > before, f"a line in the log about {name}")
    said = target.log.read_text(errors="replace")[before:]
    assert word.lower() in said.lower(), said
    assert "panicked" not in said, said
    assert key.decode() not in said, "the key is a secret"
    for channel in ("shell", "control"):
        assert target.ask("kernel_info_request", channel, timeout=10)["status"] == "ok"


def test_a_request_that_nobody_knows_is_logged_and_survived(target):
    before = target.log.stat().st_size
    message = target.client.session.msg("no_such_request", {})
    target.client.shell_channel.send(message)
    states = [m["content"]["execution_state"] for m in target.watch(message["header"]["msg_id"], timeout=10)]
    assert states == ["busy", "idle"]
    assert "no_such_request" in target.log.read_text()[before:]


def test_cells_still_run_after_all_that(target):
    assert target.ok("1 + 1").result == "2"


def test_a_client_that_never_reads_does_not_stop_the_others(target):
    info = target.manager.get_connection_info()
    lazy = zmq.Context.instance().socket(zmq.SUB)
    lazy.rcvhwm = 1
    lazy.linger = 0
    lazy.subscribe(b"")
    lazy.connect(f"tcp://127.0.0.1:{info['iopub_port']}")
    try:
        outcome = target.ok('for _ in 0..40 { println!("{}", "x".repeat(1 << 20)); }')
        assert len(outcome.text()) == 40 * ((1 << 20) + 1)
    finally:
        lazy.close()


def test_a_client_that_vanishes_does_not_stop_the_others(target):
    for _ in range(5):
        info = target.manager.get_connection_info()
        socket = zmq.Context().socket(zmq.DEALER)
        socket.linger = 200
        socket.connect(f"tcp://127.0.0.1:{info['shell_port']}")
        socket.send_multipart(signed(target.manager.session.key, header(), b"{}", b"{}", b"{}"))
        socket.close()
    assert target.ok("2 + 2").result == "4"
