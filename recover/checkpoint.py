"""The state of a stack, edited: what exists goes in, what is gone goes out, operations that never ended are dropped.

Pure: a checkpoint goes in, as `pulumi stack export` gives it, and another comes out. Nothing is looked up here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

from recover.cloud import FAILED
from recover.declared import Declared, Found
from recover.merge import known, merged
from sandbox.difference import changes

Json = dict[str, Any]
_GOAL: Final = ("type", "parent", "dependencies", "propertyDependencies", "provider", "protect")


def pending(deployment: Json) -> list[tuple[str, str]]:
    """Return the operations that never ended: what was done, and to which URN."""
    return [(each["type"], each["resource"]["urn"]) for each in deployment.get("pending_operations") or []]


def differs(found: Found) -> list[str]:
    """Return the paths in which an adopted resource is not what the program declares."""
    declared = known(found.declared)
    return [str(change) for change in changes(_inputs(found), declared)]


def edited(deployment: Json, declared: Declared, gone: set[str]) -> Json:
    """Return the checkpoint that a plain up can start from."""
    kept = [each for each in deployment.get("resources") or [] if each["urn"] not in gone]
    resources = _Resources([_without(each, gone) for each in kept], declared)
    for found in declared.found:
        resources.adopt(found)
    result = {key: value for key, value in deployment.items() if key != "pending_operations"}
    return {**result, "resources": resources.all}


class _Resources:
    """The resources of a checkpoint, each after what it needs."""

    def __init__(self, resources: list[Json], declared: Declared) -> None:
        self.all = resources
        self._ids = {str(each["urn"]): each.get("id") for each in resources}
        self._declared = declared

    def adopt(self, found: Found) -> None:
        """Add a resource that exists, after its parent and its provider."""
        failed = [f"it exists with the provisioning state {FAILED}"] if found.state == FAILED else []
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
        )

    def _add(self, urn: str, entry: Json) -> None:
        goal = {key: self._declared.goals[urn][key] for key in _GOAL if self._declared.goals[urn].get(key)}
        if goal.get("parent"):
            self._ensure(goal["parent"])
        if goal.get("provider"):
            goal["provider"] = self._provider(goal["provider"])
        here = {"urn": urn, **goal, **entry}
        self.all.append(_kept(here, self._ids.__contains__))
        self._ids[urn] = entry.get("id")

    def _ensure(self, urn: str) -> None:
        """Add a component that was declared around an adopted resource."""
        if urn not in self._ids:
            self._add(urn, {"custom": False, "inputs": {}, "outputs": {}})

    def _provider(self, reference: str) -> str:
        """Return the reference to a provider instance, which is added when the state has none."""
        urn = reference.rpartition("::")[0]
        if urn not in self._ids:
            inputs = known(self._declared.providers.get(urn, {}))
            self._add(urn, {"custom": True, "id": str(uuid4()), "inputs": inputs, "outputs": inputs})
        return f"{urn}::{self._ids[urn]}"


def _inputs(found: Found) -> Json:
    return merged(known(found.declared), known(found.read), found.fixed)


def _without(resource: Json, gone: set[str]) -> Json:
    return _kept(resource, lambda urn: urn not in gone)


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
