"""What time it is in the simulated world: the present, or the moment that a variable names.

Azure's calendar decides which Kubernetes versions are offered, so whoever wants the same answers next year pins it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from aksnet.sandbox.sandbox_errors import SandboxError

NOW_VARIABLE: Final = "AKSNET_SANDBOX_NOW"
"""Environment variable with the moment to simulate, such as 2026-11-30T12:00:00Z."""

DAY_VARIABLE: Final = "AKSNET_TODAY"
"""Environment variable from which the program under simulation takes the day."""


def now() -> datetime:
    """Return the moment to simulate, in UTC and to the second."""
    pinned = os.environ.get(NOW_VARIABLE)
    if not pinned:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(pinned)
    except ValueError as fault:
        example = "2026-11-30T12:00:00Z"
        raise SandboxError(f"{NOW_VARIABLE} is {pinned!r}, which is no moment; write it like {example}.") from fault
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


@contextlib.contextmanager
def same_day() -> Iterator[None]:
    """Let the program under simulation plan for the simulated day, for a while."""
    before = os.environ.get(DAY_VARIABLE)
    os.environ[DAY_VARIABLE] = now().date().isoformat()
    try:
        yield
    finally:
        if before is None:
            del os.environ[DAY_VARIABLE]
        else:
            os.environ[DAY_VARIABLE] = before


def stamp(moment: datetime) -> str:
    """Return a moment as Kubernetes and ARM write it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
