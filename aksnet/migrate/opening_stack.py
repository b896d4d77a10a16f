"""Open a real stack for migration, with the user's own engine, backend and login.

Its state is exported and imported where its files are; should the engine rewrite the stack file, its text is put back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pulumi import automation

from aksnet.engine.command import EngineCommand
from aksnet.engine.engine_errors import engine_text
from aksnet.engine.file_backend import FileBackend
from aksnet.engine.home import Home
from aksnet.engine.obtain import Engine, obtain
from aksnet.engine.unchanged_file import unchanged
from aksnet.errors import UsageError
from aksnet.migrate.live_cluster import Clusters
from aksnet.migrate.migrate_errors import MigrateError
from aksnet.migrate.migration import Task
from aksnet.migrate.planned_file import plan_of
from aksnet.migrate.saved_inputs import SavedInputs
from aksnet.migrate.stack_state import StackState
from aksnet.settings.stack_references import Reader


@contextmanager
def on_azure(
    *,
    project: Path,
    stack: str,
    name: str,
    clusters: Callable[[], Clusters],
    outputs: Reader,
    using: Engine | None = None,
) -> Iterator[Task]:
    """Open a real stack with the user's own environment; one that does not exist is not made.

    `stack` may be the full name, by which the backend finds it; `name` is the name alone, as its files have it.
    `outputs` reads those of other stacks.
    """
    project = project.resolve()
    plan = plan_of(project, name, outputs)
    living = clusters()  # Without a login there is nothing to do: an engine may take minutes to obtain.
    command = EngineCommand(using or obtain(Home.of(project)))
    with unchanged(project / f"Pulumi.{name}.yaml"):
        try:
            workspace = automation.LocalWorkspace(work_dir=str(project), pulumi_command=command)
            backend = FileBackend.at(str(workspace.who_am_i().url))
            known = {each.name.rsplit("/", 1)[-1] for each in workspace.list_stacks()}
        except automation.errors.CommandError as fault:
            raise MigrateError(f"The engine could not open the stack {stack}: {engine_text(fault)}") from fault
        if name not in known:
            raise UsageError(
                f"There is no stack {stack} in this backend: it was never deployed, or the backend is another one "
                "(pulumi whoami -v). pulumi stack ls lists the stacks."
            )
        locks = backend.stack(workspace.project_settings().name, name).locks if backend else None
        yield Task(
            stack=stack,
            state=StackState(stack=stack, command=command, folder=project, environment={}, locks=locks),
            plan=plan,
            clusters=living,
            saved=SavedInputs(path=project / f"Pulumi.{name}.migration.json"),
        )
