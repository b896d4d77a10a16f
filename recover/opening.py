"""Open a stack for recovery: in the sandbox, or the real one with the user's own engine, backend and login.

The real stack is opened where its files are, because its settings, secrets and backend are there; should the engine
rewrite the stack file, its text is put back.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pulumi import automation

from recover.cloud import Cloud, RecoverError
from recover.run import Task
from recover.simulated import SimulatedCloud
from sandbox import session, stackfile
from sandbox.engine import Engine, obtain
from sandbox.home import Home


@contextmanager
def in_sandbox(
    *, project: Path, stack: str, stack_file: Path | None = None, using: Engine | None = None
) -> Iterator[Task]:
    """Open a stack of the simulated subscription."""
    project = project.resolve()
    home = Home.of(project)
    work = stackfile.prepare(project=project, stack=stack, work=home.work(stack), stack_file=stack_file)
    engine = using or obtain(home)
    _mend(home, stack)
    with session.opened(home=home, engine=engine, project=project, stack=stack, work=work) as opened:
        yield Task(stack=opened.stack, program=opened.program, cloud=SimulatedCloud(opened.store), scratch=work)


def _mend(home: Home, stack: str) -> None:
    """Take the backup of a checkpoint that was being written when the engine died.

    A backend of plain files writes in place and keeps the checkpoint before as `.bak`: what came after is adopted. The
    `.attrs` beside each file only says what type of content it has, and may be missing.
    """
    for path in (home.state / ".pulumi" / "stacks").rglob(f"{stack}.json"):
        backup = path.with_suffix(".json.bak")
        if not _whole(path) and _whole(backup):
            shutil.copyfile(backup, path)
        for attributes in path.parent.glob(f"{stack}.json*.attrs"):
            if not _whole(attributes):
                attributes.unlink()


def _whole(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_text(encoding="utf-8")), dict)
    except (OSError, ValueError):
        return False


@contextmanager
def on_azure(*, project: Path, stack: str, cloud: Callable[[], Cloud], using: Engine | None = None) -> Iterator[Task]:
    """Open a real stack with the user's own environment; one that does not exist is not made."""
    project = project.resolve()
    if not (project / "Pulumi.yaml").is_file():
        raise RecoverError(
            f"There is no Pulumi.yaml in {project}. Run this in the project's folder, or give --project."
        )
    engine = using or obtain(Home.of(project))
    with tempfile.TemporaryDirectory() as scratch, _unchanged(project / f"Pulumi.{stack}.yaml"):
        try:
            workspace = automation.LocalWorkspace(
                work_dir=str(project),
                program=session.program(project),
                pulumi_command=automation.PulumiCommand(root=str(engine.root) if engine.root else None),
            )
            opened = automation.Stack.select(stack, workspace)
        except automation.errors.CommandError as fault:
            raise RecoverError(f"The engine could not open the stack {stack}: {session.engine_text(fault)}") from fault
        yield Task(stack=opened, program=session.program(project), cloud=cloud(), scratch=Path(scratch))


@contextmanager
def _unchanged(path: Path) -> Iterator[None]:
    before = path.read_bytes() if path.is_file() else None
    try:
        yield
    finally:
        if before is not None and path.read_bytes() != before:
            path.write_bytes(before)
