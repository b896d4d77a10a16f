"""`aksnet docs modes|verify`: documentation that is generated from the table of modes and from the checks."""

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


@app.command("verify")
def verify() -> None:
    """Print docs/verify.md: every check of `aksnet verify`, with what it proves and does not."""
    from verify.docs import verify_page

    typer.echo(verify_page(), nl=False)
