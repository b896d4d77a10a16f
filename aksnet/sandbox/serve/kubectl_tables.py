"""Objects as the Table that kubectl prints: cells instead of objects.

https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from aksnet.arm.values import Json
from aksnet.sandbox.serve.columns import columns_of
from aksnet.sandbox.serve.status import KubeRefusal

_TABLES: Final = frozenset({"v1", "v1beta1"})
_JSON: Final = frozenset({"application/json", "application/*", "*/*"})


def wants_table(accept: str) -> bool:
    """Return whether a client prefers a table; refuse one that takes neither a table nor JSON."""
    if not accept.strip():
        return False
    for entry in accept.split(","):
        media, *rest = (part.strip() for part in entry.split(";"))
        if media not in _JSON:
            continue
        parameters = dict(part.split("=", 1) for part in rest if "=" in part)
        form = parameters.get("as")
        if form is None:
            return False
        if form == "Table" and parameters.get("g") == "meta.k8s.io" and parameters.get("v") in _TABLES:
            return True
    raise KubeRefusal(
        406,
        "only the following media types are accepted: application/json, application/json;as=Table;v=v1;g=meta.k8s.io",
    )


def table(api_version: str, kind: str, objects: Sequence[Json], *, metadata: Json, include: str, now: datetime) -> Json:
    """Return objects of one kind as a Table; `include` says how much of each object goes along."""
    columns = columns_of(api_version, kind)
    rows = []
    for each in objects:
        row: Json = {"cells": [column.cell(each, now) for column in columns]}
        if include == "Object":
            row["object"] = each
        elif include != "None":
            row["object"] = {
                "kind": "PartialObjectMetadata",
                "apiVersion": "meta.k8s.io/v1",
                "metadata": each["metadata"],
            }
        rows.append(row)
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": metadata,
        "columnDefinitions": [column.definition() for column in columns],
        "rows": rows,
    }
