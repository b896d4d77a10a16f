"""What is not judged as nothing is known: virtual nodes, old addresses, views and ranges that lack a part."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aksnet.azure.modes import MODES
from aksnet.verify.check import Fault, Outcome, Status, no_case, skipped
from aksnet.verify.checks.check_parts import UNCOMPARED
from aksnet.verify.sources import ObjectKind
from tests.verify.lookalikes import no_labels
from tests.verify.seen import expected, facts, given, node, outcome, pod
from tests.verify.worlds import Item, World, give

N0 = node("n0", "10.224.0.4", cidr="10.244.0.0/24")
N1 = node("n1", "10.224.0.5", cidr="10.244.1.0/24")
OVERLAY = expected("overlay", node_ranges=["10.224.0.0/16"], pod_ranges=["10.244.0.0/16"])
FORBIDDEN = "these credentials may not list it (403)"
VIRTUAL: list[tuple[dict[str, str], list[dict[str, str]]]] = [
    ({"type": "virtual-kubelet"}, []),
    ({}, [{"key": "virtual-kubelet.io/provider", "value": "azure", "effect": "NoSchedule"}]),
]


def statuses(outcomes: dict[str, Outcome]) -> dict[str, str]:
    return {id_: str(each.status) for id_, each in outcomes.items()}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("labels", "taints"), VIRTUAL)
def test_a_virtual_node_and_its_pods_change_nothing(
    mode: str, labels: dict[str, str], taints: list[dict[str, str]]
) -> None:
    world = World.of(mode)
    healthy = world.outcomes()
    name = "virtual-node-aci-linux"
    machine: Item = {
        "metadata": {"name": name, "labels": {"kubernetes.io/os": "linux", **labels}},
        "spec": {"taints": taints},
        "status": {"addresses": [{"type": "InternalIP", "address": "10.99.0.4"}], "conditions": []},
    }
    world.objects[ObjectKind.NODES].append(machine)
    model = world.pods("app")[0]
    burst = {**model, "metadata": {**model["metadata"], "name": "burst"}, "spec": {"nodeName": name}}
    burst["status"] = {**model["status"]}
    give(burst, "10.99.0.5")
    world.objects[ObjectKind.PODS].append(burst)
    notes = {
        "V1": (f"1 virtual node not judged: {name}",),
        "V2": (f"1 pod on virtual nodes not judged: pod {burst['metadata']['namespace']}/burst",),
    }
    assert world.outcomes() == {
        id_: replace(each, notes=each.notes + notes.get(id_, ())) for id_, each in healthy.items()
    }


def test_an_address_that_may_be_anothers_by_now_is_not_held_twice() -> None:
    pods = (
        pod("shop/a", "n0", "10.244.0.9"),
        pod("shop/b", "n1", "10.244.0.9", terminating=True),
        pod("shop/c", "n1", "10.244.0.9", phase="Unknown"),
        pod("shop/d", "n9", "10.244.0.9"),
        pod("shop/e", "n9", "10.244.0.9"),
    )
    assert outcome("V21", facts(nodes=(N0, N1), pods=pods), OVERLAY) == Outcome(
        status=Status.PASSED,
        summary="1 pods and 2 nodes, no address twice",
        notes=(
            "left out, as their addresses may be others' by now: 1 pod of unknown phase, "
            "2 pods on a node that is not listed, 1 pod that is being deleted",
        ),
    )


def test_a_pod_that_is_deleted_is_read_as_one_that_goes() -> None:
    world = World.of("overlay")
    one, other = [pod for pod in world.pods_on(0, host=False) if pod in world.pods("app")][:2]
    give(other, one["status"]["podIP"])
    assert world.outcomes()["V21"].status == "failed"
    other["metadata"]["deletionTimestamp"] = "2026-11-21T00:00:00Z"
    assert world.outcomes()["V21"].status == "passed"


def test_two_nodes_with_one_address_are_not_cured_by_deleting_pods() -> None:
    seen = facts(nodes=(N0, node("n1", "10.224.0.4")))
    (fault,) = outcome("V21", seen, OVERLAY).faults
    assert (fault.object, fault.seen, fault.cure) == (
        "node n1",
        "it has 10.224.0.4, and so has node n0",
        "look up the address's owner in Azure; take the node that is gone there out of the cluster",
    )


FLAT = {"node_ranges": ["10.224.0.0/16"], "pod_ranges": ["10.225.0.0/16"]}


@pytest.mark.parametrize(
    ("complete", "statuses_"),
    [
        (True, {"V1": "failed", "V2": "failed", "V9": "failed"}),
        (False, {"V1": "passed", "V2": "passed", "V9": "passed"}),
    ],
)
def test_where_a_subnets_range_is_not_known_nothing_is_outside(complete: bool, statuses_: dict[str, str]) -> None:
    seen = facts(
        nodes=(N0, node("n1", "10.99.0.4")),
        pods=(pod("shop/a", "n1", "10.98.0.9"),),
        node_networks=(given("n0", "10.225.0.9/32"), given("n1", "10.98.0.9/32")),
    )
    promised = expected("pod-subnet", ranges_complete=complete, **FLAT)
    found = {id_: outcome(id_, seen, promised) for id_ in statuses_}
    assert statuses(found) == statuses_
    assert {each.notes for each in found.values()} == {() if complete else (UNCOMPARED,)}


def test_a_pod_cidr_is_known_whole_though_a_subnets_range_is_not() -> None:
    promised = replace(OVERLAY, ranges_complete=False)
    found = outcome("V2", facts(nodes=(N0,), pods=(pod("shop/a", "n0", "10.5.0.1"),)), promised)
    assert [fault.seen for fault in found.faults] == ["its address is 10.5.0.1"]


def test_a_family_without_a_range_is_not_compared() -> None:
    nodes = (node("n0", "10.224.0.4", "fd00::4"),)
    seen = facts(
        nodes=nodes,
        pods=(pod("shop/a", "n0", "10.244.0.9", "fd01::9"),),
        node_networks=(given("n0", "10.244.0.0/24", "fd01::/80"),),
    )
    promised = expected("overlay-dual-stack", node_ranges=["10.224.0.0/16"], pod_ranges=["10.244.0.0/16"])
    assert [outcome(id_, seen, promised) for id_ in ("V1", "V2", "V9")] == [
        Outcome(status=Status.PASSED, summary="1 nodes Ready in 10.224.0.0/16 (v1.34.0)"),
        Outcome(status=Status.PASSED, summary="1 pods: 10.244.0.0/16"),
        Outcome(status=Status.PASSED, summary="2 ranges of 1 nodes, none shared (NodeNetworkConfigs)"),
    ]


def test_pods_that_wait_for_their_address_are_counted() -> None:
    pods = (
        pod("shop/a", "n0", "10.244.0.9"),
        pod("shop/b", "n0", phase="Pending", ready=False),
        pod("shop/c", "", phase="Pending", ready=False),
        pod("shop/d", "n0", phase="Pending", ready=False, host_network=True),
        pod("shop/e", "n0", phase="Failed", ready=False),
    )
    assert outcome("V2", facts(nodes=(N0,), pods=pods), OVERLAY) == Outcome(
        status=Status.PASSED,
        summary="1 pods: 10.244.0.0/16",
        notes=("1 pod with a node and no address yet: pod shop/b",),
    )


def test_a_namespace_without_pods_proves_nothing() -> None:
    found = World.of("overlay").outcomes("doesnotexist")["V2"]
    reason = "namespace doesnotexist has no pods, or there is no such namespace"
    assert found == no_case(reason)


def test_a_node_has_one_range_of_a_family() -> None:
    seen = facts(
        nodes=(N0, N1), node_networks=(given("n0", "10.244.0.0/24", "10.244.7.0/24"), given("n1", "10.244.1.0/24"))
    )
    (fault,) = outcome("V9", seen, OVERLAY).faults
    assert fault == Fault(
        object="node n0",
        seen="it was given 10.244.0.0/24, 10.244.7.0/24",
        expected="one range of IPv4",
        cause="the range of an earlier node of this name was not given back",
        cure="kubectl get nodenetworkconfigs -n kube-system and kubectl get nodes -o wide; replace the node",
    )


def test_an_unexpected_family_under_ones_own_cni_is_the_cnis_affair() -> None:
    seen = facts(nodes=(N0,), pods=(pod("shop/a", "n0", "10.244.0.9", "fd01::9"),))
    (fault,) = outcome("V2", seen, expected("byo-cni")).faults
    assert (fault.cause, fault.cure) == (
        "the CNI that was installed gives addresses of other families than the cluster has",
        "set the CNI's IP families to those of the cluster, then restart the workload",
    )


SYSTEM = ("calico-system", "cilium-system", "kube-system", "tigera-operator")


def test_with_rights_in_one_namespace_its_pods_are_judged_and_the_system_is_skipped() -> None:
    world = World.of("cilium-overlay")
    healthy = statuses(world.outcomes("app-0"))
    world.refused |= {(ObjectKind.PODS, each) for each in SYSTEM}
    found = world.outcomes("app-0")
    reason = f"pods: {FORBIDDEN}, in namespace kube-system"
    lost = dict.fromkeys(("V5", "V6", "V7", "V13", "V23"), skipped(reason))
    assert {id_: found[id_] for id_ in lost} == lost
    assert statuses(found) == {**healthy, **dict.fromkeys(lost, "skipped")}
    assert [healthy[id_] for id_ in ("V2", "V3", "V21")] == ["passed"] * 3


def test_without_rights_in_the_namespace_that_was_asked_for_its_pods_are_not_judged() -> None:
    world = World.of("cilium-overlay")
    world.refused.add((ObjectKind.PODS, "app-0"))
    found = world.outcomes("app-0")
    reason = skipped(f"pods: {FORBIDDEN}, in namespace app-0")
    assert [found[id_] for id_ in ("V2", "V3", "V21")] == [reason] * 3
    assert [str(found[id_].status) for id_ in ("V5", "V6", "V7", "V13", "V23")] == ["passed"] * 5


@pytest.mark.parametrize("mode", ["pod-subnet", "cilium-pod-subnet", "cilium-pod-subnet-static-block", "overlay"])
def test_what_azure_cns_hands_out_is_no_other_mode_only_because_its_objects_cannot_be_read(mode: str) -> None:
    world = World.of(mode)
    no_labels(world)
    before = statuses(world.outcomes())
    world.refused.add((ObjectKind.NODE_NETWORKS, "kube-system"))
    after = statuses(world.outcomes())
    assert "failed" not in after.values()
    assert (before["V18"], after["V18"]) == ("passed", "passed" if mode == "overlay" else "skipped")


def test_a_guess_that_speaks_against_the_declared_mode_is_told_and_fails_nothing() -> None:
    seen = facts(
        nodes=(node("n0", "10.224.0.4"),),
        pods=(pod("kube-system/coredns-a", "n0", "10.225.0.9", agent="kube-dns"),),
    )
    assert outcome("V18", seen, expected("pod-subnet")) == skipped(
        "pod-subnet is declared, and it looks like node subnet, but that is a guess: nodes have no podCIDR, "
        "and no label names a pod network (a guess); no Cilium agents run in kube-system; "
        "pods have addresses of one family"
    )


@pytest.mark.parametrize("mode", ["overlay", "node-subnet", "cilium-overlay"])
def test_a_single_node_of_another_mode_is_named(mode: str) -> None:
    world = World.of(mode, nodes=3)
    world.label("podnetwork-type", "vnet", 2)
    name = world.node(2)["metadata"]["name"]
    (fault,) = world.outcomes()["V18"].faults
    assert fault == Fault(
        object=f"node {name}",
        seen="its label kubernetes.azure.com/podnetwork-type=vnet says: pod subnet, dynamic",
        expected=f"{MODES[mode].pods}, as {mode} has it",
        cause="its pool is of another kind than the others, or was not reimaged since the cluster changed its mode",
        cure="compare the pool with the stack; upgrade the node image of a pool that was not reimaged",
    )


def test_of_two_nodes_the_one_of_another_data_plane_is_named() -> None:
    dns = pod("kube-system/coredns-a", "n0", "10.244.0.9", agent="kube-dns")
    odd = node("n1", "10.224.0.5", labels={"podnetwork-type": "vnet"})
    seen = facts(nodes=(node("n0", "10.224.0.4", labels={"podnetwork-type": "overlay"}), odd), pods=(dns,))
    assert [fault.object for fault in outcome("V18", seen, OVERLAY).faults] == ["node n1"]
