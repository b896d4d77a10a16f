"""The state of a stack, prepared for a change in place, and put back: a checkpoint goes in, another comes out.

azure-native compares the inputs in the state with those of the program, and its update sends the whole of the latter.
So the inputs in the state get the network profile that the program will send: nothing that would replace the cluster
differs any more. One harmless key is left out of it, because without any difference there would be no update.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from aksnet.contract import MIGRATIONS
from aksnet.diff.deployed import CLUSTER_CHAIN
from aksnet.diff.migration_mark import Migration, as_output
from aksnet.diff.own_resources import PROGRAM, own_resources
from aksnet.engine.marks import SIGNATURE
from aksnet.engine.urns import STACK_TYPE, name_of
from aksnet.migrate.migrate_errors import MigrateError

Json = dict[str, Any]
PROFILE: Final = "networkProfile"
_LEFT_OUT: Final = "loadBalancerSku"
"""Sent in every mode, the same in each, and none of the keys for which azure-native replaces a cluster."""


def prepared(deployment: Json, marks: Iterable[Migration]) -> Json:
    """Return the state in which an up updates the clusters of these marks; it passes the guard by them."""
    new = list(marks)
    profiles = {mark.cluster: {key: value for key, value in mark.profile.items() if key != _LEFT_OUT} for mark in new}
    return _rewritten(deployment, profiles, as_output(new))


def restored(deployment: Json, inputs: Mapping[str, Json]) -> Json:
    """Return the state with the network profiles of clusters as these inputs have them, and without marks."""
    return _rewritten(deployment, {key: each[PROFILE] for key, each in inputs.items()}, None)


def inputs_of(deployment: Json, cluster: str) -> Json:
    """Return the inputs that the state has of a cluster, secrets as they are there.

    Raises:
        MigrateError: when the state has no such cluster, or its network profile is a secret.

    """
    inputs = dict(_entry(deployment, cluster).get("inputs") or {})
    if not isinstance(inputs.get(PROFILE), dict) or SIGNATURE in inputs[PROFILE]:
        raise MigrateError(f"The state holds no network profile of {cluster} that can be read; nothing was prepared.")
    return inputs


def id_of(deployment: Json, cluster: str) -> str:
    """Return the ARM id of a cluster."""
    return str(_entry(deployment, cluster).get("id") or "")


def refuse_unfinished(deployment: Json, stack: str) -> None:
    """Raise MigrateError where a run broke off: what it did is not known yet."""
    if deployment.get("pending_operations"):
        raise MigrateError(
            f"A run of {stack} broke off in the middle of an operation; nothing was done. Run aksnet recover first."
        )


def _rewritten(deployment: Json, profiles: Mapping[str, Json], marks: Any) -> Json:
    entries = {id(_entry(deployment, cluster)): profile for cluster, profile in profiles.items()}
    resources = []
    for each in deployment.get("resources") or []:
        changed = each
        if id(each) in entries:
            changed = {**each, "inputs": {**each["inputs"], PROFILE: entries[id(each)]}}
        elif each.get("type") == STACK_TYPE:
            outputs = {key: value for key, value in (each.get("outputs") or {}).items() if key != MIGRATIONS}
            changed = {**each, "outputs": {**outputs, MIGRATIONS: marks} if marks else outputs}
        resources.append(changed)
    return {**deployment, "resources": resources}


def _entry(deployment: Json, cluster: str) -> Json:
    standing = {str(each["urn"]): each for each in deployment.get("resources") or [] if not each.get("delete")}
    for urn, each in own_resources(standing, PROGRAM).items():
        if urn.split("::")[2] == CLUSTER_CHAIN and name_of(urn) == f"{cluster}-cluster":
            found: Json = each
            return found
    raise MigrateError(f"The state has no managed cluster of {cluster}; nothing was prepared.")
