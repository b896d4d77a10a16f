"""Nodes' and pods' addresses and ranges (V1, V2, V3, V9, V21): what a fault says, and what is left out.

That each fault is owned by one check in every mode is proven by `test_mutations`.
"""

from __future__ import annotations

import pytest

from aksnet.verify.check import Fault, Outcome, Status, skipped
from aksnet.verify.facts import Pod
from tests.verify.seen import expected, facts, given, node, outcome, pod, pools

N0 = node("n0", "10.224.0.4", cidr="10.244.0.0/24")
N1 = node("n1", "10.224.0.5", cidr="10.244.1.0/24")
OVERLAY = expected("overlay", node_ranges=["10.224.0.0/16"], pod_ranges=["10.244.0.0/16"])


def test_a_node_that_is_not_ready_says_why() -> None:
    lost = node("n1", "10.224.0.5", ready=False, why_not_ready="KubeletNotReady: cni plugin not initialized")
    fault = Fault(
        object="node n1",
        seen="it is not Ready (KubeletNotReady: cni plugin not initialized)",
        expected="Ready",
        cause="its network agent did not start, it lost the API server, or with byo-cni no CNI is installed",
        cure="kubectl describe node n1; then look at the pods of kube-system on it",
    )
    found = outcome("V1", facts(nodes=(N0, lost)), OVERLAY)
    assert found == Outcome(status=Status.FAILED, summary="node n1", faults=(fault,))


def test_several_faults_are_counted_behind_the_first() -> None:
    nodes = (node("n0", "10.1.0.4"), node("n1", "10.1.0.5"), node("n2", "10.1.0.6"))
    assert outcome("V1", facts(nodes=nodes), OVERLAY).summary == "node n0 and 2 more"


def test_without_a_stack_nodes_are_neither_counted_nor_compared_with_ranges() -> None:
    found = outcome("V1", facts(nodes=(N0, node("n1", "192.168.0.5"))), expected("overlay"))
    assert found == Outcome(status=Status.PASSED, summary="2 nodes Ready (v1.34.0)")


@pytest.mark.parametrize(
    ("nodes", "least", "seen", "promised"),
    [
        ((N0, N1), 3, "it has 2 nodes", "3 to 5 nodes"),
        ((), 5, "it has 0 nodes", "5 nodes"),
        (tuple(node(f"n{i}", f"10.224.0.{4 + i}") for i in range(6)), 2, "it has 6 nodes", "2 to 5 nodes"),
    ],
)
def test_a_pool_has_as_many_nodes_as_declared(nodes: tuple[object, ...], least: int, seen: str, promised: str) -> None:
    declared = expected("overlay", pools=pools(most=5, least=least))
    (fault,) = outcome("V1", facts(nodes=nodes), declared).faults
    assert (fault.object, fault.seen, fault.expected) == ("pool np", seen, promised)


def test_a_node_without_a_label_of_its_pool_may_be_of_any() -> None:
    nodes = (N0, node("n1", "10.224.0.5", pool=""))
    assert outcome("V1", facts(nodes=nodes), expected(pools=pools(most=5, least=2))).status == "passed"


@pytest.mark.parametrize(
    ("address", "cause"),
    [
        ("10.224.9.9", "the cluster is no overlay: its CNI gives pods addresses of the node subnet, as flat modes do"),
        (
            "172.20.0.1",
            "its node is of a pool with another pod subnet or from before a change of mode, or another CNI runs there",
        ),
    ],
)
def test_a_pod_of_another_range_says_what_that_range_means(address: str, cause: str) -> None:
    found = outcome("V2", facts(nodes=(N0,), pods=(pod("shop/a", "n0", address),)), OVERLAY)
    (fault,) = found.faults
    assert (fault.object, fault.seen, fault.expected, fault.cause) == (
        "pod shop/a",
        f"its address is {address}",
        "an address of 10.244.0.0/16",
        cause,
    )


def test_a_pod_of_ones_own_cni_has_to_be_in_the_pod_cidr_that_the_control_plane_knows() -> None:
    own = expected("byo-cni", node_ranges=["10.224.0.0/16"], pod_ranges=["10.244.0.0/16"])
    (fault,) = outcome("V2", facts(nodes=(N0,), pods=(pod("shop/a", "n0", "10.5.0.1"),)), own).faults
    assert fault.cure == "install the CNI with the cluster's podCidr"


def test_without_ranges_a_pod_is_only_compared_with_nodes() -> None:
    pods = (pod("shop/a", "n0", "172.20.0.1"), pod("shop/b", "n0", "10.224.0.4"))
    found = outcome("V2", facts(nodes=(N0,), pods=pods), expected("overlay"))
    fault = Fault(
        object="pod shop/b",
        seen="it has 10.224.0.4, the address of node n0",
        expected="an address of its own, of pod CIDR, /24 a node",
        cause="a node that was removed left the address to another, or the CNI gave it out twice",
        cure="make the pod again from what declares it (kubectl describe pod -n shop b), "
        "and look at the CNI's log on its node",
    )
    assert found == Outcome(status=Status.FAILED, summary="pod shop/b", faults=(fault,))


@pytest.mark.parametrize("check", ["V2", "V3", "V9", "V21"])
def test_with_a_namespace_only_its_pods_are_judged(check: str) -> None:
    wrong: dict[str, tuple[Pod, ...]] = {
        "V2": (pod("bank/a", "n0", "10.1.0.1"),),
        "V3": (pod("bank/a", "n0", "10.1.0.1", host_network=True),),
        "V9": (pod("bank/a", "n0", "10.244.1.9"),),
        "V21": (pod("bank/a", "n0", "10.244.0.9"), pod("bank/b", "n0", "10.244.0.9")),
    }
    fine = pod("shop/a", "n0", "10.244.0.8")
    one = facts(nodes=(N0, N1), pods=(fine, *wrong[check]), namespace="shop")
    everything = facts(nodes=(N0, N1), pods=(fine, *wrong[check]))
    assert (outcome(check, one, OVERLAY).status, outcome(check, everything, OVERLAY).status) == ("passed", "failed")


def test_a_pod_whose_node_is_gone_cannot_be_compared_with_it() -> None:
    ghost = pod("shop/a", "n9", "10.224.0.99", host_network=True)
    found = outcome("V3", facts(nodes=(N0,), pods=(ghost,)), OVERLAY)
    assert found == Outcome(status=Status.PASSED, summary="0 pods on the host network have their node's address")


def test_the_second_of_two_pods_with_one_address_names_the_first() -> None:
    pods = (pod("shop/a", "n0", "10.244.0.9"), pod("bank/b", "n1", "10.244.0.9"))
    (fault,) = outcome("V21", facts(nodes=(N0, N1), pods=pods), OVERLAY).faults
    assert (fault.object, fault.seen) == ("pod bank/b", "it has 10.244.0.9, and so has pod shop/a")


def test_ranges_come_from_network_configs_before_pod_cidrs() -> None:
    seen = facts(
        nodes=(N0, N1),
        node_networks=(given("n0", "10.244.7.0/24"), given("n1", "10.244.8.0/24")),
        pods=(pod("shop/a", "n0", "10.244.7.9"), pod("shop/b", "n1", "10.244.1.9")),
    )
    (fault,) = outcome("V9", seen, OVERLAY).faults
    assert fault == Fault(
        object="pod shop/b",
        seen="it has 10.244.1.9 on node n1",
        expected="an address that the node was given (10.244.8.0/24)",
        cause="the node's range changed while the pod ran, or another CNI gave the address",
        cure="make the pod again from what declares it (kubectl describe pod -n shop b)",
    )


def test_ranges_that_nobody_tells_are_no_fault() -> None:
    seen = facts(nodes=(node("n0", "10.224.0.4"),), unread={"nodenetworkconfigs": "403"})
    reason = "not known: nodes have no podCIDR, and there are no NodeNetworkConfigs (403)"
    assert outcome("V9", seen, OVERLAY) == skipped(reason)


def test_long_lists_of_addresses_are_cut_short_in_a_fault() -> None:
    seen = facts(
        nodes=(node("n0", "10.224.0.4"),),
        node_networks=(given("n0", *(f"10.225.0.{i}/32" for i in range(10, 26))),),
        pods=(pod("shop/a", "n0", "10.225.0.99"),),
    )
    subnet = expected("pod-subnet", node_ranges=["10.224.0.0/16"], pod_ranges=["10.225.0.0/16"])
    (fault,) = outcome("V9", seen, subnet).faults
    first = "10.225.0.10/32, 10.225.0.11/32, 10.225.0.12/32, 10.225.0.13/32"
    assert fault.expected == f"an address that the node was given ({first} and 12 more)"


def test_the_part_of_a_second_family_may_have_any_size() -> None:
    nodes = (node("n0", "10.224.0.4", "fd00::4"), node("n1", "10.224.0.5", "fd00::5"))
    blocks = (given("n0", "10.244.0.0/24", "fd01::/80"), given("n1", "10.244.1.0/24", "fd01:0:0:0:1::/80"))
    dual = expected("overlay-dual-stack", pod_ranges=["10.244.0.0/16", "fd01::/64"])
    found = outcome("V9", facts(nodes=nodes, node_networks=blocks), dual)
    assert found == Outcome(status=Status.PASSED, summary="4 ranges of 2 nodes, none shared (NodeNetworkConfigs)")
