"""`make radar`: red when a date is due that nobody has looked at, or a table is old; by a day that tests give."""

import subprocess
import sys
from datetime import date, timedelta

import pytest

from tests.program import ROOT
from tools import radar
from tools.radar import Table, due
from tools.radar_decisions import Decision

DAY = timedelta(days=1)
TABLE = Table(
    module="t.py",
    checked_on=date(2026, 11, 30),
    entries=(("old", date(2026, 9, 30), "p"), ("x", date(2027, 6, 30), "p")),
)
OLD = {("old", date(2026, 9, 30)): Decision(what="kept")}
WINDOW = date(2027, 6, 30) - radar.AHEAD


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (WINDOW - DAY, []),
        (WINDOW, ["t.py: x, 2027-06-30 (see p)"]),
        (date(2026, 11, 30) + radar.STALE, ["t.py: x, 2027-06-30 (see p)"]),
        (
            date(2026, 11, 30) + radar.STALE + DAY,
            ["t.py: x, 2027-06-30 (see p)", "t.py: last compared with its pages on 2026-11-30"],
        ),
    ],
)
def test_an_entry_is_due_90_days_ahead_and_a_table_is_stale_after_180(today: date, expected: list[str]) -> None:
    assert due(TABLE, OLD, today) == expected


def test_what_is_over_is_due_until_somebody_decides_about_it() -> None:
    assert due(TABLE, {}, TABLE.checked_on) == ["t.py: old, 2026-09-30 (see p)"]


def test_comparing_a_table_again_decides_nothing() -> None:
    checked = Table(module=TABLE.module, checked_on=WINDOW, entries=TABLE.entries)
    assert due(checked, OLD, WINDOW) == ["t.py: x, 2027-06-30 (see p)"]


@pytest.mark.parametrize(
    ("today", "expected"), [(WINDOW + DAY, []), (WINDOW + 2 * DAY, ["t.py: x, 2027-06-30 (see p)"])]
)
def test_a_decision_holds_until_its_day(today: date, expected: list[str]) -> None:
    decisions = {**OLD, ("x", date(2027, 6, 30)): Decision(what="nothing yet", until=WINDOW + 2 * DAY)}
    assert due(TABLE, decisions, today) == expected


def test_a_decision_about_another_day_is_none() -> None:
    moved = {**OLD, ("x", date(2027, 7, 31)): Decision(what="kept")}
    assert due(TABLE, moved, WINDOW) == ["t.py: x, 2027-06-30 (see p)"]
    assert radar.idle((TABLE,), moved) == ["tools/radar_decisions.py: x, 2027-07-31 is in no table"]


def _run(today: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "tools.radar"]
    done = subprocess.run(command, cwd=ROOT, env={"AKSNET_TODAY": today}, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_the_command_ends_with_1_when_something_is_due() -> None:
    code, text = _run("2027-01-04")
    assert code == 1
    assert "aksnet/azure/kubernetes_versions.py: Kubernetes 1.35: end of community support, 2027-03-31" in text
    assert text.splitlines()[-1].endswith("compare with the pages, mend the tables, set their CHECKED_ON, and decide")


def test_on_the_day_of_the_last_look_nothing_is_due() -> None:
    assert _run("2026-11-30") == (0, "Nothing is due on 2026-11-30.\n")
