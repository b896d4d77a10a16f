"""Recovery from start to end: look, say, ask, write the state. Clouds are only read.

Leaves out how the state is read and written (`state`), and what becomes of it (`checkpoint`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from pulumi import automation

from aksnet.arm.catalogue import ARM_TYPES
from aksnet.recover import new_checkpoint as checkpoint
from aksnet.recover.cloud import FAILED, HELM_RELEASE, Cloud, RecoverError
from aksnet.recover.declared import Declared, Json, key_of, look
from aksnet.recover.gone import Entry, gone
from aksnet.recover.inside import mended_inside
from aksnet.recover.state import State

_NO_HOLDERS: Mapping[str, str] = {}


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What recovery found; the same before and after it is written."""

    adopted: dict[str, str] = field(default_factory=dict)
    """Ids by URN of what exists and goes into the state."""
    strangers: tuple[str, ...] = ()
    """Adopted, though nothing tells that this stack made them."""
    replaced: dict[str, str] = field(default_factory=dict)
    """Ids of the old ones that stand behind adopted ones: the next up deletes them."""
    differs: dict[str, list[str]] = field(default_factory=dict)
    """Paths in which an adopted resource is not what is declared: the next up changes them."""
    failed: tuple[str, ...] = ()
    """Adopted in provisioning state Failed or Canceled: the next up writes them again."""
    known: int = 0
    """How many resources the state had and keeps."""
    missing: tuple[str, ...] = ()
    """Declared and nowhere: the next up creates them."""
    applied: int = 0
    """How many Kubernetes objects are not in the state: an up applies them, whether they exist or not."""
    gone: tuple[str, ...] = ()
    """In the state and nowhere else: taken out."""
    inside: tuple[str, ...] = ()
    """What was mended of what the state says about the inside of clusters, a line each."""
    cleared: tuple[tuple[str, str], ...] = ()
    """Operations that never ended."""
    left: dict[str, str] = field(default_factory=dict)
    """Ids of what such an operation made and the program does not declare any more: nobody will know them."""
    busy: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        """Whether the state has to be written."""
        return bool(self.adopted or self.gone or self.inside or self.cleared)


class Teller(Protocol):
    """Whoever shows what was found, and asks."""

    def note(self, text: str) -> None:
        """Show what was done before anything was looked at."""

    def gone(self, urns: tuple[str, ...]) -> None:
        """Show what is in the state and nowhere else."""

    def found(self, report: Findings) -> None:
        """Show what else was found."""

    def may(self, question: str) -> bool:
        """Ask before the state is written or a lock is taken away."""

    def may_adopt(self, strangers: Mapping[str, str], stack: str) -> bool:
        """Ask before resources that are not known to be this stack's, ids by URN, go into its state."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """One stack to recover."""

    stack: automation.Stack
    program: Callable[[], None]
    cloud: Cloud
    scratch: Path
    """A folder for the engine's plan."""
    locks: Path | None = None
    """Where the backend keeps the locks of this stack, if that is a folder."""
    held: Mapping[str, str] = field(default_factory=lambda: _NO_HOLDERS)
    """Which other stack has a resource, by its id in lower case, as far as other stacks can be looked into."""
    all_gone: bool = False
    """Believe that nothing is left of what the state has."""
    notes: tuple[str, ...] = ()
    """What was done to open it."""


def recover(task: Task, teller: Teller) -> Findings | None:
    """Recover a stack; nothing when the user said no, at any question."""
    state = State(task.stack, task.locks, teller)
    for note in task.notes:
        teller.note(note)
    before = state.deployment
    lost = gone(list(before.get("resources") or []), task.cloud, all_gone=task.all_gone)
    if lost:
        # First of all: a preview asks for the credentials of a cluster that the state has, and would end there.
        teller.gone(_urns(lost))
        if not state.write(checkpoint.edited(before, Declared(), lost)):
            return None
        state.read()
    mended, told = mended_inside(state.deployment)
    if told:
        # Before a preview too: it refuses credentials that changed before the provider had an identifier.
        for line in told:
            teller.note(line)
        if not state.write(mended):
            return None
        state.read()
    resources = list(state.deployment.get("resources") or [])
    plan = task.scratch / "recover-plan.json"
    declared = look(stack=task.stack, program=task.program, cloud=task.cloud, resources=resources, plan=plan)
    _refuse_held(declared, task.held)
    report = replace(_report(before, resources, declared, lost, task.cloud), inside=told)
    teller.found(report)
    strangers = {urn: report.adopted[urn] for urn in report.strangers}
    if strangers and not teller.may_adopt(strangers, task.stack.name):
        return None
    if report.adopted or (report.cleared and not lost):
        done = state.write(checkpoint.edited(state.deployment, declared, set()))
    else:
        done = state.unlock()
    return report if done else None


def _refuse_held(declared: Declared, held: Mapping[str, str]) -> None:
    """What another stack has is its own, whatever this one declares."""
    found = [each.id for each in declared.found]
    taken = [f"  {arm_id} is the stack {held[arm_id.lower()]}'s" for arm_id in found if arm_id.lower() in held]
    if taken:
        raise RecoverError(
            "\n".join(
                (
                    "This program declares what another stack has. Nothing of it is adopted:",
                    *taken,
                    "Give it another name or group in this stack's file, or destroy the other stack first.",
                )
            )
        )


def _report(before: Json, resources: list[Json], declared: Declared, lost: set[Entry], cloud: Cloud) -> Findings:
    created = [urn for urn in declared.missing if urn not in declared.skipped]
    creating = checkpoint.creating(before, declared.subscription)
    cleared = tuple(checkpoint.pending(before))
    ids = {str(each["urn"]): str(each["id"]) for each in resources if each.get("id") and not each.get("delete")}
    known = {each.id.lower() for each in declared.found} | {str(each.get("id")).lower() for each in resources}
    begun = {urn: each for urn, each in creating.items() if each.lower() not in known and urn not in declared.busy}
    return Findings(
        adopted={found.urn: found.id for found in declared.found},
        strangers=tuple(
            found.urn
            for found in declared.found
            # A release is known by its cluster, name and namespace, which are this stack's.
            if key_of(found.urn)[0] in ARM_TYPES and creating.get(found.urn, "").lower() != found.id.lower()
        ),
        replaced={found.urn: ids[found.urn] for found in declared.found if found.urn in ids},
        differs={found.urn: paths for found in declared.found if (paths := checkpoint.differs(found))},
        failed=tuple(found.urn for found in declared.found if found.state in FAILED),
        known=sum(bool(each.get("custom")) and ":providers:" not in each["urn"] for each in resources),
        missing=tuple(urn for urn in created if _looked_for(urn)),
        applied=sum(key_of(urn)[0].startswith("kubernetes:") and not _looked_for(urn) for urn in created),
        gone=_urns(lost),
        cleared=cleared,
        left={urn: arm_id for urn, arm_id in begun.items() if cloud.state_of(ARM_TYPES[key_of(urn)[0]], arm_id)},
        busy=declared.busy,
        skipped=declared.skipped,
    )


def _looked_for(urn: str) -> bool:
    return key_of(urn)[0] in (*ARM_TYPES, HELM_RELEASE)


def _urns(entries: set[Entry]) -> tuple[str, ...]:
    return tuple(sorted({urn for urn, _ in entries}))
