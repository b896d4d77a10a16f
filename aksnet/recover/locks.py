"""The lock of a run: read where the backend is a folder, before anything is looked at; never taken from the living.

Other backends tell of a lock only when the state is written. Their words are read here too.
"""

from __future__ import annotations

import json
import os
import re
import socket
from pathlib import Path
from typing import Final

from aksnet.recover.cloud import RecoverError

_HOLDER: Final = re.compile(r"created by (?P<who>\S+)@(?P<host>\S+) \(pid (?P<pid>\d+)\)")


def standing(locks: Path | None) -> list[str]:
    """Describe the locks that stand, as the engine does."""
    return [] if locks is None else [_told(path) for path in sorted(locks.glob("*.json"))]


def _told(path: Path) -> str:
    try:
        lock = json.loads(path.read_text(encoding="utf-8"))
        return f"created by {lock['username']}@{lock['hostname']} (pid {lock['pid']}) at {lock['timestamp']}"
    except (OSError, ValueError, KeyError, TypeError):
        return f"{path.name}: it does not tell whose it is"


def refuse_living(text: str) -> None:
    """A lock of a process that still runs here is no stale lock."""
    for holder in _HOLDER.finditer(text):
        if holder["host"] == socket.gethostname() and _lives(int(holder["pid"])):
            raise RecoverError(
                f"The stack is locked by a run that still goes on: process {holder['pid']} of {holder['who']} on this "
                "machine. Wait for its end, or end it, and recover then."
            )


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it lives, as somebody else's
    command = Path(f"/proc/{pid}/cmdline")
    # Process ids are used again: where the system tells, look whether it is an engine.
    return not command.is_file() or b"pulumi" in command.read_bytes()
