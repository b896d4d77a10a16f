"""Options that several commands take alike."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

Stack = Annotated[str, typer.Option("--stack", "-s", help="The stack: the name between Pulumi. and .yaml.")]
Project = Annotated[Path, typer.Option("--project", help="The folder with Pulumi.yaml.", show_default="here")]
HERE: Final = Path()
"""The default of `Project`."""
