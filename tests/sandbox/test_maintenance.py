"""What simulated AKS takes and refuses of a cluster's maintenance configurations, and of upgrades beside a channel."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest

from aksnet.arm.ids import CLUSTER_TYPE
from aksnet.sandbox.azure.agent_pools import filled
from aksnet.sandbox.azure.aks_versions import pools_of_cluster_alike
from aksnet.sandbox.azure.maintenance_configurations import MAINTENANCE_CONFIGURATION
from aksnet.sandbox.azure.resource_type import Write, judge
from aksnet.sandbox.sandbox_errors import Refusal
from tests.sandbox.aks_world import CLUSTER, NODES, World, machines

SUNDAY = {"weekly": {"intervalWeeks": 1, "dayOfWeek": "Sunday"}}
DAILY = {"daily": {"intervalDays": 1}}


def answer(name: str, schedule: dict[str, Any], **more: Any) -> str | None:
    """Return what AKS says to a configuration of a cluster."""
    view = World().view
    view.put({"id": CLUSTER, "type": CLUSTER_TYPE, "inputs": {}, "outputs": {}})
    window = {"schedule": schedule, "startTime": "02:00", "durationHours": 4, **more}
    write = Write(
        view=view,
        kind=MAINTENANCE_CONFIGURATION,
        id=f"{CLUSTER}/maintenanceConfigurations/{name}",
        body={"maintenanceWindow": window},
    )
    try:
        judge(MAINTENANCE_CONFIGURATION.writes, write)
    except Refusal as refusal:
        return refusal.message
    return None


@pytest.mark.parametrize(
    ("name", "schedule", "more", "expected"),
    [
        ("default", SUNDAY, {}, None),
        ("aksManagedAutoUpgradeSchedule", DAILY, {}, None),
        ("aksManagedNodeOSUpgradeSchedule", {**SUNDAY, "daily": None}, {}, None),
        (
            "mine",
            SUNDAY,
            {},
            "Maintenance configuration mine: the name is one of default, aksManagedAutoUpgradeSchedule, "
            "aksManagedNodeOSUpgradeSchedule.",
        ),
        ("default", DAILY, {}, "maintenanceWindow.schedule: default takes weekly, not daily."),
        (
            "aksManagedAutoUpgradeSchedule",
            {**SUNDAY, **DAILY},
            {},
            "maintenanceWindow.schedule: exactly one schedule, not 2.",
        ),
        (
            "default",
            SUNDAY,
            {"notAllowedDates": [{"start": "2026-12-24", "end": "2026-12-23"}]},
            "notAllowedDates: 2026-12-23 lies before 2026-12-24.",
        ),
    ],
)
def test_a_maintenance_configuration_is_one_of_three_with_one_schedule(
    name: str, schedule: dict[str, Any], more: dict[str, Any], expected: str | None
) -> None:
    assert answer(name, schedule, **more) == expected


@pytest.mark.parametrize(
    ("channel", "version", "refused"),
    [("stable", "1.35", True), ("stable", "1.34", False), ("node-image", "1.35", False), (None, "1.35", False)],
)
def test_beside_a_channel_the_control_plane_is_not_upgraded_alone(
    channel: str | None, version: str, *, refused: bool
) -> None:
    world = World()
    world.cluster |= {"kubernetesVersion": "1.34", "autoUpgradeProfile": {"upgradeChannel": channel}}
    world.before = copy.deepcopy({**world.cluster, "agentPoolProfiles": world.pools})
    pool = filled(world.cluster, world.pools[0], "1.34.7", None, date(2026, 11, 30))
    machines(NODES, owner=CLUSTER, **pool, mine="system")(world)
    world.cluster["kubernetesVersion"] = version
    refusal = pools_of_cluster_alike(world.ask())
    assert (refusal is not None and refusal.code.startswith("NotAllAgentPool")) is refused
