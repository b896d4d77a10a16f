"""Ranges that meet several things, or may meet what they meet: told once, whole, and only where it matters."""

from typing import Any

from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import (
    LEARN,
    Raw,
    found,
    network,
    plan,
    problems,
)

OVERLAY = LEARN + "aks/concepts-network-azure-cni-overlay"
ON_SUBNET = "a range apart from every subnet, or pods do not reach what is there"


def _peered(peers: list[str], **keys: Any) -> Raw:
    return network({"dev": keys}, peeredRanges=peers)


def test_what_meets_several_things_is_told_once_with_all_of_them() -> None:
    raw = network({"dev": {"podCidr": "10.224.0.0/11", "serviceCidr": "10.244.0.0/16"}}, peeredRanges=["10.250.0.0/16"])
    assert problems(raw) == [
        Problem(
            kind=Kind.PODS_ON_SUBNET,
            path="clusters.dev.podCidr",
            value="10.224.0.0/11",
            message=(
                f"{ON_SUBNET}; 10.224.0.0/11 overlaps dev-node-subnet (10.224.0.0/16), its Service range "
                "10.244.0.0/16, the peered range 10.250.0.0/16"
            ),
            cure="write 10.0.0.0/11",
            page=OVERLAY,
            code="PodCidrOverlapExistingSubnetsCidr",
        )
    ]


def test_a_pair_is_written_whole_with_what_may_stay() -> None:
    raw = _peered(["10.244.0.0/16"], mode="overlay-dual-stack")
    assert [(problem.path, problem.cure) for problem in problems(raw)] == [
        ("clusters.dev.podCidrs", "write [10.1.0.0/16, fd12:3456:789a::/64]")
    ]


def test_clusters_may_have_one_pod_range_and_one_service_range() -> None:
    clusters = {
        key: {"mode": mode, "nodeSubnet": f"10.224.{number}.0/24"}
        for number, (key, mode) in enumerate([("a", "overlay"), ("b", "cilium-overlay"), ("c", "kubenet")])
    }
    planned = plan({"clusters": clusters})
    assert len({(cluster.pod_cidrs, cluster.service_cidrs) for cluster in planned.clusters}) == 1


def test_one_clusters_pods_may_have_the_addresses_of_anothers_services() -> None:
    raw = {
        "clusters": {
            "a": {"nodeSubnet": "10.224.0.0/24", "podCidr": "10.0.0.0/16", "serviceCidr": "10.1.0.0/16"},
            "b": {"nodeSubnet": "10.224.1.0/24"},
        }
    }
    assert found(raw) == []


def test_without_a_private_range_left_none_is_named() -> None:
    everything = ["10.0.0.0/9", "10.128.0.0/10", "10.192.0.0/11", "10.240.0.0/12", "172.16.0.0/12", "192.168.0.0/16"]
    raw = _peered([*everything, "100.64.0.0/10"], podCidr="10.208.0.0/16", serviceCidr="11.0.0.0/16")
    assert [(p.path, p.cure) for p in problems(raw)] == [
        ("clusters.dev.podCidr", "write a private range that nothing else has")
    ]


def test_a_key_of_the_other_family_is_told_of_that_and_not_of_the_default_that_it_does_not_mean() -> None:
    raw = _peered(["10.244.0.0/16"], podCidrs=["10.1.0.0/16", "fd00::/64"])
    assert [problem.path for problem in problems(raw)] == ["clusters.dev.podCidrs"]


def test_while_the_vnet_is_wrong_nothing_is_said_of_where_its_subnets_lie() -> None:
    raw = network({"a": {}, "b": {}}, peeredRanges=["10.226.0.0/16"])
    assert [problem.path for problem in problems(raw)] == ["network.addressSpace"]
