"""Says which dates of the tables are due, so that somebody looks at their pages again; `make radar` calls it.

An entry is due from 90 days before its day on, until `radar_decisions` says what was decided about it. A table is stale
180 days after it was last compared with its source, which its `CHECKED_ON` tells.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from aksnet.azure import kubernetes_versions, retirements, vm_sizes
from aksnet.planning import present_day
from tools.radar_decisions import DECISIONS, Decision

AHEAD = timedelta(days=90)
STALE = timedelta(days=180)


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of dates."""

    module: str
    checked_on: date
    entries: tuple[tuple[str, date, str], ...]
    """What ends, when, and the page that says so."""


def tables() -> tuple[Table, ...]:
    """Return every table of dates that the planner knows."""
    sizes = {series.what for series in vm_sizes.RETIRED_SERIES}
    facts = [fact for fact in retirements.RETIREMENTS if fact.what not in sizes]
    return (
        Table(
            module="aksnet/azure/kubernetes_versions.py",
            checked_on=kubernetes_versions.CHECKED_ON,
            entries=tuple(_versions()),
        ),
        Table(
            module="aksnet/azure/retirements.py",
            checked_on=retirements.CHECKED_ON,
            entries=tuple(
                (f"{fact.what}: {what}", day, fact.page)
                for fact in facts
                for what, day in (("end of support", fact.on), ("removal of its images", fact.removed))
                if day is not None
            ),
        ),
        Table(
            module="aksnet/azure/vm_sizes.py",
            checked_on=vm_sizes.CHECKED_ON,
            entries=tuple((series.what, series.on, vm_sizes.PAGE) for series in vm_sizes.RETIRED_SERIES),
        ),
    )


def _versions() -> Iterator[tuple[str, date, str]]:
    page = kubernetes_versions.PAGE
    for minor, release in kubernetes_versions.CALENDAR.items():
        yield f"Kubernetes 1.{minor}: end of community support", release.ends, page
        yield f"Kubernetes 1.{minor}: end of long-term support", release.long_term_ends, page
    yield "a Kubernetes version that the calendar does not have", kubernetes_versions.NEXT_EXPECTED, page


Decisions = Mapping[tuple[str, date], Decision]
"""By an entry and its day."""


def due(table: Table, decisions: Decisions, today: date) -> list[str]:
    """Return a line for each entry of a table that is due on a day, and one for a table that is stale."""
    lines = [
        f"{table.module}: {what}, {day} (see {page})"
        for what, day, page in sorted(table.entries, key=lambda entry: entry[1])
        if day - AHEAD <= today and not _decided(decisions.get((what, day)), today)
    ]
    if today - table.checked_on > STALE:
        lines.append(f"{table.module}: last compared with its pages on {table.checked_on}")
    return lines


def _decided(decision: Decision | None, today: date) -> bool:
    return decision is not None and (decision.until is None or today < decision.until)


def idle(found: tuple[Table, ...], decisions: Decisions) -> list[str]:
    """Return a line for each decision about what no table has."""
    entries = {(what, day) for table in found for what, day, _ in table.entries}
    return [
        f"tools/radar_decisions.py: {what}, {day} is in no table"
        for what, day in decisions
        if (what, day) not in entries
    ]


def main() -> int:
    """Print what is due; return 1 when there is something."""
    today = present_day()
    found = tables()
    lines = [line for table in found for line in due(table, DECISIONS, today)] + idle(found, DECISIONS)
    end = f"{len(lines)} due on {today}: compare with the pages, mend the tables, set their CHECKED_ON, and decide"
    sys.stdout.write("\n".join([*lines, end if lines else f"Nothing is due on {today}."]) + "\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
