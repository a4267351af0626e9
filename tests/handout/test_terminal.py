"""Stream text: the last state of the screen, with its colours."""

from samples import book, code, stream


def test_a_progress_bar_leaves_one_line(soup):
    bar = "".join(f"\r{n:3}% [{'#' * (n // 10):10}]" for n in range(101)) + "\n"
    assert soup(book(code("x", [stream(bar)]))).select_one(".terminal").text == "100% [##########]"


def test_a_bar_that_erases_itself_leaves_nothing(soup):
    assert soup(book(code("x", [stream("working\r\x1b[2K")]))).select(".terminal") == []


def test_pieces_of_a_stream_are_joined(soup):
    page = soup(book(code("x", [stream("10%"), stream("\r99%"), stream("e", "stderr"), stream("after")])))
    assert [pre.text for pre in page.select(".terminal")] == ["99%", "e", "after"]


def test_a_move_of_the_cursor_makes_no_rows_and_few_columns(export):
    down, right = "\x1b[10000B" * 4000 + "low", "\x1b[9999Cx\n" * 2000
    page = export(book(code("x", [stream(down)])))
    assert "low" in page and len(page) < 100_000
    assert len(export(book(code("x", [stream(right)])))) < 1_200_000


def test_colours_are_classes_and_survive_a_carriage_return(soup):
    page = soup(book(code("x", [stream("old\r\x1b[1;32mgreen\x1b[0m <b>\n")])))
    assert page.select_one(".terminal .ansi-green-intense-fg").text == "green"
    assert page.select_one(".terminal").text == "green <b>"
