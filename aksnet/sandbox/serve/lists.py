"""Which objects a list shows: one namespace or all, by selectors, in pages that stay with one state.

https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from aksnet.arm.values import Json
from aksnet.sandbox.serve.selectors import by_fields, by_labels
from aksnet.sandbox.serve.snapshots import ApiKind, Snapshot, Snapshots
from aksnet.sandbox.serve.status import KubeRefusal


@dataclass(frozen=True, kw_only=True)
class Query:
    """What a list or a watch is of."""

    cluster_id: str
    kind: ApiKind
    namespace: str | None
    parameters: Mapping[str, str]

    def number(self, name: str) -> int:
        """Return a parameter that is a number; 0 when it is not given."""
        text = self.parameters.get(name) or "0"
        if not text.isdecimal():
            raise KubeRefusal(400, f"{name} must be a number, not {text!r}")
        return int(text)

    @property
    def selects(self) -> bool:
        """Return whether a selector leaves something out."""
        return bool(self.parameters.get("labelSelector") or self.parameters.get("fieldSelector"))

    def chosen(self, snapshot: Snapshot) -> list[Json]:
        """Return the objects that are asked for, by namespace and name."""
        labels = by_labels(self.parameters.get("labelSelector", ""))
        fields = by_fields(self.kind.kind, self.parameters.get("fieldSelector", ""))
        found = snapshot.objects(self.cluster_id).list(self.kind.api_version, self.kind.kind)
        return [
            each
            for each in found
            if (self.namespace is None or each["metadata"].get("namespace") == self.namespace)
            and labels(each)
            and fields(each)
        ]


@dataclass(frozen=True, kw_only=True)
class Page:
    """The objects of one answer, and what a list says of itself."""

    objects: list[Json]
    metadata: Json


def page(snapshots: Snapshots, query: Query) -> Page:
    """Return the page that a list asks for."""
    token = query.parameters.get("continue", "")
    snapshot, start = _resumed(snapshots, token) if token else (snapshots.now(), 0)
    limit = query.number("limit")
    found = query.chosen(snapshot)
    end = start + limit if limit else len(found)
    metadata: Json = {"resourceVersion": str(snapshot.version)}
    if end < len(found):
        metadata["continue"] = base64.urlsafe_b64encode(f"{snapshot.version}:{end}".encode()).decode()
        if not query.selects:
            metadata["remainingItemCount"] = len(found) - end
    return Page(objects=found[start:end], metadata=metadata)


def _resumed(snapshots: Snapshots, token: str) -> tuple[Snapshot, int]:
    try:
        version, _, start = base64.b64decode(token, altchars=b"-_", validate=True).decode().partition(":")
        snapshot, position = snapshots.at(int(version)), int(start)
    except (binascii.Error, ValueError):
        raise KubeRefusal(400, "continue key is not valid") from None
    if snapshot is None:
        raise KubeRefusal(
            410,
            "The provided continue parameter is too old to display a consistent list result. You can start a new list "
            "without the continue parameter.",
        )
    return snapshot, position
