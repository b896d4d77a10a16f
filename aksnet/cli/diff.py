"""`aksnet diff`: what stack files change in the networks that are there, without running an engine."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aksnet.cli.common_options import HERE, Project
from aksnet.cli.output import refuse_stack_files, write_file
from aksnet.cli.stack_outputs import OutputsOf, with_outputs
from aksnet.errors import AksnetError, ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aksnet.diff.comparison import Comparison
    from aksnet.plan.records import StackPlan
    from aksnet.report.diff_document import StackDiff
    from aksnet.settings.problems import Problem


class DiffFormat(StrEnum):
    """How the comparison is shown."""

    TABLE = "table"
    MARKDOWN = "markdown"
    JSON = "json"


def diff(
    stacks: Annotated[
        list[str],
        typer.Option(
            "--stack",
            "-s",
            metavar="NAME",
            help="The stack: the name between Pulumi. and .yaml, also as organization/project/name. Repeatable.",
        ),
    ],
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
    drawn: Annotated[
        Path | None,
        typer.Option("--map", metavar="FILE.svg|html", help="Draw one stack before and after the change, too."),
    ] = None,
    project: Project = HERE,
    outputs: OutputsOf = None,
) -> None:
    """Show what stack files change in the networks that are there.

    Ends with 0 when nothing changes, or only what is done in place or allowed by its key; with 1 when a living cluster
    would be replaced, removed or broken, or settings are wrong. As Markdown or JSON, a stack that cannot be compared
    says why in its own place.
    """
    if len(stacks) > 1 and against is not None and Path(against).is_file():
        raise UsageError(f"{against} is one file, and {len(stacks)} stacks were named: compare them with a revision.")
    if drawn is not None:
        _refuse_map(drawn, stacks)
    found: dict[str, Comparison | AksnetError] = {}
    for stack in dict.fromkeys(stacks):
        try:
            found[stack] = _compared(stack, project, against, sandbox=sandbox, outputs=outputs)
        except UsageError:
            raise
        except AksnetError as fault:
            found[stack] = fault
    _show(found, form, against or ("what is deployed in the sandbox" if sandbox else "what is deployed"))
    if drawn is not None:
        _draw(found[stacks[0]], drawn)
    faults = [each for each in found.values() if isinstance(each, AksnetError)]
    if form is DiffFormat.TABLE and faults:
        raise faults[0] if len(found) == 1 else AksnetError("\n\n".join(_named(found)))
    if faults or any(each.refused for each in found.values() if not isinstance(each, AksnetError)):
        raise typer.Exit(code=ExitCode.FAILED)


def _refuse_map(drawn: Path, stacks: Sequence[str]) -> None:
    refuse_stack_files(drawn)
    if drawn.suffix not in (".svg", ".html"):
        raise UsageError(f"--map {drawn}: a map is written to a file that ends in .svg, or in .html with its changes.")
    if len(set(stacks)) > 1:
        raise UsageError(f"--map draws one stack, and {len(set(stacks))} were named: run aksnet diff for each.")


def _draw(found: Comparison | AksnetError, file: Path) -> None:
    """Write the map; what cannot be compared is told by the table alone."""
    if isinstance(found, AksnetError):
        return
    from aksnet.report.change_page import change_page
    from aksnet.report.topology.change_map import change_map

    write_file(file, change_map(found) if file.suffix == ".svg" else change_page(found))


def _compared(
    stack: str, project: Path, against: str | None, *, sandbox: bool, outputs: Sequence[str] | None
) -> Comparison:
    from aksnet.cli.diff_sides import refuse_removed, side_before
    from aksnet.diff.comparison import compare
    from aksnet.planning import plan_as_far_as_possible
    from aksnet.settings.problems import SettingsError
    from aksnet.settings.stackfile import read_stack

    refuse_removed(project, stack.rpartition("/")[2], against)
    file = read_stack(project, stack)
    raw, unread = with_outputs(file.raw, outputs, project, sandbox=sandbox)

    def plan(running: Mapping[str, str] | None) -> tuple[StackPlan, tuple[Problem, ...]]:
        found = plan_as_far_as_possible(
            raw, stack=file.stack, location=file.location, running=lambda: running, unread=unread
        )
        if found.problems or found.plan is None:
            raise SettingsError(found.problems, found.warnings)
        return found.plan, found.warnings

    plan(None)  # what is wrong whatever is there is told without reading it
    before = side_before(project, file.stack, against, sandbox=sandbox, full_name=stack, outputs=outputs)
    return compare(before, *plan(before.deployed.versions))


def _show(found: Mapping[str, Comparison | AksnetError], form: DiffFormat, against: str) -> None:
    compared = [each for each in found.values() if not isinstance(each, AksnetError)]
    match form:
        case DiffFormat.TABLE:
            from aksnet.report.comparison_text import lines

            if compared:
                typer.echo("\n\n".join("\n".join(lines(each)) for each in compared))
        case DiffFormat.MARKDOWN:
            from aksnet.report.diff_comment import comment

            typer.echo(comment(_documents(found, against)), nl=False)
        case DiffFormat.JSON:
            from aksnet.report.diff_document import document_text

            typer.echo(document_text(_documents(found, against)), nl=False)


def _documents(found: Mapping[str, Comparison | AksnetError], against: str) -> Sequence[StackDiff]:
    return [_document(stack.rpartition("/")[2], each, against) for stack, each in found.items()]


def _document(stack: str, found: Comparison | AksnetError, against: str) -> StackDiff:
    from aksnet.report.diff_document import failed_diff, stack_diff
    from aksnet.settings.problems import SettingsError

    if isinstance(found, SettingsError):
        return failed_diff(stack, against, problems=found.problems)
    if isinstance(found, AksnetError):
        return failed_diff(stack, against, failure=str(found))
    return stack_diff(found)


def _named(found: Mapping[str, Comparison | AksnetError]) -> list[str]:
    return [f"{stack}: {each}" for stack, each in found.items() if isinstance(each, AksnetError)]
