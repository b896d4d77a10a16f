"""Ranges that are found by what they share addresses with, without comparing all with all.

Of two CIDRs that share an address, one lies in the other. So whatever a range meets is either around it, at one of
at most 32 (IPv6: 128) prefixes, or in it, in one stretch of the ranges sorted by where they start.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from aksnet.layout.addressing import Range

_Key = tuple[int, int]
"""A range of one IP version: its first address and the length of its prefix. Sorted, what is around comes before."""


class RangeIndex:
    """Ranges by their position in a list; one range may be there several times."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self._at: Final[dict[int, dict[_Key, list[int]]]] = {4: {}, 6: {}}
        for position, network in enumerate(ranges):
            self._at[network.version].setdefault(_key(network), []).append(position)
        self._sorted = {version: sorted(found) for version, found in self._at.items()}
        self._lengths = {version: sorted({length for _, length in found}) for version, found in self._at.items()}

    def meeting(self, network: Range, most: int | None = None) -> list[int]:
        """Return the positions of all ranges that share an address with one, in order; of the first so many only."""
        return sorted(position for group in self._groups(network) for position in group[:most])[:most]

    def before(self, position: int, network: Range) -> Iterator[int]:
        """Yield the positions smaller than one, of ranges that share an address with its range; in no order."""
        for group in self._groups(network):
            yield from islice(group, bisect_left(group, position))

    def holds(self, network: Range) -> bool:
        """Return whether one of the ranges has every address of one."""
        return any(True for _ in self._around(network))

    def holding(self, network: Range) -> int:
        """Return how many of the ranges have every address of one."""
        return sum(len(group) for group in self._around(network))

    def _groups(self, network: Range) -> Iterator[list[int]]:
        """Yield the positions of each different range that shares an address with one."""
        yield from self._around(network)
        at, keys = self._at[network.version], self._sorted[network.version]
        last = int(network.broadcast_address)
        start = bisect_left(keys, (int(network.network_address), network.prefixlen + 1))
        for key in islice(keys, start, None):
            if key[0] > last:
                return
            yield at[key]

    def _around(self, network: Range) -> Iterator[list[int]]:
        """Yield the positions of each different range that one lies in, itself included."""
        at, first = self._at[network.version], int(network.network_address)
        for length in self._lengths[network.version]:
            if length > network.prefixlen:
                return
            rest = network.max_prefixlen - length
            group = at.get((first >> rest << rest, length))
            if group is not None:
                yield group


def _key(network: Range) -> _Key:
    return int(network.network_address), network.prefixlen
