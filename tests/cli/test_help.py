"""`--help` of every command: at 80 columns, in words of the field, with examples that the command takes."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from aksnet.cli.help import EXAMPLES
from aksnet.cli.main import app
from tests.program import ROOT
from tests.test_docs import PAGES

ROOT_COMMAND = get_command(app)


def commands(group: object = ROOT_COMMAND, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    assert isinstance(group, TyperGroup)
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("path", [*commands()], ids=" ".join)
def test_help_shows_no_name_of_a_python_type_and_has_examples_that_the_command_takes(path: tuple[str, ...]) -> None:
    text = CliRunner().invoke(app, [*path, "--help"], terminal_width=80, env={"COLUMNS": "80"}).output
    assert [
        line for line in text.splitlines() if len(line) > 80 or re.search(r"<(str|path|int|float|list)", line)
    ] == []
    shown = text.split(f"\n{EXAMPLES}:\n", 1)[1].splitlines()
    assert shown
    for line in shown:
        program, *arguments = shlex.split(line.split(" > ")[0])
        assert (program, tuple(arguments[: len(path)])) == ("aksnet", path)
        parsed(path, arguments[len(path) :])


def parsed(path: tuple[str, ...], arguments: list[str]) -> typer.Context:
    """Parse the arguments of a command as the command line does, without running it; a wrong one raises."""
    command: object = ROOT_COMMAND
    for name in path:
        assert isinstance(command, TyperGroup)
        command = command.commands[name]
    return command.make_context(path[-1], arguments)  # type: ignore[attr-defined, no-any-return]


def test_options_of_a_command_with_many_stand_by_subject() -> None:
    text = CliRunner().invoke(app, ["verify", "--help"], env={"COLUMNS": "80"}).output
    assert re.findall(r"^(\w[^\n]*):$", text, re.MULTILINE) == [
        "What to read",
        "What to expect, where no stack says it",
        "What to do besides",
        "The report",
        "Options",
        "Examples",
    ]
    report = text.split("The report:\n", 1)[1].split("\n\n", 1)[0]
    assert re.findall(r"^  (?:-\w, )?(--[\w-]+)", report, re.MULTILINE) == [
        "--accept",
        "--pods",
        "--format",
        "--output",
    ]


IN_PAGES = re.compile(r"`aksnet ([^`]+)`|^(?:\$ )?(?:\.venv/bin/)?(?:python -m )?aksnet ([^|>\n]+)", re.MULTILINE)


OF_TODAY = [page for page in PAGES if page.name != "CHANGELOG.md"]


@pytest.mark.parametrize("page", OF_TODAY, ids=[str(path.relative_to(ROOT)) for path in OF_TODAY])
def test_a_page_names_commands_and_options_and_targets_of_make_that_are_there(page: Path) -> None:
    """Also in its sentences, whose commands nothing runs."""
    text = page.read_text(encoding="utf-8").replace("\\|", "|").replace("\\\n", " ")
    gone = [
        f"aksnet {said}" for found in IN_PAGES.findall(text) for said in ["".join(found)] if not is_there(said.split())
    ]
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    gone += [
        target for target in re.findall(r"(?:`|^\$ |&& )make ([a-z]+)", text, re.MULTILINE) if target not in targets
    ]
    assert gone == []


def is_there(words: list[str]) -> bool:
    """Return whether a command has the options that a page gives it; of several behind a bar, whether all have."""
    command: object = ROOT_COMMAND
    while words and isinstance(command, TyperGroup) and re.fullmatch(r"[a-z|]+", words[0]):
        several = words[0].split("|")
        if not command.commands.keys() >= set(several):
            return False
        command, words = command.commands[several[0]], words[1:]
    options = {name for param in getattr(command, "params", ()) for name in (*param.opts, *param.secondary_opts)} | {
        "--help"
    }
    return {found for word in words for found in re.findall(r"^\[?(--?[a-z][a-z-]*)", word)} <= options


def test_what_is_not_there_is_found() -> None:
    assert is_there(["sandbox", "preview|up", "-s", "dev", "[--json", "FILE]"])
    assert is_there(["COMMAND", "--help"])
    assert not is_there(["plans", "-s", "dev"])
    assert not is_there(["sandbox", "preview|down"])
    assert not is_there(["plan", "--stack", "dev", "--active"])
