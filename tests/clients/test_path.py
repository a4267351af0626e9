"""A kernel that a desktop's menu has started: no login shell, so that PATH lacks the Rust toolchain."""

import shutil
from pathlib import Path

import pytest

BARE = "/usr/bin:/bin"

has_none = not shutil.which("rustc", path=BARE)


@pytest.mark.skipif(not has_none, reason="this machine has a rustc among the system's commands")
def test_rustups_usual_place_is_looked_at(own):
    kernel = own(variables={"PATH": BARE})
    assert kernel.ok("1 + 1").result == "2"
    # What cells start finds it too.
    code = 'String::from_utf8(std::process::Command::new("rustc").arg("--version").output()?.stdout)?'
    assert "rustc 1." in kernel.ok(code).result


@pytest.mark.skipif(not has_none, reason="this machine has a rustc among the system's commands")
def test_without_a_toolchain_it_says_what_to_do(own, tmp_path: Path):
    kernel = own(ready=False, variables={"PATH": BARE, "HOME": str(tmp_path), "CARGO_HOME": str(tmp_path / "none")})
    outcome = kernel.run("1 + 1", timeout=20)
    assert "https://rustup.rs" in outcome.traceback
