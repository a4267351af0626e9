"""Claims that are expected to fail, and sabotages that claims must notice."""

import json

import pytest

from support.written import PAPER, notebook

USE = "use toy::prelude::*;"
MEASURE = 'claim("small").below(size, 0.5);\nclaim("large").above(size, LARGE);\nverdict();'
FAILS = '[fails]\nlarge = "the toy is too small for it"'


def checked(place, *sources):
    """A check of a notebook that was run before."""
    path = notebook(place.folder / "a.ipynb", *sources)
    ran = place.run("run", path)
    assert ran.returncode == 0, ran.stderr
    return path, place.run("check", "--no-lint", path)


def test_a_claim_that_fails_as_expected_is_an_honest_failure(place):
    path, done = checked(place, PAPER.format(more=FAILS), USE, "let size = 0.2;", MEASURE.replace("LARGE", "0.5"))
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1].endswith("1/2  ok, 1 claim fails as expected")
    outputs = json.loads(path.read_text())["cells"][3]["outputs"]
    shown = "".join(outputs[0]["data"]["text/plain"])
    assert "✗ does not hold, as expected: the toy is too small for it" in shown
    claims = outputs[0]["metadata"]["papercell"]["claims"]
    assert claims[1]["expected_to_fail"] == "the toy is too small for it"
    assert "expected_to_fail" not in claims[0]


def test_a_claim_that_holds_against_expectation_fails_the_check(place):
    _, done = checked(place, PAPER.format(more=FAILS), USE, "let size = 0.2;", MEASURE.replace("LARGE", "0.1"))
    assert done.returncode == 1
    assert 'claim "large" holds (measured 0.2, expected > 0.1)' in done.stdout and "take it out there" in done.stdout


def test_a_failure_that_is_not_listed_fails_the_check(place):
    _, done = checked(place, PAPER.format(more=FAILS), USE, "let size = 0.7;", MEASURE.replace("LARGE", "0.9"))
    assert done.returncode == 1
    assert 'claim "small" does not hold: measured 0.7, expected < 0.5' in done.stdout
    assert 'claim "large"' not in done.stdout


MUTANT = {
    "name": "doubled",
    "why": "ten times as large is not small",
    "cell": "c03",
    "find": "0.2",
    "replace": "2.0",
    "breaks": ["small"],
}


def sabotaged(place, *mutants, more=FAILS):
    """`check --mutants` of a small notebook with these sabotages, changes to MUTANT."""
    cells = [PAPER.format(more=more), USE, "let size = 0.2;", MEASURE.replace("LARGE", "0.5")]
    path = notebook(place.folder / "a.ipynb", *cells, mutants=[MUTANT | mutant for mutant in mutants])
    before = path.read_text()
    done = place.run("check", "--mutants", "--jobs", "2", path)
    assert path.read_text() == before, "nothing is written"
    return done


def test_a_sabotage_must_turn_its_claims_red(place):
    good = sabotaged(place, {})
    assert good.returncode == 0, good.stdout
    assert good.stdout.splitlines()[-1].endswith("caught (small)")

    done = sabotaged(
        place,
        {},
        {"name": "survivor", "replace": "0.3"},
        {"name": "uncompiled", "replace": '"a"'},
        {"name": "stopped", "replace": "{ let o: Option<f64> = None; o.expect(\"nothing\") }"},
    )
    assert done.returncode == 1
    verdicts = {line.split()[1]: line.split(maxsplit=3)[3] for line in done.stdout.splitlines()[-4:]}
    assert verdicts == {
        "doubled": "caught (small)",
        "survivor": "survives: 1 of 1 claims hold",
        "uncompiled": "cell 4 fails",
        "stopped": "cell 3 fails",
    }, done.stdout
    assert 'claim "small" holds: measured 0.3, expected < 0.5' in done.stdout
    assert "E0277" in done.stdout and "nothing" in done.stdout


@pytest.mark.parametrize(
    ("mutants", "says"),
    [
        ([], "it lists no mutants"),
        ([{"find": "let"}, {"name": "b", "find": "9"}], "`find` stands 0 times"),
        ([{"cell": "c77"}], 'there is no cell "c77"'),
        ([{"breaks": ["smal"]}], 'there is no claim "smal"; there are small'),
        ([{"breaks": ["large"]}], 'claim "large" fails without it, too'),
        ([{"colour": "red"}], "unknown field `colour`"),
    ],
)
def test_a_sabotage_that_is_none_is_an_error(place, mutants, says):
    done = sabotaged(place, *mutants)
    assert done.returncode == 1 and says in done.stdout, done.stdout
