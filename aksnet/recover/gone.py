"""What is in the state and nowhere else: asked of the cloud for each id, and with a cluster all that was in it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from aksnet.arm.catalogue import ARM_TYPES, MANAGED_CLUSTER
from aksnet.recover.cloud import Cloud, RecoverError

Json = dict[str, Any]
Entry = tuple[str, str]
"""URN and id: during a replacement the state has the old one and the new one under one URN."""
_QUESTIONS_AT_ONCE: Final = 8


def entry_of(resource: Json) -> Entry:
    """Return what tells one entry of the state from all others."""
    return str(resource["urn"]), str(resource.get("id") or "")


def gone(resources: list[Json], cloud: Cloud, *, all_gone: bool) -> set[Entry]:
    """Return what the state has and no cloud; nothing left of several resources is doubted unless it was said."""
    asked = [each for each in resources if each.get("id") and each["type"] in ARM_TYPES]
    pool = ThreadPoolExecutor(_QUESTIONS_AT_ONCE)
    try:
        states = list(pool.map(lambda each: cloud.state_of(ARM_TYPES[each["type"]], each["id"]), asked))
    finally:
        # After a failure or an interrupt nobody waits for the other answers.
        pool.shutdown(wait=False, cancel_futures=True)
    if len(asked) > 1 and not any(states) and not all_gone:
        raise RecoverError(
            f"None of the {len(asked)} Azure resources in the state exists. That looks like another login, tenant or "
            "subscription: see az account show. When they are really gone, give --all-gone."
        )
    # A replacement that deletes first keeps the old entry, marked so, once it has deleted it: another may be there now.
    lost = [each for each, state in zip(asked, states, strict=True) if state is None or each.get("pendingReplacement")]
    clusters = [each for each in lost if each["type"] == MANAGED_CLUSTER.token]
    result = {entry_of(each) for each in [*lost, *_inside(clusters, resources)]}
    return result - _needed(resources, result)


def _inside(clusters: list[Json], resources: list[Json]) -> list[Json]:
    """Return the providers that lead to lost clusters, and all that they made."""
    hosts = {
        str(each["outputs"][name])
        for each in clusters
        for name in ("fqdn", "privateFQDN")
        if each.get("outputs", {}).get(name)
    }
    providers = [
        each
        for each in resources
        if each["type"] == "pulumi:providers:kubernetes" and any(host in json.dumps(each["inputs"]) for host in hosts)
    ]
    references = {"::".join(entry_of(each)) for each in providers}
    return [*providers, *(each for each in resources if each.get("provider") in references)]


def _needed(resources: list[Json], lost: set[Entry]) -> set[Entry]:
    """Return what has children that stay: the state cannot have a child without its parent."""
    kept = [each for each in resources if entry_of(each) not in lost]
    parents = {str(each.get("parent")) for each in kept} - {str(each["urn"]) for each in kept}
    needed = {entry for entry in lost if entry[0] in parents}
    return needed | _needed(resources, lost - needed) if needed else needed
