"""Front ends that read slowly, late or never: a cell is not kept waiting, memory is bounded, nothing goes missing unsaid."""

import time
from pathlib import Path

import pytest
import zmq
from jupyter_client.session import Session

from support.kernel import Kernel

# In MB. What a cell of 80 MB or of 1 GB may add to the kernel's memory: its budget of 32 MB for what is on its way, what
# is being encoded, and what an allocator keeps.
BOUND = 120


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """A kernel of this module alone: its memory is measured."""
    kernel = Kernel.start(tmp_path_factory.mktemp("slow"))
    yield kernel
    kernel.close()


class Reader:
    """A subscriber that reads when it is told to."""

    def __init__(self, kernel: Kernel):
        info = kernel.manager.get_connection_info()
        self.session = Session(key=kernel.manager.session.key)
        self.socket = zmq.Context.instance().socket(zmq.SUB)
        self.socket.rcvhwm, self.socket.rcvbuf, self.socket.linger = 1, 65536, 0
        self.socket.subscribe(b"")
        self.socket.connect(f"tcp://127.0.0.1:{info['iopub_port']}")
        assert self.read()["msg_type"] == "iopub_welcome"

    def read(self, timeout: float = 20.0) -> dict:
        """The next message."""
        assert self.socket.poll(int(timeout * 1000)), "nothing comes"
        _, frames = self.session.feed_identities(self.socket.recv_multipart())
        return self.session.deserialize(frames)

    def until_idle(self, msg_id: str) -> list[dict]:
        """All messages of a request, its `idle` last; those of others are dropped."""
        found = []
        while not found or found[-1]["content"].get("execution_state") != "idle":
            message = self.read()
            if message["parent_header"].get("msg_id") == msg_id:
                found.append(message)
        return found

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


@pytest.fixture
def stalled(target):
    """A subscriber that does not read."""
    with Reader(target) as reader:
        yield reader


def memory(kernel: Kernel, what: str = "VmRSS") -> int:
    """The memory of the kernel process, in MB: now, or (`VmHWM`) the most it has had since it was last asked."""
    status = Path(f"/proc/{kernel.pid}/status").read_text()
    found = int(next(line for line in status.splitlines() if line.startswith(what)).split()[1]) // 1024
    if what == "VmHWM":
        Path(f"/proc/{kernel.pid}/clear_refs").write_text("5")
    return found


def print_megabytes(count: int) -> str:
    line = "x" * 1023
    return f'{{ use std::io::Write; let line = "{line}\\n"; let mut out = std::io::stdout().lock(); for _ in 0..{count * 1024} {{ out.write_all(line.as_bytes()).unwrap(); }} }}'


def missing(messages: list[dict]) -> list[str]:
    """What a subscriber was told of output that it did not get."""
    texts = [m["content"]["text"] for m in messages if m["msg_type"] == "stream"]
    return [text for text in texts if "[papercell:" in text]


def test_a_reader_that_is_stalled_keeps_nobody_waiting_and_takes_bounded_memory(target, stalled):
    target.ok(print_megabytes(1))
    before, ids = memory(target), []
    memory(target, "VmHWM")
    start = time.monotonic()
    for _ in range(8):
        outcome = target.ok(print_megabytes(10))
        assert len(outcome.text()) == 10 << 20, "the one who reads gets everything"
        ids.append(outcome.reply["parent_header"]["msg_id"])
    seconds = time.monotonic() - start
    most = memory(target, "VmHWM")
    print(f"8 cells of 10 MB beside a stalled reader: {before} MB -> {most} MB, {seconds:.1f} s")
    assert most < before + BOUND
    assert seconds < 40
    # It reads again: what was left out is said, status and replies are all there.
    told = 0
    for msg_id in ids:
        messages = stalled.until_idle(msg_id)
        states = [m["content"]["execution_state"] for m in messages if m["msg_type"] == "status"]
        assert states == ["busy", "idle"]
        got = sum(len(m["content"]["text"]) for m in messages if m["msg_type"] == "stream")
        if missing(messages):
            told += 1
            assert got < 10 << 20
        else:
            assert got == 10 << 20
    assert told > 0, "80 MB cannot have been kept"
    # And from then on it gets everything.
    outcome = target.ok('println!("now")')
    messages = stalled.until_idle(outcome.reply["parent_header"]["msg_id"])
    assert [m["content"]["text"] for m in messages if m["msg_type"] == "stream"] == ["now\n"]


def test_results_and_errors_reach_a_reader_that_was_stalled(target, stalled):
    target.ok(print_megabytes(60))
    ids = [
        target.ok("6 * 7").reply["parent_header"]["msg_id"],
        target.fails('panic!("seen")').reply["parent_header"]["msg_id"],
    ]
    assert "execute_result" in [m["msg_type"] for m in stalled.until_idle(ids[0])]
    assert "error" in [m["msg_type"] for m in stalled.until_idle(ids[1])]


def test_a_gigabyte_takes_bounded_memory(target, stalled):
    before = memory(target)
    memory(target, "VmHWM")
    start = time.monotonic()
    msg_id = target.send(print_megabytes(1024))
    got = 0
    for message in target.watch(msg_id, timeout=120):
        if message["msg_type"] == "stream":
            got += len(message["content"]["text"])
    target.reply_to(msg_id)
    most = memory(target, "VmHWM")
    print(f"1 GB beside a stalled reader: {before} MB -> {most} MB, {time.monotonic() - start:.1f} s")
    assert got == 1024 << 20
    assert most < before + BOUND


def test_a_reader_that_is_slow_loses_nothing_and_slows_the_cell(target):
    """It pauses for less than what makes it stalled."""
    with Reader(target) as slow:
        msg_id = target.send(print_megabytes(100))
        got, paused = 0, 0.0
        while True:
            message = slow.read()
            if message["parent_header"].get("msg_id") != msg_id:
                continue
            if message["msg_type"] == "stream":
                got += len(message["content"]["text"])
                if got > (paused + 1) * (20 << 20):
                    paused += 1
                    time.sleep(0.5)
            if message["content"].get("execution_state") == "idle":
                break
        assert got == 100 << 20
    assert target.finish(msg_id).status == "ok"


def test_twenty_thousand_lines_are_few_messages(target):
    outcome = target.ok('for i in 0..20_000 { println!("line {i}"); }')
    assert outcome.text() == "".join(f"line {i}\n" for i in range(20_000))
    assert len(outcome.of("stream")) <= 40


def test_an_interrupt_ends_a_cell_that_waits_for_a_slow_reader(target, stalled):
    msg_id = target.send(print_megabytes(4096))
    for message in target.watch(msg_id):
        if message["msg_type"] == "stream":
            break
    target.ask("interrupt_request", "control", timeout=10)
    assert target.finish(msg_id, timeout=30).status == "error"


def test_a_reader_that_goes_away_while_it_is_stalled_harms_nobody(target):
    with Reader(target):
        target.ok(print_megabytes(60))
    assert target.ok("1 + 1").result == "2"


@pytest.mark.parametrize("start", range(6))
def test_a_front_end_that_subscribes_and_asks_at_once_misses_nothing(own, start):
    """No wait between connecting and asking: the kernel waits for the subscription (JEP 65)."""
    kernel = own(ready=False)
    # They are answered at the same time.
    states = {kernel.client.kernel_info(): [] for _ in range(3)}
    while any("idle" not in seen for seen in states.values()):
        message = kernel.client.get_iopub_msg(timeout=20)
        if (parent := message["parent_header"].get("msg_id")) in states:
            states[parent].append(message["content"]["execution_state"])
    assert list(states.values()) == [["busy", "idle"]] * 3


def test_every_new_front_end_misses_nothing(target):
    """Fifty that come to a kernel that others use already."""
    for _ in range(50):
        client = target.manager.blocking_client()
        client.start_channels(stdin=False, hb=False, control=False)
        try:
            asked, seen = client.kernel_info(), []
            while seen.count("idle") < 1:
                message = client.get_iopub_msg(timeout=5)
                if message["parent_header"].get("msg_id") == asked:
                    seen.append(message["content"]["execution_state"])
            assert seen == ["busy", "idle"]
        finally:
            client.stop_channels()
