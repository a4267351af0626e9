"""Every notebook keeps to the budgets of its kind, so that it can be read in a quarter of an hour."""

import re
import statistics
import tomllib

import nbformat
import pytest

from support.program import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem, scope="module")
def notebook(request):
    """A notebook; its path is in `.path`."""
    notebook = nbformat.read(request.param, as_version=4)
    nbformat.validate(notebook)
    object.__setattr__(notebook, "path", request.param)
    return notebook


def code(notebook) -> list[str]:
    """The sources of the Rust cells."""
    return [c.source for c in notebook.cells if c.cell_type == "code" and not c.source.startswith("%%")]


def prose(notebook) -> str:
    """What a reader reads: Markdown cells, and the summary of the paper cell."""
    texts = [c.source for c in notebook.cells if c.cell_type == "markdown"]
    texts += [c.source.split("+++")[-1] for c in notebook.cells if c.source.startswith("%%paper")]
    return "\n".join(texts)


def front(notebook) -> dict:
    """The front matter of the paper cell."""
    paper = [c.source for c in notebook.cells if c.source.startswith("%%paper")]
    assert len(paper) == 1, "there is one paper cell, and it is the first code cell"
    return tomllib.loads(paper[0].split("+++")[1])


def words(text: str) -> int:
    """Words of prose; an equation counts as one."""
    text = re.sub(r"\$\$.*?\$\$", " equation ", text, flags=re.DOTALL)
    text = re.sub(r"\$[^$\n]+\$", " equation ", text)
    text = re.sub(r"^\|[\s:|-]+\|$", " ", text, flags=re.MULTILINE)
    return len(re.findall(r"[^\W_][\w'’-]*", text))


def test_there_are_notebooks():
    assert NOTEBOOKS


def test_it_stands_in_its_topic_under_its_slug(notebook):
    matter = front(notebook)
    assert notebook.path.stem == matter["slug"]
    assert notebook.path.parent.name == matter["topic"]


def test_it_opens_with_the_paper(notebook):
    assert notebook.cells[0].source.startswith("%%paper")


def test_its_metadata_tell_every_front_end_that_it_is_rust(notebook):
    assert notebook.metadata.kernelspec.name == "papercell"
    language = notebook.metadata.language_info
    assert (language.name, language.pygments_lexer, language.file_extension) == ("rust", "rust", ".rs")


def test_cells(notebook):
    assert 13 <= len(notebook.cells) <= 18, f"{len(notebook.cells)} cells"


def test_words(notebook):
    count = words(prose(notebook))
    assert 600 <= count <= 900, f"{count} words of prose"


def test_code(notebook):
    lines = [len(source.splitlines()) for source in code(notebook)]
    assert 8 <= len(lines) <= 11, f"{len(lines)} code cells"
    assert max(lines) <= 25, f"a cell of {max(lines)} lines"
    assert statistics.median(lines) <= 8, f"median {statistics.median(lines)} lines"
    assert sum(lines) <= 120, f"{sum(lines)} lines of code"


def test_lines_fit_the_page(notebook):
    long = [line for source in code(notebook) for line in source.splitlines() if len(line) > 100]
    assert not long, long


def test_figures(notebook):
    figures = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "image/svg+xml" in output.get("data", {})
    ]
    assert 2 <= len(figures) <= 3, f"{len(figures)} figures"
    for figure in figures:
        assert figure.metadata["papercell"]["caption"] in figure.metadata["vscode_altText"]
        svg = "".join(figure.data["image/svg+xml"])
        assert not re.search(r"<script|(?:href|src)=[\"']https?:", svg)


def test_every_claim_is_checked(notebook):
    claims = front(notebook)["claims"]
    assert len(claims) >= 4, f"{len(claims)} claims"
    source = "\n".join(code(notebook))
    missing = [claim for claim in claims if f'claim("{claim}")' not in source]
    assert not missing, f"no cell measures {missing}"
    assert "verdict()" in source
    shown = [
        output.metadata["papercell"]["claims"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "claims" in output.get("metadata", {}).get("papercell", {})
    ]
    assert len(shown) == 1, "the verdict is shown once"
    assert {claim["id"] for claim in shown[0]} == set(claims)


def test_no_closure_and_no_borrow_lives_from_cell_to_cell(notebook):
    for source in code(notebook):
        top = re.findall(r"^let [^;=]*=\s*(?:move\s*)?(\|[^|]*\||&)", source, re.MULTILINE)
        assert not top, f"a cell keeps {top} in:\n{source}"


def test_no_std_function_that_differs_between_machines(notebook):
    for source in code(notebook):
        found = re.findall(r"f64::(?:exp|ln|sin|cos|tan|tanh|powf)\b", source)
        assert not found, f"use the toolkit's functions instead of {found} in:\n{source}"


def test_no_unwrap_for_a_reader_to_stumble_over(notebook):
    assert not [source for source in code(notebook) if ".unwrap()" in source]


def test_outputs_are_those_of_one_run_from_top_to_bottom(notebook):
    counts = [c.execution_count for c in notebook.cells if c.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1)), counts
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            assert output.output_type != "error", output.get("evalue")


def test_every_output_has_plain_text(notebook):
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "data" in output:
                assert "text/plain" in output.data, cell.source


def test_nothing_is_fetched(notebook):
    for source in code(notebook):
        assert not re.search(r"https?://|std::fs|std::net|:dep\b", source), source


def test_equations_use_what_every_front_end_draws(notebook):
    banned = r"\\(argmin|argmax|bm|R|N|llbracket|label|eqref|ref|mathds|mathbbm|norm|def|newcommand|href)\b"
    text = prose(notebook) + str(front(notebook))
    assert not re.findall(banned, text), re.findall(banned, text)


def test_it_says_where_it_leads(notebook):
    text = prose(notebook).lower()
    assert "further reading" in text
    assert re.search(r"differs from the paper|from the paper", text), "where the toy differs from the paper"
