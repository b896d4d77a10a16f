"""What time it is in the simulated world."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aksnet.planning import TODAY_VARIABLE
from aksnet.sandbox.clock import DAY_VARIABLE, NOW_VARIABLE, now, same_day, stamp
from aksnet.sandbox.sandbox_errors import SandboxError
from aksnet.sandbox.store import Store, Subscription


@pytest.mark.parametrize(
    ("pinned", "expected"),
    [
        ("2026-07-31", "2026-07-31T00:00:00Z"),
        ("2026-11-30T12:00:00Z", "2026-11-30T12:00:00Z"),
        ("2026-11-30T12:00:00.5+02:00", "2026-11-30T10:00:00Z"),
    ],
)
def test_a_variable_names_the_moment(pinned: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NOW_VARIABLE, pinned)
    assert (stamp(now()), stamp(Subscription().copy().now)) == (expected, expected)


def test_without_it_the_moment_is_the_present(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NOW_VARIABLE)
    assert abs(datetime.now(UTC) - now()) < timedelta(hours=1)


def test_what_is_no_moment_is_refused_in_one_message_before_a_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(NOW_VARIABLE, "tomorrow")
    with pytest.raises(SandboxError) as caught:
        Store(tmp_path / "azure.json")
    assert str(caught.value) == (
        "AKSNET_SANDBOX_NOW is 'tomorrow', which is no moment; write it like 2026-11-30T12:00:00Z."
    )


@pytest.mark.parametrize("before", ["2020-02-02", None])
def test_the_program_plans_for_the_simulated_day(before: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NOW_VARIABLE, "2026-07-31T10:00:00Z")
    if before is None:
        monkeypatch.delenv(DAY_VARIABLE, raising=False)
    else:
        monkeypatch.setenv(DAY_VARIABLE, before)
    with same_day():
        assert os.environ[DAY_VARIABLE] == "2026-07-31"
    assert os.environ.get(DAY_VARIABLE) == before


def test_the_planner_reads_the_variable_that_the_sandbox_sets() -> None:
    assert DAY_VARIABLE == TODAY_VARIABLE
