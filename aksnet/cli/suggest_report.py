"""How a suggestion is printed: for people, rich in a terminal and plain when piped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from aksnet.report.mode_words import forbids
from aksnet.report.sheet import Sheet
from aksnet.report.terminal_tables import print_sheet
from aksnet.suggest.advised import Advice, Page, page_of
from aksnet.suggest.needs import MEANING, Need
from aksnet.suggest.suggest_document import growth
from aksnet.suggest.suggestion import Candidate, Drawn, Suggestion

_COLUMNS: Final = ("range", "prefix", "needed", "available", "used", "how")


def print_report(answer: Suggestion, text: str | None, *, written: Path | None, stderr: bool = False) -> None:
    """Print the suggestion with its reasons; `text` is the stack file, `written` where it is going."""
    console = Console(highlight=False, stderr=stderr)
    if not console.is_terminal:
        console.width = 120  # no line of a piped table is folded
    _line(console, answer.needs.sentence())
    chosen = answer.chosen
    if chosen is None or chosen.drawn is None or text is None:
        _nothing(console, answer)
        return
    console.print()
    pages = Footnotes(page_of(chosen.mode))
    _line(console, f"[bold green]Take {chosen.mode.name}[/]: {escape(f'{chosen.mode.summary} [1]')}")
    _reasons(console, chosen, pages)
    _list(console, "It rules out", forbids(chosen.mode))
    _list(console, "Decided besides", [pages.marked(each) for each in answer.decisions])
    _list(console, "Made up, for you to compare with what is there", answer.made_up)
    _list(console, "To know", answer.notes)
    _budget(console, chosen.drawn)
    _others(console, "Other modes that fit, best first", [c for c in answer.candidates[1:] if c.fits])
    _others(console, "What does not fit", [c for c in answer.candidates if not c.fits])
    _list(console, "Pages", pages.lines())
    if written is not None:
        _line(console, f"\nThe stack file is {written}.")
        return
    option = f"--output Pulumi.{answer.needs.name}.yaml"
    _line(console, f"\n[bold]The stack file[/] ({option} saves it):\n")
    console.print(text, soft_wrap=True, markup=False, end="")


def _nothing(console: Console, answer: Suggestion) -> None:
    console.print()
    _line(console, "[bold red]No network mode gives all of that with what this project creates.[/]")
    asked = [f"{need}: {MEANING[need]}" for need in Need if need in answer.needs.needs]
    _list(console, "Asked for", asked)
    _others(console, "Why each mode is ruled out", answer.candidates)
    _list(console, "What would fit", answer.would_help)
    _list(console, "What gives it all the same", answer.elsewhere)


class Footnotes:
    """Numbers the pages of a report in the order in which it names them."""

    def __init__(self, first: Page) -> None:
        self._pages = [first]

    def marked(self, advice: Advice) -> str:
        """Return a sentence with the number of its page."""
        if advice.page not in self._pages:
            self._pages.append(advice.page)
        return escape(f"{advice.text} [{self._pages.index(advice.page) + 1}]")

    def lines(self) -> Iterator[str]:
        """Yield each page with its number, title and address."""
        for number, page in enumerate(self._pages, start=1):
            yield escape(f"[{number}] {page.title}: {page.address}")


def _reasons(console: Console, candidate: Candidate, pages: Footnotes) -> None:
    for each in candidate.reasons_for:
        _line(console, f"  [green]+[/] {pages.marked(each)}")
    for each in candidate.reasons_against:
        _line(console, f"  [yellow]-[/] {pages.marked(each)}")


def _list(console: Console, title: str, lines: Any) -> None:
    lines = list(lines)
    if lines:
        _line(console, f"\n[bold]{title}[/]")
    for line in lines:
        _line(console, f"  {line}")


def _budget(console: Console, drawn: Drawn) -> None:
    rows = []
    for each in drawn.budget.ranges:
        how = " + ".join(f"{share.formula} {share.what}" for share in each.shares)
        row = (each.name, str(each.network), f"{each.needed:,}", f"{each.available:,}", f"{each.utilisation:.0%}", how)
        rows.append(row)
    console.print()
    print_sheet(
        console, Sheet(title="Addresses, all nodes, surge and pods at their most", columns=_COLUMNS, rows=tuple(rows))
    )
    for line in growth(drawn.budget):
        _line(console, f"  {line}")


def _others(console: Console, title: str, candidates: Any) -> None:
    if not candidates:
        return
    _line(console, f"\n[bold]{title}[/]")
    table = Table(box=None, show_header=False, padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    for each in candidates:
        why = "; ".join(each.reasons_out or [said.text for said in each.reasons_against or each.reasons_for])
        table.add_row(each.mode.name, why)
        if not console.is_terminal:
            _line(console, f"  {each.mode.name}: {why}")  # whoever reads a pipe wants one line for each
    if console.is_terminal:
        console.print(table)


def _line(console: Console, text: str) -> None:
    console.print(text, soft_wrap=not console.is_terminal)
