"""What runs in a cluster of each mode: labels, AKS's own pods, where addresses come from, NodeNetworkConfigs."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

import pytest

from aksnet.arm.values import Json
from aksnet.sandbox.azure.made_up import SUBSCRIPTION, derived
from aksnet.sandbox.azure.node_records import SCALE_SET_TYPE
from tests.sandbox.cluster_world import CLUSTER, MODES, NODE_GROUP, VNET, World

SECOND = "aks-system-12345678-vmss000001"

ALWAYS = {"cloud-node-manager", "csi-azuredisk-node", "csi-azurefile-node"}
WINDOWS = {
    *("cloud-node-manager-windows", "csi-azuredisk-node-win", "csi-azurefile-node-win"),
    "windows-kube-proxy-initializer",
}
KUBENET = {"kube-proxy", "azure-ip-masq-agent"}
DAEMONS: dict[str, set[str]] = {
    "byo-cni": {"kube-proxy"},
    "cilium-node-subnet": {"cilium", "azure-cns", "azure-ip-masq-agent"},
    "cilium-overlay": {"cilium", "azure-cns", "azure-ip-masq-agent"},
    "cilium-overlay-dual-stack": {"cilium", "azure-cns", "azure-ip-masq-agent"},
    "cilium-pod-subnet": {"cilium", "azure-cns"},
    "cilium-pod-subnet-static-block": {"cilium", "azure-cns"},
    "kubenet": KUBENET,
    "node-subnet": {*KUBENET, "azure-cns"},
    "overlay": {*KUBENET, "azure-cns"},
    "overlay-dual-stack": {*KUBENET, "azure-cns"},
    "pod-subnet": {"kube-proxy", "azure-cns"},
    "pod-subnet-static-block": {"kube-proxy", "azure-cns"},
}
OVERLAY = {
    "podnetwork-type": "overlay",
    "azure-cni-overlay": "true",
    "network-stateless-cni": "true",
    "network-subnet": "nodes",
}
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
    "node-subnet": {},
    "overlay": OVERLAY,
    "overlay-dual-stack": {**OVERLAY, "podv6network-type": "overlay"},
    "pod-subnet": {**SUBNET, "podnetwork-type": "vnet"},
    "pod-subnet-static-block": {**SUBNET, "podnetwork-type": "vnetblock"},
}
MODE_LABELS = (
    *("azure-cni-overlay", "ebpf-dataplane", "network-policy", "network-stateless-cni", "network-subnet"),
    *("podnetwork-subnet", "podnetwork-type", "podv6network-type"),
)
BATCH = ["10.225.0.34/31", "10.225.0.36/30", "10.225.0.40/29", "10.225.0.48/31"]
# The pods' addresses on the second node: its range, its blocks or its batch.
POD_RANGES: dict[str, list[str]] = {
    "byo-cni": ["10.244.1.0/24"],
    "cilium-node-subnet": ["10.224.1.30/31", "10.224.1.32/28", "10.224.1.48/29", "10.224.1.56/30"],
    "cilium-overlay": ["10.244.1.0/24"],
    "cilium-overlay-dual-stack": ["10.244.1.0/24", "fd12:3456:789a::100/120"],
    "cilium-pod-subnet": BATCH,
    "cilium-pod-subnet-static-block": ["10.225.0.48/28", "10.225.0.64/28"],
    "kubenet": ["10.244.1.0/24"],
    "node-subnet": ["10.224.1.30/31", "10.224.1.32/28", "10.224.1.48/29", "10.224.1.56/30"],
    "overlay": ["10.244.1.0/24"],
    "overlay-dual-stack": ["10.244.1.0/24", "fd12:3456:789a::100/120"],
    "pod-subnet": BATCH,
    "pod-subnet-static-block": ["10.225.0.48/28", "10.225.0.64/28"],
}


def _world(mode: str, **more: Any) -> World:
    world = World(mode=mode, **more)
    if mode == "byo-cni":
        world.release()
    world.deploy(replicas=6)
    return world


def _daemons(mode: str, **more: Any) -> dict[str, int]:
    daemons = World(mode=mode, **more).objects.list("apps/v1", "DaemonSet")
    return {each["metadata"]["name"]: each["status"]["numberReady"] for each in daemons}


def _windows(mode: str) -> set[str]:
    placeholder_or_none = mode in ("kubenet", "byo-cni", "node-subnet")
    return WINDOWS if placeholder_or_none else {*WINDOWS, "azure-cns-win"}


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_runs_its_own_daemons_on_every_node_and_windows_ones_on_none(mode: str) -> None:
    assert _daemons(mode) == dict.fromkeys(ALWAYS | DAEMONS[mode], 3) | dict.fromkeys(_windows(mode), 0)


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


def test_a_node_has_the_labels_that_aks_gives_it() -> None:
    pool = {"availabilityZones": ["1", "3"], "nodeLabels": {"team": "net"}}
    world = World(mode="overlay", count=2, pool=pool, policy="none", version="1.35.8")
    kubelet = f"{SUBSCRIPTION}/resourceGroups/{NODE_GROUP}/providers/Microsoft.ManagedIdentity"
    aks = {
        "agentpool": "system",
        "azure-cni-overlay": "true",
        "cluster": NODE_GROUP,
        "consolidated-additional-properties": derived(f"{CLUSTER}/system", "additional properties"),
        "kubelet-identity-client-id": derived(f"{kubelet}/userAssignedIdentities/c-agentpool", "client"),
        "kubelet-serving-ca": "cluster",
        "localdns-state": "disabled",
        "mode": "system",
        "network-name": "vnet",
        "network-policy": "none",
        "network-resourcegroup": "rg",
        "network-stateless-cni": "true",
        "network-subnet": "nodes",
        "network-subscription": SUBSCRIPTION.rsplit("/", 1)[1],
        "node-image-version": "AKSUbuntu-2404gen2containerd-202609.15.0",
        "nodenetwork-vnetguid": derived(VNET, "guid"),
        "nodepool-type": "VirtualMachineScaleSets",
        "os-sku": "Ubuntu",
        "os-sku-effective": "Ubuntu2404",
        "os-sku-requested": "Ubuntu",
        "podnetwork-type": "overlay",
        "role": "agent",
        "sku-cpu": "4",
        "sku-memory": "16384",
        "storageprofile": "managed",
        "storagetier": "Premium_LRS",
    }
    assert world.objects.list("v1", "Node")[1]["metadata"]["labels"] == {
        "agentpool": "system",
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/instance-type": "Standard_D4s_v5",
        "beta.kubernetes.io/os": "linux",
        "failure-domain.beta.kubernetes.io/region": "westeurope",
        "failure-domain.beta.kubernetes.io/zone": "westeurope-3",
        **{f"kubernetes.azure.com/{name}": value for name, value in aks.items()},
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": SECOND,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": "Standard_D4s_v5",
        "storageprofile": "managed",
        "storagetier": "Premium_LRS",
        "team": "net",
        "topology.disk.csi.azure.com/zone": "westeurope-3",
        "topology.kubernetes.io/region": "westeurope",
        "topology.kubernetes.io/zone": "westeurope-3",
    }


@pytest.mark.parametrize(
    ("pool", "version", "told"),
    [
        ({"osSKU": "Ubuntu2204"}, "1.35.8", {"os-sku": "Ubuntu", "os-sku-effective": "Ubuntu2204"}),
        ({}, "1.34.7", {"os-sku": "Ubuntu", "os-sku-effective": "Ubuntu2204"}),
        ({"osSKU": "AzureLinux"}, "1.36.3", {"os-sku-requested": "AzureLinux", "os-sku-effective": "AzureLinux3"}),
        ({"vmSize": "Standard_D8_v5"}, "1.36.3", {"sku-cpu": "8", "storagetier": "Standard_LRS"}),
        ({"osDiskType": "Ephemeral"}, "1.36.3", {"storageprofile": "ephemeral"}),
        ({"scaleSetPriority": "Spot"}, "1.36.3", {"priority": "spot", "scalesetpriority": "spot"}),
        ({"localDNSProfile": {"mode": "Required"}}, "1.36.3", {"localdns-state": "enabled"}),
        ({}, "1.33.6", {"network-stateless-cni": "false", "localdns-state": "disabled"}),
    ],
)
def test_labels_follow_the_pool(pool: Json, version: str, told: dict[str, str]) -> None:
    labels = World(mode="overlay", count=1, pool=pool, version=version).objects.list("v1", "Node")[0]["metadata"][
        "labels"
    ]
    assert {name: labels[f"kubernetes.azure.com/{name}"] for name in told} == told


def test_what_only_azure_knows_of_a_node_is_left_out() -> None:
    labels = World(mode="overlay", count=1).objects.list("v1", "Node")[0]["metadata"]["labels"]
    unknown = {f"kubernetes.azure.com/{name}" for name in ("localdns-state", "network-policy")}
    assert unknown.isdisjoint(labels)


def test_a_node_tells_its_addresses_its_image_and_what_pods_may_have_of_it() -> None:
    world = World(mode="kubenet", count=2, pool={"nodeTaints": ["dedicated=net:NoSchedule"]}, max_pods=110)
    node = world.objects.list("v1", "Node")[1]
    assert node["metadata"]["annotations"] == {
        "alpha.kubernetes.io/provided-node-ip": "10.224.0.5",
        "csi.volume.kubernetes.io/nodeid": f'{{"disk.csi.azure.com":"{SECOND}","file.csi.azure.com":"{SECOND}"}}',
        "node.alpha.kubernetes.io/ttl": "0",
        "volumes.kubernetes.io/controller-managed-attach-detach": "true",
    }
    machines = f"mc_rg_c_westeurope/providers/Microsoft.Compute/virtualMachineScaleSets/{SECOND[:-6]}/virtualMachines"
    assert node["spec"] == {
        "podCIDR": "10.244.1.0/24",
        "podCIDRs": ["10.244.1.0/24"],
        "providerID": f"azure://{SUBSCRIPTION}/resourceGroups/{machines}/1",
        "taints": [{"key": "dedicated", "value": "net", "effect": "NoSchedule"}],
    }
    status = node["status"]
    assert status["addresses"] == [
        {"type": "InternalIP", "address": "10.224.0.5"},
        {"type": "Hostname", "address": SECOND},
    ]
    assert status["capacity"] == {"cpu": "4", "memory": f"{16 * 1024 * 1024}Ki", "pods": "110"}
    # 20 MiB for each of 110 pods and 50, and 100 that trigger eviction; 140 thousandths of four processors.
    kept = (20 * 110 + 50 + 100) * 1024
    assert status["allocatable"] == {"cpu": "3860m", "memory": f"{16 * 1024 * 1024 - kept}Ki", "pods": "110"}
    info = {key: status["nodeInfo"][key] for key in ("kubeletVersion", "osImage", "kernelVersion")}
    assert info == {"kubeletVersion": "v1.36.3", "osImage": "Ubuntu 24.04.5 LTS", "kernelVersion": "6.8.0-1067-azure"}
    assert len(status["conditions"]) == 14
    assert [each["type"] for each in status["conditions"] if each["status"] == "True"] == ["Ready"]


@pytest.mark.parametrize("mode", MODES)
def test_only_kubernetes_own_ranges_are_told_by_nodes(mode: str) -> None:
    """In an overlay Azure deals out the ranges, and a real node has no podCIDR."""
    found = ["podCIDR" in node["spec"] for node in World(mode=mode).objects.list("v1", "Node")]
    assert found == [mode in ("kubenet", "byo-cni")] * 3


def test_a_windows_node_has_its_own_image_and_no_problem_detector() -> None:
    pool = {"name": "win", "mode": "User", "osType": "Windows", "count": 1}
    node = World(mode="overlay", count=1, more_pools=[pool]).objects.list("v1", "Node")[1]
    assert node["metadata"]["labels"]["kubernetes.azure.com/os-sku"] == "Windows2022"
    assert node["status"]["nodeInfo"]["osImage"] == "Windows Server 2022 Datacenter"
    assert [each["type"] for each in node["status"]["conditions"]] == [
        *("MemoryPressure", "DiskPressure", "PIDPressure", "Ready"),
    ]


def test_objects_are_as_old_as_the_cluster_their_node_or_their_owner() -> None:
    world = World(count=2)
    world.view.get(CLUSTER)["created"] = "2026-11-01T00:00:00Z"  # type: ignore[index]
    (machines,) = world.view.of_type(SCALE_SET_TYPE)
    machines["outputs"]["instances"][0]["created"] = "2026-11-01T00:05:00Z"
    machines["outputs"]["instances"][1]["created"] = "2026-11-20T00:00:00Z"
    web = world.deploy(replicas=2)
    web["metadata"]["creationTimestamp"] = "2026-11-10T00:00:00Z"
    objects = world.objects

    def born(kind: str, version: str = "v1", prefix: str = "") -> list[str]:
        found = [each["metadata"] for each in objects.list(version, kind)]
        return sorted(each["creationTimestamp"][:10] for each in found if each["name"].startswith(prefix))

    assert born("Node") == ["2026-11-01", "2026-11-20"]
    assert {*born("Deployment", "apps/v1", "coredns")} == {"2026-11-01"}
    assert born("ReplicaSet", "apps/v1", "web") == ["2026-11-10"]
    assert born("Pod", prefix="azure-cns") == ["2026-11-01", "2026-11-20"]
    assert born("Pod", prefix="web") == ["2026-11-10", "2026-11-20"]
    assert {*born("Namespace")} == {"2026-11-01"}


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
    assert daemons == {*ALWAYS, *WINDOWS, "kube-proxy", "cilium"}


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
    assert daemons == ALWAYS | DAEMONS[mode] | _windows(mode) | more
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
        "windows-kube-proxy-initializer",
    }


def _pods_of(objects: Any, name: str) -> list[Json]:
    pods: list[Json] = objects.list("v1", "Pod")
    return [pod for pod in pods if re.fullmatch(rf"{name}(-[b-z2-9]{{9}})?-[b-z2-9]{{5}}", pod["metadata"]["name"])]


def _images(mode: str, name: str, version: str = "1.35.8") -> dict[str, str]:
    containers = _pods_of(World(mode=mode, version=version).objects, name)[0]["spec"]["containers"]
    return {each["name"]: each["image"].removeprefix("mcr.microsoft.com/") for each in containers}


def test_azure_cns_is_a_placeholder_in_the_node_subnet_and_has_company_from_1_35_on() -> None:
    pause = {"pause": "oss/v2/kubernetes/pause:3.6"}
    cns = {"cns-container": "containernetworking/v2/azure-cns:v1.8.12"}
    assert [
        _images("node-subnet", "azure-cns"),
        _images("overlay", "azure-cns"),
        _images("overlay", "azure-cns", "1.34.7"),
        _images("cilium-node-subnet", "azure-cns"),
    ] == [
        pause,
        {**cns, "cni-telemetry-sidecar": "containernetworking/v2/azure-cns:v1.8.12"},
        {"cns-container": "containernetworking/azure-cns:v1.7.16-0"},
        cns,
    ]


def test_system_pods_run_the_containers_of_real_ones() -> None:
    csi = "oss/v2/kubernetes-csi"
    assert _images("overlay", "csi-azuredisk-node") == {
        "liveness-probe": f"{csi}/livenessprobe:v2.18.0-8",
        "node-driver-registrar": f"{csi}/csi-node-driver-registrar:v2.16.0-8",
        "azuredisk": f"{csi}/azuredisk-csi:v1.34.5-2",
    }
    assert _images("overlay", "metrics-server") == {
        "metrics-server-vpa": "oss/v2/kubernetes/autoscaler/addon-resizer:v1.8.23-29",
        "metrics-server": "oss/v2/kubernetes/metrics-server:v0.8.0-20",
    }
    assert _images("overlay", "kube-proxy") == {"kube-proxy": "oss/v2/kubernetes/kube-proxy:v1.35.8-1"}
    assert _images("cilium-overlay", "cilium-operator") == {
        "cilium-operator": "containernetworking/cilium/operator-generic:v1.18.12-260811"
    }
    assert _images("overlay", "azure-ip-masq-agent") == {"azure-ip-masq-agent": "aks/ip-masq-agent-v2:v0.1.15"}


@pytest.mark.parametrize(
    ("mode", "name", "labels"),
    [
        ("overlay", "kube-proxy", {"component": "kube-proxy", "tier": "node"}),
        ("overlay", "azure-ip-masq-agent", {"k8s-app": "azure-ip-masq-agent", "tier": "node"}),
        ("overlay", "konnectivity-agent", {"app": "konnectivity-agent", "component": "tunnel"}),
        (
            "overlay",
            "coredns",
            {"k8s-app": "kube-dns", "kubernetes.io/cluster-service": "true", "version": "v20"},
        ),
        ("cilium-overlay", "cilium", {"k8s-app": "cilium", "kubernetes.azure.com/ebpf-dataplane": "cilium"}),
        (
            "cilium-overlay",
            "cilium-operator",
            {
                "io.cilium/app": "operator",
                "kubernetes.azure.com/ebpf-dataplane": "cilium",
                "name": "cilium-operator",
            },
        ),
    ],
)
def test_system_pods_have_the_labels_of_real_ones(mode: str, name: str, labels: dict[str, str]) -> None:
    own = {"controller-revision-hash", "pod-template-generation", "pod-template-hash"}
    found = _pods_of(World(mode=mode).objects, name)[0]["metadata"]["labels"]
    assert {key: value for key, value in found.items() if key not in own} == labels


def test_a_user_s_own_cilium_does_not_pass_for_aks_s() -> None:
    world = World(mode="byo-cni")
    world.release()
    pod = _pods_of(world.objects, "cilium")[0]
    assert "kubernetes.azure.com/ebpf-dataplane" not in pod["metadata"]["labels"]
    assert [each["image"] for each in pod["spec"]["containers"]] == ["quay.io/cilium/cilium:v1.18.4"]


@pytest.mark.parametrize(
    ("body", "more", "fewer"),
    [
        ({"securityProfile": {"workloadIdentity": {"enabled": True}}}, {"azure-wi-webhook-controller-manager"}, set()),
        (
            {"apiServerAccessProfile": {"enableVnetIntegration": True}},
            set(),
            {"konnectivity-agent", "konnectivity-agent-autoscaler"},
        ),
    ],
)
def test_what_the_cluster_has_turned_on_brings_and_spares_deployments(
    body: Json, more: set[str], fewer: set[str]
) -> None:
    def deployed(**body: Any) -> set[str]:
        found = World(body=body).objects.list("apps/v1", "Deployment")
        return {each["metadata"]["name"] for each in found}

    assert deployed(**body) == (deployed() | more) - fewer


def test_aks_s_services_have_the_labels_of_real_ones() -> None:
    addon = {"addonmanager.kubernetes.io/mode": "Reconcile", "kubernetes.io/cluster-service": "true"}
    services = World().objects.list("v1", "Service")
    assert {each["metadata"]["name"]: each["metadata"]["labels"] for each in services} == {
        "kubernetes": {"component": "apiserver", "provider": "kubernetes"},
        "kube-dns": {**addon, "k8s-app": "kube-dns", "kubernetes.io/name": "CoreDNS"},
        "metrics-server": {**addon, "kubernetes.io/name": "Metrics-server"},
    }


def test_azures_policy_engine_has_a_service_for_its_metrics() -> None:
    def services(policy: str | None) -> set[str]:
        return {each["metadata"]["name"] for each in World(policy=policy).objects.list("v1", "Service")}

    assert services(None) == {"kubernetes", "kube-dns", "metrics-server"}
    assert services("azure") - services(None) == {"npm-metrics-cluster-service"}


def _network_config(mode: str) -> Json:
    return _world(mode).objects.list("acn.azure.com/v1alpha", "NodeNetworkConfig")[1]


def _told(config: Json) -> tuple[Any, ...]:
    container = config["status"]["networkContainers"][0]
    given = [each["ip"] for each in container.get("ipAssignments", ())]
    counts = config["spec"]["requestedIPCount"], config["status"]["assignedIPCount"]
    return *counts, container["type"], container["assignmentMode"], container["primaryIP"], given


def test_network_configs_show_what_azure_gave_each_node() -> None:
    batch = [f"10.225.0.{number}" for number in range(34, 50)]
    single = [mode for mode in MODES if ("overlay" in mode or "pod-subnet" in mode) and "dual" not in mode]
    assert {mode: _told(_network_config(mode)) for mode in single} == {
        **dict.fromkeys(("overlay", "cilium-overlay"), (0, 256, "overlay", "static", "10.244.1.0/24", [])),
        **dict.fromkeys(("pod-subnet", "cilium-pod-subnet"), (16, 16, "vnet", "dynamic", "10.225.0.33", batch)),
        **dict.fromkeys(
            ("pod-subnet-static-block", "cilium-pod-subnet-static-block"),
            (30, 31, "vnetblock", "static", "10.225.0.48/28", ["10.225.0.64/28"]),
        ),
    }


def test_in_a_dual_stack_a_node_has_a_network_container_for_each_family_in_any_order() -> None:
    configs = World(mode="overlay-dual-stack", count=8).objects.list("acn.azure.com/v1alpha", "NodeNetworkConfig")
    orders = {tuple(":" in each["primaryIP"] for each in one["status"]["networkContainers"]) for one in configs}
    assert orders == {(False, True), (True, False)}
    second = {each["primaryIP"]: each for each in configs[1]["status"]["networkContainers"]}
    assert {prefix: (each["subnetAddressSpace"], each["nodeIP"], each["type"]) for prefix, each in second.items()} == {
        "10.244.1.0/24": ("10.244.0.0/16", "10.224.0.5", "overlay"),
        "fd12:3456:789a::100/120": ("fd12:3456:789a::/64", "10.224.0.5", "overlay"),
    }
    assert second["fd12:3456:789a::100/120"]["subnetName"].endswith("_overlaysubnet_ipv6")
    assert (configs[1]["spec"]["requestedIPCount"], configs[1]["status"]["assignedIPCount"]) == (0, 512)


def test_network_configs_are_guarded_by_azure_and_owned_by_their_node() -> None:
    metadata = _network_config("overlay")["metadata"]
    assert metadata["finalizers"] == ["finalizers.acn.azure.com/dnc-operations"]
    assert metadata["generation"] == 1
    assert [(each["kind"], each["name"]) for each in metadata["ownerReferences"]] == [("Node", SECOND)]
    assert metadata["labels"] == {
        "kubernetes.azure.com/podnetwork-delegationguid": "",
        "kubernetes.azure.com/podnetwork-subnet": "",
        "kubernetes.azure.com/podnetwork-type": "overlay",
        "managed": "true",
        "owner": SECOND,
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
