"""Which columns kubectl's tables have, by kind: a row of data per column.

As a real API server's: k8s.io/kubernetes, pkg/printers/internalversion; for NodeNetworkConfigs as their definition in
azure-container-networking has them. A kind that is not listed has its name and its age.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from aksnet.arm.values import Json, as_dict, as_list
from aksnet.sandbox.serve import cells
from aksnet.sandbox.serve.ages import age
from aksnet.sandbox.serve.cells import NONE, at, joined

Cell = Callable[[Json, datetime], Any]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its head, how a cell is found, and whether only `-o wide` shows it."""

    name: str
    cell: Cell
    type: str
    wide: bool

    def definition(self) -> Json:
        """Return what a Table says of it."""
        return {
            "name": self.name,
            "type": self.type,
            "format": "name" if self.name == "Name" and not self.wide else "",
            "description": "",
            "priority": int(self.wide),
        }


def _text(name: str, cell: Callable[[Json], Any], *, wide: bool = False) -> Column:
    return Column(name=name, cell=lambda each, _now: cell(each), type="string", wide=wide)


def _field(name: str, path: str, *, wide: bool = False) -> Column:
    return _text(name, lambda each: str(at(each, path) or NONE), wide=wide)


def _number(name: str, path: str, *, wide: bool = False) -> Column:
    return Column(name=name, cell=lambda each, _now: int(at(each, path) or 0), type="integer", wide=wide)


def _size(name: str, *paths: str) -> Column:
    return Column(
        name=name, cell=lambda each, _now: sum(len(at(each, p) or ()) for p in paths), type="integer", wide=False
    )


def _address(name: str, kind: str) -> Column:
    return _text(name, lambda each: cells.node_address(each, kind), wide=True)


def _networks(name: str, path: str, *, wide: bool = True) -> Column:
    return _text(
        name,
        lambda each: joined(one.get(path) for one in as_list(at(each, "status.networkContainers"))),
        wide=wide,
    )


_NAME: Final = _text("Name", lambda each: each["metadata"]["name"])
_AGE: Final = Column(
    name="Age", cell=lambda each, now: age(each["metadata"].get("creationTimestamp"), now), type="string", wide=False
)
_TEMPLATE: Final = (
    _text("Containers", cells.template_containers, wide=True),
    _text("Images", cells.template_images, wide=True),
)
_SELECTOR: Final = _text("Selector", lambda each: cells.selector(at(each, "spec.selector")), wide=True)


def _ready(each: Json) -> str:
    return f"{at(each, 'status.readyReplicas') or 0}/{as_dict(each.get('spec')).get('replicas', 1)}"


_KNOWN: Final[dict[tuple[str, str], tuple[Column, ...]]] = {
    ("v1", "Node"): (
        _NAME,
        _text("Status", cells.node_status),
        _text("Roles", cells.node_roles),
        _AGE,
        _field("Version", "status.nodeInfo.kubeletVersion"),
        _address("Internal-IP", "InternalIP"),
        _address("External-IP", "ExternalIP"),
        _field("OS-Image", "status.nodeInfo.osImage", wide=True),
        _field("Kernel-Version", "status.nodeInfo.kernelVersion", wide=True),
        _field("Container-Runtime", "status.nodeInfo.containerRuntimeVersion", wide=True),
    ),
    ("v1", "Pod"): (
        _NAME,
        _text("Ready", cells.pod_ready),
        _text("Status", cells.pod_status),
        _text("Restarts", cells.pod_restarts),
        _AGE,
        _field("IP", "status.podIP", wide=True),
        _field("Node", "spec.nodeName", wide=True),
        _field("Nominated Node", "status.nominatedNodeName", wide=True),
        _text("Readiness Gates", cells.pod_gates, wide=True),
    ),
    ("v1", "Service"): (
        _NAME,
        _text("Type", lambda each: at(each, "spec.type") or "ClusterIP"),
        _text("Cluster-IP", cells.service_cluster_ip),
        _text("External-IP", cells.service_external_ip),
        _text("Port(s)", cells.service_ports),
        _AGE,
        _text("Selector", lambda each: cells.labels(at(each, "spec.selector")), wide=True),
    ),
    ("v1", "Endpoints"): (_NAME, _text("Endpoints", cells.endpoints), _AGE),
    ("v1", "ConfigMap"): (_NAME, _size("Data", "data", "binaryData"), _AGE),
    ("v1", "Secret"): (_NAME, _text("Type", lambda each: each.get("type") or "Opaque"), _size("Data", "data"), _AGE),
    ("v1", "ServiceAccount"): (_NAME, _size("Secrets", "secrets"), _AGE),
    ("v1", "Namespace"): (_NAME, _field("Status", "status.phase"), _AGE),
    ("v1", "Event"): (
        Column(name="Last Seen", cell=lambda e, now: cells.event_seen(e, now, last=True), type="string", wide=False),
        _field("Type", "type"),
        _field("Reason", "reason"),
        _text("Object", cells.event_object),
        _text("Subobject", lambda each: at(each, "involvedObject.fieldPath") or "", wide=True),
        _text("Source", lambda each: ", ".join(map(str, as_dict(each.get("source")).values())), wide=True),
        _text("Message", lambda each: str(each.get("message", "")).strip()),
        Column(name="First Seen", cell=lambda e, now: cells.event_seen(e, now, last=False), type="string", wide=True),
        _number("Count", "count", wide=True),
        _text("Name", lambda each: each["metadata"]["name"], wide=True),
    ),
    ("apps/v1", "DaemonSet"): (
        _NAME,
        _number("Desired", "status.desiredNumberScheduled"),
        _number("Current", "status.currentNumberScheduled"),
        _number("Ready", "status.numberReady"),
        _number("Up-to-date", "status.updatedNumberScheduled"),
        _number("Available", "status.numberAvailable"),
        _text("Node Selector", lambda each: cells.labels(at(each, "spec.template.spec.nodeSelector"))),
        _AGE,
        *_TEMPLATE,
        _SELECTOR,
    ),
    ("apps/v1", "Deployment"): (
        _NAME,
        _text("Ready", _ready),
        _number("Up-to-date", "status.updatedReplicas"),
        _number("Available", "status.availableReplicas"),
        _AGE,
        *_TEMPLATE,
        _SELECTOR,
    ),
    ("apps/v1", "ReplicaSet"): (
        _NAME,
        _number("Desired", "spec.replicas"),
        _number("Current", "status.replicas"),
        _number("Ready", "status.readyReplicas"),
        _AGE,
        *_TEMPLATE,
        _SELECTOR,
    ),
    ("apps/v1", "StatefulSet"): (_NAME, _text("Ready", _ready), _AGE, *_TEMPLATE),
    ("discovery.k8s.io/v1", "EndpointSlice"): (
        _NAME,
        _field("AddressType", "addressType"),
        _text("Ports", cells.slice_ports),
        _text("Endpoints", cells.slice_endpoints),
        _AGE,
    ),
    ("networking.k8s.io/v1", "NetworkPolicy"): (
        _NAME,
        _text("Pod-Selector", lambda each: cells.selector(at(each, "spec.podSelector"))),
        _AGE,
    ),
    ("acn.azure.com/v1alpha", "NodeNetworkConfig"): (
        _NAME,
        _number("Requested IPs", "spec.requestedIPCount", wide=True),
        _number("Allocated IPs", "status.assignedIPCount"),
        _networks("Subnet", "subnetName"),
        _networks("Subnet CIDR", "subnetAddressSpace"),
        _networks("NC ID", "id"),
        _networks("NC Mode", "assignmentMode", wide=False),
        _networks("NC Type", "type"),
        _networks("NC Version", "version", wide=False),
    ),
}


def columns_of(api_version: str, kind: str) -> tuple[Column, ...]:
    """Return the columns of a kind."""
    return _KNOWN.get((api_version, kind), (_NAME, _AGE))
