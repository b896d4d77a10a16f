"""Pod and Service ranges and the DNS address: their shape and their place.

Sizes and overlaps are the planner's concern.
"""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv4Network

from aksnet.azure.axes import IpFamily, ServiceType
from aksnet.azure.modes import MODES
from aksnet.layout.addressing import Range, dns_address, first_ipv4
from aksnet.layout.default_ranges import PODS, SERVICES
from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem


def ranges_of_families(context: Context) -> Iterator[Problem]:
    """A range for each of several families, IPv4 first: the order of `ipFamilies`."""
    for key, cluster in context.settings.clusters.items():
        families = MODES[cluster.mode].families
        if len(families) == 1:
            continue
        for field, ranges, usual in (
            ("podCidrs", cluster.pod_cidrs, PODS),
            ("serviceCidrs", cluster.service_cidrs, SERVICES),
        ):
            if ranges is not None and [network.version for network in ranges] != [f.version for f in families]:
                yield Problem(
                    kind=Kind.FAMILIES_ORDER,
                    path=f"clusters.{key}.{field}",
                    value=[str(network) for network in ranges],
                    message="one IPv4 and one IPv6 range, IPv4 first: the order of ipFamilies",
                    cure=f"write [{_example(ranges, usual.ipv4)}, {_example(ranges, usual.ipv6)}]",
                )


def _example(ranges: Sequence[Range], usual: Range) -> str:
    return str(next((network for network in ranges if network.version == usual.version), usual))


_OF_AKS = 3
"""Services that AKS makes by itself: kubernetes, kube-dns and metrics-server."""
_LEAST_IPV6 = {"podCidrs": 64, "serviceCidrs": 120}
"""Longest prefixes: the /64 that AKS itself takes for pods, and 256 addresses for Services."""


def ipv6_sizes(context: Context) -> Iterator[Problem]:
    """IPv6 ranges with room for what is in them; how large they may be is in `aksnet.rules.meetings`."""
    for key, cluster in context.settings.clusters.items():
        if IpFamily.IPV6 not in MODES[cluster.mode].families:
            continue
        for field, ranges in (("podCidrs", cluster.pod_cidrs), ("serviceCidrs", cluster.service_cidrs)):
            longest = _LEAST_IPV6[field]
            if any(network.version == 6 and network.prefixlen > longest for network in ranges or []):
                yield Problem(
                    kind=Kind.IPV6_RANGE_SMALL,
                    path=f"clusters.{key}.{field}",
                    value=[str(network) for network in ranges or []],
                    message=f"an IPv6 range of a /{longest} or larger",
                    cure=f"write a /{longest} or larger, or remove the key",
                )


def dns_addresses(context: Context) -> Iterator[Problem]:
    """Inside the Service range, and neither its first address nor its broadcast address."""
    for key, cluster in context.settings.clusters.items():
        services = first_ipv4(context.layout.clusters[key].service_ranges.values())
        if services is None:
            continue  # no mode of the table is without IPv4
        if not _fits(dns_address(services), services):
            yield Problem(
                kind=Kind.SERVICES_SMALL,
                path=f"clusters.{key}.{'serviceCidr' if cluster.service_cidr else 'serviceCidrs'}",
                value=str(services),
                message="a range with room for the kubernetes Service and the cluster's DNS, so a /30 at the least",
                cure="write a larger range, for instance 10.0.0.0/16",
            )
            continue
        address = cluster.dns_service_ip
        if address is None or _fits(address, services):
            continue
        yield Problem(
            kind=Kind.DNS_ADDRESS,
            path=f"clusters.{key}.dnsServiceIp",
            value=str(address),
            message=(
                f"an address of the Service range {services} other than its first two, of which the second is the "
                "kubernetes Service's, and its last"
            ),
            cure=f"write {dns_address(services)}, or remove the key",
            code="DnsServiceIpOutOfServiceCidr",
        )


def room_for_services(context: Context) -> Iterator[Problem]:
    """Each workload's Service has an address beside those of AKS's own."""
    for key, cluster in context.settings.clusters.items():
        services = first_ipv4(context.layout.clusters[key].service_ranges.values())
        own = sum(each.service.type is not ServiceType.NO_SERVICE for each in cluster.workloads.values())
        if services is None or not own or not _fits(dns_address(services), services):
            continue
        room = services.num_addresses - 2
        if own + _OF_AKS > room:
            yield Problem(
                kind=Kind.SERVICES_FULL,
                path=f"clusters.{key}.{'serviceCidr' if cluster.service_cidr else 'serviceCidrs'}",
                value=str(services),
                message=(
                    f"room for {own + _OF_AKS} Services, {_OF_AKS} of them AKS's own; this range has {room} addresses"
                ),
                cure="write a larger range, for instance 10.0.0.0/16",
            )


def _fits(address: IPv4Address, services: IPv4Network) -> bool:
    offset = int(address) - int(services.network_address)
    return 2 <= offset < services.num_addresses - 1


RULES = (ranges_of_families, ipv6_sizes, dns_addresses, room_for_services)
