"""The one allocator of free prefixes: for what a cure tells to write, and for what `aksnet suggest` draws."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from ipaddress import IPv4Network, IPv6Network
from typing import Final

from aksnet.azure.reserved_ranges import PRIVATE_IPV4, SELF_ASSIGNED_IPV6
from aksnet.layout.addressing import Range, within
from aksnet.layout.range_index import RangeIndex

OFFERED: dict[int, tuple[Range, ...]] = {4: PRIVATE_IPV4, 6: (SELF_ASSIGNED_IPV6,)}
"""Where ranges outside a VNet are looked for, by IP version."""

_Span = tuple[int, int]
"""The first and the last address of a range."""


class TakenRanges:
    """Ranges that a prefix has to keep clear of; one of them may be there several times."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self._ranges: Final = tuple(ranges)
        self._index: Final = RangeIndex(self._ranges)
        self._unions: Final = _unions(self._ranges)
        self.given_up: tuple[Range, ...] = ()
        """Those of the ranges that a prefix takes the place of, and need not keep clear of."""

    def without(self, ranges: Iterable[Range]) -> "TakenRanges":
        """Return the same ranges for a prefix that takes the place of some of them, of each once."""
        left = copy(self)
        left.given_up = tuple(ranges)
        return left

    def union(self, version: int) -> "_Union":
        """Return what the ranges of one IP version take together, with what is given up."""
        return self._unions[version]

    def left_in(self, part: Range) -> "_Union | None":
        """Return what a part of the addresses has of these ranges but what is given up; None where it has nothing."""
        given_up = Counter(self.given_up)
        if self._index.holding(part) > sum(count for each, count in given_up.items() if within(part, [each])):
            return _Union([_span(part)])
        spans = []
        for network in (self._ranges[position] for position in self._index.meeting(part)):
            if given_up[network]:
                given_up[network] -= 1
            else:
                spans.append(_span(network))
        return _Union(spans) if spans else None


class _Union:
    """What ranges of one IP version take together: stretches apart from one another, by where they start."""

    def __init__(self, spans: Iterable[_Span] = ()) -> None:
        self._firsts: list[int] = []
        self._ends: list[int] = []
        """The first address behind each."""
        for first, last in sorted(spans):
            if self._ends and first <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], last + 1)
            else:
                self._firsts.append(first)
                self._ends.append(last + 1)

    def add(self, span: _Span) -> None:
        first, end = span[0], span[1] + 1
        since, until = bisect_left(self._ends, first), bisect_right(self._firsts, end)
        if since < until:
            first, end = min(first, self._firsts[since]), max(end, self._ends[until - 1])
        self._firsts[since:until], self._ends[since:until] = [first], [end]

    def beyond(self, first: int, last: int) -> int | None:
        at = bisect_right(self._firsts, last) - 1
        return self._ends[at] if at >= 0 and self._ends[at] > first else None


class FreeRanges:
    """Gives every prefix once: clear of what is taken, and of every prefix given before."""

    def __init__(self, taken: Iterable[Range] = ()) -> None:
        self._taken: Final = _unions(taken)
        self._tried: Final[dict[tuple[Range, int, tuple[_Union, ...]], int]] = {}
        """Where the search for a prefix of a length in a space may go on: nothing that is taken becomes free."""

    def keep(self, network: Range) -> None:
        """Count a range as taken from now on."""
        self._taken[network.version].add(_span(network))

    def meets(self, network: Range) -> bool:
        """Return whether a range shares an address with one that is taken."""
        return self._taken[network.version].beyond(*_span(network)) is not None

    def take(
        self,
        spaces: Sequence[Range],
        lengths: Iterable[int],
        *,
        beside: Sequence[TakenRanges] = (),
        grows: Range | None = None,
    ) -> Range | None:
        """Return a free prefix and count it as taken from now on; none where no space has room.

        Args:
            spaces: where to look, the best first.
            lengths: prefix lengths, the best first.
            beside: what this prefix alone has to keep clear of.
            grows: a range that only has to become larger; the prefix around it is tried before any other.

        """
        for length in lengths:
            found = self._around(grows, spaces, beside, length) or self._lowest(spaces, beside, length)
            if found is not None:
                self.keep(found)
                return found
        return None

    def _around(
        self, own: Range | None, spaces: Sequence[Range], beside: Sequence[TakenRanges], length: int
    ) -> Range | None:
        if own is None or length >= own.prefixlen:
            return None
        around = own.supernet(new_prefix=length)
        return around if within(around, spaces) and self._first_in(around, beside, length) is not None else None

    def _lowest(self, spaces: Sequence[Range], beside: Sequence[TakenRanges], length: int) -> Range | None:
        """Return the lowest free prefix of a length in the first space with room; spaces may be of both families."""
        for space in spaces:
            if space.prefixlen <= length <= space.max_prefixlen:
                starts = [self._first_anywhere(space, beside, length)]
                starts += [self._first_in(place, beside, length) for place in _places(space, beside, length)]
                found = min((start for start in starts if start is not None), default=None)
                if found is not None:
                    return IPv4Network((found, length)) if space.version == 4 else IPv6Network((found, length))
        return None

    def _first_anywhere(self, space: Range, beside: Sequence[TakenRanges], length: int) -> int | None:
        """Return where a free prefix starts, clear of what is given up too."""
        unions = tuple(taken.union(space.version) for taken in beside)
        key = (space, length, unions)
        start = _first_free(space, [self._taken[space.version], *unions], length, self._tried.get(key))
        self._tried[key] = int(space.broadcast_address) + 1 if start is None else start
        return start

    def _first_in(self, place: Range, beside: Sequence[TakenRanges], length: int) -> int | None:
        """Return where a free prefix starts in a place, which what is given up leaves free."""
        left = [union for taken in beside if (union := taken.left_in(place)) is not None]
        return _first_free(place, [self._taken[place.version], *left], length)


def _places(space: Range, beside: Sequence[TakenRanges], length: int) -> Iterator[Range]:
    """Yield where what is given up makes room for a prefix: around it, or in it."""
    for taken in beside:
        for own in taken.given_up:
            if own.version == space.version:
                place = own if length > own.prefixlen else own.supernet(new_prefix=length)
                if within(place, [space]):
                    yield place
                elif within(space, [place]):
                    yield space


def _span(network: Range) -> _Span:
    return int(network.network_address), int(network.broadcast_address)


def _unions(ranges: Iterable[Range]) -> dict[int, _Union]:
    spans: dict[int, list[_Span]] = {4: [], 6: []}
    for network in ranges:
        spans[network.version].append(_span(network))
    return {version: _Union(found) for version, found in spans.items()}


def _first_free(space: Range, taken: Sequence[_Union], length: int, since: int | None = None) -> int | None:
    """Walk from block to block, jumping past whatever is in the way, so that huge spaces cost nothing."""
    size = 1 << (space.max_prefixlen - length)
    first, end = _span(space)
    start = first if since is None else since
    while start + size - 1 <= end:
        in_way = [behind for union in taken if (behind := union.beyond(start, start + size - 1)) is not None]
        if not in_way:
            return start
        start = -(-max(in_way) // size) * size
    return None
