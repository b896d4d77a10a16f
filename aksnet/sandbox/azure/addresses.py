"""The addresses of a subnet: which are taken, and the next free ones in their order.

Taken is what nodes and their pods hold, what AKS keeps for the API server, and the front ends of internal load
balancers. Who may ask for how many is decided elsewhere (`scale_sets`, `aks_capacity`).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from aksnet.arm.ids import last, parent_of
from aksnet.arm.values import Json, as_dict, as_list
from aksnet.sandbox.azure.made_up import derived
from aksnet.sandbox.azure.node_records import SCALE_SET_TYPE, Node, instances_of, nodes_of
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Span = tuple[int, int]
"""First and last address, as numbers."""
Run = tuple[str, int]
"""First address, and how many."""

# https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq#are-there-any-restrictions-on-using-ip-addresses-within-these-subnets
KEPT_AT_START: Final = 4
KEPT_AT_END: Final = 1
# https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-pod-subnet: addresses come 16 at a time, or as /28.
BATCH: Final = 16
# Among how many times as many free addresses single ones are chosen.
_NEAR: Final = 4


def prefixes_of(subnet: Json) -> list[str]:
    """Return the prefixes of a subnet's body, in either of its two properties."""
    many = as_list(subnet.get("addressPrefixes"))
    one = subnet.get("addressPrefix")
    return [*([one] if one else []), *(prefix for prefix in many if prefix != one)]


def networks_of(subnet: Json) -> list[Network]:
    """Return the well-formed prefixes of a subnet's body."""
    return [network for prefix in prefixes_of(subnet) if (network := parse(prefix)) is not None]


def parse(prefix: Any) -> Network | None:
    """Return a prefix as a network, or nothing when Azure would not take it."""
    try:
        return ipaddress.ip_network(prefix)
    except ValueError:
        return None


def overlap(one: Network, other: Network) -> bool:
    """Return whether two networks share addresses; different families never do."""
    return one.version == other.version and one.overlaps(other)


def usable(networks: Iterable[Network]) -> int:
    """Return how many addresses of these prefixes Azure leaves to its users."""
    return sum(max(0, network.num_addresses - KEPT_AT_START - KEPT_AT_END) for network in networks)


class Free:
    """The free addresses of one family in a subnet; what is given out is no longer free."""

    def __init__(self, name: str, networks: Iterable[Network], used: Iterable[Span]) -> None:
        self._name = name
        self._networks = list(networks)
        self._gaps = list(_gaps(self._networks, sorted(used)))

    @property
    def count(self) -> int:
        """How many are left; more than `len` could say, in IPv6."""
        return sum(end - start + 1 for start, end in self._gaps)

    def __contains__(self, address: str) -> bool:
        wanted = ipaddress.ip_address(address)
        same = any(wanted in network for network in self._networks)
        return same and any(start <= int(wanted) <= end for start, end in self._gaps)

    def take(self, count: int) -> list[Run]:
        """Give out the first free addresses."""
        if self.count < count:
            raise self._full(count)
        runs: list[Run] = []
        while count:
            start, end = self._gaps[0]
            part = min(count, end - start + 1)
            runs.append((str(self._address(start)), part))
            count -= part
            self._gaps[:1] = [(start + part, end)] if start + part <= end else []
        return runs

    def take_one(self) -> str:
        """Give out the first free address."""
        return self.take(1)[0][0]

    def take_scattered(self, count: int, seed: str) -> list[Run]:
        """Give out that many single addresses from among the first free ones, in no order.

        Azure's allocator hands out what it has at hand; two real nodes' addresses lie among one another.
        """
        if self.count < count:
            raise self._full(count)
        near = list(islice((number for start, end in self._gaps for number in range(start, end + 1)), _NEAR * count))
        chosen = sorted(near, key=lambda number: derived(seed, str(number)))[:count]
        for number in chosen:
            self._drop(number, number)
        return [(str(self._address(number)), 1) for number in chosen]

    def take_block(self, *, from_the_end: bool = False) -> Run:
        """Give out the first or the last /28 of which nothing is taken."""
        for start, end in reversed(self._gaps) if from_the_end else self._gaps:
            first = (end + 1) // BATCH * BATCH - BATCH if from_the_end else -(-start // BATCH) * BATCH
            if start <= first and first + BATCH - 1 <= end:
                self._drop(first, first + BATCH - 1)
                return str(self._address(first)), BATCH
        raise self._full(BATCH)

    def _drop(self, first: int, final: int) -> None:
        """Take what lies in one gap out of it."""
        index = next(place for place, (start, end) in enumerate(self._gaps) if start <= first and final <= end)
        start, end = self._gaps[index]
        left = [(start, first - 1), (final + 1, end)]
        self._gaps[index : index + 1] = [(low, high) for low, high in left if low <= high]

    def _address(self, number: int) -> Address:
        six = bool(self._networks) and self._networks[0].version == 6
        return ipaddress.IPv6Address(number) if six else ipaddress.IPv4Address(number)

    # https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/subnetisfull-error-upgrade
    def _full(self, count: int) -> Refusal:
        return Refusal("SubnetIsFull", f"Subnet {self._name} does not have enough capacity for {count} IP addresses.")


def _gaps(networks: list[Network], used: list[Span]) -> Iterator[Span]:
    """Yield what is left of each prefix beside Azure's own and the used addresses."""
    for network in networks:
        start = int(network.network_address) + KEPT_AT_START
        end = int(network.broadcast_address) - KEPT_AT_END
        for first, final in used:
            if final < start or first > end:
                continue
            if first > start:
                yield start, first - 1
            start = final + 1
        if start <= end:
            yield start, end


def free_addresses(view: Subscription, subnet_id: str, version: int = 4) -> Free:
    """Return the free addresses of a subnet at this moment."""
    body = as_dict((view.get(subnet_id) or {}).get("inputs"))
    networks = [network for network in networks_of(body) if network.version == version]
    used = [(first, final) for family, first, final in taken(view, subnet_id) if family == version]
    return Free(last(subnet_id), networks, used)


def taken(view: Subscription, subnet_id: str) -> Iterator[tuple[int, int, int]]:
    """Yield what is taken in a subnet: (IP version, first address, last address) as numbers."""
    for first, count in _held(view, subnet_id):
        address = ipaddress.ip_address(first)
        yield address.version, int(address), int(address) + count - 1


def _held(view: Subscription, subnet_id: str) -> Iterator[tuple[str, int]]:
    wanted = subnet_id.lower()
    for record in view.of_type(SCALE_SET_TYPE):
        for node in instances_of(record):
            yield from _held_by(node, wanted)
    for record in view.resources.values():
        for part in as_list(record["outputs"].get("takes")):
            if part["subnetId"].lower() == wanted:
                yield part["first"], part["count"]
    for address in front_ends(view, subnet_id):
        yield address, 1


def _held_by(node: Node, wanted: str) -> Iterator[tuple[str, int]]:
    if node.subnet_id.lower() == wanted:
        yield from ((address, 1) for address in node.addresses)
    if str(node.pool.get("podSubnetID") or node.subnet_id).lower() == wanted:
        yield from node.pod_blocks


def front_ends(view: Subscription, subnet_id: str) -> Iterator[str]:
    """Yield the addresses of Services that stand in a subnet: an internal load balancer's front ends."""
    networks = networks_of(as_dict((view.get(subnet_id) or {}).get("inputs")))
    for cluster_id, objects in view.objects.items():
        addresses = [address for each in objects.values() for address in _ingress_of(each)]
        if addresses and parent_of(subnet_id).lower() in vnets_of(view, cluster_id):
            yield from (each for each in addresses if any(ipaddress.ip_address(each) in net for net in networks))


def _ingress_of(record: Json) -> list[str]:
    if record["kind"] != "Service":
        return []
    balancer = as_dict(as_dict(as_dict(record.get("outputs")).get("status")).get("loadBalancer"))
    return [each["ip"] for each in as_list(balancer.get("ingress")) if as_dict(each).get("ip")]


def vnets_of(view: Subscription, cluster_id: str) -> set[str]:
    """Return the ids, in small letters, of the virtual networks in which a cluster has nodes."""
    return {parent_of(node.subnet_id).lower() for node in nodes_of(view, cluster_id)}
