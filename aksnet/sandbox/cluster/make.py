"""The parts that every object of a simulated cluster has: metadata, owners, and names that look made up but repeat."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from aksnet.arm.values import Json, as_dict
from aksnet.sandbox.azure.made_up import derived

CREATED: Final = "2026-11-21T00:00:00Z"
"""When everything was made of which nobody wrote down when."""
SYSTEM: Final = "kube-system"
# The letters that Kubernetes makes names of: no vowels, nothing that looks like another letter.
# https://pkg.go.dev/k8s.io/apimachinery/pkg/util/rand#SafeEncodeString
_LETTERS: Final = "bcdfghjklmnpqrstvwxz2456789"


def metadata(body: Json) -> Json:
    """Return an object's metadata, empty when it has none."""
    return as_dict(body.get("metadata"))


def spec_of(body: Json) -> Json:
    """Return an object's spec, empty when it has none."""
    return as_dict(body.get("spec"))


def place(body: Json) -> tuple[str, str]:
    """Return namespace and name of an object, which tell it from others of its kind."""
    own = metadata(body)
    return str(own.get("namespace") or ""), str(own.get("name"))


def server_set(
    cluster_id: str, kind: str, namespace: str | None, name: str, *, uid: str | None = None, created: str = CREATED
) -> Json:
    """Return the metadata that only the API server sets: the same for the same object each time.

    An object that somebody made brings its uid, which tells it from one that bore its name before.
    """
    uid = uid or derived(f"{cluster_id}/{kind}/{namespace + '/' if namespace else ''}{name}", "uid")
    return {"uid": uid, "resourceVersion": str(int(uid[:6], 16) + 1), "creationTimestamp": created}


def made(
    cluster_id: str,
    api_version: str,
    kind: str,
    name: str,
    namespace: str | None = None,
    *,
    owner: Json | None = None,
    labels: Json | None = None,
    annotations: Json | None = None,
    created: str = CREATED,
    **content: Any,
) -> Json:
    """Return a whole object."""
    own: Json = {"name": name, **({"namespace": namespace} if namespace else {})}
    own |= server_set(cluster_id, kind, namespace, name, created=created)
    own["labels"] = labels or {}
    if annotations:
        own["annotations"] = annotations
    if owner is not None:
        own["ownerReferences"] = [owned_by(owner)]
    return {"apiVersion": api_version, "kind": kind, "metadata": own, **content}


def owned_by(owner: Json) -> Json:
    """Return the reference to the object that controls another one."""
    return {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }


def condition(kind: str, status: bool, reason: str = "", message: str = "", *, since: str = CREATED) -> Json:
    """Return one condition of a status."""
    told = {key: text for key, text in (("reason", reason), ("message", message)) if text}
    return {"type": kind, "status": str(status), "lastTransitionTime": since, **told}


def letters(*parts: Any, length: int) -> str:
    """Return letters that follow from the parts."""
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:length])


def suffixed(base: str, seeds: list[str]) -> list[str]:
    """Return a name per seed: the base and five letters, never the same twice."""
    names: dict[str, None] = {}
    for seed in seeds:
        name, attempt = f"{base}-{letters(base, seed, length=5)}", 0
        while name in names:
            attempt += 1
            name = f"{base}-{letters(base, seed, attempt, length=5)}"
        names[name] = None
    return list(names)
