"""Live controls as a reader has them: moved by hand in JupyterLab, and the last state in the saved notebook."""

import json

import pytest
from playwright.sync_api import Page, expect

from support.browser import errors_of, wait_for_kernel
from support.program import OUT

CELL = """use toy::prelude::*;

let x = linspace(0.0, 12.0, 300);
interact(
    (
        slider("damping", 0.0..=1.0).value(0.25),
        slider("waves", 1..=9).value(2),
        dropdown("shape", ["sine", "cosine"]),
        checkbox("envelope", true),
    ),
    move |(damping, waves, shape, envelope)| {
        assert!(waves < 4, "too many waves");
        let fall = exp(&(&x * -damping));
        let angle = &x * (waves as f64);
        let y = if shape == "sine" { sin(&angle) } else { cos(&angle) };
        let figure = plot("A wave that dies away").x("time").y("height").line(shape, &x, &(&y * &fall));
        if envelope { figure.line("envelope", &x, &fall) } else { figure }
    },
)"""


@pytest.fixture
def notebook(page: Page, lab):
    """A notebook with these controls, open, its kernel ready."""
    lab.open(page, "interact.ipynb", [CELL])
    return page


def test_controls_are_drawn_and_moved_and_the_last_figure_is_saved(notebook: Page, lab):
    page, errors = notebook, errors_of(notebook)
    OUT.mkdir(exist_ok=True)
    page.locator(".jp-Cell .jp-InputArea-editor").first.click()
    page.keyboard.press("Control+Enter")
    figure = page.locator(".jp-RenderedSVG img")
    figure.wait_for(timeout=60_000)
    controls = page.locator(".jp-OutputArea .widget-vbox")
    expect(controls.locator(".widget-slider")).to_have_count(2, timeout=20_000)
    page.wait_for_timeout(500)
    page.screenshot(path=OUT / "jupyterlab-interact.png")

    def drawn_anew(before: str | None) -> str:
        """The figure, when it is another one."""
        expect(figure).not_to_have_attribute("src", before or "", timeout=20_000)
        return figure.get_attribute("src") or ""

    # By the keys, then by the mouse.
    shown = figure.get_attribute("src")
    first = controls.locator(".noUi-handle").nth(0)
    first.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(controls.locator(".widget-readout").nth(0)).to_have_text("0.30")
    shown = drawn_anew(shown)
    track = controls.locator(".noUi-target").nth(0).bounding_box()
    grip = first.bounding_box()
    assert track and grip
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(track["x"] + track["width"] / 2, track["y"] + 4, steps=25)
    page.mouse.up()
    expect(controls.locator(".widget-readout").nth(0)).to_have_text("0.50")
    shown = drawn_anew(shown)

    controls.locator("select").select_option("cosine")
    shown = drawn_anew(shown)
    controls.locator("input[type=checkbox]").uncheck()
    shown = drawn_anew(shown)
    expect(page.locator(".jp-InputArea-prompt").first).to_have_text("[1]:")
    expect(page.locator(".jp-OutputArea-child")).to_have_count(2)

    # What goes wrong stands in the figure's place, and goes with the next change.
    second = controls.locator(".noUi-handle").nth(1)
    second.focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".jp-OutputArea")).to_contain_text("too many waves", timeout=20_000)
    page.wait_for_timeout(300)
    page.screenshot(path=OUT / "jupyterlab-interact-error.png")
    page.keyboard.press("ArrowLeft")
    figure.wait_for(timeout=20_000)
    expect(page.locator(".jp-OutputArea")).not_to_contain_text("too many waves")

    page.keyboard.press("Control+s")
    file = lab.folder / "interact.ipynb"

    def saved() -> list:
        return json.loads(file.read_text())["cells"][0]["outputs"]

    page.wait_for_function("!document.querySelector('.jp-mod-dirty')", timeout=20_000)
    for _ in range(100):
        if len(saved()) == 2:
            break
        page.wait_for_timeout(100)
    view, last = saved()
    assert "application/vnd.jupyter.widget-view+json" in view["data"]
    values = "damping = 0.5 · waves = 3 · shape = cosine · envelope = false"
    assert last["metadata"]["papercell"]["controls"] == values
    assert last["data"]["text/plain"][0].strip() == values and "image/svg+xml" in last["data"]
    assert not errors, errors

    # Whoever opens the notebook again, while the kernel lives, finds the controls as they were left.
    page.reload()
    wait_for_kernel(page)
    expect(controls.locator(".widget-readout").nth(0)).to_have_text("0.50", timeout=30_000)
    expect(controls.locator(".widget-readout").nth(1)).to_have_text("3")
    expect(controls.locator("select")).to_have_value("cosine")
    expect(controls.locator("input[type=checkbox]")).not_to_be_checked()
    page.screenshot(path=OUT / "jupyterlab-interact-again.png")
