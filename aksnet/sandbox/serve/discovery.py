"""What a cluster says of itself: version, API groups, resources, health. Plain discovery, which every kubectl takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aksnet.arm.values import Json
from aksnet.sandbox.serve.reviews import READING, REVIEWS
from aksnet.sandbox.serve.snapshots import ApiKind
from aksnet.sandbox.serve.status import no_such_resource

METRICS: Final = ("apis", "metrics.k8s.io")
"""The group that `kubectl top` asks for, which AKS serves: what is asked of it here is refused in words."""
_METRICS_VERSION: Final = "metrics.k8s.io/v1beta1"
# Without verbs kubectl lists none of them, but takes the group for one that is there.
_METRICS_RESOURCES: Final = [
    {"name": name, "singularName": "", "namespaced": name == "pods", "kind": kind, "verbs": []}
    for name, kind in (("nodes", "NodeMetrics"), ("pods", "PodMetrics"))
]
HEALTH: Final = frozenset({"healthz", "livez", "readyz"})
# What `kubectl get all` means.
_ALL: Final = frozenset(
    {
        "Pod",
        "Service",
        "DaemonSet",
        "Deployment",
        "ReplicaSet",
        "StatefulSet",
        "Job",
        "CronJob",
        "HorizontalPodAutoscaler",
    }
)


def version(git_version: str) -> Json:
    """Return the answer to /version."""
    major, minor, *_ = git_version.split(".")
    return {
        "major": major,
        "minor": minor,
        "gitVersion": f"v{git_version}",
        "gitCommit": "0" * 40,
        "gitTreeState": "simulated",
        "buildDate": "1970-01-01T00:00:00Z",
        "goVersion": "none",
        "compiler": "none",
        "platform": "linux/amd64",
    }


def describe(parts: tuple[str, ...], kinds: Sequence[ApiKind]) -> Json:
    """Return the answer to a discovery path: /, /api, /api/v1, /apis, /apis/GROUP, /apis/GROUP/VERSION."""
    versions = sorted({_METRICS_VERSION, *(kind.api_version for kind in kinds)})
    groups: dict[str, list[str]] = {}
    for api_version in versions:
        name, _, _ = api_version.rpartition("/")
        if name:
            groups.setdefault(name, []).append(api_version)
    fixed: dict[tuple[str, ...], Json] = {
        (): {
            "paths": [
                "/api",
                "/api/v1",
                "/apis",
                *(f"/apis/{each}" for each in versions if "/" in each),
                "/openapi/v3",
                "/version",
            ]
        },
        ("api",): {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []},
        ("apis",): {
            "kind": "APIGroupList",
            "apiVersion": "v1",
            "groups": [_group(name, found) for name, found in groups.items()],
        },
    }
    if parts in fixed:
        return fixed[parts]
    if len(parts) == 2 and parts[0] == "apis" and parts[1] in groups:
        return {"kind": "APIGroup", "apiVersion": "v1", **_group(parts[1], groups[parts[1]])}
    group_version = "/".join(parts[1:])
    if group_version not in versions:
        raise no_such_resource()
    return {
        "kind": "APIResourceList",
        "apiVersion": "v1",
        "groupVersion": group_version,
        "resources": _METRICS_RESOURCES
        if group_version == _METRICS_VERSION
        else [_resource(kind) for kind in kinds if kind.api_version == group_version],
    }


def _group(name: str, versions: list[str]) -> Json:
    found = [{"groupVersion": each, "version": each.rpartition("/")[2]} for each in versions]
    return {"name": name, "versions": found, "preferredVersion": found[-1]}


def _resource(kind: ApiKind) -> Json:
    return {
        "name": kind.plural,
        "singularName": kind.kind.lower(),
        "namespaced": kind.namespaced,
        "kind": kind.kind,
        "verbs": ["create"] if kind in REVIEWS else list(READING),
        **({"shortNames": list(kind.short_names)} if kind.short_names else {}),
        **({"categories": ["all"]} if kind.kind in _ALL else {}),
    }
