"""Rules on pod and Service ranges: every one has a case that breaks it alone, and one beside the edge.

Sizes and overlaps of those ranges are not checked here; they are the address planner's.
"""

from aksnet.rules import services
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, Case, dev

CASES = [
    Case(
        rule=services.ranges_of_families,
        says="two pod ranges come IPv4 first",
        raw=dev(mode="overlay-dual-stack", podCidrs=["fd00::/64", "10.244.0.0/16"]),
        expected=[
            Problem(
                kind=Kind.FAMILIES_ORDER,
                path="clusters.dev.podCidrs",
                value=["fd00::/64", "10.244.0.0/16"],
                message="one IPv4 and one IPv6 range, IPv4 first: the order of ipFamilies",
                cure="write [10.244.0.0/16, fd00::/64]",
                page=LEARN + "aks/configure-dual-stack",
            )
        ],
        beside=dev(mode="overlay-dual-stack", podCidrs=["10.244.0.0/16", "fd00::/64"]),
    ),
    Case(
        rule=services.ranges_of_families,
        says="dual-stack Services have a range of each family",
        raw=dev(mode="cilium-overlay-dual-stack", serviceCidrs=["10.1.0.0/16"]),
        expected=[
            Problem(
                kind=Kind.FAMILIES_ORDER,
                path="clusters.dev.serviceCidrs",
                value=["10.1.0.0/16"],
                message="one IPv4 and one IPv6 range, IPv4 first: the order of ipFamilies",
                cure="write [10.1.0.0/16, fd12:3456:789a:1::/108]",
                page=LEARN + "aks/configure-dual-stack",
            )
        ],
        beside=dev(mode="cilium-overlay-dual-stack", serviceCidrs=["10.1.0.0/16", "fd00::/108"]),
    ),
    Case(
        rule=services.ranges_of_families,
        says="two ranges of one family are not a pair",
        raw=dev(mode="overlay-dual-stack", podCidrs=["10.244.0.0/16", "10.245.0.0/16"]),
        expected=[
            Problem(
                kind=Kind.FAMILIES_ORDER,
                path="clusters.dev.podCidrs",
                value=["10.244.0.0/16", "10.245.0.0/16"],
                message="one IPv4 and one IPv6 range, IPv4 first: the order of ipFamilies",
                cure="write [10.244.0.0/16, fd12:3456:789a::/64]",
                page=LEARN + "aks/configure-dual-stack",
            )
        ],
        beside=dev(mode="overlay-dual-stack"),
    ),
    Case(
        rule=services.ipv6_sizes,
        says="an IPv6 pod range is a /64 at the least",
        raw=dev(mode="overlay-dual-stack", podCidrs=["10.244.0.0/16", "fd12:3456:789a::/65"]),
        expected=[
            Problem(
                kind=Kind.IPV6_RANGE_SMALL,
                path="clusters.dev.podCidrs",
                value=["10.244.0.0/16", "fd12:3456:789a::/65"],
                message="an IPv6 range of a /64 or larger",
                cure="write a /64 or larger, or remove the key",
                page=LEARN + "aks/configure-dual-stack",
            )
        ],
        beside=dev(mode="overlay-dual-stack", podCidrs=["10.244.0.0/16", "fd12:3456:789a::/64"]),
    ),
    Case(
        rule=services.ipv6_sizes,
        says="an IPv6 Service range has 256 addresses",
        raw=dev(mode="overlay-dual-stack", serviceCidrs=["10.0.0.0/16", "fd12:3456:789a:1::/121"]),
        expected=[
            Problem(
                kind=Kind.IPV6_RANGE_SMALL,
                path="clusters.dev.serviceCidrs",
                value=["10.0.0.0/16", "fd12:3456:789a:1::/121"],
                message="an IPv6 range of a /120 or larger",
                cure="write a /120 or larger, or remove the key",
                page=LEARN + "aks/configure-dual-stack",
            )
        ],
        beside=dev(mode="overlay-dual-stack", serviceCidrs=["10.0.0.0/16", "fd12:3456:789a:1::/120"]),
    ),
    Case(
        rule=services.room_for_services,
        says="each workload's Service has an address beside those of AKS",
        raw=dev(serviceCidr="10.0.0.0/30", workloads={"nginx": {}}),
        expected=[
            Problem(
                kind=Kind.SERVICES_FULL,
                path="clusters.dev.serviceCidr",
                value="10.0.0.0/30",
                message="room for 4 Services, 3 of them AKS's own; this range has 2 addresses",
                cure="write a larger range, for instance 10.0.0.0/16",
                page=LEARN + "aks/concepts-network-ip-address-planning",
            )
        ],
        beside=dev(serviceCidr="10.0.0.0/29", workloads={"nginx": {}}),
    ),
    Case(
        rule=services.dns_addresses,
        says="the DNS address is inside the Service range",
        raw=dev(serviceCidr="10.200.0.0/16", dnsServiceIp="10.0.0.10"),
        expected=[
            Problem(
                kind=Kind.DNS_ADDRESS,
                path="clusters.dev.dnsServiceIp",
                value="10.0.0.10",
                message=(
                    "an address of the Service range 10.200.0.0/16 other than its first two, of which the "
                    "second is the kubernetes Service's, and its last"
                ),
                cure="write 10.200.0.10, or remove the key",
                page="https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/dnsserviceipoutofservicecidr-error",
                code="DnsServiceIpOutOfServiceCidr",
            )
        ],
        beside=dev(serviceCidr="10.200.0.0/16", dnsServiceIp="10.200.0.10"),
    ),
    Case(
        rule=services.dns_addresses,
        says="the DNS address is inside the default Service range",
        raw=dev(dnsServiceIp="10.1.0.0"),
        expected=[
            Problem(
                kind=Kind.DNS_ADDRESS,
                path="clusters.dev.dnsServiceIp",
                value="10.1.0.0",
                message=(
                    "an address of the Service range 10.0.0.0/16 other than its first two, of which the "
                    "second is the kubernetes Service's, and its last"
                ),
                cure="write 10.0.0.10, or remove the key",
                page="https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/dnsserviceipoutofservicecidr-error",
                code="DnsServiceIpOutOfServiceCidr",
            )
        ],
        beside=dev(dnsServiceIp="10.0.255.254"),
    ),
    Case(
        rule=services.dns_addresses,
        says="the DNS address is not the kubernetes Service's",
        raw=dev(dnsServiceIp="10.0.0.1"),
        expected=[
            Problem(
                kind=Kind.DNS_ADDRESS,
                path="clusters.dev.dnsServiceIp",
                value="10.0.0.1",
                message=(
                    "an address of the Service range 10.0.0.0/16 other than its first two, of which the "
                    "second is the kubernetes Service's, and its last"
                ),
                cure="write 10.0.0.10, or remove the key",
                page="https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/dnsserviceipoutofservicecidr-error",
                code="DnsServiceIpOutOfServiceCidr",
            )
        ],
        beside=dev(dnsServiceIp="10.0.0.2"),
    ),
    Case(
        rule=services.dns_addresses,
        says="the DNS address is not the last of its range",
        raw=dev(serviceCidr="10.9.0.0/24", dnsServiceIp="10.9.0.255"),
        expected=[
            Problem(
                kind=Kind.DNS_ADDRESS,
                path="clusters.dev.dnsServiceIp",
                value="10.9.0.255",
                message=(
                    "an address of the Service range 10.9.0.0/24 other than its first two, of which the "
                    "second is the kubernetes Service's, and its last"
                ),
                cure="write 10.9.0.10, or remove the key",
                page="https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/dnsserviceipoutofservicecidr-error",
                code="DnsServiceIpOutOfServiceCidr",
            )
        ],
        beside=dev(serviceCidr="10.9.0.0/24", dnsServiceIp="10.9.0.254"),
    ),
    Case(
        rule=services.dns_addresses,
        says="the DNS address of two families is an IPv4 one",
        raw=dev(mode="overlay-dual-stack", serviceCidrs=["10.9.0.0/24", "fd00::/108"], dnsServiceIp="10.0.0.10"),
        expected=[
            Problem(
                kind=Kind.DNS_ADDRESS,
                path="clusters.dev.dnsServiceIp",
                value="10.0.0.10",
                message=(
                    "an address of the Service range 10.9.0.0/24 other than its first two, of which the "
                    "second is the kubernetes Service's, and its last"
                ),
                cure="write 10.9.0.10, or remove the key",
                page="https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/dnsserviceipoutofservicecidr-error",
                code="DnsServiceIpOutOfServiceCidr",
            )
        ],
        beside=dev(mode="overlay-dual-stack", serviceCidrs=["10.9.0.0/24", "fd00::/108"], dnsServiceIp="10.9.0.10"),
    ),
    Case(
        rule=services.dns_addresses,
        says="a Service range has room for a DNS address",
        raw=dev(serviceCidr="10.9.0.0/31"),
        expected=[
            Problem(
                kind=Kind.SERVICES_SMALL,
                path="clusters.dev.serviceCidr",
                value="10.9.0.0/31",
                message=("a range with room for the kubernetes Service and the cluster's DNS, so a /30 at the least"),
                cure="write a larger range, for instance 10.0.0.0/16",
                page="https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/dnsserviceipoutofservicecidr-error",
            )
        ],
        beside=dev(serviceCidr="10.9.0.0/30"),
    ),
    Case(
        rule=services.dns_addresses,
        says="a range without room is the only thing wrong with its DNS address",
        raw=dev(serviceCidr="10.9.0.0/32", dnsServiceIp="10.9.0.0"),
        expected=[
            Problem(
                kind=Kind.SERVICES_SMALL,
                path="clusters.dev.serviceCidr",
                value="10.9.0.0/32",
                message=("a range with room for the kubernetes Service and the cluster's DNS, so a /30 at the least"),
                cure="write a larger range, for instance 10.0.0.0/16",
                page="https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/dnsserviceipoutofservicecidr-error",
            )
        ],
        beside=dev(serviceCidr="10.9.0.0/30", dnsServiceIp="10.9.0.2"),
    ),
]
