"""The labels of a node: the pool's own, Kubernetes', and those that AKS sets.

Names after https://learn.microsoft.com/azure/aks/use-labels and what azure-container-networking, AgentBaker and
Karpenter's Azure provider read; which node has which of them, and with which value, after public clusters of Kubernetes
1.30 to 1.35. Ids that Azure makes up are derived, as everywhere here. Left out is LocalDNS's state from 1.36 on, where
AKS may turn it on by itself.
"""

from __future__ import annotations

import re
from typing import Final

from aksnet.arm.ids import last, parent_of, resource_group_of
from aksnet.arm.values import Json, as_dict, as_list
from aksnet.sandbox.azure.kubernetes_calendar import minor_of
from aksnet.sandbox.azure.made_up import derived
from aksnet.sandbox.azure.node_records import Node
from aksnet.sandbox.azure.offered_images import effective_sku, is_arm
from aksnet.sandbox.cluster.cluster_facts import Facts, os_of

AKS: Final = "kubernetes.azure.com"
GATEWAYS: Final = "kubeegressgateway.azure.com/mode"
"""Label and taint of nodes that are static egress gateways."""
HOSTNAME: Final = "kubernetes.io/hostname"
# https://learn.microsoft.com/azure/virtual-machines/sizes/overview: GiB of memory for each processor, by family.
_MEMORY: Final = {"B": 4, "D": 4, "DC": 4, "E": 8, "EC": 8, "F": 2, "L": 8, "M": 16, "N": 8}
_SIZE: Final = re.compile(r"Standard_(?P<family>[A-Z]+)(?P<processors>\d+)(-\d+)?(?P<features>[a-z]*)", re.IGNORECASE)
# Sizes whose number is not the processors'. https://learn.microsoft.com/azure/virtual-machines/dv2-dsv2-series
_OLD_SIZES: Final = {f"Standard_{kind}{n}_v2": 2 ** (n - 1) for kind in ("D", "DS") for n in range(1, 6)}
# https://github.com/Azure/karpenter-provider-azure, pkg/providers/labels.
_STATELESS: Final = (1, 34)
_LOCAL_DNS_BY_ITSELF: Final = (1, 36)


def in_blocks(node: Node) -> bool:
    """Return whether a node has its pods' addresses as whole /28 blocks."""
    return node.pool.get("podIPAllocationMode") == "StaticBlock"


def size_of(node: Node) -> str:
    """Return the size of a node's machine."""
    return str(node.pool.get("vmSize") or "Standard_D2s_v5")


def processors_and_memory(node: Node) -> tuple[int, int]:
    """Return a node's processors and its GiB of memory, from the name of its size."""
    size = size_of(node)
    found = _SIZE.match(size)
    processors = _OLD_SIZES.get(size) or (int(found["processors"]) if found else 2)
    family = found["family"].upper() if found else "D"
    return processors, processors * (_MEMORY.get(family) or _MEMORY.get(family[0]) or 4)


def version_of(facts: Facts, node: Node) -> str:
    """Return the version of a node's kubelet."""
    return str(node.pool.get("currentOrchestratorVersion") or facts.version)


def zone(facts: Facts, node: Node) -> str:
    """Return a node's zone; without zones Azure tells the fault domain. Instances go round the pool's zones."""
    zones = as_list(node.pool.get("availabilityZones"))
    return f"{facts.location}-{zones[int(node.name[-6:], 36) % len(zones)]}" if zones else "0"


def architecture(node: Node) -> str:
    """Return the processors' architecture as Kubernetes writes it."""
    return "arm64" if is_arm(size_of(node)) else "amd64"


def labels(facts: Facts, node: Node) -> Json:
    """Return a node's labels."""
    found = {**as_dict(node.pool.get("nodeLabels")), **_of_kubernetes(facts, node), **_of_aks(facts, node)}
    return dict(sorted((found | _of_network(facts, node)).items()))


def _of_kubernetes(facts: Facts, node: Node) -> Json:
    size, where, system = size_of(node), zone(facts, node), os_of(node)
    return {
        "beta.kubernetes.io/arch": architecture(node),
        "beta.kubernetes.io/instance-type": size,
        "beta.kubernetes.io/os": system,
        "failure-domain.beta.kubernetes.io/region": facts.location,
        "failure-domain.beta.kubernetes.io/zone": where,
        HOSTNAME: node.name,
        "kubernetes.io/arch": architecture(node),
        "kubernetes.io/os": system,
        "node.kubernetes.io/instance-type": size,
        "topology.disk.csi.azure.com/zone": where if node.pool.get("availabilityZones") else "",
        "topology.kubernetes.io/region": facts.location,
        "topology.kubernetes.io/zone": where,
    }


def _of_aks(facts: Facts, node: Node) -> Json:
    pool = node.pool
    name, sku = str(pool.get("name")), str(pool.get("osSKU"))
    processors, memory = processors_and_memory(node)
    disk = "ephemeral" if pool.get("osDiskType") == "Ephemeral" else "managed"
    tier = "Premium_LRS" if _has_premium_disks(size_of(node)) else "Standard_LRS"
    own: Json = {
        "agentpool": name,
        "cluster": _group_label(facts.node_group),
        "consolidated-additional-properties": derived(f"{facts.cluster_id}/{name}", "additional properties"),
        "kubelet-identity-client-id": facts.kubelet_client_id,
        "kubelet-serving-ca": "cluster",
        "mode": str(pool.get("mode") or "User").lower(),
        "node-image-version": str(pool.get("nodeImageVersion")),
        "nodepool-type": "VirtualMachineScaleSets",
        "os-sku": re.sub(r"^(Ubuntu|AzureLinux)\d+$", r"\1", sku),
        "os-sku-effective": effective_sku(sku, minor_of(version_of(facts, node))),
        "os-sku-requested": sku,
        "role": "agent",
        "sku-cpu": str(processors),
        "sku-memory": str(memory * 1024),
        "storageprofile": disk,
        "storagetier": tier,
    }
    gateway = {GATEWAYS: "true"} if pool.get("mode") == "Gateway" else {}
    if pool.get("scaleSetPriority") == "Spot":
        own |= {"priority": "spot", "scalesetpriority": "spot"}
    asked = as_dict(pool.get("localDNSProfile")).get("mode")
    if asked in ("Required", "Disabled") or minor_of(version_of(facts, node)) < _LOCAL_DNS_BY_ITSELF:
        own["localdns-state"] = "enabled" if asked == "Required" else "disabled"
    without_domain = {"agentpool": name, "storageprofile": disk, "storagetier": tier}
    return {**gateway, **without_domain, **{f"{AKS}/{key}": value for key, value in own.items()}}


def _has_premium_disks(size: str) -> bool:
    found = _SIZE.match(size)
    return found is not None and ("s" in found["features"] or found["family"].upper() in ("DS", "GS"))


def _group_label(group: str) -> str:
    """Return a resource group's name as far as a label may hold it; also after Karpenter's Azure provider."""
    text = re.sub(r"[()]", "-", group)[:63]
    return re.sub(r"[-_.]$", "", text) + "z" if re.search(r"[-_.]$", text) else text


def _of_network(facts: Facts, node: Node) -> Json:
    own: Json = {}
    if facts.cilium:
        own["ebpf-dataplane"] = "cilium"
    if facts.profile.get("networkPolicy"):
        # Where the request names no engine, real nodes lack the label; where it says none, they say so.
        own["network-policy"] = str(facts.profile["networkPolicy"])
    if facts.has_cns:
        own |= _of_subnet("network", node.subnet_id)
        own["nodenetwork-vnetguid"] = derived(parent_of(node.subnet_id), "guid")
    pod_subnet = str(node.pool.get("podSubnetID") or "")
    if facts.overlay and facts.has_cns:
        stateless = minor_of(version_of(facts, node)) >= _STATELESS
        own |= {"podnetwork-type": "overlay", "azure-cni-overlay": "true"}
        own["network-stateless-cni"] = str(stateless).lower()
        if 6 in facts.families:
            own["podv6network-type"] = "overlay"
    elif facts.has_cns and pod_subnet:
        own |= _of_subnet("podnetwork", pod_subnet)
        own["podnetwork-delegationguid"] = derived(pod_subnet, "delegation")
        own["podnetwork-type"] = "vnetblock" if in_blocks(node) else "vnet"
    return {f"{AKS}/{key}": value for key, value in own.items()}


def _of_subnet(what: str, subnet_id: str) -> Json:
    return {
        f"{what}-name": last(parent_of(subnet_id)),
        f"{what}-resourcegroup": resource_group_of(subnet_id),
        f"{what}-subnet": last(subnet_id),
        f"{what}-subscription": subnet_id.split("/")[2] if subnet_id.count("/") > 2 else "",
    }
