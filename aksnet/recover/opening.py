"""Open a real stack for recovery, with the user's own engine, backend and login.

It is opened where its files are, because its settings, secrets and backend are there; should the engine rewrite the
stack file, its text is put back.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pulumi import automation

from aksnet.engine.command import EngineCommand
from aksnet.engine.engine_errors import engine_text
from aksnet.engine.file_backend import FileBackend
from aksnet.engine.home import Home
from aksnet.engine.obtain import Engine, obtain
from aksnet.engine.program import program
from aksnet.engine.unchanged_file import unchanged
from aksnet.errors import UsageError
from aksnet.recover.cloud import Cloud, RecoverError
from aksnet.recover.recovery import Task


@contextmanager
def on_azure(
    *,
    project: Path,
    stack: str,
    name: str,
    cloud: Callable[[], Cloud],
    using: Engine | None = None,
    all_gone: bool = False,
) -> Iterator[Task]:
    """Open a real stack with the user's own environment; one that does not exist is not made.

    `stack` may be the full name, by which the backend finds it; `name` is the name alone, as its files have it.
    """
    project = project.resolve()
    if not (project / "Pulumi.yaml").is_file():
        raise UsageError(
            f"There is no Pulumi.yaml in {project.resolve()}. Run this in the project's folder, or give --project."
        )
    asked = cloud()  # Without a login there is nothing to do: an engine may take minutes to obtain.
    engine = using or obtain(Home.of(project))
    with tempfile.TemporaryDirectory() as scratch, unchanged(project / f"Pulumi.{name}.yaml"):
        try:
            workspace = automation.LocalWorkspace(
                work_dir=str(project),
                program=program(project),
                pulumi_command=EngineCommand(engine),
            )
            opened = automation.Stack.select(stack, workspace)
            backend = FileBackend.at(str(workspace.who_am_i().url))
        except automation.errors.StackNotFoundError as fault:
            raise UsageError(
                f"There is no stack {stack} in this backend: it was never deployed, or the backend is another one "
                "(pulumi whoami -v). pulumi stack ls lists the stacks; aksnet recover makes none."
            ) from fault
        except automation.errors.CommandError as fault:
            raise RecoverError(f"The engine could not open the stack {stack}: {engine_text(fault)}") from fault
        yield Task(
            stack=opened,
            program=program(project),
            cloud=asked,
            scratch=Path(scratch),
            locks=backend.stack(workspace.project_settings().name, name).locks if backend else None,
            all_gone=all_gone,
        )
