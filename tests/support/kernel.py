"""A running kernel, as a front end sees it.

`Kernel.run` sends one cell and gathers everything that the kernel says about it, so that a test reads: run this,
expect that. `Outcome` is what came back.
"""

import os
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import IO, Any, Callable, Iterator, Mapping, Sequence

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from .program import papercell

Message = dict[str, Any]

# A cell compiles for about a second; the machine may be busy with other suites.
PATIENCE = 60.0


@dataclass
class Outcome:
    """Everything that the kernel said about one request."""

    reply: Message = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    """Seconds after the request at which each message came."""

    @property
    def status(self) -> str:
        """`ok`, `error` or `aborted`, as the reply says."""
        return self.reply["content"]["status"]

    @property
    def count(self) -> int:
        """The cell's number, as the reply says."""
        return self.reply["content"]["execution_count"]

    def of(self, msg_type: str) -> list[Message]:
        """The contents of all messages of a type, in order."""
        return [m["content"] for m in self.messages if m["msg_type"] == msg_type]

    def types(self) -> list[str]:
        """The types of all messages but status, in order."""
        return [m["msg_type"] for m in self.messages if m["msg_type"] != "status"]

    def text(self, name: str = "stdout") -> str:
        """All text of one stream."""
        return "".join(c["text"] for c in self.of("stream") if c["name"] == name)

    @property
    def result(self) -> str | None:
        """The plain text of the execute_result, if there was one."""
        results = self.of("execute_result")
        return results[0]["data"]["text/plain"] if results else None

    @property
    def error(self) -> Message:
        """The one error that was published."""
        errors = self.of("error")
        assert len(errors) == 1, f"{len(errors)} errors: {errors}"
        return errors[0]

    @property
    def traceback(self) -> str:
        """The published traceback as text, without colours."""
        return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(self.error["traceback"]))


class Kernel:
    """One kernel and one client of it."""

    def __init__(self, manager: KernelManager, client: BlockingKernelClient, log: Path, stderr: IO[bytes]):
        self.manager, self.client, self.log = manager, client, log
        self._stderr = stderr  # a restart writes to it again

    @classmethod
    def start(
        cls,
        folder: Path,
        ready: bool = True,
        arguments: Sequence[str] = (),
        variables: Mapping[str, str] | None = None,
        **settings: Any,
    ) -> "Kernel":
        """Starts a kernel that logs to a file in `folder`.

        Arguments:
            arguments: more of them for `papercell kernel`
            variables: more of them for the kernel's environment
            settings: those of KernelManager
        """
        papercell()
        log = folder / f"kernel-{time.monotonic_ns()}.log"
        manager = KernelManager(kernel_name="papercell", **settings)
        stderr = log.open("wb")
        manager.start_kernel(
            stderr=stderr, extra_arguments=list(arguments), env=environment(**(variables or {}))
        )
        client = manager.blocking_client()
        client.start_channels()
        kernel = cls(manager, client, log, stderr)
        if ready:
            try:
                client.wait_for_ready(timeout=PATIENCE)
            except RuntimeError as error:
                kernel.close()
                raise RuntimeError(f"{error}\n{kernel.tail()}") from error
            kernel.drain()
        return kernel

    def close(self) -> None:
        """Ends the kernel, however it is."""
        self.client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()
        self._stderr.close()

    @property
    def pid(self) -> int:
        """The kernel's process id."""
        return self.manager.provisioner.process.pid

    def drain(self) -> None:
        """Forgets what has come on iopub and shell."""
        for get in (self.client.get_iopub_msg, self.client.get_shell_msg):
            while True:
                try:
                    get(timeout=0.2)
                except Empty:
                    break

    def ask(self, msg_type: str, channel: str = "shell", timeout: float = PATIENCE, **content: Any) -> Message:
        """Sends a request by hand and returns the content of its reply."""
        message = self.client.session.msg(msg_type, content)
        getattr(self.client, f"{channel}_channel").send(message)
        return self.reply_to(message["header"]["msg_id"], channel, timeout)["content"]

    def reply_to(self, msg_id: str, channel: str = "shell", timeout: float = PATIENCE) -> Message:
        """The reply to a request. Replies to others are dropped."""
        get = getattr(self.client, f"get_{channel}_msg")
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0:
            try:
                message = get(timeout=left)
            except Empty:
                break
            if message["parent_header"].get("msg_id") == msg_id:
                return message
        raise TimeoutError(f"no reply on {channel} within {timeout} s\n{self.tail()}")

    def watch(self, msg_id: str, timeout: float = PATIENCE) -> Iterator[Message]:
        """The iopub messages of one request as they come, its `idle` last."""
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0:
            try:
                message = self.client.get_iopub_msg(timeout=left)
            except Empty:
                break
            if message["parent_header"].get("msg_id") != msg_id:
                continue
            yield message
            if message["content"].get("execution_state") == "idle":
                return
        raise TimeoutError(f"no idle within {timeout} s\n{self.tail()}")

    def send(self, code: str, **settings: Any) -> str:
        """Sends a cell and returns the request's id; `settings` as of `KernelClient.execute`."""
        settings.setdefault("allow_stdin", False)
        return self.client.execute(code, **settings)

    def finish(
        self, msg_id: str, timeout: float = PATIENCE, on: Callable[[Message], None] | None = None
    ) -> Outcome:
        """Waits for a request's idle and reply; `on` is called with each message as it comes."""
        outcome, start = Outcome(), time.monotonic()
        for message in self.watch(msg_id, timeout):
            outcome.messages.append(message)
            outcome.times.append(time.monotonic() - start)
            if on is not None:
                on(message)
        outcome.reply = self.reply_to(msg_id, timeout=timeout)
        return outcome

    def run(
        self,
        code: str,
        timeout: float = PATIENCE,
        on: Callable[[Message], None] | None = None,
        **settings: Any,
    ) -> Outcome:
        """Runs a cell to its end."""
        return self.finish(self.send(code, **settings), timeout, on)

    def ok(self, code: str, **settings: Any) -> Outcome:
        """Runs a cell that must succeed."""
        outcome = self.run(code, **settings)
        assert outcome.status == "ok", outcome.reply["content"]
        return outcome

    def fails(self, code: str, **settings: Any) -> Outcome:
        """Runs a cell that must fail: error in the reply, the same error once on iopub."""
        outcome = self.run(code, **settings)
        assert outcome.status == "error", f"the cell did not fail: {outcome.types()} {outcome.text()!r}"
        for key in ("ename", "evalue", "traceback"):
            assert outcome.reply["content"][key] == outcome.error[key], key
        return outcome

    def tail(self) -> str:
        """The end of the kernel's log."""
        return "kernel log: ..." + self.log.read_text(errors="replace")[-2000:]

    def children(self) -> list[int]:
        """The process ids of all descendants of the kernel."""
        return descendants(self.pid)


def descendants(pid: int) -> list[int]:
    """All living processes below `pid`, from /proc."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue  # it has ended meanwhile
            parents.setdefault(int(stat.rsplit(")", 1)[1].split()[1]), []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        below = parents.get(todo.pop(), [])
        found += below
        todo += below
    return found


def alive(pid: int) -> bool:
    """Does a process run? (A zombie does not.)"""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"


def eventually(holds: Callable[[], bool], what: str, within: float = 10.0) -> None:
    """Waits until something holds.

    Raises:
        AssertionError: it did not within `within` seconds.
    """
    end = time.monotonic() + within
    while time.monotonic() < end:
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError(f"not within {within} s: {what}")


def environment(**extra: str) -> dict[str, str]:
    """The environment of a child process."""
    return {**os.environ, **extra}
