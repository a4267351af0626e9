"""What a reader does in JupyterLab: interrupt, restart, complete, input, errors. One notebook made for it."""

import pytest
from playwright.sync_api import Page, expect

from support.browser import errors_of, wait_for_kernel
from support.program import OUT

CELLS = [
    "let greeting = String::from(\"hello\");",
    "loop { std::hint::black_box(0); }",
    "let wrong: String = 7;",
    "format!(\"{greeting}, again\")",
    "use toy::prelude::*;\ninput(\"Your name? \")",
    "%%tex\n\\sum_{i=1}^{n} i = \\frac{n (n + 1)}{2}",
]


@pytest.fixture
def notebook(page: Page, lab):
    """A notebook with these cells, open, its kernel ready."""
    lab.open(page, "session.ipynb", CELLS)
    return page


def run(page: Page, index: int) -> None:
    """Runs one cell, by its place in the notebook."""
    page.locator(".jp-Cell").nth(index).locator(".jp-InputArea-editor").click()
    page.keyboard.press("Control+Enter")


def output(page: Page, index: int):
    return page.locator(".jp-Cell").nth(index).locator(".jp-OutputArea")


def test_a_session(notebook: Page):
    page, errors = notebook, errors_of(notebook)
    run(page, 0)
    expect(page.locator(".jp-InputArea-prompt").nth(0)).to_have_text("[1]:", timeout=60_000)

    # A loop that never ends is interrupted from the menu.
    run(page, 1)
    expect(page.locator(".jp-InputArea-prompt").nth(1)).to_have_text("[*]:")
    page.wait_for_timeout(3000)
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name="Interrupt Kernel").click()
    expect(output(page, 1)).to_contain_text("Interrupted", timeout=20_000)

    # A wrong cell says what is wrong, and where.
    run(page, 2)
    expect(output(page, 2)).to_contain_text("mismatched types", timeout=30_000)
    expect(output(page, 2)).to_contain_text("]:1:21")
    OUT.mkdir(exist_ok=True)
    page.screenshot(path=OUT / "jupyterlab-error.png")

    # The program asks, the reader answers.
    run(page, 4)
    field = page.locator(".jp-Stdin-input")
    field.wait_for(timeout=60_000)
    field.fill("Ada")
    field.press("Enter")
    expect(output(page, 4)).to_contain_text('"Ada"', timeout=30_000)

    # An equation alone in a cell.
    run(page, 5)
    output(page, 5).locator("mjx-container").wait_for(timeout=30_000)

    # After a restart nothing is left.
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name="Restart Kernel…").click()
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    wait_for_kernel(page)
    run(page, 3)
    expect(output(page, 3)).to_contain_text("E0425", timeout=60_000)
    expect(page.locator(".jp-InputArea-prompt").nth(3)).to_have_text("[1]:")
    assert not [error for error in errors if "papercell" in error.lower()], errors
