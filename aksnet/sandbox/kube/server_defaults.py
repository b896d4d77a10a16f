"""What the API server fills in where an object with a pod template says nothing.

https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/. Only the defaults of Deployments and of pods in
templates; those of volumes and strategies are left out.
"""

from __future__ import annotations

from typing import Final

from aksnet.arm.values import Json, as_dict, as_list
from aksnet.sandbox.cluster.make import spec_of

_POD: Final[Json] = {
    "dnsPolicy": "ClusterFirst",
    "restartPolicy": "Always",
    "schedulerName": "default-scheduler",
    "securityContext": {},
    "terminationGracePeriodSeconds": 30,
}
_CONTAINER: Final[Json] = {
    "resources": {},
    "terminationMessagePath": "/dev/termination-log",
    "terminationMessagePolicy": "File",
}
_PROBE: Final[Json] = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
_PROBES: Final = ("livenessProbe", "readinessProbe", "startupProbe")
_DEPLOYMENT: Final[Json] = {"progressDeadlineSeconds": 600, "replicas": 1, "revisionHistoryLimit": 10}


def defaulted(body: Json) -> Json:
    """Return an object with what the API server adds to it: unchanged where it has no pod template."""
    spec = spec_of(body)
    template = as_dict(spec.get("template"))
    if not template:
        return body
    own = _DEPLOYMENT if body.get("kind") == "Deployment" else {}
    filled = {**template, "spec": _pod(spec_of(template))}
    return {**body, "spec": {**own, **spec, "template": filled}}


def _pod(spec: Json) -> Json:
    lists = [name for name in ("containers", "initContainers") if name in spec]
    containers: Json = {name: [_container(each) for each in as_list(spec[name])] for name in lists}
    return {**_POD, **spec, **containers}


def _container(body: Json) -> Json:
    _, _, tag = str(body.get("image", "")).rpartition("/")[2].partition(":")
    pulled = "Always" if tag in ("", "latest") and "@" not in str(body.get("image")) else "IfNotPresent"
    found: Json = {"imagePullPolicy": pulled, **_CONTAINER, **body}
    found |= {name: _probe(as_dict(body[name])) for name in _PROBES if name in body}
    if "ports" in body:
        found["ports"] = [{"protocol": "TCP", **each} for each in as_list(body["ports"])]
    if "env" in body:
        found["env"] = [_variable(each) for each in as_list(body["env"])]
    return found


def _probe(body: Json) -> Json:
    found = {**_PROBE, **body}
    if "httpGet" in body:
        found["httpGet"] = {"scheme": "HTTP", **as_dict(body["httpGet"])}
    return found


def _variable(body: Json) -> Json:
    source = as_dict(body.get("valueFrom"))
    if "fieldRef" not in source:
        return body
    return {**body, "valueFrom": {**source, "fieldRef": {"apiVersion": "v1", **as_dict(source["fieldRef"])}}}
