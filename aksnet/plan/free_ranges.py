"""The one allocator of free prefixes: for what a cure tells to write, and for what `aksnet suggest` draws."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network

from aksnet.azure.reserved_ranges import PRIVATE_IPV4, SELF_ASSIGNED_IPV6
from aksnet.layout.addressing import Range, overlaps, within

OFFERED: dict[int, tuple[Range, ...]] = {4: PRIVATE_IPV4, 6: (SELF_ASSIGNED_IPV6,)}
"""Where ranges outside a VNet are looked for, by IP version."""


class FreeRanges:
    """Gives every prefix once: clear of what is taken, and of every prefix given before."""

    def __init__(self, taken: Iterable[Range] = ()) -> None:
        self._taken: list[Range] = list(taken)

    def keep(self, *ranges: Range) -> None:
        """Count ranges as taken from now on."""
        self._taken += ranges

    def meets(self, network: Range) -> bool:
        """True when a range shares an address with one that is taken."""
        return any(overlaps(network, other) for other in self._taken)

    def take(
        self,
        spaces: Sequence[Range],
        lengths: Iterable[int],
        *,
        beside: Iterable[Range] = (),
        grows: Range | None = None,
    ) -> Range | None:
        """Return a free prefix and count it as taken from now on; none where no space has room.

        Args:
            spaces: where to look, the best first.
            lengths: prefix lengths, the best first.
            beside: what this prefix alone has to keep clear of.
            grows: a range that only has to become larger; the prefix around it is tried before any other.

        """
        blocked = [*self._taken, *beside]
        for length in lengths:
            found = _around(grows, spaces, blocked, length) or _lowest(spaces, blocked, length)
            if found is not None:
                self._taken.append(found)
                return found
        return None


def _around(own: Range | None, spaces: Sequence[Range], blocked: Sequence[Range], length: int) -> Range | None:
    if own is None or length >= own.prefixlen:
        return None
    around = own.supernet(new_prefix=length)
    free = within(around, spaces) and not any(overlaps(around, other) for other in blocked)
    return around if free else None


def _lowest(spaces: Sequence[Range], blocked: Sequence[Range], length: int) -> Range | None:
    """Return the lowest free prefix of a length in the first space with room; both families may be among the ranges."""
    for space in spaces:
        if space.prefixlen <= length <= space.max_prefixlen:
            found = _first_free(space, [other for other in blocked if overlaps(space, other)], length)
            if found is not None:
                return found
    return None


def _first_free(space: Range, blocked: Sequence[Range], length: int) -> Range | None:
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
