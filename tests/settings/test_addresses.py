"""Ranges and addresses of a wrong form: each is one problem, with what to write."""

import pytest

from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import Wrong, dev, network, problems, service

ADDRESSES = [
    Wrong(
        says="no address at all",
        raw=dev(podCidr="pods"),
        expected=[
            Problem(
                kind=Kind.RANGE_FORM,
                path="clusters.dev.podCidr",
                value="pods",
                message="an IPv4 range in CIDR notation, such as 10.224.0.0/16",
                cure="write an address, a slash and the prefix length",
            )
        ],
    ),
    Wrong(
        says="an octet too large",
        raw=dev(podCidr="10.256.0.0/16"),
        expected=[
            Problem(
                kind=Kind.RANGE_FORM,
                path="clusters.dev.podCidr",
                value="10.256.0.0/16",
                message="an IPv4 range in CIDR notation, such as 10.224.0.0/16",
                cure="correct the address or the prefix length",
            )
        ],
    ),
    Wrong(
        says="a prefix length too large",
        raw=dev(podCidr="10.244.0.0/33"),
        expected=[
            Problem(
                kind=Kind.RANGE_FORM,
                path="clusters.dev.podCidr",
                value="10.244.0.0/33",
                message="an IPv4 range in CIDR notation, such as 10.224.0.0/16",
                cure="correct the address or the prefix length",
            )
        ],
    ),
    Wrong(
        says="no prefix length",
        raw=dev(podCidr="10.244.0.0"),
        expected=[
            Problem(
                kind=Kind.RANGE_FORM,
                path="clusters.dev.podCidr",
                value="10.244.0.0",
                message="an IPv4 range in CIDR notation, such as 10.224.0.0/16",
                cure="add the prefix length, for instance 10.244.0.0/24",
            )
        ],
    ),
    Wrong(
        says="a host without prefix length",
        raw=dev(authorizedIpRanges=["203.0.113.7"]),
        expected=[
            Problem(
                kind=Kind.RANGE_FORM,
                path="clusters.dev.authorizedIpRanges.0",
                value="203.0.113.7",
                message="an IPv4 range in CIDR notation, such as 10.224.0.0/16",
                cure="add the prefix length, for instance 203.0.113.7/32",
            )
        ],
    ),
    Wrong(
        says="bits beyond the prefix",
        raw=dev(podCidr="10.244.1.0/16"),
        expected=[
            Problem(
                kind=Kind.RANGE_FORM,
                path="clusters.dev.podCidr",
                value="10.244.1.0/16",
                message=("an IPv4 range in CIDR notation, such as 10.224.0.0/16, that starts at its first address"),
                cure="write 10.244.0.0/16",
            )
        ],
    ),
    Wrong(
        says="IPv6 where IPv4 belongs",
        raw=dev(serviceCidr="fd00::/108"),
        expected=[
            Problem(
                kind=Kind.RANGE_FORM,
                path="clusters.dev.serviceCidr",
                value="fd00::/108",
                message="an IPv4 range in CIDR notation, such as 10.224.0.0/16",
                cure="give an IPv4 range; this one is IPv6",
            )
        ],
    ),
    Wrong(
        says="IPv4 where IPv6 belongs",
        raw=dev(mode="overlay-dual-stack", nodeSubnet={"ipv6Prefix": "10.0.0.0/24"}),
        expected=[
            Problem(
                kind=Kind.RANGE_FORM,
                path="clusters.dev.nodeSubnet.ipv6Prefix",
                value="10.0.0.0/24",
                message="an IPv6 range in CIDR notation, such as fd12:3456:789a::/64",
                cure="give an IPv6 range; this one is IPv4",
            )
        ],
    ),
    Wrong(
        says="a number where a range belongs",
        raw=network({"dev": {}}, peeredRanges=[10]),
        expected=[
            Problem(
                kind=Kind.RANGE_FORM,
                path="network.peeredRanges.0",
                value=10,
                message="an IPv4 or IPv6 range in CIDR notation, such as 10.224.0.0/16",
                cure='write it as text in quotes, for instance "10.224.0.0/16"',
            )
        ],
    ),
    Wrong(
        says="no range at all in a list",
        raw=network({"dev": {}}, peeredRanges=["10.0.0.0/8", ""]),
        expected=[
            Problem(
                kind=Kind.RANGE_FORM,
                path="network.peeredRanges.1",
                value="",
                message="an IPv4 or IPv6 range in CIDR notation, such as 10.224.0.0/16",
                cure="write an address, a slash and the prefix length",
            )
        ],
    ),
    Wrong(
        says="three numbers",
        raw=dev(dnsServiceIp="10.0.0"),
        expected=[
            Problem(
                kind=Kind.ADDRESS_FORM,
                path="clusters.dev.dnsServiceIp",
                value="10.0.0",
                message="one IPv4 address, such as 10.0.0.10",
                cure="write four numbers from 0 to 255 with dots",
            )
        ],
    ),
    Wrong(
        says="an IPv6 address",
        raw=service(type="LoadBalancer", internal=True, address="fd00::1"),
        expected=[
            Problem(
                kind=Kind.ADDRESS_FORM,
                path="clusters.dev.workloads.nginx.service.address",
                value="fd00::1",
                message="one IPv4 address, such as 10.0.0.10",
                cure="write four numbers from 0 to 255 with dots",
            )
        ],
    ),
]


@pytest.mark.parametrize("wrong", ADDRESSES, ids=lambda wrong: wrong.says)
def test_a_malformed_address_is_told_with_a_right_one(wrong: Wrong) -> None:
    assert wrong.expected == problems(wrong.raw)
