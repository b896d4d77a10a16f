"""Role assignments: exactly those that a mode and its options need, each with its reason, none wider than needed.

That clusters wait for them, and that Azure would miss one, is proven with components and engine.
"""

import pytest

from aksnet.azure.axes import IpFamily, RoleTarget
from aksnet.azure.modes import MODES
from aksnet.plan.records import RolePlan
from tests.plan.support import TABLE_ID, VNET_ID, Raw, cluster, dev, network

NODES = ("node subnet", "dev-node-subnet")
PODS = ("pod subnet", "dev-pod-subnet")
ROUTES = ("route table", "dev-routes")
VNET = ("virtual network", "dev-vnet")
FIREWALL = {"outbound": {"type": "userDefinedRouting", "nextHop": "10.230.0.4"}}
NAT = {"outbound": "userAssignedNATGateway"}


def _targets(raw: Raw) -> list[tuple[str, str]]:
    return [(role.target, role.target_name) for role in cluster(raw).roles]


def _subnets(mode: str) -> list[tuple[str, str]]:
    return [NODES, PODS] if MODES[mode].has_pod_subnet else [NODES]


def _tables(mode: str) -> list[tuple[str, str]]:
    return [ROUTES] if mode == "kubenet" else []


def _as_offered(mode: str, keys: Raw) -> Raw:
    """Leave out an outbound type that the mode does not offer."""
    return {} if keys is NAT and IpFamily.IPV6 in MODES[mode].families else keys


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("outbound", [{}, NAT], ids=["load balancer", "NAT gateway"])
def test_an_identity_reaches_its_subnets_and_kubenets_its_route_table(mode: str, outbound: Raw) -> None:
    assert _subnets(mode) + _tables(mode) == _targets(dev(mode=mode, **_as_offered(mode, outbound)))


@pytest.mark.parametrize("mode", MODES)
def test_own_routes_add_the_route_table(mode: str) -> None:
    assert [*_subnets(mode), ROUTES] == _targets(dev(mode=mode, **FIREWALL))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("keys", [{"roleScope": "vnet"}, {"privateCluster": True}], ids=["roleScope: vnet", "private"])
@pytest.mark.parametrize("outbound", [{}, NAT, FIREWALL], ids=["load balancer", "NAT gateway", "own routes"])
def test_one_grant_on_the_vnet_stands_for_all_subnets_but_not_for_a_route_table(
    mode: str, keys: Raw, outbound: Raw
) -> None:
    tables = [ROUTES] if outbound is FIREWALL else _tables(mode)
    assert [VNET, *tables] == _targets(dev(mode=mode, **keys, **_as_offered(mode, outbound)))


def test_a_role_says_what_it_is_for() -> None:
    assert cluster(dev(mode="kubenet")).roles == (
        RolePlan(
            target=RoleTarget.NODE_SUBNET,
            target_name="dev-node-subnet",
            role="Network Contributor",
            role_id="4d97b98b-1d4f-4787-a291-c67834d212e7",
            reason="AKS joins nodes and load balancers to this subnet",
        ),
        RolePlan(
            target=RoleTarget.ROUTE_TABLE,
            target_name="dev-routes",
            role="Network Contributor",
            role_id="4d97b98b-1d4f-4787-a291-c67834d212e7",
            reason="AKS writes one route per node into this table",
        ),
    )


REASONS = {
    ("node subnet", False): "AKS joins nodes and load balancers to this subnet",
    ("pod subnet", False): "AKS hands out this subnet's addresses to pods",
    ("load balancer subnet", False): "an internal load balancer takes its front end address from this subnet",
    ("route table", False): "AKS checks and updates the routes that egress takes",
    ("virtual network", True): "AKS links the private API server's DNS zone to the whole virtual network",
    ("route table", True): "AKS checks and updates the routes that egress takes",
}
LOAD_BALANCER = {"service": {"type": "LoadBalancer", "internal": True, "subnet": "services"}}
EVERYTHING = {"mode": "pod-subnet", "workloads": {"nginx": LOAD_BALANCER}, **FIREWALL}


@pytest.mark.parametrize("private", [False, True])
def test_every_target_has_a_reason_of_its_own(private: bool) -> None:
    raw = network({"dev": EVERYTHING | {"privateCluster": private}}, subnets={"services": "10.230.0.0/24"})
    expected = {target: reason for (target, whose), reason in REASONS.items() if whose is private}
    assert expected == {str(role.target): role.reason for role in cluster(raw).roles}


def test_a_wide_scope_that_was_asked_for_says_so() -> None:
    assert [role.reason for role in cluster(dev(roleScope="vnet")).roles] == [
        "roleScope: vnet grants every subnet at once"
    ]


def test_each_subnet_of_a_load_balancer_is_granted_once_and_in_order() -> None:
    services = {name: {"type": "LoadBalancer", "internal": True, "subnet": name} for name in ("b", "a")}
    raw = network(
        {
            "dev": {
                "workloads": {
                    "one": {"kind": "nginx", "service": services["b"]},
                    "two": {"kind": "nginx", "service": services["a"]},
                    "three": {"kind": "nginx", "service": services["b"]},
                    "four": {"kind": "nginx", "service": services["a"] | {"subnet": "dev-node-subnet"}},
                }
            }
        },
        subnets={"a": "10.230.0.0/24", "b": "10.230.1.0/24", "unused": "10.230.2.0/24"},
    )
    assert _targets(raw) == [NODES, ("load balancer subnet", "a"), ("load balancer subnet", "b")]


def test_subnets_of_pools_are_granted_and_unused_ones_are_not() -> None:
    raw = dev(
        mode="pod-subnet",
        nodePools={
            "a": {"mode": "System", "nodeSubnet": "10.230.0.0/24"},
            "b": {"nodeSubnet": "10.230.1.0/24", "podSubnet": "10.231.0.0/22"},
        },
    )
    assert _targets(raw) == [
        ("node subnet", "dev-node-subnet-a"),
        ("node subnet", "dev-node-subnet-b"),
        PODS,
        ("pod subnet", "dev-pod-subnet-b"),
    ]


def test_a_cluster_is_granted_nothing_of_another() -> None:
    raw = {
        "clusters": {
            "a": {"mode": "kubenet", "nodeSubnet": "10.224.0.0/24"},
            "b": {"mode": "pod-subnet", "nodeSubnet": "10.224.1.0/24", "podSubnet": "10.225.0.0/22"},
        }
    }
    granted = {key: [role.target_name for role in cluster(raw, key).roles] for key in ("a", "b")}
    assert granted == {"a": ["a-node-subnet", "a-routes"], "b": ["b-node-subnet", "b-pod-subnet"]}


@pytest.mark.parametrize(
    "keys", [{"mode": "kubenet"}, {"outbound": "userDefinedRouting"}], ids=["kubenet", "own routes"]
)
@pytest.mark.parametrize("where", ["cluster", "network"])
def test_an_existing_subnet_brings_its_route_table_by_id(keys: Raw, where: str) -> None:
    existing = {"existing": True, "routeTableId": TABLE_ID}
    if where == "cluster":
        raw = network({"dev": {"nodeSubnet": {"name": "nodes", **existing}, **keys}}, id=VNET_ID)
    else:
        raw = network({"dev": {"nodeSubnet": "nodes", **keys}}, id=VNET_ID, subnets={"nodes": existing})
    assert _targets(raw) == [("node subnet", "nodes"), ("route table", TABLE_ID)]
