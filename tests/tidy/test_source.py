"""Invariants of the source that the compiler does not check."""

import re
import subprocess
from pathlib import Path

import pytest

from support.program import ROOT


def tracked(*patterns: str) -> list[Path]:
    """Files that git tracks or would track, by pattern."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in sorted(set(names)) if (ROOT / name).is_file()]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


SOURCES = ("*.rs", "*.py", "*.sh", "*.css", "*.j2", "tests/run", "tests/bench/run", ".ci/run")

# Alone, or in the braces of a `use`.
ABOVE = r"(\{(.*,)?\s*)?(jupyter|cli|engine)\b"

KNOWN_ONLY_BY = {
    r"\bzeromq::": ["kernel/src/jupyter/sockets.rs"],
    r"\bzmtp\b": ["kernel/src/jupyter/"],
    r"\brusqlite::": ["kernel/src/jupyter/history/store.rs"],
    r"\bkatex::": ["kernel/src/display/tex.rs"],
    r"\bammonia::": ["kernel/src/handout/sanitize.rs"],
    r"\broxmltree::": ["kernel/src/handout/svg/mod.rs"],
    r"\bscraper::": ["kernel/src/handout/slides/cut.rs"],
    r"(?<!super::)(?<!engine::)\bevcxr::": ["kernel/src/engine/evcxr.rs", "kernel/src/engine/analysis.rs"],
    r"\bjupyter_protocol::": ["kernel/src/jupyter/"],
    r"\blibloading::": ["kernel/src/worker/"],
    r"\bclap::": ["kernel/src/cli/"],
    r"\bcrate::" + ABOVE: ["kernel/src/jupyter/", "kernel/src/cli/", "kernel/src/engine/", "kernel/src/main.rs"],
}


def code_lines(path: Path):
    """The lines of a Rust file that are not comments, with their numbers; a `use` over several lines as one."""
    opened, parts = 0, []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.lstrip().startswith("//"):
            continue
        if parts or re.match(r"\s*(pub(\(.*?\))? )?use .*\{[^;]*$", line):
            opened, parts = opened or number, [*parts, line.strip()]
            if ";" not in line:
                continue
            number, line = opened, " ".join(parts)
            opened, parts = 0, []
        yield number, line


def test_what_stands_above_is_seen_in_any_form_of_use(tmp_path):
    file = tmp_path / "a.rs"
    file.write_text("use crate::{files, places};\n// use crate::cli;\nuse crate::{\n    display::{A, B},\n    engine::C,\n};\nuse crate::{cli, x};\n")
    found = [number for number, line in code_lines(file) if re.search(r"\bcrate::" + ABOVE, line)]
    assert found == [3, 7], found


@pytest.mark.parametrize("pattern", KNOWN_ONLY_BY)
def test_a_crate_is_named_only_where_it_is_wrapped(pattern):
    allowed = KNOWN_ONLY_BY[pattern]
    found = [
        f"{name(path)}:{number}: {line.strip()}"
        for path in tracked("kernel/src/*.rs")
        if not any(name(path).startswith(place) for place in allowed)
        for number, line in code_lines(path)
        if re.search(pattern, line)
    ]
    assert not found, "\n".join([f"only {', '.join(allowed)} may name this:", *found])


def test_what_is_below_the_session_knows_no_engine_and_no_socket():
    found = [
        f"{name(path)}:{number}: {line.strip()}"
        for path in tracked(*(f"kernel/src/{folder}/*.rs" for folder in ("display", "paper", "notebook", "handout", "shelf", "worker")))
        for number, line in code_lines(path)
        if re.search(r"\b(crate|super::super)::" + ABOVE, line)
    ]
    assert not found, "\n".join(found)


def test_the_wire_protocol_knows_no_other_part_of_the_kernel():
    found = [
        f"{name(path)}:{number}: {line.strip()}"
        for path in tracked("kernel/src/jupyter/zmtp/*.rs")
        for number, line in code_lines(path)
        if re.search(r"crate::|super::super::", line)
    ]
    assert not found, "\n".join(found)


def test_no_file_has_more_than_400_lines():
    long = {name(path): n for path in tracked(*SOURCES, ":!assets/reveal") if (n := len(path.read_text().splitlines())) > 400}
    assert not long, long


def test_every_file_opens_with_what_it_is_for():
    def opening(path: Path) -> bool:
        lines = [line for line in path.read_text().splitlines() if line.strip() and not line.startswith("#!/")]
        if not lines:
            return True  # an empty __init__.py
        start = {".rs": ("//!",), ".py": ('"""', 'r"""'), ".css": ("/*",), ".j2": ("{#", "{%-", "{%")}
        return lines[0].startswith(start.get(path.suffix, ("#",)))

    silent = [name(path) for path in tracked(*SOURCES, ":!assets/katex", ":!assets/reveal") if not opening(path)]
    assert not silent, silent


WORKPLACE = [r"/work/", r"\bshared/(design|research|catalogue|notes)", r"registry[- ]mirror", r"/tmp/brief", r"/root/"]


def test_nothing_names_the_machine_it_was_written_on():
    found = []
    for path in tracked():
        if path == Path(__file__).resolve():
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        for pattern in WORKPLACE:
            found += [f"{name(path)}: {match.group()}" for match in re.finditer(pattern, text)]
    assert not found, "\n".join(found[:20])


def test_dependencies_have_exact_versions():
    manifest = (ROOT / "Cargo.toml").read_text()
    loose = re.findall(r'^([\w-]+) = (?:\{[^}]*version = )?"(\d[^"]*)"', manifest, re.MULTILINE)
    allowed = {"version", "edition", "rust-version", "resolver", "opt-level"}
    assert not [entry for entry in loose if entry[0] not in allowed]


def test_shell_scripts_parse():
    for path in tracked("*.sh", "tests/run", "tests/bench/run", ".ci/run"):
        subprocess.run(["bash", "-n", path], check=True)
