"""End what the Pulumi SDK leaves half done when an inline program fails, so that it does no harm to the next run.

Should the garbage collector end the SDK's coroutines during the next run, they would shut down the callbacks of that
run: `_CallbackServicer.shutdown` takes whichever loop runs at that moment for its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import warnings
from collections.abc import Callable
from typing import Any, Final

_SETTLE_SECONDS: Final = 5.0
_POLL_SECONDS: Final = 0.01
_STILL: Final = 20
_STEPS: Final = 5


class Endings:
    """The event loops in which a program ran."""

    def __init__(self) -> None:
        self._loops: list[asyncio.AbstractEventLoop] = []
        # What the Automation API and gRPC think of an engine that is gone in the middle of a call.
        logging.getLogger("grpc._server").setLevel(logging.CRITICAL)
        warnings.filterwarnings("ignore", message="Error in event stream", category=UserWarning)

    def watched(self, program: Callable[[], None]) -> Callable[[], None]:
        """Return the program so that its end can be waited for."""

        def run() -> None:
            self._loops.append(asyncio.get_running_loop())
            program()

        return run

    def abandon(self) -> None:
        """Wait for nothing: this process ends."""
        self._loops.clear()

    def settle(self) -> None:
        """Wait until the program has ended; a loop that ended well is closed and costs nothing."""
        for loop in self._loops:
            _wait_for_end(loop)
            for task in asyncio.all_tasks(loop):
                _close(task.get_coro())
            if not loop.is_running():
                loop.close()
        self._loops.clear()


def _wait_for_end(loop: asyncio.AbstractEventLoop) -> None:
    """Wait until a loop is closed or, because its program ended badly, stands still."""
    until, still = time.monotonic() + _SETTLE_SECONDS, 0
    while not loop.is_closed() and still < _STILL and time.monotonic() < until:
        still = 0 if loop.is_running() else still + 1
        time.sleep(_POLL_SECONDS)


def _close(coroutine: Any) -> None:
    """End a coroutine; one that catches everything goes on to its next step, so more than once.

    Without a loop its own way of shutting down fails, which is what makes it harmless.
    """
    for _ in range(_STEPS):
        with contextlib.suppress(Exception):
            coroutine.close()
            return
