"""How many cases a property draws: few while one works, all that it was written for in CI, many overnight.

A test writes the number of CI, `@given(...) @drawn(300)`, and the profile says what becomes of it: `small` is the
default (`make unit`), `full` is that of `make test`, `large` that of `make fuzz`. Profiles are hypothesis' own, so a
single test runs in full by `pytest --hypothesis-profile full path`.
"""

from fractions import Fraction
from typing import Final

from hypothesis import HealthCheck, settings

FACTORS: Final = {"small": Fraction(1, 10), "full": Fraction(1), "large": Fraction(20)}
"""How many times the cases of CI a profile draws."""

LEAST: Final = 10
"""Cases that every property draws, however few it has in CI."""


def register_profiles() -> None:
    """Register the profiles with hypothesis and load `small`, which the command line may replace.

    No profile judges time: on a busy machine a deadline and the health check on slow data are false alarms.
    """
    for name, factor in FACTORS.items():
        settings.register_profile(
            name,
            max_examples=int(100 * factor),
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
            print_blob=True,
        )
    settings.load_profile("small")


def cases(number: int) -> int:
    """Return how many cases stand for `number` of them in the profile in use."""
    return max(min(number, LEAST), int(number * FACTORS[settings.get_current_profile_name()]))


def drawn(number: int) -> settings:
    """Return a decorator for `@given`: so many cases in CI, in other profiles in proportion."""
    return settings(max_examples=cases(number))
