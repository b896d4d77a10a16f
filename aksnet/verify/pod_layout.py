"""What pods' addresses alone tell of the network: whether each node has a /24 of its own, or nodes share a subnet.

An overlay gives every node a /24 that no other node, and no machine of the virtual network, has an address of. So pods
of two nodes in one /24, or pods beside a node's address, rule it out. That nodes' pods keep apart proves nothing, as a
pod subnet may deal its addresses out that way; it makes an overlay likely. Few pods prove neither.
https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, unique
from ipaddress import IPv4Address
from typing import Final

from aksnet.verify.facts import Facts, Pod

LEAST_PODS: Final = 5
LEAST_NODES: Final = 2
"""So many pods on so many nodes are needed to say anything of nodes that share, or do not."""
_STRAYS: Final = 2
_SHARE: Final = 4
"""So many pods, and one in so many, lie among another node's before nodes are said to share: a few may stray.

Where there are fewer /24s than nodes, not every node can have its own.
"""
_PER_NODE: Final = 8
"""Bits of a node's own /24."""


@unique
class Layout(Enum):
    """How pods' addresses lie."""

    BESIDE_NODES = "beside the nodes' own"
    SHARED = "of ranges that nodes share"
    APART = "of a /24 for each node"
    UNKNOWN = "not told by them"


@dataclass(frozen=True, kw_only=True)
class PodLayout:
    """What was found, with the number of pods that it is told by."""

    layout: Layout
    how: str

    @property
    def flat(self) -> bool:
        """Whether pods have addresses of a subnet: no overlay looks like that."""
        return self.layout in (Layout.BESIDE_NODES, Layout.SHARED)


NO_PODS: Final = PodLayout(layout=Layout.UNKNOWN, how="no pods were seen")


def pods_with_own_network(facts: Facts) -> Iterator[Pod]:
    """Yield the pods that hold an address of their own on a node that is listed, for as long as it surely is theirs."""
    for pod in facts.pods:
        if pod.has_address and not pod.host_network and not pod.terminating and pod.node in facts.node_by_name:
            yield pod


def pod_layout(facts: Facts) -> PodLayout:
    """Return how pods' IPv4 addresses lie."""
    of_nodes = {_block(each) for node in facts.nodes for each in node.addresses if isinstance(each, IPv4Address)}
    by_block: dict[int, Counter[str]] = defaultdict(Counter)
    for pod in pods_with_own_network(facts):
        address = next((each for each in pod.addresses if isinstance(each, IPv4Address)), None)
        if address is not None:
            by_block[_block(address)][pod.node] += 1
    pods = sum(counts.total() for counts in by_block.values())
    nodes = len({node for counts in by_block.values() for node in counts})
    beside = sum(counts.total() for block, counts in by_block.items() if block in of_nodes)
    # A /24 is the node's that has most pods in it; pods of others there are strays of an overlay, or share a subnet.
    strays = sum(counts.total() - max(counts.values()) for counts in by_block.values())
    seen = f"{pods} pods on {nodes} nodes"
    if beside >= LEAST_PODS:
        how = f"{beside} of {pods} pods have an address in the /24 of a node's own"
        return PodLayout(layout=Layout.BESIDE_NODES, how=how)
    if pods < LEAST_PODS or nodes < LEAST_NODES:
        needed = f"{LEAST_PODS} pods on {LEAST_NODES} nodes are needed"
        return PodLayout(layout=Layout.UNKNOWN, how=f"{seen} are too few to tell by ({needed})")
    if not strays:
        return PodLayout(layout=Layout.APART, how=f"no two nodes' pods share a /24 ({seen})")
    fewer_than_nodes = len(by_block) < nodes
    if fewer_than_nodes or (strays >= _STRAYS and strays * _SHARE >= pods):
        return PodLayout(layout=Layout.SHARED, how=f"pods of several nodes share a /24 ({seen})")
    return PodLayout(layout=Layout.UNKNOWN, how=f"{strays} of {seen} have an address in another node's /24")


def _block(address: IPv4Address) -> int:
    return int(address) >> _PER_NODE
