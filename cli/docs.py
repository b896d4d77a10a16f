"""`aksnet docs modes`: documentation that is generated from the table of modes."""

from __future__ import annotations

import typer

app = typer.Typer(help="Print documentation that is generated from the code.", no_args_is_help=True)


@app.callback()
def docs() -> None:
    """Print documentation that is generated from the code."""


@app.command("modes")
def modes() -> None:
    """Print docs/modes.md: every mode with its limits, formulas and permissions."""
    from plan.docs_modes import modes_page

    typer.echo(modes_page(), nl=False)
