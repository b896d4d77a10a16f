"""Rows that the table of modes does not have yet: nothing but the row is written, and planning, components and sandbox
agree on what it means.

Azure takes some of these and refuses others; the sandbox says which. What the product may never do is send a profile
that contradicts its row, or give one default range to two things.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from aksnet.azure import modes
from aksnet.azure.axes import DataPlane, IpFamily, Plugin, PluginMode, PodAddresses, Policy, RoleTarget
from aksnet.azure.mode import Mode
from aksnet.layout.addressing import overlaps
from aksnet.plan.profile import network_profile
from aksnet.plan.records import StackPlan
from aksnet.planning import make_plan, plan_as_far_as_possible
from aksnet.sandbox.azure.aks_rules import first_refusal
from aksnet.testing.recording import Recording, record
from tests.sandbox.aks_world import IDENTITY, ROLE, TABLE, VNET, World, role_at

PODS: dict[PodAddresses, tuple[Plugin, PluginMode | None]] = {
    PodAddresses.POD_CIDR_ROUTES: (Plugin.KUBENET, None),
    PodAddresses.POD_CIDR_OVERLAY: (Plugin.AZURE, PluginMode.OVERLAY),
    PodAddresses.NODE_SUBNET: (Plugin.AZURE, None),
    PodAddresses.POD_SUBNET_DYNAMIC: (Plugin.AZURE, None),
    PodAddresses.POD_SUBNET_BLOCKS: (Plugin.AZURE, None),
    PodAddresses.CNI_OWN: (Plugin.NONE, None),
}
"""Every way in which pods get addresses, with the plugin that gives them so."""

REFUSED = {PodAddresses.NODE_SUBNET: "IPv6NotSupported", PodAddresses.POD_SUBNET_DYNAMIC: "IPv6NotSupported"}
"""What the sandbox answers to two families; it takes the others."""

FAMILIES = {"IPv4": (IpFamily.IPV4,), "dual stack": (IpFamily.IPV4, IpFamily.IPV6)}


def _planes(plugin: Plugin) -> list[tuple[DataPlane | None, tuple[Policy, ...]]]:
    match plugin:
        case Plugin.AZURE:
            return [(DataPlane.AZURE, (Policy.NONE,)), (DataPlane.CILIUM, (Policy.CILIUM,))]
        case Plugin.KUBENET:
            return [(DataPlane.AZURE, (Policy.NONE,))]
        case Plugin.NONE:
            return [(None, ())]


def _rows() -> Iterator[Any]:
    base = modes.MODES["overlay-dual-stack"]
    for pods, (plugin, plugin_mode) in PODS.items():
        for data_plane, policies in _planes(plugin):
            for name, families in FAMILIES.items():
                row = replace(
                    base,
                    name="new",
                    plugin=plugin,
                    plugin_mode=plugin_mode,
                    data_plane=data_plane,
                    pods=pods,
                    families=families,
                    policies=policies,
                )
                yield pytest.param(row, id=f"{plugin}, {pods}, {data_plane}, {name}")


every_row = pytest.mark.parametrize("row", list(_rows()))


@pytest.fixture
def planned(row: Mode, monkeypatch: pytest.MonkeyPatch) -> StackPlan:
    """Return the plan of a stack with one cluster in a mode that is added to the table, all else by default."""
    monkeypatch.setitem(modes._TABLE, row.name, row)
    return make_plan({"clusters": {"dev": {"mode": row.name}}}, stack="dev", location="westeurope")


@every_row
def test_the_profile_says_what_the_row_says(row: Mode, planned: StackPlan) -> None:
    ipv4 = {"serviceCidrs": ["10.0.0.0/16"]} | ({"podCidrs": ["10.244.0.0/16"]} if row.has_pod_cidr else {})
    both = {"serviceCidrs": ["10.0.0.0/16", "fd12:3456:789a:1::/108"]}
    both |= {"podCidrs": ["10.244.0.0/16", "fd12:3456:789a::/64"]} if row.has_pod_cidr else {}
    assert network_profile(planned.clusters[0]) == {
        "networkPlugin": row.plugin,
        **({"networkPluginMode": row.plugin_mode} if row.plugin_mode else {}),
        **({"networkDataplane": row.data_plane} if row.data_plane else {}),
        **({"networkPolicy": row.policies[0]} if row.policies else {}),
        "ipFamilies": list(row.families),
        **(both if IpFamily.IPV6 in row.families else ipv4),
        "dnsServiceIP": "10.0.0.10",
        "outboundType": "loadBalancer",
        "loadBalancerSku": "standard",
    }


@every_row
def test_every_subnet_has_a_range_in_each_family_and_no_default_is_given_twice(row: Mode, planned: StackPlan) -> None:
    subnets = planned.network.subnets
    assert list(subnets) == ["dev-node-subnet", *(["dev-pod-subnet"] if row.has_pod_subnet else [])]
    versions = {name: [prefix.version for prefix in subnet.prefixes] for name, subnet in subnets.items()}
    assert versions == {name: [family.version for family in row.families] for name in subnets}
    cluster = planned.clusters[0]
    ranges = [*cluster.pod_cidrs, *cluster.service_cidrs, *(r for s in subnets.values() for r in s.prefixes)]
    assert [(str(one), str(other)) for one, other in combinations(ranges, 2) if overlaps(one, other)] == []


@pytest.mark.matrix
@every_row
def test_components_send_it_and_the_sandbox_judges_it(row: Mode, planned: StackPlan) -> None:
    recording = _declared(planned)
    body = recording.one("azure-native:containerservice:ManagedCluster").inputs
    assert body["networkProfile"] == network_profile(planned.clusters[0])
    refusal = first_refusal(_world(recording, planned).ask())
    two_families = IpFamily.IPV6 in row.families
    assert (refusal and refusal.code) == (REFUSED.get(row.pods) if two_families else None)


def _declared(plan: StackPlan) -> Recording:
    from components.aks_cluster import AksCluster, AksClusterArgs
    from components.network import Network, NetworkArgs

    def program() -> None:
        Network("network", NetworkArgs(plan=plan.network, location="westeurope", resource_group_name="rg"))
        AksCluster(
            "dev",
            AksClusterArgs(
                plan=plan.clusters[0],
                location="westeurope",
                resource_group_name="rg",
                subnet_ids={name: f"{VNET}/subnets/{name}" for name in plan.network.subnets},
                identity_id=IDENTITY,
            ),
        )

    return record(program)


def _world(recording: Recording, plan: StackPlan) -> World:
    """Return a subscription with what was declared, where the sandbox's rules find it."""
    world = World()
    space = [str(network) for network in plan.network.address_space]
    world.resources[VNET][1].update(addressSpace={"addressPrefixes": space})
    for subnet in recording.all("azure-native:network:Subnet"):
        table = {"routeTable": {"id": TABLE}} if "routeTable" in subnet.inputs else {}
        arm_id = f"{VNET}/subnets/{subnet.inputs['subnetName']}"
        world.resources[arm_id] = ("Microsoft.Network/virtualNetworks/subnets", {**subnet.inputs, **table})
    del world.resources[ROLE]
    for role in plan.clusters[0].roles:
        scope = TABLE if role.target is RoleTarget.ROUTE_TABLE else f"{VNET}/subnets/{role.target_name}"
        role_at(scope)(world)
    body = recording.one("azure-native:containerservice:ManagedCluster").inputs
    world.pools = body["agentPoolProfiles"]
    world.cluster = body
    return world


@every_row
def test_a_subnet_that_lacks_a_range_in_a_family_of_the_row_is_told_of_it(
    row: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With two clusters no prefix is guessed, so that each subnet misses one in every family."""
    monkeypatch.setitem(modes._TABLE, row.name, row)
    raw = {"clusters": {key: {"mode": row.name} for key in ("a", "b")}}
    found = plan_as_far_as_possible(raw, stack="dev", location="westeurope")
    fields = [{IpFamily.IPV4: "prefix", IpFamily.IPV6: "ipv6Prefix"}[family] for family in row.families]
    subnets = ["nodeSubnet", *(["podSubnet"] if row.has_pod_subnet else [])]
    wanted = {f"clusters.{key}.{subnet}.{field}" for key in ("a", "b") for subnet in subnets for field in fields}
    assert {problem.path for problem in found.problems} >= wanted


@every_row
def test_an_ipv6_prefix_is_taken_where_the_row_has_ipv6_and_nowhere_else(
    row: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(modes._TABLE, row.name, row)
    subnets = {"nodeSubnet": {"prefix": "10.224.0.0/16", "ipv6Prefix": "fd12:3456:789b:8::/64"}}
    if row.has_pod_subnet:
        subnets["podSubnet"] = {"prefix": "10.225.0.0/16", "ipv6Prefix": "fd12:3456:789b:9::/64"}
    raw = {
        "network": {"addressSpace": ["10.224.0.0/12", "fd12:3456:789b::/48"]},
        "clusters": {"dev": {"mode": row.name, **subnets}},
    }
    found = plan_as_far_as_possible(raw, stack="dev", location="westeurope")
    refused = [] if IpFamily.IPV6 in row.families else [f"clusters.dev.{subnet}.ipv6Prefix" for subnet in subnets]
    assert [problem.path for problem in found.problems] == refused
