"""Pod and Service ranges against everything: each meeting alone, with what to write, and one beside the edge.

The VNet and subnets are in `test_vnet_ranges.py`, several things at once in `test_ranges_together.py`.
"""

from typing import Any

from aksnet.rules import ranges
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import (
    LEARN,
    TROUBLESHOOT,
    Case,
    Raw,
    dev,
    network,
)

OVERLAY = LEARN + "aks/concepts-network-azure-cni-overlay"
PLANNING = LEARN + "aks/concepts-network-ip-address-planning"
CNI = LEARN + "aks/concepts-network-cni-overview"
ON_SUBNET = "a range apart from every subnet, or pods do not reach what is there"
SERVICES_ON_SUBNET = "a range apart from every subnet: pods would take its addresses for Services"
KEPT = "a range apart from those that AKS keeps for itself"
LATER = "it cannot be changed once the cluster is there"


def _wide(*, services: str = "172.20.0.0/16", **keys: Any) -> Raw:
    """One cluster in a VNet of 10.0.0.0/8 with nodes in 10.1.0.0/16 and all else outside."""
    keys = {"nodeSubnet": "10.1.0.0/16", "podCidr": "172.21.0.0/16", "serviceCidr": services} | keys
    return network({"dev": keys}, addressSpace=["10.0.0.0/8"])


def _peered(peers: list[str], **keys: Any) -> Raw:
    return network({"dev": keys}, peeredRanges=peers)


CASES = [
    Case(
        rule=ranges.pod_and_service_ranges,
        says="pods are on no subnet",
        raw=_wide(podCidr="10.1.128.0/20"),
        expected=[
            Problem(
                kind=Kind.PODS_ON_SUBNET,
                path="clusters.dev.podCidr",
                value="10.1.128.0/20",
                message=f"{ON_SUBNET}; 10.1.128.0/20 overlaps dev-node-subnet (10.1.0.0/16)",
                cure="write 172.16.0.0/20",
                page=OVERLAY,
                code="PodCidrOverlapExistingSubnetsCidr",
            )
        ],
        beside=dev(podCidr="10.240.0.0/20"),
    ),
    Case(
        rule=ranges.pod_and_service_ranges,
        says="pods elsewhere in the VNet are warned of",
        raw=_wide(podCidr="10.2.0.0/16"),
        expected=[
            Problem(
                kind=Kind.PODS_IN_VNET,
                path="clusters.dev.podCidr",
                value="10.2.0.0/16",
                message=(
                    "a pod range inside the VNet bars its addresses from every later subnet, and AKS may refuse it "
                    "(NetworkProfileCIDROverlapVNET); 10.2.0.0/16 overlaps the VNet's 10.0.0.0/8"
                ),
                cure=f"172.16.0.0/16 is free outside; {LATER}",
                page=OVERLAY,
                code="NetworkProfileCIDROverlapVNET",
            )
        ],
        beside=_wide(),
    ),
    Case(
        rule=ranges.pod_and_service_ranges,
        says="pods are on no peered range",
        raw=_peered(["10.244.128.0/17"]),
        expected=[
            Problem(
                kind=Kind.PODS_ON_PEERED,
                path="clusters.dev.podCidr",
                value="10.244.0.0/16",
                message=(
                    "a range apart from peered networks, which pods could not reach otherwise; 10.244.0.0/16 overlaps "
                    "the peered range 10.244.128.0/17"
                ),
                cure="write 10.1.0.0/16",
                page=OVERLAY,
            )
        ],
        beside=_peered(["10.245.0.0/16"]),
    ),
    Case(
        rule=ranges.pod_and_service_ranges,
        says="pods and Services of a cluster are apart",
        raw=dev(podCidr="10.0.0.0/12", serviceCidr="10.8.0.0/16"),
        expected=[
            Problem(
                kind=Kind.PODS_ON_SERVICES,
                path="clusters.dev.podCidr",
                value="10.0.0.0/12",
                message=(
                    "a range apart from the cluster's Services, or a pod and a Service could have one address; "
                    "10.0.0.0/12 overlaps its Service range 10.8.0.0/16"
                ),
                cure="write 10.16.0.0/12",
                page=PLANNING,
                code="PodCidrOverlapServiceCidr",
            )
        ],
        beside=dev(podCidr="10.0.0.0/13", serviceCidr="10.8.0.0/16"),
    ),
    Case(
        rule=ranges.pod_and_service_ranges,
        says="Services are on no subnet",
        raw=_wide(services="10.0.0.0/14"),
        expected=[
            Problem(
                kind=Kind.SERVICES_ON_SUBNET,
                path="clusters.dev.serviceCidr",
                value="10.0.0.0/14",
                message=f"{SERVICES_ON_SUBNET}; 10.0.0.0/14 overlaps dev-node-subnet (10.1.0.0/16)",
                cure="write 172.16.0.0/14",
                page=TROUBLESHOOT + "error-codes/servicecidroverlapexistingsubnetscidr-error",
                code="ServiceCidrOverlapExistingSubnetsCidr",
            )
        ],
        beside=_wide(services="172.16.0.0/14"),
    ),
    Case(
        rule=ranges.pod_and_service_ranges,
        says="Services elsewhere in the VNet are warned of",
        raw=_wide(services="10.0.0.0/16"),
        expected=[
            Problem(
                kind=Kind.SERVICES_IN_VNET,
                path="clusters.dev.serviceCidr",
                value="10.0.0.0/16",
                message=(
                    "a Service range inside the VNet bars its addresses from every later subnet; 10.0.0.0/16 overlaps "
                    "the VNet's 10.0.0.0/8"
                ),
                cure=f"172.16.0.0/16 is free outside; {LATER}",
                page=PLANNING,
            )
        ],
        beside=_wide(services="192.168.0.0/16"),
    ),
    Case(
        rule=ranges.pod_and_service_ranges,
        says="Services are on no peered range",
        raw=_peered(["10.0.4.0/24"]),
        expected=[
            Problem(
                kind=Kind.SERVICES_ON_PEERED,
                path="clusters.dev.serviceCidr",
                value="10.0.0.0/16",
                message=(
                    "a range apart from peered networks, which pods would take for Services; 10.0.0.0/16 overlaps the "
                    "peered range 10.0.4.0/24"
                ),
                cure="write 10.1.0.0/16",
                page=PLANNING,
            )
        ],
        beside=_peered(["10.1.4.0/24"]),
    ),
    Case(
        rule=ranges.pod_and_service_ranges,
        says="a Service range takes its DNS address along",
        raw=_peered(["10.0.4.0/24"], dnsServiceIp="10.0.0.53"),
        expected=[
            Problem(
                kind=Kind.SERVICES_ON_PEERED,
                path="clusters.dev.serviceCidr",
                value="10.0.0.0/16",
                message=(
                    "a range apart from peered networks, which pods would take for Services; 10.0.0.0/16 overlaps the "
                    "peered range 10.0.4.0/24"
                ),
                cure="write 10.1.0.0/16 and remove dnsServiceIp",
                page=PLANNING,
            )
        ],
        beside=_peered(["10.1.4.0/24"], dnsServiceIp="10.0.0.53"),
    ),
    Case(
        rule=ranges.pod_and_service_ranges,
        says="pods are on nothing that AKS keeps",
        raw=dev(podCidr="172.16.0.0/12"),
        expected=[
            Problem(
                kind=Kind.PODS_ON_RESERVED,
                path="clusters.dev.podCidr",
                value="172.16.0.0/12",
                message=f"{KEPT}; 172.16.0.0/12 overlaps 172.30.0.0/16, 172.31.0.0/16",
                cure="write 10.16.0.0/12",
                page=CNI,
            )
        ],
        beside=dev(podCidr="172.16.0.0/13"),
    ),
    Case(
        rule=ranges.pod_and_service_ranges,
        says="Services are on nothing that AKS keeps",
        raw=dev(serviceCidr="169.254.0.0/17"),
        expected=[
            Problem(
                kind=Kind.SERVICES_ON_RESERVED,
                path="clusters.dev.serviceCidr",
                value="169.254.0.0/17",
                message=f"{KEPT}; 169.254.0.0/17 overlaps 169.254.0.0/16",
                cure="write 10.0.0.0/17",
                page=CNI,
            )
        ],
        beside=dev(serviceCidr="172.29.0.0/16"),
    ),
    Case(
        rule=ranges.pod_and_service_ranges,
        says="pods are on nothing that Azure keeps",
        raw=dev(podCidr="240.0.0.0/16"),
        expected=[
            Problem(
                kind=Kind.PODS_ON_AZURE,
                path="clusters.dev.podCidr",
                value="240.0.0.0/16",
                message="a range apart from those that nothing in Azure may have; 240.0.0.0/16 overlaps 240.0.0.0/4",
                cure="write 10.1.0.0/16",
                page=LEARN + "virtual-network/virtual-networks-faq",
            )
        ],
        beside=dev(podCidr="172.28.0.0/16"),
    ),
    Case(
        rule=ranges.pod_and_service_ranges,
        says="Services are on nothing that Azure keeps",
        raw=dev(serviceCidr="0.0.0.0/16"),
        expected=[
            Problem(
                kind=Kind.SERVICES_ON_AZURE,
                path="clusters.dev.serviceCidr",
                value="0.0.0.0/16",
                message="a range apart from those that nothing in Azure may have; 0.0.0.0/16 overlaps 0.0.0.0/8",
                cure="write 10.0.0.0/16",
                page=LEARN + "virtual-network/virtual-networks-faq",
            )
        ],
        beside=dev(serviceCidr="172.28.0.0/16"),
    ),
    Case(
        rule=ranges.pod_and_service_ranges,
        says="public pod ranges are warned of",
        raw=dev(podCidr="100.0.0.0/16"),
        expected=[
            Problem(
                kind=Kind.PODS_PUBLIC,
                path="clusters.dev.podCidr",
                value="100.0.0.0/16",
                message="pods with public addresses of others cannot reach those; AKS does not support it",
                cure=f"10.1.0.0/16 is free outside; {LATER}",
                page=OVERLAY,
            )
        ],
        beside=dev(podCidr="100.64.0.0/16"),
    ),
    Case(
        rule=ranges.pod_and_service_ranges,
        says="public Service ranges are warned of",
        raw=dev(serviceCidr="192.169.0.0/16"),
        expected=[
            Problem(
                kind=Kind.SERVICES_PUBLIC,
                path="clusters.dev.serviceCidr",
                value="192.169.0.0/16",
                message="Services with public addresses of others hide those from pods",
                cure=f"10.0.0.0/16 is free outside; {LATER}",
                page=PLANNING,
            )
        ],
        beside=dev(serviceCidr="192.168.0.0/16"),
    ),
    Case(
        rule=ranges.pod_and_service_ranges,
        says="a Service range is smaller than a /12",
        raw=dev(serviceCidr="10.0.0.0/12"),
        expected=[
            Problem(
                kind=Kind.SERVICES_LARGE,
                path="clusters.dev.serviceCidr",
                value="10.0.0.0/12",
                message="a range smaller than a /12, so at most a /13",
                cure="write 10.16.0.0/13",
                page=PLANNING,
            )
        ],
        beside=dev(serviceCidr="10.0.0.0/13"),
    ),
    Case(
        rule=ranges.pod_and_service_ranges,
        says="an IPv6 Service range is no larger than a /108",
        raw=dev(mode="overlay-dual-stack", serviceCidrs=["10.0.0.0/16", "fd12:3456:789a:1::/107"]),
        expected=[
            Problem(
                kind=Kind.SERVICES_LARGE_IPV6,
                path="clusters.dev.serviceCidrs",
                value=["10.0.0.0/16", "fd12:3456:789a:1::/107"],
                message="an IPv6 range no larger than a /108",
                cure="write [10.0.0.0/16, fd00::/108]",
                page=LEARN + "aks/configure-dual-stack",
            )
        ],
        beside=dev(mode="overlay-dual-stack", serviceCidrs=["10.0.0.0/16", "fd12:3456:789a:1::/108"]),
    ),
]
