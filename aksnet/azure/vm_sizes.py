"""Sizes of virtual machines: how many vCPUs one has by its name, and which series Azure retires.

A name says more than it seems to: since the third version of a series its number is the number of vCPUs.
https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions
"""

import re
from dataclasses import dataclass
from datetime import date

PAGE = "https://learn.microsoft.com/azure/virtual-machines/sizes/retirement/retired-sizes-list"

CHECKED_ON = date(2026, 11, 30)
"""The day on which the series were last compared with their page."""

_SIZE = re.compile(r"Standard_([A-Z]+)(\d+)(?:-(\d+))?([a-z]*)(_.*)?", re.IGNORECASE | re.ASCII)
_OLD_D = {1: 1, 2: 2, 3: 4, 4: 8, 5: 16, 11: 2, 12: 4, 13: 8, 14: 16, 15: 20}
"""vCPUs of the first two versions of D and DS by their number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """Series of sizes that Azure retires on one day."""

    what: str
    pattern: str
    """Of the names of their sizes, in full and whatever the case."""
    on: date

    def __contains__(self, size: str) -> bool:
        """Return whether a size is of these series."""
        return re.fullmatch(f"Standard_(?:{self.pattern})", size, re.IGNORECASE | re.ASCII) is not None


RETIRED_SERIES: tuple[Series, ...] = (
    Series(what="every size of the D and DS series", pattern=r"DS?\d+", on=date(2028, 5, 1)),
    Series(what="every size of the Dv2 and DSv2 series", pattern=r"DS?\d+(-\d+)?_v2(_Promo)?", on=date(2028, 5, 1)),
    Series(what="every size of the Ls series", pattern=r"L\d+s", on=date(2028, 5, 1)),
    Series(what="every size of the Av2 series", pattern=r"A\d+m?_v2", on=date(2028, 11, 15)),
    Series(what="every size of the first B series", pattern=r"B\d+(ls|ms|s)", on=date(2028, 11, 15)),
    Series(what="every size of the F and Fs series", pattern=r"F\d+s?", on=date(2028, 11, 15)),
    Series(what="every size of the Fsv2 series", pattern=r"F\d+s_v2", on=date(2028, 11, 15)),
    Series(what="every size of the G and GS series", pattern=r"GS?\d(-\d+)?", on=date(2028, 11, 15)),
    Series(what="every size of the Lsv2 series", pattern=r"L\d+s_v2", on=date(2028, 11, 15)),
    Series(what="every size of the NVv3 series", pattern=r"NV\d+s_v3", on=date(2026, 9, 30)),
    Series(what="every size of the NVv4 series", pattern=r"NV\d+as_v4", on=date(2026, 9, 30)),
    Series(what="every size of the NCv3 series", pattern=r"NC\d+r?s_v3", on=date(2025, 9, 30)),
    Series(what="every isolated M192 size of version 2", pattern=r"M192id?m?s_v2", on=date(2027, 3, 31)),
)
"""https://learn.microsoft.com/azure/virtual-machines/sizes/retirement/retired-sizes-list"""


def vcpus(size: str) -> int | None:
    """Return the number of vCPUs of a size; None where its name does not tell."""
    found = _SIZE.fullmatch(size)
    if found is None:
        return None
    family, number, constrained, _, version = found.groups()
    if constrained is not None:
        return int(constrained)
    match family.upper():
        case "D" | "DS" if (version or "").lower() in ("", "_v2", "_v2_promo"):
            return _OLD_D.get(int(number))
        case "A" if version is None:
            return None  # numbered in order of size
        case "G" | "GS":
            return 1 << int(number)
        case _:
            return int(number)
