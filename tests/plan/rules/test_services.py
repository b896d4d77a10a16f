"""Rules on pod and Service ranges: every one has a case that breaks it alone, and one beside the edge.

Sizes and overlaps of those ranges are not checked here; they are the address planner's.
"""

import pytest

from aksnet.rules import services
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, Case, dev, problems, settings

CASES = [
    Case(
        rule=services.dual_stack_pairs,
        says="two pod ranges come IPv4 first",
        raw=dev(mode="overlay-dual-stack", podCidrs=["fd00::/64", "10.244.0.0/16"]),
        expected=[
            Problem(
                path="clusters.dev.podCidrs",
                value=["fd00::/64", "10.244.0.0/16"],
                allowed="one IPv4 and one IPv6 range, IPv4 first: the order of ipFamilies",
                cure="write [10.244.0.0/16, fd00::/64]",
                page=LEARN + "aks/configure-dual-stack",
            )
        ],
        beside=dev(mode="overlay-dual-stack", podCidrs=["10.244.0.0/16", "fd00::/64"]),
    ),
    Case(
        rule=services.dual_stack_pairs,
        says="dual-stack Services have a range of each family",
        raw=dev(mode="cilium-overlay-dual-stack", serviceCidrs=["10.1.0.0/16"]),
        expected=[
            Problem(
                path="clusters.dev.serviceCidrs",
                value=["10.1.0.0/16"],
                allowed="one IPv4 and one IPv6 range, IPv4 first: the order of ipFamilies",
                cure="write [10.1.0.0/16, fd12:3456:789a:1::/108]",
                page=LEARN + "aks/configure-dual-stack",
            )
        ],
        beside=dev(mode="cilium-overlay-dual-stack", serviceCidrs=["10.1.0.0/16", "fd00::/108"]),
    ),
    Case(
        rule=services.dual_stack_pairs,
        says="two ranges of one family are not a pair",
        raw=dev(mode="overlay-dual-stack", podCidrs=["10.244.0.0/16", "10.245.0.0/16"]),
        expected=[
            Problem(
                path="clusters.dev.podCidrs",
                value=["10.244.0.0/16", "10.245.0.0/16"],
                allowed="one IPv4 and one IPv6 range, IPv4 first: the order of ipFamilies",
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
                path="clusters.dev.podCidrs",
                value=["10.244.0.0/16", "fd12:3456:789a::/65"],
                allowed="an IPv6 range of a /64 or larger",
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
                path="clusters.dev.serviceCidrs",
                value=["10.0.0.0/16", "fd12:3456:789a:1::/121"],
                allowed="an IPv6 range of a /120 or larger",
                cure="write a /120 or larger, or remove the key",
                page=LEARN + "aks/configure-dual-stack",
            )
        ],
        beside=dev(mode="overlay-dual-stack", serviceCidrs=["10.0.0.0/16", "fd12:3456:789a:1::/120"]),
    ),
    Case(
        rule=services.dns_addresses,
        says="the DNS address is inside the Service range",
        raw=dev(serviceCidr="10.200.0.0/16", dnsServiceIp="10.0.0.10"),
        expected=[
            Problem(
                path="clusters.dev.dnsServiceIp",
                value="10.0.0.10",
                allowed=(
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
                path="clusters.dev.dnsServiceIp",
                value="10.1.0.0",
                allowed=(
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
                path="clusters.dev.dnsServiceIp",
                value="10.0.0.1",
                allowed=(
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
                path="clusters.dev.dnsServiceIp",
                value="10.9.0.255",
                allowed=(
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
                path="clusters.dev.dnsServiceIp",
                value="10.0.0.10",
                allowed=(
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
                path="clusters.dev.serviceCidr",
                value="10.9.0.0/31",
                allowed=("a range with room for the kubernetes Service and the cluster's DNS, so a /30 at the least"),
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
                path="clusters.dev.serviceCidr",
                value="10.9.0.0/32",
                allowed=("a range with room for the kubernetes Service and the cluster's DNS, so a /30 at the least"),
                cure="write a larger range, for instance 10.0.0.0/16",
                page="https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/dnsserviceipoutofservicecidr-error",
            )
        ],
        beside=dev(serviceCidr="10.9.0.0/30", dnsServiceIp="10.9.0.2"),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_settings_that_break_a_rule_are_told_of_it_and_of_nothing_else(case: Case) -> None:
    assert case.expected == problems(case.raw)
    assert case.expected == list(case.rule(settings(case.raw)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_settings_beside_the_edge_break_nothing(case: Case) -> None:
    assert problems(case.beside) == []


def test_every_rule_has_a_case() -> None:
    assert {case.rule for case in CASES} == set(services.RULES)
