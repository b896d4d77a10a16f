"""Which change of which cluster the state is to be prepared for: one for each cluster, and nothing else with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aksnet.azure.mode_changes import MODE_CHANGES, Requirement
from aksnet.azure.setting_changes import SETTING_CHANGES
from aksnet.diff.change import Change, Subject
from aksnet.diff.changes import changes
from aksnet.diff.comparison import Before
from aksnet.diff.deployed import DeployedCluster, DeployedStack
from aksnet.diff.migration_mark import Migration
from aksnet.diff.pins import pinned
from aksnet.diff.refusals import ChangesRefusedError, asked_in_place, is_prepared, refusals
from aksnet.diff.unfinished_migration import living_marks
from aksnet.migrate.migrate_errors import MigrateError
from aksnet.plan.profile import network_profile
from aksnet.plan.records import ClusterPlan, StackPlan


@dataclass(frozen=True, kw_only=True)
class Step:
    """One change that Azure makes in one update of one cluster."""

    change: Change
    cluster: DeployedCluster
    plan: ClusterPlan
    requires: tuple[Requirement, ...]
    reimages: bool
    disruption: str
    """What workloads notice, a sentence without its full stop."""

    @property
    def mark(self) -> Migration:
        """The mark that lets it pass."""
        return Migration.of(self.change, self.cluster.uid or "", self.plan)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What there is to prepare, and what was prepared before."""

    plan: StackPlan
    """The plan with what living clusters keep."""
    steps: tuple[Step, ...]
    prepared: tuple[Change, ...]
    """Changes that the state is prepared for already."""
    beside: tuple[Change, ...]
    """What else the up changes."""
    kept: tuple[str, ...]
    """What living clusters keep, though the settings alone would have it otherwise."""


def choose(before: Before, planned: StackPlan) -> Choice:
    """Return the steps that a stack file asks for with `change: inPlace`.

    Raises:
        ChangesRefusedError: when something else in the stack file would lose a living cluster.
        MigrateError: when a cluster is to change in more than one way at a time.

    """
    old = before.deployed
    followed = pinned(planned, old)
    plan = followed.plan
    _refuse_other_marks(old, plan)
    found = changes(old, plan)
    refused = tuple(refusals(found, old, plan))
    others = [change for change in refused if not asked_in_place(change, plan)]
    if others:
        raise ChangesRefusedError(others, old, plan)
    prepared = tuple(change for change in found if is_prepared(change, old, plan))
    _refuse_several([*refused, *prepared], found)
    plans = {cluster.key: cluster for cluster in plan.clusters}
    steps = tuple(_step(change, old.clusters, plans) for change in refused)
    return Choice(
        plan=plan,
        steps=steps,
        prepared=prepared,
        beside=tuple(change for change in found if change not in (*refused, *prepared)),
        kept=followed.kept,
    )


def _step(change: Change, clusters: Mapping[str, DeployedCluster], plans: Mapping[str, ClusterPlan]) -> Step:
    key = change.cluster or ""
    setting = change.path.rsplit(".", 1)[-1]
    if setting == "mode":
        move = next(each for each in MODE_CHANGES if (each.before, each.after) == (change.old, change.new))
        disruption = (
            "every node pool is re-imaged at once, and every pod is started anew"
            if move.reimages
            else "no page says whether nodes are re-imaged: expect it"
        )
        return Step(
            change=change,
            cluster=clusters[key],
            plan=plans[key],
            requires=move.requires,
            reimages=True,
            disruption=disruption,
        )
    facts = SETTING_CHANGES[setting]
    return Step(
        change=change,
        cluster=clusters[key],
        plan=plans[key],
        requires=facts.requires,
        reimages=setting == "networkPolicy" and change.old == "none",
        disruption=facts.disruption,
    )


def _refuse_several(wanted: Iterable[Change], found: Iterable[Change]) -> None:
    """Azure takes one change of a cluster's network at a time, and nothing else is mixed into its request."""
    everything = list(found)
    for change in wanted:
        beside = [
            each.sentence()
            for each in everything
            if each is not change
            and each.cluster == change.cluster
            and each.subject is Subject.CLUSTER
            and not _comes_with(each, change)
        ]
        if beside:
            raise MigrateError(
                "\n".join(
                    [
                        f"{change.sentence()}. The stack file changes more of that cluster than this; nothing was "
                        "prepared:",
                        *(f"  {each}" for each in beside),
                        "Azure changes one thing of a cluster's network at a time. Leave one of these in the stack "
                        "file, migrate and deploy it, and write the next one then.",
                    ]
                )
            )


def _comes_with(other: Change, change: Change) -> bool:
    """The addresses of another way out reach the API server from the request on that takes it: nodes leave by it."""
    return change.path.endswith(".outbound") and other.path == change.path.replace(".outbound", ".authorizedIpRanges")


def _refuse_other_marks(old: DeployedStack, plan: StackPlan) -> None:
    """A state is prepared for one change at a time."""
    for cluster in plan.clusters:
        for mark in living_marks(old):
            if mark.cluster == cluster.key and mark.profile != network_profile(cluster):
                raise MigrateError(
                    f"The state of {plan.stack} is prepared for another change of {mark.cluster}: {mark.setting}: "
                    f"{mark.before} → {mark.after}. Nothing was prepared. Take that back first: aksnet migrate "
                    f"-s {plan.stack} --abort"
                )
