"""The objects of a generated cluster as Kubernetes writes them: what verify reads, and a little that it does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from aksnet.verify.facts import SYSTEM, Address, Range

Json = dict[str, Any]
STARTED: Final = "2026-11-21T11:00:00Z"
"""When pods began."""
HEARTBEAT: Final = "2026-11-21T12:00:00Z"
"""When nodes were last heard of."""
PAUSE: Final = "mcr.microsoft.com/oss/kubernetes/pause:3.6"
_INTERNAL: Final = "service.beta.kubernetes.io/azure-load-balancer-internal"


def node(
    name: str, pool: str, addresses: Iterable[Address], pod_cidrs: Iterable[Range], labels: Mapping[str, str]
) -> Json:
    """Make a Ready Linux node."""
    cidrs = [str(each) for each in pod_cidrs]
    return {
        "metadata": {
            "name": name,
            "labels": {
                "kubernetes.io/os": "linux",
                "kubernetes.io/hostname": name,
                "kubernetes.azure.com/agentpool": pool,
                "agentpool": pool,
                **labels,
            },
        },
        "spec": {
            "providerID": f"azure:///subscriptions/0/resourceGroups/nodes/providers/Microsoft.Compute/{name}",
            **({"podCIDR": cidrs[0], "podCIDRs": cidrs} if cidrs else {}),
        },
        "status": {
            "addresses": [
                *({"type": "InternalIP", "address": str(each)} for each in addresses),
                {"type": "Hostname", "address": name},
            ],
            "conditions": [
                {"type": "Ready", "status": "True", "reason": "KubeletReady", "lastHeartbeatTime": HEARTBEAT}
            ],
            "nodeInfo": {"kubeletVersion": "v1.34.0", "operatingSystem": "linux"},
        },
    }


def pod(
    name: str,
    namespace: str,
    node_name: str,
    addresses: Iterable[Address],
    *,
    owner: tuple[str, str],
    labels: Mapping[str, str],
    host_network: bool = False,
    image: str = "mcr.microsoft.com/oss/kubernetes/main:v1",
) -> Json:
    """Make a running pod."""
    texts = [str(each) for each in addresses]
    return {
        "metadata": {
            "name": name,
            "namespace": namespace,
            "labels": dict(labels),
            "creationTimestamp": STARTED,
            "ownerReferences": [{"kind": owner[0], "name": owner[1], "controller": True}],
        },
        "spec": {
            "nodeName": node_name,
            "containers": [{"name": "main", "image": image}],
            **({"hostNetwork": True} if host_network else {}),
        },
        "status": {
            "phase": "Running",
            "startTime": STARTED,
            "podIP": texts[0],
            "podIPs": [{"ip": each} for each in texts],
            "conditions": [
                {"type": "PodReadyToStartContainers", "status": "True"},
                {"type": "PodScheduled", "status": "True"},
                {"type": "Ready", "status": "True"},
            ],
            "containerStatuses": [{"name": "main", "ready": True, "state": {"running": {}}}],
        },
    }


def service(
    name: str,
    namespace: str,
    cluster_ips: Iterable[Address],
    *,
    front_ends: Iterable[Address] = (),
    internal_subnet: str = "",
) -> Json:
    """Make a Service: a load balancer where it has a front end, internal where a subnet is named."""
    texts, fronts = [str(each) for each in cluster_ips], [{"ip": str(each)} for each in front_ends]
    annotations = {_INTERNAL: "true", f"{_INTERNAL}-subnet": internal_subnet} if internal_subnet else {}
    return {
        "metadata": {"name": name, "namespace": namespace, "annotations": annotations},
        "spec": {
            "type": "LoadBalancer" if fronts else "ClusterIP",
            "clusterIP": texts[0],
            "clusterIPs": texts,
        },
        "status": {"loadBalancer": {"ingress": fronts} if fronts else {}},
    }


def deployment(name: str, namespace: str, labels: Mapping[str, str], replicas: int, *, apart: bool) -> Json:
    """Make a Deployment with all its pods Ready; `apart` keeps them on different nodes."""
    term = {"labelSelector": {"matchLabels": dict(labels)}, "topologyKey": "kubernetes.io/hostname"}
    required = {"requiredDuringSchedulingIgnoredDuringExecution": [term]}
    return {
        "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": dict(labels)},
            "template": {"spec": {"affinity": {"podAntiAffinity": required}} if apart else {}},
        },
        "status": {"replicas": replicas, "readyReplicas": replicas},
    }


def daemon_set(name: str, namespace: str, labels: Mapping[str, str], nodes: int) -> Json:
    """Make a DaemonSet with a Ready pod on each node."""
    return {
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"selector": {"matchLabels": dict(labels)}},
        "status": {"desiredNumberScheduled": nodes, "numberReady": nodes},
    }


def network_config(name: str, containers: list[Json]) -> Json:
    """Make a NodeNetworkConfig."""
    return {"metadata": {"name": name, "namespace": SYSTEM}, "status": {"networkContainers": containers}}
