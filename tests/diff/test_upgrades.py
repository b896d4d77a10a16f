"""What a change of versions, channels and maintenance windows does, and what a channel makes of a written version."""

from dataclasses import replace
from typing import Any

import pytest

from aksnet.diff.change import Effect, Outcome
from aksnet.diff.changes import changes
from aksnet.diff.deployed import DeployedStack
from aksnet.diff.pins import pinned
from aksnet.diff.planned import as_deployed
from aksnet.diff.window_text import window_text
from tests.diff.test_changes import base, planned

SYSTEM: dict[str, Any] = {"mode": "System", "count": 2}
POOLS: dict[str, Any] = {"system": SYSTEM, "user": {"count": 1}}
UPDATED = (Effect.IN_PLACE, Outcome.UPDATED)


def running(version: str, requested: str, **keys: Any) -> DeployedStack:
    """Return a stack whose cluster and pools run a version, which the last request named so."""
    old = as_deployed(planned(base(nodePools=POOLS, kubernetesVersion="1.35", **keys)))
    dev = old.clusters["dev"]
    pools = tuple(replace(pool, version=version, requested_version=requested) for pool in dev.pools)
    return replace(
        old,
        clusters={"dev": replace(dev, kubernetes_version=version, requested_version=requested, pools=pools)},
    )


@pytest.mark.parametrize(
    ("written", "version", "requested", "sent"),
    [
        ("1.35", "1.35.8", "1.35", "1.35"),
        ("1.35", "1.35.9", "1.35.9", "1.35.9"),
        ("1.35", "1.36.3", "1.36.3", "1.36.3"),
        ("1.35", "1.36.3", "1.35", "1.36.3"),
        ("1.35.2", "1.35.8", "1.35.2", "1.35.8"),
        ("1.36", "1.35.8", "1.35", "1.36"),
    ],
)
def test_with_a_channel_the_higher_of_what_is_written_and_what_runs_is_sent(
    written: str, version: str, requested: str, sent: str
) -> None:
    old = running(version, requested, upgradeChannel="stable")
    plan = planned(base(nodePools=POOLS, kubernetesVersion=written, upgradeChannel="stable"))
    (cluster,) = pinned(plan, old).plan.clusters
    assert {cluster.kubernetes_version, *(pool.kubernetes_version for pool in cluster.pools)} == {sent}
    told = [change.path for change in changes(old, pinned(plan, old).plan)]
    assert told == ([] if sent != "1.36" or version != "1.35.8" else UPGRADED)


UPGRADED = [
    "clusters.dev.kubernetesVersion",
    "clusters.dev.nodePools.system.kubernetesVersion",
    "clusters.dev.nodePools.user.kubernetesVersion",
]


@pytest.mark.parametrize("channel", ["none", "node-image"])
def test_without_a_channel_that_moves_versions_an_older_one_is_refused(channel: str) -> None:
    old = running("1.36.3", "1.36", upgradeChannel=channel)
    plan = planned(base(nodePools=POOLS, kubernetesVersion="1.35", upgradeChannel=channel))
    found = [(c.path, c.effect, c.outcome) for c in changes(old, pinned(plan, old).plan)]
    assert found == [(path, Effect.IMPOSSIBLE, Outcome.REFUSED) for path in UPGRADED]


WINDOW = {"start": "02:00", "dayOfWeek": "Sunday"}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            {},
            {"upgradeChannel": "stable"},
            [("clusters.dev.upgradeChannel", "none", "stable", *UPDATED)],
        ),
        (
            {"upgradeChannel": "stable"},
            {"upgradeChannel": "none"},
            [("clusters.dev.upgradeChannel", "stable", "none", *UPDATED)],
        ),
        (
            {"upgradeChannel": "stable"},
            {},
            [("clusters.dev.upgradeChannel", "stable", "not said", *UPDATED)],
        ),
        ({}, {"nodeOsChannel": "NodeImage"}, []),
        (
            {},
            {"nodeOsChannel": "Unmanaged"},
            [("clusters.dev.nodeOsChannel", "NodeImage", "Unmanaged", Effect.REIMAGED, Outcome.UPDATED)],
        ),
        (
            {"nodeOsChannel": "SecurityPatch"},
            {"nodeOsChannel": "NodeImage"},
            [("clusters.dev.nodeOsChannel", "SecurityPatch", "NodeImage", *UPDATED)],
        ),
        (
            {"maintenance": {"nodeOs": WINDOW}},
            {"maintenance": {"nodeOs": {**WINDOW, "every": 2}}},
            [
                (
                    "clusters.dev.maintenance (aksManagedNodeOSUpgradeSchedule)",
                    "every week on Sunday from 02:00 for 4 h (+00:00)",
                    "every 2 weeks on Sunday from 02:00 for 4 h (+00:00)",
                    *UPDATED,
                )
            ],
        ),
        (
            {"maintenance": {"releases": WINDOW}},
            {},
            [
                (
                    "clusters.dev.maintenance (default)",
                    "every week on Sunday from 02:00 for 4 h (+00:00)",
                    "none",
                    Effect.REMOVED,
                    Outcome.DELETED,
                )
            ],
        ),
    ],
)
def test_channels_and_windows_are_told(
    before: dict[str, Any], after: dict[str, Any], expected: list[tuple[object, ...]]
) -> None:
    found = changes(as_deployed(planned(base(**before))), planned(base(**after)))
    assert [(c.path, c.old, c.new, c.effect, c.outcome) for c in found] == expected
    assert not any(change.loses_cluster for change in found)


@pytest.mark.parametrize(
    ("schedule", "more", "text"),
    [
        ({"daily": {"intervalDays": 1}}, {}, "every day from 02:00 for 4 h (+01:00)"),
        ({"daily": {"intervalDays": 3}, "weekly": None}, {}, "every 3 days from 02:00 for 4 h (+01:00)"),
        (
            {"absoluteMonthly": {"intervalMonths": 1.0, "dayOfMonth": 15.0}},
            {},
            "every month on day 15 from 02:00 for 4 h (+01:00)",
        ),
        (
            {"relativeMonthly": {"intervalMonths": 2, "dayOfWeek": "Monday", "weekIndex": "Last"}},
            {"startDate": "2027-01-01"},
            "every 2 months on the last Monday from 02:00 for 4 h (+01:00), not before 2027-01-01",
        ),
        (
            {"weekly": {"intervalWeeks": 1, "dayOfWeek": "Friday"}},
            {"notAllowedDates": [{"start": "2026-12-24", "end": "2027-01-02"}]},
            "every week on Friday from 02:00 for 4 h (+01:00), not on 2026-12-24 to 2027-01-02",
        ),
    ],
)
def test_a_window_is_one_line_of_text(schedule: dict[str, Any], more: dict[str, Any], text: str) -> None:
    window = {"schedule": schedule, "startTime": "02:00", "durationHours": 4.0, "utcOffset": "+01:00", **more}
    assert window_text(window) == text
