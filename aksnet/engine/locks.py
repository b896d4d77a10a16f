"""The locks of a stack in a backend of plain files: whose they are, and whether their holders still run here."""

from __future__ import annotations

import getpass
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

_HOLDERS: Final = (b"pulumi", b"aksnet")
"""What stands in the command line of whoever holds a lock: the engine, or a command of ours."""


@dataclass(frozen=True, kw_only=True)
class Lock:
    """One lock; where the file does not tell whose it is, only `told` says something."""

    told: str
    """Who holds it, as the engine words it."""
    user: str = ""
    host: str = ""
    pid: int = 0

    @property
    def lives(self) -> bool:
        """Whether its holder still runs on this machine."""
        return self.host == socket.gethostname() and engine_lives(self.pid)


def standing(folder: Path) -> list[Lock]:
    """Return the locks that stand."""
    return [_read(path) for path in sorted(folder.glob("*.json"))]


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold a lock in the engine's own form, so that every run of the engine is refused meanwhile.

    https://github.com/pulumi/pulumi/blob/v3.259.0/pkg/backend/diy/lock.go
    """
    path = folder / f"{uuid4()}.json"
    content = {
        "pid": os.getpid(),
        "username": getpass.getuser(),
        "hostname": socket.gethostname(),
        "timestamp": datetime.now(UTC).isoformat(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _read(path: Path) -> Lock:
    try:
        lock = json.loads(path.read_text(encoding="utf-8"))
        told = f"created by {lock['username']}@{lock['hostname']} (pid {lock['pid']}) at {lock['timestamp']}"
        return Lock(told=told, user=str(lock["username"]), host=str(lock["hostname"]), pid=int(lock["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Lock(told=f"{path.name}: it does not tell whose it is")


def engine_lives(pid: int) -> bool:
    """Return whether a process of this machine runs and, where the system tells, is an engine: ids are used again."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it lives, as somebody else's
    command = Path(f"/proc/{pid}/cmdline")
    return not command.is_file() or any(word in command.read_bytes() for word in _HOLDERS)
