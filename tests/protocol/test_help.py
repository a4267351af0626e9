"""`?name`, `name?`, `??name`: help in the front end's pager, as a payload of the reply."""

import pytest


def pages(kernel, code, **settings):
    """The payload of a cell that says nothing else."""
    outcome = kernel.ok(code, **settings)
    assert outcome.types() in (["execute_input"], []), outcome.types()
    payload = outcome.reply["content"]["payload"]
    assert all(set(page) == {"source", "data", "start"} for page in payload), payload
    assert all(page["source"] == "page" and page["start"] == 0 for page in payload), payload
    return [page["data"] for page in payload]


def page(kernel, code, **settings):
    (data,) = pages(kernel, code, **settings)
    assert {"text/plain", "text/markdown", "text/html"} <= set(data)
    return data


@pytest.fixture(scope="module")
def session(shared):
    shared.ok("/// How *far* it is.\nfn far_away(miles: f64) -> f64 {\n    1.609 * miles\n}")
    shared.ok("/// A place.\nstruct Place { x: f64 }\nmacro_rules! doubled { ($x:expr) => { 2 * $x } }")
    shared.ok("let helpful = vec![1.5];\nlet parsed: Result<i32, std::num::ParseIntError> = \"12\".parse();")
    return shared


@pytest.mark.parametrize("code", ["?far_away", "far_away?", " ? far_away \n"])
def test_a_function_of_the_session(session, kernel, code):
    data = page(kernel, code)
    assert data["text/plain"] == "fn far_away(miles: f64) -> f64\n\nHow *far* it is."
    assert "<em>far</em>" in data["text/html"]


@pytest.mark.parametrize("code", ["??far_away", "far_away??"])
def test_the_source_of_an_item(session, kernel, code):
    text = page(kernel, code)["text/plain"]
    assert text.startswith("/// How *far* it is.") and "1.609 * miles" in text


def test_a_variable_a_type_a_macro(session, kernel):
    assert page(kernel, "?helpful")["text/plain"] == "let helpful: Vec<f64>"
    assert "A place." in page(kernel, "Place?")["text/plain"]
    assert "macro_rules! doubled" in page(kernel, "?doubled!")["text/plain"]
    assert "2 * $x" in page(kernel, "??doubled")["text/plain"]


def test_commands_and_cell_magics(kernel):
    assert "Adds a crate" in page(kernel, "?:dep")["text/plain"]
    assert "Adds a crate" in page(kernel, ":dep?")["text/plain"]
    assert "TeX" in page(kernel, "?%%tex")["text/plain"]


def test_paths_and_macros_of_the_standard_library(kernel):
    swap = page(kernel, "?std::mem::swap", timeout=120)
    assert "pub const fn swap" in swap["text/plain"] and "Swaps the values" in swap["text/plain"]
    assert "<script" not in swap["text/html"] and "language-rust" in swap["text/html"]
    assert "```rust" in swap["text/markdown"]
    assert "println" in page(kernel, "?println!")["text/plain"]
    assert "struct Vec" in page(kernel, "?Vec")["text/plain"]


def test_a_question_mark_behind_a_result_is_rust(session, kernel):
    outcome = kernel.ok("parsed?")
    assert outcome.result == "12" and outcome.reply["content"]["payload"] == []


def test_what_nothing_is_known_of_is_an_error_that_says_what_to_do(kernel):
    assert "std::mem::swap" in kernel.fails("?no_such_thing_anywhere", timeout=120).error["evalue"]
    assert ":help" in kernel.fails("?:nothing").error["evalue"]
    assert "write `?`" in kernel.fails("?1 + 1").error["evalue"]


def test_a_silent_question_is_answered_too(session, kernel):
    assert "far_away" in page(kernel, "?far_away", silent=True)["text/plain"]
