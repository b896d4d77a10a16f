"""Compare what `aksnet.diff` says of a change with what the simulated provider and the simulated Azure make of it.

`python -m tests.cross.compare_changes SEED` prints one case.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any, Final

from aksnet.azure.mode_changes import Move
from aksnet.diff.change import Change, Effect, Outcome, Subject
from aksnet.diff.changes import changes
from aksnet.diff.deployed import DeployedStack, read_deployed
from aksnet.diff.own_resources import Place, child_name, own_resources
from aksnet.diff.pins import pinned
from aksnet.plan.records import StackPlan
from aksnet.planning import plan_as_far_as_possible
from aksnet.sandbox import clock
from aksnet.sandbox.store import Subscription
from tests.cross.compare import LOCATION, STACK
from tests.cross.drawing import Drawn, right
from tests.cross.second_up import Done, Step, second_up
from tests.cross.simulated import NAME, Held, Simulation, declare
from tests.cross.single_changes import changed

Thing = tuple[str, ...]
"""What a change is a change of: `cluster` and its key, `pool`, its cluster's key and its name, and so on."""

_PLACE: Final = Place(chain="", prefix=child_name(NAME, ""))
_TYPES: Final = {
    "ManagedCluster": "cluster",
    "AgentPool": "pool",
    "Subnet": "subnet",
    "VirtualNetwork": "network",
    "ResourceGroup": "group",
    "RoleAssignment": "grant",
    "UserAssignedIdentity": "identity",
}
_STEPS: Final = {
    Outcome.UPDATED: Step.UPDATED,
    Outcome.REPLACED: Step.REPLACED,
    Outcome.DELETED: Step.DELETED,
    Outcome.REFUSED: Step.REFUSED,
}
UNTOLD: Final = {
    "tags": "they mean nothing to the network, and stand on every resource",
    "agentPoolProfiles[0].tags": "as above",
    "description": "the reason beside a role, which Azure shows and nobody acts by",
    "supportPlan": "what AKS does by itself is written down, or taken out",
    "kubernetesVersion": "the version that runs is written down, or taken out: nothing is upgraded",
    "addressSpace.addressPrefixes": "the same ranges in another order",
    "apiServerAccessProfile.authorizedIPRanges": "the same ranges in another order",
}
"""Inputs whose update `aksnet diff` has no line for, with why; a replacement or a refusal is never among them."""
ONLY_BY_PULUMI: Final = ("sshPublicKey", "nodeResourceGroup")
"""Settings that Azure changes on a living cluster, the second in other letters, and Pulumi makes a new one for."""
_SAME: Final = Done(step=Step.SAME)
_STRONGEST: Final = (Step.DELETED, Step.REPLACED, Step.REFUSED, Step.UPDATED, Step.CREATED)
_TAKEN: Final = (Effect.IN_PLACE, Effect.REIMAGED)
"""Effects of what Azure does in one request upon what is there."""


@dataclass(frozen=True, kw_only=True)
class Living:
    """A stack that is deployed into a simulated subscription."""

    drawn: Drawn
    state: dict[str, Held]
    components: dict[str, dict[str, Any]]
    """Registered outputs of components by URN."""
    view: Subscription

    @property
    def deployed(self) -> DeployedStack:
        """What the stack's state says."""
        outputs = {urn: held.outputs for urn, held in self.state.items()}
        return read_deployed(own_resources(outputs | self.components, [_PLACE]))


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A single change of a living stack, and what all sides make of it."""

    seed: str
    what: str
    before: dict[str, Any]
    after: dict[str, Any]
    told: tuple[Change, ...]
    inline: frozenset[tuple[str, str]]
    """Cluster's key and name of each pool that is in a cluster's own list alone."""
    done: dict[str, Done]
    """By URN."""

    @property
    def steps(self) -> dict[Thing, Done]:
        """What the second up does to each thing that changes are told of."""
        found = {}
        for urn, done in self.done.items():
            thing = thing_of(urn)
            if thing is not None and done.step is not Step.SAME:
                found[thing] = done
        return found

    def differences(self) -> Iterator[str]:
        """Yield where the sides differ; nothing where they say the same."""
        told: dict[Thing, list[Change]] = {}
        for change in self.told:
            thing = _told_of(change)
            inline = thing[0] == "pool" and thing[1:] in self.inline
            told.setdefault(("cluster", thing[1]) if inline else thing, []).append(change)
        steps = self.steps
        for thing in sorted({*told, *steps}):
            if thing[0] == "identity" or _goes_with_another(thing, steps) or (thing not in told and _new(thing, steps)):
                continue
            yield from _compared(thing, told.get(thing, []), steps.get(thing, _SAME))

    def report(self) -> str:
        """Return all that a person needs to see which side is right."""
        return "\n".join(
            [
                f"The sides differ on {self.what} (python -m tests.cross.compare_changes {self.seed}):",
                *(f"  {difference}" for difference in self.differences()),
                "aksnet diff says:",
                *(f"  {change.sentence()} [{change.outcome}] {change.because}" for change in self.told),
                "the second up:",
                *(f"  {' '.join(thing)}: {done.step} ({done.why})" for thing, done in self.steps.items()),
                f"before: {self.before}",
                f"after: {self.after}",
            ]
        )


def _compared(thing: Thing, told: list[Change], done: Done) -> Iterator[str]:
    steps = {Step.CREATED if _adds(change) else _STEPS[change.outcome] for change in told}
    expected = next((step for step in _STRONGEST if step in steps), Step.SAME)
    if expected is Step.SAME and done.step is Step.UPDATED and all(map(_untold, done.paths)):
        return
    if expected is not done.step:
        yield f"{' '.join(thing)}: diff says {expected}, the up does {done.step} ({done.why})"
    elif done.step in (Step.UPDATED, Step.REPLACED, Step.REFUSED):
        taken = all(change.effect in _TAKEN or _rest_by_pools(change) for change in told)
        if done.taken and all(change.path.rsplit(".", 1)[-1] in ONLY_BY_PULUMI for change in told):
            return
        if taken is not done.taken:
            effects = ", ".join(change.effect for change in told)
            answer = "takes" if done.taken else "refuses"
            yield f"{' '.join(thing)}: diff says {effects}, Azure {answer} it ({done.why})"


def _rest_by_pools(change: Change) -> bool:
    """Tell whether new pools bring all but one step: living ones keep their way of handing out addresses meanwhile."""
    rest = [step for step in change.steps if Move.ALLOCATION not in step]
    return change.effect is Effect.STEPS and len(rest) == 1 < len(change.steps)


def _adds(change: Change) -> bool:
    """Tell whether a change adds a pool or a grant: a path of a pool has four steps."""
    if change.subject is Subject.POOL:
        return change.old == "none" and change.path.count(".") == 3
    return change.subject is Subject.GRANT and change.old == "none"


def _untold(path: str) -> bool:
    return any(path == each or path.startswith((f"{each}.", f"{each}[")) for each in UNTOLD)


def _goes_with_another(thing: Thing, steps: dict[Thing, Done]) -> bool:
    """Tell whether something is lost with what it is in, and not judged for itself."""
    gone = {key for key, done in steps.items() if done.step in (Step.REPLACED, Step.DELETED)}
    if thing[0] not in ("group", "network") and {("group",), ("network",)} & gone:
        return True
    if thing[0] == "network" and ("group",) in gone:
        return True
    if thing[0] == "grant" and ("identity", thing[1]) in gone:
        return True
    if thing[0] == "pool" and steps.get(("cluster", thing[1]), _SAME).step is Step.REFUSED:
        return True  # pools wait for their cluster, whose refusal ends the run
    return thing[0] in ("pool", "grant") and ("cluster", thing[1]) in gone


def _new(thing: Thing, steps: dict[Thing, Done]) -> bool:
    """Tell whether something is new that no change is told of: a subnet, a cluster, and what is in a new cluster."""
    if thing[0] in ("pool", "grant"):
        return steps.get(("cluster", thing[1]), _SAME).step is Step.CREATED
    return steps[thing].step is Step.CREATED


def thing_of(urn: str) -> Thing | None:
    """Return what a resource is, by its URN; nothing for what no change is told of."""
    kind = _TYPES.get(urn.split("::")[2].rsplit(":", 1)[-1])
    name = urn.split("::", 3)[3].removeprefix(_PLACE.prefix)
    match kind:
        case "cluster":
            return kind, name.removesuffix("-cluster")
        case "pool":
            return (kind, *name.split("-", 1))
        case "identity":
            return kind, name.removesuffix("-access-identity")
        case "subnet":
            return kind, name.removeprefix("network-")
        case "grant":
            return kind, name.split("-access-", 1)[0], name.rsplit("/", 1)[-1]
        case "network" | "group":
            return (kind,)
    return None


def _told_of(change: Change) -> Thing:
    match change.subject:
        case Subject.CLUSTER:
            return "cluster", change.cluster or ""
        case Subject.POOL:
            _, key, _, pool, *_ = change.path.split(".")
            return "pool", key, pool
        case Subject.WINDOW:
            return "window", change.cluster or "", change.path
        case Subject.SUBNET:
            return "subnet", change.path.removeprefix("subnet ")
        case Subject.GRANT:
            words = change.new if change.old == "none" else change.old
            return "grant", change.cluster or "", words.rsplit(" ", 1)[-1]
        case Subject.NETWORK:
            return ("network",)
        case Subject.RESOURCE_GROUP:
            return ("group",)


@lru_cache(maxsize=2)
def living(seed: str) -> Living:
    """Draw a stack that planning and the sandbox take, and deploy it."""
    random = Random(seed)
    while True:
        stack = brought_to_life(right(random))
        if stack is not None:
            return stack


def brought_to_life(drawn: Drawn) -> Living | None:
    """Deploy a stack; nothing where planning or the sandbox refuses it."""
    plan = planned(drawn.raw, {})
    simulation = Simulation(view=drawn.existing.subscription())
    if plan is None:
        return None
    declare(pinned(plan, read_deployed({})).plan, simulation)
    if simulation.refused:
        return None
    outputs = simulation.registered_outputs
    return Living(drawn=drawn, state=simulation.state, components=outputs, view=simulation.view)


def planned(raw: dict[str, Any], versions: dict[str, str]) -> StackPlan | None:
    """Return the plan of a stack file; nothing where planning refuses it."""
    today = clock.now().date()
    found = plan_as_far_as_possible(raw, stack=STACK, location=LOCATION, today=today, running=lambda: versions)
    return None if found.problems else found.plan


def compared(base: str, number: int) -> Changed:
    """Draw a change of the living stack of a seed that planning takes, and let all sides judge it."""
    stack, random = living(base), Random(f"{base}/{number}")
    while True:
        what, raw = changed(random, stack.drawn.raw)
        plan = planned(raw, stack.deployed.versions)
        if plan is not None:
            return carried_out(stack, what, raw, plan, seed=f"{base}/{number}")


def carried_out(stack: Living, what: str, raw: dict[str, Any], plan: StackPlan, *, seed: str = "") -> Changed:
    """Let all sides judge a change of a living stack."""
    deployed = stack.deployed
    plan = pinned(plan, deployed).plan
    done = second_up(plan, stack.state, stack.view).done
    return Changed(
        seed=seed,
        what=what,
        before=stack.drawn.raw,
        after=raw,
        told=changes(deployed, plan),
        inline=frozenset(
            (key, pool.name) for key, cluster in deployed.clusters.items() for pool in cluster.pools if pool.inline
        ),
        done=done,
    )


if __name__ == "__main__":
    for asked in sys.argv[1:]:
        base, _, last = asked.rpartition("/")
        sys.stdout.write(f"{compared(base, int(last)).report()}\n")
