"""Pod and Service ranges and the DNS address: their shape and their place.

Sizes and overlaps are the planner's concern.
"""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv4Network

from aksnet.azure.modes import MODES
from aksnet.layout.addressing import Range, dns_address
from aksnet.layout.once import DEFAULT_PODS, DEFAULT_PODS_IPV6, DEFAULT_SERVICES, DEFAULT_SERVICES_IPV6
from aksnet.settings.cluster_settings import ClusterSettings
from aksnet.settings.problems import Problem
from aksnet.settings.settings import Settings

_DUAL = "https://learn.microsoft.com/azure/aks/configure-dual-stack"
_DNS = "https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/dnsserviceipoutofservicecidr-error"


def ipv4_services(cluster: ClusterSettings) -> IPv4Network:
    """Give a cluster's IPv4 Service range, written or by default."""
    if cluster.service_cidr is not None:
        return cluster.service_cidr
    for network in cluster.service_cidrs or []:
        if isinstance(network, IPv4Network):
            return network
    return DEFAULT_SERVICES


def dual_stack_pairs(settings: Settings) -> Iterator[Problem]:
    """Two ranges, IPv4 first: the order of `ipFamilies`."""
    for key, cluster in settings.clusters.items():
        if not MODES[cluster.mode].dual_stack:
            continue
        for field, ranges, usual in (
            ("podCidrs", cluster.pod_cidrs, (DEFAULT_PODS, DEFAULT_PODS_IPV6)),
            ("serviceCidrs", cluster.service_cidrs, (DEFAULT_SERVICES, DEFAULT_SERVICES_IPV6)),
        ):
            if ranges is not None and [network.version for network in ranges] != [4, 6]:
                yield Problem(
                    path=f"clusters.{key}.{field}",
                    value=[str(network) for network in ranges],
                    allowed="one IPv4 and one IPv6 range, IPv4 first: the order of ipFamilies",
                    cure=f"write [{_example(ranges, usual[0])}, {_example(ranges, usual[1])}]",
                    page=_DUAL,
                )


def _example(ranges: Sequence[Range], usual: Range) -> str:
    return str(next((network for network in ranges if network.version == usual.version), usual))


_LEAST_IPV6 = {"podCidrs": 64, "serviceCidrs": 120}
"""Longest prefixes: the /64 that AKS itself takes for pods, and 256 addresses for Services."""


def ipv6_sizes(settings: Settings) -> Iterator[Problem]:
    """IPv6 ranges with room for what is in them; how large they may be is in `aksnet.rules.checks.meetings`."""
    for key, cluster in settings.clusters.items():
        if not MODES[cluster.mode].dual_stack:
            continue
        for field, ranges in (("podCidrs", cluster.pod_cidrs), ("serviceCidrs", cluster.service_cidrs)):
            longest = _LEAST_IPV6[field]
            if any(network.version == 6 and network.prefixlen > longest for network in ranges or []):
                yield Problem(
                    path=f"clusters.{key}.{field}",
                    value=[str(network) for network in ranges or []],
                    allowed=f"an IPv6 range of a /{longest} or larger",
                    cure=f"write a /{longest} or larger, or remove the key",
                    page=_DUAL,
                )


def dns_addresses(settings: Settings) -> Iterator[Problem]:
    """Inside the Service range, and neither its first address nor its broadcast address."""
    for key, cluster in settings.clusters.items():
        services = ipv4_services(cluster)
        if not _fits(dns_address(services), services):
            yield Problem(
                path=f"clusters.{key}.{'serviceCidr' if cluster.service_cidr else 'serviceCidrs'}",
                value=str(services),
                allowed="a range with room for the kubernetes Service and the cluster's DNS, so a /30 at the least",
                cure="write a larger range, for instance 10.0.0.0/16",
                page=_DNS,
            )
            continue
        address = cluster.dns_service_ip
        if address is None or _fits(address, services):
            continue
        yield Problem(
            path=f"clusters.{key}.dnsServiceIp",
            value=str(address),
            allowed=(
                f"an address of the Service range {services} other than its first two, of which the second is the "
                "kubernetes Service's, and its last"
            ),
            cure=f"write {dns_address(services)}, or remove the key",
            page=_DNS,
            code="DnsServiceIpOutOfServiceCidr",
        )


def _fits(address: IPv4Address, services: IPv4Network) -> bool:
    offset = int(address) - int(services.network_address)
    return 2 <= offset < services.num_addresses - 1


RULES = (dual_stack_pairs, ipv6_sizes, dns_addresses)
