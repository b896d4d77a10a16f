"""What was decided about each date that is due: why `make radar` is quiet about it, and until when.

A decision is for one entry with its day: another day, or one that no table has any more, asks for a new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What is done about one date."""

    what: str
    until: date | None = None
    """The day on which it is to be looked at again; none for what is done with."""


_REFUSED: Final = (
    "planning refuses it for a new cluster and lets a living one keep it; the row stays, because upgrades from it are "
    "told by it"
)
_LTS_OVER: Final = "planning offers it no more, with long-term support neither; the row stays for clusters that run it"
_SIZES: Final = "planning warns that its machines are gone; the row stays, because stack files may still name one"

DECISIONS: Final[Mapping[tuple[str, date], Decision]] = {
    ("Kubernetes 1.29: end of community support", date(2025, 3, 31)): Decision(what=_REFUSED),
    ("Kubernetes 1.29: end of long-term support", date(2026, 4, 30)): Decision(what=_LTS_OVER),
    ("Kubernetes 1.30: end of community support", date(2025, 8, 22)): Decision(what=_REFUSED),
    ("Kubernetes 1.30: end of long-term support", date(2026, 7, 31)): Decision(what=_LTS_OVER),
    ("Kubernetes 1.31: end of community support", date(2025, 11, 1)): Decision(what=_REFUSED),
    ("Kubernetes 1.31: end of long-term support", date(2026, 11, 30)): Decision(what=_LTS_OVER),
    ("Kubernetes 1.32: end of community support", date(2026, 3, 31)): Decision(what=_REFUSED),
    ("Kubernetes 1.33: end of community support", date(2026, 7, 31)): Decision(what=_REFUSED),
    ("Kubernetes 1.34: end of community support", date(2026, 11, 30)): Decision(
        what=(
            "no stack file of this project asks for it, planning warns until the day and refuses it for new clusters "
            "after it"
        )
    ),
    ("a Kubernetes version that the calendar does not have", date(2027, 1, 29)): Decision(
        what="the page's calendar ends with 1.37; there is nothing to write down before that day",
        until=date(2027, 1, 29),
    ),
    ("Azure Network Policy Manager on Windows nodes: end of support", date(2026, 9, 30)): Decision(
        what="planning warns that it ended; clusters that have it keep it, so that it is no error"
    ),
    ("every size of the NCv3 series", date(2025, 9, 30)): Decision(what=_SIZES),
    ("every size of the NVv3 series", date(2026, 9, 30)): Decision(what=_SIZES),
    ("every size of the NVv4 series", date(2026, 9, 30)): Decision(what=_SIZES),
}
