"""Which versions of Kubernetes AKS offers on a day: its calendar, by minor version of Kubernetes 1.

The calendar names months. A version comes as a preview on the first day of its month at the earliest, is taken to be
generally available from the last day of its month on, and ends on the last day of its month where no day is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

PAGE = "https://learn.microsoft.com/azure/aks/supported-kubernetes-versions"

CHECKED_ON = date(2026, 11, 30)
"""The day on which the calendar was last compared with its page, in the page's state of August 2026."""

NOTICE = timedelta(days=180)
"""How long before its end a version is warned of. A minor version comes about every four months."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """One minor version in AKS."""

    preview: date
    available: date
    """When it was generally available in AKS; or is going to be, as the calendar announced it."""
    ends: date
    """The last day of community support."""
    long_term_ends: date
    """The last day of long-term support, for clusters in the Premium tier that ask for it."""

    def end(self, *, long_term: bool) -> date:
        """Return the last day of one of both supports."""
        return self.long_term_ends if long_term else self.ends


CALENDAR: Mapping[int, Release] = MappingProxyType(
    {
        minor: Release(preview=preview, available=available, ends=ends, long_term_ends=long_term_ends)
        for minor, preview, available, ends, long_term_ends in (
            (29, date(2024, 2, 1), date(2024, 3, 31), date(2025, 3, 31), date(2026, 4, 30)),
            (30, date(2024, 6, 1), date(2024, 7, 31), date(2025, 8, 22), date(2026, 7, 31)),
            (31, date(2024, 10, 1), date(2024, 11, 30), date(2025, 11, 1), date(2026, 11, 30)),
            (32, date(2025, 2, 1), date(2025, 4, 30), date(2026, 3, 31), date(2027, 3, 31)),
            (33, date(2025, 5, 1), date(2025, 6, 30), date(2026, 7, 31), date(2027, 7, 31)),
            (34, date(2025, 10, 1), date(2025, 11, 30), date(2026, 11, 30), date(2027, 11, 30)),
            (35, date(2026, 2, 1), date(2026, 3, 31), date(2027, 3, 31), date(2028, 3, 31)),
            (36, date(2026, 5, 1), date(2026, 6, 30), date(2027, 6, 30), date(2028, 6, 30)),
            (37, date(2026, 9, 1), date(2026, 10, 31), date(2027, 10, 31), date(2028, 10, 31)),
        )
    }
)
"""By minor version; older ones have left the page. https://learn.microsoft.com/azure/aks/supported-kubernetes-versions"""

NEWEST = max(CALENDAR)

NEXT_EXPECTED = CALENDAR[NEWEST].available + timedelta(days=90)
"""The day from which AKS may offer a version that this calendar does not have yet."""


def minor_of(version: str) -> int:
    """Return the minor version of a version such as 1.34 or 1.34.2."""
    return int(version.split(".")[1])


def offered(today: date, *, long_term: bool = False) -> tuple[int, ...]:
    """Return the minor versions that AKS makes clusters with on a day, previews included, the oldest first."""
    return tuple(
        minor for minor, release in CALENDAR.items() if release.preview <= today <= release.end(long_term=long_term)
    )


def usual(today: date) -> int:
    """Return the minor version that AKS takes where none is named: the one before the newest that is available.

    https://learn.microsoft.com/azure/aks/supported-kubernetes-versions#frequently-asked-questions-faq
    """
    available = [minor for minor, release in CALENDAR.items() if release.available <= today] or [min(CALENDAR)]
    return available[-2] if len(available) > 1 else available[-1]
