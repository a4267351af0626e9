"""`papercell doctor`: every finding, in a world where it is not good."""

import json
import os
import shutil
import stat
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from commands.conftest import Place, without_rust


def findings(place: Place, *arguments: str, expect: int = 0, **changes: str | None) -> dict[str, dict]:
    """What the doctor says, by name; its exit code is checked."""
    done = place.run("doctor", "--json", *arguments, **changes)
    assert done.returncode == expect, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["ok"] == (expect == 0)
    return {finding["what"]: finding for finding in report["findings"]}


def program(folder: Path, name: str, text: str) -> None:
    """A program of these lines of shell."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def only(folder: Path, *names: str) -> str:
    """A PATH with these programs of ours and no other."""
    folder.mkdir(exist_ok=True)
    for name in names:
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    return str(folder)


def is_missing(finding: dict, text: str, mend: str) -> None:
    """Checks a finding that tells of something missing."""
    assert finding["state"] == "missing", finding
    assert text in finding["text"] and mend in finding["mend"], finding


def test_all_is_named_and_the_text_says_the_same_as_the_json(place):
    assert place.run("install").returncode == 0
    found = findings(place)
    names = "Rust, linker, cc, patch, rust-src, runtime, types, generics, toolkit, caches, environments, disk, kernelspec, "
    names += "Python, JupyterLab, ipywidgets, handouts, PDF"
    assert ", ".join(found) == names
    for name in ("Rust", "linker", "runtime", "types", "toolkit", "caches", "environments", "disk", "kernelspec"):
        assert found[name]["state"] == "ok", found[name]
    assert str(place.spec) in found["kernelspec"]["text"]
    assert "toolkit: " in found["environments"]["text"] and "ndarray" in found["environments"]["text"]
    text = place.run("doctor").stdout
    for finding in found.values():
        assert f"  {finding['what']} " in text
        assert finding["what"] == "disk" or finding["text"].splitlines()[0] in text, finding
        if finding["state"] != "ok":
            assert finding["mend"] and f"mend: {finding['mend']}\n" in text, finding
    assert text.endswith("\nCells can run.\n")


def test_without_rust(place):
    found = findings(place, expect=1, PATH="/usr/bin:/bin", HOME=str(place.folder), CARGO_HOME=None)
    assert found["Rust"]["state"] == found["linker"]["state"] == "broken"
    assert "install Rust from https://rustup.rs" in found["Rust"]["text"]
    assert "sh.rustup.rs" in found["Rust"]["mend"]


def test_a_rust_that_is_too_old(place):
    old = place.folder / "old"
    program(old, "rustc", "echo rustc 1.60.0")
    program(old, "cargo", "exit 0")
    path = os.pathsep.join([str(old), without_rust(os.environ["PATH"])])
    found = findings(place, expect=1, PATH=path)
    assert found["Rust"]["state"] == "broken" and "is too old" in found["Rust"]["text"]
    assert found["Rust"]["mend"] == "rustup update stable"


def test_without_a_linker_and_its_friends(place):
    """The real compiler, and nothing that links."""
    path = only(place.folder / "bin", "rustc", "cargo", "rustup", "python3")
    found = findings(place, expect=1, PATH=path)
    assert found["Rust"]["state"] == "ok"
    assert found["linker"]["state"] == "broken" and "apt install gcc" in found["linker"]["mend"]
    is_missing(found["cc, patch"], "no cc and no patch on PATH", "apt install gcc patch")


def test_a_sysroot_without_sources_and_a_compiler_that_shares_nothing(place):
    """A toolchain whose folder is ours: links to the real one's, but for the sources, and a rustc that knows no -Z."""
    real = Path(subprocess.check_output(["rustc", "--print", "sysroot"], text=True).strip())
    own = place.folder / "toolchain"
    (own / "lib/rustlib").mkdir(parents=True)
    for path in (real / "lib").iterdir():
        if path.name != "rustlib":
            (own / "lib" / path.name).symlink_to(path)
    for path in (real / "lib/rustlib").iterdir():
        if path.name != "src":
            (own / "lib/rustlib" / path.name).symlink_to(path)
    refuses = 'case "$*" in *-Zshare-generics*) echo "error: the option Z is only accepted on nightly" >&2; exit 1;; esac'
    program(own / "bin", "rustc", f'{refuses}\nexec {real}/bin/rustc --sysroot {own} "$@"')
    program(own / "bin", "cargo", f'exec {real}/bin/cargo "$@"')
    path = os.pathsep.join([str(own / "bin"), without_rust(os.environ["PATH"])])
    found = findings(place, PATH=path)
    assert found["rust-src"]["state"] == found["generics"]["state"] == "missing", found
    assert "completion and hover do not know it" in found["rust-src"]["text"]
    assert "rust-src" in found["rust-src"]["mend"]
    is_missing(found["generics"], "twice the time", "rustup toolchain install")
    assert found["types"]["state"] == "ok", "and cells compile"


def test_a_compiler_whose_mir_is_another(place):
    """The types of variables come from a text of the compiler's; this one writes another."""
    real = subprocess.check_output(["rustc", "--print", "sysroot"], text=True).strip()
    own = place.folder / "other"
    spoil = 'for file in *.mir; do [ -f "$file" ] && sed -i "s/^ *let /tel /" "$file"; done'
    program(own, "cargo", f'exec {real}/bin/cargo "$@"')
    # Where the sysroot has no rustc, the one on PATH is taken.
    sysroot = place.folder / "sysroot"
    sysroot.mkdir()
    (sysroot / "lib").symlink_to(Path(real) / "lib")
    program(own, "rustc", f'case "$*" in "--print sysroot") echo {sysroot}; exit;; esac\n{real}/bin/rustc "$@" || exit\n{spoil}\nexit 0')
    path = os.pathsep.join([str(own), without_rust(os.environ["PATH"])])
    found = findings(place, expect=1, PATH=path)
    assert found["types"]["state"] == "broken" and "cannot be found out with this compiler" in found["types"]["text"]
    assert "rustup toolchain install" in found["types"]["mend"]


def test_before_anything_is_built(place):
    shutil.rmtree(place.home / "cache")
    found = findings(place)
    is_missing(found["toolkit"], "the first cell will wait", "papercell install")
    is_missing(found["environments"], "none is built", "papercell install")
    is_missing(found["kernelspec"], "none", "papercell install")
    assert found["runtime"]["state"] == "ok", "it is compiled for this"


def test_a_shared_folder_with_nothing_in_it_and_one_with_something(place, tmp_path):
    assert "shared" not in findings(place)
    found = findings(place, expect=1, PAPERCELL_SHARED=str(tmp_path))["shared"]
    assert found["state"] == "broken" and "PAPERCELL_SHARED is of no use" in found["text"]
    assert "papercell share" in found["mend"]
    (tmp_path / "cache/environments/0123").mkdir(parents=True)
    found = findings(place, PAPERCELL_SHARED=str(tmp_path))["shared"]
    assert found["state"] == "ok" and str(tmp_path) in found["text"]


def test_a_cache_that_cannot_be_written(place):
    shutil.rmtree(place.home / "cache")
    (place.home / "cache").write_text("a file in its place")
    found = findings(place, expect=1)
    assert found["caches"]["state"] == "broken" and "cannot be written to" in found["caches"]["text"]
    assert "PAPERCELL_HOME" in found["caches"]["mend"]


def test_more_cells_than_their_bound(place):
    cell = place.home / "cache" / "cells" / "0a1b"
    cell.mkdir(parents=True)
    with (cell / "cell.so").open("wb") as file:
        file.truncate(3 << 30)  # takes no room
    is_missing(findings(place)["caches"], "cells 3.00 GiB", "papercell clean")


@contextmanager
def small_disk(folder: Path, size: str):
    """A small file system in the place of `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "papercell-test", folder]
    done = subprocess.run(mount, capture_output=True)
    if done.returncode:
        pytest.skip(f"a small file system needs the right to mount one: {done.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_a_disk_that_is_nearly_full(place):
    shutil.rmtree(place.home / "cache")
    with small_disk(place.home / "cache", "300m"):
        is_missing(findings(place)["disk"], "free", "papercell clean")
    with small_disk(place.home / "cache", "60m"):
        found = findings(place, expect=1)
        assert found["disk"]["state"] == "broken" and "may not find room" in found["disk"]["text"]


def test_a_kernelspec_that_starts_nothing_or_another_version(place):
    assert place.run("install").returncode == 0
    spec = json.loads((place.spec / "kernel.json").read_text())
    other = place.folder / "bin"
    program(other, "papercell", "echo papercell 0.0.9")
    spec["argv"][0] = str(other / "papercell")
    (place.spec / "kernel.json").write_text(json.dumps(spec))
    is_missing(findings(place)["kernelspec"], "which is 0.0.9; this is ", "papercell install")
    (other / "papercell").unlink()
    found = findings(place, expect=1)["kernelspec"]
    assert found["state"] == "broken" and "names an executable that is not there" in found["text"]
    assert found["mend"] == "papercell install"
    assert place.run("install").returncode == 0
    assert findings(place)["kernelspec"]["state"] == "ok"


def test_the_python_that_has_everything(place):
    """The one of the suites: JupyterLab and nbconvert are in it, the exporter is if `tests/run` has installed it."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    found = findings(place, PATH=path)
    assert found["Python"]["state"] == found["JupyterLab"]["state"] == "ok"
    assert sys.prefix in found["JupyterLab"]["text"]
    has = subprocess.run([sys.executable, "-c", "import jupyterlab_widgets"], capture_output=True).returncode == 0
    if has:
        assert found["ipywidgets"]["state"] == "ok"
    else:
        is_missing(found["ipywidgets"], "JupyterLab lacks jupyterlab_widgets", "-m pip install jupyterlab_widgets")


def test_ipywidgets_are_found_where_they_are(place):
    """A virtual environment that sees the suites' packages, and has the metadata of the widgets' one."""
    venv = place.folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    packages = next(Path(p) for p in sys.path if p.endswith("site-packages"))
    own = next((venv / "lib").glob("python*")) / "site-packages"
    (own / "suites.pth").write_text(f"{packages}\n")
    metadata = own / "jupyterlab_widgets-3.0.99.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: jupyterlab_widgets\nVersion: 3.0.99\n")
    path = os.pathsep.join([str(venv / "bin"), os.environ["PATH"]])
    assert "jupyterlab_widgets 3.0.99" in findings(place, PATH=path)["ipywidgets"]["text"]


def test_a_python_with_nothing_and_no_browser(place):
    bare = place.folder / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bare], check=True)
    path = only(place.folder / "bin", "rustc", "cargo", "rustup", "cc", "ld", "as", "patch")
    found = findings(place, PATH=os.pathsep.join([str(bare / "bin"), path]))
    is_missing(found["JupyterLab"], "not installed", "papercell lab")
    is_missing(found["ipywidgets"], "need JupyterLab", "papercell lab")
    is_missing(found["handouts"], "has no nbconvert", "papercell lab")
    is_missing(found["PDF"], "no Chromium", "install chromium")


def test_without_any_python(place):
    found = findings(place, PATH=only(place.folder / "bin", "rustc", "cargo", "rustup", "cc", "ld", "as", "patch"))
    is_missing(found["Python"], "there is no python3 on PATH", "apt install python3")


def test_a_browser_is_found(place):
    program(place.folder / "bin", "google-chrome", "exit 0")
    path = os.pathsep.join([str(place.folder / "bin"), os.environ["PATH"]])
    assert findings(place, PATH=path)["PDF"]["state"] == "ok"
