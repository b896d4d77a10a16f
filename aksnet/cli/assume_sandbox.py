"""`--assume-existing`: what a stack file names as there already is put into the simulated subscription first."""

from __future__ import annotations

from pathlib import Path

from aksnet.engine.home import Home
from aksnet.sandbox.assumed import assume
from aksnet.sandbox.private import kept_private
from aksnet.sandbox.store import Store
from aksnet.settings.stackfile import read_stack


def assume_existing(project: Path, stack: str) -> list[str]:
    """Let everything be there that the stack file of a project names so; return the ids of what was not there yet.

    Raises:
        StackFileError: The file cannot be read.
    """
    file = read_stack(project, stack)
    group = file.raw.get("resourceGroup")
    named = group.get("name") if isinstance(group, dict) else group
    home = Home.of(project)
    with kept_private(home), Store(home.subscription).change() as view:
        return assume(view, file.raw, group=str(named or f"rg-{file.stack}"), location=str(file.location))
