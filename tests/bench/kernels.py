"""One kernel of any kind, its cells timed as a front end sees them, and what its processes use."""

import atexit
import json
import os
import tempfile
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from queue import Empty

import zmq
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from support.kernel import Message, descendants
from support.program import isolate

PAPERCELL, EVCXR, IPYKERNEL = "papercell", "evcxr_jupyter", "python3"

# `:dep` of evcxr_jupyter compiles for half a minute, the toolkit for minutes.
PATIENCE = 900.0


@cache
def workplace() -> Path:
    """A folder for logs, and for both kernelspecs: Jupyter and evcxr see nothing of the user's."""
    holder = tempfile.TemporaryDirectory(prefix="papercell-bench-")
    atexit.register(holder.cleanup)
    folder = Path(holder.name)
    os.environ.update(isolate(folder))
    # evcxr reads ~/.config/evcxr/init.evcxr; both kernels are timed as they come.
    os.environ["XDG_CONFIG_HOME"] = str(folder / "xdg")
    # As `evcxr_jupyter --install` writes it.
    argv = [os.environ.get("EVCXR_JUPYTER", "evcxr_jupyter"), "--control_file", "{connection_file}"]
    content = {"argv": argv, "display_name": "Rust", "language": "rust", "interrupt_mode": "message"}
    spec = folder / "data" / "kernels" / EVCXR
    spec.mkdir()
    (spec / "kernel.json").write_text(json.dumps(content))
    return folder


class Failed(Exception):
    """A cell or a kernel did not do what is to be timed."""


@dataclass
class Ran:
    """A cell that ended well."""

    seconds: float
    """From sending the request to its `idle`."""
    messages: list[Message] = field(default_factory=list)

    def text(self) -> str:
        """What it printed."""
        return "".join(m["content"]["text"] for m in self.messages if m["msg_type"] == "stream")

    def count(self, msg_type: str) -> int:
        """How many messages of a type there were."""
        return sum(message["msg_type"] == msg_type for message in self.messages)


class Kernel:
    """A kernel that has answered `kernel_info`; a context manager that ends it."""

    def __init__(self, kind: str, **env: str):
        """Starts it, with `env` added to its environment, and waits until it is ready."""
        self.kind = kind
        self.log = workplace() / f"{kind}-{time.monotonic_ns()}.log"
        self._stderr = self.log.open("wb")
        # How soon a client that was too early tries again is no property of the kernel; the default is 100 ms.
        context = zmq.Context()
        context.setsockopt(zmq.RECONNECT_IVL, 5)
        self.manager = KernelManager(kernel_name=kind)
        self.began = time.perf_counter()
        self.manager.start_kernel(stdout=self._stderr, stderr=self._stderr, env={**os.environ, **env})
        self.client = BlockingKernelClient(context=context, session=self.manager.session)
        self.client.load_connection_info(self.manager.get_connection_info())
        self.client.start_channels(stdin=False, hb=False)
        try:
            self.to_kernel_info = self._await_ready()
        except BaseException:
            self.__exit__()
            raise

    def _await_ready(self) -> float:
        """Seconds from the start to the reply; returns when messages on iopub arrive too."""
        asked = {self.client.kernel_info()}
        self._reply(asked, PATIENCE)
        took = time.perf_counter() - self.began
        # Whoever subscribes late misses what was published before: ask until something comes.
        while True:
            try:
                self.client.get_iopub_msg(timeout=0.05)
                return took
            except Empty:
                self._reply({self.client.kernel_info()}, PATIENCE)

    def _reply(self, ids: set[str], timeout: float, channel: str = "shell") -> Message:
        while True:
            try:
                message = getattr(self.client, f"get_{channel}_msg")(timeout=timeout)
            except Empty:
                raise Failed(f"{self.kind}: no reply\n{self.tail()}") from None
            if message["parent_header"].get("msg_id") in ids:
                return message["content"]

    def run_all(self, cells: list[str]) -> list[Ran]:
        """Sends all cells at once; each is timed from that moment.

        Raises:
            Failed: a cell ended with an error, or not at all.
        """
        began = time.perf_counter()
        ran = {self.client.execute(cell, allow_stdin=False): Ran(0.0) for cell in cells}
        source = dict(zip(ran, cells))
        waiting = set(ran)
        while waiting:
            try:
                message = self.client.get_iopub_msg(timeout=PATIENCE)
            except Empty:
                raise Failed(f"{self.kind}: no end of {waiting}\n{self.tail()}") from None
            now = time.perf_counter() - began
            request = message["parent_header"].get("msg_id")
            if request not in waiting:
                continue
            ran[request].messages.append(message)
            if message["msg_type"] == "error":
                text = "\n".join(message["content"]["traceback"])
                raise Failed(f"{self.kind}: {source[request]}\n{text}\n{self.tail()}")
            if message["content"].get("execution_state") == "idle":
                ran[request].seconds = now
                waiting.remove(request)
        for request in ran:
            if self._reply({request}, PATIENCE)["status"] != "ok":
                raise Failed(f"{self.kind}: {source[request]}\n{self.tail()}")
        return list(ran.values())

    def run(self, cell: str) -> Ran:
        """Runs one cell, as [`Kernel.run_all`] does."""
        return self.run_all([cell])[0]

    def ask(self, msg_type: str, channel: str = "shell", **content) -> Message:
        """Sends a request by hand and returns the content of its reply."""
        message = self.client.session.msg(msg_type, content)
        getattr(self.client, f"{channel}_channel").send(message)
        return self._reply({message["header"]["msg_id"]}, PATIENCE, channel)

    def begin(self, cell: str) -> str:
        """Sends a cell that does not end by itself, and waits until it runs. Returns the request's id."""
        request = self.client.execute(cell, allow_stdin=False)
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") == request and message["msg_type"] == "execute_input":
                time.sleep(1)  # it may have to be compiled
                return request

    def interrupt(self, request: str) -> None:
        """Interrupts a cell, as the kernelspec says, and waits for its end."""
        self.manager.interrupt_kernel()
        self._reply({request}, PATIENCE)

    def restart(self) -> None:
        """Restarts the kernel as a front end does, and waits until it is ready."""
        self.manager.restart_kernel()
        self._await_ready()

    def seconds(self, cell: str) -> float:
        """How long a cell takes, from request to `idle`."""
        return self.run(cell).seconds

    @property
    def pid(self) -> int:
        return self.manager.provisioner.process.pid

    def processes(self) -> list[int]:
        """The kernel and all that it has started, and these."""
        return [self.pid, *descendants(self.pid)]

    def open_files(self) -> int:
        """File descriptors of all processes."""
        count = 0
        for pid in self.processes():
            try:
                count += len(os.listdir(f"/proc/{pid}/fd"))
            except OSError:
                continue  # it has ended meanwhile
        return count

    def strays(self) -> int:
        """Processes that run the kernel's executable and belong to no kernel that this process has started."""
        program = os.readlink(f"/proc/{self.pid}/exe")
        ours = {os.getpid(), *descendants(os.getpid())}
        count = 0
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and int(entry.name) not in ours:
                    count += os.readlink(entry / "exe") == program
            except OSError:
                continue  # it has ended meanwhile, or is somebody else's
        return count

    def memory(self) -> tuple[float, float]:
        """Resident memory in MB: the sum of all processes, and the same with shared pages counted once."""
        resident = shared = 0
        for pid in self.processes():
            try:
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            except OSError:
                continue  # it has ended meanwhile
            for line in lines:
                name, _, value = line.partition(":")
                resident += int(value.split()[0]) if name == "Rss" else 0
                shared += int(value.split()[0]) if name == "Pss" else 0
        return resident / 1024, shared / 1024

    def cpu(self) -> float:
        """Seconds of processor time of all processes, those that have ended and were waited for included."""
        ticks = 0
        for pid in self.processes():
            try:
                stat = Path(f"/proc/{pid}/stat").read_text()
            except OSError:
                continue  # it has ended meanwhile: its parent has its time
            ticks += sum(map(int, stat.rsplit(")", 1)[1].split()[11:15]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def tail(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-2000:]

    def __enter__(self) -> "Kernel":
        return self

    def __exit__(self, *_) -> None:
        self.client.shutdown()
        left = self.processes()
        self.manager.finish_shutdown(waittime=5)
        self.client.stop_channels()
        self.client.context.destroy(linger=0)
        self.manager.cleanup_resources()
        self._stderr.close()
        _await_end(left)


def _await_end(pids: list[int]) -> None:
    """Waits until processes are gone: what still shuts down would disturb the next measurement."""
    end = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < end:
        time.sleep(0.01)
