"""Migration from start to end: look, say, ask, prepare the state; and the way back before the up.

Azure is only read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from aksnet.diff.change import Change
from aksnet.diff.comparison import Before, from_state
from aksnet.diff.migration_mark import Migration
from aksnet.diff.own_resources import PROGRAM, own_resources
from aksnet.diff.unfinished_migration import as_profile, is_done
from aksnet.engine.file_backend import resources_in, stack_outputs
from aksnet.migrate.live_cluster import Clusters
from aksnet.migrate.migrate_errors import MigrateError
from aksnet.migrate.migration_step import Choice, Step, choose
from aksnet.migrate.preconditions import Condition, Verdict, conditions
from aksnet.migrate.prepared_state import id_of, inputs_of, prepared, refuse_unfinished, restored
from aksnet.migrate.saved_inputs import SavedInputs
from aksnet.migrate.stack_state import StackState
from aksnet.plan.records import StackPlan

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Report:
    """One step, and what was found of its conditions."""

    step: Step
    conditions: tuple[Condition, ...]

    @property
    def failing(self) -> tuple[Condition, ...]:
        """The conditions that do not hold."""
        return tuple(each for each in self.conditions if each.verdict is Verdict.FAILS)


class Teller(Protocol):
    """Whoever shows what is found, and asks."""

    def nothing(self, prepared: tuple[Change, ...]) -> None:
        """Say that there is nothing to prepare, or that it was prepared before."""

    def steps(self, reports: tuple[Report, ...], choice: Choice) -> None:
        """Show the steps with their conditions, and what an up does."""

    def may(self, question: str) -> bool:
        """Ask before the state is written."""

    def prepared(self, reports: tuple[Report, ...], choice: Choice) -> None:
        """Say what comes next."""

    def restored(self, marks: tuple[Migration, ...]) -> None:
        """Say that the state is as it was."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """One stack to migrate."""

    stack: str
    state: StackState
    plan: Callable[[Mapping[str, str]], StackPlan]
    """Plans the stack file, given the Kubernetes versions that clusters run."""
    clusters: Clusters
    saved: SavedInputs


def migrate(task: Task, teller: Teller) -> bool:
    """Prepare the state for the next step of each cluster; tell whether it was written.

    Raises:
        MigrateError: when a condition does not hold, with each that does not, and for whatever else stands in the way.
        ChangesRefusedError: when the stack file would lose a living cluster.

    """
    with task.state.held():
        read = task.state.exported()
        deployment = dict(read.get("deployment") or {})
        refuse_unfinished(deployment, task.stack)
        before = _before(task.state.readable())
        choice = choose(before, task.plan(before.deployed.versions))
        if not choice.steps:
            if not choice.prepared:
                task.saved.remove()
            teller.nothing(choice.prepared)
            return False
        reports = tuple(_report(step, deployment, before, choice.plan, task.clusters) for step in choice.steps)
        teller.steps(reports, choice)
        _refuse_failing(reports)
        if not teller.may(f"Prepare the state of {task.stack} for this? Azure is not touched before the next up."):
            return False
        marks = {each.step.plan.key: each.step.mark for each in reports}
        task.saved.keep(marks, {key: inputs_of(deployment, key) for key in marks})
        kept = [mark for mark in before.deployed.migrations if _lives(mark, before) and mark.cluster not in marks]
        written = prepared(deployment, [*kept, *marks.values()])
    task.state.write(read, written)
    teller.prepared(reports, choice)
    return True


def abort(task: Task, teller: Teller) -> bool:
    """Put the state back as it was before it was prepared; tell whether it was written.

    Raises:
        MigrateError: when Azure has made a change already, or what the state had before is nowhere to be found.

    """
    with task.state.held():
        read = task.state.exported()
        deployment = dict(read.get("deployment") or {})
        refuse_unfinished(deployment, task.stack)
        before = _before(task.state.readable())
        marks = tuple(mark for mark in before.deployed.migrations if _lives(mark, before))
        if not before.deployed.migrations:
            task.saved.remove()
            teller.nothing(())
            return False
        inputs = {mark.cluster: _inputs_before(mark, deployment, before, task) for mark in marks}
        if not teller.may(f"Put the state of {task.stack} back as it was before the migration?"):
            return False
        written = restored(deployment, inputs)
    task.state.write(read, written)
    task.saved.remove()
    teller.restored(marks)
    return True


def _before(deployment: Json) -> Before:
    resources = [each for each in resources_in(deployment) if not each.get("delete")]
    outputs = {str(each["urn"]): each.get("outputs") or {} for each in resources}
    return from_state("what is deployed", own_resources(outputs, PROGRAM), stack_outputs(resources))


def _report(step: Step, deployment: Json, before: Before, plan: StackPlan, clusters: Clusters) -> Report:
    live = clusters.read(id_of(deployment, step.plan.key))
    return Report(step=step, conditions=conditions(step, live, before, plan))


def _refuse_failing(reports: tuple[Report, ...]) -> None:
    failing = [(each.step, condition) for each in reports for condition in each.failing]
    if failing:
        raise MigrateError(
            "\n".join(
                [
                    f"{len(failing)} condition{'' if len(failing) == 1 else 's'} for this "
                    f"{'does' if len(failing) == 1 else 'do'} not hold; nothing was prepared",
                    *(
                        f"  clusters.{step.plan.key}: {condition.name}: {condition.seen}\n    change: {condition.cure}"
                        for step, condition in failing
                    ),
                ]
            )
        )


def _lives(mark: Migration, before: Before) -> bool:
    """Return whether the cluster of a mark is still that very cluster."""
    cluster = before.deployed.clusters.get(mark.cluster)
    return cluster is not None and cluster.uid == mark.uid


def _inputs_before(mark: Migration, deployment: Json, before: Before, task: Task) -> Json:
    cluster = before.deployed.clusters[mark.cluster]
    told = f"{mark.cluster}: {mark.setting}: {mark.before} → {mark.after}"
    live = task.clusters.read(id_of(deployment, mark.cluster))
    if is_done(mark, as_profile(cluster)) or is_done(mark, live.profile):
        raise MigrateError(
            f"{told}: Azure has made this change already, and it goes one way; nothing was put back. Go on with "
            "pulumi up: it brings the state in line."
        )
    inputs = task.saved.of(mark)
    if inputs is None:
        raise MigrateError(
            f"{told}: {task.saved.path} does not have the inputs that the state had before; nothing was put back. "
            "Bring the file back from where migrate ran, or go on with pulumi up."
        )
    return inputs
