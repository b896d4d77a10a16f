"""The mode is found by labels, and without them by what agents and ranges tell; and it is said how."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from aksnet.azure.axes import DataPlane, PodAddresses
from aksnet.azure.modes import MODES
from aksnet.verify.agents import Cilium, whose_cilium
from aksnet.verify.detect import Detection, detect
from aksnet.verify.gather import gather
from aksnet.verify.pod_layout import NO_PODS, Layout, pod_layout
from aksnet.verify.sources import ObjectKind
from tests.verify.lookalikes import no_labels
from tests.verify.seen import agent, facts, given, node, pod
from tests.verify.worlds import World

LABEL = "label kubernetes.azure.com/"
AGENTS = "pods k8s-app=cilium have the label kubernetes.azure.com/ebpf-dataplane=cilium"
BESIDE = "19 of 19 pods have an address in the /24 of a node's own (a guess)"
APART = "azure-cns runs, and no two nodes' pods share a /24 (19 pods on 4 nodes) (a guess)"
OWN_AGENTS = "Cilium agents run without azure-cns and AKS's label for them"
NO_AGENTS = "no Cilium agents run in kube-system"
ONE = "pods have addresses of one family"
BOTH = "pods have IPv4 and IPv6 addresses"
BY_LABELS = {
    "kubenet": (
        "pods have addresses of their node's podCIDR, and no label names a pod network (a guess)",
        NO_AGENTS,
        ONE,
    ),
    "node-subnet": (f"nodes have no podCIDR, and no label names a pod network, and {BESIDE}", NO_AGENTS, ONE),
    "pod-subnet": (f"{LABEL}podnetwork-type=vnet", NO_AGENTS, ONE),
    "pod-subnet-static-block": (f"{LABEL}podnetwork-type=vnetblock", NO_AGENTS, ONE),
    "overlay": (f"{LABEL}podnetwork-type=overlay", NO_AGENTS, ONE),
    "overlay-dual-stack": (f"{LABEL}podnetwork-type=overlay", NO_AGENTS, f"{LABEL}podv6network-type=overlay"),
    "cilium-overlay": (f"{LABEL}podnetwork-type=overlay", f"{LABEL}ebpf-dataplane=cilium", ONE),
    "cilium-overlay-dual-stack": (
        f"{LABEL}podnetwork-type=overlay",
        f"{LABEL}ebpf-dataplane=cilium",
        f"{LABEL}podv6network-type=overlay",
    ),
    "cilium-node-subnet": (
        f"no label of a pod network, and {BESIDE}",
        f"{LABEL}ebpf-dataplane=cilium",
        ONE,
    ),
    "cilium-pod-subnet": (f"{LABEL}podnetwork-type=vnet", f"{LABEL}ebpf-dataplane=cilium", ONE),
    "cilium-pod-subnet-static-block": (f"{LABEL}podnetwork-type=vnetblock", f"{LABEL}ebpf-dataplane=cilium", ONE),
    "byo-cni": (OWN_AGENTS, OWN_AGENTS, ONE),
}
BY_THE_REST = {
    **BY_LABELS,
    "pod-subnet": ("NodeNetworkConfigs give nodes /32 blocks", NO_AGENTS, ONE),
    "pod-subnet-static-block": ("NodeNetworkConfigs give nodes /28 blocks", NO_AGENTS, ONE),
    "overlay": ("NodeNetworkConfigs give nodes /24 blocks", NO_AGENTS, ONE),
    "overlay-dual-stack": ("NodeNetworkConfigs give nodes /24 blocks", NO_AGENTS, BOTH),
    "cilium-overlay": ("NodeNetworkConfigs give nodes /24 blocks", AGENTS, ONE),
    "cilium-overlay-dual-stack": ("NodeNetworkConfigs give nodes /24 blocks", AGENTS, BOTH),
    "cilium-node-subnet": (f"no label of a pod network, and {BESIDE}", AGENTS, ONE),
    "cilium-pod-subnet": ("NodeNetworkConfigs give nodes /32 blocks", AGENTS, ONE),
    "cilium-pod-subnet-static-block": ("NodeNetworkConfigs give nodes /28 blocks", AGENTS, ONE),
}


def found(world: World) -> tuple[str | None, tuple[str, ...]]:
    detection = detect(gather(world))
    return (detection.mode.name if detection.mode else None), tuple(detection.why.split("; "))


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_is_found_by_its_labels(mode: str) -> None:
    assert found(World.of(mode)) == (mode, BY_LABELS[mode])


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_is_found_when_no_node_has_a_label(mode: str) -> None:
    world = World.of(mode)
    no_labels(world)
    assert found(world) == (mode, BY_THE_REST[mode])


@pytest.mark.parametrize("mode", ["overlay", "cilium-overlay", "pod-subnet"])
def test_one_node_whose_label_says_otherwise_is_outvoted(mode: str) -> None:
    world = World.of(mode)
    world.label("podnetwork-type", "vnetblock", 2)
    assert found(world) == (mode, BY_LABELS[mode])


def test_a_lone_label_is_enough_when_nothing_contradicts_it() -> None:
    world = World.of("cilium-overlay")
    no_labels(world)
    del world.objects[ObjectKind.NODE_NETWORKS]
    world.label("podnetwork-type", "overlay", 3)
    assert found(world) == ("cilium-overlay", (f"{LABEL}podnetwork-type=overlay", AGENTS, ONE))


def test_the_older_label_of_overlay_is_known_too() -> None:
    world = World.of("overlay")
    world.label("podnetwork-type", None)
    assert found(world)[1][0] == f"{LABEL}azure-cni-overlay=true"


def test_a_value_that_is_not_known_says_nothing() -> None:
    world = World.of("overlay")
    world.label("podnetwork-type", "something-new")
    assert found(world) == ("overlay", (f"{LABEL}azure-cni-overlay=true", NO_AGENTS, ONE))


@pytest.mark.parametrize(
    ("seen", "detection"),
    [
        (
            {"unread": {"nodes": "403", "pods": "403"}},
            Detection(mode=None, why="nodes: 403", policy=None, policy_why="pods: 403"),
        ),
        (
            {},
            Detection(mode=None, why="nodes: the cluster has no nodes", policy_why="pods of kube-system were not seen"),
        ),
        (
            {"nodes": (node("n0", "10.224.0.4"),), "unread": {"pods": "403"}},
            Detection(
                mode=None,
                why="node labels, system pods and addresses do not tell where pods' addresses come from: pods: 403",
                policy_why="pods: 403",
            ),
        ),
        (
            {"nodes": (node("n0", "10.224.0.4", labels={"podnetwork-type": "vnet"}),), "unread": {"pods": "403"}},
            Detection(
                mode=None,
                why="node labels, system pods and addresses do not tell what the data plane is: pods: 403",
                policy_why="pods: 403",
                pods=PodAddresses.POD_SUBNET_DYNAMIC,
            ),
        ),
        (
            {"nodes": (node("n0", "10.224.0.4"),), "pods": (pod("shop/a", "n0", "10.224.0.9"),)},
            Detection(
                mode=None,
                why="node labels, system pods and addresses do not tell what the data plane is: "
                "no pod of kube-system was seen",
                policy_why="pods of kube-system were not seen",
                pods=PodAddresses.NODE_SUBNET,
                guessed=True,
            ),
        ),
    ],
)
def test_what_cannot_be_told_is_not_guessed(seen: dict[str, Any], detection: Detection) -> None:
    assert replace(detect(facts(**seen)), layout=NO_PODS) == detection


def test_labels_alone_tell_a_mode_of_cilium() -> None:
    labels = {"podnetwork-type": "vnetblock", "ebpf-dataplane": "cilium"}
    seen = facts(nodes=(node("n0", "10.224.0.4", labels=labels),), unread={"pods": "403"})
    assert detect(seen).mode is MODES["cilium-pod-subnet-static-block"]


def test_pods_outside_their_nodes_pod_cidr_mean_a_cni_of_ones_own() -> None:
    seen = facts(
        nodes=(node("n0", "10.224.0.4", cidr="10.244.0.0/24"),),
        pods=(pod("kube-system/coredns-1", "n0", "192.168.3.7"), agent("kube-proxy", "n0", "10.224.0.4")),
    )
    found = detect(seen)
    assert (found.mode, found.guessed) == (MODES["byo-cni"], True)


def test_a_combination_that_no_mode_has_is_told_as_that() -> None:
    world = World.of("pod-subnet")
    world.label("podv6network-type", "overlay")
    found = detect(gather(world))
    how = f"{LABEL}podnetwork-type=vnet; {NO_AGENTS}; {LABEL}podv6network-type=overlay"
    assert (found.mode, found.why) == (None, f"no mode has this combination: {how}")


def test_a_combination_that_aks_has_and_no_mode_here_is_told_as_that() -> None:
    world = World.of("pod-subnet-static-block")
    world.label("podv6network-type", "overlay")
    found = detect(gather(world))
    how = f"{LABEL}podnetwork-type=vnetblock; {NO_AGENTS}; {LABEL}podv6network-type=overlay"
    said = (
        "AKS has static blocks with dual stack, by its release notes of 2026-06-19; this project cannot send it, "
        "because no public source shows such a request"
    )
    assert (found.mode, found.why) == (None, f"{said}: {how}")


@pytest.mark.parametrize(
    ("agents", "policy", "engines"),
    [
        ((), "none", ()),
        (("cilium",), "cilium", ("cilium",)),
        (("calico-node",), "calico", ("calico",)),
        (("azure-npm",), "azure", ("azure",)),
        (("calico-node", "cilium"), "cilium", ("cilium", "calico")),
    ],
)
def test_policy_engines_are_told_by_their_pods(agents: tuple[str, ...], policy: str, engines: tuple[str, ...]) -> None:
    names = ("kube-proxy", *agents)
    seen = facts(nodes=(node("n0", "10.224.0.4"),), pods=tuple(agent(name, "n0", "10.224.0.4") for name in names))
    found = detect(seen)
    assert (found.policy, found.engines) == (policy, engines)


def test_calico_is_found_in_its_own_namespace_and_not_in_an_applications() -> None:
    nodes = (node("n0", "10.224.0.4"),)
    proxy = agent("kube-proxy", "n0", "10.224.0.4")
    there = facts(nodes=nodes, pods=(proxy, agent("calico-node", "n0", "10.224.0.4", namespace="calico-system")))
    elsewhere = facts(nodes=nodes, pods=(proxy, agent("calico-node", "n0", "10.224.0.4", namespace="shop")))
    assert (detect(there).policy, detect(elsewhere).policy) == ("calico", "none")


def test_nothing_more_is_known_of_a_data_plane_than_what_is_seen() -> None:
    seen = facts(nodes=(node("n0", "10.224.0.4"),), pods=(agent("kube-proxy", "n0", "10.224.0.4"),))
    found = detect(seen)
    assert (found.mode, found.data_plane, found.pods) == (None, DataPlane.AZURE, None)


def test_what_nodes_were_given_tells_a_pod_subnet_without_any_pod() -> None:
    seen = facts(
        nodes=(node("n0", "10.224.0.4"),),
        pods=(agent("azure-cns", "n0", "10.224.0.4"),),
        node_networks=(given("n0", "10.225.0.16/28", "10.225.0.32/28"),),
    )
    assert detect(seen).mode is MODES["pod-subnet-static-block"]


UNKNOWN = (
    "node labels, system pods and addresses do not tell where pods' addresses come from: "
    "pods of several nodes share a /24 (19 pods on 4 nodes)",
    "nodenetworkconfigs would tell: these credentials may not list it (403), in namespace kube-system",
)


@pytest.mark.parametrize(
    ("mode", "mode_found", "why"),
    [
        ("overlay", "overlay", (APART, NO_AGENTS, ONE)),
        ("cilium-overlay", "cilium-overlay", (APART, AGENTS, ONE)),
        ("pod-subnet", None, UNKNOWN),
        ("cilium-pod-subnet", None, UNKNOWN),
        ("cilium-pod-subnet-static-block", None, UNKNOWN),
    ],
)
def test_azure_cns_without_its_objects_and_labels_gives_addresses_of_an_unknown_subnet(
    mode: str, mode_found: str | None, why: tuple[str, ...]
) -> None:
    world = World.of(mode)
    no_labels(world)
    world.refused.add((ObjectKind.NODE_NETWORKS, "kube-system"))
    assert found(world) == (mode_found, why)


@pytest.mark.parametrize("name", ["cilium", "calico-node", "azure-npm"])
def test_what_an_eviction_left_of_an_agent_is_neither_an_engine_nor_a_data_plane(name: str) -> None:
    proxy = agent("kube-proxy", "n0", "10.224.0.4")
    left = agent(name, "n0", "10.224.0.4", phase="Failed", ready=False)
    nodes = (node("n0", "10.224.0.4"),)
    assert detect(facts(nodes=nodes, pods=(proxy, left))) == detect(facts(nodes=nodes, pods=(proxy,)))


@pytest.mark.parametrize(
    ("agents", "policy", "engines", "why"),
    [
        ((), "calico", (), f"{LABEL}network-policy=calico, but its pods do not run"),
        (("calico-node",), "calico", ("calico",), "pods k8s-app=calico-node, 1 of 1 Ready"),
        (
            ("azure-npm",),
            "azure",
            ("azure",),
            f"pods k8s-app=azure-npm, 1 of 1 Ready; {LABEL}network-policy=calico, but its pods do not run",
        ),
    ],
)
def test_the_label_of_a_policy_engine_counts_where_its_pods_do_not_run(
    agents: tuple[str, ...], policy: str, engines: tuple[str, ...], why: str
) -> None:
    nodes = (node("n0", "10.224.0.4", labels={"network-policy": "calico"}),)
    pods = tuple(agent(name, "n0", "10.224.0.4") for name in ("kube-proxy", *agents))
    found = detect(facts(nodes=nodes, pods=pods))
    assert (found.policy, found.engines, found.policy_why) == (policy, engines, why)


def test_the_label_of_a_policy_engine_is_told_where_pods_could_not_be_read() -> None:
    seen = facts(nodes=(node("n0", "10.224.0.4", labels={"network-policy": "azure"}),), unread={"pods": "403"})
    found = detect(seen)
    assert (found.policy, found.engines, found.policy_why) == ("azure", (), f"{LABEL}network-policy=azure; pods: 403")


def test_a_view_of_calicos_namespace_alone_says_nothing_about_the_data_plane() -> None:
    seen = facts(
        nodes=(node("n0", "10.224.0.4"),), pods=(agent("calico-node", "n0", "10.224.0.4", namespace="calico-system"),)
    )
    found = detect(seen)
    assert (found.data_plane, found.policy, found.policy_why) == (None, None, "pods of kube-system were not seen")


@pytest.mark.parametrize(
    ("of_pods", "layout"),
    [
        # Five pods on two nodes are the least; nodes are 10.224.0.4 and 10.224.0.5.
        ("n0 10.244.0.9, n0 10.244.0.8, n1 10.244.1.9, n1 10.244.1.8", Layout.UNKNOWN),
        ("n0 10.244.0.9, n0 10.244.0.8, n0 10.244.0.7, n0 10.244.0.6, n0 10.244.0.5", Layout.UNKNOWN),
        ("n0 10.244.0.9, n0 10.244.0.8, n1 10.244.1.9, n1 10.244.1.8, n1 10.244.1.7", Layout.APART),
        ("n0 10.244.0.9, n0 10.244.0.8, n1 10.244.0.7, n1 10.244.0.6, n1 10.244.1.9", Layout.SHARED),
        ("n0 10.244.0.9, n0 10.244.0.8, n1 10.244.0.7, n1 10.244.1.8, n1 10.244.1.9", Layout.UNKNOWN),
        ("n0 10.244.0.9, n0 10.244.0.8, n0 10.244.0.7, n0 10.244.0.6, n1 10.244.0.5", Layout.SHARED),
        ("n0 10.224.0.9, n0 10.224.0.8, n0 10.224.0.7, n0 10.224.0.6, n0 10.224.0.10", Layout.BESIDE_NODES),
        ("n0 10.224.0.9, n0 10.224.0.8, n0 10.224.0.7, n0 10.224.0.6", Layout.UNKNOWN),
        ("n0 fd00::1, n0 fd00::2, n1 fd00::3, n1 fd00::4, n1 fd00::5", Layout.UNKNOWN),
    ],
)
def test_pods_addresses_alone_tell_an_overlay_from_a_subnet_where_there_are_enough(
    of_pods: str, layout: Layout
) -> None:
    pods = tuple(pod(f"shop/{number}", *each.split()) for number, each in enumerate(of_pods.split(", ")))
    seen = facts(nodes=(node("n0", "10.224.0.4"), node("n1", "10.224.0.5")), pods=pods)
    assert pod_layout(seen).layout is layout


def test_a_placeholder_of_azure_cns_hands_out_nothing_so_the_network_is_no_overlay_for_its_presence() -> None:
    world = World.of("node-subnet")
    world.refused.add((ObjectKind.NODE_NETWORKS, "kube-system"))
    assert found(world)[0] == "node-subnet"


@pytest.mark.parametrize(
    ("agents", "whose"),
    [
        ((), Cilium.NONE),
        (("cilium",), Cilium.USERS),
        (("cilium", "azure-cns"), Cilium.AKS),
        (("cilium", "azure-cns", "kube-proxy"), Cilium.USERS),
        (("cilium", "azure-cns", "cilium-node-init"), Cilium.USERS),
    ],
)
def test_whose_cilium_runs_is_told_by_its_neighbours_where_nothing_has_aks_s_label(
    agents: tuple[str, ...], whose: Cilium
) -> None:
    keys = {"kube-proxy": "component", "cilium-node-init": "app"}
    made = [agent(name, "n0", "10.224.0.4", labels={keys.get(name, "k8s-app"): name}) for name in agents]
    dns = pod("kube-system/coredns-a", "n0", "10.224.0.9", agent="kube-dns")
    assert whose_cilium(facts(nodes=(node("n0", "10.224.0.4"),), pods=(dns, *made)))[0] is whose


def test_aks_s_own_cilium_is_known_by_its_pods_label_also_beside_a_kube_proxy_that_is_left() -> None:
    labels = {"k8s-app": "cilium", "kubernetes.azure.com/ebpf-dataplane": "cilium"}
    own = pod("kube-system/cilium-a", "n0", "10.224.0.4", host_network=True, labels=labels)
    left = pod("kube-system/kube-proxy-a", "n0", "10.224.0.4", labels={"component": "kube-proxy"})
    assert whose_cilium(facts(nodes=(node("n0", "10.224.0.4"),), pods=(own, left)))[0] is Cilium.AKS
