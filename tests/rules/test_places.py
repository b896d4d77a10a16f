"""Where subnets lie: every way to be wrong alone, and its counterpart beside the edge.

That the suggestions of one report fit together is a property in `tests/suggest/test_suggestions.py`.
"""

from aksnet.rules import places
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, VNET_ID, Case, dev, network, pool

EXISTING = {"name": "nodes", "existing": True}

CASES = [
    Case(
        rule=places.missing_prefixes,
        says="a single cluster in a VNet of its own writes its prefix",
        raw=network({"dev": {}}, addressSpace=["10.1.0.0/16"]),
        expected=[
            Problem(
                kind=Kind.MISSING_PREFIX,
                path="clusters.dev.nodeSubnet.prefix",
                value=None,
                message=("an IPv4 range of the VNet; with several clusters, or in a VNet of your own, none is guessed"),
                cure="write prefix: 10.1.0.0/24",
                page=LEARN + "virtual-network/virtual-networks-faq",
            )
        ],
        beside=network({"dev": {"nodeSubnet": "10.1.0.0/24"}}, addressSpace=["10.1.0.0/16"]),
    ),
    Case(
        rule=places.missing_prefixes,
        says="an extra subnet has a prefix",
        raw=network({"dev": {}}, subnets={"lb": {}}),
        expected=[
            Problem(
                kind=Kind.MISSING_PREFIX,
                path="network.subnets.lb.prefix",
                value=None,
                message=("an IPv4 range of the VNet; with several clusters, or in a VNet of your own, none is guessed"),
                cure="write prefix: 10.225.0.0/24",
                page=LEARN + "virtual-network/virtual-networks-faq",
            )
        ],
        beside=network({"dev": {}}, subnets={"lb": "10.225.0.0/24"}),
    ),
    Case(
        rule=places.missing_prefixes,
        says="a pool's own subnet has a prefix",
        raw=pool(nodeSubnet={}),
        expected=[
            Problem(
                kind=Kind.MISSING_PREFIX,
                path="clusters.dev.nodePools.np.nodeSubnet.prefix",
                value=None,
                message=("an IPv4 range of the VNet; with several clusters, or in a VNet of your own, none is guessed"),
                cure="write prefix: 10.224.0.0/24",
                page=LEARN + "virtual-network/virtual-networks-faq",
            )
        ],
        beside=pool(nodeSubnet="10.230.0.0/24"),
    ),
    Case(
        rule=places.missing_prefixes,
        says="in an existing VNet nothing is suggested",
        raw=network({"dev": {}}, id=VNET_ID),
        expected=[
            Problem(
                kind=Kind.MISSING_PREFIX,
                path="clusters.dev.nodeSubnet.prefix",
                value=None,
                message=("an IPv4 range of the VNet; with several clusters, or in a VNet of your own, none is guessed"),
                cure="say existing: true if it is there already, or give the prefix to create it with",
                page=LEARN + "virtual-network/virtual-networks-faq",
            )
        ],
        beside=network({"dev": {"nodeSubnet": EXISTING}}, id=VNET_ID),
    ),
    Case(
        rule=places.missing_prefixes,
        says="a VNet without room is to be widened",
        raw=network({"dev": {"nodeSubnet": "10.1.0.0/24"}}, addressSpace=["10.1.0.0/24"], subnets={"lb": {}}),
        expected=[
            Problem(
                kind=Kind.MISSING_PREFIX,
                path="network.subnets.lb.prefix",
                value=None,
                message=("an IPv4 range of the VNet; with several clusters, or in a VNet of your own, none is guessed"),
                cure="widen network.addressSpace, then write prefix: a free /24",
                page=LEARN + "virtual-network/virtual-networks-faq",
            )
        ],
        beside=network(
            {"dev": {"nodeSubnet": "10.1.0.0/25"}}, addressSpace=["10.1.0.0/24"], subnets={"lb": "10.1.0.128/25"}
        ),
    ),
    Case(
        rule=places.missing_ipv6,
        says="a dual-stack cluster has an IPv6 prefix in its node subnet",
        raw=network(
            {"dev": {"mode": "overlay-dual-stack", "nodeSubnet": "10.1.0.0/24"}},
            addressSpace=["10.1.0.0/16", "fd00::/48"],
        ),
        expected=[
            Problem(
                kind=Kind.MISSING_IPV6,
                path="clusters.dev.nodeSubnet.ipv6Prefix",
                value=None,
                message="an IPv6 /64 of the VNet, because dev is dual-stack",
                cure="write ipv6Prefix: fd00::/64",
                page=LEARN + "aks/configure-dual-stack",
            )
        ],
        beside=network(
            {"dev": {"mode": "overlay-dual-stack", "nodeSubnet": {"prefix": "10.1.0.0/24", "ipv6Prefix": "fd00::/64"}}},
            addressSpace=["10.1.0.0/16", "fd00::/48"],
        ),
    ),
    Case(
        rule=places.missing_ipv6,
        says="a dual-stack cluster has an IPv6 range in its VNet",
        raw=network({"dev": {"mode": "overlay-dual-stack", "nodeSubnet": "10.1.0.0/24"}}, addressSpace=["10.1.0.0/16"]),
        expected=[
            Problem(
                kind=Kind.MISSING_IPV6,
                path="clusters.dev.nodeSubnet.ipv6Prefix",
                value=None,
                message="an IPv6 /64 of the VNet, because dev is dual-stack",
                cure="widen network.addressSpace, then write ipv6Prefix: a free /64",
                page=LEARN + "aks/configure-dual-stack",
            )
        ],
        beside=network({"dev": {"mode": "overlay", "nodeSubnet": "10.1.0.0/24"}}, addressSpace=["10.1.0.0/16"]),
    ),
    Case(
        rule=places.wrong_sizes,
        says="an IPv6 subnet is a /64",
        raw=dev(mode="overlay-dual-stack", nodeSubnet={"ipv6Prefix": "fd12:3456:789b::/63"}),
        expected=[
            Problem(
                kind=Kind.SUBNET_SIZE,
                path="clusters.dev.nodeSubnet.ipv6Prefix",
                value="fd12:3456:789b::/63",
                message="a /64, the only size of an IPv6 subnet in Azure",
                cure="write fd12:3456:789b::/64",
                page=LEARN + "virtual-network/ip-services/ipv6-overview",
            )
        ],
        beside=dev(mode="overlay-dual-stack", nodeSubnet={"ipv6Prefix": "fd12:3456:789b::/64"}),
    ),
    Case(
        rule=places.outside_vnet,
        says="a subnet is inside the VNet",
        raw=dev(nodeSubnet="10.240.0.0/24"),
        expected=[
            Problem(
                kind=Kind.OUTSIDE_VNET,
                path="clusters.dev.nodeSubnet.prefix",
                value="10.240.0.0/24",
                message="a range inside the VNet's 10.224.0.0/12",
                cure="write 10.224.0.0/24, or add the range to network.addressSpace",
                page=LEARN + "virtual-network/virtual-networks-faq",
                code="NetcfgInvalidSubnet",
            )
        ],
        beside=dev(nodeSubnet="10.239.255.0/24"),
    ),
    Case(
        rule=places.outside_vnet,
        says="an IPv6 subnet is inside the VNet",
        raw=dev(mode="overlay-dual-stack", nodeSubnet={"ipv6Prefix": "fd12:3456:789c::/64"}),
        expected=[
            Problem(
                kind=Kind.OUTSIDE_VNET,
                path="clusters.dev.nodeSubnet.ipv6Prefix",
                value="fd12:3456:789c::/64",
                message="a range inside the VNet's 10.224.0.0/12, fd12:3456:789b::/48",
                cure="write fd12:3456:789b::/64, or add the range to network.addressSpace",
                page=LEARN + "virtual-network/virtual-networks-faq",
                code="NetcfgInvalidSubnet",
            )
        ],
        beside=dev(mode="overlay-dual-stack", nodeSubnet={"ipv6Prefix": "fd12:3456:789b:ffff::/64"}),
    ),
    Case(
        rule=places.overlapping,
        says="no two subnets share an address",
        raw=network({"dev": {"nodeSubnet": "10.224.0.0/23"}}, subnets={"lb": "10.224.1.0/24"}),
        expected=[
            Problem(
                kind=Kind.SUBNETS_OVERLAP,
                path="network.subnets.lb.prefix",
                value="10.224.1.0/24",
                message="a range that no other subnet has; it overlaps dev-node-subnet (10.224.0.0/23)",
                cure="write 10.224.2.0/24",
                page=LEARN + "virtual-network/virtual-networks-faq",
                code="NetcfgSubnetRangesOverlap",
            )
        ],
        beside=network({"dev": {"nodeSubnet": "10.224.0.0/24"}}, subnets={"lb": "10.224.1.0/24"}),
    ),
    Case(
        rule=places.wrong_sizes,
        says="a subnet is a /29 at the least",
        raw=network({"dev": {}}, subnets={"lb": "10.230.0.0/30"}),
        expected=[
            Problem(
                kind=Kind.SUBNET_SIZE,
                path="network.subnets.lb.prefix",
                value="10.230.0.0/30",
                message="a /29 or larger, because Azure keeps five addresses of each subnet",
                cure="write 10.230.0.0/29",
                page=LEARN + "virtual-network/virtual-networks-faq",
            )
        ],
        beside=network({"dev": {}}, subnets={"lb": "10.230.0.0/29"}),
    ),
    Case(
        rule=places.overlapping,
        says="a subnet in the way of two others is named with both",
        raw=network({"dev": {"nodeSubnet": "10.224.0.0/24"}}, subnets={"lb": "10.224.1.0/24", "x": "10.224.0.0/16"}),
        expected=[
            Problem(
                kind=Kind.SUBNETS_OVERLAP,
                path="network.subnets.x.prefix",
                value="10.224.0.0/16",
                message=(
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
