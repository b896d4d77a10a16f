"""The answer to the engine's Diff: what changed, and which of it replaces the resource."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pulumi.runtime.proto import provider_pb2

from aksnet.engine.difference import Change, changes

_KINDS = {
    ("add", False): provider_pb2.PropertyDiff.ADD,
    ("add", True): provider_pb2.PropertyDiff.ADD_REPLACE,
    ("delete", False): provider_pb2.PropertyDiff.DELETE,
    ("delete", True): provider_pb2.PropertyDiff.DELETE_REPLACE,
    ("update", False): provider_pb2.PropertyDiff.UPDATE,
    ("update", True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
}


def respond(
    old: dict[str, Any],
    new: dict[str, Any],
    *,
    replace_on: Sequence[str],
    ignored: Sequence[str] = (),
    delete_first: bool = False,
) -> provider_pb2.DiffResponse:
    """Answer the engine's Diff for a provider whose listed properties replace with all that they hold."""
    found = ((change, change.under(replace_on)) for change in changes(old, new) if not change.under(ignored))
    return answered(found, delete_first=delete_first)


def answered(found: Iterable[tuple[Change, str | None]], *, delete_first: bool = False) -> provider_pb2.DiffResponse:
    """Answer the engine's Diff with changes, each with the property by which it replaces, if it does.

    `changes` alone would come out as an update, so the answer says which and how.
    """
    response = provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE, hasDetailedDiff=True)
    for change, replaces in found:
        response.changes = provider_pb2.DiffResponse.DIFF_SOME
        top = str(change.path[0])
        if top not in response.diffs:
            response.diffs.append(top)
        if replaces and replaces not in response.replaces:
            response.replaces.append(replaces)
        response.detailedDiff[str(change)].CopyFrom(
            provider_pb2.PropertyDiff(kind=_KINDS[change.kind, bool(replaces)], inputDiff=True)
        )
    response.deleteBeforeReplace = delete_first and bool(response.replaces)
    return response
