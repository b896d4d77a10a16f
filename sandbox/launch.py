"""Start the engine so that it can be killed at any moment, as a power cut would: its process id is known.

The Automation API starts the engine itself and keeps its process for itself. A script in front of the engine writes
down its process id and becomes the engine.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shlex
import signal
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from pulumi import automation

from sandbox.engine import Engine

_SETTLE_SECONDS: Final = 5.0
_POLL_SECONDS: Final = 0.01
_STILL: Final = 20
_STEPS: Final = 5


class Killable:
    """The engine behind a script that tells its process id."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._pid = folder / "engine.pid"
        script = folder / "bin" / "pulumi"
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(
            f'#!/bin/sh\necho $$ > {shlex.quote(str(self._pid))}\nexec {shlex.quote(str(engine.path))} "$@"\n',
            encoding="utf-8",
        )
        script.chmod(0o700)
        self._loops: list[asyncio.AbstractEventLoop] = []
        # What the Automation API and gRPC think of an engine that is gone in the middle of a call.
        logging.getLogger("grpc._server").setLevel(logging.CRITICAL)
        warnings.filterwarnings("ignore", message="Error in event stream", category=UserWarning)
        self.command = automation.PulumiCommand(root=str(folder))

    def watched(self, program: Callable[[], None]) -> Callable[[], None]:
        """Return the program so that its end can be waited for."""

        def run() -> None:
            self._loops.append(asyncio.get_running_loop())
            program()

        return run

    def settle(self) -> None:
        """Wait until the program has noticed that its engine is gone, and end what it leaves half done.

        Should the garbage collector end the SDK's coroutines during the next run, they would shut down the callbacks
        of that run: `_CallbackServicer.shutdown` takes whichever loop runs at that moment for its own.
        """
        for loop in self._loops:
            _wait_for_end(loop)
            for task in asyncio.all_tasks(loop):
                _close(task.get_coro())
            if not loop.is_running():
                loop.close()
        self._loops.clear()

    def kill(self) -> None:
        """End the engine's process at once; one that has ended by itself is left alone."""
        with contextlib.suppress(ProcessLookupError, FileNotFoundError, ValueError):
            os.kill(int(self._pid.read_text(encoding="utf-8")), signal.SIGKILL)


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
