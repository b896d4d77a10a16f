"""A plan beside what is there before it: changes, those that a run is refused for, what is on either side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aksnet.contract import RangeNumbers
from aksnet.diff.change import Change
from aksnet.diff.changes import changes
from aksnet.diff.deployed import DeployedStack, Outputs, read_deployed
from aksnet.diff.pins import pinned
from aksnet.diff.placed_ranges import PlacedRange, placed_ranges
from aksnet.diff.planned import as_deployed
from aksnet.diff.refusals import asked_in_place, refusals
from aksnet.diff.ways_out import ways_out
from aksnet.plan.budget import Budget, stack_budget
from aksnet.plan.records import StackPlan
from aksnet.settings.problems import Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class Addresses:
    """What one subnet or pod CIDR has to give, and what is left of it at the maximum."""

    range: str
    available: int
    free: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """What a plan is compared with."""

    name: str
    """What it is, as it completes the words "compared with"."""
    deployed: DeployedStack
    living: bool
    """Whether its clusters are those that run; a file's have no uid, so that any permission is taken to mean them."""
    addresses: Mapping[str, Addresses]
    """By the name of the range; empty where nothing is known of it."""
    warnings: tuple[Problem, ...] = ()
    """What there was to warn of; none where only a state is known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """A plan beside what was there before it."""

    stack: str
    against: str
    changes: tuple[Change, ...]
    refused: tuple[Change, ...]
    """Those of the changes that would lose a living cluster, and that nothing in the stack file allows."""
    to_migrate: tuple[Change, ...]
    """Those that Azure makes in place once `aksnet migrate` has prepared the state, as the stack file asks for."""
    kept: tuple[str, ...]
    """What living clusters keep, though the settings alone would have it otherwise."""
    new_clusters: tuple[str, ...]
    """Keys of the clusters that are only in the plan."""
    deployed_before: DeployedStack
    deployed_after: DeployedStack
    """The plan as if it were there."""
    before: Mapping[str, Addresses]
    after: Mapping[str, Addresses]
    ranges_before: tuple[PlacedRange, ...]
    ranges_after: tuple[PlacedRange, ...]
    ways_out_before: Mapping[str, str]
    """By the key of the cluster: what its traffic leaves through."""
    ways_out_after: Mapping[str, str]
    warnings_before: tuple[Problem, ...]
    warnings_after: tuple[Problem, ...]


def from_plan(name: str, plan: StackPlan, budget: Budget, warnings: tuple[Problem, ...] = ()) -> Before:
    """Return another plan as what is there before."""
    return Before(name=name, deployed=as_deployed(plan), living=False, addresses=_of_budget(budget), warnings=warnings)


def from_state(name: str, resources: Mapping[str, Outputs], outputs: Mapping[str, Any]) -> Before:
    """Return a stack's state as what is there before: the outputs of its resources by URN, and its own."""
    ranges: Mapping[str, RangeNumbers] = (outputs.get("ipBudget") or {}).get("ranges") or {}
    return Before(
        name=name,
        deployed=read_deployed(resources),
        living=True,
        addresses={
            key: Addresses(range=each["range"], available=int(each["available"]), free=int(each["free"]))
            for key, each in ranges.items()
        },
    )


def compare(before: Before, plan: StackPlan, warnings: tuple[Problem, ...] = ()) -> Comparison:
    """Compare a plan, and what there is to warn of in it, with what is there before it."""
    deployed = before.deployed if before.living else _as_permitted(before.deployed, plan)
    followed = pinned(plan, deployed)
    plan = followed.plan
    found = changes(deployed, plan)
    refused = tuple(refusals(found, deployed, plan))
    after, addresses = as_deployed(plan), _of_budget(stack_budget(plan))
    return Comparison(
        stack=plan.stack,
        against=before.name,
        changes=found,
        refused=tuple(change for change in refused if not asked_in_place(change, plan)),
        to_migrate=tuple(change for change in refused if asked_in_place(change, plan)),
        kept=followed.kept,
        new_clusters=tuple(c.key for c in plan.clusters if c.key not in before.deployed.clusters),
        deployed_before=before.deployed,
        deployed_after=after,
        before=before.addresses,
        after=addresses,
        ranges_before=placed_ranges(before.deployed, {name: a.range for name, a in before.addresses.items()}),
        ranges_after=placed_ranges(after, {name: a.range for name, a in addresses.items()}),
        ways_out_before=ways_out(before.deployed),
        ways_out_after=ways_out(after),
        warnings_before=before.warnings,
        warnings_after=warnings,
    )


def _as_permitted(deployed: DeployedStack, plan: StackPlan) -> DeployedStack:
    """Give each cluster the uid that the plan's permissions name, and one that none names where there is none."""
    named = {cluster.key: cluster.replace for cluster in plan.clusters if cluster.replace} | dict(plan.removed)
    clusters = {key: replace(c, uid=named.get(key, "not known")) for key, c in deployed.clusters.items()}
    return replace(deployed, clusters=clusters)


def _of_budget(budget: Budget) -> dict[str, Addresses]:
    return {
        each.name: Addresses(range=str(each.network), available=each.available, free=each.free)
        for each in budget.ranges
    }


def warnings_on_sides(before: Sequence[Problem], after: Sequence[Problem]) -> tuple[list[Problem], list[Problem], int]:
    """Return the warnings that are only after, those that are only before, and how many are on both sides.

    Numbers in a sentence may differ where the warning is the same: it is told by its kind and place.
    """
    old, new = ({(each.kind, each.path) for each in side} for side in (before, after))
    return (
        [each for each in after if (each.kind, each.path) not in old],
        [each for each in before if (each.kind, each.path) not in new],
        sum((each.kind, each.path) in old for each in after),
    )
