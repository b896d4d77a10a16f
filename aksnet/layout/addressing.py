"""Address arithmetic: containment, families, the DNS address. Pure functions on `ipaddress` types."""

from collections.abc import Iterable
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
    """Return the DNS address of a service range: its tenth, or the last usable of a range too small for that.

    A /31 or /32 has none; a rule refuses them.
    """
    offset = min(_DNS_OFFSET, max(services.num_addresses - 2, 0))
    return services.network_address + offset
