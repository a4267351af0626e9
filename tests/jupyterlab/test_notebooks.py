"""Every notebook in JupyterLab: as it is found, and after Run All."""

import re

import nbformat
import pytest
from playwright.sync_api import Page

from support.browser import errors_of, sizes
from support.program import OUT, ROOT
from support.shelf import notebooks

# What JupyterLab itself says on its console, with any kernel.
NOISE = re.compile(r"favicon|\.map\b|workspaces|Failed to load resource.*(api/contents|api/sessions|lsp|translations)")

RUN_ALL_PATIENCE = 150_000
"""Milliseconds for all cells of a notebook; they should need 20 s, the machine may be busy."""


@pytest.fixture(params=notebooks(), ids=lambda path: path.stem)
def name(request) -> str:
    """A notebook's path below the shelf."""
    return str(request.param.relative_to(ROOT / "notebooks"))


def open_notebook(page: Page, lab, name: str) -> None:
    """Opens a notebook alone in JupyterLab and waits for its cells and its kernel."""
    page.goto(lab.page_of(name))
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    page.wait_for_selector(".jp-NotebookPanel-toolbar [data-status='idle']", timeout=60_000)


def picture(page: Page, name: str) -> None:
    """Keeps what the page shows now in tests/out."""
    OUT.mkdir(exist_ok=True)
    page.screenshot(path=OUT / f"jupyterlab-{name}.png")


def prompts(page: Page) -> list[str]:
    """The numbers of all code cells, such as `[3]:`."""
    return page.eval_on_selector_all(
        ".jp-Notebook .jp-CodeCell .jp-InputArea-prompt", "found => found.map(e => e.textContent.trim())"
    )


def test_run_all_runs_all(page, lab, name):
    errors = errors_of(page)
    open_notebook(page, lab, name)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    cells = nbformat.read(lab.folder / name, as_version=4).cells
    count = sum(cell.cell_type == "code" for cell in cells)
    wanted = [f"[{n}]:" for n in range(1, count + 1)]
    page.wait_for_function(
        """wanted => {
            const cells = [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputArea-prompt')];
            const failed = document.querySelector(".jp-OutputArea-output [data-mime-type='application/vnd.jupyter.stderr']");
            return failed || JSON.stringify(cells.map(e => e.textContent.trim())) === JSON.stringify(wanted);
        }""",
        arg=wanted,
        timeout=RUN_ALL_PATIENCE,
    )
    slug = name.rsplit("/", 1)[-1].removesuffix(".ipynb")
    tracebacks = page.locator("[data-mime-type='application/vnd.jupyter.error']").all_text_contents()
    assert tracebacks == [], tracebacks
    assert prompts(page) == wanted

    page.wait_for_function("!document.querySelector('.jp-Notebook mjx-container.MathJax-pending')", timeout=30_000)
    page.wait_for_selector(".jp-OutputArea-output mjx-container", timeout=30_000)
    for where in (".jp-MarkdownCell", ".jp-OutputArea-output"):
        found = sizes(page, f"{where} mjx-container")
        assert found, f"no equation in {where}"
        assert all(width > 2 and height > 2 for width, height in found), f"an equation in {where} has no size"
    assert page.locator("mjx-merror, .jp-RenderedLatex .error").count() == 0
    figures = sizes(page, ".jp-RenderedSVG img, .jp-RenderedSVG svg")
    assert len(figures) >= 2, figures
    assert all(width > 300 and height > 150 for width, height in figures), figures
    # Dollars that nobody has typeset.
    left = page.locator(".jp-RenderedMarkdown:not(:has(mjx-container))").all_text_contents()
    assert not [text for text in left if "$$" in text], left

    page.locator(".jp-Notebook .jp-Cell").first.scroll_into_view_if_needed()
    picture(page, f"{slug}-top")
    page.locator(".jp-RenderedSVG img, .jp-RenderedSVG svg").first.scroll_into_view_if_needed()
    picture(page, f"{slug}-figure")
    page.locator(".jp-OutputArea-output table").last.scroll_into_view_if_needed()
    picture(page, f"{slug}-verdict")
    ours = [error for error in errors if not NOISE.search(error)]
    assert ours == [], ours


def test_the_outputs_are_those_that_are_committed(page, lab, name):
    """After Run All and Save, the file has the outputs that it came with."""
    open_notebook(page, lab, name)
    before = nbformat.read(ROOT / "notebooks" / name, as_version=4)
    page.locator(".jp-Notebook").click()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    count = sum(cell.cell_type == "code" for cell in before.cells)
    page.wait_for_function(
        "n => [...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')].at(-1).textContent.trim() === `[${n}]:`"
        " && !document.querySelector(\".jp-NotebookPanel-toolbar [data-status='busy']\")",
        arg=count,
        timeout=RUN_ALL_PATIENCE,
    )
    page.keyboard.press("Control+s")
    page.wait_for_function("!document.querySelector('.jp-mod-dirty')", timeout=20_000)
    after = nbformat.read(lab.folder / name, as_version=4)
    for number, (old, new) in enumerate(zip(before.cells, after.cells)):
        assert old.source == new.source, number
        assert [shown(o) for o in old.get("outputs", [])] == [shown(o) for o in new.get("outputs", [])], number


def shown(output) -> dict:
    """What a reader sees of an output."""
    return {key: output[key] for key in ("output_type", "name", "text", "data", "ename", "evalue") if key in output}


def test_a_stranger_sees_equations_and_figures_without_running(page, lab, name):
    """A notebook that comes from git is not trusted until it was run."""
    slug = name.rsplit("/", 1)[-1].removesuffix(".ipynb")
    untrusted = lab.folder / f"untrusted-{slug}.ipynb"
    untrusted.write_bytes((ROOT / "notebooks" / name).read_bytes())
    open_notebook(page, lab, untrusted.name)
    page.wait_for_selector(".jp-OutputArea-output mjx-container", timeout=30_000)
    picture(page, f"{slug}-untrusted")
    assert sizes(page, ".jp-MarkdownCell mjx-container")
    assert page.get_by_text("Cannot display an untrusted SVG").count() == 0
    figures = sizes(page, ".jp-OutputArea-output img, .jp-OutputArea-output svg")
    assert len(figures) >= 2, "the figures are not shown"
