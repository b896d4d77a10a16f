"""Who wrote which field of an object, and the conflicts that server-side apply makes of it.

A record keeps the fields that somebody else wrote last. Applied with another value such a field refuses the request;
with the same value both own it; left out, it stays as it is. A list is one field here; Kubernetes merges some by a key.
https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from uuid import uuid4

from aksnet.arm.values import Json, as_dict
from aksnet.sandbox.cluster.make import metadata
from aksnet.sandbox.kube.server_defaults import defaulted
from aksnet.sandbox.sandbox_errors import Refusal

KUBECTL_SCALE: Final = '"kubectl" with subresource "scale" using apps/v1'
_FORCE: Final = "pulumi.com/patchForce"
_HELP: Final = (
    "https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/"
    "#handle-field-conflicts-on-existing-resources"
)
_MISSING: Final = object()


def written_by(record: Json, path: Sequence[str], value: Any, manager: str) -> Json:
    """Return the record of an object after somebody else has written one field of it."""
    steps = list(path)
    outputs = _with(record["outputs"], steps, value)
    declared = _at(record["inputs"], steps) is not _MISSING
    inputs = _with(record["inputs"], steps, value) if declared else record["inputs"]
    others = [each for each in record.get("others", ()) if each["path"] != steps]
    return {**record, "inputs": inputs, "outputs": outputs, "others": [*others, {"path": steps, "manager": manager}]}


def with_predecessor(record: Json, inputs: Json) -> Json:
    """Return the record of an object over which one is created: what else it was created with has another owner.

    pulumi-kubernetes makes up a manager's name for each object, and keeps it in the state.
    """
    manager = _predecessor(record)
    known = [each["path"] for each in record.get("others", ())]
    asked, had = defaulted(inputs), defaulted(record["inputs"])
    owned = [
        {"path": path, "manager": manager}
        for path, _ in _leaves(record["inputs"])
        if path not in known and _at(asked, path) != _at(had, path)
    ]
    return {**record, "others": [*record.get("others", ()), *owned]}


def _predecessor(record: Json) -> str:
    return _manager(str(metadata(record["outputs"]).get("uid", "")))


def _manager(uid: str) -> str:
    return f'"pulumi-kubernetes-{uid[:8]}"'


def refuse_references(record: Json, inputs: Json) -> None:
    """Refuse to create an object over another one of its name that has a reference with other values.

    A reference to a field of the pod is one field to server-side apply, with what the API server filled in, and the
    object that was there has another manager.
    https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
    """
    live = dict(_references(record["outputs"]))
    manager = _predecessor(record)
    _refuse(
        [
            f"conflict with {manager}: {path}"
            for path, asked in _references(inputs)
            if path in live and live[path] != asked
        ],
        _manager(str(uuid4())),
    )


_REFERENCES: Final = ("fieldRef", "resourceFieldRef")


def _references(body: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the references of an object, each with its path as the API server writes it."""
    if isinstance(body, dict):
        for key, value in body.items():
            inner = f"{path}.{key}"
            yield from [(inner, value)] if key in _REFERENCES else _references(value, inner)
    elif isinstance(body, list):
        for position, value in enumerate(body):
            named = as_dict(value).get("name")
            place = position if named is None else f'name="{named}"'
            yield from _references(value, f"{path}[{place}]")


def forced(inputs: Json, *, forces: bool) -> bool:
    """Return whether what others wrote is taken over: by a switch of the provider or an annotation of the object."""
    return forces or str(as_dict(metadata(inputs).get("annotations")).get(_FORCE)).lower() == "true"


def applied(record: Json | None, inputs: Json, *, ignored: Iterable[str], forces: bool) -> tuple[Json, list[Json]]:
    """Return what an apply of these inputs makes of an object, and the fields that others still own; or refuse it.

    Ignored fields are left to whoever owns them, as pulumi-kubernetes does.
    """
    others: list[Json] = list((record or {}).get("others", ()))
    if record is None or not others:
        return inputs, []
    takes_over = forced(inputs, forces=forces)
    left = {tuple(each.split(".")) for each in ignored}
    body, kept, conflicts = inputs, [], []
    for other in others:
        live, asked = _at(record["outputs"], other["path"]), _at(inputs, other["path"])
        if asked is _MISSING or asked == live or tuple(other["path"]) in left:
            body = _with(body, other["path"], live) if live is not _MISSING else body
            kept.append(other)
        elif not takes_over:
            conflicts.append(f"conflict with {other['manager']}: .{'.'.join(other['path'])}")
    _refuse(conflicts, _predecessor(record))
    return body, kept


def _refuse(conflicts: Sequence[str], own: str) -> None:
    if conflicts:
        count = f"{len(conflicts)} conflict{'s' if len(conflicts) > 1 else ''}"
        raise Refusal(
            "Conflict",
            f"Server-Side Apply field conflict detected. See {_HELP} for troubleshooting help.\n"
            f"The resource managed by field manager {own} had an apply conflict: "
            f"Apply failed with {count}: {'; '.join(conflicts)}",
        )


def _leaves(body: Json, path: tuple[str, ...] = ()) -> Iterator[tuple[list[str], Any]]:
    for key, value in body.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*path, key))
        else:
            yield [*path, key], value


def _at(body: Any, path: Sequence[str]) -> Any:
    for step in path:
        if not isinstance(body, dict) or step not in body:
            return _MISSING
        body = body[step]
    return body


def _with(body: Json, path: Sequence[str], value: Any) -> Json:
    """Return a copy of a body in which one field has another value."""
    result = copy.deepcopy(body)
    inner = result
    for step in path[:-1]:
        inner = inner.setdefault(step, {})
    inner[path[-1]] = value
    return result
