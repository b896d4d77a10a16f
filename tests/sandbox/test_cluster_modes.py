"""What runs in a cluster of each mode: labels, AKS's own pods, where addresses come from, NodeNetworkConfigs."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest

from aksnet.arm.values import Json
from tests.sandbox.cluster_world import MODES, NODE_GROUP, World

ALWAYS = {"cloud-node-manager", "csi-azuredisk-node", "csi-azurefile-node"}
KUBENET = {"kube-proxy", "azure-ip-masq-agent"}
DAEMONS: dict[str, set[str]] = {
    "byo-cni": {"kube-proxy"},
    "cilium-node-subnet": {"cilium", "azure-cns", "azure-ip-masq-agent"},
    "cilium-overlay": {"cilium", "azure-cns", "azure-ip-masq-agent"},
    "cilium-overlay-dual-stack": {"cilium", "azure-cns", "azure-ip-masq-agent"},
    "cilium-pod-subnet": {"cilium", "azure-cns"},
    "cilium-pod-subnet-static-block": {"cilium", "azure-cns"},
    "kubenet": KUBENET,
    "node-subnet": KUBENET,
    "overlay": {*KUBENET, "azure-cns"},
    "overlay-dual-stack": {*KUBENET, "azure-cns"},
    "pod-subnet": {"kube-proxy", "azure-cns"},
    "pod-subnet-static-block": {"kube-proxy", "azure-cns"},
}
OVERLAY = {"podnetwork-type": "overlay", "azure-cni-overlay": "true", "network-subnet": "nodes"}
EBPF = {"ebpf-dataplane": "cilium", "network-policy": "cilium"}
SUBNET = {"network-subnet": "nodes", "podnetwork-subnet": "pods"}
LABELS: dict[str, dict[str, str]] = {
    "byo-cni": {},
    "cilium-node-subnet": {**EBPF, "network-subnet": "nodes"},
    "cilium-overlay": {**EBPF, **OVERLAY},
    "cilium-overlay-dual-stack": {**EBPF, **OVERLAY, "podv6network-type": "overlay"},
    "cilium-pod-subnet": {**EBPF, **SUBNET, "podnetwork-type": "vnet"},
    "cilium-pod-subnet-static-block": {**EBPF, **SUBNET, "podnetwork-type": "vnetblock"},
    "kubenet": {},
    "node-subnet": {"network-subnet": "nodes"},
    "overlay": OVERLAY,
    "overlay-dual-stack": {**OVERLAY, "podv6network-type": "overlay"},
    "pod-subnet": {**SUBNET, "podnetwork-type": "vnet"},
    "pod-subnet-static-block": {**SUBNET, "podnetwork-type": "vnetblock"},
}
MODE_LABELS = (
    *("azure-cni-overlay", "ebpf-dataplane", "network-policy", "network-subnet"),
    *("podnetwork-subnet", "podnetwork-type", "podv6network-type"),
)
# The pods' addresses on the second node: its range, its blocks or its batch.
POD_RANGES: dict[str, list[str]] = {
    "byo-cni": ["10.244.1.0/24"],
    "cilium-node-subnet": ["10.224.1.30/31", "10.224.1.32/28", "10.224.1.48/29", "10.224.1.56/30"],
    "cilium-overlay": ["10.244.1.0/24"],
    "cilium-overlay-dual-stack": ["10.244.1.0/24", "fd12:3456:789a::100/120"],
    "cilium-pod-subnet": ["10.225.0.32/28"],
    "cilium-pod-subnet-static-block": ["10.225.0.48/28", "10.225.0.64/28"],
    "kubenet": ["10.244.1.0/24"],
    "node-subnet": ["10.224.1.30/31", "10.224.1.32/28", "10.224.1.48/29", "10.224.1.56/30"],
    "overlay": ["10.244.1.0/24"],
    "overlay-dual-stack": ["10.244.1.0/24", "fd12:3456:789a::100/120"],
    "pod-subnet": ["10.225.0.32/28"],
    "pod-subnet-static-block": ["10.225.0.48/28", "10.225.0.64/28"],
}


def _world(mode: str, **more: Any) -> World:
    world = World(mode=mode, **more)
    if mode == "byo-cni":
        world.release()
    world.deploy(replicas=6)
    return world


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_runs_its_own_daemons_on_every_node(mode: str) -> None:
    daemons = World(mode=mode).objects.list("apps/v1", "DaemonSet")
    ready = {each["metadata"]["name"]: each["status"]["numberReady"] for each in daemons}
    assert ready == dict.fromkeys(ALWAYS | DAEMONS[mode], 3)


@pytest.mark.parametrize("mode", MODES)
def test_a_node_s_labels_tell_the_mode(mode: str) -> None:
    labels = World(mode=mode).objects.list("v1", "Node")[0]["metadata"]["labels"]
    told = {
        name: labels[f"kubernetes.azure.com/{name}"] for name in MODE_LABELS if f"kubernetes.azure.com/{name}" in labels
    }
    assert told == LABELS[mode]


@pytest.mark.parametrize("mode", MODES)
def test_pods_have_addresses_of_their_node_s_own_part(mode: str) -> None:
    objects = _world(mode).objects
    pods = [pod for pod in objects.list("v1", "Pod") if str(pod["spec"].get("nodeName")).endswith("1")]
    own = [pod for pod in pods if not pod["spec"].get("hostNetwork")]
    shared = [pod for pod in pods if pod["spec"].get("hostNetwork")]
    node = next(each for each in objects.list("v1", "Node") if each["metadata"]["name"].endswith("1"))
    internal = [each["address"] for each in node["status"]["addresses"] if each["type"] == "InternalIP"]
    assert len(own) >= 2
    assert len(shared) >= 4
    assert {tuple(each["ip"] for each in pod["status"]["podIPs"]) for pod in shared} == {tuple(internal)}
    ranges = [ipaddress.ip_network(prefix) for prefix in POD_RANGES[mode]]
    addresses = [ipaddress.ip_address(each["ip"]) for pod in own for each in pod["status"]["podIPs"]]
    assert [address for address in addresses if not any(address in network for network in ranges)] == []
    assert {address.version for address in addresses} == ({4, 6} if "dual" in mode else {4})


@pytest.mark.parametrize("mode", MODES)
def test_all_that_aks_runs_is_ready_and_no_address_is_given_twice(mode: str) -> None:
    objects = _world(mode).objects
    pods = objects.list("v1", "Pod")
    assert {pod["status"]["phase"] for pod in pods} == {"Running"}
    addresses = [pod["status"]["podIP"] for pod in pods if not pod["spec"].get("hostNetwork")]
    assert len(addresses) == len(set(addresses))
    assert objects.list("v1", "Event") == []


def test_a_node_has_the_labels_and_the_status_that_aks_gives_it() -> None:
    pool = {"availabilityZones": ["1", "3"], "nodeLabels": {"team": "net"}, "nodeTaints": ["dedicated=net:NoSchedule"]}
    node = World(mode="kubenet", count=2, pool=pool, max_pods=110).objects.list("v1", "Node")[1]
    name = "aks-system-12345678-vmss000001"
    assert node["metadata"]["labels"] == {
        "agentpool": "system",
        "kubernetes.azure.com/agentpool": "system",
        "kubernetes.azure.com/cluster": NODE_GROUP,
        "kubernetes.azure.com/mode": "system",
        "kubernetes.azure.com/node-image-version": "AKSUbuntu-2204gen2containerd-202610.12.0",
        "kubernetes.azure.com/nodepool-type": "VirtualMachineScaleSets",
        "kubernetes.azure.com/os-sku": "Ubuntu",
        "kubernetes.azure.com/role": "agent",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": "Standard_D4s_v5",
        "team": "net",
        "topology.disk.csi.azure.com/zone": "westeurope-3",
        "topology.kubernetes.io/region": "westeurope",
        "topology.kubernetes.io/zone": "westeurope-3",
    }
    assert node["spec"]["podCIDRs"] == ["10.244.1.0/24"]
    assert node["spec"]["taints"] == [{"key": "dedicated", "value": "net", "effect": "NoSchedule"}]
    assert node["status"]["addresses"] == [
        {"type": "InternalIP", "address": "10.224.0.5"},
        {"type": "Hostname", "address": name},
    ]
    assert node["status"]["capacity"] == {"cpu": "4", "memory": f"{16 * 1024 * 1024}Ki", "pods": "110"}
    assert node["status"]["nodeInfo"]["kubeletVersion"] == "v1.34.0"


def test_nodes_without_a_cni_are_not_ready_until_cilium_is_installed() -> None:
    world = World(mode="byo-cni", count=1)
    world.deploy(replicas=1)

    def seen() -> tuple[Any, ...]:
        node = world.objects.list("v1", "Node")[0]
        ready = next(each for each in node["status"]["conditions"] if each["type"] == "Ready")
        return ready["status"], ready["reason"], node["spec"].get("taints"), world.pods()[0]["status"]["phase"]

    taint = {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}
    assert seen() == ("False", "KubeletNotReady", [taint], "Pending")
    world.release("another")
    assert seen()[0] == "False"
    world.release()
    assert seen() == ("True", "KubeletReady", None, "Running")
    daemons = {each["metadata"]["name"] for each in world.objects.list("apps/v1", "DaemonSet")}
    assert daemons == {*ALWAYS, "kube-proxy", "cilium"}


@pytest.mark.parametrize(
    ("mode", "policy", "more"),
    [
        ("kubenet", "calico", {"calico-node"}),
        ("overlay", "azure", {"azure-npm"}),
        ("node-subnet", "calico", {"calico-node"}),
    ],
)
def test_a_policy_engine_brings_its_own_pods(mode: str, policy: str, more: set[str]) -> None:
    objects = World(mode=mode, policy=policy).objects
    daemons = {each["metadata"]["name"] for each in objects.list("apps/v1", "DaemonSet")}
    assert daemons == ALWAYS | DAEMONS[mode] | more
    namespaces = {each["metadata"]["name"] for each in objects.list("v1", "Namespace")}
    assert ("calico-system" in namespaces) == (policy == "calico")


def test_windows_nodes_run_windows_daemons_and_no_linux_pods() -> None:
    pool = {"name": "win", "mode": "User", "osType": "Windows", "count": 2}
    objects = World(mode="overlay", more_pools=[pool]).objects
    on_windows = {
        pod["metadata"]["labels"].get("k8s-app") or pod["metadata"]["labels"].get("app")
        for pod in objects.list("v1", "Pod")
        if "win" in str(pod["spec"].get("nodeName"))
    }
    assert on_windows == {
        *("azure-cns-win", "cloud-node-manager-windows", "csi-azuredisk-node-win", "csi-azurefile-node-win"),
    }


def _network_config(mode: str) -> Json:
    return _world(mode).objects.list("acn.azure.com/v1alpha", "NodeNetworkConfig")[1]


def _told(config: Json) -> tuple[Any, ...]:
    container = config["status"]["networkContainers"][0]
    given = [each["ip"] for each in container.get("ipAssignments", ())]
    counts = config["spec"]["requestedIPCount"], config["status"]["assignedIPCount"]
    return *counts, container["type"], container["assignmentMode"], container["primaryIP"], given


def test_network_configs_show_what_azure_gave_each_node() -> None:
    batch = [f"10.225.0.{number}" for number in range(33, 48)]
    assert {mode: _told(_network_config(mode)) for mode in MODES if "overlay" in mode or "pod-subnet" in mode} == {
        **dict.fromkeys(
            ("overlay", "overlay-dual-stack", "cilium-overlay", "cilium-overlay-dual-stack"),
            (0, 256, "overlay", "static", "10.244.1.0/24", []),
        ),
        **dict.fromkeys(("pod-subnet", "cilium-pod-subnet"), (16, 16, "vnet", "dynamic", "10.225.0.32", batch)),
        **dict.fromkeys(
            ("pod-subnet-static-block", "cilium-pod-subnet-static-block"),
            (30, 31, "vnetblock", "static", "10.225.0.48/28", ["10.225.0.64/28"]),
        ),
    }


@pytest.mark.parametrize("mode", ["kubenet", "node-subnet", "byo-cni", "cilium-node-subnet"])
def test_other_modes_have_no_network_configs(mode: str) -> None:
    objects = World(mode=mode).objects
    assert objects.list("acn.azure.com/v1alpha", "NodeNetworkConfig") == []
    served = {each.kind for each in objects.kinds()}
    assert ("NodeNetworkConfig" in served) == (mode == "cilium-node-subnet")


def test_the_masquerade_agent_spares_what_the_mode_says() -> None:
    def spared(mode: str) -> str | None:
        maps = {each["metadata"]["name"]: each["data"] for each in World(mode=mode).objects.list("v1", "ConfigMap")}
        own = maps.get("azure-ip-masq-agent-config-reconciled")
        return own["ip-masq-agent"] if own else None

    assert {mode: spared(mode) for mode in ("overlay", "node-subnet", "pod-subnet")} == {
        "overlay": "nonMasqueradeCIDRs:\n  - 10.244.0.0/16\nmasqLinkLocal: true\n",
        "node-subnet": (
            "nonMasqueradeCIDRs:\n  - 10.224.0.0/12\n  - 10.224.0.0/16\n  - 10.0.0.0/16\nmasqLinkLocal: true\n"
        ),
        "pod-subnet": None,
    }
