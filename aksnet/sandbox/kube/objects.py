"""What the API server of a simulated cluster keeps: names, namespaces, what it adds to an object.

What comes of an object in the cluster, such as pods and addresses of load balancers, is `aksnet.sandbox.cluster`'s.
"""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from aksnet.arm.values import Json, as_dict
from aksnet.sandbox.clock import stamp
from aksnet.sandbox.cluster import objects_of
from aksnet.sandbox.cluster.cluster_facts import Facts
from aksnet.sandbox.cluster.kinds import CLUSTER_SCOPED
from aksnet.sandbox.cluster.make import metadata, server_set, spec_of
from aksnet.sandbox.cluster.pod_owners import POD_OWNERS
from aksnet.sandbox.cluster.service_addresses import addressed
from aksnet.sandbox.cluster.service_front_ends import addresses_of, front_end, is_balanced
from aksnet.sandbox.cluster.system import system_namespaces
from aksnet.sandbox.cluster.system_objects import BUILT_IN_NAMESPACES
from aksnet.sandbox.kube.server_defaults import defaulted
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription

# https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces
_IMMORTAL: Final = frozenset({"default", "kube-system", "kube-public"})
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


def replace_on(kind: str, *, mutable: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the properties of a kind whose change replaces the object; a provider may make some kinds mutable."""
    fixed = () if kind in mutable else _IMMUTABLE.get(kind, ())
    return ("apiVersion", "kind", "metadata.name", "metadata.namespace", *fixed)


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


def living(view: Subscription, cluster_id: str) -> dict[str, Json]:
    """Return the objects of a cluster, or refuse: nobody answers for a cluster that is gone."""
    Facts.of(view, cluster_id)
    return view.cluster_objects(cluster_id)


def in_namespace(view: Subscription, cluster_id: str, namespace: str) -> None:
    """Refuse an object in a namespace that is not there."""
    there = key("v1", "Namespace", namespace) in view.cluster_objects(cluster_id)
    if there or namespace in BUILT_IN_NAMESPACES:
        return
    if namespace not in system_namespaces(Facts.of(view, cluster_id)):
        raise Refusal("NotFound", f'namespaces "{namespace}" not found')


def live(view: Subscription, cluster_id: str, api_version: str, kind: str, object_id_: str) -> Json | None:
    """Return an object as the cluster has it, whoever made it."""
    namespace, _, name = object_id_.rpartition("/")
    return objects_of(view, cluster_id).get(api_version, kind, namespace, name)


def inputs_of(found: Json) -> Json:
    """Return what a program would write to get an object that it did not make: all but what the server set."""
    own = {name: value for name, value in metadata(found).items() if name not in ("generation", *_SERVER_SET)}
    body = {name: value for name, value in found.items() if name != "status"}
    if found["kind"] == "Service":
        spec = spec_of(found)
        body["spec"] = {name: value for name, value in spec.items() if name not in ("clusterIP", "clusterIPs")}
    return {**body, "metadata": own}


# The API server counts changes of what has a controller; of Services, Namespaces and ConfigMaps it does not.
_COUNTED: Final = frozenset({*POD_OWNERS, "Ingress", "NetworkPolicy", "Pod", "PodDisruptionBudget"})
_SERVER_SET: Final = ("uid", "resourceVersion", "creationTimestamp")


def deletable(name: str) -> None:
    """Refuse to delete a namespace that a cluster cannot be without."""
    if name in _IMMORTAL:
        raise Refusal("Forbidden", f'namespaces "{name}" is forbidden: this namespace may not be deleted')


def completed(
    view: Subscription, cluster_id: str, namespace: str | None, name: str, body: Json, before: Json | None
) -> Json:
    """Return an object as the API server would keep it; `before` is the record that it had."""
    kind, old = str(body.get("kind")), as_dict((before or {}).get("outputs"))
    generation = int(metadata(old).get("generation") or 0)
    same = before is not None and spec_of(defaulted(before["inputs"])) == spec_of(defaulted(body))
    uid, created = metadata(old).get("uid") or uuid4(), metadata(old).get("creationTimestamp") or stamp(view.now)
    answer = {
        **defaulted(body),
        "metadata": {
            **metadata(body),
            "name": name,
            **({"namespace": namespace} if namespace else {}),
            **server_set(cluster_id, kind, namespace, name, uid=str(uid), created=str(created)),
            **({"generation": generation if same else generation + 1} if kind in _COUNTED else {}),
        },
    }
    if kind == "Service":
        return _service(Facts.of(view, cluster_id), answer, old)
    if kind == "Namespace":
        answer["metadata"]["labels"] = {
            **as_dict(answer["metadata"].get("labels")),
            "kubernetes.io/metadata.name": name,
        }
        answer |= {"spec": {"finalizers": ["kubernetes"]}, "status": {"phase": "Active"}}
    return answer


def _service(facts: Facts, service: Json, before: Json) -> Json:
    whole = {**service, "spec": addressed(facts, service, spec_of(before))}
    balancer: Json = {}
    if is_balanced(whole):
        found, _ = front_end(facts, whole, addresses_of(before))
        balancer = {"ingress": [{"ip": address} for address in found]} if found else {}
    return {**whole, "status": {"loadBalancer": balancer}}
