"""`papercell install`, `uninstall` and `clean`: what they put where, and that nothing else is touched."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager

from commands.conftest import Place, without_rust
from support.kernel import Kernel


def files(folder: Path) -> dict[str, str]:
    """All files and links below a folder, with what they are."""
    return {
        str(path.relative_to(folder)): os.readlink(path) if path.is_symlink() else str(path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def foreign_kernel(place: Place) -> Path:
    """Another kernel's kernelspec beside ours."""
    folder = place.data / "kernels" / "other"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text('{"argv": ["other"], "display_name": "Other", "language": "other"}')
    return folder


def start(place: Place, folder: Path, **settings) -> Kernel:
    """Starts the installed kernel by its kernelspec."""
    specs = KernelSpecManager(kernel_dirs=[str(place.data / "kernels")], ensure_native_kernel=False)
    return Kernel.start(folder, kernel_spec_manager=specs, **settings)


def test_an_installation_is_complete_is_made_twice_and_goes_without_a_trace(place):
    other = foreign_kernel(place)
    # Not the suites' own Python: they need the exporter that it has, and this would take it away.
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place.folder / "bare"], check=True)
    python = place.folder / "bare" / "bin" / "python"
    before = files(place.folder), files(other)
    for _ in range(2):
        done = place.run("install", "--python", python)
        assert done.returncode == 0, done.stderr
        spec = json.loads((place.spec / "kernel.json").read_text())
        assert spec["argv"][0] == str(place.home / "data" / "bin" / "papercell")
        assert os.access(spec["argv"][0], os.X_OK)
        assert {path.name for path in place.spec.iterdir()} == {"kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"}
        assert len(list((place.home / "data" / "bin").iterdir())) == 2, "a link and a file"
    done = place.run("uninstall")
    assert done.returncode == 0, done.stderr
    assert "kernelspec  removed from" in done.stdout and "executable  removed" in done.stdout
    assert "`papercell clean` removes them" in done.stdout, "what stays is said"
    assert (files(place.folder), files(other)) == before
    assert not (place.home / "data").exists()
    assert (place.home / "cache" / "environments").exists()
    again = place.run("uninstall")
    assert again.returncode == 0 and "there is none in" in again.stdout


def test_the_exporter_goes_from_the_python_that_got_it(place, tmp_path):
    """A virtual environment of this test alone, that sees the packages of the suites'."""
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    packages = next(Path(p) for p in sys.path if p.endswith("site-packages"))
    own = next((venv / "lib").glob("python*")) / "site-packages"
    (own / "suites.pth").write_text(f"{packages}\n")
    python = venv / "bin" / "python"
    module = own / "papercell_handout"
    assert place.run("install", "--python", python).returncode == 0
    assert module.is_dir()
    done = place.run("install", "--uninstall")
    assert done.returncode == 0, done.stderr
    assert f"exporter    removed from {venv}" in done.stdout, done.stdout
    assert not module.exists()


def test_a_kernelspec_of_that_name_from_others_is_left_alone(place):
    place.spec.mkdir(parents=True)
    foreign = '{"argv": ["/opt/other/start"], "display_name": "Mine", "language": "rust"}'
    (place.spec / "kernel.json").write_text(foreign)
    for command in ("install", "uninstall"):
        done = place.run(command)
        assert done.returncode == 1
        assert "is of another kernel and is left alone; move it away" in done.stderr
        assert (place.spec / "kernel.json").read_text() == foreign
        assert len(list(place.spec.iterdir())) == 1


def test_a_kernel_runs_on_while_it_is_installed_again_and_uninstalled(place, tmp_path):
    assert place.run("install").returncode == 0
    kernel = start(place, tmp_path)
    try:
        kernel.ok("let mut x = 41;")
        assert place.run("install").returncode == 0
        done = place.run("uninstall")
        assert "a kernel runs it; uninstall again when it has ended" in done.stdout
        assert kernel.ok("x += 1; x").result == "42"
        kernel.fails("std::process::abort()")
        assert kernel.ok("x").result == "42", "a worker can still be started"
    finally:
        kernel.close()
    assert "executable  removed" in place.run("uninstall").stdout
    assert not (place.home / "data").exists()


def test_two_places_share_the_executable_until_the_last_goes(place, tmp_path):
    prefix = tmp_path / "prefix"
    assert place.run("install").returncode == 0
    assert place.run("install", "--prefix", prefix).returncode == 0
    done = place.run("uninstall")
    spec = prefix / "share/jupyter/kernels/papercell"
    assert f"kept        the executable, for {spec}" in done.stdout
    assert (place.home / "data/bin/papercell").exists()
    assert place.run("uninstall", "--prefix", prefix).returncode == 0
    assert not spec.exists() and not (place.home / "data").exists()


def test_uninstalling_all_leaves_nothing_but_what_is_not_ours(place, tmp_path):
    prefix = tmp_path / "prefix"
    assert place.run("install").returncode == 0
    assert place.run("install", "--prefix", prefix).returncode == 0
    (place.home / "cache" / "notes.txt").write_text("mine")
    lab = place.home / "data" / "venv-0a1b"
    lab.mkdir()
    (lab / "pyvenv.cfg").write_text("")
    (place.home / "data" / "history.sqlite").write_text("cells")
    done = place.run("uninstall", "--all")
    assert done.returncode == 0, done.stderr
    assert f"the history of your cells, {place.home}/data/history.sqlite" in done.stdout
    assert f"{lab}\n" in done.stdout and "freed" in done.stdout and "iB" in done.stdout, done.stdout
    assert set(files(place.home)) == {"cache/notes.txt", "data/history.sqlite"}
    assert not list((prefix / "share/jupyter/kernels").iterdir())


def test_clean_empties_the_caches_and_a_running_kernel_goes_on(place, tmp_path):
    assert place.run("install").returncode == 0
    kernel = start(place, tmp_path)
    try:
        kernel.ok("let mut x = 41;")
        done = place.run("clean")
        assert done.returncode == 0, done.stderr
        assert "compiled cells" in done.stdout and "freed" in done.stdout
        assert "a kernel needs it" in done.stdout
        assert kernel.ok("x += 1; x").result == "42"
        kernel.fails("std::process::abort()")
        assert kernel.ok("x").result == "42"
    finally:
        kernel.close()
    assert place.run("clean").returncode == 0
    assert not (place.home / "cache").exists()
    assert "there was nothing to remove" in place.run("clean").stdout


def test_the_kernel_finds_cargo_where_the_front_end_has_not_read_the_profile(place, tmp_path, monkeypatch):
    path = without_rust(os.environ["PATH"])
    if shutil.which("rustc", path=path) or not (Path.home() / ".cargo/bin/rustc").exists():
        pytest.skip("here Rust is not in ~/.cargo/bin")
    assert place.run("install", CARGO_HOME=None, RUSTUP_HOME=None).returncode == 0
    assert "CARGO_HOME" not in json.loads((place.spec / "kernel.json").read_text())["env"]
    monkeypatch.delenv("CARGO_HOME", raising=False)
    kernel = start(place, tmp_path, variables={"PATH": path})
    try:
        assert kernel.ok("6 * 7 + 100").result == "142"
    finally:
        kernel.close()


def test_the_kernel_finds_cargo_in_the_cargo_home_of_the_installation(place, tmp_path, monkeypatch):
    """The home has no `.cargo` at all; where Rust is was known to the shell that installed, and only to it."""
    home, cargo = tmp_path / "home", tmp_path / "cargo"
    (cargo / "bin").mkdir(parents=True)
    home.mkdir()
    for name in ("rustc", "cargo"):
        (cargo / "bin" / name).symlink_to(Path(shutil.which(name)).resolve())
    rustup = os.environ.get("RUSTUP_HOME") or str(Path.home() / ".rustup")
    path = without_rust(os.environ["PATH"])
    done = place.run("install", CARGO_HOME=str(cargo), RUSTUP_HOME=rustup, HOME=str(home), PATH=path)
    assert done.returncode == 0, done.stderr
    for name in ("CARGO_HOME", "RUSTUP_HOME"):
        monkeypatch.delenv(name, raising=False)
    kernel = start(place, tmp_path, variables={"PATH": path, "HOME": str(home)})
    try:
        assert kernel.ok("6 * 7 + 200").result == "242"
    finally:
        kernel.close()


def test_a_rustc_on_path_comes_first(place, tmp_path):
    """The doctor says which one it is."""
    own = tmp_path / "bin"
    own.mkdir()
    (own / "rustc").symlink_to(Path(shutil.which("rustc")).resolve())
    (own / "cargo").symlink_to(Path(shutil.which("cargo")).resolve())
    path = os.pathsep.join([str(own), without_rust(os.environ["PATH"])])
    assert f", {own / 'rustc'}\n" in place.run("doctor", PATH=path).stdout
