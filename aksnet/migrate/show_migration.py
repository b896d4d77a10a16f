"""What migrate found and did, as a person reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from rich.console import Console
from rich.text import Text

from aksnet.diff.change import Change
from aksnet.diff.migration_mark import Migration
from aksnet.folded import folded_on
from aksnet.migrate.migration import Report
from aksnet.migrate.migration_step import Choice
from aksnet.migrate.preconditions import Verdict

_SIGNS: Final = {Verdict.HOLDS: ("ok", "green"), Verdict.FAILS: ("no", "red"), Verdict.NOT_KNOWN: ("?", "yellow")}


class Shown:
    """Tells on a console; asks there too, unless it was agreed to before."""

    def __init__(self, console: Console, ask: Callable[[str], bool], *, agreed: bool, up: str, options: str) -> None:
        """Take what asks a person, and how the next commands are written."""
        self._console = console
        self._ask = ask
        self._agreed = agreed
        self._up = up
        self._options = options

    def nothing(self, prepared: tuple[Change, ...]) -> None:
        """Say that there is nothing to prepare, or that it was prepared before."""
        for change in prepared:
            self._line(f"{change.path}: {change.old} → {change.new}: the state is prepared already.")
        if prepared:
            self._line(f"Next: {self._up}. To take it back: aksnet migrate {self._options} --abort", "bold")
        else:
            self._line("There is nothing to migrate: nothing is prepared, and a plain up loses no cluster.", "bold")

    def steps(self, reports: tuple[Report, ...], choice: Choice) -> None:
        """Show the steps with their conditions, and what an up does."""
        for report in reports:
            change = report.step.change
            self._line(f"{change.path}: {change.old} → {change.new}", "bold")
            self._line(f"  one update of the managed cluster {report.step.cluster.name}; {report.step.disruption}")
            if change.page:
                self._line(f"  see: {change.page}")
            for condition in report.conditions:
                sign, colour = _SIGNS[condition.verdict]
                self._line(f"  {sign:<2}  {condition.name}: {condition.seen}", colour)
        for sentence in choice.kept:
            self._line(f"  kept: {sentence}")
        for change in choice.beside:
            self._line(f"  in the same up: {change.sentence()}")
        for number, sentence in enumerate(self._order(reports, choice), 1):
            self._line(f"  {number}. {sentence}")

    def may(self, question: str) -> bool:
        """Ask before the state is written."""
        return self._agreed or self._ask(question)

    def prepared(self, reports: tuple[Report, ...], choice: Choice) -> None:
        """Say what comes next."""
        del reports, choice
        self._line(f"The state is prepared. Next: {self._up}", "bold")
        self._line(f"To take it back before that: aksnet migrate {self._options} --abort")

    def restored(self, marks: tuple[Migration, ...]) -> None:
        """Say that the state is as it was."""
        for mark in marks:
            self._line(f"clusters.{mark.cluster}.{mark.setting}: the state has {mark.before} again.")
        self._line("Write the old settings back before the next up, or leave change: inPlace out.", "bold")

    def _order(self, reports: tuple[Report, ...], choice: Choice) -> Iterator[str]:
        names = ", ".join(report.step.cluster.name for report in reports)
        yield "now: the state is prepared; nothing in Azure is touched"
        yield f"{self._up}: Azure changes {names} in place"
        if any("the up after" in sentence for sentence in choice.kept):
            yield f"{self._up} once more: what the cluster no longer needs goes"

    def _line(self, text: str, style: str = "") -> None:
        self._console.print(Text(folded_on(self._console, text), style=style), soft_wrap=True, highlight=False)
