"""`papercell shelf`: what it lists, finds, copies and writes, in a checkout and far from one."""

import json
import re
import shutil

import pytest

from support.program import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*/*.ipynb"))
PAPER = """%%paper
+++
title = "{title}"
slug = "{slug}"
authors = ["Aapo Hyvärinen"]
year = {year}
url = "https://example.org"
topic = "tiny"
[claims]
sums = "One and one are two."
+++
Everything is said here. And more.
"""


def tiny(folder, slug, title="A tiny paper", year=2018, code='claim("sums").below((1.0 + 1.0 - 2.0_f64).abs(), 0.5);\nverdict();'):
    """A notebook with a paper cell and one of Rust, not run yet."""
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    sources = {"a": PAPER.format(slug=slug, title=title, year=year), "b": f"use toy::prelude::*;\n{code}"}
    cells = [{**cell, "id": key, "source": source} for key, source in sources.items()]
    file = folder / "tiny" / f"{slug}.ipynb"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
    return file


def slugs(place, *arguments, cwd=None):
    done = place.run("shelf", *arguments, "--json", cwd=cwd)
    assert done.returncode == 0, done.stderr
    return [paper["slug"] for paper in json.loads(done.stdout)]


@pytest.fixture
def outside(tmp_path):
    """A folder that is in no checkout."""
    folder = tmp_path / "outside"
    folder.mkdir()
    return folder


def test_every_notebook_is_listed_far_from_a_checkout_too(place, outside):
    own = {path.stem for path in NOTEBOOKS}
    assert set(slugs(place, cwd=outside)) == own == set(slugs(place, cwd=ROOT / "notebooks" / "toy"))
    text = place.run("shelf", cwd=outside).stdout
    for path in NOTEBOOKS:
        assert re.search(rf"^  {path.stem} +\d{{4}}  \S.* \d+ of \d+ +\S", text, re.MULTILINE), text
    assert "Generative models\n" in text and "papercell shelf open " in text


def test_an_object_of_the_list_says_everything(place, outside):
    papers = json.loads(place.run("shelf", "--json", cwd=outside).stdout)
    paper = next(paper for paper in papers if paper["slug"] == "ddpm")
    assert (paper["year"], paper["topic"], paper["place"]) == (2020, "generative-models", "generative-models/ddpm.ipynb")
    assert paper["held"] == paper["measured"] == len(paper["claims"]) > 3
    assert paper["links"] == ["https://arxiv.org/abs/2006.11239"] and "score-matching-langevin" in paper["further"]
    assert paper["file"] is None and paper["seconds"] is None


def test_words_find_what_a_notebook_says(place, outside):
    for words in (["denoising"], ["jonathan", "HO"], [r"\bar\alpha_t"], ["fn", "alpha_bar"], ["destruction"]):
        assert slugs(place, *words, cwd=outside)[0] == "ddpm", words
    text = place.run("shelf", "destruction", cwd=outside).stdout
    assert re.search(r"^    .*undo its destruction", text, re.MULTILINE), text


def test_a_part_of_the_shelf(place, outside):
    assert set(slugs(place, "--topic", "generative-models", "--year", "2017..2020", cwd=outside)) >= {"gumbel-softmax", "ddpm"}
    assert "ddpm" not in slugs(place, "--year", "..2019", cwd=outside)
    assert slugs(place, "--year", "1900", cwd=outside) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["difusion"], "did you mean `diffusion`?"),
        (["--topic", "generativ-models"], "did you mean `generative-models`?"),
        (["--year", "2020..2010"], "2020 is after 2010"),
        (["--year", "last"], "is no year"),
        (["open", "gumble-softmax"], "did you mean `gumbel-softmax`?"),
        (["copy", "there", "gumble-softmax"], "did you mean `gumbel-softmax`?"),
        (["--dir", "nowhere"], "nowhere cannot be read"),
        (["--readme"], "--dir"),
        (["--check"], "--readme"),
    ],
)
def test_an_error_says_what_to_do(place, outside, arguments, words):
    done = place.run("shelf", *arguments, cwd=outside)
    assert done.returncode != 0 and words in done.stderr and "panicked" not in done.stderr, done.stderr
    assert not list(outside.iterdir()), "nothing was written"


def test_a_copy_is_whole_and_never_takes_away_what_was_written(place, outside):
    done = place.run("shelf", "copy", "mine", cwd=outside)
    copies = {path.relative_to(outside / "mine") for path in (outside / "mine").rglob("*.ipynb")}
    assert copies == {path.relative_to(ROOT / "notebooks") for path in NOTEBOOKS}, done.stderr
    for path in copies:
        assert (outside / "mine" / path).read_bytes() == (ROOT / "notebooks" / path).read_bytes()
    mine = outside / "mine" / "generative-models" / "ddpm.ipynb"
    mine.write_text("my own work")
    done = place.run("shelf", "copy", "mine", cwd=outside)
    assert mine.read_text() == "my own work"
    assert "ddpm.ipynb: kept as it is" in done.stdout and f"{len(copies) - 1} there already, 1 kept" in done.stdout
    assert "ddpm.ipynb\n1 copied" in place.run("shelf", "copy", "other", "ddpm", cwd=outside).stdout


def test_opening_a_paper_of_the_binary_first_makes_a_copy(place, outside):
    done = place.run("shelf", "open", "ddpm", "--python", "/nowhere/python", cwd=outside)
    assert "/nowhere/python does not run" in done.stderr, "it came as far as JupyterLab"
    copy = outside / "papercell-shelf" / "generative-models" / "ddpm.ipynb"
    assert copy.read_bytes() == (ROOT / "notebooks" / "generative-models" / "ddpm.ipynb").read_bytes()
    copy.write_text("my own work")
    done = place.run("shelf", "open", "ddpm", "--python", "/nowhere/python", cwd=outside)
    assert copy.read_text() == "my own work" and "opened as it is" in done.stdout


def test_a_handout_is_opened_without_jupyterlab(place, outside):
    done = place.run("shelf", "open", "ddpm", "--handout", "--no-browser", cwd=outside)
    page = (place.home / "cache" / "handouts" / "ddpm.html").read_text()
    assert done.stdout.strip().endswith("/handouts/ddpm.html") and "<h1>Denoising Diffusion" in page
    assert not list(outside.iterdir()), "no copy is needed"


def test_what_cannot_be_read_is_named_with_the_reason(place, outside):
    tiny(outside, "good")
    tiny(outside, "bad", year="'x'")
    (outside / "tiny" / "torn.ipynb").write_text("{")
    done = place.run("shelf", "--dir", outside)
    assert done.returncode == 0 and "good" in done.stdout
    assert "tiny/bad.ipynb cannot be read: its paper cell is wrong: `year` must be a whole number" in done.stderr
    assert "tiny/torn.ipynb cannot be read: it is no notebook: it is not JSON" in done.stderr


def test_the_time_of_the_last_run_is_shown_until_the_notebook_changes(place, outside):
    file = tiny(outside, "one")
    paper = lambda: json.loads(place.run("shelf", "--dir", outside, "--json").stdout)[0]  # noqa: E731
    assert (paper()["seconds"], paper()["held"], paper()["measured"]) == (None, 0, 0)
    assert place.run("run", file).returncode == 0
    assert 0 < paper()["seconds"] < 100 and (paper()["held"], paper()["measured"]) == (1, 1)
    assert re.search(r" 1 of 1 +\d+\.?\d* s$", place.run("shelf", "--dir", outside).stdout, re.MULTILINE)
    assert place.run("check", "--no-lint", file).returncode == 0
    file.write_text(file.read_text().replace("1.0 + 1.0", "1.5 + 0.5"))
    assert paper()["seconds"] is None


def test_the_index_of_the_repository_is_current(place):
    done = place.run("shelf", "--readme", "--check", cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_an_index_is_written_and_found_to_be_stale(place, outside):
    shutil.copytree(ROOT / "notebooks" / "generative-models", outside / "generative-models")
    assert "README.md is stale" in place.run("shelf", "--dir", outside, "--readme", "--check").stderr
    assert not (outside / "README.md").exists()
    assert place.run("shelf", "--dir", outside, "--readme").returncode == 0
    page = (outside / "README.md").read_text()
    for target in re.findall(r'(?:src|href)="([^":]+)"|\]\(([^):]+)\)', page):
        place_of = "".join(target)
        assert (outside / place_of).exists() or place_of.startswith("toy/"), place_of
    assert place.run("shelf", "--dir", outside, "--readme", "--check").returncode == 0
    (outside / "generative-models" / "ddpm.ipynb").unlink()
    done = place.run("shelf", "--dir", outside, "--readme", "--check")
    assert done.returncode == 1
    assert "README.md is stale" in done.stderr and "thumbnails/ddpm.svg is stale" in done.stderr
    place.run("shelf", "--dir", outside, "--readme")
    assert not (outside / "thumbnails" / "ddpm.svg").exists() and (outside / "thumbnails" / "gumbel-softmax.svg").exists()
