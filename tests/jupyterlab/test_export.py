"""The handout from JupyterLab's own menu: *File > Save and Export Notebook As > Handout*, by mouse."""

import nbformat
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Download, Page, expect

from support.browser import errors_of, sizes
from support.program import OUT

EQUATION = "%%tex\n\\sum_{i=1}^{n} i = \\frac{n (n + 1)}{2}"


@pytest.fixture
def notebook(page: Page, lab):
    """A notebook of one equation, which has run; what it drew is not in the file yet."""
    path = lab.folder / "export me.ipynb"
    lab.open(page, path.name, [EQUATION])
    page.locator(".jp-Cell .jp-InputArea-editor").first.click()
    page.keyboard.press("Control+Enter")
    page.locator(".jp-OutputArea-output mjx-container").wait_for(timeout=60_000)
    assert nbformat.read(path, as_version=4).cells[0].outputs == []
    return page


def formats(page: Page):
    """Opens File > Save and Export Notebook As; its entries."""
    # The server looks at all exporters that are installed before it answers; a menu that was opened earlier is empty.
    for _ in range(20):
        page.get_by_role("menuitem", name="File", exact=True).click()
        # Entries that open a menu have no role in JupyterLab 4.
        page.locator(".lm-Menu-item", has_text="Save and Export Notebook As").click()
        entries = page.locator(".lm-Menu").last.get_by_role("menuitem")
        if entries.filter(has_text="HTML").count():
            return entries
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.wait_for_timeout(500)
    raise AssertionError("the menu offers no format")


def export(page: Page, entry) -> Download:
    """Clicks an entry; the file that the browser gets. JupyterLab asks for it in a tab of its own."""
    downloads: list[Download] = []

    def watch(tab: Page) -> None:
        tab.on("download", lambda download: downloads.append(download))

    watch(page)
    page.context.on("page", watch)
    entry.click()
    for _ in range(300):
        if downloads:
            page.context.remove_listener("page", watch)
            return downloads[0]
        page.wait_for_timeout(100)
    raise AssertionError([tab.inner_text("body")[:500] for tab in page.context.pages if tab != page])


def test_the_menu_saves_the_handout(notebook: Page, lab, tmp_path):
    entries = formats(notebook)
    OUT.mkdir(exist_ok=True)
    notebook.screenshot(path=OUT / "jupyterlab-export.png")
    # One word, as the other entries are, and one entry.
    handout = entries.filter(has_text="andout")
    expect(handout).to_have_text(["Handout"])
    download = export(notebook, handout)
    assert download.suggested_filename == "export me.html"
    file = tmp_path / download.suggested_filename
    download.save_as(file)

    page = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
    assert page.select("script, link[rel=stylesheet], iframe") == []
    assert page.select_one("footer .hash") and "export me.ipynb" in page.footer.text
    # What stood on the screen was saved first, so its output is on the page.
    opened = notebook.context.new_page()
    wrong, asked = errors_of(opened), []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(file.as_uri())
    opened.evaluate("document.fonts.ready.then(() => true)")
    drawn = sizes(opened, ".result .katex .katex-html")
    opened.screenshot(path=OUT / "jupyterlab-exported.png")
    opened.close()
    assert len(drawn) == 1 and all(width > 40 and height > 20 for width, height in drawn), drawn
    assert wrong == [] and [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_what_a_handout_refuses_is_said_in_the_tab(page: Page, lab):
    lab.open(page, "refused.ipynb", ["1 + 1"])
    path = lab.folder / "refused.ipynb"
    written = nbformat.read(path, as_version=4)
    written.cells.insert(0, nbformat.v4.new_markdown_cell("an open $x"))
    nbformat.write(written, path)
    page.goto(lab.page_of(path.name))
    page.wait_for_selector(".jp-MarkdownCell", timeout=60_000)
    entry = formats(page).filter(has_text="Handout")
    with page.context.expect_page(timeout=30_000) as opened:
        entry.click()
    tab = opened.value
    expect(tab.locator("body")).to_contain_text("a dollar sign", timeout=30_000)
    tab.close()
