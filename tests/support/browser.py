"""Chromium, driven by Playwright: the system's own, quiet, and with no network if so wished."""

import shutil
import tempfile
from contextlib import contextmanager
from typing import Iterator

from playwright.sync_api import BrowserContext, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",  # the suites may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium(**settings) -> Iterator[BrowserContext]:
    """A fresh profile; `settings` as of Playwright's `launch_persistent_context`."""
    settings.setdefault("viewport", {"width": 1400, "height": 1000})
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="papercell-chromium-") as profile:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=executable, headless=True, args=ARGUMENTS, **settings
        )
        try:
            yield context
        finally:
            context.close()


def wait_for_kernel(page: Page, timeout: float = 60_000) -> None:
    """Waits until JupyterLab's status bar says that our kernel is connected and idle."""
    page.wait_for_function(
        r"/Rust \(Papercell\)\s*\|?\s*Idle/.test(document.querySelector('#jp-main-statusbar')?.innerText ?? '')",
        timeout=timeout,
    )


def errors_of(page: Page) -> list[str]:
    """A list that fills with the errors that the page writes to its console, or throws."""
    found: list[str] = []
    page.on("console", lambda m: found.append(f"{m.text} ({m.location.get('url')})") if m.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def sizes(page: Page, selector: str) -> list[tuple[float, float]]:
    """Width and height of every element that the selector finds, in CSS pixels."""
    return page.eval_on_selector_all(
        selector, "found => found.map(e => [e.getBoundingClientRect().width, e.getBoundingClientRect().height])"
    )
