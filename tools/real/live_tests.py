"""`make live`: the tests on real parts, within the time that there is; where they are left out one line says why."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from typing import Final

from aksnet.engine.home import Home
from tools.real import real_parts

BUILD_SECONDS: Final = 900.0
"""What building the parts takes on two quiet cores; with less nobody begins."""
TEST_SECONDS: Final = 900.0
"""What the tests may take."""
_GRACE_SECONDS: Final = 30.0
_PARTS: Final = (sys.executable, "-m", "tools.real", "--parts")
_TESTS: Final = (sys.executable, "-m", "pytest", "-q", "-n", "2", "-m", "real", "tests/real")
"""Two at a time: they wait more than they compute, and a control plane is half a gigabyte."""


def run_live(home: Home, say: Callable[[str], None], within: float | None = None) -> int:
    """Run the tests where the parts are built; return their code, or zero where they were left out.

    With a time, in seconds, parts that are missing are built where it allows that, and everything ends within it. Only
    tests that fail are an error: a build that fails and a machine that is too slow say nothing of the project.
    """
    began = time.monotonic()

    def left() -> float:
        return float("inf") if within is None else within - (time.monotonic() - began)

    absent = ", ".join(real_parts.missing(home))
    if absent and within is None:
        return _left_out(say, f"{absent} not built (make parts does)")
    if absent:
        if left() < BUILD_SECONDS + TEST_SECONDS:
            return _left_out(say, f"{absent} not built, and {_minutes(left())} are too few for that and the tests")
        seconds = left() - TEST_SECONDS
        code, last = _ended(_PARTS, seconds, quiet=True)
        if code is None:
            return _left_out(say, f"{absent} not built in {_minutes(seconds)}")
        if code:
            return _left_out(say, f"{absent} cannot be built: {last}")
    if left() < TEST_SECONDS:
        return _left_out(say, f"{_minutes(left())} are too few")
    seconds = left()
    code, _ = _ended(_TESTS, seconds)
    return _left_out(say, f"they did not end in {_minutes(seconds)}") if code is None else code


def _left_out(say: Callable[[str], None], why: str) -> int:
    say(f"The tests on real Kubernetes are left out: {why}.")
    return 0


def _minutes(seconds: float) -> str:
    return f"{max(seconds, 0) / 60:.0f} minutes"


def _ended(command: Sequence[str], seconds: float, *, quiet: bool = False) -> tuple[int | None, str]:
    """Return the code of a command and the last line of a quiet one; no code where it had to be ended."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        output = said if quiet else None
        process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)  # noqa: S603
        try:
            code: int | None = process.wait(None if seconds == float("inf") else seconds)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            _end(process)
        said.seek(0)
        lines = [line.strip() for line in said if line.strip()]
    return code, lines[-1] if lines else "it said nothing"


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and all that it started."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, number)
            try:
                process.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                continue
