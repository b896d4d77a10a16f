"""How much of a pod subnet, or of the pod CIDR, is in use: by what NodeNetworkConfigs say, which need no stack."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final, assert_never

from aksnet.azure.axes import PodAddresses
from aksnet.verify.check import Fault
from aksnet.verify.checks.check_parts import few
from aksnet.verify.facts import Facts, NodeNetwork, Range
from aksnet.verify.label_meanings import POD_NETWORKS

# https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq: the first four addresses and the last.
_RESERVED: Final = 5
_BLOCK: Final = 16
_FULL: Final = "NCUpdateSubnetFullError"
"""https://github.com/Azure/azure-container-networking/tree/master/crd/nodenetworkconfig"""


@dataclass(frozen=True, kw_only=True)
class SubnetUse:
    """One range that nodes take their pods' addresses from."""

    what: str
    unit: str
    room: int
    used: int

    def __str__(self) -> str:
        return f"{self.what}: {self.used} of {self.room} {self.unit} in use"


def uses_of_subnets(facts: Facts) -> list[SubnetUse]:
    """Count what nodes were given of each IPv4 range."""
    given: dict[Range, list[NodeNetwork]] = defaultdict(list)
    for one in facts.node_networks:
        for within in one.subnets:
            if within.version == 4:
                given[within].append(one)
    return [_use(within, nodes) for within, nodes in sorted(given.items(), key=lambda item: int(item[0][0]))]


def _use(within: Range, nodes: list[NodeNetwork]) -> SubnetUse:
    match POD_NETWORKS.get(nodes[0].kind):
        case PodAddresses.POD_CIDR_OVERLAY:
            return SubnetUse(
                what=f"pod CIDR {within}", unit="/24 ranges", room=within.num_addresses >> 8, used=len(nodes)
            )
        case PodAddresses.POD_SUBNET_BLOCKS:
            # The first and the last block hold Azure's own addresses.
            room = max(within.num_addresses - 2 * _BLOCK, 0)
        case (
            PodAddresses.POD_SUBNET_DYNAMIC
            | PodAddresses.NODE_SUBNET
            | PodAddresses.POD_CIDR_ROUTES
            | PodAddresses.CNI_OWN
            | None
        ):
            room = max(within.num_addresses - _RESERVED, 0)
        case unknown:
            assert_never(unknown)
    used = sum(one.allocated for one in nodes)
    return SubnetUse(what=f"pod subnet {within}", unit="addresses", room=room, used=used)


def full_subnets(facts: Facts) -> list[Fault]:
    """Return a fault for each range that Azure says is full."""
    full: dict[str, list[str]] = defaultdict(list)
    for one in facts.node_networks:
        if _FULL in one.states:
            full[few(one.subnets, "the pod subnet")].append(one.node)
    return [
        Fault(
            object=f"subnet {within}",
            seen=f"NodeNetworkConfigs of {few(nodes)} say {_FULL}",
            expected="addresses for every node that asks for some",
            cause="the pod subnet is used up: by nodes, or by other machines in it",
            cure="lower maxPods or the number of nodes, add a pool with another pod subnet, or grow the subnet",
        )
        for within, nodes in sorted(full.items())
    ]
