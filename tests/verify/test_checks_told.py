"""What is told rather than judged, and the mode (V11, V12, V18); what each row of the table has to have."""

from __future__ import annotations

import re

import pytest

from aksnet.verify.check import Outcome, Status, skipped
from aksnet.verify.checks import CHECKS
from tests.verify.seen import agent, expected, facts, node, outcome, pod

OVERLAY = {"podnetwork-type": "overlay"}
PROXY = agent("kube-proxy", "n0", "10.224.0.4")


@pytest.mark.parametrize(
    ("maps", "found"),
    [
        (
            {},
            Outcome(
                status=Status.INFO,
                summary="no ConfigMap azure-cni-networkmonitor: AKS has not set up the monitor since Kubernetes 1.21",
            ),
        ),
        (
            {"azure-cni-networkmonitor": {"mode": "on", "log": "info"}},
            Outcome(
                status=Status.INFO,
                summary="ConfigMap azure-cni-networkmonitor is there",
                notes=("log: info", "mode: on"),
            ),
        ),
    ],
)
def test_the_network_monitor_is_told_and_never_a_fault(maps: dict[str, dict[str, str]], found: Outcome) -> None:
    assert outcome("V11", facts(config_maps=maps), expected()) == found


def test_labels_and_annotations_are_told_once_per_value() -> None:
    nodes = (
        node(
            "n0", labels={**OVERLAY, "mode": "system"}, annotations={"io.cilium.network.ipv4-pod-cidr": "10.0.0.0/24"}
        ),
        node("n1", labels=OVERLAY),
        node("n2", labels={"podnetwork-type": "vnet"}),
    )
    assert outcome("V12", facts(nodes=nodes), expected()) == Outcome(
        status=Status.INFO,
        summary="2 labels and annotations tell of the network",
        notes=(
            "io.cilium.network.ipv4-pod-cidr: 10.0.0.0/24 on 1",
            "kubernetes.azure.com/podnetwork-type: overlay on 2, vnet on 1",
        ),
    )


def test_values_of_thousands_of_nodes_are_only_counted() -> None:
    nodes = tuple(node(f"n{i}", labels={"network-name": f"net-{i}"}) for i in range(5_000))
    assert outcome("V12", facts(nodes=nodes), expected()).notes == (
        "kubernetes.azure.com/network-name: 5000 different values on 5000 nodes",
    )


def test_nodes_without_a_telling_label_are_no_fault() -> None:
    summary = "no node has a label or annotation that tells of the network; that says nothing about the mode"
    assert outcome("V12", facts(nodes=(node("n0"),)), expected()) == Outcome(status=Status.INFO, summary=summary)


def test_another_mode_than_declared_names_both_and_how_it_is_known() -> None:
    seen = facts(nodes=(node("n0", "10.224.0.4", labels=OVERLAY),), pods=(PROXY,))
    found = outcome("V18", seen, expected("cilium-pod-subnet"))
    how = (
        "label kubernetes.azure.com/podnetwork-type=overlay; no Cilium agents run in kube-system; "
        "pods have addresses of one family"
    )
    assert [(fault.seen, fault.expected) for fault in found.faults] == [
        (
            f"pods' addresses come from: pod CIDR, /24 a node ({how})",
            "pod subnet, dynamic, as cilium-pod-subnet has it",
        ),
        (f"the data plane is azure ({how})", "cilium, as cilium-pod-subnet has it"),
    ]


def test_a_label_alone_can_contradict_the_declared_mode() -> None:
    seen = facts(nodes=(node("n0", "10.224.0.4", labels=OVERLAY),), unread={"pods": "403"})
    assert outcome("V18", seen, expected("node-subnet")).status == "failed"


def test_what_is_not_known_contradicts_nothing() -> None:
    seen = facts(nodes=(node("n0", "10.224.0.4", labels=OVERLAY),), unread={"pods": "403"})
    reason = "node labels, system pods and addresses do not tell what the data plane is: pods: 403"
    assert outcome("V18", seen, expected("overlay")) == skipped(reason)


def test_a_cni_of_ones_own_may_look_like_kubenet() -> None:
    nodes = (node("n0", "10.224.0.4", cidr="10.244.0.0/24"),)
    seen = facts(nodes=nodes, pods=(PROXY, pod("shop/a", "n0", "10.244.0.9")))
    assert [outcome("V18", seen, expected(mode)).status for mode in ("byo-cni", "kubenet", "node-subnet")] == [
        "passed",
        "passed",
        "failed",
    ]


def test_without_a_declared_mode_an_unknown_one_is_skipped_with_the_reason() -> None:
    found = outcome("V18", facts(nodes=(node("n0", "10.224.0.4"),), pods=(PROXY,)), expected())
    reason = (
        "node labels, system pods and addresses do not tell where pods' addresses come from: "
        "0 pods on 0 nodes are too few to tell by (5 pods on 2 nodes are needed)"
    )
    assert found == skipped(f"not known: {reason}")
    needing = outcome("V9", facts(nodes=(node("n0", "10.224.0.4"),), pods=(PROXY,)), expected())
    assert needing == skipped(f"it is not known where pods' addresses come from: {reason}")


def test_checks_are_in_the_order_of_their_numbers_and_none_has_a_name_twice() -> None:
    numbers = [int(check.id.removeprefix("V")) for check in CHECKS]
    assert numbers == sorted(set(numbers))
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    assert [check.name for check in CHECKS if not re.fullmatch(r"[a-z]+(-[a-z]+)*", check.name)] == []


def test_every_check_says_what_it_proves_and_what_it_does_not_in_sentences() -> None:
    wrong = [check.id for check in CHECKS if not (check.proves.endswith(".") and check.does_not.endswith("."))]
    assert wrong == []
