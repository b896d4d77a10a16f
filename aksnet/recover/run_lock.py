"""The lock of a run: never taken from the living.

Where the backend is a folder, locks are read as files before anything is looked at. Of a lock in another backend that
the engine keeps itself (a bucket, a container of blobs) only its refusal to write tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from aksnet.engine import locks
from aksnet.engine.locks import Lock
from aksnet.recover.cloud import RecoverError

# The engine gives no structure here: its error has one line for each lock, and no command prints locks in another form.
# The words decide nothing but who is named: a line that is not understood is shown to the user, who is asked.
# https://github.com/pulumi/pulumi/blob/v3.259.0/pkg/backend/diy/lock.go
_HOLDER: Final = re.compile(r"created by (?P<user>\S+)@(?P<host>\S+) \(pid (?P<pid>\d+)\)")


def standing(folder: Path | None) -> list[Lock]:
    """Return the locks that stand, as far as the backend is a folder."""
    return [] if folder is None else locks.standing(folder)


def told_by_engine(text: str) -> list[Lock]:
    """Return the locks that a refusal of the engine names."""
    return [
        Lock(told=holder.group(), user=holder["user"], host=holder["host"], pid=int(holder["pid"]))
        for holder in _HOLDER.finditer(text)
    ]


def refuse_living(held: Iterable[Lock]) -> None:
    """Raise RecoverError for a lock of a process that still runs here: it is no stale lock."""
    for lock in held:
        if lock.lives:
            raise RecoverError(
                f"The stack is locked by a run that still goes on: process {lock.pid} of {lock.user} on this machine. "
                "Wait for its end, or end it, and recover then."
            )
