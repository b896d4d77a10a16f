"""Times as kubectl's tables have them: 45s, 3m20s, 5h10m, 3d4h, 400d."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

# A duration below the limit shows in its larger unit, with what is left in the smaller one where there is one:
# k8s.io/apimachinery, pkg/util/duration.
_STEPS: Final[tuple[tuple[int, tuple[int, str], tuple[int, str] | None], ...]] = (
    (2 * 60, (1, "s"), None),
    (10 * 60, (60, "m"), (1, "s")),
    (3 * 3600, (60, "m"), None),
    (8 * 3600, (3600, "h"), (60, "m")),
    (48 * 3600, (3600, "h"), None),
    (8 * 86400, (86400, "d"), (3600, "h")),
    (2 * 365 * 86400, (86400, "d"), None),
    (8 * 365 * 86400, (365 * 86400, "y"), (86400, "d")),
)


def duration(seconds: int) -> str:
    """Return a duration as kubectl shows it."""
    if seconds < 0:
        return "0s" if seconds >= -1 else "<invalid>"
    for limit, (size, unit), smaller in _STEPS:
        if seconds < limit:
            rest = (seconds % size) // smaller[0] if smaller else 0
            return f"{seconds // size}{unit}" + (f"{rest}{smaller[1]}" if smaller and rest else "")
    return f"{seconds // (365 * 86400)}y"


def age(since: Any, now: datetime) -> str:
    """Return how long ago a timestamp of an object is."""
    if not isinstance(since, str):
        return "<unknown>"
    return duration(int((now - datetime.fromisoformat(since)).total_seconds()))
