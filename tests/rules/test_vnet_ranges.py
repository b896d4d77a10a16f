"""The VNet and subnets against peered and reserved ranges: each meeting alone, and one beside the edge."""

from typing import Any

from aksnet.rules import ranges
from aksnet.rules.meetings import VERDICTS
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import (
    LEARN,
    VNET_ID,
    Case,
    Raw,
    network,
)
from tests.rules import test_ranges

CNI = LEARN + "aks/concepts-network-cni-overview"
PEERING = LEARN + "virtual-network/virtual-network-peering-overview"
KEPT = "a range apart from those that AKS keeps for itself"


def _peered(peers: list[str], **keys: Any) -> Raw:
    return network({"dev": keys}, peeredRanges=peers)


CASES = [
    Case(
        rule=ranges.ranges_of_the_vnet,
        says="the VNet is apart from peered ranges",
        raw=_peered(["10.226.0.0/16"]),
        expected=[
            Problem(
                kind=Kind.VNET_ON_PEERED,
                path="network.addressSpace",
                value=["10.224.0.0/12"],
                message=(
                    "ranges apart from those of peered networks; 10.224.0.0/12 overlaps the peered range 10.226.0.0/16"
                ),
                cure="write [10.16.0.0/12] and move the subnets there",
                page=PEERING,
            )
        ],
        beside=_peered(["10.208.0.0/12"]),
    ),
    Case(
        rule=ranges.ranges_of_the_vnet,
        says="an existing VNet is not renumbered",
        raw=network(
            {"dev": {"nodeSubnet": "10.224.0.0/24"}},
            id=VNET_ID,
            addressSpace=["10.224.0.0/16"],
            peeredRanges=["10.224.8.0/24"],
        ),
        expected=[
            Problem(
                kind=Kind.VNET_ON_PEERED,
                path="network.addressSpace",
                value=["10.224.0.0/16"],
                message=(
                    "ranges apart from those of peered networks; 10.224.0.0/16 overlaps the peered range 10.224.8.0/24"
                ),
                cure="use another VNet, or correct what is written here about this one and its peers",
                page=PEERING,
            )
        ],
        beside=network(
            {"dev": {"nodeSubnet": "10.224.0.0/24"}},
            id=VNET_ID,
            addressSpace=["10.224.0.0/16"],
            peeredRanges=["10.225.0.0/24"],
        ),
    ),
    Case(
        rule=ranges.ranges_of_the_vnet,
        says="the VNet is apart from what AKS keeps, and its other ranges stay",
        raw=network({"dev": {"nodeSubnet": "10.224.0.0/16"}}, addressSpace=["10.224.0.0/12", "172.31.4.0/24"]),
        expected=[
            Problem(
                kind=Kind.VNET_ON_RESERVED,
                path="network.addressSpace",
                value=["10.224.0.0/12", "172.31.4.0/24"],
                message="ranges apart from those that AKS keeps for itself; 172.31.4.0/24 overlaps 172.31.0.0/16",
                cure="write [10.224.0.0/12, 10.1.0.0/24] and move the subnets there",
                page=CNI,
            )
        ],
        beside=network({"dev": {"nodeSubnet": "10.224.0.0/16"}}, addressSpace=["10.224.0.0/12", "172.29.4.0/24"]),
    ),
    Case(
        rule=ranges.ranges_of_the_vnet,
        says="the VNet is apart from what no VNet may have",
        raw=network({"dev": {"nodeSubnet": "10.224.0.0/16"}}, addressSpace=["10.224.0.0/12", "168.63.129.0/24"]),
        expected=[
            Problem(
                kind=Kind.VNET_ON_AZURE,
                path="network.addressSpace",
                value=["10.224.0.0/12", "168.63.129.0/24"],
                message=("ranges apart from those that no VNet may have; 168.63.129.0/24 overlaps 168.63.129.16/32"),
                cure="write [10.224.0.0/12, 10.1.0.0/24] and move the subnets there",
                page=LEARN + "virtual-network/virtual-networks-faq",
            )
        ],
        beside=network({"dev": {"nodeSubnet": "10.224.0.0/16"}}, addressSpace=["10.224.0.0/12", "168.63.128.0/24"]),
    ),
    Case(
        rule=ranges.subnets_outside,
        says="a subnet of a VNet of unknown ranges is on nothing that AKS keeps",
        raw=network({"dev": {"nodeSubnet": "192.0.2.0/24"}}, id=VNET_ID),
        expected=[
            Problem(
                kind=Kind.SUBNET_ON_RESERVED,
                path="clusters.dev.nodeSubnet.prefix",
                value="192.0.2.0/24",
                message=f"{KEPT}; 192.0.2.0/24 overlaps 192.0.2.0/24",
                cure="use another subnet of that VNet, or correct the prefix",
                page=CNI,
            )
        ],
        beside=network({"dev": {"nodeSubnet": "192.0.3.0/24"}}, id=VNET_ID),
    ),
    Case(
        rule=ranges.subnets_outside,
        says="a subnet of a VNet of unknown ranges is on no peered range",
        raw=network({"dev": {"nodeSubnet": "10.9.0.0/24"}}, id=VNET_ID, peeredRanges=["10.8.0.0/15"]),
        expected=[
            Problem(
                kind=Kind.SUBNET_ON_PEERED,
                path="clusters.dev.nodeSubnet.prefix",
                value="10.9.0.0/24",
                message=(
                    "a range apart from those of peered networks; 10.9.0.0/24 overlaps the peered range 10.8.0.0/15"
                ),
                cure="use another subnet of that VNet, or correct the prefix",
                page=PEERING,
            )
        ],
        beside=network({"dev": {"nodeSubnet": "10.9.0.0/24"}}, id=VNET_ID, peeredRanges=["10.6.0.0/15"]),
    ),
]


def test_every_verdict_has_a_case() -> None:
    told = {
        (problem.path.split(".")[-1], problem.message)
        for case in CASES + test_ranges.CASES
        for problem in case.expected
    }
    fields = {"pods": "podCidr", "services": "serviceCidr", "VNet": "addressSpace", "subnet": "prefix"}
    missing = [
        key
        for key, verdict in VERDICTS.items()
        if not any(path.startswith(fields[key[0]]) and text.startswith(verdict.message) for path, text in told)
    ]
    assert missing == []
