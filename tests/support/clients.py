"""What the suite of the other clients shares."""

import os
import sys
from pathlib import Path


def script(name: str) -> str:
    """A command that a package has put beside this Python."""
    return str(Path(sys.executable).parent / name)


def text_of(cell) -> str:
    """What a cell printed, and its value."""
    texts = [output.get("text", "") or output.get("data", {}).get("text/plain", "") for output in cell.outputs]
    return "".join(texts)


def quiet_environment(**extra: str) -> dict[str, str]:
    """For a program that asks its terminal things, and for one that wants colours."""
    return {**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm", "PYTHONUNBUFFERED": "1", **extra}
