"""Stream text: the last state of the screen, with its colours."""

import pytest
from bs4 import BeautifulSoup

from samples import book, code, stream


def shown(text):
    """Text that is left on the screen."""
    from papercell_handout.terminal import to_html

    return BeautifulSoup(to_html(text), "html.parser").text


@pytest.mark.parametrize(
    "text, left",
    [
        ("a\nb\n", "a\nb\n"),
        ("10%\r50%\r100%\ndone\n", "100%\ndone\n"),
        ("long line\rshort\x1b[K\n", "short\n"),
        ("long line\rshort\n", "shortline\n"),
        ("abc\b\bX\n", "aXc\n"),
        ("one\ntwo\n\x1b[2AONE\x1b[0K\n", "ONE\ntwo\n"),
        ("one\ntwo\n\x1b[2A\x1b[Jnew\n", "new\n"),
        ("a\x1b[2Kb\n", " b\n"),
        ("abc\x1b[1Gx\n", "xbc\n"),
        ("\x1b]0;title\x07text\x1b[?25l\n", "text\n"),
        ("é\r日本\n", "日本\n"),
        ("\x1b[31mred\x1b[0m\rx\n", "xed\n"),
        ("tail\x1b", "tail"),
    ],
)
def test_the_last_state_is_left(text, left):
    assert shown(text) == left


def test_a_progress_bar_leaves_one_line(soup):
    bar = "".join(f"\r{n:3}% [{'#' * (n // 10):10}]" for n in range(101)) + "\n"
    assert soup(book(code("x", [stream(bar)]))).select_one(".terminal").text == "100% [##########]"


def test_a_bar_that_erases_itself_leaves_nothing(soup):
    assert soup(book(code("x", [stream("working\r\x1b[2K")]))).select(".terminal") == []


def test_pieces_of_a_stream_are_joined(soup):
    page = soup(book(code("x", [stream("10%"), stream("\r99%"), stream("e", "stderr"), stream("after")])))
    assert [pre.text for pre in page.select(".terminal")] == ["99%", "e", "after"]


def test_colours_are_classes_and_survive_a_carriage_return(soup):
    page = soup(book(code("x", [stream("old\r\x1b[1;32mgreen\x1b[0m <b>\n")])))
    assert page.select_one(".terminal .ansi-green-intense-fg").text == "green"
    assert page.select_one(".terminal").text == "green <b>"
