"""Nodes as the Kubernetes API shows them: addresses, labels as AKS sets them, taints, what the kubelet reports.

Label names after https://learn.microsoft.com/azure/aks/use-labels and, for pods' networks, what azure-container-
networking, AgentBaker and Karpenter's Azure provider read. Labels whose values only Azure knows are left out.
"""

from __future__ import annotations

import re
from typing import Final

from aksnet.arm.ids import last, parent_of, resource_group_of
from aksnet.arm.values import Json, as_dict, as_list
from aksnet.sandbox.azure.made_up import SUBSCRIPTION_ID, derived
from aksnet.sandbox.azure.nodes import Node
from aksnet.sandbox.cluster.facts import Facts, max_pods, os_of
from aksnet.sandbox.cluster.make import condition, made

AKS: Final = "kubernetes.azure.com"
HOSTNAME: Final = "kubernetes.io/hostname"
NOT_READY: Final = {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}
_NO_CNI: Final = (
    "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady "
    "message:Network plugin returns error: cni plugin not initialized"
)
# operating system: (image, kernel, container runtime, prefix of the node image's name)
_SYSTEMS: Final = {
    "Ubuntu": ("Ubuntu 22.04.5 LTS", "5.15.0-1098-azure", "containerd://1.7.28-1", "AKSUbuntu-2204gen2containerd"),
    "Ubuntu2404": ("Ubuntu 24.04.3 LTS", "6.8.0-1041-azure", "containerd://2.1.4-1", "AKSUbuntu-2404gen2containerd"),
    "AzureLinux": ("Microsoft Azure Linux 3.0", "6.6.112.1-2.azl3", "containerd://2.0.0", "AKSAzureLinux-V3gen2"),
    "Windows2022": (
        "Windows Server 2022 Datacenter",
        "10.0.20348.4294",
        "containerd://1.7.28+azure",
        "AKSWindows-2022-containerd-gen2",
    ),
    "Windows2025": (
        "Windows Server 2025 Datacenter",
        "10.0.26100.6899",
        "containerd://2.1.4+azure",
        "AKSWindows-2025-gen2",
    ),
}
_SAME_SYSTEM: Final = {"Ubuntu2204": "Ubuntu", "AzureLinux3": "AzureLinux", "CBLMariner": "AzureLinux"}
# https://learn.microsoft.com/azure/virtual-machines/sizes/overview: GiB of memory for each processor, by family.
_MEMORY: Final = {"B": 4, "D": 4, "DC": 4, "E": 8, "EC": 8, "F": 2, "L": 8, "M": 16, "N": 8}
_SIZE: Final = re.compile(r"Standard_(?P<family>[A-Z]+)(?P<processors>\d+)", re.IGNORECASE)
# Sizes whose number is not the processors'. https://learn.microsoft.com/azure/virtual-machines/dv2-dsv2-series
_OLD_SIZES: Final = {f"Standard_{kind}{n}_v2": 2 ** (n - 1) for kind in ("D", "DS") for n in range(1, 6)}
_KI: Final = 1024 * 1024


def node_objects(facts: Facts) -> list[Json]:
    """Return a cluster's nodes, in the order in which they were made."""
    return [_node(facts, node) for node in facts.nodes]


def _node(facts: Facts, node: Node) -> Json:
    cidrs = {"podCIDR": node.pod_cidrs[0], "podCIDRs": list(node.pod_cidrs)} if node.pod_cidrs else {}
    machine = f"{facts.node_group}/providers/Microsoft.Compute/virtualMachineScaleSets/{node.name[:-6]}"
    provider = f"azure:///subscriptions/{SUBSCRIPTION_ID}/resourceGroups/{machine}/virtualMachines"
    spec: Json = {**cidrs, "providerID": f"{provider}/{int(node.name[-6:], 36)}"}
    node_taints = taints(facts, node)
    if node_taints:
        spec["taints"] = node_taints
    return made(
        facts.cluster_id,
        "v1",
        "Node",
        node.name,
        labels=labels(facts, node),
        annotations={"node.alpha.kubernetes.io/ttl": "0"},
        spec=spec,
        status=_status(facts, node),
    )


def taints(facts: Facts, node: Node) -> list[Json]:
    """Return what keeps pods off a node: the pool's own taints, and that it is not ready."""
    found = [_taint(str(text)) for text in as_list(node.pool.get("nodeTaints"))]
    return found if facts.ready else [*found, NOT_READY]


def _taint(text: str) -> Json:
    # key=value:effect, as the pool has it.
    pair, _, effect = text.rpartition(":")
    key, _, value = pair.partition("=")
    return {"key": key, **({"value": value} if value else {}), "effect": effect}


def labels(facts: Facts, node: Node) -> Json:
    """Return a node's labels: the pool's, Kubernetes' and AKS's own."""
    pool, system = node.pool, os_of(node)
    name, size = str(pool.get("name")), str(pool.get("vmSize") or "Standard_D2s_v5")
    where = zone(facts, node)
    found: Json = {
        **as_dict(pool.get("nodeLabels")),
        "agentpool": name,
        f"{AKS}/agentpool": name,
        f"{AKS}/cluster": facts.node_group,
        f"{AKS}/mode": str(pool.get("mode") or "User").lower(),
        f"{AKS}/node-image-version": node_image(node),
        f"{AKS}/nodepool-type": "VirtualMachineScaleSets",
        f"{AKS}/os-sku": _sku(node),
        f"{AKS}/role": "agent",
        HOSTNAME: node.name,
        "kubernetes.io/arch": _architecture(size),
        "kubernetes.io/os": system,
        "node.kubernetes.io/instance-type": size,
        "topology.disk.csi.azure.com/zone": where if pool.get("availabilityZones") else "",
        "topology.kubernetes.io/region": facts.location,
        "topology.kubernetes.io/zone": where,
    }
    return dict(sorted((found | _network_labels(facts, node)).items()))


def _network_labels(facts: Facts, node: Node) -> Json:
    found: Json = {}
    if facts.cilium:
        found[f"{AKS}/ebpf-dataplane"] = "cilium"
    if facts.policy:
        found[f"{AKS}/network-policy"] = facts.policy
    if facts.plugin != "azure":
        return found
    found |= _subnet_labels("network", node.subnet_id)
    pod_subnet = node.pool.get("podSubnetID")
    if facts.overlay:
        found |= {f"{AKS}/podnetwork-type": "overlay", f"{AKS}/azure-cni-overlay": "true"}
        if 6 in facts.families:
            found[f"{AKS}/podv6network-type"] = "overlay"
    elif pod_subnet:
        found |= _subnet_labels("podnetwork", str(pod_subnet))
        found[f"{AKS}/podnetwork-type"] = "vnetblock" if in_blocks(node) else "vnet"
    return found


def _subnet_labels(what: str, subnet_id: str) -> Json:
    return {
        f"{AKS}/{what}-name": last(parent_of(subnet_id)),
        f"{AKS}/{what}-resourcegroup": resource_group_of(subnet_id),
        f"{AKS}/{what}-subnet": last(subnet_id),
        f"{AKS}/{what}-subscription": subnet_id.split("/")[2] if subnet_id.count("/") > 2 else "",
    }


def in_blocks(node: Node) -> bool:
    """Tell whether a node has its pods' addresses as whole /28 blocks."""
    return node.pool.get("podIPAllocationMode") == "StaticBlock"


def zone(facts: Facts, node: Node) -> str:
    """Return a node's zone; without zones Azure tells the fault domain. Instances go round the pool's zones."""
    zones = as_list(node.pool.get("availabilityZones"))
    return f"{facts.location}-{zones[int(node.name[-6:], 36) % len(zones)]}" if zones else "0"


def _sku(node: Node) -> str:
    named = str(node.pool.get("osSKU") or ("Windows2022" if os_of(node) == "windows" else "Ubuntu"))
    return _SAME_SYSTEM.get(named, named)


def _architecture(size: str) -> str:
    # https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions: a small p means Arm processors.
    return "arm64" if re.match(r"Standard_[A-Z]+\d+(-\d+)?[a-z]*p", size) else "amd64"


def node_image(node: Node) -> str:
    """Return the version of the image that a node was made from."""
    return str(node.pool.get("nodeImageVersion") or f"{_system(node)[3]}-202610.12.0")


def _system(node: Node) -> tuple[str, str, str, str]:
    return _SYSTEMS.get(_sku(node), _SYSTEMS["Ubuntu"])


def _status(facts: Facts, node: Node) -> Json:
    image, kernel, runtime, _ = _system(node)
    version = f"v{node.pool.get('currentOrchestratorVersion') or facts.version}"
    capacity = _capacity(node)
    return {
        "addresses": [
            *({"type": "InternalIP", "address": address} for address in node.addresses),
            {"type": "Hostname", "address": node.name},
        ],
        "allocatable": capacity,
        "capacity": capacity,
        "conditions": _conditions(facts),
        "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
        "nodeInfo": {
            "architecture": _architecture(str(node.pool.get("vmSize"))),
            "bootID": derived(node.name, "boot"),
            "containerRuntimeVersion": runtime,
            "kernelVersion": kernel,
            "kubeProxyVersion": version,
            "kubeletVersion": version,
            "machineID": derived(node.name, "machine").replace("-", ""),
            "operatingSystem": os_of(node),
            "osImage": image,
            "systemUUID": derived(node.name, "system"),
        },
    }


def _capacity(node: Node) -> Json:
    size = str(node.pool.get("vmSize") or "")
    found = _SIZE.match(size)
    processors = _OLD_SIZES.get(size) or (int(found["processors"]) if found else 2)
    family = found["family"].upper() if found else "D"
    memory = processors * (_MEMORY.get(family) or _MEMORY.get(family[0]) or 4)
    return {"cpu": str(processors), "memory": f"{memory * _KI}Ki", "pods": str(max_pods(node))}


def _conditions(facts: Facts) -> list[Json]:
    ready = (
        condition("Ready", True, "KubeletReady", "kubelet is posting ready status")
        if facts.ready
        else condition("Ready", False, "KubeletNotReady", _NO_CNI)
    )
    return [
        condition("MemoryPressure", False, "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        condition("DiskPressure", False, "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        condition("PIDPressure", False, "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        ready,
    ]
