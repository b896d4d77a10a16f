"""Kubernetes' JSON turned into facts, one function per kind.

Plain JSON and no client models: a model of a pod costs more than a hundred times what a check needs. A field that is
missing or null is read as empty; an address that is none is left out.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from ipaddress import ip_address, ip_network
from typing import Any, Final

from aksnet.verify.facts import Address, Node, NodeNetwork, Pod, Range, Service, Workload
from aksnet.verify.sources import ObjectKind

Json = Mapping[str, Any]
_CILIUM: Final = "kubernetes.azure.com/ebpf-dataplane"
"""The label of AKS's own Cilium, on its pods as on its nodes."""
_SELECTING_LABELS: Final = frozenset({"k8s-app", "component", "app", "run", "app.kubernetes.io/name", _CILIUM})
_NETWORK_LABELS: Final = (
    "kubernetes.azure.com/",
    "kubernetes.io/os",
    "kubernetes.io/arch",
    "topology.kubernetes.io/",
    "agentpool",
)
_NETWORK_WORDS: Final = ("cni", "cilium", "network", "calico", "podcidr", "projectcalico", "ipam")
_VIRTUAL: Final = "virtual-kubelet"
# https://learn.microsoft.com/azure/aks/virtual-nodes-cli: how pods are sent to a virtual node.
_VIRTUAL_TAINT: Final = "virtual-kubelet.io/provider"
# https://learn.microsoft.com/azure/aks/node-auto-provisioning, which is Karpenter
_PROVISIONER: Final = "karpenter.sh/nodepool"
_PAUSE: Final = re.compile(r"(^|/)pause([:@]|$)")
"""The image that does nothing but hold a sandbox open."""
# https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-has-network; the second is its name before 1.28.
_NETWORK_CONDITIONS: Final = frozenset({"PodReadyToStartContainers", "PodHasNetwork"})
_OWN_VOLUMES: Final = frozenset({"name", "emptyDir", "downwardAPI", "hostPath", "projected"})
"""Keys of volumes that wait for nothing; the token of every pod is a projected one."""
_SUCCESS: Final = "NCUpdateSuccess"
"""A network container's good state: https://github.com/Azure/azure-container-networking/tree/master/crd"""
_INTERNAL: Final = "service.beta.kubernetes.io/azure-load-balancer-internal"


def node(item: Json) -> Node:
    """Read a node."""
    metadata, spec, status = _parts(item)
    info = _object(status.get("nodeInfo"))
    ready, why = _condition(status, "Ready")
    labels = _object(metadata.get("labels"))
    return Node(
        name=str(metadata.get("name", "")),
        addresses=_addresses(
            each.get("address") for each in _objects(status.get("addresses")) if each.get("type") == "InternalIP"
        ),
        pod_cidrs=_ranges(_texts(spec.get("podCIDRs")) or [spec.get("podCIDR")]),
        ready=ready,
        why_not_ready=why,
        os=str(labels.get("kubernetes.io/os") or info.get("operatingSystem") or "linux"),
        pool=str(labels.get("kubernetes.azure.com/agentpool") or labels.get("agentpool") or ""),
        version=str(info.get("kubeletVersion", "")),
        labels={key: value for key, value in sorted(labels.items()) if key.startswith(_NETWORK_LABELS)},
        annotations={
            key: value
            for key, value in sorted(_object(metadata.get("annotations")).items())
            if any(word in key.lower() for word in _NETWORK_WORDS)
        },
        virtual=labels.get("type") == _VIRTUAL
        or any(each.get("key") == _VIRTUAL_TAINT for each in _objects(spec.get("taints"))),
        provider_id=str(spec.get("providerID") or ""),
        provisioner=str(labels.get(_PROVISIONER) or ""),
        newest=_newest(metadata, status),
    )


def pod(item: Json) -> Pod:
    """Read a pod."""
    metadata, spec, status = _parts(item)
    ready, why = _condition(status, "Ready")
    owner: Json = next((each for each in _objects(metadata.get("ownerReferences")) if each.get("controller")), {})
    phase = sys.intern(str(status.get("phase") or "Unknown"))
    containers = _objects(spec.get("containers"))
    return Pod(
        namespace=sys.intern(str(metadata.get("namespace", ""))),
        name=str(metadata.get("name", "")),
        node=sys.intern(str(spec.get("nodeName") or "")),
        addresses=_addresses(
            [each.get("ip") for each in _objects(status.get("podIPs"))] or [status.get("podIP")],
        ),
        host_network=bool(spec.get("hostNetwork")),
        phase=phase,
        ready=ready,
        why_waiting="" if ready or phase == "Succeeded" else _why_waiting(status) or why,
        owner=sys.intern(f"{owner.get('kind')}/{owner.get('name')}") if owner else "",
        labels={
            sys.intern(key): sys.intern(str(value))
            for key, value in _object(metadata.get("labels")).items()
            if key in _SELECTING_LABELS
        },
        terminating=bool(metadata.get("deletionTimestamp")),
        placeholder=bool(containers) and all(_PAUSE.search(str(each.get("image") or "")) for each in containers),
        since=sys.intern(_time(status.get("startTime")) or _time(metadata.get("creationTimestamp"))),
        newest=sys.intern(_newest(metadata, status)),
        has_sandbox=any(
            each.get("type") in _NETWORK_CONDITIONS and each.get("status") == "True"
            for each in _objects(status.get("conditions"))
        ),
        mounts=any(each.keys() - _OWN_VOLUMES for each in _objects(spec.get("volumes"))),
    )


def service(item: Json) -> Service:
    """Read a Service."""
    metadata, spec, status = _parts(item)
    annotations = _object(metadata.get("annotations"))
    ingress = _objects(_object(status.get("loadBalancer")).get("ingress"))
    return Service(
        namespace=str(metadata.get("namespace", "")),
        name=str(metadata.get("name", "")),
        type=str(spec.get("type") or "ClusterIP"),
        cluster_ips=_addresses(_texts(spec.get("clusterIPs")) or [spec.get("clusterIP")]),
        front_ends=_addresses(each.get("ip") for each in ingress if each.get("ip")),
        internal=str(annotations.get(_INTERNAL, "")).lower() == "true",
        internal_subnet=str(annotations.get(f"{_INTERNAL}-subnet", "")),
        load_balancer_class=str(spec.get("loadBalancerClass") or ""),
        hostname=next((str(each["hostname"]) for each in ingress if each.get("hostname")), ""),
    )


def deployment(item: Json) -> Workload:
    """Read a Deployment."""
    _, spec, status = _parts(item)
    return _workload(item, "Deployment", _number(spec.get("replicas"), 1), _number(status.get("readyReplicas")))


def daemon_set(item: Json) -> Workload:
    """Read a DaemonSet."""
    _, _, status = _parts(item)
    desired, ready = (_number(status.get(key)) for key in ("desiredNumberScheduled", "numberReady"))
    return _workload(item, "DaemonSet", desired, ready)


def node_network(item: Json) -> NodeNetwork:
    """Read a NodeNetworkConfig.

    A container that is given a block says so by a primary address with a prefix; further blocks, or the single
    addresses of a dynamic pod subnet, are its assignments. A primary address without a prefix is the container's own.
    https://github.com/Azure/azure-container-networking/tree/master/cns/kubecontroller/nodenetworkconfig
    """
    metadata, _, status = _parts(item)
    containers = _objects(status.get("networkContainers"))
    given: list[Any] = []
    own = 0
    for container in containers:
        primary = str(container.get("primaryIP") or "")
        if "/" in primary:
            given.append(primary)
        elif primary:
            own += 1
        given += [each.get("ip") for each in _objects(container.get("ipAssignments"))]
    blocks = _blocks(given)
    return NodeNetwork(
        node=str(metadata.get("name", "")),
        blocks=blocks,
        allocated=own + sum(block.num_addresses for block in blocks if block.version == 4),
        kind=next((str(each["type"]) for each in containers if each.get("type")), ""),
        subnets=tuple(dict.fromkeys(_blocks(each.get("subnetAddressSpace") for each in containers))),
        states=tuple(str(each["status"]) for each in containers if each.get("status") not in (None, _SUCCESS)),
    )


def config_map(item: Json) -> tuple[str, Mapping[str, str]]:
    """Read a ConfigMap: its name and data."""
    return str(_object(item.get("metadata")).get("name", "")), _object(item.get("data"))


def _workload(item: Json, kind: str, desired: int, ready: int) -> Workload:
    metadata, spec, _ = _parts(item)
    affinity = _object(
        _object(_object(_object(spec.get("template")).get("spec")).get("affinity")).get("podAntiAffinity")
    )
    required = _objects(affinity.get("requiredDuringSchedulingIgnoredDuringExecution"))
    return Workload(
        kind=kind,
        namespace=str(metadata.get("namespace", "")),
        name=str(metadata.get("name", "")),
        desired=desired,
        ready=ready,
        selector=_object(_object(spec.get("selector")).get("matchLabels")),
        spread=any(each.get("topologyKey") == "kubernetes.io/hostname" for each in required),
    )


def _parts(item: Json) -> tuple[Json, Json, Json]:
    return _object(item.get("metadata")), _object(item.get("spec")), _object(item.get("status"))


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list; nulls, as somebody may leave them who blacks out a file, are none."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _number(value: Any, otherwise: int = 0) -> int:
    return int(value) if isinstance(value, int | float) else otherwise


def _time(value: Any) -> str:
    """Return a time that can be compared as text: in UTC, in seconds."""
    return value if isinstance(value, str) and len(value) == 20 and value.endswith("Z") else ""


def _newest(metadata: Json, status: Json) -> str:
    """Return the latest time of an object; when it is to be deleted may lie ahead and does not count."""
    times = [metadata.get("creationTimestamp"), status.get("startTime")]
    for each in _objects(status.get("conditions")):
        times += (each.get("lastHeartbeatTime"), each.get("lastTransitionTime"))
    return max(map(_time, times))


def _condition(status: Json, wanted: str) -> tuple[bool, str]:
    for each in _objects(status.get("conditions")):
        if each.get("type") == wanted:
            return each.get("status") == "True", _reason(each)
    return False, "it reports no such condition"


def _reason(said: Json) -> str:
    return ": ".join(str(said[key]) for key in ("reason", "message") if said.get(key))


def _why_waiting(status: Json) -> str:
    for container in _objects(status.get("containerStatuses")):
        waiting = _object(_object(container.get("state")).get("waiting"))
        if waiting:
            return _reason(waiting)
    for each in _objects(status.get("conditions")):
        if each.get("type") == "PodScheduled" and each.get("status") != "True":
            return _reason(each)
    return ""


def _addresses(texts: Iterable[Any]) -> tuple[Address, ...]:
    return tuple(_parsed(texts, ip_address))


def _ranges(texts: Iterable[Any]) -> tuple[Range, ...]:
    return tuple(_parsed(texts, ip_network))


def _blocks(texts: Iterable[Any]) -> tuple[Range, ...]:
    """Read ranges and single addresses, also where a range is named by an address within it."""
    return tuple(_parsed(texts, lambda text: ip_network(text, strict=False)))


def _parsed(texts: Iterable[Any], parse: Any) -> Iterator[Any]:
    for text in texts:
        if not text:
            continue
        try:
            yield parse(text)
        except ValueError:  # "None" of a headless Service, and whatever else is no address
            continue


READERS: Final[Mapping[ObjectKind, Callable[[Json], Any]]] = {
    ObjectKind.NODES: node,
    ObjectKind.PODS: pod,
    ObjectKind.SERVICES: service,
    ObjectKind.CONFIG_MAPS: config_map,
    ObjectKind.DEPLOYMENTS: deployment,
    ObjectKind.DAEMON_SETS: daemon_set,
    ObjectKind.NODE_NETWORKS: node_network,
}
"""How an object of each kind is read."""
