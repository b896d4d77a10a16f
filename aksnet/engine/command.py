"""The engine as the Automation API calls it, as a child that can be interrupted and killed."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable, Mapping
from typing import IO, Any, Final

from pulumi import automation
from pulumi.automation.errors import create_command_error
from semver import VersionInfo

from aksnet.engine.interrupts import Bears, child
from aksnet.engine.obtain import Engine

_OPERATIONS: Final = frozenset({"preview", "up", "refresh", "destroy"})
"""These end what they have begun when they are asked to; other commands are short."""
OnOutput = Callable[[str], Any]


class EngineCommand(automation.PulumiCommand):
    """Runs the engine that was found, whose version is known already."""

    def __init__(self, engine: Engine) -> None:
        self.command = str(engine.path)
        self.version = VersionInfo.parse(engine.version)
        self._process: subprocess.Popen[str] | None = None

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: OnOutput | None = None,
        on_error: OnOutput | None = None,
    ) -> automation.CommandResult:
        """Run a command of the engine; CommandError when it fails, Interrupted when this process was told to end."""
        path = os.pathsep.join([os.path.dirname(self.command), os.environ.get("PATH", "")])
        environment = {**os.environ, "PATH": path, **additional_env, "PULUMI_AUTOMATION_API": "true"}
        bears = Bears.ASKING if _OPERATIONS.intersection(args[:1]) else Bears.WAITING
        command = [self.command, "--non-interactive", *args]
        with child(command, bears, cwd=cwd, env=environment) as process:
            self._process = process
            out, error = _Reader(process.stdout, on_output), _Reader(process.stderr, on_error)
            out.thread.join()
            error.thread.join()
        result = automation.CommandResult(stdout=out.text, stderr=error.text, code=process.returncode)
        if result.code != 0:
            raise create_command_error(result)
        return result

    def kill(self) -> None:
        """End the engine at once, as a power cut would; one that has ended by itself is left alone."""
        if self._process is not None:
            self._process.kill()


class _Reader:
    """Reads a stream to its end, line by line."""

    def __init__(self, stream: IO[str] | None, told: OnOutput | None) -> None:
        self._lines: list[str] = []
        self.thread = threading.Thread(target=self._read, args=(stream, told), daemon=True)
        self.thread.start()

    @property
    def text(self) -> str:
        """What was read."""
        return "\n".join(self._lines)

    def _read(self, stream: IO[str] | None, told: OnOutput | None) -> None:
        for line in stream or ():
            text = line.rstrip()
            if told:
                told(text)
            self._lines.append(text)
