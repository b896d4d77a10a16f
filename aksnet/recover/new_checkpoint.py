"""The state of a stack, edited: what exists goes in, what is gone goes out, operations that never ended are dropped.

Pure: a checkpoint goes in, as `pulumi stack export` gives it, and another comes out. Nothing is looked up here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

from aksnet.arm.catalogue import ARM_TYPES
from aksnet.engine.difference import Change, changes
from aksnet.engine.marks import UNKNOWN_MASK
from aksnet.recover.cloud import FAILED
from aksnet.recover.declared import Declared, Found, id_under
from aksnet.recover.gone import Entry, entry_of
from aksnet.recover.merge import known, merged, shown

Json = dict[str, Any]
_GOAL: Final = ("type", "parent", "dependencies", "propertyDependencies", "provider", "protect")


def pending(deployment: Json) -> list[tuple[str, str]]:
    """Return the operations that never ended: what was done, and to which URN."""
    return [(each["type"], each["resource"]["urn"]) for each in deployment.get("pending_operations") or []]


def creating(deployment: Json, subscription: str) -> dict[str, str]:
    """Return the ids of the Azure resources whose creation never ended, by URN."""
    operations = [each for each in deployment.get("pending_operations") or [] if each["type"] == "creating"]
    ids = {
        str(each["resource"]["urn"]): id_under(subscription, kind, each["resource"].get("inputs") or {})
        for each in operations
        if (kind := ARM_TYPES.get(str(each["resource"]["type"]))) is not None
    }
    return {urn: arm_id for urn, arm_id in ids.items() if arm_id is not None}


def differs(found: Found) -> list[str]:
    """Return the paths in which an adopted resource is not, or may not be, what the program declares."""
    declared = shown(found.declared)
    return [
        f"{change} (it is not known yet what is declared)" if _unknown(declared, change) else str(change)
        for change in changes(_inputs(found), declared)
    ]


def _unknown(declared: Any, change: Change) -> bool:
    """Return whether a change is to a value that depends on something that does not exist yet."""
    if change.kind == "delete":
        return False
    for step in change.path:
        declared = declared[step]
    return UNKNOWN_MASK in json.dumps(declared)


def edited(deployment: Json, declared: Declared, gone: set[Entry]) -> Json:
    """Return the checkpoint that a plain up can start from."""
    kept = [each for each in deployment.get("resources") or [] if entry_of(each) not in gone]
    there = {each["urn"] for each in kept}
    resources = _Resources([_kept(each, there.__contains__) for each in kept], declared)
    for found in declared.found:
        resources.adopt(found)
    result = {key: value for key, value in deployment.items() if key != "pending_operations"}
    return {**result, "resources": resources.all}


class _Resources:
    """The resources of a checkpoint, each after what it needs."""

    def __init__(self, resources: list[Json], declared: Declared) -> None:
        self.all = resources
        self._ids = {str(each["urn"]): each.get("id") for each in resources if not each.get("delete")}
        self._declared = declared

    def adopt(self, found: Found) -> None:
        """Add a resource that exists, after its parent and its provider.

        Where the state has another one under its name, a replacement was cut off: the new one takes its place, and the
        old one is marked as the engine marks it between the two halves of a replacement. The next up deletes it.
        """
        failed = [f"it exists with the provisioning state {found.state}"] if found.state in FAILED else []
        old = next((each for each in self.all if each["urn"] == found.urn and not each.get("delete")), None)
        self._add(
            found.urn,
            {
                "custom": True,
                "id": found.id,
                "inputs": _inputs(found),
                "outputs": known(found.outputs),
                # The next up writes a resource with such errors again, whether or not anything changed.
                **({"initErrors": failed} if failed else {}),
            },
            old,
        )
        if old is not None:
            old["delete"] = True

    def _add(self, urn: str, entry: Json, before: Json | None) -> None:
        goal = {key: self._declared.goals[urn][key] for key in _GOAL if self._declared.goals[urn].get(key)}
        if goal.get("parent"):
            self._ensure(goal["parent"], before)
        if goal.get("provider"):
            goal["provider"] = self._provider(goal["provider"], before)
        at = len(self.all) if before is None else self.all.index(before)
        there = {each["urn"] for each in self.all[:at]}
        self.all.insert(at, _kept({"urn": urn, **goal, **entry}, there.__contains__))
        self._ids[urn] = entry.get("id")

    def _ensure(self, urn: str, before: Json | None) -> None:
        """Add a component that was declared around an adopted resource."""
        if urn not in self._ids:
            self._add(urn, {"custom": False, "inputs": {}, "outputs": {}}, before)

    def _provider(self, reference: str, before: Json | None) -> str:
        """Return the reference to a provider instance, which is added when the state has none."""
        urn = reference.rpartition("::")[0]
        if urn not in self._ids:
            inputs = known(self._declared.providers.get(urn, {}))
            self._add(urn, {"custom": True, "id": str(uuid4()), "inputs": inputs, "outputs": inputs}, before)
        return f"{urn}::{self._ids[urn]}"


def _inputs(found: Found) -> Json:
    inputs: Json = known(merged(shown(found.declared), known(found.read), found.fixed))
    return inputs


def _kept(resource: Json, exists: Callable[[str], bool]) -> Json:
    """Return a resource that depends only on what exists: the engine refuses a state with loose ends."""
    result = dict(resource)
    if resource.get("dependencies"):
        result["dependencies"] = [urn for urn in resource["dependencies"] if exists(urn)]
    if resource.get("propertyDependencies"):
        result["propertyDependencies"] = {
            name: [urn for urn in urns or [] if exists(urn)] for name, urns in resource["propertyDependencies"].items()
        }
    if resource.get("deletedWith") and not exists(resource["deletedWith"]):
        del result["deletedWith"]
    return result
