"""The report for a terminal: tables with rich, folded to its width; plain lines without colours when piped."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, TextIO

from aksnet.folded import folded
from aksnet.report.sheet import Sheet, plain_lines
from aksnet.verify.report import wording
from aksnet.verify.report.observed_ranges import pods_asked_for
from aksnet.verify.report.pods import shown
from aksnet.verify.report.text import plain
from aksnet.verify.runner import Result, Verdict
from aksnet.verify.verdicts import Judged, Unjudged

if TYPE_CHECKING:
    from rich.console import Console

_STYLES: Final = {"passed": "green", "failed": "bold red", "skipped": "yellow", "info": "cyan"}
_NARROW: Final = frozenset({"id", "status", "of", "outside"})


def write_table(judged: Sequence[Judged], file: TextIO, *, pods: bool) -> None:
    """Write the report; pods are listed when asked for, or when there are few."""
    for each in judged:
        if len(judged) > 1:
            _title(f"Cluster {wording.name_of(each)}", file)
        if isinstance(each, Unjudged):
            file.write(f"\nNot judged: {plain(each.why)}\n\n")
            continue
        _write_verdict(each, file, pods=pods)
        if len(judged) > 1:
            file.write("\n")
    file.write("\n")
    file.writelines(f"{line}\n" for line in wording.endings(judged))


def _title(text: str, file: TextIO) -> None:
    file.write(f"{text}\n{'=' * len(text)}\n")


def _write_verdict(verdict: Verdict, file: TextIO, *, pods: bool) -> None:
    if file.isatty():
        _in_colour(verdict, file)
    else:
        _plain(verdict, file)
    listed = shown(verdict.case, asked=pods)
    for each in listed:
        _wide(each, file)
    if not listed and (count := len(pods_asked_for(verdict.case.facts))):
        file.write(f"\nPods by node: {count:,} pods; --pods lists them.\n")


def _plain(verdict: Verdict, file: TextIO) -> None:
    file.write(f"{wording.title(verdict)}\n")
    _grid(wording.checks(verdict), file)
    for result in wording.failed(verdict):
        file.write(f"\n{_heading(result)}\n")
        for indent, text in _fault_lines(result):
            file.write(f"{' ' * indent}{text}\n")
    _grid(wording.declared_and_observed(verdict), file)
    file.write("\n")
    for line in wording.how_known(verdict):
        file.write(f"{line}\n")
    for heading, lines in _lists(verdict):
        file.write(f"\n{heading}\n")
        file.writelines(f"  {line}\n" for line in lines)


def _in_colour(verdict: Verdict, file: TextIO) -> None:
    from rich.console import Console  # slow to import

    console = Console(file=file, highlight=False, markup=False, emoji=False)
    console.print(wording.title(verdict), style="bold")
    _rich(wording.checks(verdict), console)
    for result in wording.failed(verdict):
        console.print()
        console.print(_heading(result), style="bold red")
        for indent, text in _fault_lines(result):
            _padded(text, indent, console)
    _rich(wording.declared_and_observed(verdict), console)
    console.print()
    for line in wording.how_known(verdict):
        console.print(line)
    for heading, lines in _lists(verdict):
        console.print()
        console.print(heading, style="bold")
        for line in lines:
            _padded(line, 2, console)


def _padded(text: str, indent: int, console: Console) -> None:
    from rich.padding import Padding
    from rich.text import Text

    console.print(Padding(Text(text), (0, 0, 0, indent)))


def _rich(sheet: Sheet, console: Console) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    console.print()
    console.print(sheet.title, style="bold")
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in sheet.columns:
        table.add_column(column, no_wrap=column in _NARROW, overflow="fold")
    for row in sheet.rows:
        table.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
    console.print(table)


def _heading(result: Result) -> str:
    return f"{result.check.id} {result.check.name}: {result.check.title}"


def _fault_lines(result: Result) -> Iterator[tuple[int, str]]:
    for about, said in wording.faults(result):
        yield 2, about
        for word, text in said:
            yield 4, f"{word}: {text}"
    if more := wording.left_out(result):
        yield 2, more


def _lists(verdict: Verdict) -> Iterator[tuple[str, list[str]]]:
    for result in wording.noted(verdict):
        yield f"{result.check.id} {result.check.name}", wording.notes(result)
    if unread := list(wording.unread(verdict)):
        yield "Not readable", unread
    if to_do := list(wording.to_do(verdict)):
        yield "To prove it, save or grant", to_do


def _grid(sheet: Sheet, file: TextIO) -> None:
    file.write(f"\n{sheet.title}\n")
    file.writelines(f"{line}\n" for line in plain_lines(sheet))


def _wide(sheet: Sheet, file: TextIO) -> None:
    """Write a table, or on a terminal that is too narrow each row as two lines: no address is cut in two."""
    widths = sheet.widths
    room = shutil.get_terminal_size().columns if file.isatty() else None
    if room is None or sum(widths) + 3 * len(widths) <= room:
        _grid(sheet, file)
        return
    file.write("\n")
    for text in sheet.title, *(line for row in sheet.rows for line in _record(row)):
        file.write(folded(text, room) + "\n")


def _record(row: tuple[str, ...]) -> Iterator[str]:
    namespace, name, address, place, owner, host = row
    yield f"  {namespace}/{name}"
    yield f"    {address} in {place}"
    yield f"    owner {owner}{', host network' if host == 'yes' else ''}"
