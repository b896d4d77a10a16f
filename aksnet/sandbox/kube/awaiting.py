"""Waiting for what an object is for, as pulumi-kubernetes does: pods that are ready, a load balancer's address.

What is not there in time stays in the state with its errors, and the next update tries again. Not waited for: the pods
behind a Service, and anything else. https://www.pulumi.com/docs/iac/clouds/kubernetes/guides/await-logic/
"""

from __future__ import annotations

from typing import Any, Final

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


def has_status(kind: str) -> bool:
    """Return whether the cluster, not the API server, says how an object of this kind is doing."""
    return kind in (*POD_OWNERS, "Pod")


def looked_at(view: Subscription, cluster_id: str, body: Json) -> tuple[Json, list[str]]:
    """Return an object with the status that the cluster gives it, and why it is not ready; nothing when it is."""
    kind, skipped = str(body.get("kind")), _skips(body)
    if has_status(kind):
        objects = objects_of(view, cluster_id)
        now = objects.get(str(body["apiVersion"]), kind, *place(body)) or body
        return {**body, "status": now.get("status", {})}, [] if skipped else _of_pods(objects, now)
    if kind == "Service" and is_balanced(body) and not addresses_of(body) and not skipped:
        return body, [_NO_FRONT_END, *_told(objects_of(view, cluster_id), body)]
    return body, []


def _skips(body: Json) -> bool:
    return str(as_dict(metadata(body).get("annotations")).get(_SKIP)).lower() == "true"


def _of_pods(objects: Objects, owner: Json) -> list[str]:
    pods = [owner] if owner["kind"] == "Pod" else _made_by(objects, owner)
    unready = [pod for pod in pods if not is_ready(pod) and pod["status"]["phase"] != "Succeeded"]
    if not unready:
        return []
    found = []
    if owner["kind"] == "Deployment":
        available = next(each for each in owner["status"]["conditions"] if each["type"] == "Available")
        if available["status"] == "False":
            found.append(f"[{available['reason']}] {available['message']}")
        found.append("Minimum number of live Pods was not attained")
    return [*found, *(f"[Pod {'/'.join(place(pod))}]: {_why(objects, pod)}" for pod in unready)]


def _made_by(objects: Objects, owner: Json) -> list[Json]:
    """Return the pods of an owner; a Deployment's belong to its ReplicaSet."""
    if owner["kind"] == "Deployment":
        sets = _owned(objects.list("apps/v1", "ReplicaSet"), owner)
        return [pod for each in sets for pod in _owned(objects.list("v1", "Pod"), each)]
    return _owned(objects.list("v1", "Pod"), owner)


def _owned(bodies: list[Json], owner: Json) -> list[Json]:
    uid = metadata(owner)["uid"]
    return [each for each in bodies if any(ref["uid"] == uid for ref in metadata(each).get("ownerReferences", ()))]


def _why(objects: Objects, pod: Json) -> str:
    """Return why a pod is not ready: what the scheduler, or the kubelet of its containers, says."""
    status = pod["status"]
    if "nodeName" not in spec_of(pod):
        told = status["conditions"][0]
        return f"[{told['reason']}] {told['message']}"
    unready = [each for each in status["containerStatuses"] if not each["ready"]]
    reasons = []
    for each in unready:
        waiting = as_dict(each["state"].get("waiting"))
        reasons.append(f"[{waiting.get('reason')}] {waiting.get('message') or ''}".strip())
    reasons += _told(objects, pod) if not status.get("podIP") else []
    return f"containers with unready status: [{' '.join(each['name'] for each in unready)}] -- {'; '.join(reasons)}"


def _told(objects: Objects, body: Json) -> list[str]:
    """Return the messages of an object's events."""
    uid = metadata(body)["uid"]
    return [each["message"] for each in objects.list("v1", "Event") if each["involvedObject"].get("uid") == uid]


def refuse(
    context: grpc.ServicerContext, object_id: str, inputs: Json, outputs: Json, reasons: list[str], *, update: bool
) -> None:
    """End a call so that the engine keeps the object with its errors; the call's own answer does not count then."""
    name = metadata(outputs).get("name")
    slow = f"'{name}' timed out waiting to be Ready"
    fault = "failed to fully initialize or become live"
    message = (
        f'the Kubernetes API server reported that "{object_id}" {fault}: {slow}'
        if update
        else f"resource {object_id} was successfully created, but the Kubernetes API server reported that it {fault}: "
        f"{slow}"
    )
    detail: Any = provider_pb2.ErrorResourceInitFailed(
        id=object_id, properties=encode(outputs), inputs=encode(inputs), reasons=[message, *reasons]
    )
    packed = any_pb2.Any()
    packed.Pack(detail)
    code = grpc.StatusCode.UNKNOWN
    status = status_pb2.Status(code=code.value[0], message=message, details=[packed])
    context.set_trailing_metadata(((_DETAILS, status.SerializeToString()),))
    context.set_code(code)
    context.set_details(message)
