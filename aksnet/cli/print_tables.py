"""`aksnet modes` and `aksnet schema`: what there is to choose from, for people and for programs."""

from __future__ import annotations

from typing import Annotated

import typer


def modes(as_json: Annotated[bool, typer.Option("--json", help="Print every column as JSON.")] = False) -> None:
    """Print the table of network modes."""
    from aksnet.cli.modes_table import print_modes

    print_modes(as_json=as_json)


def schema() -> None:
    """Print the JSON Schema of stack files."""
    import json

    from aksnet.settings.schema import stack_file_schema

    typer.echo(json.dumps(stack_file_schema(), indent=2))
