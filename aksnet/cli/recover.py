"""`aksnet recover`: after an up that broke off, bring the state in line with what exists.

Only reads the arguments and asks: the work is done in the package `recover`.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aksnet.cli.advice import stack_options
from aksnet.cli.common_options import HERE, Project, Stack, own_name
from aksnet.cli.extras import Extra, needs
from aksnet.engine.interrupts import interruptible
from aksnet.errors import UsageError

if TYPE_CHECKING:
    from aksnet.recover.recovery import Task


@needs(Extra.RECOVER)
def recover(
    stack: Stack,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="The stack in the simulated subscription.")] = False,
    yes: Annotated[
        bool,
        typer.Option(
            "--yes",
            "-y",
            help="Write the state, take a stale lock and adopt what may not be this stack's (named then), unasked.",
        ),
    ] = False,
    all_gone: Annotated[
        bool, typer.Option("--all-gone", help="On Azure: accept that nothing in the state exists any more.")
    ] = False,
    project: Project = HERE,
) -> None:
    """Repair the state after an up that broke off.

    Adopts what exists and forgets what does not; no cloud is written to.
    """
    options = stack_options(stack, project) + (" --sandbox" if sandbox else "")
    with interruptible(lambda: f"To start again: aksnet recover {options}"):
        from aksnet.cli.terminal import Terminal
        from aksnet.recover.recovery import recover as run
        from aksnet.recover.show import Shown

        # The sandbox's own state is not worth a question; what may be another's is, there as on Azure.
        shown = Shown(Terminal(), _confirmed, write=yes or sandbox, adopt=yes)
        with _opened(stack, project, sandbox=sandbox, all_gone=all_gone) as task:
            report = run(task, shown)
        shown.done(report, stack)
    if report is None or report.busy:
        raise typer.Exit(code=1)


def _confirmed(question: str) -> bool:
    try:
        return typer.confirm(question)
    except typer.Abort as fault:
        raise UsageError(
            "Nobody answered, and nothing more was written. Where nobody can be asked, read what is said above and "
            "give --yes."
        ) from fault


def _opened(stack: str, project: Path, *, sandbox: bool, all_gone: bool) -> AbstractContextManager[Task]:
    if sandbox:
        with needs(Extra.SANDBOX):
            from aksnet.cli.recover_sandbox import in_sandbox
        return in_sandbox(project=project, stack=own_name(stack, project))
    from aksnet.recover.azure_cloud import AzureCloud
    from aksnet.recover.opening import on_azure

    return on_azure(project=project, stack=stack, name=own_name(stack, project), cloud=AzureCloud, all_gone=all_gone)
