"""`--help` of every command: at 80 columns, in words of the field, with examples that the command takes."""

import re
import shlex
from collections.abc import Iterator

import pytest
import typer
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from aksnet.cli.help import EXAMPLES
from aksnet.cli.main import app

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
