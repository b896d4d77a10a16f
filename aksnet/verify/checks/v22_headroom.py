"""V22: every pool can still grow to its declared most, by the addresses that are left now.

Azure's and AKS's arithmetic is worked out here once more, independently: the planner's is what it judges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from aksnet.azure.axes import PodAddresses
from aksnet.verify.check import Check, Fault, Left, Outcome, info, judged, skipped
from aksnet.verify.checks.subnet_use import full_subnets, uses_of_subnets
from aksnet.verify.expected import Pool
from aksnet.verify.facts import Address, Facts, Node, Range
from aksnet.verify.judged_cluster import JudgedCluster, Requirement, lacking

# https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq: the first four addresses and the last.
_RESERVED: Final = 5
# https://learn.microsoft.com/azure/aks/configure-azure-cni-static-block-allocation: whole /28 blocks, an address more
# than pods; the first and the last block of a subnet hold Azure's own addresses.
_BLOCK: Final = 16
# https://learn.microsoft.com/azure/aks/configure-azure-cni-dynamic-ip-allocation: a node takes 16 addresses when it
# starts, or fewer where fewer pods may run. Its NodeNetworkConfig shows one more, the network container's own: seen on
# a cluster, and on no page.
_BATCH: Final = 16
_NETWORK_CONTAINER: Final = 1
_TIGHT: Final = 80
"""Per cent in use from which it is worth a word."""


@dataclass(frozen=True, kw_only=True)
class _Use:
    """One range: how much there is, is taken, and is taken by pools that grow to their most."""

    what: str
    unit: str
    room: int
    used: int
    growth: int
    pools: tuple[str, ...]
    """Those that may still grow here."""

    def __str__(self) -> str:
        return f"{self.what}: {self.used} of {self.room} {self.unit} in use, {self.growth} more for pools at their most"

    @property
    def tight(self) -> bool:
        return self.used * 100 >= self.room * _TIGHT


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """How ranges of one kind are counted."""

    ranges: tuple[Range, ...]
    place: Callable[[Node], Address | None]
    """An address of the node in such a range."""
    cost: Callable[[Pool], int]
    """What one more node of a pool takes."""
    used: Callable[[Range], int]
    room: Callable[[Range], int]


def _run(case: JudgedCluster) -> Outcome:
    if not case.expected.declared:
        return _by_objects(case)
    for need in (Requirement.SERVICES, Requirement.POD_ADDRESSES, Requirement.NODE_RANGES):
        if reason := lacking(case, need):
            return skipped(reason)
    uses = [*_in_subnets(case, _nodes(case)), *_pods(case)]
    faults = [_fault(use) for use in uses if use.growth > max(use.room - use.used, 0)]
    faults += full_subnets(case.facts)
    lines = [*map(str, uses), *_uncounted(case)]
    if not faults and any(use.tight for use in uses):
        return info(f"more than {_TIGHT} % in use: {next(use.what for use in uses if use.tight)}", *lines)
    return judged(faults, f"room for every pool at its most in {len(uses)} ranges", *lines)


def _by_objects(case: JudgedCluster) -> Outcome:
    """Judge without a stack: by what NodeNetworkConfigs say of the subnets that they take addresses from."""
    if not case.facts.node_networks:
        reason = _unread(case) or "there are none"
        why = f"pools' sizes are a stack's: give -s STACK; without one NodeNetworkConfigs tell: {reason}"
        return skipped(why, Left.NOT_ASKED)
    uses = uses_of_subnets(case.facts)
    faults = full_subnets(case.facts)
    tight = next((use for use in uses if use.used * 100 >= use.room * _TIGHT), None)
    if tight and not faults:
        return info(f"more than {_TIGHT} % in use: {tight.what}", *map(str, uses))
    return judged(faults, f"addresses are left in {len(uses)} ranges that nodes take theirs from", *map(str, uses))


def _uncounted(case: JudgedCluster) -> Iterator[str]:
    """Yield what is not in the numbers, because it was not read or not asked for."""
    reason = _unread(case)
    if reason is not None and case.pods in (PodAddresses.POD_SUBNET_DYNAMIC, PodAddresses.POD_SUBNET_BLOCKS):
        yield f"pod subnets are not counted: NodeNetworkConfigs could not be read ({reason})"
    if case.facts.namespace is not None:
        yield f"of load balancers only those of namespace {case.facts.namespace} and the system's are counted"


def _unread(case: JudgedCluster) -> str | None:
    return case.facts.unread.get(Requirement.NODE_NETWORKS.value)


def _fault(use: _Use) -> Fault:
    return Fault(
        object=use.what,
        seen=f"{use.used} of {use.room} {use.unit} are in use, and {', '.join(use.pools)} may still take {use.growth}",
        expected="room for each pool at its most nodes",
        cause="load balancers or other pools took addresses that were planned for nodes, or maxCount was raised",
        cure="lower maxCount, move load balancers to a subnet of their own, or add a pool in another subnet",
    )


def _nodes(case: JudgedCluster) -> _Kind:
    flat = case.pods is PodAddresses.NODE_SUBNET
    facts, pools = case.facts, case.expected.pools

    def cost(pool: Pool) -> int:
        # https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning: a node takes its pods' at once.
        return 1 + pool.max_pods if flat else 1

    def used(within: Range) -> int:
        nodes = [node for node in facts.nodes if (address := _address(node)) is not None and address in within]
        fronts = [each for service in facts.services for each in service.front_ends if each in within]
        return len(fronts) + sum(cost(pools[node.pool]) if node.pool in pools else 1 for node in nodes)

    return _Kind(ranges=case.expected.node_ranges, place=_address, cost=cost, used=used, room=_usable)


def _address(node: Node) -> Address | None:
    return next((address for address in node.addresses if address.version == 4), None)


def _usable(within: Range) -> int:
    return max(within.num_addresses - _RESERVED, 0)


def _pods(case: JudgedCluster) -> Iterator[_Use]:
    """Count where pods' addresses come from, where that is not the node subnet or the CNI's own affair."""
    unread = _unread(case) is not None
    match case.pods:
        case PodAddresses.POD_CIDR_ROUTES | PodAddresses.POD_CIDR_OVERLAY:
            yield _pod_cidr(case)
        case PodAddresses.POD_SUBNET_DYNAMIC if not unread:
            kind = _pod_subnets(case, cost=_batch, room=_usable)
            yield from _in_subnets(case, kind)
        case PodAddresses.POD_SUBNET_BLOCKS if not unread:
            kind = _pod_subnets(case, cost=_blocks, room=lambda within: max(within.num_addresses - 2 * _BLOCK, 0))
            yield from _in_subnets(case, kind)


def _batch(pool: Pool) -> int:
    return _NETWORK_CONTAINER + min(pool.max_pods, _BATCH)


def _blocks(pool: Pool) -> int:
    return -(-(pool.max_pods + 1) // _BLOCK) * _BLOCK


def _pod_cidr(case: JudgedCluster) -> _Use:
    growth = {name: left for name in case.expected.pools if (left := _left(case, name))}
    return _Use(
        what="pod CIDR " + ", ".join(str(each) for each in case.expected.pod_ranges if each.version == 4),
        unit="/24 ranges",
        room=sum(each.num_addresses >> 8 for each in case.expected.pod_ranges if each.version == 4),
        used=len(case.facts.nodes),
        growth=sum(growth.values()),
        pools=tuple(growth),
    )


def _pod_subnets(case: JudgedCluster, cost: Callable[[Pool], int], room: Callable[[Range], int]) -> _Kind:
    given = {one.node: one for one in case.facts.node_networks}

    def place(node: Node) -> Address | None:
        return given[node.name].blocks[0].network_address if node.name in given and given[node.name].blocks else None

    def used(within: Range) -> int:
        return sum(one.allocated for one in given.values() if one.blocks and one.blocks[0].network_address in within)

    return _Kind(ranges=case.expected.pod_ranges, place=place, cost=cost, used=used, room=room)


def _in_subnets(case: JudgedCluster, kind: _Kind) -> Iterator[_Use]:
    """Count each IPv4 range, with the growth of the pools in it."""
    ranges = [each for each in kind.ranges if each.version == 4]
    homes = {name: _home(case.facts, name, ranges, kind) for name in case.expected.pools}
    for within in ranges:
        growth = {
            name: left * kind.cost(pool)
            for name, pool in case.expected.pools.items()
            if homes[name] == within and (left := _left(case, name))
        }
        yield _Use(
            what=f"subnet {_name(case, within)}",
            unit="addresses",
            room=kind.room(within),
            used=kind.used(within),
            growth=sum(growth.values()),
            pools=tuple(growth),
        )


def _home(facts: Facts, pool: str, ranges: Sequence[Range], kind: _Kind) -> Range | None:
    """Return the range that a pool's nodes are in; of an empty pool only where there is no choice."""
    for address in map(kind.place, (node for node in facts.nodes if node.pool == pool)):
        found = next((each for each in ranges if address is not None and address in each), None)
        if found:
            return found
    return ranges[0] if len(ranges) == 1 else None


def _left(case: JudgedCluster, pool: str) -> int:
    """Return how many nodes a pool may still get."""
    return max(case.expected.pools[pool].most - sum(node.pool == pool for node in case.facts.nodes), 0)


def _name(case: JudgedCluster, within: Range) -> str:
    named = (name for name, ranges in case.expected.subnet_ranges.items() if within in ranges)
    return " ".join((*named, str(within)))


HEADROOM = Check(
    id="V22",
    name="address-headroom",
    title="Every pool can still grow to its declared most",
    proves="The addresses left in the node subnets, the pod CIDR and the pod subnets, counted from what runs now, are "
    "enough for each pool at its most nodes, and no NodeNetworkConfig says that its subnet is full. More than 80 % in "
    "use is told.",
    does_not="Room for other machines of a subnet, which only Azure knows, or for the surge of an upgrade; where pools "
    "are spread over several prefixes of a subnet, the one of its first node counts. A dynamic pod subnet is counted "
    "with one batch per new node, 16 addresses or as many as pods may run, and one for its network container.",
    needs=(Requirement.NODES,),
    without="with a stack it needs Services too; without one the ranges that NodeNetworkConfigs name are counted, and "
    "how far pools may grow is not known",
    run=_run,
)
