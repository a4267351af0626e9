"""The shelf as a site, opened from a folder with the network cut: it asks nobody, fits every window, and can be searched."""

import json
import subprocess
import unicodedata
from urllib.parse import unquote

import pytest

from axe import needs_axe, violations
from support.browser import errors_of
from support.program import ROOT, papercell
from test_browser import LOW_CONTRAST, STICKING_OUT

#: When the first text or picture was painted, in milliseconds.
PAINTED = """() => new Promise(tell => new PerformanceObserver(list => {
  for (const paint of list.getEntriesByName('first-contentful-paint')) tell(paint.startTime);
}).observe({ type: 'paint', buffered: true }))"""

SLUGS = sorted(path.stem for path in (ROOT / "notebooks").glob("*/*.ipynb"))


def shelf(*arguments, cwd=ROOT) -> subprocess.CompletedProcess:
    return subprocess.run([papercell(), "shelf", *map(str, arguments)], cwd=cwd, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of the site."""
    folder = tmp_path_factory.mktemp("site") / "pages"
    done = shelf("--site", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def visit(browser, site):
    """`visit(name, width=..., dark=...)`: a page of the site. `asked` has what it asked for outside of the site's folder."""
    pages = []

    def run(name="index.html", width=1100, dark=False):
        page = browser.new_page()
        pages.append(page)
        page.asked, page.loaded = [], []
        page.wrong = errors_of(page)
        own = site.as_uri() + "/"

        def note(request):
            inside = request.url.startswith(own) and (site / unquote(request.url.removeprefix(own)).split("#")[0]).is_file()
            (page.loaded if inside else page.asked).append(request.url)

        page.on("request", lambda request: None if request.url.startswith("data:") else note(request))
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.goto(own + name)
        page.evaluate("document.fonts.ready.then(() => true)")
        return page

    yield run
    for page in pages:
        page.close()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 1100])
@pytest.mark.parametrize("name", ["index.html", *(f"{slug}.html" for slug in SLUGS)])
def test_a_page_asks_nobody_fits_and_is_legible(visit, keep, name, width, dark):
    page = visit(name, width, dark)
    keep(page, f"site-{name.removesuffix('.html')}-{width}{'-dark' if dark else ''}")
    assert page.asked == [] and page.wrong == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(STICKING_OUT) == []
    assert page.evaluate(LOW_CONTRAST) == []
    assert page.locator("h1").count() == 1 and page.evaluate("document.documentElement.lang") == "en"
    pictures = page.evaluate("Promise.all([...document.images].map(i => (i.loading = 'eager', i.decode().then(() => i.alt !== ''))))")
    assert all(pictures)


def test_it_is_there_within_a_second(visit):
    times = []
    for _ in range(3):
        page = visit()
        # Not `wait_for_function`: where it has to wait, the page's policy forbids it.
        times.append(page.evaluate(PAINTED))
    assert min(times) < 1000, times


def test_every_paper_is_reached_by_topic_by_year_and_by_connection(visit):
    page = visit()
    for section in ("topics", "years", "connections"):
        links = page.eval_on_selector_all(f"section[aria-labelledby={section}] a", "all => all.map(a => a.getAttribute('href'))")
        assert set(links) >= {f"{slug}.html" for slug in SLUGS}, section
    page.click("article:has-text('Denoising Diffusion') a")
    assert page.url.endswith("/ddpm.html") and "Denoising Diffusion" in page.inner_text("h1")
    page.click("nav a:has-text('Generative models')")
    assert page.url.endswith("/index.html#generative-models")


def plain(text: str) -> str:
    """Without accents, in small letters: as the search compares."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).lower()


@pytest.mark.parametrize("words", ["noise gradient", "HYVARINEN", r"\bar\alpha_t", "jang softmax", "fn alpha_bar", "softma", "x"])
def test_the_search_finds_what_the_command_finds(visit, words):
    papers = json.loads(shelf("--json", "--", *words.split()).stdout)
    page = visit()
    page.keyboard.press("/")
    page.keyboard.type(words)
    found = page.eval_on_selector_all("#found li a", "all => all.map(a => a.getAttribute('href'))")
    assert found == [f"{paper['slug']}.html" for paper in papers]
    assert page.locator("#shelf").is_hidden()
    first = words.split()[0].lower()
    if papers:
        assert any(first in plain(mark) for mark in page.locator("#found mark").all_inner_texts())
    else:
        assert page.inner_text("#found [role=status]") == "No paper says that."
    page.click("text=By year")
    assert page.locator("#shelf").is_visible() and page.locator("#found").is_hidden()
    assert page.asked == [] and page.wrong == []


@needs_axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", f"{SLUGS[0]}.html", f"{SLUGS[-1]}.html"])
def test_a_page_shuts_nobody_out(visit, name, dark):
    page = visit(name, dark=dark)
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert violations(page) == [], "on a phone"


@needs_axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("words", ["gradient", "plum pudding"])
def test_a_search_shuts_nobody_out(visit, words, dark):
    page = visit(dark=dark)
    page.fill("#words", words)
    assert page.locator("#found").is_visible() and bool(page.locator("#found li").count()) == (words == "gradient")
    assert violations(page) == []


@needs_axe
def test_axe_is_at_work_on_the_site(visit):
    page = visit()
    page.fill("#words", "gradient")
    page.add_style_tag(content="#found li p { color: #aaa }")
    page.evaluate("document.querySelector('label[for=words]').remove(), document.querySelector('#words').removeAttribute('placeholder')")
    assert {found.split(":")[0] for found in violations(page)} >= {"label", "color-contrast"}


def test_another_script_would_not_run(visit):
    page = visit()
    page.evaluate("() => { const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.body.append(s); }")
    assert page.evaluate("window.ran") is None


def test_a_site_replaces_a_site_and_nothing_else(tmp_path):
    notebooks = tmp_path / "notebooks"
    assert shelf("copy", notebooks).returncode == 0
    folder = tmp_path / "pages"
    assert shelf("--dir", notebooks, "--site", folder).returncode == 0
    before = (folder / "gumbel-softmax.html").read_bytes()
    (notebooks / "generative-models" / "ddpm.ipynb").unlink()
    (folder / "mine.html").write_text("my own")
    assert shelf("--dir", notebooks, "--site", folder).returncode == 0
    assert not (folder / "ddpm.html").exists() and not (folder / "thumbnails" / "ddpm.svg").exists()
    assert (folder / "mine.html").read_text() == "my own"
    assert (folder / "gumbel-softmax.html").read_bytes() == before
    # The next run goes on where one was broken off.
    (folder / "graphnvp.html").unlink()
    assert shelf("--dir", notebooks, "--site", folder).returncode == 0 and (folder / "graphnvp.html").exists()
    other = tmp_path / "other"
    other.mkdir()
    (other / "index.html").write_text("my own")
    done = shelf("--dir", notebooks, "--site", other)
    assert done.returncode == 1 and "holds something else" in done.stderr
    assert [path.name for path in other.iterdir()] == ["index.html"]
