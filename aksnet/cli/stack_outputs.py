"""Outputs of other stacks for commands that run without an engine: from files, or from the sandbox."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aksnet.cli.common_options import wrong_usage

if TYPE_CHECKING:
    from aksnet.settings.problems import Problem
    from aksnet.settings.stack_references import Reader, StackRead

OutputsOf = Annotated[
    list[str] | None,
    typer.Option(
        "--outputs",
        metavar="STACK=FILE",
        help="Outputs of a stack that the file refers to by fromStack, as `pulumi stack output --json` prints them.",
        show_default=False,
    ),
]


def with_outputs(
    raw: Mapping[str, Any], given: Sequence[str] | None, project: Path, *, sandbox: bool = False
) -> tuple[dict[str, Any], list[Problem]]:
    """Return a stack file's settings with outputs of other stacks in them, and what could not be had."""
    from aksnet.settings.stack_references import with_stack_outputs

    return with_stack_outputs(raw, reader(given, project, sandbox=sandbox))


def reader(given: Sequence[str] | None, project: Path, *, sandbox: bool = False) -> Reader:
    """Return what reads outputs of other stacks: from the files that are given, and from the sandbox where it may.

    Raises:
        click.BadParameter: at once, for a file that is not given as STACK=FILE.

    """
    files = dict(_file(each) for each in given or ())

    def read(stack: str) -> StackRead:
        from aksnet.settings.stack_references import StackRead

        path = files.get(stack) or files.get(stack.rsplit("/", 1)[-1])
        if path is not None:
            return StackRead(outputs=_outputs(path))
        if sandbox:
            return _in_sandbox(project, stack)
        name = stack.rsplit("/", 1)[-1]
        return StackRead(
            outputs=None,
            unread="which only the engine reads by itself",
            cure=f"run pulumi stack output --json -s {stack} > {name}.json, and give --outputs {name}={name}.json; or "
            "--sandbox where that stack is deployed in the sandbox",
        )

    return read


def _file(given: str) -> tuple[str, Path]:
    name, sign, path = given.partition("=")
    if not (name and sign and path):
        raise wrong_usage(f"{given} is not STACK=FILE, such as hub=hub.json.", param_hint="'--outputs'")
    return name, Path(path)


def _outputs(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as fault:
        raise wrong_usage(f"{path} cannot be read: {fault}.", param_hint="'--outputs'") from None
    if not isinstance(found, dict):
        raise wrong_usage(f"{path} is no map of outputs.", param_hint="'--outputs'")
    return found


def _in_sandbox(project: Path, stack: str) -> StackRead:
    from aksnet.engine.file_backend import project_name
    from aksnet.engine.home import Home
    from aksnet.engine.marks import SECRET_SIGNATURE, SIGNATURE
    from aksnet.engine.urns import STACK_TYPE
    from aksnet.settings.stack_references import StackRead

    *above, name = stack.split("/")
    files = Home.of(project).backend.stack(above[-1] if above else project_name(project), name)
    if not files.known:
        return StackRead(
            outputs=None, unread="which is not deployed in the sandbox", cure=f"run aksnet sandbox up -s {name} first"
        )
    resources = files.deployment().get("resources") or ()
    outputs = next((each.get("outputs") or {} for each in resources if each.get("type") == STACK_TYPE), {})
    secret = {
        key for key, value in outputs.items() if isinstance(value, dict) and value.get(SIGNATURE) == SECRET_SIGNATURE
    }
    return StackRead(outputs=outputs, secret=frozenset(secret))
