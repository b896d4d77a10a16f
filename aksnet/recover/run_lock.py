"""The lock of a run: never taken from the living.

Where the backend is a folder, locks are read before anything is looked at. Other backends tell of a lock only when the
state is written; their words are read here too.
"""

from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import Final

from aksnet.engine import locks
from aksnet.recover.cloud import RecoverError

_HOLDER: Final = re.compile(r"created by (?P<who>\S+)@(?P<host>\S+) \(pid (?P<pid>\d+)\)")


def standing(folder: Path | None) -> list[str]:
    """Describe the locks that stand, as the engine does."""
    return [] if folder is None else [lock.told for lock in locks.standing(folder)]


def refuse_living(text: str) -> None:
    """Raise RecoverError for a lock of a process that still runs here: it is no stale lock."""
    for holder in _HOLDER.finditer(text):
        if holder["host"] == socket.gethostname() and locks.engine_lives(int(holder["pid"])):
            raise RecoverError(
                f"The stack is locked by a run that still goes on: process {holder['pid']} of {holder['who']} on this "
                "machine. Wait for its end, or end it, and recover then."
            )
