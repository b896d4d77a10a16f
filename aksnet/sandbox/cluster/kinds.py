"""Which kinds of objects a cluster serves, and how its API names them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

CLUSTER_SCOPED: Final = frozenset(
    {
        "Namespace",
        "Node",
        "PersistentVolume",
        "ClusterRole",
        "ClusterRoleBinding",
        "CustomResourceDefinition",
        "StorageClass",
        "VolumeAttachment",
        "CSIDriver",
        "CSINode",
        "PriorityClass",
        "RuntimeClass",
        "IngressClass",
        "APIService",
        "MutatingWebhookConfiguration",
        "ValidatingWebhookConfiguration",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "FlowSchema",
        "PriorityLevelConfiguration",
        "CertificateSigningRequest",
    }
)
_SHORT_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "ConfigMap": ("cm",),
    "CronJob": ("cj",),
    "DaemonSet": ("ds",),
    "Deployment": ("deploy",),
    "Endpoints": ("ep",),
    "Event": ("ev",),
    "HorizontalPodAutoscaler": ("hpa",),
    "Ingress": ("ing",),
    "LimitRange": ("limits",),
    "Namespace": ("ns",),
    "NetworkPolicy": ("netpol",),
    "Node": ("no",),
    "NodeNetworkConfig": ("nnc",),
    "PersistentVolume": ("pv",),
    "PersistentVolumeClaim": ("pvc",),
    "Pod": ("po",),
    "PodDisruptionBudget": ("pdb",),
    "PriorityClass": ("pc",),
    "ReplicaSet": ("rs",),
    "ResourceQuota": ("quota",),
    "Service": ("svc",),
    "ServiceAccount": ("sa",),
    "StatefulSet": ("sts",),
    "StorageClass": ("sc",),
}
NETWORK_CONFIG: Final = ("acn.azure.com/v1alpha", "NodeNetworkConfig")
_ALWAYS: Final = (
    *(("v1", kind) for kind in ("ConfigMap", "Endpoints", "Event", "Namespace", "Node", "Pod", "Secret", "Service")),
    ("v1", "ServiceAccount"),
    *(("apps/v1", kind) for kind in ("DaemonSet", "Deployment", "ReplicaSet")),
    ("discovery.k8s.io/v1", "EndpointSlice"),
    ("networking.k8s.io/v1", "NetworkPolicy"),
)


@dataclass(frozen=True, kw_only=True)
class ApiKind:
    """One kind as the API lists it."""

    api_version: str
    kind: str
    plural: str
    namespaced: bool
    short_names: tuple[str, ...]


def api_kinds(*, network_configs: bool, stored: Iterable[tuple[str, str]]) -> list[ApiKind]:
    """Return what a cluster serves: the kinds that are always there, azure-cns's and those that a user stored."""
    found = {*_ALWAYS, *stored, *((NETWORK_CONFIG,) if network_configs else ())}
    return [
        ApiKind(
            api_version=api_version,
            kind=kind,
            plural=plural(kind),
            namespaced=kind not in CLUSTER_SCOPED,
            short_names=_SHORT_NAMES.get(kind, ()),
        )
        for api_version, kind in sorted(found)
    ]


def plural(kind: str) -> str:
    """Return the name of a kind in a path, such as networkpolicies."""
    name = kind.lower()
    if name == "endpoints":
        return name
    if name.endswith("y") and name[-2] not in "aeiou":
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(("s", "x", "ch", "sh")) else "s")
