"""Run one operation on a stack: preview, up, refresh or destroy, on a real engine against simulated clouds.

`run` returns a result in every case in which the engine ran; what keeps it from running is a `SandboxError`. Leaves
out how a run is shown: a `Listener` gets each event.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

from pulumi import automation
from pulumi.automation.events import EngineEvent

from aksnet.engine.engine_errors import EngineError, engine_text, told_errors
from aksnet.engine.file_backend import FileBackend, project_name, resources_in, stack_outputs
from aksnet.engine.home import Home
from aksnet.engine.locks import standing
from aksnet.engine.marks import mask, unmasked
from aksnet.engine.obtain import Engine, obtain
from aksnet.engine.run_log import RunLog
from aksnet.engine.urns import name_of
from aksnet.engine.waiting_deletions import deletions_of_the_living, waiting_deletions
from aksnet.sandbox import session
from aksnet.sandbox import stack_file_copy as stackfile
from aksnet.sandbox.alone import alone
from aksnet.sandbox.faults import spec
from aksnet.sandbox.faults.inject import Faults
from aksnet.sandbox.kube import schemas
from aksnet.sandbox.order import missing
from aksnet.sandbox.private import kept_private
from aksnet.sandbox.result import RunResult, sorted_resources
from aksnet.sandbox.sandbox_errors import SandboxError

Operation = Literal["preview", "up", "refresh", "destroy"]


class Listener(Protocol):
    """Whoever shows a run."""

    def event(self, event: EngineEvent, record: RunLog) -> None:
        """Take an event of the engine, after the record has it."""


class Silent:
    """Shows nothing."""

    def event(self, event: EngineEvent, record: RunLog) -> None:
        """Pass the event over."""


def run(
    operation: Operation,
    *,
    project: Path,
    stack: str,
    stack_file: Path | None = None,
    listener: Listener | None = None,
    using: Engine | None = None,
    faults: Sequence[str] = (),
    kubeconfig: str | None = None,
    home: Home | None = None,
) -> RunResult:
    """Run an operation on a stack of a project; another stack file may stand in for the stack's own.

    State and subscription are in the project's home, or in the one that is given. Faults are written as
    `aksnet.sandbox.faults.spec` says. A kubeconfig hands what runs in the cluster to a real one.
    """
    started = time.monotonic()
    project = project.resolve()
    home = home or Home.of(project)
    injected = [spec.parse(text) for text in faults]
    stackfile.source(project, stack, stack_file)
    with alone(home, stack):
        with kept_private(home):
            work = home.work(stack)
            secrets = stackfile.prepare(project=project, stack=stack, work=work, stack_file=stack_file)
        if operation != "preview":
            _refuse_locked(home.backend.stack(project_name(work), stack).locks, stack)
        found = using or obtain(home)
        record = RunLog()
        with session.opened(
            home=home,
            engine=found,
            project=project,
            stack=stack,
            work=work,
            secrets=secrets,
            faults=injected,
            kubeconfig=kubeconfig,
        ) as opened:
            before = _last_state(home, project, stack)
            destroyed = before if operation == "destroy" else []
            _refuse_protected(destroyed, stack)
            _refuse_deletions(before if operation == "up" else [], stack)
            plan = work / "plan.json"
            failure = _operate(operation, opened, record, listener or Silent(), plan)
            errors = record.errors
            if failure is not None and record.unexplained:
                # An engine that ends in the middle of a run may not have sent all of its events.
                errors = told_errors(failure) or errors or (engine_text(failure),)
            if opened.faults.killed:
                errors = (opened.faults.killed,)
            if operation == "preview":
                entries = _with_dependencies(record.planned(), plan)
                errors = (*errors, *_unchecked(entries))
                outputs: Mapping[str, Any] = mask(record.stack_outputs)
            elif operation == "destroy":
                entries, outputs = [each for each in destroyed if record.steps.get(each["urn"]) == "delete"], {}
                if failure is None:
                    opened.remove()
            else:
                # What a killed engine left is half a state: recovery reads it, nobody else. What is checked after an
                # up needs secrets in the clear, for which the engine is started once more.
                read = opened.state if operation == "up" else lambda: _last_state(home, project, stack)
                entries = [] if opened.faults.killed else read()
                outputs = mask(stack_outputs(entries))
            if failure is None and operation in ("preview", "up"):
                errors = (*errors, *missing.problems(entries))
        ok = failure is None and not errors
        if operation == "destroy" and ok:
            shutil.rmtree(work, ignore_errors=True)
        return RunResult(
            operation=operation,
            stack=stack,
            ok=ok,
            errors=tuple(errors),
            warnings=(*_waiting(before), *record.warnings, *_struck_nothing(opened.faults)),
            steps=record.steps,
            resources=sorted_resources(entries),
            outputs=outputs,
            seconds=time.monotonic() - started,
            operations=opened.faults.operations,
        )


def _refuse_locked(folder: Path, stack: str) -> None:
    """Name the way out of a lock; the engine would name one of its own commands, which leaves the state as it is."""
    for lock in standing(folder):
        if lock.lives:
            raise SandboxError(
                f"The stack {stack} is locked by a run that still goes on: process {lock.pid} on this machine. Wait "
                "for its end, or end it."
            )
        raise SandboxError(
            f"The stack {stack} is locked, {lock.told}. When that run is over, this takes the lock away and brings the "
            f"state in line with what exists: aksnet recover -s {stack} --sandbox"
        )


def _operate(
    operation: Operation, opened: session.Session, record: RunLog, listener: Listener, plan: Path
) -> Exception | None:
    def on_event(event: EngineEvent) -> None:
        record.event(event)
        listener.event(event, record)

    plan.unlink(missing_ok=True)
    stack = opened.stack
    actions: dict[Operation, Callable[[], object]] = {
        "preview": lambda: stack.preview(on_event=on_event, plan=str(plan)),
        "up": lambda: stack.up(on_event=on_event, suppress_outputs=True),
        "refresh": lambda: stack.refresh(on_event=on_event, suppress_outputs=True),
        "destroy": lambda: stack.destroy(on_event=on_event, suppress_outputs=True),
    }
    try:
        actions[operation]()
    except automation.errors.CommandError as fault:
        # Only the words are wanted; the frames would keep the program of this run alive.
        return fault.with_traceback(None)
    return None


def _struck_nothing(faults: Faults) -> tuple[str, ...]:
    return tuple(f"the fault {text} matched no operation in this run" for text in faults.idle())


def _last_state(home: Home, project: Path, stack: str) -> list[dict[str, Any]]:
    """Return the resources of the last run, none before the first and where recovery is needed first."""
    files = FileBackend(root=home.state).stack(project_name(project), stack)
    try:
        return resources_in(files.deployment())
    except EngineError:
        return []


def _waiting(state: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return which deletions an earlier run has left for this one."""
    names = sorted(name_of(each["urn"]) for each in waiting_deletions(state))
    if not names:
        return ()
    return (f"an earlier run has left deletions in the state, which an up carries out: {', '.join(names)}",)


def _refuse_deletions(state: list[dict[str, Any]], stack: str) -> None:
    """An earlier run left deletions that would take away what the state has under the same id."""
    names = sorted(name_of(each["urn"]) for each in deletions_of_the_living(state))
    if names:
        raise SandboxError(
            f"An earlier run has left deletions in the state of {stack} that would take away what lives: "
            f"{', '.join(names)}. Nothing was done. Run aksnet recover -s {stack} --sandbox: it takes them out."
        )


def _refuse_protected(state: list[dict[str, Any]], stack: str) -> None:
    """The engine would delete what it can before it meets a protected resource; refuse before anything is gone."""
    protected = sorted(each["urn"].split("::", 3)[3] for each in state if each.get("protect"))
    if protected:
        raise SandboxError(
            f"The stack {stack} has protected resources: {', '.join(protected)}. Nothing was deleted. Take the "
            "protection off (protect: false) and run up, then destroy."
        )


def _with_dependencies(planned: list[dict[str, Any]], plan: Path) -> list[dict[str, Any]]:
    """Add each resource's dependencies and protection, which only the update plan tells."""
    try:
        plans = json.loads(plan.read_text(encoding="utf-8")).get("resourcePlans", {})
    except FileNotFoundError:
        return planned  # a preview that failed has none
    goals = {urn: entry.get("goal") or {} for urn, entry in plans.items()}
    return [
        {
            **each,
            "dependencies": goals.get(each["urn"], {}).get("dependencies") or each.get("dependencies") or [],
            "propertyDependencies": goals.get(each["urn"], {}).get("propertyDependencies"),
            "provider": goals.get(each["urn"], {}).get("provider"),
            "protect": each.get("protect") or goals.get(each["urn"], {}).get("protect"),
        }
        for each in planned
    ]


def _unchecked(planned: list[dict[str, Any]]) -> list[str]:
    """Check the Kubernetes objects of a preview: the engine does not, while a kubeconfig is not known yet."""
    problems = []
    for each in planned:
        package, group_version, kind = each["type"].split(":", 2)
        if package != "kubernetes" or group_version.startswith("helm.sh/"):
            continue
        body = unmasked(each.get("inputs") or {})
        for path, reason in schemas.check(group_version.removeprefix("core/"), kind, body):
            problems.append(f"{each['urn'].split('::', 3)[3]}: {path}: {reason}")
    return problems
