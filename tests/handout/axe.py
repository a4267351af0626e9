"""axe-core in a page: what shuts readers out of it."""

import os
from pathlib import Path

import pytest

SCRIPT = Path(os.environ.get("PAPERCELL_PAGE_MODULES", "/nowhere")) / "axe-core" / "axe.min.js"
#: Beside the rules of WCAG 2 AA, what axe-core calls good practice: headings in order, landmarks.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

needs_axe = pytest.mark.skipif(
    not SCRIPT.is_file(), reason=f"no axe-core: {os.environ.get('PAPERCELL_PAGE_MISSING', 'PAPERCELL_PAGE_MODULES is not set')}"
)


def violations(page) -> list[str]:
    """What axe-core objects to: rule, and where."""
    # The page's policy forbids scripts; an evaluated one is the debugger's.
    page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run({ runOnly: rules })", RULES)["violations"]
    return [f"{one['id']}: {node['html'][:160]} {node['failureSummary'][-160:]}" for one in found for node in one["nodes"][:3]]
