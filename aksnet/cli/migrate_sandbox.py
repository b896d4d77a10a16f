"""A stack of the sandbox, opened for migration: the one place where migration meets what is simulated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from aksnet.arm.values import as_dict
from aksnet.cli.stack_outputs import reader
from aksnet.engine.command import EngineCommand
from aksnet.engine.file_backend import project_name
from aksnet.engine.home import Home
from aksnet.engine.obtain import Engine, obtain
from aksnet.engine.program import without
from aksnet.errors import UsageError
from aksnet.migrate.live_cluster import MASQUERADE, LiveCluster, live_of
from aksnet.migrate.migrate_errors import MigrateError
from aksnet.migrate.migration import Task
from aksnet.migrate.planned_file import plan_of
from aksnet.migrate.saved_inputs import SavedInputs
from aksnet.migrate.stack_state import StackState
from aksnet.sandbox import session
from aksnet.sandbox import stack_file_copy as stackfile
from aksnet.sandbox.alone import alone
from aksnet.sandbox.kube import objects
from aksnet.sandbox.private import kept_private
from aksnet.sandbox.store import Store


class SimulatedClusters:
    """The clusters of the simulated subscription, as migration asks them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def read(self, cluster_id: str) -> LiveCluster:
        """Return a cluster by its ARM id."""
        view = self._store.read()
        record = view.get(cluster_id)
        if record is None:
            raise MigrateError(f"The sandbox no longer has {cluster_id}: run aksnet recover first.")
        key = objects.key("core", "ConfigMap", objects.object_id(*MASQUERADE))
        return live_of(as_dict(record["outputs"]), masquerade=key in view.cluster_objects(cluster_id))


@contextmanager
def in_sandbox(
    *,
    project: Path,
    stack: str,
    stack_file: Path | None = None,
    outputs: Sequence[str] | None = None,
    using: Engine | None = None,
) -> Iterator[Task]:
    """Open a stack of the simulated subscription; outputs of other stacks come from these files or from there."""
    project = project.resolve()
    home = Home.of(project)
    stackfile.source(project, stack, stack_file)
    with alone(home, stack), kept_private(home), without(session.FOREIGN):
        work = home.work(stack)
        stackfile.prepare(project=project, stack=stack, work=work, stack_file=stack_file)
        plan = plan_of(work, stack, reader(outputs, project, sandbox=True))
        files = home.backend.stack(project_name(work), stack)
        if not files.checkpoint.is_file():
            raise UsageError(
                f"The stack {stack} was never deployed in the sandbox: there is nothing to migrate. "
                f"aksnet sandbox up -s {stack} deploys it."
            )
        files.refuse_cut()
        state = StackState(
            stack=stack,
            command=EngineCommand(using or obtain(home)),
            folder=work,
            environment=session.environment(home, ""),
            locks=files.locks,
        )
        yield Task(
            stack=stack,
            state=state,
            plan=plan,
            clusters=SimulatedClusters(Store(home.subscription)),
            saved=SavedInputs(path=work / f"Pulumi.{stack}.migration.json"),
        )
