"""Deletions that an earlier run left in a state: the next up carries them out, whatever it is for.

The engine marks what it has replaced and not yet deleted, and deletes it at the end of a run; a run that fails before
that leaves the marks. Where the replacement bears the same id, as every object in a cluster does, the deletion takes
the replacement away.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]


def waiting_deletions(resources: Iterable[Json]) -> list[Json]:
    """Return the entries of a state that the next up deletes; not the providers, which are nothing by themselves."""
    return [each for each in resources if each.get("delete") and not str(each["type"]).startswith("pulumi:providers:")]


def deletions_of_the_living(resources: Iterable[Json]) -> list[Json]:
    """Return the waiting deletions that take away what another entry of the state stands for."""
    entries = list(resources)
    living = {(each["urn"], each.get("id")) for each in entries if each.get("id") and not each.get("delete")}
    return [each for each in waiting_deletions(entries) if (each["urn"], each.get("id")) in living]
