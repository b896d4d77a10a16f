"""Start the engine so that it can be killed at any moment, as a power cut would: its process id is known.

The Automation API starts the engine itself and keeps its process for itself. A script in front of the engine writes
down its process id and becomes the engine.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
from pathlib import Path

from pulumi import automation

from aksnet.sandbox.engine import Engine


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
        self.command = automation.PulumiCommand(root=str(folder))

    def kill(self) -> None:
        """End the engine's process at once; one that has ended by itself is left alone."""
        with contextlib.suppress(ProcessLookupError, FileNotFoundError, ValueError):
            os.kill(int(self._pid.read_text(encoding="utf-8")), signal.SIGKILL)
