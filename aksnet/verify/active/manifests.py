"""The objects of active checks: probe pods under the restricted Pod Security standard, a Service, a NetworkPolicy.

https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from aksnet.verify.active.api import Manifest
from aksnet.verify.active.namespace import LABEL, OWNER
from aksnet.verify.active.scripts import CLIENT, PORT, SERVER

ROLE: Final = "aksnet-verify/role"
"""`open` and `guarded` servers, `plain` clients and a `friend` that the policy lets in."""
SERVICE: Final = "open"
DEADLINE: Final = 1800
"""Seconds after which a pod ends by itself, should we be unable to remove it."""
_USER: Final = 10001


def server(namespace: str, name: str, *, role: str, node: str, image: str) -> Manifest:
    """Return a pod that tells every caller its name."""
    container = _container(image, SERVER, [])
    container["env"] += [_field("POD_IPS", "status.podIPs"), {"name": "PORT", "value": str(PORT)}]
    container["ports"] = [{"containerPort": PORT, "protocol": "TCP"}]
    container["readinessProbe"] = {"tcpSocket": {"port": PORT}, "periodSeconds": 2, "timeoutSeconds": 2}
    return _pod(namespace, name, role, node, container)


def client(namespace: str, name: str, *, role: str, node: str, image: str, arguments: Sequence[str]) -> Manifest:
    """Return a pod that tries what the arguments say, once, and ends."""
    return _pod(namespace, name, role, node, _container(image, CLIENT, arguments))


def service(namespace: str) -> Manifest:
    """Return a Service before the open servers, with an address of every family that the cluster has."""
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": _metadata(namespace, SERVICE),
        "spec": {
            "type": "ClusterIP",
            "selector": {ROLE: "open"},
            "ipFamilyPolicy": "PreferDualStack",
            "ports": [{"name": "greeting", "port": PORT, "targetPort": PORT, "protocol": "TCP"}],
        },
    }


def policy(namespace: str) -> Manifest:
    """Return the policy that shuts the guarded servers to everybody but friends."""
    friends = {"podSelector": {"matchLabels": {ROLE: "friend"}}}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": _metadata(namespace, "only-friends"),
        "spec": {
            "podSelector": {"matchLabels": {ROLE: "guarded"}},
            "policyTypes": ["Ingress"],
            "ingress": [{"from": [friends], "ports": [{"port": PORT, "protocol": "TCP"}]}],
        },
    }


def _metadata(namespace: str, name: str, **labels: str) -> dict[str, Any]:
    return {"namespace": namespace, "name": name, "labels": {LABEL: OWNER, **labels}}


def _pod(namespace: str, name: str, role: str, node: str, container: dict[str, Any]) -> Manifest:
    here = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}
    required = {"nodeSelectorTerms": [here]}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": _metadata(namespace, name, **{ROLE: role}),
        "spec": {
            "activeDeadlineSeconds": DEADLINE,
            # Through the scheduler and not by nodeName: it knows whether the node has room.
            "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}},
            "automountServiceAccountToken": False,
            "containers": [container],
            "enableServiceLinks": False,
            "nodeSelector": {"kubernetes.io/os": "linux"},
            "restartPolicy": "Never",
            "securityContext": {
                "runAsGroup": _USER,
                "runAsNonRoot": True,
                "runAsUser": _USER,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "terminationGracePeriodSeconds": 0,
        },
    }


def _container(image: str, script: str, arguments: Sequence[str]) -> dict[str, Any]:
    return {
        "name": "probe",
        "image": image,
        "command": ["/bin/sh", "-c", script, "probe", *arguments],
        "env": [_field("POD_NAME", "metadata.name"), _field("NODE_NAME", "spec.nodeName")],
        "resources": {
            "requests": {"cpu": "10m", "memory": "16Mi"},
            "limits": {"cpu": "100m", "memory": "32Mi"},
        },
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
        },
    }


def _field(name: str, path: str) -> dict[str, Any]:
    return {"name": name, "valueFrom": {"fieldRef": {"fieldPath": path}}}
