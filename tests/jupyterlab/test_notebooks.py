"""Every notebook in JupyterLab: as it is found, and after Run All."""

import re

import nbformat
import pytest
from playwright.sync_api import Page, expect

from support.browser import errors_of, sizes, wait_for_kernel
from support.program import OUT, ROOT
from support.shelf import opened

# What JupyterLab itself says on its console, with any kernel.
NOISE = re.compile(r"favicon|\.map\b|workspaces|Failed to load resource.*(api/contents|api/sessions|lsp|translations)")

FIGURE = ".jp-RenderedSVG img, .jp-RenderedSVG svg"

RUN_ALL_PATIENCE = 150_000
"""Milliseconds for all cells of a notebook; they should need 20 s, the machine may be busy."""


@pytest.fixture(params=opened(), ids=lambda path: path.stem)
def name(request) -> str:
    """A notebook's path below the shelf."""
    return str(request.param.relative_to(ROOT / "notebooks"))


def open_notebook(page: Page, lab, name: str) -> None:
    """Opens a notebook alone in JupyterLab and waits for its cells and its kernel."""
    page.goto(lab.page_of(name))
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    wait_for_kernel(page)


def picture(page: Page, name: str) -> None:
    """Keeps what the page shows now in tests/out."""
    OUT.mkdir(exist_ok=True)
    page.screenshot(path=OUT / f"jupyterlab-{name}.png")


def run_all(page: Page) -> None:
    """Run > Run All Cells, and waits for the end."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    # The committed outputs have numbers already: the last cell has run when it was starred and is numbered again.
    last = page.locator(".jp-Notebook .jp-CodeCell .jp-InputArea-prompt").last
    expect(last).to_have_text("[*]:", timeout=20_000)
    expect(last).not_to_have_text("[*]:", timeout=RUN_ALL_PATIENCE)
    wait_for_kernel(page)


def test_run_all_shows_what_is_committed(page, lab, name):
    errors = errors_of(page)
    slug = name.rsplit("/", 1)[-1].removesuffix(".ipynb")
    open_notebook(page, lab, name)
    run_all(page)
    # JupyterLab draws errors and standard error alike; the notebooks of the shelf have neither.
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").all_inner_texts() == []
    look_at_equations(page)
    look_at_figures(page)
    page.locator(".jp-Notebook .jp-Cell").first.scroll_into_view_if_needed()
    picture(page, f"{slug}-top")
    page.locator(FIGURE).first.scroll_into_view_if_needed()
    picture(page, f"{slug}-figure")
    page.locator(".jp-OutputArea-output table").last.scroll_into_view_if_needed()
    picture(page, f"{slug}-verdict")
    assert [error for error in errors if not NOISE.search(error)] == []

    page.keyboard.press("Control+s")
    page.wait_for_function("!document.querySelector('.jp-mod-dirty')", timeout=20_000)
    before = nbformat.read(ROOT / "notebooks" / name, as_version=4).cells
    after = nbformat.read(lab.folder / name, as_version=4).cells
    counts = [cell.execution_count for cell in after if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        assert old.source == new.source, number
        assert [shown(o) for o in old.get("outputs", [])] == [shown(o) for o in new.get("outputs", [])], number


def look_at_equations(page: Page) -> None:
    """Every equation is drawn, in prose and in outputs; no TeX is left as text."""
    page.wait_for_selector(".jp-OutputArea-output mjx-container", timeout=30_000)
    for where in (".jp-MarkdownCell", ".jp-OutputArea-output"):
        found = sizes(page, f"{where} mjx-container")
        assert found, f"no equation in {where}"
        assert all(width > 1 and height > 1 for width, height in found), f"an equation in {where} has no size: {found}"
    assert page.locator("mjx-merror").count() == 0
    for text in page.locator(".jp-RenderedMarkdown").all_inner_texts():
        assert "$$" not in text and "\\frac" not in text, text


def look_at_figures(page: Page) -> None:
    """Every figure has its size."""
    figures = sizes(page, FIGURE)
    assert len(figures) >= 2, figures
    assert all(width > 300 and height > 150 for width, height in figures), figures


def shown(output) -> dict:
    """What a reader sees of an output."""
    return {key: output[key] for key in ("output_type", "name", "text", "data", "ename", "evalue") if key in output}


def test_a_stranger_sees_equations_and_captions_without_running(page, lab, name):
    """A notebook that comes from git is not trusted until it was run. JupyterLab draws no SVG in it, whoever made it;
    then the caption with its numbers stands in the figure's place."""
    slug = name.rsplit("/", 1)[-1].removesuffix(".ipynb")
    untrusted = lab.folder / f"untrusted-{slug}.ipynb"
    untrusted.write_bytes((ROOT / "notebooks" / name).read_bytes())
    open_notebook(page, lab, untrusted.name)
    page.wait_for_selector(".jp-OutputArea-output mjx-container", timeout=30_000)
    picture(page, f"{slug}-untrusted")
    assert sizes(page, ".jp-MarkdownCell mjx-container")
    assert page.get_by_text("Cannot display").count() == 0
    text = page.locator(".jp-Notebook").inner_text()
    figures = [
        output
        for cell in nbformat.read(untrusted, as_version=4).cells
        for output in cell.get("outputs", [])
        if "image/svg+xml" in output.get("data", {})
    ]
    assert figures
    for figure in figures:
        assert figure.data["text/plain"].split("\n")[0] in text
