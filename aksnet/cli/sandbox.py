"""`aksnet sandbox preview|up|refresh|destroy` and `aksnet engine`.

Only reads the arguments: the work is done in the package `sandbox`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from aksnet.cli.common_options import HERE, Project, Stack, own_name
from aksnet.cli.extras import Extra, needs
from aksnet.cli.help import examples
from aksnet.engine.interrupts import interruptible

app = typer.Typer(
    help="Run a stack on a real engine against a simulated Azure.",
    no_args_is_help=True,
)
Json = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write every resource of the run to this file.")
]


@needs(Extra.SANDBOX)
def _readable(faults: list[str] | None) -> list[str] | None:
    """Explain faults to whoever asks, and refuse what is none before anything starts."""
    from aksnet.sandbox.faults.spec import grammar, parse
    from aksnet.sandbox.sandbox_errors import SandboxError

    if faults and "help" in faults:
        typer.echo(grammar())
        raise typer.Exit
    try:
        for each in faults or ():
            parse(each)
    except SandboxError as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(code=2) from fault
    return faults


Fault = Annotated[
    list[str] | None,
    typer.Option(
        "--fault",
        callback=_readable,
        metavar="KIND[:RESOURCE[:COUNT]]",
        help="Let something go wrong, such as throttle:Subnet or kill-during:3. Repeatable; --fault help lists them.",
    ),
]
Kubeconfig = Annotated[
    Path | None,
    typer.Option(
        "--kubeconfig",
        metavar="FILE",
        help="Leave Kubernetes to the real plugin and this cluster; for stacks with one cluster.",
    ),
]
ShowOutputs = Annotated[bool, typer.Option("--show-outputs", help="Print the stack's outputs, not only their names.")]
AssumeExisting = Annotated[
    bool,
    typer.Option(
        "--assume-existing",
        help="First put what the stack file names as there already, by id or `existing`, into the simulated "
        "subscription: nothing is there that no stack has made.",
    ),
]
Operation = Literal["preview", "up", "refresh", "destroy"]


@app.command(**examples("aksnet sandbox preview -s dev", "aksnet sandbox preview -s dev --json preview.json"))
def preview(
    stack: Stack,
    json: Json = None,
    project: Project = HERE,
    kubeconfig: Kubeconfig = None,
    show_outputs: ShowOutputs = False,
    assume_existing: AssumeExisting = False,
) -> None:
    """Show what an up would do."""
    _run("preview", stack, json, project, kubeconfig, show_outputs=show_outputs, assuming=assume_existing)


@app.command(**examples("aksnet sandbox up -s dev", "aksnet sandbox up -s dev --fault throttle:Subnet"))
def up(
    stack: Stack,
    json: Json = None,
    project: Project = HERE,
    fault: Fault = None,
    kubeconfig: Kubeconfig = None,
    show_outputs: ShowOutputs = False,
    assume_existing: AssumeExisting = False,
) -> None:
    """Deploy the stack into the simulated subscription."""
    _run("up", stack, json, project, kubeconfig, fault, show_outputs=show_outputs, assuming=assume_existing)


@app.command(**examples("aksnet sandbox refresh -s dev"))
def refresh(
    stack: Stack,
    json: Json = None,
    project: Project = HERE,
    kubeconfig: Kubeconfig = None,
    show_outputs: ShowOutputs = False,
) -> None:
    """Read every resource again and take over what changed."""
    _run("refresh", stack, json, project, kubeconfig, show_outputs=show_outputs)


@app.command(**examples("aksnet sandbox destroy -s dev"))
def destroy(
    stack: Stack,
    json: Json = None,
    project: Project = HERE,
    fault: Fault = None,
    kubeconfig: Kubeconfig = None,
) -> None:
    """Delete everything in the stack, and the stack.

    Refused when something is protected.
    """
    _run("destroy", stack, json, project, kubeconfig, fault)


@needs(Extra.SANDBOX)
def engine(project: Project = HERE) -> None:
    """Find or obtain the Pulumi engine; print its path and version."""
    from aksnet.engine.home import Home
    from aksnet.engine.obtain import obtain

    with interruptible(lambda: "To go on: aksnet engine (what was downloaded and compiled is kept)"):
        found = obtain(Home.of(project))
    typer.echo(f"{found.path} {found.version}")


@needs(Extra.SANDBOX)
def _run(
    operation: Operation,
    stack: str,
    json: Path | None,
    project: Path,
    kubeconfig: Path | None,
    faults: list[str] | None = None,
    *,
    show_outputs: bool = False,
    assuming: bool = False,
) -> None:
    from aksnet.cli.advice import after
    from aksnet.engine.project_python import run_in_project

    run_in_project(project, sys.argv[1:])
    stack = own_name(stack, project)
    with interruptible(lambda: after(operation, project=project, stack=stack)):
        from aksnet.cli.terminal import Terminal
        from aksnet.cli.told_changes import told_changes
        from aksnet.engine.home import Home
        from aksnet.engine.obtain import obtain
        from aksnet.sandbox.display import Display
        from aksnet.sandbox.run import run
        from aksnet.sandbox.stack_file_copy import source

        if assuming:
            from aksnet.cli.assume_sandbox import assume_existing

            for arm_id in assume_existing(project, stack):
                typer.echo(f"assumed: {arm_id}")
        cluster = _one_cluster(kubeconfig, project, stack) if kubeconfig is not None else None
        told = told_changes(project, stack) if operation in ("preview", "up") else _nothing
        source(project, stack)
        found = obtain(Home.of(project.resolve()))  # One that has to be built has a live line of its own.
        display = Display(operation, stack, Terminal(), told)
        with display:
            result = run(
                operation,
                project=project,
                stack=stack,
                listener=display,
                using=found,
                faults=faults or (),
                kubeconfig=cluster,
            )
        display.result(result, outputs=show_outputs)
        if json is not None:
            result.write(json)
    if not result.ok:
        raise typer.Exit(code=1)


def _nothing(_urn: str) -> tuple[str, ...]:
    return ()


def _one_cluster(kubeconfig: Path, project: Path, stack: str) -> str:
    """Return the text of a kubeconfig that can stand for the stack's only cluster."""
    from aksnet.sandbox.kubeconfig import active_cluster
    from aksnet.sandbox.sandbox_errors import SandboxError
    from aksnet.settings.stackfile import StackFileError, read_stack

    try:
        clusters = read_stack(project, stack).raw.get("clusters")
    except StackFileError as fault:
        raise SandboxError(str(fault)) from fault
    try:
        text = kubeconfig.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        text = ""
    except OSError as fault:
        raise SandboxError(f"--kubeconfig: {kubeconfig} cannot be read: {fault.strerror}.") from fault
    if not active_cluster(text).get("server"):
        raise SandboxError(f"--kubeconfig: {kubeconfig} is not a kubeconfig with a cluster for its current context.")
    if isinstance(clusters, dict) and len(clusters) != 1:
        raise SandboxError(
            f"--kubeconfig names one real cluster, and the stack {stack} has {len(clusters)}: "
            f"{', '.join(map(str, clusters))}. Use it with a stack of one cluster."
        )
    return text
