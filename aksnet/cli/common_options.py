"""Options that several commands take alike, and how a wrong one is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from aksnet.visible import visible

Stack = Annotated[str, typer.Option("--stack", "-s", help="The stack: the name between Pulumi. and .yaml.")]
Project = Annotated[Path, typer.Option("--project", help="The folder with Pulumi.yaml.", show_default="here")]
HERE: Final = Path()
"""The default of `Project`."""


def wrong_usage(text: str, *, param_hint: str) -> typer.BadParameter:
    """Return the error of an argument that cannot be taken; what it repeats of the argument is made visible."""
    return typer.BadParameter(visible(text), param_hint=param_hint)
