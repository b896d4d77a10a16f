"""Which changes a run may not make: those that would lose a living cluster, unless the stack file allows them by name.

Nothing is changed by a run that is refused: the guard is asked before the first resource is declared, in previews and
ups alike. A permission names the very cluster, by the first eight characters of its uid, so that it no longer fits once
it was used.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from textwrap import indent
from typing import Final, assert_never

from aksnet.azure.axes import Guard
from aksnet.diff.change import Change, Effect, Outcome, Subject
from aksnet.diff.changes import changes
from aksnet.diff.deployed import DeployedCluster, DeployedStack
from aksnet.diff.migration_mark import Migration
from aksnet.diff.pool_requests import made_anew
from aksnet.errors import AksnetError
from aksnet.plan.records import ClusterPlan, StackPlan
from aksnet.settings.problems import NAMESPACE

VARIABLE: Final = "AKSNET_GUARD"
"""Set to `off` for a run whose changes are wanted whatever they lose."""


class ChangesRefusedError(AksnetError):
    """Raised when a run would lose a living cluster that nothing in the stack file gives up."""

    def __init__(self, refused: Sequence[Change], old: DeployedStack, new: StackPlan) -> None:
        self.refused = tuple(refused)
        count = len(self.refused)
        head = f"{count} change{'' if count == 1 else 's'} would lose a living cluster; nothing was changed"
        destroy = f"`pulumi destroy --run-program`, which is meant to lose them, passes with {VARIABLE}=off."
        super().__init__("\n\n".join([head, *(_text(change, old, new) for change in self.refused), destroy]))


def check_changes(old: DeployedStack, new: StackPlan) -> tuple[Change, ...]:
    """Return all changes of what is deployed, once none of them loses a living cluster that was not given up.

    Raises:
        ChangesRefusedError: with every change that does.

    """
    found = changes(old, new)
    refused = tuple(refusals(found, old, new))
    if refused:
        raise ChangesRefusedError(refused, old, new)
    return found


def refusals(found: Iterable[Change], old: DeployedStack, new: StackPlan) -> Iterator[Change]:
    """Yield the changes that a run must not make."""
    planned = {cluster.key: cluster for cluster in new.clusters}
    for change in found:
        if not change.loses_cluster or is_prepared(change, old, new):
            continue
        if any(not _given_up(change, cluster, planned.get(cluster.key), new) for cluster in _living(change, old)):
            yield change


def with_clusters_given_up(plan: StackPlan, found: Iterable[Change], old: DeployedStack) -> StackPlan:
    """Return the plan in which clusters that the settings give up are made anew, where a change of theirs needs that.

    Of some changes Pulumi makes an update that Azure refuses; a cluster that may go is replaced for them all the same.
    """
    needed = {change.cluster for change in found if change.loses_cluster}
    marks = {key: living.mark for key, living in old.clusters.items() if living.uid}

    def given_up(each: ClusterPlan) -> ClusterPlan:
        if each.key not in needed or each.replace is None or each.replace != marks.get(each.key):
            return each
        return replace(made_anew(each, old.clusters[each.key]), made_anew=True)

    return replace(plan, clusters=tuple(map(given_up, plan.clusters)))


def is_prepared(change: Change, old: DeployedStack, new: StackPlan) -> bool:
    """Return whether the state holds the very change, as `aksnet migrate` prepares it, and the stack file asks for it.

    An up then updates the cluster where it would otherwise replace it. The wish alone is never enough.
    """
    living, plan = old.clusters.get(change.cluster or ""), _asked_in_place(change, new)
    return bool(living and living.uid and plan and Migration.of(change, living.uid, plan) in old.migrations)


def asked_in_place(change: Change, new: StackPlan) -> bool:
    """Return whether Azure makes a change in one update, and the stack file asks for that."""
    return _asked_in_place(change, new) is not None


def _asked_in_place(change: Change, new: StackPlan) -> ClusterPlan | None:
    if not change.only_azure_keeps_it:
        return None
    clusters = (each for each in new.clusters if each.key == change.cluster and each.guard is Guard.IN_PLACE)
    return next(clusters, None)


def _living(change: Change, old: DeployedStack) -> list[DeployedCluster]:
    """Return the clusters that a change can lose; one whose creation never ended has no uid, and nothing to lose."""
    return [cluster for cluster in old.clusters.values() if cluster.uid and change.cluster in (None, cluster.key)]


def _given_up(change: Change, cluster: DeployedCluster, plan: ClusterPlan | None, new: StackPlan) -> bool:
    if plan is None:
        return new.removed.get(cluster.key) == cluster.mark
    if plan.replace != cluster.mark or plan.protect:
        return False
    match change.subject:
        case Subject.CLUSTER | Subject.POOL | Subject.WINDOW | Subject.GRANT:
            return True  # whatever else changes in a cluster goes with it
        case Subject.RESOURCE_GROUP | Subject.NETWORK | Subject.SUBNET:
            # What Azure refuses while the cluster stands it refuses in this run too: it writes the network first.
            return change.outcome is not Outcome.REFUSED
        case unknown:
            assert_never(unknown)


def _text(change: Change, old: DeployedStack, new: StackPlan) -> str:
    prefix = "" if ":" in change.path or change.path.startswith("subnet ") else f"{NAMESPACE}:"
    lines = [f"{prefix}{change.path}: {change.old} → {change.new}"]
    lines.append(indent(f"{_fate(change)}{'; ' if change.because else ''}{change.because}", "    "))
    if change.steps:
        head = "Azure's own way" if change.effect in (Effect.STEPS, Effect.REIMAGED, Effect.IN_PLACE) else "instead"
        lines += [f"    {head}:", *(f"      {number}. {step}" for number, step in enumerate(change.steps, 1))]
    lines += [f"    {line}" for line in _permissions(change, old, new)]
    if change.page:
        lines.append(f"    see: {change.page}")
    return "\n".join(lines)


def _fate(change: Change) -> str:
    match change.outcome:
        case Outcome.REPLACED:
            what = "the cluster" if change.cluster else f"this {change.subject} and what is in it"
            way = _way(change.effect)
            return f"this run would delete {what} and make it again{way}"
        case Outcome.DELETED:
            return f"this run would delete {'the cluster' if change.subject is Subject.CLUSTER else 'it'}"
        case Outcome.REFUSED:
            return "Azure would refuse this in the middle of the run"
        case Outcome.UPDATED:
            return "this run would update it"
        case unknown:
            assert_never(unknown)


def _way(effect: Effect) -> str:
    match effect:
        case Effect.IN_PLACE | Effect.REIMAGED | Effect.STEPS:
            return f", where Azure itself does it {effect}"
        case Effect.NEW_POOL | Effect.REPLACED | Effect.IMPOSSIBLE | Effect.REMOVED:
            return ""
        case unknown:
            assert_never(unknown)


def _permissions(change: Change, old: DeployedStack, new: StackPlan) -> Iterator[str]:
    """Yield the keys that allow it, for every cluster that would be lost."""
    if change.outcome is Outcome.REFUSED and change.subject not in (Subject.CLUSTER, Subject.POOL):
        yield "change: undo it; no key allows what Azure refuses"
        return
    yield from _in_place(change, new)
    protected = {cluster.key for cluster in new.clusters if cluster.protect}
    planned = {cluster.key for cluster in new.clusters}
    for cluster in _living(change, old):
        if cluster.key not in planned:
            yield f'to allow it: write removed: {{{cluster.key}: "{cluster.mark}"}}'
        else:
            also = ", and remove its protect: true" if cluster.key in protected else ""
            another_way = _has_way(change) or change.outcome is Outcome.REFUSED
            head = "to give the cluster up" if another_way else "to allow it"
            yield f'{head}: write change: {{replace: "{cluster.mark}"}} in clusters.{cluster.key}{also}'


def _has_way(change: Change) -> bool:
    return change.only_azure_keeps_it or change.effect is Effect.STEPS


def _in_place(change: Change, new: StackPlan) -> Iterator[str]:
    """Yield how Azure's own way is gone."""
    migrate = f"run aksnet migrate -s {new.stack}, then up"
    if change.effect is Effect.STEPS:
        key = change.path.rsplit(".", 1)[-1]
        first = f"write {key}: {change.first} first" if change.first else "take the first of these alone first"
        yield f"to keep the cluster: one step at a time; {first}"
    elif asked_in_place(change, new):
        yield f"to keep the cluster: {migrate}; change: inPlace alone lets nothing pass"
    elif change.only_azure_keeps_it:
        yield f"to keep the cluster: write change: inPlace in clusters.{change.cluster}, {migrate}"
