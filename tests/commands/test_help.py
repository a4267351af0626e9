"""The help: one line for each command, examples that are commands, and errors that say what to do."""

import re

import pytest

COMMANDS = ["install", "uninstall", "clean", "lab", "new", "run", "check", "fmt", "handout", "shelf", "doctor"]


def test_the_list_has_a_line_for_each_command(place):
    text = place.run("--help").stdout
    for command in COMMANDS:
        assert re.search(rf"^  {command} +[A-Z].*\w$", text, re.MULTILINE), f"{command}\n{text}"
    assert "Examples:" in text and "PAPERCELL_LOG" in text
    assert max(map(len, text.splitlines())) <= 120
    assert place.run().stderr == text, "without a command, the help"


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_an_example_that_is_understood(place, command):
    text = place.run(command, "--help").stdout
    assert re.match(r"[A-Z].*\w\n\nUsage: papercell " + command, text), text
    assert max(map(len, text.splitlines())) <= 120, text
    examples = re.findall(r"^  (papercell .*?)(?:   .*)?$", text, re.MULTILINE)
    assert examples or command == "clean", text
    for example in examples:
        words = example.split()[1:]
        assert words[0] == command
        # Every option of an example is one that the help explains.
        own = words[: words.index("--")] if "--" in words else words
        for option in (word for word in own if word.startswith("--")):
            assert re.search(rf"^ +{option}\b", text, re.MULTILINE), (option, text)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["instal"], "install"),
        (["install", "--prefix"], "--prefix <DIR>"),
        (["install", "--prefix", "/x", "--sys-prefix"], "cannot be used with"),
        (["run"], "<FILE.ipynb>"),
        (["run", "/nowhere/x.ipynb"], "/nowhere/x.ipynb cannot be read"),
        (["lab", "/nowhere"], "there is no folder /nowhere"),
        (["uninstall", "--sys-prefix", "--python", "/nowhere/python"], "/nowhere/python does not run"),
    ],
)
def test_an_error_says_what_is_wrong(place, arguments, words):
    done = place.run(*arguments)
    assert done.returncode != 0
    assert words in done.stderr and "panicked" not in done.stderr, done.stderr
