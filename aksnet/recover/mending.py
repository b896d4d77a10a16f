"""A checkpoint that was being written when the engine died: its backup takes its place."""

from __future__ import annotations

import shutil

from aksnet.engine.file_backend import StackFiles, attributes, whole
from aksnet.recover.cloud import RecoverError


def mend(files: StackFiles) -> tuple[str, ...]:
    """Take the backup of a checkpoint that was being written when the engine died; say what was done.

    A backend of plain files writes in place and keeps the checkpoint before as `.bak`: what came after is adopted. The
    `.attrs` beside each file only says what type of content it has, and may be missing.
    """
    path, backup, notes = files.checkpoint, files.backup, []
    if path.is_file() and not whole(path):
        if not whole(backup):
            raise RecoverError(
                f"Neither the state {path} nor its backup {backup.name} can be read. Delete both files and recover "
                "again: the state is then made anew from what exists."
            )
        shutil.copyfile(backup, path)
        notes.append(f"The state {path.name} was cut off in writing: its backup {backup.name} was put in its place.")
    for file in map(attributes, (path, backup)):
        if file.is_file() and not whole(file):
            file.unlink()
    return tuple(notes)
