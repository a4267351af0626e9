"""`:papers` and `:paper`: the shelf, from inside a notebook."""

import pytest


def shown(kernel, code):
    (result,) = kernel.ok(code).of("execute_result")
    return result["data"]["text/markdown"], result["data"]["text/plain"], result["metadata"]


def test_all_papers_by_topic(kernel):
    markdown, plain, _ = shown(kernel, ":papers")
    assert "| **Generative models** |" in markdown and "`ddpm` | 2020 |" in markdown
    assert "Generative models\n  gumbel-softmax " in plain


def test_words_find_papers(kernel):
    markdown, plain, _ = shown(kernel, ":papers undo destruction")
    assert "`ddpm`" in markdown and "gumbel" not in markdown
    assert "<b>destruction</b>" in markdown and "undo its destruction" in plain


def test_a_card(kernel):
    markdown, plain, metadata = shown(kernel, ":paper gumbel-softmax")
    assert "Categorical Reparameterization with Gumbel-Softmax</h1>" in markdown and r"\mathrm{Gumbel}" in markdown
    assert "hold at toy scale" in markdown and "generative-models/gumbel-softmax.ipynb" in plain
    assert metadata == {}, "nobody takes it for the paper cell of this notebook"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (":paper gumble-softmax", "did you mean `gumbel-softmax`?"),
        (":paper", ":paper ddpm"),
        (":papers difusion", "did you mean `diffusion`?"),
    ],
)
def test_an_error_says_what_to_do(kernel, code, words):
    assert words in kernel.fails(code).error["evalue"]


def test_help_and_completion_know_them(kernel):
    assert "\n:papers " in kernel.ok(":help").result and "\n:paper " in kernel.ok(":help").result
    code = ":paper design-by-a"
    reply = kernel.ask("complete_request", code=code, cursor_pos=len(code))
    assert reply["matches"] == ["design-by-adaptive-sampling"] and reply["cursor_start"] == len(":paper ")
