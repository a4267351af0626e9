"""Both engines say the same of every cell of the corpus, or `differences.toml` says what differs and why.

The engine on evcxr is slow: what it says was recorded by `record.py`, and `tests/run --all` checks the record.
"""

import tomllib

import pytest
from sessions import HERE, Cell, Normal, differences, recorded, run_session, sessions

SESSIONS = sessions()
CELLS = [cell for cells in SESSIONS.values() for cell in cells]
KNOWN = tomllib.loads((HERE / "differences.toml").read_text())


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Session -> title -> outcome, each session run once, when its first cell is asked for."""
    ran: dict[str, dict[str, Normal]] = {}

    def of(cell: Cell) -> Normal:
        if cell.session not in ran:
            ran[cell.session] = run_session(SESSIONS[cell.session], tmp_path_factory.mktemp(cell.session))
        assert cell.title in ran[cell.session], "the kernel did not answer this cell, or one before it"
        return ran[cell.session][cell.title]

    return of


@pytest.mark.timeout(600)
@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_the_engines_agree(cell, outcomes):
    found = outcomes(cell)
    differs = differences(recorded(cell.session)[cell.title], found)
    known = KNOWN.get(cell.session, {}).get(cell.title)
    if known is None:
        said = "\n".join(f"  {field}: recorded {was!r}, found {now!r}" for field, (was, now) in differs.items())
        assert not differs, f"{cell.code}\n{said}"
        return
    assert set(differs) == set(known["native"]), f"differs in {differs}, and differences.toml says {known['native']}"
    for field, value in known["native"].items():
        said = found.get(field, type(value)())  # a field is left out when it is empty
        assert value in said if field in ("evalue", "stderr") else value == said, f"{field}: {said!r}"


def test_there_are_at_least_300_cells():
    assert len(CELLS) >= 300


def test_every_session_is_recorded_with_its_cells_as_they_are():
    for name, cells in SESSIONS.items():
        digests = {cell.title: cell.digest for cell in cells}
        assert {title: was["digest"] for title, was in recorded(name).items()} == digests, f"run tests/engines/record.py {name}"


def test_every_known_difference_is_of_a_cell_and_has_a_reason():
    names = {cell.name for cell in CELLS}
    for session, cells in KNOWN.items():
        for title, difference in cells.items():
            assert f"{session}/{title}" in names, f"{session}/{title} is no cell"
            assert len(difference["why"]) > 20, f"{session}/{title} needs a reason"
            assert difference["native"], f"{session}/{title} does not say what the native engine says"
