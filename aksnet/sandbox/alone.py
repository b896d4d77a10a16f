"""One run of a stack at a time: two would share its work folder, and of two first runs both would make the stack."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from filelock import FileLock, Timeout

from aksnet.engine.home import Home
from aksnet.sandbox.private import kept_private
from aksnet.sandbox.sandbox_errors import SandboxError


@contextlib.contextmanager
def alone(home: Home, stack: str) -> Iterator[None]:
    """Keep every other run of a stack away; the system lets go of the lock of a run that was killed.

    Raises:
        SandboxError: where one is at work already. Nothing of it was touched.

    """
    with kept_private(home):
        home.work(stack).mkdir(parents=True, exist_ok=True)
        lock = FileLock(home.work(stack) / "run.lock")
        try:
            lock.acquire(blocking=False)
        except Timeout as fault:
            raise SandboxError(
                f"Another run of the stack {stack} goes on on this machine, and nothing was done. Wait for its end, or "
                "end it."
            ) from fault
    try:
        yield
    finally:
        lock.release()
