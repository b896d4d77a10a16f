"""Address arithmetic: defaults, the prefix that fits, containment. Pure functions on `ipaddress` types."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Network

Range = IPv4Network | IPv6Network

_DNS_OFFSET = 10
"""AKS's own default is the tenth address of the service range, 10.0.0.10."""


def overlaps(one: Range, other: Range) -> bool:
    """True when two ranges of one family share an address."""
    if isinstance(one, IPv4Network) and isinstance(other, IPv4Network):
        return one.overlaps(other)
    if isinstance(one, IPv6Network) and isinstance(other, IPv6Network):
        return one.overlaps(other)
    return False


def first_ipv4(ranges: Iterable[Range]) -> IPv4Network | None:
    """Return the first IPv4 range; none where all are IPv6."""
    return next((network for network in ranges if isinstance(network, IPv4Network)), None)


def within(inner: Range, outers: Iterable[Range]) -> bool:
    """True when one of `outers` holds all of `inner`."""
    return any(_holds(outer, inner) for outer in outers)


def _holds(outer: Range, inner: Range) -> bool:
    if isinstance(outer, IPv4Network) and isinstance(inner, IPv4Network):
        return inner.subnet_of(outer)
    if isinstance(outer, IPv6Network) and isinstance(inner, IPv6Network):
        return inner.subnet_of(outer)
    return False


def dns_address(services: IPv4Network) -> IPv4Address:
    """Give the DNS address of a service range: its tenth, or the last usable of a range too small for that.

    A /31 or /32 has none; a rule refuses them.
    """
    offset = min(_DNS_OFFSET, max(services.num_addresses - 2, 0))
    return services.network_address + offset


def prefix_that_fits(spaces: Sequence[Range], taken: Iterable[Range], length: int) -> Range | None:
    """Give the lowest free prefix of `length` bits that touches nothing in `taken`, in the first space with room.

    `spaces` and `taken` may hold both families; only those whose prefixes can have that length are searched.
    """
    blocked = list(taken)
    for space in spaces:
        if length < space.prefixlen or length > space.max_prefixlen:
            continue
        found = _first_free(space, [other for other in blocked if overlaps(space, other)], length)
        if found is not None:
            return found
    return None


def _first_free(space: Range, blocked: list[Range], length: int) -> Range | None:
    """Walk from block to block, jumping past whatever is in the way, so that huge spaces cost nothing."""
    size = 1 << (space.max_prefixlen - length)
    start = int(space.network_address)
    end = int(space.broadcast_address)
    while start + size - 1 <= end:
        last = start + size - 1
        in_way = [b for b in blocked if int(b.network_address) <= last and int(b.broadcast_address) >= start]
        if not in_way:
            return IPv4Network((start, length)) if space.version == 4 else IPv6Network((start, length))
        beyond = max(int(b.broadcast_address) for b in in_way) + 1
        start = -(-beyond // size) * size
    return None
