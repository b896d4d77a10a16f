"""What recovery found, as a person reads it: one line per resource, a summary and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rich.console import Console
from rich.text import Text

from aksnet.engine.urns import name_of, type_of
from aksnet.folded import folded_on
from aksnet.recover.recovery import Findings

_Row = tuple[str, str, str, str]


class Shown:
    """Tells on a console; asks there too, unless it was agreed to before."""

    def __init__(
        self, console: Console, ask: Callable[[str], bool], *, write: bool = False, adopt: bool = False
    ) -> None:
        """Take what asks a person, and whether writing and adopting were agreed to."""
        self._console = console
        self._ask = ask
        self._write = write
        self._adopt = adopt

    def note(self, text: str) -> None:
        """Show what was done before anything was looked at."""
        self._line(Text(text))

    def gone(self, urns: tuple[str, ...]) -> None:
        """Show what is in the state and nowhere else."""
        self._table([(_short(urn), "is gone", "taken out of the state", "red") for urn in urns])

    def found(self, report: Findings) -> None:
        """Show what else was found."""
        self._table(_rows(report))
        self._line(Text(f"{report.known} resources are in the state already."))
        if report.applied:
            self._line(
                Text(f"{report.applied} objects in clusters are not: up applies them, whether they exist or not.")
            )
        if not report.changes:
            self._line(Text("There is nothing to recover.", style="bold"))

    def may(self, question: str) -> bool:
        """Ask before the state is written or a lock is taken away."""
        return self._write or self._ask(question)

    def may_adopt(self, strangers: Mapping[str, str], stack: str) -> bool:
        """Ask before resources that are not known to be this stack's are adopted; name them where nobody is asked."""
        if not self._adopt:
            return self._ask(
                f"{len(strangers)} of these are not known to be this stack's. Once they are in the state of {stack}, "
                "up changes them to what is declared, and destroy deletes them. Adopt them?"
            )
        named = ", ".join(f"{_short(urn)} ({arm_id})" for urn, arm_id in strangers.items())
        self._line(Text(f"Adopted without a question (--yes), though not known to be this stack's: {named}"))
        return True

    def done(self, report: Findings | None, stack: str) -> None:
        """Say how it ended, and what to do next."""
        if report is None:
            text = "Nothing more was written."
        elif report.busy:
            text = "Azure still works at some resources: run this again when it is done."
        elif any(kind == "deleting" for kind, _ in report.cleared):
            text = f"The state of {stack} is written. Run destroy again, or up: it makes what is missing."
        elif report.changes:
            text = f"The state of {stack} is written. Run up: it goes on from there."
        else:
            text = f"The state of {stack} is as it was."
        self._line(Text(text, style="bold"))

    def _table(self, rows: list[_Row]) -> None:
        width = max((len(name) for name, *_ in rows), default=0)
        for name, what, then, colour in rows:
            self._line(Text(f"  {name:<{width}}  {what:<14}  {then}", style=colour))

    def _line(self, text: Text) -> None:
        shown = folded_on(self._console, text.plain)
        self._console.print(Text(shown, style=text.style), soft_wrap=True, highlight=False)


def _rows(report: Findings) -> list[_Row]:
    adopted = {urn: (_short(urn), "exists", _adopted(report, urn, arm_id)) for urn, arm_id in report.adopted.items()}
    rows = [(*row, "green") for urn, row in adopted.items() if urn not in report.strangers]
    rows += [(*row, "yellow") for urn, row in adopted.items() if urn in report.strangers]
    rows += [(_short(urn), "does not exist", "up will create it", "") for urn in report.missing]
    rows += [(_short(urn), "never ended", f"the operation {kind} is cleared", "yellow") for kind, urn in report.cleared]
    rows += [(_short(urn), "left behind", _left(arm_id), "red") for urn, arm_id in report.left.items()]
    rows += [(_short(urn), "not ready", f"still {state}: wait", "yellow") for urn, state in report.busy.items()]
    rows += [(_short(urn), "not looked for", why, "yellow") for urn, why in report.skipped.items()]
    return rows


def _adopted(report: Findings, urn: str, arm_id: str) -> str:
    notes = ["not known to be this stack's"] if urn in report.strangers else []
    notes.append(f"adopted as {arm_id}")
    if urn in report.replaced:
        notes.append(f"in place of {report.replaced[urn]}, which the next up deletes")
    if urn in report.failed:
        notes.append("its provisioning failed: up will write it again")
    if urn in report.differs:
        notes.append(f"differs, up will change it: {', '.join(report.differs[urn])}")
    return "; ".join(notes)


def _left(arm_id: str) -> str:
    return (
        f"{arm_id} exists: it was being created, is not declared any more, and no stack will know it. "
        "Delete it by hand, or declare it again before you recover"
    )


def _short(urn: str) -> str:
    return f"{type_of(urn).rsplit(':', 1)[-1]} {name_of(urn)}"
