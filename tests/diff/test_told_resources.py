"""Beside which resource of a run each change is told."""

from dataclasses import replace
from typing import Any

import pytest

from aksnet.diff.planned import as_deployed
from aksnet.diff.told_resources import changes_by_resource
from tests.diff.test_changes import base, edited, planned
from tests.diff.test_pool_requests import ID

CLUSTER = ("containerservice:ManagedCluster", "dev-cluster")
POOL = ("containerservice:AgentPool", "dev-user")
WINDOW = {"nodeOs": {"start": "02:00"}, "releases": {"start": "02:00", "dayOfWeek": "Sunday"}}


def told(before: dict[str, Any], after: dict[str, Any]) -> dict[tuple[str, str], list[str]]:
    found = changes_by_resource(as_deployed(planned(before)), planned(after))
    return {place: [change.path for change in changes] for place, changes in found.items()}


@pytest.mark.parametrize(
    ("cluster", "path", "value", "place"),
    [
        ({}, "resourceGroup", "other", ("resources:ResourceGroup", "resource-group")),
        ({}, "network.name", "other", ("network:VirtualNetwork", "network-vnet")),
        ({}, "clusters.dev.nodeSubnet", "10.225.0.0/20", ("network:Subnet", "network-dev-node-subnet")),
        ({}, "clusters.dev.serviceCidr", "10.1.0.0/16", CLUSTER),
        ({}, "clusters.dev.nodePools.system.count", 5, CLUSTER),
        ({}, "clusters.dev.nodePools.user.count", 5, POOL),
        ({}, "clusters.dev.nodePools.user", None, POOL),
        (
            {"maintenance": WINDOW},
            "clusters.dev.maintenance.nodeOs.start",
            "03:00",
            ("containerservice:MaintenanceConfiguration", "dev-node-os-window"),
        ),
        (
            {"maintenance": WINDOW},
            "clusters.dev.maintenance.releases",
            None,
            ("containerservice:MaintenanceConfiguration", "dev-releases-window"),
        ),
    ],
)
def test_a_change_is_told_beside_the_resource_that_carries_it_out(
    cluster: dict[str, Any], path: str, value: Any, place: tuple[str, str]
) -> None:
    before = base(**cluster)
    assert place in told(before, edited(before, path, value))


def test_a_grant_is_told_beside_its_assignment() -> None:
    before = base(mode="kubenet")
    found = told(before, edited(before, "clusters.dev.change", {"replace": "00000000"}))
    assert found == {}
    gone = told(before, edited(before, "clusters.dev.outbound", "userAssignedNATGateway"))
    assert set(gone) >= {CLUSTER}


def test_a_pool_that_is_taken_over_is_told_beside_its_new_resource() -> None:
    system = {"mode": "System", "count": 2}
    old = as_deployed(planned(base(nodePools={"a": system, "b": system})))
    living = replace(old, clusters={"dev": replace(old.clusters["dev"], id=ID)})
    found = changes_by_resource(living, planned(base(nodePools={"b": system})))
    assert {place: [change.path for change in changes] for place, changes in found.items()} == {
        ("containerservice:AgentPool", "dev-a"): ["clusters.dev.nodePools.a"]
    }
