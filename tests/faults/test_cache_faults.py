"""What happens to the folders that a session works with: full, deleted, damaged, used by two, left half made."""

import os
import shutil
import signal
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.kernel import alive, eventually

# A dependency that cargo compiles in no time, or (with a build script that waits) in a time that a test can use.
MANIFEST = '[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2021"\n'
WAITING = 'fn main() {{ std::fs::write(r"{mark}", "").unwrap(); std::thread::sleep(std::time::Duration::from_secs({seconds})); }}'


def crate(folder: Path, name: str, seconds: int = 0) -> tuple[str, Path]:
    """Makes a crate with one function; returns the `:dep` for it, and a file that exists once its build has begun."""
    mark = folder / f"{name}-began"
    (folder / name / "src").mkdir(parents=True)
    (folder / name / "Cargo.toml").write_text(MANIFEST.format(name=name))
    (folder / name / "src" / "lib.rs").write_text("pub fn answer() -> i32 { 42 }\n")
    if seconds:
        (folder / name / "build.rs").write_text(WAITING.format(mark=mark, seconds=seconds))
    return f':dep {name} = {{ path = "{folder / name}" }}', mark


@pytest.fixture
def home(tmp_path, request):
    """A PAPERCELL_HOME of this test alone, with the toolkit in it: a copy by hard links, so that nothing is compiled."""
    ours = os.environ.get("PAPERCELL_HOME")
    source = Path(ours) / "cache" if ours else None
    copy = (source.parent if source else tmp_path) / f"home-{os.getpid()}-{abs(hash(request.node.name))}"
    (copy / "cache").mkdir(parents=True)
    if source:
        for entry in source.iterdir():
            if entry.name not in ("cells", "sessions"):
                subprocess.run(["cp", "-al", entry, copy / "cache"], check=True)
    yield copy
    shutil.rmtree(copy, ignore_errors=True)


def start(own, home: Path, **variables: str):
    return own(variables={"PAPERCELL_HOME": str(home), **variables})


@contextmanager
def full_disk(folder: Path):
    """Puts an empty file system of a few pages in the place of `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "papercell-test", folder], capture_output=True)
    if mount.returncode:
        pytest.skip(f"a small file system needs the right to mount one: {mount.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_the_disk_is_full_while_a_cell_compiles(own, home, tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    kernel = start(own, home, TMPDIR=str(scratch))
    kernel.ok("let mut kept = vec![1, 2, 3];")
    with full_disk(home / "cache" / "cells"), full_disk(scratch):
        for attempt in range(2):
            outcome = kernel.run(f"kept.push(4); kept.pop(); kept.len() + {attempt}")
            # Without a place to compile in, an error that says so; with another place, a cell like any other.
            if outcome.status == "error":
                assert "no space left" in outcome.traceback.lower() or "full" in outcome.traceback.lower()
    assert kernel.ok("kept.clone()").result == "[1, 2, 3]"
    assert kernel.ok("kept.push(5); kept.len()").result == "4"


@pytest.mark.timeout(900)
def test_the_cache_is_deleted_under_a_running_kernel(own, home):
    kernel = start(own, home)
    kernel.ok("let mut kept = vec![1, 2, 3]; let text = String::from(\"kept\");")
    shutil.rmtree(home / "cache")
    for attempt in range(3):  # what is missing may be built again first, and a cell may say so
        if kernel.run(f"kept.len() + {attempt}", timeout=600).status == "ok":
            break
    assert kernel.ok("(kept.clone(), text.clone())", timeout=600).result == '([1, 2, 3], "kept")'
    kernel.fails("std::process::abort();")
    assert kernel.ok("kept.push(4); kept.len()").result == "4"


def damage(folder: Path, how: str) -> int:
    """Damages every file below a folder; returns how many."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    for path in files:
        content = path.read_bytes()
        broken = {
            "emptied": b"",
            "cut": content[: len(content) // 2],
            "garbled": bytes(b ^ 0x55 for b in content[:4096]) + content[4096:],
            "replaced": os.urandom(64),
        }[how]
        if how == "replaced":
            path.unlink()
        path.write_bytes(broken)
    return len(files)


@pytest.mark.parametrize("how", ["emptied", "cut", "garbled", "replaced"])
def test_the_cells_in_the_cache_are_damaged_under_a_running_kernel(own, home, how):
    cells = ["let mut kept = vec![1, 2, 3];", "fn twice(x: i32) -> i32 { 2 * x }", "kept.push(twice(2)); kept.len()"]
    kernel = start(own, home)
    for code in cells:
        kernel.ok(code)
    assert damage(home / "cache" / "cells", how), "there is a cache of cells"
    assert kernel.ok("kept.clone()").result == "[1, 2, 3, 4]"
    assert kernel.ok("kept.push(twice(2)); kept.len()").result == "5", "a damaged entry is compiled again"
    kernel.fails("std::process::abort();")
    assert kernel.ok("kept.len()").result == "5"
    kernel.close()
    # Another kernel finds the damaged entries of all these cells.
    kernel = start(own, home)
    assert [kernel.ok(code).result for code in cells] == [None, None, "4"]


@pytest.mark.timeout(600)
def test_two_kernels_build_the_same_environment_at_once(own, home, tmp_path):
    dep, _ = crate(tmp_path, "shared_by_two", seconds=2)
    kernels = [start(own, home), start(own, home)]
    for kernel in kernels:
        kernel.ok("let kept = 7;")
    results = [""] * 2

    def build(i: int) -> None:
        results[i] = kernels[i].run(f"{dep}\nshared_by_two::answer() + kept", timeout=500).result

    threads = [threading.Thread(target=build, args=(i,)) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == ["49", "49"]


@pytest.mark.timeout(600)
def test_a_kernel_is_killed_in_the_middle_of_an_environments_build(own, home, tmp_path):
    dep, began = crate(tmp_path, "cut_short", seconds=6)
    first = start(own, home)
    first.send(f"{dep}\ncut_short::answer()")
    eventually(began.exists, "the build begins", within=120)
    below = first.children()
    os.kill(first.pid, signal.SIGKILL)
    eventually(lambda: not any(alive(pid) for pid in below), "its builders end with it", within=30)
    began.unlink()
    second = start(own, home)
    second.ok("let kept = 7;")
    assert second.ok(f"{dep}\ncut_short::answer() + kept", timeout=500).result == "49"
    assert began.exists(), "it was built, not taken from what the first one left"


@pytest.mark.timeout(600)
def test_an_environments_build_is_interrupted(own, home, tmp_path):
    dep, began = crate(tmp_path, "stopped", seconds=60)
    kernel = start(own, home)
    kernel.ok("let kept = 7;")
    cell = kernel.send(f"{dep}\nstopped::answer()")
    eventually(began.exists, "the build begins", within=120)
    kernel.ask("interrupt_request", "control", timeout=5)
    assert kernel.finish(cell, timeout=30).status == "error"
    assert kernel.ok("kept").result == "7"


@pytest.mark.timeout(600)
def test_a_dependency_that_does_not_compile_leaves_the_session_as_it_was(own, home, tmp_path):
    dep, _ = crate(tmp_path, "broken")
    (tmp_path / "broken" / "src" / "lib.rs").write_text("pub fn answer() -> i32 { true }\n")
    kernel = start(own, home)
    kernel.ok("let kept = vec![7];")
    outcome = kernel.fails(f"{dep}\nbroken::answer()", timeout=500)
    assert "E0308" in outcome.traceback or "mismatched types" in outcome.traceback
    assert kernel.ok("kept.len()").result == "1"
    (tmp_path / "broken" / "src" / "lib.rs").write_text("pub fn answer() -> i32 { 42 }\n")
    assert kernel.ok(f"{dep}\nbroken::answer()", timeout=500).result == "42"
