"""What a client may do, as it asks for it: the two reviews behind `kubectl auth can-i`.

The sandbox knows no users: everybody who reaches it may read what it serves, and nobody may do anything else. Roles of
the cluster are not looked at, so the answer is about this server, and each says so.
https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from aksnet.arm.values import Json, as_dict
from aksnet.sandbox.serve.review_bodies import ACCESS, RULES, spec_of
from aksnet.sandbox.serve.snapshots import ApiKind
from aksnet.sandbox.serve.status import KubeRefusal

READING: Final = ("get", "list", "watch")
PATHS: Final = (
    *("/", "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/healthz/*", "/livez", "/livez/*"),
    *("/openapi/*", "/readyz", "/readyz/*", "/version"),
)
"""Paths of no kind that are answered; a star stands for everything below."""
_ALLOWED: Final = "the sandbox serves this to everybody on this machine, whatever the roles in the cluster say"
_DENIED: Final = "the sandbox is read-only, and serves no other kinds: change the stack file, run `aksnet sandbox up`"


@dataclass(frozen=True, kw_only=True)
class _Review:
    """A kind that is only created, and never kept."""

    api_version: str = "authorization.k8s.io/v1"
    kind: str
    plural: str
    namespaced: bool = False
    short_names: tuple[str, ...] = ()


_ACCESS: Final = _Review(kind="SelfSubjectAccessReview", plural="selfsubjectaccessreviews")
_RULES: Final = _Review(kind="SelfSubjectRulesReview", plural="selfsubjectrulesreviews")
REVIEWS: Final[tuple[ApiKind, ...]] = (_ACCESS, _RULES)


def review(kind: ApiKind, body: bytes, kinds: Sequence[ApiKind]) -> Json:
    """Return the review with its status."""
    spec = spec_of(body, kind.kind, RULES if kind is _RULES else ACCESS)
    status = _rules(kinds) if kind is _RULES else _access(spec, kinds)
    return {"kind": kind.kind, "apiVersion": kind.api_version, "metadata": {}, "spec": spec, "status": status}


def _access(spec: Json, kinds: Iterable[ApiKind]) -> Json:
    wanted, path = as_dict(spec.get("resourceAttributes")), as_dict(spec.get("nonResourceAttributes"))
    if bool(wanted) == bool(path):
        raise KubeRefusal(422, "spec: exactly one of resourceAttributes and nonResourceAttributes is needed")
    allowed = _may(wanted, kinds) if wanted else _is_served(path)
    return {"allowed": allowed, "reason": _ALLOWED if allowed else _DENIED}


def _may(wanted: Json, kinds: Iterable[ApiKind]) -> bool:
    served = REVIEWS if wanted.get("verb") == "create" else kinds if wanted.get("verb") in READING else ()
    place = f"{wanted.get('group') or ''}/{wanted.get('resource')}"
    whole = wanted.get("subresource") in (None, "", "status")
    return whole and place in {f"{_group(each)}/{each.plural}" for each in served}


def _is_served(path: Json) -> bool:
    asked = str(path.get("path") or "")
    return path.get("verb") == "get" and any(
        asked.startswith(each[:-1]) if each.endswith("*") else asked == each for each in PATHS
    )


def _rules(kinds: Iterable[ApiKind]) -> Json:
    groups: dict[str, set[str]] = {}
    for kind in kinds:
        groups.setdefault(_group(kind), set()).add(kind.plural)
    read = [
        {"verbs": list(READING), "apiGroups": [group], "resources": sorted(plurals)}
        for group, plurals in sorted(groups.items())
    ]
    asked = [{"verbs": ["create"], "apiGroups": [_group(_ACCESS)], "resources": [each.plural for each in REVIEWS]}]
    paths = [{"verbs": ["get"], "nonResourceURLs": list(PATHS)}]
    return {"resourceRules": asked + read, "nonResourceRules": paths, "incomplete": False}


def _group(kind: ApiKind) -> str:
    return kind.api_version.rpartition("/")[0]
