"""Nodes as the Kubernetes API shows them: addresses, annotations, taints, what the kubelet and its helpers report."""

from __future__ import annotations

import json
from typing import Final

from aksnet.arm.values import Json, as_list
from aksnet.sandbox.azure.made_up import SUBSCRIPTION_ID, derived
from aksnet.sandbox.azure.node_records import Node
from aksnet.sandbox.azure.offered_images import image_named
from aksnet.sandbox.cluster.aks_labels import GATEWAYS, architecture, labels, processors_and_memory, version_of
from aksnet.sandbox.cluster.cluster_facts import Facts, max_pods, os_of
from aksnet.sandbox.cluster.make import condition

NOT_READY: Final = {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}
_NO_CNI: Final = (
    "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady "
    "message:Network plugin returns error: cni plugin not initialized"
)
_KI: Final = 1024 * 1024
# What AKS's node problem detector tells of a Linux node that nothing is wrong with: (type, reason, message). Seen on
# nodes of Kubernetes 1.30 and 1.32.
_NO_PROBLEMS: Final = (
    ("ContainerRuntimeProblem", "ContainerRuntimeIsUp", "container runtime service is up"),
    ("FilesystemCorruptionProblem", "FilesystemIsOK", "Filesystem is healthy"),
    ("FrequentContainerdRestart", "NoFrequentContainerdRestart", "containerd is functioning properly"),
    ("FrequentDockerRestart", "NoFrequentDockerRestart", "docker is functioning properly"),
    ("FrequentKubeletRestart", "NoFrequentKubeletRestart", "kubelet is functioning properly"),
    ("FrequentUnregisterNetDevice", "NoFrequentUnregisterNetDevice", "node is functioning properly"),
    ("KernelDeadlock", "KernelHasNoDeadlock", "kernel has no deadlock"),
    ("KubeletProblem", "KubeletIsUp", "kubelet service is up"),
    ("ReadonlyFilesystem", "FilesystemIsNotReadOnly", "Filesystem is not read-only"),
    ("VMEventScheduled", "NoVMEventScheduled", "VM has no scheduled event"),
)
# https://learn.microsoft.com/azure/aks/node-resource-reservations: thousandths of a processor, by processors.
_CPU_RESERVED: Final = {1: 60, 2: 100, 4: 140, 8: 180, 16: 260, 32: 420, 64: 740}


def node_objects(facts: Facts) -> list[Json]:
    """Return a cluster's nodes, in the order in which they were made."""
    return [_node(facts, node) for node in facts.nodes]


def _node(facts: Facts, node: Node) -> Json:
    # Only kubenet and a cluster without plugin have Kubernetes deal out its parts of the pod range; in an overlay
    # Azure does so, and real nodes have none.
    dealt = node.pod_cidrs if facts.plugin != "azure" else ()
    cidrs = {"podCIDR": dealt[0], "podCIDRs": list(dealt)} if dealt else {}
    machine = f"{facts.node_group.lower()}/providers/Microsoft.Compute/virtualMachineScaleSets/{node.name[:-6]}"
    provider = f"azure:///subscriptions/{SUBSCRIPTION_ID}/resourceGroups/{machine}/virtualMachines"
    spec: Json = {**cidrs, "providerID": f"{provider}/{int(node.name[-6:], 36)}"}
    node_taints = taints(facts, node)
    if node_taints:
        spec["taints"] = node_taints
    return facts.made(
        "v1",
        "Node",
        node.name,
        labels=labels(facts, node),
        annotations=_annotations(node),
        created=node.created or facts.created,
        spec=spec,
        status=_status(facts, node),
    )


def _annotations(node: Node) -> Json:
    drivers = dict.fromkeys(("disk.csi.azure.com", "file.csi.azure.com"), node.name)
    return {
        "alpha.kubernetes.io/provided-node-ip": ",".join(node.addresses),
        "csi.volume.kubernetes.io/nodeid": json.dumps(drivers, separators=(",", ":")),
        "node.alpha.kubernetes.io/ttl": "0",
        "volumes.kubernetes.io/controller-managed-attach-detach": "true",
    }


def taints(facts: Facts, node: Node) -> list[Json]:
    """Return what keeps pods off a node: the pool's own taints, and that it is not ready."""
    found = [_taint(str(text)) for text in as_list(node.pool.get("nodeTaints"))]
    if node.pool.get("mode") == "Gateway":
        found.append(_taint(f"{GATEWAYS}=true:NoSchedule"))
    return found if facts.ready else [*found, NOT_READY]


def _taint(text: str) -> Json:
    # key=value:effect, as the pool has it.
    pair, _, effect = text.rpartition(":")
    key, _, value = pair.partition("=")
    return {"key": key, **({"value": value} if value else {}), "effect": effect}


def _status(facts: Facts, node: Node) -> Json:
    image = image_named(str(node.pool.get("nodeImageVersion")))
    version = f"v{version_of(facts, node)}"
    capacity, allocatable = _resources(node)
    return {
        "addresses": [
            *({"type": "InternalIP", "address": address} for address in node.addresses),
            {"type": "Hostname", "address": node.name},
        ],
        "allocatable": allocatable,
        "capacity": capacity,
        "conditions": _conditions(facts, node),
        "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
        "nodeInfo": {
            "architecture": architecture(node),
            "bootID": derived(node.name, "boot"),
            "containerRuntimeVersion": image.runtime,
            "kernelVersion": image.kernel,
            "kubeProxyVersion": version,
            "kubeletVersion": version,
            "machineID": derived(node.name, "machine").replace("-", ""),
            "operatingSystem": os_of(node),
            "osImage": image.system,
            "systemUUID": derived(node.name, "system"),
        },
    }


def _resources(node: Node) -> tuple[Json, Json]:
    """Return what a node has, and what of it pods may have.

    The memory is the size's; the kernel of a real node shows a little less.
    """
    processors, memory = processors_and_memory(node)
    pods = max_pods(node)
    capacity = {"cpu": str(processors), "memory": f"{memory * _KI}Ki", "pods": str(pods)}
    reserved = min(20 * pods + 50, memory * 1024 // 4) + 100
    most = max((count for count in _CPU_RESERVED if count <= processors), default=1)
    return capacity, {
        "cpu": f"{processors * 1000 - _CPU_RESERVED[most]}m",
        "memory": f"{memory * _KI - reserved * 1024}Ki",
        "pods": str(pods),
    }


def _conditions(facts: Facts, node: Node) -> list[Json]:
    ready = (
        (True, "KubeletReady", "kubelet is posting ready status")
        if facts.ready
        else (False, "KubeletNotReady", _NO_CNI)
    )
    rows = [
        *((kind, False, reason, told) for kind, reason, told in _NO_PROBLEMS if os_of(node) == "linux"),
        ("MemoryPressure", False, "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        ("DiskPressure", False, "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        ("PIDPressure", False, "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        ("Ready", *ready),
    ]
    since = node.created or facts.created
    return [condition(kind, status, reason, told, since=since) for kind, status, reason, told in rows]
