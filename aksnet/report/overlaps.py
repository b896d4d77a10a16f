"""Every range of a stack with what it is, and those that share addresses although they may not.

Only what a picture marks in red; the problem with its cure comes from `aksnet.rules`. Legal meetings are left
out: overlay ranges that independent clusters reuse, Service ranges of several clusters, a pod range elsewhere in the
VNet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from aksnet.azure.reserved_ranges import RESERVED_BY_AKS
from aksnet.layout.addressing import Range
from aksnet.layout.range_index import RangeIndex
from aksnet.plan.records import StackPlan
from aksnet.rules.meetings import VERDICTS


class RangeKind(StrEnum):
    """What a range is for."""

    VNET = "VNet"
    SUBNET = "subnet"
    PODS = "pods"
    SERVICES = "Services"
    PEERED = "peered"
    KEPT = "kept by AKS"


@dataclass(frozen=True, slots=True)
class Placed:
    """One range."""

    kind: RangeKind
    name: str
    """Of the VNet or subnet, or the clusters that have it."""
    network: Range
    clusters: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Name it as a reader knows it."""
        who = f" {self.name}" if self.name else ""
        return f"{self.kind}{' of' if self.clusters else ''}{who} {self.network}"


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two ranges that may not share addresses, and what they share."""

    one: Placed
    other: Placed

    @property
    def shared(self) -> Range:
        """What both have: of two CIDRs that overlap, one lies in the other."""
        return max(self.one.network, self.other.network, key=lambda network: network.prefixlen)

    def __str__(self) -> str:
        """Return the overlap in one line."""
        return f"{self.one} overlaps {self.other}"


_KINDS = {
    "VNet": RangeKind.VNET,
    "subnet": RangeKind.SUBNET,
    "pods": RangeKind.PODS,
    "services": RangeKind.SERVICES,
    "peered": RangeKind.PEERED,
    "reserved": RangeKind.KEPT,
}
_FORBIDDEN = {frozenset((RangeKind.SUBNET,))} | {
    frozenset((_KINDS[one], _KINDS[other]))
    for (one, other), verdict in VERDICTS.items()
    if one in _KINDS and other in _KINDS and verdict.wrong
}
"""What the table of the checks calls an error, and two subnets."""


_MOST_EACH = 3
"""Overlaps of one range that are drawn: three thousand subnets of one range overlap in four million pairs."""


def placed(plan: StackPlan, peered: tuple[Range, ...]) -> list[Placed]:
    """Return every range once: a range that several clusters have names them all."""
    network = plan.network
    found = [Placed(RangeKind.VNET, network.name, space) for space in dict.fromkeys(network.address_space)]
    found += [Placed(RangeKind.SUBNET, name, r) for name, subnet in network.subnets.items() for r in subnet.prefixes]
    for kind in (RangeKind.PODS, RangeKind.SERVICES):
        users: dict[Range, list[str]] = {}
        for cluster in plan.clusters:
            for each in cluster.pod_cidrs if kind is RangeKind.PODS else cluster.service_cidrs:
                users.setdefault(each, []).append(cluster.key)
        found += [Placed(kind, ", ".join(keys), each, tuple(keys)) for each, keys in users.items()]
    found += [Placed(RangeKind.PEERED, "network", each) for each in dict.fromkeys(peered)]
    return [*found, *(Placed(RangeKind.KEPT, "", each) for each in RESERVED_BY_AKS)]


def overlapping(ranges: Sequence[Placed]) -> list[Overlap]:
    """Return those that may not overlap and do, in order; each with at most three of those before it."""
    index = RangeIndex(each.network for each in ranges)
    pairs = [
        (earlier, position)
        for position, mine in enumerate(ranges)
        for earlier in islice(
            (other for other in index.before(position, mine.network) if _may_not(ranges[other], mine)), _MOST_EACH
        )
    ]
    return [Overlap(ranges[one], ranges[other]) for one, other in sorted(pairs)]


def _may_not(one: Placed, other: Placed) -> bool:
    if {one.kind, other.kind} == {RangeKind.PODS, RangeKind.SERVICES}:
        return not set(one.clusters).isdisjoint(other.clusters)
    return frozenset((one.kind, other.kind)) in _FORBIDDEN
