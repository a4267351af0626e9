"""The corpus of the two engines: sessions of cells, how one is run, and what of its outcome is compared.

A session is a file `corpus/NAME.rs`. Cells are separated by lines `// %% TITLE`, and titles are unique in a session, so
that `NAME/TITLE` names a cell for good.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.kernel import Kernel, Outcome

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
RECORDED = HERE / "recorded"

Normal = dict[str, Any]
"""What is compared of one outcome; see `normalised`."""

# A `:dep` may have something to compile.
PATIENCE = 170.0


@dataclass(frozen=True)
class Cell:
    """One cell of a session."""

    session: str
    title: str
    code: str

    @property
    def digest(self) -> str:
        """Tells whether the code is the one that was recorded."""
        return hashlib.sha256(self.code.encode()).hexdigest()[:12]

    @property
    def name(self) -> str:
        """Names the cell in test reports and in `differences.toml`."""
        return f"{self.session}/{self.title}"


def read_session(path: Path) -> list[Cell]:
    """The cells of a session.

    Raises:
        ValueError: a cell has no title, or the title of another.
    """
    cells: list[Cell] = []
    parts = re.split(r"^// %%[ \t]*(.*)\n", path.read_text(), flags=re.MULTILINE)
    for title, code in zip(parts[1::2], parts[2::2]):
        if not title or title in [cell.title for cell in cells]:
            raise ValueError(f"{path.name}: a cell needs a title of its own, not {title!r}")
        cells.append(Cell(path.stem, title, code.strip("\n")))
    return cells


def sessions() -> dict[str, list[Cell]]:
    """All sessions, by name."""
    return {path.stem: read_session(path) for path in sorted(CORPUS.glob("*.rs"))}


def recorded(session: str) -> dict[str, Normal]:
    """What the engine on evcxr said: title -> normalised outcome, and the `digest` of the cell's code."""
    record = json.loads((RECORDED / f"{session}.json").read_text())
    del record["toolchain"]
    return record


def run_session(cells: list[Cell], folder: Path, engine: str | None = None) -> dict[str, Normal]:
    """Runs a session from top to bottom in a kernel of its own: title -> normalised outcome.

    A kernel that does not answer leaves its cell, and those behind it, without an entry.
    """
    kernel = Kernel.start(folder, arguments=["--engine", engine] if engine else [])
    found: dict[str, Normal] = {}
    try:
        for cell in cells:
            try:
                found[cell.title] = of_interest(cell, normalised(kernel.run(cell.code, timeout=PATIENCE)))
            except TimeoutError:
                break
    finally:
        kernel.close()
    return found


def of_interest(cell: Cell, normal: Normal) -> Normal:
    """Of a cell of commands, whether they did what they should: how a command answers is each engine's own affair.

    What `:vars` and `:type` say of variables is not; paths are left out of the types there.
    """
    if not all(line.startswith((":", "!")) for line in cell.code.splitlines()) or not cell.code:
        return normal
    of_variables = cell.code.startswith((":vars", ":type ", ":t "))
    kept = ("status", "result") if of_variables else ("status",)
    return {key: re.sub(r"\b[a-z_]+::", "", value) for key, value in normal.items() if key in kept}


def normalised(outcome: Outcome) -> Normal:
    """What must be the same from engine to engine. Parts that are empty are left out."""
    normal: Normal = {
        "status": outcome.status,
        "stdout": stable(outcome.text("stdout")),
        "stderr": stable(outcome.text("stderr")),
    }
    if results := outcome.of("execute_result"):
        normal |= shown(results[0]["data"])
    normal["displays"] = [shown(display["data"]) for display in outcome.of("display_data")]
    if outcome.of("error"):
        normal |= error(outcome)
    return {key: value for key, value in normal.items() if value}


def shown(bundle: dict[str, Any]) -> Normal:
    """A MIME bundle: its plain text, and the beginning of every other type."""
    rich = {mime: stable(str(content))[:400] for mime, content in sorted(bundle.items()) if mime != "text/plain"}
    parts = {"result": stable(bundle.get("text/plain", "")).strip(), "rich": rich}
    return {key: value for key, value in parts.items() if value}


def error(outcome: Outcome) -> Normal:
    """Name, message, rustc's codes and the lines that an error points to."""
    name, text = outcome.error["ename"], outcome.traceback
    codes = set(re.findall(r"^error\[(E\d{4})\]", text, re.MULTILINE)) | set(re.findall(r"^E\d{4}$", name))
    normal: Normal = {
        "ename": name,
        "codes": sorted(codes),
        # Lines, not columns: engines may underline the whole expression or its operator.
        "places": sorted(set(re.findall(r"\[\d+\]:\d+(?=:\d)", text))),
    }
    # What the program said; the compiler's and the kernel's own words may differ.
    if name in ("panic", "Error"):
        normal["evalue"] = stable(re.sub(r" \(\[\d+\]:\d+:\d+\)$", "", outcome.error["evalue"]))
    return normal


def stable(text: str) -> str:
    """A text without what differs from run to run and from machine to machine: colours, addresses, folders."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = re.sub(r"0x[0-9a-f]{6,16}", "0x…", text)
    text = re.sub(r"/[^\s\"']*/(environments|toolchains|registry)/[^\s\"'/]+", r"/…/\1/…", text)
    return re.sub(r"ThreadId\(\d+\)", "ThreadId(…)", text)


def differences(expected: Normal, found: Normal) -> dict[str, tuple[Any, Any]]:
    """Field -> (recorded, found), where the two do not agree."""
    fields = [field for field in dict.fromkeys([*expected, *found]) if field != "digest"]
    fields = [field for field in fields if not agree(field, expected, found)]
    return {field: (expected.get(field), found.get(field)) for field in fields}


def agree(field: str, expected: Normal, found: Normal) -> bool:
    """Do two outcomes agree in one field?"""
    want, have = expected.get(field), found.get(field)
    match field:
        case "stderr":  # more may be said there (warnings), and evcxr says there too what `?` has returned
            lines = iter((have or "").splitlines())
            wanted = (want or "").splitlines() if want != expected.get("evalue", "") + "\n" else []
            return all(line in lines for line in wanted)
        case "rich":  # a table may come beside the plain text
            return (have or {}) in (want or {}, {**(want or {}), "text/html": (have or {}).get("text/html")})
        case "places" | "codes":  # further errors of the cell may be shown, and further places of an error
            return not want or bool(set(want) & set(have or []))
        case "ename" if want == "error" and expected["status"] == found["status"]:
            return True  # evcxr says what cannot be kept in its own words, without rustc's code
    return want == have
