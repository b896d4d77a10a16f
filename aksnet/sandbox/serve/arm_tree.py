"""What is in the subscription as ARM shows it: a nested resource is both inside its parent and on its own.

A subnet may have been written inside its network or alone, a pool inside its cluster or alone: a GET shows it both
ways. What a resource shows because of others is its row's own (`aksnet.sandbox.azure.resource_type`).
"""

from __future__ import annotations

from typing import Final

from aksnet.arm.ids import last, parent_of
from aksnet.arm.values import Json, as_list
from aksnet.sandbox.azure.managed_clusters import AGENT_POOL, MANAGED_CLUSTER
from aksnet.sandbox.azure.resource_type import SimulatedType
from aksnet.sandbox.azure.scale_sets import sets_of
from aksnet.sandbox.serve.arm_bodies import BY_TYPE
from aksnet.sandbox.store import Subscription

_POOLS: Final = ("agentPoolProfiles", AGENT_POOL)


def _inside(arm_type: str) -> tuple[str, SimulatedType] | None:
    """Return the property that lists a type's nested resources, and their type."""
    if arm_type.lower() == MANAGED_CLUSTER.arm.name.lower():
        return _POOLS
    kind = BY_TYPE.get(arm_type.lower())
    return (kind.arm.lists, kind.inline) if kind and kind.inline else None


def members(view: Subscription, parent: Json) -> list[Json]:
    """Return the records of what is nested in a resource, whichever way it was written, in the order of the ids."""
    inside = _inside(parent["type"])
    if inside is None:
        return []
    prop, child = inside
    found = {}
    for item in [*_made_otherwise(view, parent), *as_list(parent["outputs"].get(prop))]:
        arm_id = f"{parent['id']}/{last(child.arm.name)}/{item.get('name')}"
        found[arm_id.lower()] = {"id": arm_id, "type": child.arm.name, "inputs": item, "outputs": item}
    for record in view.below(parent["id"]):
        if record["type"].lower() == child.arm.name.lower():
            found[record["id"].lower()] = record
    return [record for _, record in sorted(found.items())]


def _made_otherwise(view: Subscription, parent: Json) -> list[Json]:
    """Return the pools that a cluster's last request did not list."""
    return [pool for each in sets_of(view, parent["id"]).values() if (pool := each["inputs"].get("profile"))]


def find(view: Subscription, arm_id: str) -> Json | None:
    """Return the whole record of a resource, or nothing."""
    record = view.get(arm_id)
    if record is None:
        parent = view.get(parent_of(arm_id))
        inside = members(view, parent) if parent is not None else []
        record = next((each for each in inside if each["id"].lower() == arm_id.lower()), None)
    return None if record is None else whole(view, record)


def whole(view: Subscription, record: Json) -> Json:
    """Return a record with what is nested in it and what it shows because of others."""
    outputs, kind, inside = dict(record["outputs"]), BY_TYPE.get(record["type"].lower()), _inside(record["type"])
    if kind is not None:
        outputs |= kind.computed(view, record["id"], record["inputs"])
    if inside is not None:
        outputs[inside[0]] = [
            {**_as_member(whole(view, each)), "id": each["id"], "name": last(each["id"])}
            for each in members(view, record)
        ]
    return {**record, "outputs": outputs}


def _as_member(record: Json) -> Json:
    """Return a nested resource as its parent lists it; a pool in a cluster has a `type` of its own, others ARM's."""
    if record["type"] != AGENT_POOL.arm.name:
        return {**record["outputs"], "type": record["type"]}
    return {**record["outputs"], "type": record["inputs"].get("type", "VirtualMachineScaleSets")}


def listed(view: Subscription, scope: str, arm_type: str) -> list[Json]:
    """Return the records of a type under a subscription, group or parent."""
    parent = view.get(scope)
    if parent is not None and arm_type.lower().startswith(parent["type"].lower() + "/"):
        return [whole(view, record) for record in members(view, parent)]
    prefix = scope.lower().rstrip("/") + "/"
    found = [record for record in view.of_type(arm_type) if record["id"].lower().startswith(prefix)]
    return [whole(view, record) for record in sorted(found, key=lambda each: str(each["id"]).lower())]
