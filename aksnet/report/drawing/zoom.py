"""Which parts of an address space to show larger, so that a /24 in a /12 can be read; plain geometry."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network

from aksnet.layout.range_index import RangeIndex
from aksnet.report.drawing.canvas import INNER

COLUMNS = 4
"""Zooms of lone subnets beside each other."""

_READABLE = 100.0
"""Pixels that a subnet needs so that it can be read."""

_ZOOMED = 40.0
"""Pixels that a subnet needs among its neighbours in a zoom: for its number, the start of its name, its parts."""


def zooms(space: IPv4Network, subnets: Iterable[IPv4Network]) -> list[IPv4Network]:
    """Return the parts of a space to show larger, so that every subnet in it can be read.

    Neighbours share a zoom as long as each of them is still wide enough in it.
    """
    groups: list[_Together] = []
    for each in sorted(s for s in subnets if s.subnet_of(space) and share_px(s, space) < _READABLE):
        wider = groups[-1].with_one(each) if groups else None
        if wider is not None and share_px(wider.smallest, wider.around) >= _ZOOMED:
            groups[-1] = wider
        else:
            groups.append(_Together(around=each, smallest=each))
    found = [g.around if g.around != g.smallest else _wider(g.around, space) for g in groups]
    return [each for each in dict.fromkeys(found) if each != space]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Together:
    """Neighbours that share a zoom."""

    around: IPv4Network
    """The smallest range that holds all."""
    smallest: IPv4Network

    def with_one(self, more: IPv4Network) -> "_Together":
        """Return these and one more."""
        return _Together(
            around=common([self.around, more]), smallest=max(self.smallest, more, key=lambda each: each.prefixlen)
        )


def arranged(found: list[IPv4Network], subnets: Iterable[IPv4Network]) -> list[list[IPv4Network]]:
    """Return rows of zooms: groups have a row each; lone subnets share rows when there are many of them."""
    inside = RangeIndex(subnets)
    lone = {zoom: None for zoom in found if len(inside.meeting(zoom)) == 1}
    if len(lone) <= 2:
        return [[zoom] for zoom in found]
    named = [*lone]
    packed = [named[start : start + COLUMNS] for start in range(0, len(named), COLUMNS)]
    return [*([zoom] for zoom in found if zoom not in lone), *packed]


def share_px(network: IPv4Network, space: IPv4Network) -> float:
    """Return how wide a range is in a bar as wide as the picture that stands for `space`."""
    return INNER * network.num_addresses / space.num_addresses


def offset_px(network: IPv4Network, space: IPv4Network) -> float:
    """Return where it starts in that bar."""
    distance = int(network.network_address) - int(space.network_address)
    return INNER * max(distance, 0) / space.num_addresses


def common(networks: list[IPv4Network]) -> IPv4Network:
    """Return the smallest range that holds all."""
    found = networks[0]
    while not all(each.subnet_of(found) for each in networks):
        found = found.supernet()
    return found


def _wider(network: IPv4Network, space: IPv4Network) -> IPv4Network:
    """A lone subnet is shown with its neighbourhood, four times its size."""
    return network.supernet(new_prefix=max(network.prefixlen - 2, space.prefixlen))
