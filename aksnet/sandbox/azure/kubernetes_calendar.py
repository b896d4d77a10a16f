"""Which Kubernetes versions AKS offers on a day, and which one it takes where none is named.

After the calendar in "Supported Kubernetes versions in Azure Kubernetes Service (AKS)" in its state of August 2026
(https://learn.microsoft.com/azure/aks/supported-kubernetes-versions). It names months: a version is taken to come and
to go on the last day of its month. Patches are those that were seen on public clusters; AKS ships newer ones every
few weeks, so any patch that is asked for is taken. Of 1.37 no patch was seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

Minor = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Release:
    """One minor version in AKS."""

    available: date
    ends: date
    """The last day of its standard support."""
    lts_ends: date
    """The last day of its long-term support."""
    patch: int


RELEASES: Final[dict[Minor, Release]] = {
    (1, 29): Release(available=date(2024, 3, 31), ends=date(2025, 3, 31), lts_ends=date(2026, 4, 30), patch=15),
    (1, 30): Release(available=date(2024, 7, 31), ends=date(2025, 8, 22), lts_ends=date(2026, 7, 31), patch=14),
    (1, 31): Release(available=date(2024, 11, 30), ends=date(2025, 11, 1), lts_ends=date(2026, 11, 30), patch=13),
    (1, 32): Release(available=date(2025, 4, 30), ends=date(2026, 3, 31), lts_ends=date(2027, 3, 31), patch=7),
    (1, 33): Release(available=date(2025, 6, 30), ends=date(2026, 7, 31), lts_ends=date(2027, 7, 31), patch=6),
    (1, 34): Release(available=date(2025, 11, 30), ends=date(2026, 11, 30), lts_ends=date(2027, 11, 30), patch=7),
    (1, 35): Release(available=date(2026, 3, 31), ends=date(2027, 3, 31), lts_ends=date(2028, 3, 31), patch=8),
    (1, 36): Release(available=date(2026, 6, 30), ends=date(2027, 6, 30), lts_ends=date(2028, 6, 30), patch=3),
    (1, 37): Release(available=date(2026, 10, 31), ends=date(2027, 10, 31), lts_ends=date(2028, 10, 31), patch=0),
}
VERSION: Final = re.compile(r"[0-9]+\.[0-9]+(\.[0-9]+)?")


def minor_of(version: Any) -> Minor:
    """Return the minor version of a well-formed version."""
    major, minor, *_ = str(version).split(".")
    return int(major), int(minor)


def text_of(minor: Minor) -> str:
    """Return a minor version as it is written."""
    return f"{minor[0]}.{minor[1]}"


def default_minor(today: date) -> Minor:
    """Return what AKS takes where no version is named: the one before the newest.

    https://learn.microsoft.com/azure/aks/supported-kubernetes-versions#frequently-asked-questions-faq
    """
    there = sorted(minor for minor, release in RELEASES.items() if release.available <= today) or sorted(RELEASES)[:1]
    return there[-2] if len(there) > 1 else there[0]


def full_version(asked: Any, before: str | None, today: date) -> str:
    """Return the version that runs for the one that is asked for; `before` is what ran.

    A minor version means its newest patch once, and then keeps the patch that it got.
    """
    if not VERSION.fullmatch(str(asked)):
        if before:
            return before
        asked = text_of(default_minor(today))
    version = str(asked)
    if version.count(".") > 1:
        return version
    if before and minor_of(before) == minor_of(version):
        return before
    release = RELEASES.get(minor_of(version))
    return f"{version}.{release.patch if release else 0}"


def is_offered(minor: Minor, today: date, *, long_term: bool) -> bool:
    """Return whether a cluster may be made or upgraded with a version on a day."""
    release = RELEASES.get(minor)
    if release is None:
        return False
    return release.available <= today <= (release.lts_ends if long_term else release.ends)
