"""The planned VNet: created or existing, its subnets, and what hangs on each of them."""

from ipaddress import IPv4Address, IPv4Network, IPv6Network

import pytest

from aksnet.azure.axes import IpFamily, NextHopType
from aksnet.azure.modes import MODES
from aksnet.azure.subnet_purposes import AKS
from aksnet.plan.egress_records import NatGatewayPlan
from aksnet.plan.records import NetworkPlan, RouteTablePlan, SubnetPlan
from tests.plan.support import TABLE_ID, VNET_ID, Raw, cluster, dev, network, plan

NODES = (IPv4Network("10.224.0.0/16"),)
PODS = (IPv4Network("10.225.0.0/16"),)
BOTH = (*NODES, IPv6Network("fd12:3456:789b::/64"))
EXISTING = {"name": "nodes", "existing": True}


def _network(raw: Raw) -> NetworkPlan:
    return plan(raw).network


def _expected(mode: str, node: Raw | None = None, pod: Raw | None = None, **keys: Raw) -> NetworkPlan:
    """A VNet with everything by default, except what hangs on its subnets."""
    dual = IpFamily.IPV6 in MODES[mode].families
    ranges = (IPv4Network("10.224.0.0/12"), *((IPv6Network("fd12:3456:789b::/48"),) if dual else ()))
    subnets = [SubnetPlan(name="dev-node-subnet", prefixes=BOTH if dual else NODES, **(node or {}))]
    if MODES[mode].has_pod_subnet:
        subnets.append(SubnetPlan(name="dev-pod-subnet", prefixes=PODS, delegation=AKS, **(pod or {})))
    made: Raw = {"route_tables": {}, "nat_gateways": {}} | keys
    return NetworkPlan(
        name="dev-vnet",
        id=None,
        existing=False,
        resource_group="rg-dev",
        address_space=ranges,
        subnets={subnet.name: subnet for subnet in subnets},
        **made,
    )


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_has_the_subnets_that_its_row_needs_and_kubenet_a_route_table(mode: str) -> None:
    if mode == "kubenet":
        tables = {"dev-routes": RouteTablePlan(name="dev-routes", default_next_hop=None)}
        expected = _expected(mode, node={"route_table": "dev-routes"}, route_tables=tables)
    else:
        expected = _expected(mode)
    assert expected == _network(dev(mode=mode))


@pytest.mark.parametrize("mode", [row.name for row in MODES.values() if IpFamily.IPV6 not in row.families])
def test_a_nat_gateway_hangs_on_node_and_pod_subnets(mode: str) -> None:
    hung: Raw = {"nat_gateway": "dev-nat"}
    table: Raw = {"route_table": "dev-routes"} if mode == "kubenet" else {}
    tables = {"dev-routes": RouteTablePlan(name="dev-routes", default_next_hop=None)} if table else {}
    gateways = {"dev-nat": NatGatewayPlan(name="dev-nat", public_ip_names=("dev-nat-ip",))}
    expected = _expected(mode, node=hung | table, pod=hung, nat_gateways=gateways, route_tables=tables)
    assert expected == _network(dev(mode=mode, outbound="userAssignedNATGateway"))


@pytest.mark.parametrize("mode", MODES)
def test_own_routes_hang_on_node_and_pod_subnets(mode: str) -> None:
    hung: Raw = {"route_table": "dev-routes"}
    tables = {"dev-routes": RouteTablePlan(name="dev-routes", default_next_hop=IPv4Address("10.230.0.4"))}
    outbound = {"type": "userDefinedRouting", "nextHop": "10.230.0.4"}
    assert _expected(mode, node=hung, pod=hung, route_tables=tables) == _network(dev(mode=mode, outbound=outbound))


def test_a_default_route_may_lead_to_the_gateway_of_the_vnet() -> None:
    found = _network(dev(outbound={"type": "userDefinedRouting", "nextHop": "VirtualNetworkGateway"}))
    assert found.route_tables == {"dev-routes": RouteTablePlan(name="dev-routes", default_next_hop=NextHopType.GATEWAY)}


def test_extra_subnets_are_created_beside_those_of_the_cluster_in_the_order_of_names() -> None:
    found = _network(network(dev()["clusters"], subnets={"services": "10.230.0.0/24", "apps": "10.231.0.0/24"}))
    assert found.subnets == {
        "apps": SubnetPlan(name="apps", prefixes=(IPv4Network("10.231.0.0/24"),)),
        "dev-node-subnet": SubnetPlan(name="dev-node-subnet", prefixes=NODES),
        "services": SubnetPlan(name="services", prefixes=(IPv4Network("10.230.0.0/24"),)),
    }
    assert list(found.subnets) == sorted(found.subnets)


VNETS: dict[str, tuple[Raw, NetworkPlan]] = {
    "by id": (
        network({"dev": {"nodeSubnet": f"{VNET_ID}/subnets/nodes"}}, id=VNET_ID),
        NetworkPlan(
            name="hub-vnet",
            id=VNET_ID,
            existing=True,
            resource_group="hub",
            address_space=(),
            subnets={
                "nodes": SubnetPlan(name="nodes", prefixes=(), id=f"{VNET_ID}/subnets/nodes", existing=True),
            },
            route_tables={},
            nat_gateways={},
        ),
    ),
    "by name, in the stack's resource group": (
        network({"dev": {"nodeSubnet": EXISTING}}, name="shared", existing=True),
        NetworkPlan(
            name="shared",
            id=None,
            existing=True,
            resource_group="rg-dev",
            address_space=(),
            subnets={"nodes": SubnetPlan(name="nodes", prefixes=(), existing=True)},
            route_tables={},
            nat_gateways={},
        ),
    ),
    "by name, in another resource group, with a new subnet": (
        network(
            {"dev": {"nodeSubnet": "10.1.2.0/24"}},
            name="shared",
            existing=True,
            resourceGroup="hub",
            addressSpace=["10.1.0.0/16"],
        ),
        NetworkPlan(
            name="shared",
            id=None,
            existing=True,
            resource_group="hub",
            address_space=(IPv4Network("10.1.0.0/16"),),
            subnets={
                "dev-node-subnet": SubnetPlan(name="dev-node-subnet", prefixes=(IPv4Network("10.1.2.0/24"),)),
            },
            route_tables={},
            nat_gateways={},
        ),
    ),
    "with a subnet whose range is stated": (
        network({"dev": {"nodeSubnet": EXISTING | {"prefix": "10.1.2.0/24"}}}, name="shared", existing=True),
        NetworkPlan(
            name="shared",
            id=None,
            existing=True,
            resource_group="rg-dev",
            address_space=(),
            subnets={
                "nodes": SubnetPlan(name="nodes", prefixes=(IPv4Network("10.1.2.0/24"),), existing=True),
            },
            route_tables={},
            nat_gateways={},
        ),
    ),
}


@pytest.mark.parametrize(("raw", "expected"), VNETS.values(), ids=VNETS)
def test_an_existing_vnet_is_used_and_nothing_is_guessed_in_it(raw: Raw, expected: NetworkPlan) -> None:
    assert expected == _network(raw)


@pytest.mark.parametrize(
    "keys",
    [{"mode": "kubenet"}, {"outbound": "userDefinedRouting"}, {"outbound": "userAssignedNATGateway"}],
    ids=["kubenet", "own routes", "NAT gateway"],
)
@pytest.mark.parametrize("said", ["at the cluster", "in the network"])
def test_nothing_is_made_for_a_subnet_that_exists_wherever_that_is_said(keys: Raw, said: str) -> None:
    existing = {"existing": True, "routeTableId": TABLE_ID}
    if said == "at the cluster":
        raw = network({"dev": {"nodeSubnet": {"name": "nodes", **existing}, **keys}}, id=VNET_ID)
    else:
        raw = network({"dev": {"nodeSubnet": "nodes", **keys}}, id=VNET_ID, subnets={"nodes": existing})
    found = _network(raw)
    assert (found.subnets, found.route_tables, found.nat_gateways) == (
        {"nodes": SubnetPlan(name="nodes", prefixes=(), existing=True)},
        {},
        {},
    )


def test_pools_live_in_subnets_of_their_own_or_the_clusters() -> None:
    raw = dev(
        mode="cilium-pod-subnet-static-block",
        nodePools={
            "a": {"mode": "System"},
            "b": {"nodeSubnet": "10.230.0.0/24"},
            "c": {"podSubnet": {"name": "big", "prefix": "10.231.0.0/16"}},
        },
    )
    subnets = {pool.name: (pool.node_subnet, pool.pod_subnet) for pool in cluster(raw).pools}
    assert subnets == {
        "a": ("dev-node-subnet", "dev-pod-subnet"),
        "b": ("dev-node-subnet-b", "dev-pod-subnet"),
        "c": ("dev-node-subnet", "big"),
    }
    delegated = {name: subnet.delegation for name, subnet in _network(raw).subnets.items()}
    assert delegated == {"big": AKS, "dev-node-subnet": None, "dev-node-subnet-b": None, "dev-pod-subnet": AKS}


def test_a_subnet_that_no_pool_uses_is_not_made_up() -> None:
    found = _network(dev(nodePools={"np": {"nodeSubnet": "10.230.0.0/24"}}))
    assert list(found.subnets) == ["dev-node-subnet-np"]


def test_clusters_share_a_subnet_that_one_of_them_describes() -> None:
    raw = {
        "clusters": {
            "a": {"nodeSubnet": "nodes"},
            "b": {"nodeSubnet": {"name": "nodes", "prefix": "10.224.0.0/20"}},
        }
    }
    planned = plan(raw)
    assert planned.network.subnets == {"nodes": SubnetPlan(name="nodes", prefixes=(IPv4Network("10.224.0.0/20"),))}
    assert [found.system_pool.node_subnet for found in planned.clusters] == ["nodes", "nodes"]


def test_kubenet_pools_share_one_route_table() -> None:
    raw = dev(mode="kubenet", nodePools={"a": {"mode": "System"}, "b": {"nodeSubnet": "10.230.0.0/24"}})
    found = _network(raw)
    assert {name: subnet.route_table for name, subnet in found.subnets.items()} == {
        "dev-node-subnet": "dev-routes",
        "dev-node-subnet-b": "dev-routes",
    }
    assert list(found.route_tables) == ["dev-routes"]


def test_a_cluster_of_two_families_brings_them_to_the_vnet_and_to_no_other_subnet() -> None:
    raw = {
        "clusters": {
            "four": {"nodeSubnet": "10.224.1.0/24"},
            "both": {
                "mode": "overlay-dual-stack",
                "nodeSubnet": {"prefix": "10.224.2.0/24", "ipv6Prefix": "fd12:3456:789b:2::/64"},
            },
        }
    }
    found = _network(raw)
    assert found.address_space == (IPv4Network("10.224.0.0/12"), IPv6Network("fd12:3456:789b::/48"))
    assert {name: subnet.prefixes for name, subnet in found.subnets.items()} == {
        "both-node-subnet": (IPv4Network("10.224.2.0/24"), IPv6Network("fd12:3456:789b:2::/64")),
        "four-node-subnet": (IPv4Network("10.224.1.0/24"),),
    }


def test_a_network_of_two_families_gives_a_cluster_of_one_no_ipv6() -> None:
    found = _network(network(dev()["clusters"], addressSpace=["10.224.0.0/12", "fd12:3456:789b::/48"]))
    assert found.subnets == {"dev-node-subnet": SubnetPlan(name="dev-node-subnet", prefixes=NODES)}
