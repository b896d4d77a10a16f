"""Rules on the API server and on egress: every one has a case that breaks it alone, and one beside the edge."""

import pytest

from aksnet.rules import access
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, TABLE_ID, VNET_ID, Case, dev, network, problems, settings

EXISTING = {"name": "nodes", "existing": True, "routeTableId": TABLE_ID}

CASES = [
    Case(
        rule=access.private_clusters,
        says="a private API server has no public address to authorize ranges for",
        raw=dev(privateCluster=True, authorizedIpRanges=["203.0.113.0/24"]),
        expected=[
            Problem(
                path="clusters.dev.authorizedIpRanges",
                value=["203.0.113.0/24"],
                allowed=("no ranges with privateCluster: true, because a private API server has no public address"),
                cure="remove one of the two keys",
                page=LEARN + "aks/api-server-authorized-ip-ranges",
            )
        ],
        beside=dev(privateCluster=False, authorizedIpRanges=["203.0.113.0/24"]),
    ),
    Case(
        rule=access.next_hops,
        says="userDefinedRouting needs a next hop where the stack makes the route table",
        raw=dev(outbound="userDefinedRouting"),
        expected=[
            Problem(
                path="clusters.dev.outbound.nextHop",
                value=None,
                allowed=(
                    "the address of the firewall that takes the default route; without it nodes cannot "
                    "reach what they need to start"
                ),
                cure="write outbound: {type: userDefinedRouting, nextHop: <address of the firewall>}",
                page=LEARN + "aks/egress-udr",
                code="RouteTableMissingDefaultRouteError",
            )
        ],
        beside=dev(outbound={"type": "userDefinedRouting", "nextHop": "10.230.0.4"}),
    ),
    Case(
        rule=access.next_hops,
        says="a load balancer takes no next hop",
        raw=dev(outbound={"nextHop": "10.224.255.4"}),
        expected=[
            Problem(
                path="clusters.dev.outbound.nextHop",
                value="10.224.255.4",
                allowed="no next hop with loadBalancer: no route table sends traffic there",
                cure="remove it, or write type: userDefinedRouting",
                page=LEARN + "aks/egress-udr",
            )
        ],
        beside=dev(outbound={"type": "loadBalancer"}),
    ),
    Case(
        rule=access.next_hops,
        says="a NAT gateway takes no next hop",
        raw=dev(outbound={"type": "userAssignedNATGateway", "nextHop": "10.224.255.4"}),
        expected=[
            Problem(
                path="clusters.dev.outbound.nextHop",
                value="10.224.255.4",
                allowed="no next hop with userAssignedNATGateway: no route table sends traffic there",
                cure="remove it, or write type: userDefinedRouting",
                page=LEARN + "aks/egress-udr",
            )
        ],
        beside=dev(outbound="userAssignedNATGateway"),
    ),
    Case(
        rule=access.next_hops,
        says="an existing route table takes no next hop from this stack",
        raw=network(
            {"dev": {"nodeSubnet": EXISTING, "outbound": {"type": "userDefinedRouting", "nextHop": "10.224.255.4"}}},
            id=VNET_ID,
        ),
        expected=[
            Problem(
                path="clusters.dev.outbound.nextHop",
                value="10.224.255.4",
                allowed=("no next hop, because the cluster's subnets exist and keep the route table that they have"),
                cure="remove it, and set the default route where that route table is declared",
                page=LEARN + "aks/egress-udr",
            )
        ],
        beside=network({"dev": {"nodeSubnet": EXISTING, "outbound": "userDefinedRouting"}}, id=VNET_ID),
    ),
    Case(
        rule=access.route_tables_of_existing_subnets,
        says="kubenet must be told its existing subnet's route table",
        raw=network({"dev": {"mode": "kubenet", "nodeSubnet": {"name": "nodes", "existing": True}}}, id=VNET_ID),
        expected=[
            Problem(
                path="clusters.dev.nodeSubnet.routeTableId",
                value=None,
                allowed=(
                    "the ARM id of the route table on this existing subnet: the cluster's identity must "
                    "be able to change it"
                ),
                cure="add routeTableId, or give the cluster a subnet of its own with a prefix",
                page=LEARN + "aks/configure-kubenet",
                code="CustomRouteTableMissingPermission",
            )
        ],
        beside=network({"dev": {"mode": "kubenet", "nodeSubnet": EXISTING}}, id=VNET_ID),
    ),
    Case(
        rule=access.route_tables_of_existing_subnets,
        says="userDefinedRouting must be told the route table too, wherever the subnet is said to exist",
        raw=network(
            {"dev": {"outbound": "userDefinedRouting", "nodeSubnet": "nodes"}},
            id=VNET_ID,
            subnets={"nodes": {"existing": True}},
        ),
        expected=[
            Problem(
                path="network.subnets.nodes.routeTableId",
                value=None,
                allowed=(
                    "the ARM id of the route table on this existing subnet: the cluster's identity must "
                    "be able to change it"
                ),
                cure="add routeTableId, or give the cluster a subnet of its own with a prefix",
                page=LEARN + "aks/configure-kubenet",
                code="CustomRouteTableMissingPermission",
            )
        ],
        beside=network(
            {"dev": {"outbound": "userDefinedRouting", "nodeSubnet": "nodes"}},
            id=VNET_ID,
            subnets={"nodes": {"existing": True, "routeTableId": TABLE_ID}},
        ),
    ),
    Case(
        rule=access.route_tables_of_existing_subnets,
        says="a subnet that is created has no route table by id",
        raw=dev(mode="kubenet", nodeSubnet={"routeTableId": TABLE_ID}),
        expected=[
            Problem(
                path="clusters.dev.nodeSubnet.routeTableId",
                value=TABLE_ID,
                allowed=("a route table of one's own only on a subnet that exists; one that is created gets its own"),
                cure="remove the key, or say existing: true",
                page=LEARN + "aks/configure-kubenet",
            )
        ],
        beside=dev(mode="kubenet", nodeSubnet={}),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_settings_that_break_a_rule_are_told_of_it_and_of_nothing_else(case: Case) -> None:
    assert case.expected == problems(case.raw)
    assert case.expected == list(case.rule(settings(case.raw)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_settings_beside_the_edge_break_nothing(case: Case) -> None:
    assert problems(case.beside) == []


def test_every_rule_has_a_case() -> None:
    assert {case.rule for case in CASES} == set(access.RULES)
