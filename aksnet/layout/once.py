"""Remembers what was made of the settings last read: many rules ask the same questions of one stack.

By identity, because settings are frozen; only the latest, so that nothing grows. Results are shared: nobody changes
them.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from aksnet.settings.settings import Settings

_Result = TypeVar("_Result")


def once(function: Callable[[Settings], _Result]) -> Callable[[Settings], _Result]:
    """Let `function` work once for each settings object that comes by."""
    latest: list[tuple[Settings, _Result]] = []

    @wraps(function)
    def remembered(settings: Settings) -> _Result:
        for known, result in latest:
            if known is settings:
                return result
        result = function(settings)
        latest[:] = [(settings, result)]
        return result

    return remembered
