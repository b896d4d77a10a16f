"""Where subnets lie: every way to be wrong alone, and its counterpart beside the edge.

That the suggestions of one report fit together is a property in `tests/plan/test_suggestions.py`.
"""

import pytest

from aksnet.rules.checks import places
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, VNET_ID, CheckCase, dev, found, network, pool, problems, under_check

EXISTING = {"name": "nodes", "existing": True}

CASES = [
    CheckCase(
        check=places.missing_prefixes,
        says="a single cluster in a VNet of its own writes its prefix",
        raw=network({"dev": {}}, addressSpace=["10.1.0.0/16"]),
        expected=[
            Problem(
                path="clusters.dev.nodeSubnet.prefix",
                value=None,
                allowed=("an IPv4 range of the VNet; with several clusters, or in a VNet of your own, none is guessed"),
                cure="write prefix: 10.1.0.0/24",
                page=LEARN + "virtual-network/virtual-networks-faq",
            )
        ],
        beside=network({"dev": {"nodeSubnet": "10.1.0.0/24"}}, addressSpace=["10.1.0.0/16"]),
    ),
    CheckCase(
        check=places.missing_prefixes,
        says="an extra subnet has a prefix",
        raw=network({"dev": {}}, subnets={"lb": {}}),
        expected=[
            Problem(
                path="network.subnets.lb.prefix",
                value=None,
                allowed=("an IPv4 range of the VNet; with several clusters, or in a VNet of your own, none is guessed"),
                cure="write prefix: 10.225.0.0/24",
                page=LEARN + "virtual-network/virtual-networks-faq",
            )
        ],
        beside=network({"dev": {}}, subnets={"lb": "10.225.0.0/24"}),
    ),
    CheckCase(
        check=places.missing_prefixes,
        says="a pool's own subnet has a prefix",
        raw=pool(nodeSubnet={}),
        expected=[
            Problem(
                path="clusters.dev.nodePools.np.nodeSubnet.prefix",
                value=None,
                allowed=("an IPv4 range of the VNet; with several clusters, or in a VNet of your own, none is guessed"),
                cure="write prefix: 10.224.0.0/24",
                page=LEARN + "virtual-network/virtual-networks-faq",
            )
        ],
        beside=pool(nodeSubnet="10.230.0.0/24"),
    ),
    CheckCase(
        check=places.missing_prefixes,
        says="in an existing VNet nothing is suggested",
        raw=network({"dev": {}}, id=VNET_ID),
        expected=[
            Problem(
                path="clusters.dev.nodeSubnet.prefix",
                value=None,
                allowed=("an IPv4 range of the VNet; with several clusters, or in a VNet of your own, none is guessed"),
                cure="say existing: true if it is there already, or give the prefix to create it with",
                page=LEARN + "virtual-network/virtual-networks-faq",
            )
        ],
        beside=network({"dev": {"nodeSubnet": EXISTING}}, id=VNET_ID),
    ),
    CheckCase(
        check=places.missing_prefixes,
        says="a VNet without room is to be widened",
        raw=network({"dev": {"nodeSubnet": "10.1.0.0/24"}}, addressSpace=["10.1.0.0/24"], subnets={"lb": {}}),
        expected=[
            Problem(
                path="network.subnets.lb.prefix",
                value=None,
                allowed=("an IPv4 range of the VNet; with several clusters, or in a VNet of your own, none is guessed"),
                cure="widen network.addressSpace, then write prefix: a free /24",
                page=LEARN + "virtual-network/virtual-networks-faq",
            )
        ],
        beside=network(
            {"dev": {"nodeSubnet": "10.1.0.0/25"}}, addressSpace=["10.1.0.0/24"], subnets={"lb": "10.1.0.128/25"}
        ),
    ),
    CheckCase(
        check=places.missing_ipv6,
        says="a dual-stack cluster has an IPv6 prefix in its node subnet",
        raw=network(
            {"dev": {"mode": "overlay-dual-stack", "nodeSubnet": "10.1.0.0/24"}},
            addressSpace=["10.1.0.0/16", "fd00::/48"],
        ),
        expected=[
            Problem(
                path="clusters.dev.nodeSubnet.ipv6Prefix",
                value=None,
                allowed="an IPv6 /64 of the VNet, because dev is dual-stack",
                cure="write ipv6Prefix: fd00::/64",
                page=LEARN + "aks/configure-dual-stack",
            )
        ],
        beside=network(
            {"dev": {"mode": "overlay-dual-stack", "nodeSubnet": {"prefix": "10.1.0.0/24", "ipv6Prefix": "fd00::/64"}}},
            addressSpace=["10.1.0.0/16", "fd00::/48"],
        ),
    ),
    CheckCase(
        check=places.missing_ipv6,
        says="a dual-stack cluster has an IPv6 range in its VNet",
        raw=network({"dev": {"mode": "overlay-dual-stack", "nodeSubnet": "10.1.0.0/24"}}, addressSpace=["10.1.0.0/16"]),
        expected=[
            Problem(
                path="clusters.dev.nodeSubnet.ipv6Prefix",
                value=None,
                allowed="an IPv6 /64 of the VNet, because dev is dual-stack",
                cure="widen network.addressSpace, then write ipv6Prefix: a free /64",
                page=LEARN + "aks/configure-dual-stack",
            )
        ],
        beside=network({"dev": {"mode": "overlay", "nodeSubnet": "10.1.0.0/24"}}, addressSpace=["10.1.0.0/16"]),
    ),
    CheckCase(
        check=places.wrong_sizes,
        says="an IPv6 subnet is a /64",
        raw=dev(mode="overlay-dual-stack", nodeSubnet={"ipv6Prefix": "fd12:3456:789b::/63"}),
        expected=[
            Problem(
                path="clusters.dev.nodeSubnet.ipv6Prefix",
                value="fd12:3456:789b::/63",
                allowed="a /64, the only size of an IPv6 subnet in Azure",
                cure="write fd12:3456:789b::/64",
                page=LEARN + "virtual-network/ip-services/ipv6-overview",
            )
        ],
        beside=dev(mode="overlay-dual-stack", nodeSubnet={"ipv6Prefix": "fd12:3456:789b::/64"}),
    ),
    CheckCase(
        check=places.outside_vnet,
        says="a subnet is inside the VNet",
        raw=dev(nodeSubnet="10.240.0.0/24"),
        expected=[
            Problem(
                path="clusters.dev.nodeSubnet.prefix",
                value="10.240.0.0/24",
                allowed="a range inside the VNet's 10.224.0.0/12",
                cure="write 10.224.0.0/24, or add the range to network.addressSpace",
                page=LEARN + "virtual-network/virtual-networks-faq",
                code="NetcfgInvalidSubnet",
            )
        ],
        beside=dev(nodeSubnet="10.239.255.0/24"),
    ),
    CheckCase(
        check=places.outside_vnet,
        says="an IPv6 subnet is inside the VNet",
        raw=dev(mode="overlay-dual-stack", nodeSubnet={"ipv6Prefix": "fd12:3456:789c::/64"}),
        expected=[
            Problem(
                path="clusters.dev.nodeSubnet.ipv6Prefix",
                value="fd12:3456:789c::/64",
                allowed="a range inside the VNet's 10.224.0.0/12, fd12:3456:789b::/48",
                cure="write fd12:3456:789b::/64, or add the range to network.addressSpace",
                page=LEARN + "virtual-network/virtual-networks-faq",
                code="NetcfgInvalidSubnet",
            )
        ],
        beside=dev(mode="overlay-dual-stack", nodeSubnet={"ipv6Prefix": "fd12:3456:789b:ffff::/64"}),
    ),
    CheckCase(
        check=places.overlapping,
        says="no two subnets share an address",
        raw=network({"dev": {"nodeSubnet": "10.224.0.0/23"}}, subnets={"lb": "10.224.1.0/24"}),
        expected=[
            Problem(
                path="network.subnets.lb.prefix",
                value="10.224.1.0/24",
                allowed="a range that no other subnet has; it overlaps dev-node-subnet (10.224.0.0/23)",
                cure="write 10.224.2.0/24",
                page=LEARN + "virtual-network/virtual-networks-faq",
                code="NetcfgSubnetRangesOverlap",
            )
        ],
        beside=network({"dev": {"nodeSubnet": "10.224.0.0/24"}}, subnets={"lb": "10.224.1.0/24"}),
    ),
    CheckCase(
        check=places.wrong_sizes,
        says="a subnet is a /29 at the least",
        raw=network({"dev": {}}, subnets={"lb": "10.230.0.0/30"}),
        expected=[
            Problem(
                path="network.subnets.lb.prefix",
                value="10.230.0.0/30",
                allowed="a /29 or larger, because Azure keeps five addresses of each subnet",
                cure="write 10.230.0.0/29",
                page=LEARN + "virtual-network/virtual-networks-faq",
            )
        ],
        beside=network({"dev": {}}, subnets={"lb": "10.230.0.0/29"}),
    ),
    CheckCase(
        check=places.overlapping,
        says="a subnet in the way of two others is named with both",
        raw=network({"dev": {"nodeSubnet": "10.224.0.0/24"}}, subnets={"lb": "10.224.1.0/24", "x": "10.224.0.0/16"}),
        expected=[
            Problem(
                path="network.subnets.x.prefix",
                value="10.224.0.0/16",
                allowed=(
                    "a range that no other subnet has; it overlaps dev-node-subnet (10.224.0.0/24), lb (10.224.1.0/24)"
                ),
                cure="write 10.225.0.0/16",
                page=LEARN + "virtual-network/virtual-networks-faq",
                code="NetcfgSubnetRangesOverlap",
            )
        ],
        beside=network({"dev": {"nodeSubnet": "10.224.0.0/24"}}, subnets={"lb": "10.224.1.0/24", "x": "10.225.0.0/16"}),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_a_plan_that_fails_a_check_is_told_of_it_and_of_nothing_else(case: CheckCase) -> None:
    assert case.expected == problems(case.raw)
    assert case.expected == list(case.check(under_check(case.raw)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_a_plan_beside_the_edge_passes(case: CheckCase) -> None:
    assert found(case.beside) == []


def test_every_check_has_a_case() -> None:
    assert {case.check for case in CASES} == set(places.CHECKS)
