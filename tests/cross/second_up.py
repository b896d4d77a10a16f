"""A second up upon a simulated subscription, without the engine: what becomes of each resource, and what Azure says.

For each registration the provider's Diff is asked with the inputs of the first up, then the options of the resource are
applied as the engine does: what is ignored keeps its old input, what replaces on changes does. Whatever Diff says, the
sandbox is also asked whether it would take the new body upon the living resource.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import Any, Final

from aksnet.arm.values import Json
from aksnet.engine.difference import Change
from aksnet.plan.records import StackPlan
from aksnet.sandbox.azure import native_diff, puts
from aksnet.sandbox.azure.azure_provider import KINDS
from aksnet.sandbox.azure.managed_clusters import AGENT_POOL, MANAGED_CLUSTER
from aksnet.sandbox.azure.resource_type import Write, judge
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription
from aksnet.testing.recorded import plain
from tests.cross.simulated import Held, Simulation, declare

_DELETED_IN_ORDER: Final = ("AgentPool", "ManagedCluster", "RoleAssignment", "UserAssignedIdentity", "Route", "Subnet")
"""What is deleted first; the rest goes after it, in any order."""


@unique
class Step(StrEnum):
    """What an up does with a resource."""

    SAME = "same"
    CREATED = "created"
    UPDATED = "updated"
    REPLACED = "replaced"
    DELETED = "deleted"
    REFUSED = "refused"
    """An update or a deletion that Azure answers with a refusal."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of one resource."""

    step: Step
    taken: bool = True
    """Whether Azure takes the new body upon the living resource, whatever the step."""
    why: str = ""
    """The refusal, or the changed properties."""
    paths: tuple[str, ...] = ()
    """The changed properties."""


@dataclass(kw_only=True)
class SecondUp(Simulation):
    """Answers the registrations of a second up."""

    before: dict[str, Held]
    """The state by URN."""
    done: dict[str, Done] = field(default_factory=dict)

    def registered(self, request: Any, _urn: str) -> Held:
        """Create what is new, and ask what becomes of what is there."""
        urn, inputs, held = _urn, plain(request.object), self.before.get(_urn)
        if held is None and request.importId:
            self.done[urn] = Done(step=Step.SAME)
            kind = KINDS[request.type]
            there = kind.found(self.view, request.importId)
            assert there is not None, f"{request.importId} does not exist"
            return Held(kind=kind, arm_id=there["id"], inputs=there["inputs"], outputs=there["outputs"])
        if held is None:
            self.done[urn] = Done(step=Step.CREATED)
            return self.created(request.type, request.name, inputs)
        ignored = tuple(request.ignoreChanges)
        found = [
            (change, listed or change.under(tuple(request.replaceOnChanges)))
            for change, listed in native_diff.judged(held.kind.arm, held.inputs, inputs, held.outputs)
            if not change.under(ignored)
        ]
        return self._changed(urn, held, _kept(inputs, held.inputs, ignored), found)

    def _changed(self, urn: str, held: Held, inputs: Json, found: list[tuple[Change, str | None]]) -> Held:
        if not found:
            self.done[urn] = Done(step=Step.SAME)
            return held
        replaced = [str(change) for change, listed in found if listed is not None]
        refusal = self._refusal(held, inputs)
        if held.kind.id_of(inputs).lower() != held.arm_id.lower():
            refusal = refusal or Refusal("Renamed", "Azure renames no resource.")
        paths = tuple(str(change) for change, _ in found)
        why = str(refusal) if refusal else ", ".join(replaced or paths)
        if replaced:
            self.done[urn] = Done(step=Step.REPLACED, taken=refusal is None, why=why, paths=paths)
            return self._made_anew(held, inputs)
        if refusal is not None:
            self.done[urn] = Done(step=Step.REFUSED, taken=False, why=why, paths=paths)
            return held
        try:
            outputs = puts.put(self.view, held.kind, held.arm_id, inputs)
        except Refusal as late:  # what only shows once nodes take their addresses
            self.done[urn] = Done(step=Step.REFUSED, taken=False, why=str(late))
            return held
        self.done[urn] = Done(step=Step.UPDATED, why=why, paths=paths)
        return Held(kind=held.kind, arm_id=held.arm_id, inputs=inputs, outputs=outputs)

    def _made_anew(self, held: Held, inputs: Json) -> Held:
        """Make a resource anew; a cluster and what is in it stand where they will, as they are.

        What hangs on a cluster that is made anew is made anew with it, and is not judged here.
        """
        arm_id = held.kind.id_of(inputs)
        outputs = held.outputs
        if held.kind not in (MANAGED_CLUSTER, AGENT_POOL):
            outputs = puts.put(self.view, held.kind, arm_id, inputs)
        elif arm_id.lower() != held.arm_id.lower():
            record = self.view.get(held.arm_id)
            self.view.put({**(record or {}), "id": arm_id})
        return Held(kind=held.kind, arm_id=arm_id, inputs=inputs, outputs=outputs)

    def _refusal(self, held: Held, inputs: Json) -> Refusal | None:
        record = self.view.get(held.arm_id)
        try:
            puts.allow(self.view, held.kind, held.arm_id, inputs, record["inputs"] if record else None)
        except Refusal as refusal:
            return refusal
        return None

    def delete_what_is_gone(self) -> None:
        """Delete what the second up did not register."""
        gone = [urn for urn in self.before if urn not in self.state]
        for urn in sorted(gone, key=_order):
            held = self.before[urn]
            record = self.view.get(held.arm_id)
            if record is None:
                self.done[urn] = Done(step=Step.DELETED)
                continue
            write = Write(view=self.view, kind=held.kind, id=held.arm_id, body=record["inputs"], old=record["inputs"])
            try:
                judge(held.kind.deletes, write)
            except Refusal as refusal:
                self.done[urn] = Done(step=Step.REFUSED, taken=False, why=str(refusal))
                continue
            puts.delete(self.view, held.kind, record)
            self.done[urn] = Done(step=Step.DELETED)


def _order(urn: str) -> int:
    kind = urn.split("::")[2].rsplit(":", 1)[-1]
    return _DELETED_IN_ORDER.index(kind) if kind in _DELETED_IN_ORDER else len(_DELETED_IN_ORDER)


def _kept(new: Json, old: Json, ignored: tuple[str, ...]) -> Json:
    """Return new inputs with the old values of what is ignored: a property, or one of every element of a list."""
    kept = dict(new)
    for path in ignored:
        element = re.fullmatch(r"(\w+)\[(\d+)\]\.(.+)", path)
        name = element[1] if element else path
        if element:
            elements, place = list(kept[name]), int(element[2])
            if place < len(old.get(name) or ()):
                elements[place] = _kept(elements[place], old[name][place], (element[3],))
            kept[name] = elements
        elif name in old:
            kept[name] = old[name]
        else:
            kept.pop(name, None)
    return kept


def second_up(plan: StackPlan, before: dict[str, Held], view: Subscription) -> SecondUp:
    """Declare a plan upon what a first up left, which stays as it is, and return what becomes of each resource."""
    simulation = SecondUp(view=view.copy(), before=before)
    declare(plan, simulation)
    simulation.delete_what_is_gone()
    return simulation
