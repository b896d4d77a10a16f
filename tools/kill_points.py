"""Points at which a process dies as in a power cut: before, during and after each write of a stack's state."""

from __future__ import annotations

import itertools
import os
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any

from aksnet.engine.command import EngineCommand


class Moment(Enum):
    """When a process dies at a write of the state."""

    BEFORE = auto()
    DURING = auto()
    AFTER = auto()


@dataclass(frozen=True, kw_only=True)
class Kill:
    """One point at which recovery dies."""

    write: int
    moment: Moment

    def __str__(self) -> str:
        return f"recover, killed {self.moment.name.lower()} write {self.write}"


def die(home: Path, kill: Kill) -> None:
    """Arrange for this process, and the engine with it, to die as in a power cut at one write of the state."""
    whole, writes = EngineCommand.run, itertools.count(1)

    def dying(self: EngineCommand, args: list[str], *rest: Any, **more: Any) -> Any:
        if (args[:1] != ["cancel"] and args[:2] != ["stack", "import"]) or next(writes) != kill.write:
            return whole(self, args, *rest, **more)
        if kill.moment is Moment.BEFORE:
            os.kill(os.getpid(), signal.SIGKILL)
        if kill.moment is Moment.DURING:
            threading.Thread(target=_die_when_written, args=(self, home), daemon=True).start()
        result = whole(self, args, *rest, **more)
        os.kill(os.getpid(), signal.SIGKILL)
        return result

    EngineCommand.run = dying  # type: ignore[method-assign]


def _die_when_written(command: EngineCommand, home: Path) -> None:
    before = _files(home)
    while _files(home) == before:
        time.sleep(0)
    command.kill()
    os.kill(os.getpid(), signal.SIGKILL)


def _files(home: Path) -> set[tuple[str, int, int]]:
    found = set()
    for path in (home / "state").rglob("*"):
        with suppress(FileNotFoundError):
            found.add((str(path), path.stat().st_mtime_ns, path.stat().st_size))
    return found
