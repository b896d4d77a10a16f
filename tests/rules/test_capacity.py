"""Whether what a stack needs fits: every kind of range one address short, and its counterpart that is just enough."""

from aksnet.rules import capacity
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import (
    TROUBLESHOOT,
    VNET_ID,
    Case,
    Raw,
    dev,
    found,
    network,
    pool,
)

PAGE = TROUBLESHOOT + "connectivity/insufficientsubnetsize-error-advanced-networking"
NODES = "or lower the number of nodes or maxSurge"
PODS = "or lower maxPods, the number of nodes or maxSurge"


def _short(path: str, value: str, allowed: str, cure: str) -> list[Problem]:
    return [
        Problem(
            kind=Kind.TOO_SMALL,
            path=path,
            value=value,
            message=allowed,
            cure=cure,
            page=PAGE,
            code="InsufficientSubnetSize",
        )
    ]


def _flat(prefix: str, **keys: object) -> Raw:
    return dev(mode="node-subnet", nodeSubnet=prefix, nodePools={"np": {"maxPods": 30, **keys}})


def _private(prefix: str, nodes: int) -> Raw:
    return dev(nodeSubnet=prefix, privateCluster=True, nodePools={"np": {"count": nodes}})


def _balanced(prefix: str, nodes: int) -> Raw:
    nginx = {"service": {"type": "LoadBalancer", "internal": True}}
    return dev(nodeSubnet=prefix, nodePools={"np": {"count": nodes}}, workloads={"nginx": nginx})


def _in_pods(mode: str, prefix: str, **keys: object) -> Raw:
    return dev(mode=mode, podSubnet=prefix, nodePools={"np": keys})


CASES = [
    Case(
        rule=capacity.ranges_that_are_too_small,
        says="three nodes and one for an upgrade at thirty pods are one too many for a /25",
        raw=_flat("10.224.0.0/25"),
        expected=_short(
            "clusters.dev.nodeSubnet.prefix",
            "10.224.0.0/25",
            "room for 124 addresses ((3 + 1) x (1 + 30) nodes and pods of dev); this range has 123, 1 too few",
            f"write 10.224.0.0/24, {PODS}",
        ),
        beside=_flat("10.224.0.0/25", maxPods=29),
    ),
    Case(
        rule=capacity.ranges_that_are_too_small,
        says="nodes are counted at the autoscaler's maximum",
        raw=pool(minCount=1, maxCount=11, nodeSubnet="10.224.1.0/28"),
        expected=_short(
            "clusters.dev.nodePools.np.nodeSubnet.prefix",
            "10.224.1.0/28",
            "room for 13 addresses (11 + 2 nodes of dev); this range has 11, 2 too few",
            f"write 10.224.1.0/27, {NODES}",
        ),
        beside=pool(minCount=1, maxCount=10, nodeSubnet="10.224.1.0/28"),
    ),
    Case(
        rule=capacity.ranges_that_are_too_small,
        says="a private API server takes an address",
        raw=_private("10.224.0.0/28", 10),
        expected=_short(
            "clusters.dev.nodeSubnet.prefix",
            "10.224.0.0/28",
            "room for 12 addresses (10 + 1 nodes of dev + 1 private endpoint of dev); this range has 11, 1 too few",
            f"write 10.224.0.0/27, {NODES}",
        ),
        beside=_private("10.224.0.0/28", 9),
    ),
    Case(
        rule=capacity.ranges_that_are_too_small,
        says="the front end of an internal load balancer takes an address",
        raw=_balanced("10.224.0.0/28", 10),
        expected=_short(
            "clusters.dev.nodeSubnet.prefix",
            "10.224.0.0/28",
            "room for 12 addresses (10 + 1 nodes of dev + 1 load balancers of dev); this range has 11, 1 too few",
            f"write 10.224.0.0/27, {NODES}",
        ),
        beside=_balanced("10.224.0.0/28", 9),
    ),
    Case(
        rule=capacity.ranges_that_are_too_small,
        says="full nodes take their own address and one for each pod of a dynamic pod subnet",
        raw=_in_pods("pod-subnet", "10.225.0.0/25", maxPods=30),
        expected=_short(
            "clusters.dev.podSubnet.prefix",
            "10.225.0.0/25",
            "room for 124 addresses ((3 + 1) x 31 pods of dev); this range has 123, 1 too few",
            f"write 10.225.0.0/24, {PODS}",
        ),
        beside=_in_pods("pod-subnet", "10.225.0.0/25", maxPods=29),
    ),
    Case(
        rule=capacity.ranges_that_are_too_small,
        says="the first and the last block of a static block subnet are nobody's",
        raw=_in_pods("pod-subnet-static-block", "10.225.0.0/25", maxPods=31),
        expected=_short(
            "clusters.dev.podSubnet.prefix",
            "10.225.0.0/25",
            "room for 128 addresses ((3 + 1) x 32 pods of dev); this range has 96, 32 too few",
            f"write 10.225.0.0/24, {PODS}",
        ),
        beside=_in_pods("pod-subnet-static-block", "10.225.0.0/25", maxPods=31, count=2),
    ),
    Case(
        rule=capacity.ranges_that_are_too_small,
        says="the pod CIDR of four nodes is no larger than four nodes need",
        raw=dev(podCidr="10.244.0.0/22", nodePools={"np": {"count": 4}}),
        expected=_short(
            "clusters.dev.podCidr",
            "10.244.0.0/22",
            "room for 1,280 addresses ((4 + 1) x 256 node ranges of dev); this range has 1,024, 256 too few",
            f"write 10.244.0.0/21, {NODES}",
        ),
        beside=dev(podCidr="10.244.0.0/22"),
    ),
    Case(
        rule=capacity.ranges_that_are_too_small,
        says="the default pod CIDR ends at 256 nodes",
        raw=pool(count=233),
        expected=_short(
            "clusters.dev.podCidr",
            "10.244.0.0/16",
            "room for 65,792 addresses ((233 + 24) x 256 node ranges of dev); this range has 65,536, 256 too few",
            f"write 10.244.0.0/15, {NODES}",
        ),
        beside=pool(count=232),
    ),
    Case(
        rule=capacity.ranges_that_are_too_small,
        says="a pair is written whole",
        raw=dev(
            mode="overlay-dual-stack",
            podCidrs=["10.244.0.0/23", "fd00::/64"],
        ),
        expected=_short(
            "clusters.dev.podCidrs",
            "10.244.0.0/23",
            "room for 1,024 addresses ((3 + 1) x 256 node ranges of dev); this range has 512, 512 too few",
            f"write [10.244.0.0/22, fd00::/64], {NODES}",
        ),
        beside=dev(mode="overlay-dual-stack", podCidrs=["10.244.0.0/22", "fd00::/64"]),
    ),
    Case(
        rule=capacity.ranges_that_are_too_small,
        says="what has neighbours on both sides moves",
        raw=network({"dev": {"mode": "node-subnet", "nodeSubnet": "10.224.0.0/25"}}, subnets={"lb": "10.224.0.128/25"}),
        expected=_short(
            "clusters.dev.nodeSubnet.prefix",
            "10.224.0.0/25",
            "room for 124 addresses ((3 + 1) x (1 + 30) nodes and pods of dev); this range has 123, 1 too few",
            f"write 10.224.1.0/24, {PODS}",
        ),
        beside=network(
            {"dev": {"mode": "node-subnet", "nodeSubnet": "10.224.1.0/24"}}, subnets={"lb": "10.224.0.128/25"}
        ),
    ),
    Case(
        rule=capacity.ranges_that_are_too_small,
        says="a VNet without room is to be widened",
        raw=network(
            {"dev": {"mode": "node-subnet", "nodeSubnet": "10.1.0.0/25"}},
            addressSpace=["10.1.0.0/25"],
        ),
        expected=_short(
            "clusters.dev.nodeSubnet.prefix",
            "10.1.0.0/25",
            "room for 124 addresses ((3 + 1) x (1 + 30) nodes and pods of dev); this range has 123, 1 too few",
            f"widen network.addressSpace and write a free /24, {PODS}",
        ),
        beside=network(
            {"dev": {"mode": "node-subnet", "nodeSubnet": "10.1.0.0/24"}},
            addressSpace=["10.1.0.0/24"],
        ),
    ),
    Case(
        rule=capacity.ranges_that_are_too_small,
        says="an existing subnet is replaced by a larger one",
        raw=network(
            {"dev": {"mode": "node-subnet", "nodeSubnet": {"name": "n", "existing": True, "prefix": "10.1.0.0/25"}}},
            id=VNET_ID,
        ),
        expected=_short(
            "clusters.dev.nodeSubnet.prefix",
            "10.1.0.0/25",
            "room for 124 addresses ((3 + 1) x (1 + 30) nodes and pods of dev); this range has 123, 1 too few",
            f"use a subnet with a /24 or larger, {PODS}",
        ),
        beside=network(
            {"dev": {"mode": "node-subnet", "nodeSubnet": {"name": "n", "existing": True, "prefix": "10.1.0.0/24"}}},
            id=VNET_ID,
        ),
    ),
    Case(
        rule=capacity.ranges_that_are_too_small,
        says="in a VNet of unknown ranges no prefix is named",
        raw=network({"dev": {"mode": "node-subnet", "nodeSubnet": "10.1.0.0/25"}}, id=VNET_ID),
        expected=_short(
            "clusters.dev.nodeSubnet.prefix",
            "10.1.0.0/25",
            "room for 124 addresses ((3 + 1) x (1 + 30) nodes and pods of dev); this range has 123, 1 too few",
            f"write a free /24 of that VNet, {PODS}",
        ),
        beside=network({"dev": {"mode": "node-subnet", "nodeSubnet": "10.1.0.0/24"}}, id=VNET_ID),
    ),
    Case(
        rule=capacity.ranges_that_are_too_small,
        says="clusters that share a subnet are added up",
        raw={
            "clusters": {
                "a": {"mode": "node-subnet", "nodeSubnet": {"name": "shared", "prefix": "10.224.0.0/25"}},
                "b": {"nodeSubnet": "shared", "nodePools": {"np": {"maxSurge": 3}}},
            }
        },
        expected=_short(
            "clusters.a.nodeSubnet.prefix",
            "10.224.0.0/25",
            "room for 130 addresses ((3 + 1) x (1 + 30) nodes and pods of a + 3 + 3 nodes of b); this range has 123, "
            "7 too few",
            f"write 10.224.0.0/24, {PODS}",
        ),
        beside={
            "clusters": {
                "a": {"mode": "node-subnet", "nodeSubnet": {"name": "shared", "prefix": "10.224.0.0/24"}},
                "b": {"nodeSubnet": "shared", "nodePools": {"np": {"maxSurge": 3}}},
            }
        },
    ),
]


def test_how_a_cni_of_ones_own_cuts_its_range_is_not_known() -> None:
    assert found(dev(mode="byo-cni", podCidr="10.244.0.0/30")) == []
