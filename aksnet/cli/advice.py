"""What to run next after a command of the sandbox was interrupted: what the stack's files say."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

from aksnet.engine.engine_errors import EngineError
from aksnet.engine.file_backend import StackFiles, project_name
from aksnet.engine.home import Home
from aksnet.engine.locks import standing


def after(operation: str, *, project: Path, stack: str) -> str:
    """Return the next command, after an operation on a stack of the sandbox was interrupted."""
    options = stack_options(stack, project)
    command = f"aksnet sandbox {operation} {options}"
    if operation == "preview":
        return f"Nothing was changed. To preview again: {command}"
    files = Home.of(project).backend.stack(project_name(project), stack)
    if _broken(files):
        return f"The state has to be repaired first: aksnet recover {options} --sandbox. Then go on with: {command}"
    return f"Go on with: {command}"


def stack_options(stack: str, project: Path) -> str:
    """Return the options by which a command finds a stack again."""
    return f"-s {quote(stack)}" + ("" if project == Path() else f" --project {quote(str(project))}")


def _broken(files: StackFiles) -> bool:
    """Return whether an up would be refused: by a lock, by operations that never ended, by a cut checkpoint."""
    if standing(files.locks):
        return True
    if not files.checkpoint.is_file():
        return False
    try:
        return bool(files.deployment().get("pending_operations"))
    except EngineError:
        return True
