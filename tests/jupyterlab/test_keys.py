"""What a reader's keys do while they write a cell, and how an error looks."""

import pytest
from playwright.sync_api import Page, expect

CELLS = [
    'let greeting = String::from("hello"); let greeted = 1;',
    "",
    "let wrong: String = 7;",
]


@pytest.fixture
def notebook(page: Page, lab):
    """A notebook with these cells, open, the first one run."""
    lab.open(page, "keys.ipynb", CELLS)
    editor(page, 0).click()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".jp-InputArea-prompt").nth(0)).to_have_text("[1]:", timeout=60_000)
    return page


def editor(page: Page, index: int):
    return page.locator(".jp-Cell").nth(index).locator(".jp-InputArea-editor")


def write(page: Page, index: int, text: str) -> None:
    """Replaces what stands in a cell."""
    editor(page, index).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type(text)


def test_tab_shows_what_fits_and_takes_it(notebook: Page):
    page = notebook
    # The completer starts at the first Tab, and JupyterLab waits a second for an answer.
    items = page.locator(".jp-Completer:visible .jp-Completer-item")
    for _ in range(10):
        write(page, 1, "gree")
        page.keyboard.press("Tab")
        try:
            items.first.wait_for(timeout=4_000)
            break
        except Exception:  # noqa: BLE001 - playwright's TimeoutError; the next Tab asks again
            page.keyboard.press("Escape")
            editor(page, 1).click()
    texts = items.locator(".jp-Completer-match").all_inner_texts()
    assert {"greeting", "greeted"} <= set(texts), texts
    items.filter(has_text="greeting").first.click()
    expect(editor(page, 1)).to_contain_text("greeting")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".jp-Cell").nth(1).locator(".jp-OutputArea")).to_contain_text('"hello"', timeout=30_000)


def test_shift_tab_explains(notebook: Page):
    page = notebook
    tooltip = page.locator(".jp-Tooltip")
    for _ in range(10):
        write(page, 1, "greeting")
        page.keyboard.press("Shift+Tab")
        try:
            tooltip.wait_for(timeout=4_000)
            break
        except Exception:  # noqa: BLE001 - as above
            page.keyboard.press("Escape")
    expect(tooltip).to_contain_text("String")


def test_an_error_is_in_colours(notebook: Page):
    page = notebook
    editor(page, 2).click()
    page.keyboard.press("Control+Enter")
    error = page.locator(".jp-Cell").nth(2).locator("[data-mime-type='application/vnd.jupyter.stderr']")
    expect(error).to_contain_text("mismatched types", timeout=30_000)
    assert "\x1b" not in error.inner_text() and "[31m" not in error.inner_text()
    colours = error.locator("[class*=ansi]").evaluate_all(
        "found => [...new Set(found.map(e => getComputedStyle(e).color))]"
    )
    plain = error.locator("pre").first.evaluate("e => getComputedStyle(e).color")
    assert set(colours) - {plain}, f"everything is {plain}"
