"""What hangs on the subnets of a living cluster until the cluster itself has been changed."""

from dataclasses import replace
from ipaddress import IPv4Address
from typing import Any

import pytest

from aksnet.diff.changes import changes
from aksnet.diff.deployed import DeployedStack
from aksnet.diff.pins import Pinned, pinned
from aksnet.plan.records import RouteTablePlan
from tests.diff.test_changes import Settings, base, edited, planned
from tests.diff.test_guard import living

ROUTED = {"type": "userDefinedRouting", "nextHop": "10.225.0.4"}
NAT = "userAssignedNATGateway"


def after(before: Settings, **cluster: Any) -> tuple[DeployedStack, Pinned]:
    """Return what lives, and the plan that follows when these settings are written."""
    changed = before
    for key, value in cluster.items():
        changed = edited(changed, f"clusters.dev.{key}", value)
    old = living(before)
    return old, pinned(planned(changed), old)


def test_a_cluster_that_leaves_kubenet_keeps_its_table_with_the_grant_as_it_is() -> None:
    before = base(mode="kubenet")
    old, found = after(before, mode="overlay")
    plan, was = found.plan, planned(before)
    assert plan.network.subnets["dev-node-subnet"] == was.network.subnets["dev-node-subnet"]
    assert plan.network.route_tables == {"dev-routes": RouteTablePlan(name="dev-routes", default_next_hop=None)}
    assert set(plan.clusters[0].roles) == set(was.clusters[0].roles)
    assert [each.path for each in changes(old, plan)] == ["clusters.dev.mode"]
    assert found.kept == (
        "route table dev-routes with its grant of dev-node-subnet stay while dev uses them; the up after the one that "
        "changes the cluster takes them away",
    )


def test_once_the_cluster_has_left_kubenet_nothing_is_kept() -> None:
    old = living(base(mode="kubenet"))
    changed = replace(old.clusters["dev"], plugin="azure", plugin_mode="overlay")
    moved = replace(old, clusters={"dev": changed})
    plan = planned(base(mode="overlay"))
    assert pinned(plan, moved).plan.network == plan.network


@pytest.mark.parametrize(
    ("was", "will"), [(ROUTED, "loadBalancer"), (ROUTED, NAT), (NAT, "loadBalancer"), (NAT, ROUTED)]
)
def test_the_old_way_out_stays_until_the_cluster_takes_the_new_one(was: Any, will: Any) -> None:
    before = base(mode="overlay", outbound=was)
    _, found = after(before, outbound=will)
    subnet, old = found.plan.network.subnets["dev-node-subnet"], planned(before).network
    if was == NAT:
        assert subnet.nat_gateway == "dev-nat"
        assert found.plan.network.nat_gateways["dev-nat"] == old.nat_gateways["dev-nat"]
    else:
        assert subnet.route_table == "dev-routes"
        assert found.plan.network.route_tables["dev-routes"].default_next_hop == IPv4Address("10.225.0.4")
    new = planned(edited(before, "clusters.dev.outbound", will)).network.subnets["dev-node-subnet"]
    assert (new.nat_gateway or subnet.nat_gateway) == subnet.nat_gateway, "the new one is attached before the change"
    assert (new.route_table or subnet.route_table) == subnet.route_table


BY_FIREWALL = {**ROUTED, "publicIp": "20.9.9.9"}
OWN = "198.51.100.0/24"


@pytest.mark.parametrize(
    ("was", "will", "ranges", "gateway"),
    [
        (NAT, "loadBalancer", (OWN,), "dev-nat"),
        (NAT, BY_FIREWALL, (OWN, "20.9.9.9/32"), "dev-nat"),
        (BY_FIREWALL, "loadBalancer", (OWN, "20.9.9.9/32"), None),
        (BY_FIREWALL, NAT, (OWN, "20.9.9.9/32"), "dev-nat"),
        ("loadBalancer", NAT, (OWN,), "dev-nat"),
    ],
)
def test_nodes_reach_the_api_server_by_the_old_way_out_as_long_as_they_leave_by_it(
    was: Any, will: Any, ranges: tuple[str, ...], gateway: str | None
) -> None:
    _, found = after(base(mode="overlay", outbound=was, authorizedIpRanges=[OWN]), outbound=will)
    cluster = found.plan.clusters[0]
    assert (cluster.authorized_ip_ranges, cluster.authorized_gateway) == (ranges, gateway)


def test_an_api_server_without_ranges_is_given_none_by_what_is_kept() -> None:
    _, found = after(base(mode="overlay", outbound=NAT), outbound="loadBalancer")
    assert (found.plan.clusters[0].authorized_ip_ranges, found.plan.clusters[0].authorized_gateway) == ((), None)


def test_a_table_that_stays_for_kubenet_keeps_its_default_route_while_traffic_leaves_by_it() -> None:
    _, found = after(base(mode="kubenet", outbound=ROUTED), outbound="loadBalancer")
    assert found.plan.network.route_tables["dev-routes"].default_next_hop == IPv4Address("10.225.0.4")


def test_a_cluster_that_is_given_up_keeps_nothing() -> None:
    before = base(mode="kubenet")
    _, found = after(before, mode="overlay", change={"replace": "1a2b3c4d"})
    assert (found.plan.network.route_tables, found.kept) == ({}, ())
    assert found.plan.clusters[0].keeps == frozenset()
