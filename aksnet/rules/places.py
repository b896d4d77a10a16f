"""Where subnets lie: each has a prefix of the right size, inside the VNet, that no other subnet has."""

from collections.abc import Iterator
from itertools import islice

from aksnet.azure.axes import IpFamily
from aksnet.azure.reserved_ranges import IPV6_SUBNET, SMALLEST_SUBNET
from aksnet.layout.addressing import Range
from aksnet.layout.layout import Subnet
from aksnet.layout.range_index import RangeIndex
from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import MOST_NAMED, Problem, one_of, some_of

_VNETS = "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq"
_DUAL = "https://learn.microsoft.com/azure/aks/configure-dual-stack"
_IPV6 = "https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview"


def _suggest(context: Context, subnet: Subnet, version: int, key: str = "") -> str:
    found = context.subnet(subnet.name, version)
    if found is not None:
        return f"write {key}{found}"
    length = context.subnet_length(subnet.name) if version == 4 else IPV6_SUBNET
    return f"widen network.addressSpace, then write {key}a free /{length}"


def _wrong_size(prefix: Range) -> bool:
    """True for a range that is no subnet at all, wherever it lies; `wrong_sizes` says so."""
    return prefix.prefixlen > SMALLEST_SUBNET if prefix.version == 4 else prefix.prefixlen != IPV6_SUBNET


def _field(prefix: Range) -> str:
    return "prefix" if prefix.version == 4 else "ipv6Prefix"


def missing_prefixes(context: Context) -> Iterator[Problem]:
    """A subnet that is to be created needs a prefix; only a stack's single cluster has defaults."""
    for subnet in context.layout.subnets.values():
        if subnet.existing or any(prefix.version == 4 for prefix in subnet.prefixes):
            continue
        if context.plan.network.existing:
            cure = "say existing: true if it is there already, or give the prefix to create it with"
        else:
            cure = _suggest(context, subnet, 4, "prefix: ")
        yield Problem(
            kind=Kind.MISSING_PREFIX,
            path=f"{subnet.path}.prefix",
            value=None,
            message="an IPv4 range of the VNet; with several clusters, or in a VNet of your own, none is guessed",
            cure=cure,
        )


def missing_ipv6(context: Context) -> Iterator[Problem]:
    """Subnets of dual-stack clusters need an IPv6 /64 too, and a VNet that has IPv6."""
    for subnet in context.layout.subnets.values():
        dual = [key for key in subnet.clusters if IpFamily.IPV6 in context.layout.clusters[key].mode.families]
        if dual and not subnet.existing and subnet.prefix(IpFamily.IPV6) is None:
            yield Problem(
                kind=Kind.MISSING_IPV6,
                path=f"{subnet.path}.ipv6Prefix",
                value=None,
                message=f"an IPv6 /64 of the VNet, because {one_of(dual)} is dual-stack",
                cure=_suggest(context, subnet, 6, "ipv6Prefix: "),
            )


def wrong_sizes(context: Context) -> Iterator[Problem]:
    """Azure has IPv4 subnets down to a /29, and IPv6 subnets of one size."""
    for subnet in context.layout.subnets.values():
        for prefix in filter(_wrong_size, subnet.prefixes):
            ipv4 = prefix.version == 4
            yield Problem(
                kind=Kind.SUBNET_SIZE,
                path=f"{subnet.path}.{_field(prefix)}",
                value=str(prefix),
                message=(
                    f"a /{SMALLEST_SUBNET} or larger, because Azure keeps five addresses of each subnet"
                    if ipv4
                    else "a /64, the only size of an IPv6 subnet in Azure"
                ),
                cure=_suggest(context, subnet, prefix.version),
                page=_VNETS if ipv4 else _IPV6,
            )


def outside_vnet(context: Context) -> Iterator[Problem]:
    """Every subnet lies inside the VNet's address space."""
    space = context.plan.network.address_space
    if not any(r.version == 4 for r in space):
        return  # nothing is known of an existing VNet, or a rule says that Azure has none without IPv4
    index = RangeIndex(space)
    for subnet in context.layout.subnets.values():
        for prefix in subnet.prefixes:
            if not index.holds(prefix) and not _wrong_size(prefix):
                yield Problem(
                    kind=Kind.OUTSIDE_VNET,
                    path=f"{subnet.path}.{_field(prefix)}",
                    value=str(prefix),
                    message=f"a range inside the VNet's {one_of(map(str, space))}",
                    cure=f"{_suggest(context, subnet, prefix.version)}, or add the range to network.addressSpace",
                    code="NetcfgInvalidSubnet",
                )


def overlapping(context: Context) -> Iterator[Problem]:
    """No two subnets share an address."""
    met = _earlier(context)
    for subnet in context.layout.subnets.values():
        for mine in subnet.prefixes:
            others = met.get((subnet.name, mine.version))
            if others and not _wrong_size(mine):
                yield Problem(
                    kind=Kind.SUBNETS_OVERLAP,
                    path=f"{subnet.path}.{_field(mine)}",
                    value=str(mine),
                    message=f"a range that no other subnet has; it overlaps {some_of(others)}",
                    cure=_suggest(context, subnet, mine.version),
                    code="NetcfgSubnetRangesOverlap",
                )


def _earlier(context: Context) -> dict[tuple[str, int], list[str]]:
    """Return, for each subnet and IP version, those before it in the order of names that it overlaps."""
    ranges = [(name, r) for name, subnet in context.layout.subnets.items() for r in subnet.prefixes]
    index = RangeIndex(r for _, r in ranges)
    found: dict[tuple[str, int], list[str]] = {}
    for position, (name, mine) in enumerate(ranges):
        earlier = sorted(islice(index.before(position, mine), MOST_NAMED + 1))
        found[name, mine.version] = [f"{ranges[each][0]} ({ranges[each][1]})" for each in earlier]
    return found


RULES = (missing_prefixes, missing_ipv6, wrong_sizes, outside_vnet, overlapping)
