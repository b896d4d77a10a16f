"""Room for every pool at its most (V22): each mode's own arithmetic on small ranges."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aksnet.verify.check import Fault, Left, Outcome, Status, skipped
from aksnet.verify.expected import Expected, Pool
from aksnet.verify.facts import Facts
from tests.verify.seen import expected, facts, given, node, outcome, pools, service

SUBNET = "10.224.0.0/27"
NODES = tuple(node(f"n{i}", f"10.224.0.{4 + i}") for i in range(3))


def stack(mode: str, most: int, **more: object) -> Expected:
    """A /27 has 27 addresses for its user."""
    return replace(
        expected(mode, node_ranges=[SUBNET], pools=pools(most), **more),
        declared=True,
        subnet_ranges={"nodes": expected(node_ranges=[SUBNET]).node_ranges},
    )


def balancers(count: int) -> tuple[object, ...]:
    return tuple(
        service(f"lb-{i}", kind="LoadBalancer", front=f"10.224.0.{8 + i}", subnet="nodes") for i in range(count)
    )


def lines(seen: Facts, promised: Expected) -> tuple[str, tuple[str, ...]]:
    found = outcome("V22", seen, promised)
    return str(found.status), found.notes


def test_nodes_and_load_balancers_share_the_node_subnet() -> None:
    promised = stack("overlay", most=25, pod_ranges=["10.244.0.0/16"])
    room = facts(nodes=NODES, services=balancers(2))
    assert outcome("V22", room, promised) == Outcome(
        status=Status.PASSED,
        summary="room for every pool at its most in 2 ranges",
        notes=(
            "subnet nodes 10.224.0.0/27: 5 of 27 addresses in use, 22 more for pools at their most",
            "pod CIDR 10.244.0.0/16: 3 of 256 /24 ranges in use, 22 more for pools at their most",
        ),
    )
    full = outcome("V22", facts(nodes=NODES, services=balancers(3)), promised)
    assert full.faults == (
        Fault(
            object="subnet nodes 10.224.0.0/27",
            seen="6 of 27 addresses are in use, and np may still take 22",
            expected="room for each pool at its most nodes",
            cause="load balancers or other pools took addresses that were planned for nodes, or maxCount was raised",
            cure="lower maxCount, move load balancers to a subnet of their own, or add a pool in another subnet",
        ),
    )


def test_a_range_that_is_nearly_full_is_told_though_every_pool_still_fits() -> None:
    promised = stack("overlay", most=3, pod_ranges=["10.244.0.0/16"])
    below = outcome("V22", facts(nodes=NODES, services=balancers(18)), promised)
    above = outcome("V22", facts(nodes=NODES, services=balancers(19)), promised)
    assert (below.status, above.status, above.summary) == (
        "passed",
        "info",
        "more than 80 % in use: subnet nodes 10.224.0.0/27",
    )


def test_in_a_flat_network_a_node_takes_its_pods_addresses_at_once() -> None:
    flat = replace(stack("node-subnet", most=4), pools=pools(4, max_pods=5))
    note = "subnet nodes 10.224.0.0/27: {} of 27 addresses in use, 6 more for pools at their most"
    assert lines(facts(nodes=NODES), flat) == ("passed", (note.format(18),))
    assert lines(facts(nodes=NODES, services=balancers(4)), flat) == ("failed", (note.format(22),))


def test_a_pod_cidr_gives_each_node_a_24() -> None:
    promised = stack("kubenet", most=5, pod_ranges=["10.244.0.0/22"])
    assert [fault.seen for fault in outcome("V22", facts(nodes=NODES), promised).faults] == [
        "3 of 4 /24 ranges are in use, and np may still take 2"
    ]


def test_a_dynamic_pod_subnet_needs_a_batch_for_each_new_node() -> None:
    blocks = tuple(given(f"n{i}", *(f"10.225.0.{4 + 16 * i + k}/32" for k in range(16))) for i in range(3))
    promised = stack("pod-subnet", most=7, pod_ranges=["10.225.0.0/25"])
    fits = lines(facts(nodes=NODES, node_networks=blocks), promised)
    assert fits == (
        "passed",
        (
            "subnet nodes 10.224.0.0/27: 3 of 27 addresses in use, 4 more for pools at their most",
            "subnet 10.225.0.0/25: 48 of 123 addresses in use, 68 more for pools at their most",
        ),
    )
    assert lines(facts(nodes=NODES, node_networks=blocks), replace(promised, pools=pools(8)))[0] == "failed"


def test_static_blocks_are_counted_whole_and_without_the_edges_of_the_subnet() -> None:
    blocks = tuple(given(f"n{i}", f"10.225.0.{16 + 32 * i}/28", f"10.225.0.{32 + 32 * i}/28") for i in range(3))
    promised = stack("pod-subnet-static-block", most=4, pod_ranges=["10.225.0.0/24"])
    status, notes = lines(facts(nodes=NODES, node_networks=blocks), promised)
    assert (status, notes[1]) == (
        "passed",
        "subnet 10.225.0.0/24: 96 of 224 addresses in use, 32 more for pools at their most",
    )
    assert lines(facts(nodes=NODES, node_networks=blocks), replace(promised, pools=pools(8)))[0] == "failed"


def test_a_pool_grows_in_the_subnet_that_its_nodes_are_in() -> None:
    declared = {name: Pool(least=1, most=20, os="Linux", max_pods=30, version=None) for name in ("np", "other")}
    promised = replace(
        stack("overlay", most=20, pod_ranges=["10.244.0.0/16"]),
        node_ranges=expected(node_ranges=[SUBNET, "10.224.1.0/27"]).node_ranges,
        pools=declared,
    )
    there = tuple(node(f"o{i}", f"10.224.1.{4 + i}", pool="other") for i in range(2))
    status, notes = lines(facts(nodes=(*NODES, *there)), promised)
    assert (status, notes[:2]) == (
        "passed",
        (
            "subnet nodes 10.224.0.0/27: 3 of 27 addresses in use, 17 more for pools at their most",
            "subnet 10.224.1.0/27: 2 of 27 addresses in use, 18 more for pools at their most",
        ),
    )


def test_an_empty_pool_grows_in_the_only_subnet_and_nowhere_where_there_are_two() -> None:
    idle = {"idle": Pool(least=0, most=5, os="Linux", max_pods=30, version=None)}
    one = replace(stack("byo-cni", most=3), pools=idle)
    assert lines(facts(nodes=()), one)[1] == (
        "subnet nodes 10.224.0.0/27: 0 of 27 addresses in use, 5 more for pools at their most",
    )
    two = replace(one, node_ranges=expected(node_ranges=[SUBNET, "10.224.1.0/27"]).node_ranges)
    assert [note.rpartition(", ")[2] for note in lines(facts(nodes=()), two)[1]] == [
        "0 more for pools at their most"
    ] * 2


def test_a_node_that_was_given_nothing_yet_takes_nothing_of_the_pod_subnet() -> None:
    promised = stack("pod-subnet", most=3, pod_ranges=["10.225.0.0/25"])
    configs = (given("n0"), given("n1", "10.225.0.9/32"), given("n7", "10.9.9.9/32"))
    _, notes = lines(facts(nodes=NODES, node_networks=configs), promised)
    assert notes[1] == "subnet 10.225.0.0/25: 1 of 123 addresses in use, 0 more for pools at their most"


def test_what_was_not_read_is_not_counted_and_said() -> None:
    promised = stack("pod-subnet", most=7, pod_ranges=["10.225.0.0/25"])
    seen = facts(nodes=NODES, unread={"nodenetworkconfigs": "403"}, namespace="shop")
    assert lines(seen, promised) == (
        "passed",
        (
            "subnet nodes 10.224.0.0/27: 3 of 27 addresses in use, 4 more for pools at their most",
            "pod subnets are not counted: NodeNetworkConfigs could not be read (403)",
            "of load balancers only those of namespace shop and the system's are counted",
        ),
    )


def test_without_a_stack_nothing_says_how_far_a_pool_may_grow() -> None:
    reason = "pools' sizes are a stack's: give -s STACK; without one NodeNetworkConfigs tell: there are none"
    assert outcome("V22", facts(nodes=NODES), expected("overlay")) == skipped(reason, Left.NOT_ASKED)


@pytest.mark.parametrize(("max_pods", "growth"), [(10, 11), (16, 17), (30, 17), (250, 17)])
def test_a_new_node_takes_a_batch_of_the_pod_subnet_or_its_pods_and_its_own_address(max_pods: int, growth: int) -> None:
    promised = stack("pod-subnet", most=4, pod_ranges=["10.225.0.0/24"])
    promised = replace(promised, pools={"np": replace(promised.pools["np"], max_pods=max_pods)})
    _, notes = lines(facts(nodes=NODES, node_networks=(given("n0", "10.225.0.9/32"),)), promised)
    assert notes[1] == f"subnet 10.225.0.0/24: 1 of 251 addresses in use, {growth} more for pools at their most"
