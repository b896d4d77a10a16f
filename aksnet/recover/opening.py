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

import yaml
from pulumi import automation

from aksnet.arm.catalogue import ARM_TYPES
from aksnet.arm.values import as_dict, as_list
from aksnet.recover import locks
from aksnet.recover.checkpoint import creating
from aksnet.recover.cloud import Cloud, RecoverError
from aksnet.recover.run import Task
from aksnet.recover.simulated import SimulatedCloud
from aksnet.sandbox import session, stackfile
from aksnet.sandbox.azure.made_up import SUBSCRIPTION
from aksnet.sandbox.engine import Engine, obtain
from aksnet.sandbox.home import Home


@contextmanager
def in_sandbox(
    *, project: Path, stack: str, stack_file: Path | None = None, using: Engine | None = None
) -> Iterator[Task]:
    """Open a stack of the simulated subscription."""
    project = project.resolve()
    home = Home.of(project)
    work = stackfile.prepare(project=project, stack=stack, work=home.work(stack), stack_file=stack_file)
    folder = locks.folder(home.state.as_uri(), str(yaml.safe_load((work / "Pulumi.yaml").read_text())["name"]), stack)
    locks.refuse_living("\n".join(locks.standing(folder)))
    _refuse_unknown(home, stack)
    engine = using or obtain(home)
    notes = mend(home, stack)
    with session.opened(home=home, engine=engine, project=project, stack=stack, work=work) as opened:
        yield Task(
            stack=opened.stack,
            program=opened.program,
            cloud=SimulatedCloud(opened.store),
            scratch=work,
            locks=folder,
            held=held(home, stack),
            # There is but one subscription, and no login.
            all_gone=True,
            notes=notes,
        )


def _refuse_unknown(home: Home, stack: str) -> None:
    """Opening a stack makes it: refuse one that no run has left anything of. The history outlives the state."""
    backend = home.state / ".pulumi"
    if not [*(backend / "stacks").rglob(f"{stack}.json"), *(backend / "history").glob(f"*/{stack}")]:
        raise RecoverError(
            f"The stack {stack} was never deployed in the sandbox: there is nothing to recover. "
            f"aksnet sandbox up -s {stack} deploys it."
        )


def held(home: Home, stack: str) -> dict[str, str]:
    """Return which other stack of the sandbox has, or is about to create, each resource, by id in lower case."""
    result: dict[str, str] = {}
    for path in sorted((home.state / ".pulumi" / "stacks").rglob("*.json")):
        if path.stem == stack or not _whole(path):
            continue
        latest = as_dict(as_dict(json.loads(path.read_text(encoding="utf-8")).get("checkpoint")).get("latest"))
        ids = [str(each.get("id")) for each in as_list(latest.get("resources")) if each["type"] in ARM_TYPES]
        ids += creating(latest, SUBSCRIPTION).values()
        result |= {arm_id.lower(): path.stem for arm_id in ids}
    return result


def mend(home: Home, stack: str) -> tuple[str, ...]:
    """Take the backup of a checkpoint that was being written when the engine died; say what was done.

    A backend of plain files writes in place and keeps the checkpoint before as `.bak`: what came after is adopted. The
    `.attrs` beside each file only says what type of content it has, and may be missing.
    """
    notes = []
    for path in (home.state / ".pulumi" / "stacks").rglob(f"{stack}.json"):
        backup = path.with_suffix(".json.bak")
        if not _whole(path):
            if not _whole(backup):
                raise RecoverError(
                    f"Neither the state {path} nor its backup {backup.name} can be read. Delete both files and recover "
                    "again: the state is then made anew from what exists."
                )
            shutil.copyfile(backup, path)
            notes.append(
                f"The state {path.name} was cut off in writing: its backup {backup.name} was put in its place."
            )
        for attributes in path.parent.glob(f"{stack}.json*.attrs"):
            if not _whole(attributes):
                attributes.unlink()
    return tuple(notes)


def _whole(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_text(encoding="utf-8")), dict)
    except (OSError, ValueError):
        return False


@contextmanager
def on_azure(
    *, project: Path, stack: str, cloud: Callable[[], Cloud], using: Engine | None = None, all_gone: bool = False
) -> Iterator[Task]:
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
            folder = locks.folder(str(workspace.who_am_i().url), workspace.project_settings().name, stack)
        except automation.errors.StackNotFoundError as fault:
            raise RecoverError(
                f"There is no stack {stack} in this backend: it was never deployed, or the backend is another one "
                "(pulumi whoami -v). pulumi stack ls lists the stacks; aksnet recover makes none."
            ) from fault
        except automation.errors.CommandError as fault:
            raise RecoverError(f"The engine could not open the stack {stack}: {session.engine_text(fault)}") from fault
        yield Task(
            stack=opened,
            program=session.program(project),
            cloud=cloud(),
            scratch=Path(scratch),
            locks=folder,
            all_gone=all_gone,
        )


@contextmanager
def _unchanged(path: Path) -> Iterator[None]:
    before = path.read_bytes() if path.is_file() else None
    try:
        yield
    finally:
        if before is not None and path.read_bytes() != before:
            path.write_bytes(before)
