"""What the API server of a simulated cluster keeps: names, namespaces, what it adds to an object.

Leaves out pods and controllers: a Deployment is ready when it is there.
"""

from __future__ import annotations

import ipaddress
from typing import Any, Final

from sandbox.azure.ids import derived
from sandbox.azure.kind import Json, as_dict
from sandbox.errors import Refusal
from sandbox.store import Subscription

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
BUILT_IN_NAMESPACES: Final = frozenset({"default", "kube-system", "kube-public", "kube-node-lease"})
# A change of these makes pulumi-kubernetes replace the object, because the API server would refuse it (or, for
# ConfigMap and Secret, because running pods would not notice it).
_IMMUTABLE: Final[dict[str, tuple[str, ...]]] = {
    "ConfigMap": ("data", "binaryData"),
    "DaemonSet": ("spec.selector",),
    "Deployment": ("spec.selector",),
    "Job": ("spec.selector", "spec.template"),
    "ClusterRoleBinding": ("roleRef",),
    "PersistentVolumeClaim": ("spec.accessModes", "spec.storageClassName", "spec.volumeName"),
    "RoleBinding": ("roleRef",),
    "Secret": ("data", "stringData", "type"),
    "Service": ("spec.clusterIP",),
    "StatefulSet": ("spec.serviceName", "spec.selector"),
}


def replace_on(kind: str) -> tuple[str, ...]:
    """Return the properties of a kind whose change replaces the object."""
    return ("apiVersion", "kind", "metadata.name", "metadata.namespace", *_IMMUTABLE.get(kind, ()))


def metadata(body: Json) -> Json:
    """Return an object's metadata, empty when it has none."""
    return as_dict(body.get("metadata"))


def namespace_of(kind: str, body: Json, default: str) -> str | None:
    """Return the namespace of an object; nothing for what lives in none."""
    return None if kind in CLUSTER_SCOPED else str(metadata(body).get("namespace") or default)


def object_id(namespace: str | None, name: str) -> str:
    """Return the id as pulumi-kubernetes writes it."""
    return f"{namespace}/{name}" if namespace else name


def key(api_version: str, kind: str, object_id_: str) -> str:
    """Return under what an object is kept: versions of one group are one object."""
    group = api_version.rpartition("/")[0] or "core"
    return f"{group}|{kind}|{object_id_}"


def namespace_exists(objects: dict[str, Json], namespace: str) -> bool:
    """Tell whether a cluster has a namespace."""
    return namespace in BUILT_IN_NAMESPACES or key("v1", "Namespace", namespace) in objects


def namespace_missing(namespace: str) -> Refusal:
    """Return the API server's answer for an object in a namespace that is not there."""
    return Refusal("NotFound", f'namespaces "{namespace}" not found')


def living(view: Subscription, cluster_id: str) -> dict[str, Json]:
    """Return the objects of a cluster, or refuse: nobody answers for a cluster that is gone."""
    if view.get(cluster_id) is None:
        raise Refusal("ClusterUnreachable", f"the managed cluster {cluster_id} does not exist (any more)")
    return view.cluster_objects(cluster_id)


def completed(cluster_id: str, view: Subscription, namespace: str | None, name: str, body: Json) -> Json:
    """Return an object as the API server would: its inputs with what the server sets."""
    kind, where = str(body.get("kind")), f"{cluster_id}/{body.get('kind')}/{object_id(namespace, name)}"
    answer = {
        **body,
        "metadata": {
            **metadata(body),
            "name": name,
            **({"namespace": namespace} if namespace else {}),
            "uid": derived(where, "uid"),
            "resourceVersion": str(int(derived(where, "version")[:6], 16)),
            "generation": 1,
            "creationTimestamp": "2026-11-21T00:00:00Z",
        },
    }
    if kind == "Service":
        return _service(view, cluster_id, where, answer)
    if kind in ("Deployment", "StatefulSet", "ReplicaSet"):
        replicas = as_dict(body.get("spec")).get("replicas", 1)
        answer["status"] = {"replicas": replicas, "readyReplicas": replicas, "availableReplicas": replicas}
    if kind == "Namespace":
        answer["status"] = {"phase": "Active"}
    return answer


def _service(view: Subscription, cluster_id: str, where: str, answer: Json) -> Json:
    spec = as_dict(answer.get("spec"))
    profile = as_dict(as_dict((view.get(cluster_id) or {}).get("inputs")).get("networkProfile"))
    cidrs = profile.get("serviceCidrs") or [profile.get("serviceCidr") or "10.0.0.0/16"]
    address = spec.get("clusterIP") or _address(cidrs[0], where)
    status: Json = {"loadBalancer": {}}
    if spec.get("type") == "LoadBalancer":
        fixed = as_dict(metadata(answer).get("annotations")).get("service.beta.kubernetes.io/azure-load-balancer-ipv4")
        status = {"loadBalancer": {"ingress": [{"ip": fixed or _address("203.0.113.0/24", where)}]}}
    return {**answer, "spec": {**spec, "clusterIP": address, "clusterIPs": [address]}, "status": status}


def _address(cidr: Any, where: str) -> str:
    network = ipaddress.ip_network(str(cidr))
    # The first addresses are Kubernetes' own: the API server's and the DNS service's.
    room = max(1, min(network.num_addresses - 32, 2**16))
    return str(network.network_address + 20 + int(derived(where, "address")[:8], 16) % room)
