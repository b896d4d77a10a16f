"""`aksnet migrate`: change a living cluster in place, where Azure can and a plain up would replace it.

Only reads the arguments and asks: the work is done in the package `migrate`.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aksnet.cli.advice import stack_options
from aksnet.cli.common_options import HERE, Project, Stack, own_name
from aksnet.cli.extras import Extra, needs
from aksnet.cli.stack_outputs import OutputsOf, reader
from aksnet.engine.interrupts import interruptible
from aksnet.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aksnet.migrate.migration import Task


@needs(Extra.RECOVER)
def migrate(
    stack: Stack,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="The stack in the simulated subscription.")] = False,
    abort: Annotated[
        bool, typer.Option("--abort", help="Put the state back as it was; possible until the up has changed Azure.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write the state unasked.")] = False,
    project: Project = HERE,
    outputs: OutputsOf = None,
) -> None:
    """Prepare a change of a living cluster in place.

    For what Azure changes in place, and a plain up would make by a new cluster. Takes the one change of each cluster
    with `change: inPlace`, checks what must hold before, and writes the state; the next up then updates the cluster.
    No cloud is written to.
    """
    options = stack_options(stack, project) + (" --sandbox" if sandbox else "")
    with interruptible(lambda: f"To start again: aksnet migrate {options}"):
        from aksnet.cli.terminal import Terminal
        from aksnet.migrate.migration import abort as take_back
        from aksnet.migrate.migration import migrate as prepare
        from aksnet.migrate.show_migration import Shown

        up = f"aksnet sandbox up {stack_options(stack, project)}" if sandbox else f"pulumi up -s {stack}"
        # The sandbox's own state is not worth a question.
        shown = Shown(Terminal(), _confirmed, agreed=yes or sandbox, up=up, options=options)
        with _opened(stack, project, outputs, sandbox=sandbox) as task:
            (take_back if abort else prepare)(task, shown)


def _confirmed(question: str) -> bool:
    try:
        return typer.confirm(question)
    except typer.Abort as fault:
        raise UsageError(
            "Nobody answered, and nothing was written. Where nobody can be asked, read what is said above and give "
            "--yes."
        ) from fault


def _opened(stack: str, project: Path, outputs: Sequence[str] | None, *, sandbox: bool) -> AbstractContextManager[Task]:
    if sandbox:
        with needs(Extra.SANDBOX):
            from aksnet.cli.migrate_sandbox import in_sandbox
        return in_sandbox(project=project, stack=own_name(stack, project), outputs=outputs)
    from aksnet.migrate.azure_clusters import AzureClusters
    from aksnet.migrate.opening_stack import on_azure

    name, read = own_name(stack, project), reader(outputs, project)
    return on_azure(project=project, stack=stack, name=name, clusters=AzureClusters, outputs=read)
