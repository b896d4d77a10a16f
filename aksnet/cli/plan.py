"""`aksnet plan`: what a stack costs in addresses and what is wrong with it, before Azure says so.

Needs neither an engine nor the cloud. Ends with code 1 when there are problems; what can be shown is shown even then.
"""

from __future__ import annotations

import sys
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aksnet.cli.common_options import HERE, Project, Stack
from aksnet.cli.output import refuse_stack_files, write_file
from aksnet.cli.stack_outputs import OutputsOf, with_outputs

if TYPE_CHECKING:
    from typing import TextIO

    from aksnet.report.plan_report import PlanReport


class Format(StrEnum):
    """How the plan is shown."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"
    SVG = "svg"
    TOPOLOGY = "topology"
    HTML = "html"
    MERMAID = "mermaid"


def plan(
    stack: Stack,
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            "-f",
            help="How to show the plan; svg draws its addresses, topology what is connected to what.",
        ),
    ] = Format.TABLE,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to this file.", show_default="the terminal"),
    ] = None,
    project: Project = HERE,
    outputs: OutputsOf = None,
    sandbox: Annotated[
        bool,
        typer.Option("--sandbox", help="Read outputs of other stacks, where the file refers to some, in the sandbox."),
    ] = False,
) -> None:
    """Show what a stack costs in addresses and what is wrong with it.

    Also shows how far it can grow. Ends with 1 when something is wrong, and shows what it can even then.
    """
    from aksnet.report.plan_report import examine
    from aksnet.settings.stackfile import read_stack

    refuse_stack_files(output)
    file = read_stack(project, stack)
    raw, unread = with_outputs(file.raw, outputs, project, sandbox=sandbox)
    report = examine(raw, stack=file.stack, location=file.location, notes=file.notes, unread=unread)
    _show(report, form, output)
    if report.problems:
        if output is not None or form in (Format.SVG, Format.TOPOLOGY, Format.MERMAID):
            from aksnet.settings.problems import report as problem_text

            typer.echo(problem_text(report.problems), err=True)
        raise typer.Exit(code=1)


def _show(report: PlanReport, form: Format, output: Path | None) -> None:
    if output is None:
        _write(report, form, sys.stdout)
        return
    text = StringIO()
    _write(report, form, text)
    write_file(output, text.getvalue())


def _write(report: PlanReport, form: Format, file: TextIO) -> None:
    """Write one format; each brings in only what it needs."""
    match form:
        case Format.TABLE:
            from aksnet.report.terminal_tables import print_tables

            print_tables(report, file)
        case Format.JSON:
            import json

            from aksnet.report.document import document

            file.write(json.dumps(document(report), indent=2, ensure_ascii=False) + "\n")
        case Format.MARKDOWN:
            from aksnet.report.markdown import markdown

            file.write(markdown(report))
        case Format.SVG:
            from aksnet.report.svg import svg

            file.write(svg(report))
        case Format.TOPOLOGY:
            from aksnet.report.topology.picture import topology

            file.write(topology(report))
        case Format.HTML:
            from aksnet.report.html import html

            file.write(html(report))
        case Format.MERMAID:
            from aksnet.report.mermaid import mermaid

            file.write(mermaid(report))
