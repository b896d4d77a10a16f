"""Resources that a write holds while it is under way, as ARM does: in this run, and for every other on the machine.

Two stacks may write into one virtual network. What another process holds is a lock of the file system, which the system
lets go of when that process ends, however it ends; who holds it stands in a file beside the lock.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from aksnet.sandbox.sandbox_errors import Refusal

Refused = Callable[[str], Refusal]
"""Makes the refusal from the words for who holds the resource."""


THIS_RUN: Final = "another write of this run"
"""The words for a holder in the same process."""


class HeldResources:
    """What is held, by the ids of resources."""

    def __init__(self, folder: Path, run: str) -> None:
        self._folder, self._run = folder, run
        self._lock = threading.Lock()
        self._busy: set[str] = set()

    @contextmanager
    def held(self, ids: Sequence[str], refused: Refused, *, wait: float = 0) -> Iterator[None]:
        """Hold resources for one operation.

        Args:
            ids: of the resources, in lower case and in order, so that two operations never wait for one another.
            refused: makes the answer for a resource that another operation holds.
            wait: seconds to wait for another run; for a write of the same run nobody waits.

        """
        with self._lock:
            if not self._busy.isdisjoint(ids):
                raise refused(THIS_RUN)
            self._busy.update(ids)
        try:
            with ExitStack() as stack:
                for arm_id in ids:
                    self._between_runs(stack, arm_id, refused, wait)
                yield
        finally:
            with self._lock:
                self._busy.difference_update(ids)

    def _between_runs(self, stack: ExitStack, arm_id: str, refused: Refused, wait: float) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self._folder / hashlib.sha256(arm_id.encode()).hexdigest()[:32]
        holder = file.with_suffix(".holder")
        try:
            stack.enter_context(FileLock(file.with_suffix(".lock"), timeout=wait, poll_interval=0.01))
        except Timeout:
            raise refused(_said(holder)) from None
        holder.write_text(self._run, encoding="utf-8")


def _said(holder: Path) -> str:
    """Return who holds a resource; the file may come a moment after the lock."""
    try:
        return holder.read_text(encoding="utf-8") or "another run"
    except OSError:
        return "another run"
