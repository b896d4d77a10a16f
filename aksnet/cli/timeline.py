"""`aksnet sandbox timeline`: how long a stack takes as it is declared, and how long it needs to.

Only reads the arguments and prints: the times are worked out in `aksnet.sandbox.order`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from aksnet.cli.extras import Extra, needs
from aksnet.cli.options import HERE, Project, Stack

if TYPE_CHECKING:
    from aksnet.sandbox.order.timeline import Timeline


@needs(Extra.SANDBOX)
def timeline(stack: Stack, project: Project = HERE) -> None:
    """Estimate how long the stack takes to create."""
    from rich.console import Console

    from aksnet.sandbox.order.deployed import entries
    from aksnet.sandbox.order.timeline import timeline as timeline_of
    from aksnet.sandbox.progress import Progress

    with Progress(f"Deploying {stack} in a copy of the sandbox", Console(stderr=True)).shown():
        found = entries(project=project, stack=stack)
    times = timeline_of(found)
    _print(stack, times)
    if not times.tight:
        raise typer.Exit(code=1)


def _print(stack: str, times: Timeline) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from aksnet.sandbox.display import Terminal
    from aksnet.sandbox.order.timeline import ALLOWED

    console = Terminal(highlight=False)
    if not console.is_terminal:
        console.width = 140  # no line of a piped table is folded
    table = Table("step", "type", "begins", "takes", box=SIMPLE_HEAD, title=f"Critical path of {stack}, in seconds")
    for column in table.columns[2:]:
        column.justify = "right"
    for step in times.path:
        table.add_row(step.name, step.type, f"{step.begin:.0f}", f"{step.seconds:.0f}")
    console.print(table)
    console.print(f"as declared: {times.declared:.0f} s", markup=False)
    console.print(f"required:    {times.required:.0f} s, which no order of the same resources can beat", markup=False)
    verdict = "within" if times.tight else "NOT within"
    console.print(
        f"ratio:       {times.ratio:.3f}, {verdict} {ALLOWED - 1:.0%} "
        "(durations are estimates: aksnet/sandbox/order/durations.py)",
        soft_wrap=True,
        markup=False,
    )
