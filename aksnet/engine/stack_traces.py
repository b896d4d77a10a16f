"""Keep the calls of the sandbox itself out of the stack traces that the engine writes into the state.

The Pulumi SDK sends the whole stack with each resource: with the calls by which this process has come to the program,
these are two fifths of a state, which the engine writes to its file after every step.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from pulumi.runtime.settings import get_monitor

from aksnet.engine import program as engine_program

_ENTRY: Final = Path(engine_program.__file__).as_uri()
"""The file from which the program is called."""


def of_the_program(program: Callable[[], None]) -> Callable[[], None]:
    """Return the program so that its resources are registered with its own calls alone."""

    def run() -> None:
        monitor = get_monitor()
        if monitor is not None:
            monitor.RegisterResource = _without_callers(monitor.RegisterResource)
        program()

    return run


def _without_callers(register: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def registered(request: Any) -> Any:
        frames = request.stackTrace.frames
        below = next((place for place, frame in enumerate(frames) if frame.pc.uri == _ENTRY), len(frames))
        del frames[below:]
        return register(request)

    return registered
