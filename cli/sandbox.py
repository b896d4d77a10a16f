"""`aksnet sandbox preview|up|refresh|destroy` and `aksnet engine`.

Only reads the arguments: the work is done in the package `sandbox`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

app = typer.Typer(
    help="Run a stack on a real Pulumi engine against simulated Azure and Kubernetes.",
    no_args_is_help=True,
)
Stack = Annotated[str, typer.Option("--stack", "-s", help="The stack: the name between Pulumi. and .yaml.")]
Json = Annotated[Path | None, typer.Option("--json", help="Write every resource of the run to this file.")]
Project = Annotated[Path, typer.Option("--project", help="The folder with Pulumi.yaml.", show_default="here")]
_HERE = Path()


@app.command()
def preview(stack: Stack, json: Json = None, project: Project = _HERE) -> None:
    """Show what an up would do."""
    _run("preview", stack, json, project)


@app.command()
def up(stack: Stack, json: Json = None, project: Project = _HERE) -> None:
    """Deploy the stack into the simulated subscription."""
    _run("up", stack, json, project)


@app.command()
def refresh(stack: Stack, json: Json = None, project: Project = _HERE) -> None:
    """Read every resource again and take over what changed."""
    _run("refresh", stack, json, project)


@app.command()
def destroy(stack: Stack, json: Json = None, project: Project = _HERE) -> None:
    """Delete everything in the stack, and the stack; refused when something is protected."""
    _run("destroy", stack, json, project)


def engine(project: Project = _HERE) -> None:
    """Find or obtain the Pulumi engine; print its path and version."""
    from sandbox.engine import obtain
    from sandbox.home import Home

    found = obtain(Home.of(project))
    typer.echo(f"{found.path} {found.version}")


def _run(
    operation: Literal["preview", "up", "refresh", "destroy"], stack: str, json: Path | None, project: Path
) -> None:
    from sandbox.display import Display, Terminal
    from sandbox.run import run

    console = Terminal()
    display = Display(operation, stack, console)
    with display:
        result = run(operation, project=project, stack=stack, listener=display)
    display.result(result)
    if json is not None:
        result.write(json)
    if not result.ok:
        raise typer.Exit(code=1)
