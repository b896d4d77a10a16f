"""Waiting for what an object is for, as pulumi-kubernetes does: pods that are ready, a load balancer's address.

What is not there in time stays in the state with its errors, and the next update tries again. The words are the
provider's own (`tests/real`): it does not say why a pod has no node. What a load balancer's event says is added here.
https://www.pulumi.com/docs/iac/clouds/kubernetes/guides/await-logic/
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any, Final, assert_never

import grpc
from google.protobuf import any_pb2
from pulumi.runtime.proto import provider_pb2, status_pb2

from aksnet.arm.values import Json, as_dict
from aksnet.sandbox.cluster import Objects, objects_of
from aksnet.sandbox.cluster.make import metadata, place, spec_of
from aksnet.sandbox.cluster.pod_owners import POD_OWNERS, is_ready
from aksnet.sandbox.cluster.service_front_ends import addresses_of, is_balanced
from aksnet.sandbox.store import Subscription
from aksnet.sandbox.wire import encode

_SKIP: Final = "pulumi.com/skipAwait"
_DETAILS: Final = "grpc-status-details-bin"
_NO_FRONT_END: Final = "Service was not allocated an IP address; does your cloud provider support this?"
_NO_PODS: Final = (
    "Service does not target any Pods. Selected Pods may not be ready, or field '.spec.selector' may not match labels "
    "on any Pods"
)
_NOT_LIVE: Final = "failed to fully initialize or become live"


def has_status(kind: str) -> bool:
    """Return whether the cluster, not the API server, says how an object of this kind is doing."""
    return kind in (*POD_OWNERS, "Pod")


def looked_at(view: Subscription, cluster_id: str, record: Json) -> tuple[Json, list[str] | None]:
    """Return an object with the status that the cluster gives it, and why it is not ready; nothing when it is."""
    body: Json = record["outputs"]
    kind, skipped = str(body.get("kind")), _skips(body)
    if has_status(kind):
        objects = objects_of(view, cluster_id)
        now = objects.get(str(body["apiVersion"]), kind, *place(body)) or body
        rolls = bool(record.get("rolls"))
        return {**body, "status": now.get("status", {})}, None if skipped else _of_pods(objects, now, rolls=rolls)
    if kind == "Service" and not skipped:
        serving = _serves(view.cluster_objects(cluster_id).values(), body)
        return body, _of_service(objects_of(view, cluster_id), body, serving=serving)
    return body, None


def available(body: Json) -> bool:
    """Return whether a Deployment has as many pods as it may not lack."""
    conditions = as_dict(body.get("status")).get("conditions", ())
    return any(each["type"] == "Available" and each["status"] == "True" for each in conditions)


def rolls(before: Json | None, body: Json) -> bool:
    """Return whether a Deployment keeps the pods that it has until others are ready, so that it stays available."""
    if before is None or body.get("kind") != "Deployment":
        return False
    other = spec_of(before["inputs"]).get("template") != spec_of(body).get("template")
    return bool(before.get("rolls")) or (other and available(before["outputs"]))


def targets_pods(body: Json) -> bool:
    """Return whether a Service is there for pods that somebody waits for."""
    spec = spec_of(body)
    chosen = bool(spec.get("selector")) and spec.get("clusterIP") != "None" and spec.get("type") != "ExternalName"
    return body.get("kind") == "Service" and chosen and not _skips(body)


def _skips(body: Json) -> bool:
    return str(as_dict(metadata(body).get("annotations")).get(_SKIP)).lower() == "true"


def _serves(records: Iterable[Json], service: Json) -> bool:
    """Return whether a rollout goes on behind a Service, whose old pods take traffic meanwhile."""
    wanted = as_dict(spec_of(service).get("selector")).items()
    return any(
        wanted <= as_dict(metadata(as_dict(spec_of(each["outputs"]).get("template"))).get("labels")).items()
        for each in records
        if each.get("rolls") and place(each["outputs"])[0] == place(service)[0]
    )


def _of_service(objects: Objects, service: Json, *, serving: bool) -> list[str] | None:
    ready = behind(objects, service) if targets_pods(service) else []
    unbalanced = is_balanced(service) and not addresses_of(service)
    if not unbalanced and all(ready):
        return None
    found = [] if serving or any(ready) or not targets_pods(service) else [_NO_PODS]
    return [*found, _NO_FRONT_END, *_told(objects, service)] if unbalanced else found


def behind(objects: Objects, service: Json) -> list[bool]:
    """Return of each pod behind a Service that has an address whether it is ready."""
    namespace, name = place(service)
    return [
        bool(each["conditions"].get("ready"))
        for found in objects.list("discovery.k8s.io/v1", "EndpointSlice")
        if metadata(found)["namespace"] == namespace
        and metadata(found)["labels"].get("kubernetes.io/service-name") == name
        for each in found.get("endpoints") or ()
        if each.get("addresses")
    ]


def _of_pods(objects: Objects, owner: Json, *, rolls: bool) -> list[str] | None:
    pods = [owner] if owner["kind"] == "Pod" else _made_by(objects, owner)
    unready = [pod for pod in pods if not is_ready(pod) and pod["status"]["phase"] != "Succeeded"]
    if not unready:
        return None
    found = []
    if owner["kind"] == "Deployment":
        found = ["Minimum number of Pods to consider the application live was not attained"]
        if not rolls and not available(owner):
            lacks = next(each for each in owner["status"]["conditions"] if each["type"] == "Available")
            found = [f"[{lacks['reason']}] {lacks['message']}", "Minimum number of live Pods was not attained"]
    return [*found, *(f"[Pod {_named(pod)}]: {_why(pod)}" for pod in unready if "nodeName" in spec_of(pod))]


def _named(pod: Json) -> str:
    namespace, name = place(pod)
    return name if namespace == "default" else f"{namespace}/{name}"


def _made_by(objects: Objects, owner: Json) -> list[Json]:
    """Return the pods of an owner; a Deployment's belong to its ReplicaSet."""
    if owner["kind"] == "Deployment":
        sets = _owned(objects.list("apps/v1", "ReplicaSet"), owner)
        return [pod for each in sets for pod in _owned(objects.list("v1", "Pod"), each)]
    return _owned(objects.list("v1", "Pod"), owner)


def _owned(bodies: list[Json], owner: Json) -> list[Json]:
    uid = metadata(owner)["uid"]
    return [each for each in bodies if any(ref["uid"] == uid for ref in metadata(each).get("ownerReferences", ()))]


def _why(pod: Json) -> str:
    """Return what the kubelet says of a pod that is not ready; a container that is being made is no reason."""
    unready = [each for each in pod["status"]["containerStatuses"] if not each["ready"]]
    waiting = [as_dict(each["state"].get("waiting")) for each in unready]
    reasons = [f"[{each.get('reason')}] {each.get('message') or ''}".strip() for each in waiting if each]
    told = "\n".join(each for each in reasons if each != "[ContainerCreating]")
    return f"containers with unready status: [{' '.join(each['name'] for each in unready)}]{told}"


def _told(objects: Objects, body: Json) -> list[str]:
    """Return the messages of an object's events."""
    uid = metadata(body)["uid"]
    return [each["message"] for each in objects.list("v1", "Event") if each["involvedObject"].get("uid") == uid]


class Doing(Enum):
    """What a provider was doing when an object turned out not to be ready."""

    CREATE = "create"
    UPDATE = "update"
    READ = "read"


def unready(doing: Doing, urn: str, object_id: str, outputs: Json) -> str:
    """Return the first line about an object that is not ready."""
    name = metadata(outputs).get("name")
    slow = f"'{name}' timed out waiting to be Ready"
    match doing:
        case Doing.CREATE:
            return (
                f'resource "{urn}" was successfully created, but the Kubernetes API server reported that it '
                f"{_NOT_LIVE}: {slow}"
            )
        case Doing.UPDATE:
            return not_taken(object_id, slow)
        case Doing.READ:
            return f"Resource '{name}' was created but failed to initialize"
    assert_never(doing)


def not_taken(object_id: str, why: str) -> str:
    """Return what the provider says of an object that lives and could not be changed."""
    return f'the Kubernetes API server reported that "{object_id}" {_NOT_LIVE}: {why}'


def refuse(context: grpc.ServicerContext, object_id: str, inputs: Json, outputs: Json, reasons: list[str]) -> None:
    """End a call so that the engine keeps the object with its errors; the call's own answer does not count then."""
    message = reasons[0]
    detail: Any = provider_pb2.ErrorResourceInitFailed(
        id=object_id, properties=encode(outputs), inputs=encode(inputs), reasons=reasons
    )
    packed = any_pb2.Any()
    packed.Pack(detail)
    code = grpc.StatusCode.UNKNOWN
    status = status_pb2.Status(code=code.value[0], message=message, details=[packed])
    context.set_trailing_metadata(((_DETAILS, status.SerializeToString()),))
    context.set_code(code)
    context.set_details(message)
