"""Addresses for pods, by the mode's own allocation, node by node.

From the node's part of the pod range (kubenet, overlay, a CNI of one's own), from the addresses that it was given in
the node subnet, from its /28 blocks, or from batches of 16 that azure-cns asks for as pods come. In a dynamic pod
subnet a node has one address more than it asked for: two real NodeNetworkConfigs list 16 and a primary one beside them.
The subscription keeps what a node got at its start; batches after that are worked out here each time, so they may move
when nodes come.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import gcd
from typing import Final

from aksnet.arm.ids import last
from aksnet.arm.values import as_dict
from aksnet.sandbox.azure.addresses import BATCH, Free, Run, networks_of, taken
from aksnet.sandbox.azure.made_up import derived
from aksnet.sandbox.azure.node_records import Node
from aksnet.sandbox.cluster.aks_labels import in_blocks
from aksnet.sandbox.cluster.cluster_facts import max_pods
from aksnet.sandbox.store import Subscription

# The first address of a range is the network's, the second the gateway's; the last one of an IPv4 range stays free.
_FIRST: Final = 2
_PER_RANGE: Final = 253
# azure-cns asks for more when fewer than half a batch are free, and never for more than the pods that may run.
# https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-pod-subnet
_FEWEST_FREE: Final = BATCH // 2
_MOST: Final = 250

Runs = list[Run]


@dataclass(kw_only=True)
class Holding:
    """What one node has for its pods, and what is left of it."""

    node: Node
    runs: Runs
    """(first address, how many), the batches of 16 in the order in which they came."""
    requested: int
    """How many addresses for pods azure-cns asked for, in a dynamic pod subnet."""
    short: bool = False
    """Whether the pod subnet had no further batch."""
    used: int = 0
    _left: Iterator[tuple[str, ...]] = field(default_factory=lambda: iter(()))

    @property
    def held(self) -> int:
        """How many addresses the node has in its subnet."""
        return sum(count for _, count in self.runs)


def is_dynamic(node: Node) -> bool:
    """Return whether azure-cns asks for a node's pod addresses in batches."""
    return bool(node.pool.get("podSubnetID")) and not in_blocks(node)


class PodAddresses:
    """All addresses for pods of one cluster."""

    def __init__(self, view: Subscription, nodes: Iterable[Node], elsewhere: dict[str, Runs], *, in_turn: bool) -> None:
        """Take what nodes have; `elsewhere` is what other clusters' batches hold, by pod subnet.

        `in_turn` tells whether a node's range is given out from its beginning on, as kubenet's bridge does, and not
        at random, as azure-cns and Cilium do.
        """
        self.holdings: dict[str, Holding] = {}
        self._free: dict[str, Free] = {}
        for node in nodes:
            if is_dynamic(node):
                subnet = str(node.pool["podSubnetID"]).lower()
                if subnet not in self._free:
                    self._free[subnet] = _free(view, subnet, elsewhere.get(subnet, []))
            runs = list(node.pod_blocks)
            # The first address of all is the network container's own, beside those that were asked for.
            holding = Holding(node=node, runs=runs, requested=max(0, sum(count for _, count in runs) - 1))
            holding._left = _of_ranges(node, in_turn=in_turn) if node.pod_cidrs else _of_runs(holding)
            self.holdings[node.name] = holding

    def take(self, node: str) -> tuple[str, ...] | None:
        """Give a pod on a node its addresses, one per family; nothing when there are none left."""
        holding = self.holdings[node]
        addresses = next(holding._left, None)
        if addresses is None:
            return None
        holding.used += 1
        if is_dynamic(holding.node):
            self._ask_for_more(holding)
        return addresses

    def _ask_for_more(self, holding: Holding) -> None:
        node, most = holding.node, min(max_pods(holding.node), _MOST)
        while holding.requested - holding.used < _FEWEST_FREE and holding.requested < most:
            more = min(BATCH, most - holding.requested)
            holding.requested += more
            free = self._free[str(node.pool["podSubnetID"]).lower()]
            if free.count < more:
                holding.short = True
            else:
                holding.runs += free.take_scattered(more, f"{node.name}/{holding.requested}")

    def batches(self) -> dict[str, Runs]:
        """Return what nodes hold beyond what the subscription knows of, by pod subnet."""
        found: dict[str, Runs] = {}
        for holding in self.holdings.values():
            if is_dynamic(holding.node):
                subnet = str(holding.node.pool["podSubnetID"]).lower()
                found.setdefault(subnet, []).extend(holding.runs[len(holding.node.pod_blocks) :])
        return found


def _free(view: Subscription, subnet: str, besides: Runs) -> Free:
    record = view.get(subnet) or {}
    networks = [network for network in networks_of(as_dict(record.get("inputs"))) if network.version == 4]
    used = [(first, final) for family, first, final in taken(view, subnet) if family == 4]
    for first, count in besides:
        number = int(ipaddress.ip_address(first))
        used.append((number, number + count - 1))
    return Free(last(subnet), networks, used)


def _of_ranges(node: Node, *, in_turn: bool) -> Iterator[tuple[str, ...]]:
    networks = [ipaddress.ip_network(prefix) for prefix in node.pod_cidrs]
    room = min(_PER_RANGE, *(network.num_addresses - _FIRST - 1 for network in networks))
    start, step = (0, 1) if in_turn else _walk(node.name, room)
    for number in range(room):
        place = _FIRST + (start + step * number) % room
        yield tuple(str(network[place]) for network in networks)


def _walk(seed: str, room: int) -> tuple[int, int]:
    """Return a start and a step that lead to every number below `room` once, and look like chance."""
    digest = int(derived(seed, "addresses")[:8], 16)
    steps = [step for step in range(room // 4, room) if gcd(step, room) == 1]
    return digest % room, steps[digest % len(steps)]


def _of_runs(holding: Holding) -> Iterator[tuple[str, ...]]:
    """Yield single addresses; runs that come while this goes on are taken up."""
    own = 1 if holding.node.pool.get("podSubnetID") else 0
    index = 0
    while index < len(holding.runs):
        first, count = holding.runs[index]
        start = ipaddress.ip_address(first)
        for offset in range(own if index == 0 else 0, count):
            yield (str(start + offset),)
        index += 1
