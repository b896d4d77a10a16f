"""What a state says about the inside of clusters, mended: deletions that would strike the living, and identifiers.

Pure: a checkpoint goes in and another comes out, with a line for each thing that was done.
"""

from __future__ import annotations

from typing import Any, Final

from aksnet.arm.catalogue import MANAGED_CLUSTER
from aksnet.engine.urns import name_of, type_of
from aksnet.engine.waiting_deletions import deletions_of_the_living

Json = dict[str, Any]
_CONTENTS: Final = "aks-networking:kubernetes:ClusterContents$pulumi:providers:kubernetes"
_SUFFIX: Final = "-contents-provider"


def mended_inside(deployment: Json) -> tuple[Json, tuple[str, ...]]:
    """Return a checkpoint after which an up deletes nothing that lives, and what was done to it.

    Kubernetes providers of this program that have no clusterIdentifier yet get the one that the program declares: with
    it, credentials that changed in the meantime replace nothing.
    """
    resources = list(deployment.get("resources") or [])
    struck = deletions_of_the_living(resources)
    kept = [each for each in resources if not any(each is one for one in struck)]
    clusters = {name_of(each["urn"]) for each in kept if each["type"] == MANAGED_CLUSTER.token}
    told = [f"{_short(each)}: it lives, and its deletion waits in the state: taken out" for each in struck]
    for number, each in enumerate(kept):
        key = _key(each)
        if key is not None and f"{key}-cluster" in clusters:
            # The names of a component's children begin with its own name and a slash.
            identified = {"clusterIdentifier": key.rpartition("/")[2]}
            kept[number] = {
                **each,
                "inputs": {**(each.get("inputs") or {}), **identified},
                "outputs": {**(each.get("outputs") or {}), **identified},
            }
            told.append(f"{_short(each)}: gets its clusterIdentifier, so that changed credentials replace nothing")
    return {**deployment, "resources": kept}, tuple(told)


def _key(resource: Json) -> str | None:
    """Return the key of the cluster that a provider of this program leads to, where it has no identifier yet."""
    name = name_of(resource["urn"])
    if not resource["urn"].split("::")[2].endswith(_CONTENTS) or not name.endswith(_SUFFIX) or resource.get("delete"):
        return None
    return None if (resource.get("inputs") or {}).get("clusterIdentifier") else name.removesuffix(_SUFFIX)


def _short(resource: Json) -> str:
    return f"{type_of(resource['urn']).rsplit(':', 1)[-1]} {name_of(resource['urn'])}"
