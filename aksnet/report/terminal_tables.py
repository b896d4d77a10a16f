"""The report for a terminal: tables with rich; plain text without colours or folded lines when piped."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from aksnet.folded import folded
from aksnet.report.document import document
from aksnet.report.plan_report import PlanReport
from aksnet.report.sheet import Sheet, plain_lines
from aksnet.report.sheets import headline, sheets
from aksnet.settings.problems import report as problem_text

if TYPE_CHECKING:
    from rich.console import Console

_FOLDED = 40
"""Columns below which nothing is folded."""


def print_tables(report: PlanReport, file: TextIO) -> None:
    """Print the report."""
    if file.isatty():
        _in_colour(report, file)
    else:
        file.write("\n".join(plain(report)) + "\n")


def plain(report: PlanReport) -> Iterator[str]:
    """Yield the lines of the report; rich, which is slow to import, is not needed for them."""
    content = document(report)
    if report.problems:
        yield problem_text(report.problems)
        yield ""
    yield _title(report, content["location"])
    yield headline(content)
    for sheet in sheets(content):
        yield ""
        yield sheet.title
        if sheet.says:
            yield sheet.says
        yield from plain_lines(sheet)
    if report.warnings:
        yield ""
    yield from (f"warning: {warning}" for warning in report.warnings)


def _title(report: PlanReport, location: str | None) -> str:
    return f"{report.stack} · {location}" if location else report.stack


def _in_colour(report: PlanReport, file: TextIO) -> None:
    from rich.console import Console  # slow to import

    console = Console(file=file, highlight=False)
    content = document(report)
    if report.problems:
        text = folded(problem_text(report.problems), console.width)
        console.print(text, style="red", markup=False, soft_wrap=True)
        console.print()
    console.print(_title(report, content["location"]), style="bold", markup=False)
    console.print(headline(content), markup=False)
    for sheet in sheets(content):
        console.print()
        print_sheet(console, sheet)
    for warning in report.warnings:
        console.print(f"warning: {warning}", style="yellow", markup=False)


def print_sheet(console: "Console", sheet: Sheet) -> None:
    """Print a table that cuts no word: one that is too wide for the terminal as a record for each row.

    A pipe gets lines as long as they must be.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    console.print(sheet.title, style="bold", markup=False)
    if not console.is_terminal:
        for line in ([sheet.says] if sheet.says else []) + list(plain_lines(sheet)):
            console.print(line, markup=False, soft_wrap=True)
        return
    if sheet.says:
        console.print(sheet.says, style="dim", markup=False)
    if _least_width(sheet) > console.width:
        for row in sheet.rows:
            _record(console, sheet, row)
        return
    table = Table(box=SIMPLE_HEAD)
    for column in sheet.columns:
        last = column == sheet.columns[-1]
        table.add_column(column, justify="right" if column in sheet.numbers else "left", no_wrap=not last)
    for row in sheet.rows:
        cells = zip(sheet.columns, row, strict=True)
        table.add_row(*(Text(cell, style=_style(column, cell)) for column, cell in cells))
    console.print(table)


def _least_width(sheet: Sheet) -> int:
    """Return the columns that a table needs when only its last column is folded: no address may be cut in two."""
    widths = sheet.widths
    return sum(widths[:-1]) + min(widths[-1], _FOLDED) + 3 * len(widths)


def _record(console: "Console", sheet: Sheet, row: tuple[str, ...]) -> None:
    """Print a row of a table that is too wide: each value behind the name of its column."""
    from rich.padding import Padding
    from rich.text import Text

    parts = [
        Text.assemble((f"{column}: ", "dim"), (cell, _style(column, cell)))
        for column, cell in list(zip(sheet.columns, row, strict=True))[1:]
    ]
    console.print(f"  {row[0]}", style="bold", markup=False)
    console.print(Padding(Text(", ").join(parts), (0, 0, 0, 4)))


def _style(column: str, cell: str) -> str:
    return "red" if column == "free" and cell.startswith("-") else ""
