"""Options that several commands take alike, and how a wrong one is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from aksnet.visible import visible

Stack = Annotated[
    str,
    typer.Option(
        "--stack",
        "-s",
        metavar="NAME",
        help="The stack: the name between Pulumi. and .yaml, also as organization/project/name.",
    ),
]
Project = Annotated[
    Path, typer.Option("--project", metavar="FOLDER", help="The folder with Pulumi.yaml.", show_default="here")
]
HERE: Final = Path()
"""The default of `Project`."""


def own_name(stack: str, project: Path) -> str:
    """Return the name of a stack alone, as its files and the sandbox have it; a full name must be of this project."""
    from aksnet.settings.stackfile import stack_name

    if "/" not in stack:
        return stack_name(stack)
    from aksnet.engine.file_backend import project_name

    return stack_name(stack, project_name(project))


def wrong_usage(text: str, *, param_hint: str) -> typer.BadParameter:
    """Return the error of an argument that cannot be taken; what it repeats of the argument is made visible."""
    return typer.BadParameter(visible(text), param_hint=param_hint)
