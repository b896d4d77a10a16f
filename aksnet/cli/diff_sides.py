"""What `aksnet diff` compares a stack file with: a state, nothing, another file, or a revision of git."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from aksnet.cli.exported_state import exported, exported_from_sandbox, readable_outputs
from aksnet.cli.stack_outputs import with_outputs
from aksnet.diff.comparison import Before, from_plan, from_state
from aksnet.diff.own_resources import PROGRAM, own_resources
from aksnet.engine.urns import STACK_TYPE
from aksnet.errors import AksnetError, UsageError
from aksnet.planning import plan_as_far_as_possible
from aksnet.settings.problems import report
from aksnet.settings.stackfile import StackFileError, read_stack

_NOTHING: Final = "none"


def side_before(
    project: Path,
    stack: str,
    against: str | None,
    *,
    sandbox: bool,
    full_name: str,
    outputs: Sequence[str] | None = None,
) -> Before:
    """Return what is compared with; a `UsageError` says when it cannot be had.

    The backend is asked by the full name, which may have an organization in front; files have the name alone.
    """
    if against is None:
        return _deployed(project, stack if sandbox else full_name, sandbox=sandbox)
    if sandbox:
        raise UsageError("--sandbox names what is deployed there, --against something else: give one of them.")
    if against == _NOTHING:
        return from_state("nothing", {}, {})
    path = Path(against)
    if path.is_file():
        about = (project / "Pulumi.yaml").read_text()
        return _of_file(path.read_text(encoding="utf-8-sig"), about, stack, against, outputs)
    return _of_revision(project, stack, against, outputs)


def refuse_removed(project: Path, stack: str, against: str | None) -> None:
    """End where a revision has the file of a stack that is no longer there: nothing is left to compare.

    Raises:
        AksnetError: with what becomes of what the stack has deployed.

    """
    name = f"Pulumi.{stack}.yaml"
    if against in (None, _NOTHING) or (project / name).is_file() or Path(against).is_file():
        return
    if _git(project, "cat-file", "-e", "--end-of-options", f"{against}:./{name}") is not None:
        raise AksnetError(
            f"{name} is no longer there. What the stack has deployed stays, and nothing looks after it any more: with "
            f"the file of {against} back in place, pulumi destroy -s {stack} takes it away."
        )


def _deployed(project: Path, stack: str, *, sandbox: bool) -> Before:
    if not sandbox:
        return of_deployment("what is deployed", exported(project, stack))
    return deployed_in_sandbox(project, stack)


def deployed_in_sandbox(project: Path, stack: str) -> Before:
    """Return what is deployed of a stack in the sandbox."""
    found = exported_from_sandbox(project, stack)
    if found is None:
        return from_state("nothing (never deployed in the sandbox)", {}, {})
    return of_deployment("what is deployed in the sandbox", found)


def of_deployment(name: str, deployment: Mapping[str, Any]) -> Before:
    """Take what a checkpoint holds, but for what is only waiting to be deleted."""
    resources = [each for each in deployment.get("resources") or () if not each.get("delete")]
    outputs: Mapping[str, Any] = next((r.get("outputs") or {} for r in resources if r.get("type") == STACK_TYPE), {})
    read = {each["urn"]: readable_outputs(each.get("outputs") or {}) for each in resources}
    return from_state(name, own_resources(read, PROGRAM), outputs)


def _of_revision(project: Path, stack: str, revision: str, outputs: Sequence[str] | None) -> Before:
    """Plan the stack's file of a revision, with the project's defaults of that revision."""
    name = f"Pulumi.{stack}.yaml"
    if _git(project, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}") is None:
        raise UsageError(f"{revision} is neither a file here nor a revision of git.")
    settings = _git(project, "show", "--end-of-options", f"{revision}:./{name}")
    if settings is None:
        return from_state(f"nothing ({revision} has no {name})", {}, {})
    about = _git(project, "show", "--end-of-options", f"{revision}:./Pulumi.yaml")
    return _of_file(settings, about or (project / "Pulumi.yaml").read_text(encoding="utf-8"), stack, revision, outputs)


def _git(project: Path, *words: str) -> str | None:
    """Return what git answers, None where it ends with an error; a revision that begins with a hyphen is no option."""
    git = shutil.which("git")
    if git is None:
        raise UsageError("git is needed to compare with a revision, and is not on the PATH.")
    done = subprocess.run(  # noqa: S603 - git's own command line
        [git, *words], cwd=project, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
    )
    return done.stdout if done.returncode == 0 else None


def _of_file(settings: str, project_file: str, stack: str, name: str, outputs: Sequence[str] | None) -> Before:
    """Plan another text of the stack's file."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "Pulumi.yaml").write_text(project_file, encoding="utf-8")
        (Path(folder) / f"Pulumi.{stack}.yaml").write_text(settings, encoding="utf-8")
        try:
            file = read_stack(Path(folder), stack)
        except StackFileError as fault:
            place = str(Path(folder).resolve())
            raise AksnetError(f"In {name}: {str(fault).replace(place + os.sep, '')}") from fault
    raw, unread = with_outputs(file.raw, outputs, Path())
    planned = plan_as_far_as_possible(raw, stack=file.stack, location=file.location, unread=unread)
    if planned.plan is None:
        head = f"The settings in {name} cannot be planned, so nothing can be compared with them:"
        raise AksnetError(f"{head}\n\n{report(planned.problems)}")
    return from_plan(name, planned.plan, planned.budget, planned.warnings)
