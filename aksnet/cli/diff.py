"""`aksnet diff`: what a stack file changes in the network that is there, without running an engine."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from aksnet.cli.common_options import HERE, Project, Stack
from aksnet.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aksnet.plan.records import StackPlan


class DiffFormat(StrEnum):
    """How the comparison is shown."""

    TABLE = "table"
    MARKDOWN = "markdown"
    JSON = "json"


def diff(
    stack: Stack,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="none|FILE|REVISION",
            help="Compare with nothing, with another stack file, or with the file as it is in a revision of git.",
            show_default="what is deployed",
        ),
    ] = None,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Compare with what is deployed in the sandbox.")] = False,
    form: Annotated[DiffFormat, typer.Option("--format", "-f", help="How to show it.")] = DiffFormat.TABLE,
    project: Project = HERE,
) -> None:
    """Show what a stack file changes in the network that is there.

    Ends with 0 when nothing changes, or only what is done in place or allowed by its key; with 1 when a living cluster
    would be replaced, removed or broken, or the settings are wrong.
    """
    from aksnet.cli.diff_sides import side_before
    from aksnet.diff.comparison import compare
    from aksnet.planning import plan_as_far_as_possible
    from aksnet.report import comparison_text as shown
    from aksnet.settings.problems import SettingsError
    from aksnet.settings.stackfile import read_stack

    file = read_stack(project, stack)

    def plan(running: Mapping[str, str] | None) -> StackPlan:
        found = plan_as_far_as_possible(file.raw, stack=file.stack, location=file.location, running=lambda: running)
        if found.problems or found.plan is None:
            raise SettingsError(found.problems, found.warnings)
        return found.plan

    plan(None)  # what is wrong whatever is there is told without reading it
    before = side_before(project, file.stack, against, sandbox=sandbox, full_name=stack)
    found = compare(before, plan(before.deployed.versions))
    match form:
        case DiffFormat.TABLE:
            typer.echo("\n".join(shown.lines(found)))
        case DiffFormat.MARKDOWN:
            typer.echo(shown.markdown(found), nl=False)
        case DiffFormat.JSON:
            import json

            typer.echo(json.dumps(shown.as_data(found), indent=2, ensure_ascii=False))
    if found.refused:
        raise typer.Exit(code=ExitCode.FAILED)
