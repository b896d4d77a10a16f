"""The retirement radar: dated facts about what a stack uses, each with its way out and the page that says so.

Only dates that Microsoft states are here. The mode's own retirement is a column of the table of modes. A date decides
nothing but the wording: what has ended may still run, and AKS itself refuses what it no longer takes. Which stack uses
what is matched by `aksnet.rules.dates`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique

from aksnet.azure.axes import OsType, Policy
from aksnet.azure.modes import MODES

CHECKED_ON = date(2026, 11, 21)
"""The day on which the table was last compared with its sources."""

_LEARN = "https://learn.microsoft.com/azure/aks/"


@unique
class Part(StrEnum):
    """What part of a cluster a fact is about."""

    MODE = "network mode"
    POLICY = "policy engine"
    IMAGE = "image"


@dataclass(frozen=True, kw_only=True)
class Retiring:
    """One thing that Azure ends."""

    what: str
    part: Part
    names: tuple[str, ...] = ()
    """Names of the modes, policy engines or images."""
    os_type: OsType | None = None
    """The operating system of the nodes on which it ends; none for all."""
    on: date | None
    """The last day of support; none for what is over, on a day that does not matter any more."""
    way_out: str
    page: str

    def sentence(self, today: date) -> str:
        """Return what there is to say of it on a day."""
        if self.on is None:
            return f"{self.what} is out of support"
        return f"{self.what} {'retires' if today <= self.on else 'ended'} on {self.on}"


AZURE_NPM = Retiring(
    what="Azure Network Policy Manager on Linux nodes",
    part=Part.POLICY,
    names=(Policy.AZURE,),
    os_type=OsType.LINUX,
    on=date(2028, 9, 30),
    way_out="write networkPolicy: calico; a cluster without Windows nodes may move to a cilium mode instead",
    page=_LEARN + "use-network-policies",
)

AZURE_NPM_WINDOWS = Retiring(
    what="Azure Network Policy Manager on Windows nodes",
    part=Part.POLICY,
    names=(Policy.AZURE,),
    os_type=OsType.WINDOWS,
    on=date(2026, 9, 30),
    way_out="write networkPolicy: calico",
    page=AZURE_NPM.page,
)

RETIREMENTS: tuple[Retiring, ...] = (
    *(
        Retiring(
            what=mode.name,
            part=Part.MODE,
            names=(mode.name,),
            on=mode.retirement.on,
            way_out=mode.retirement.way_out,
            page=mode.retirement.page,
        )
        for mode in MODES.values()
        if mode.retirement is not None
    ),
    AZURE_NPM,
    AZURE_NPM_WINDOWS,
    Retiring(
        what="Windows Server 2022",
        part=Part.IMAGE,
        names=("Windows2022",),
        on=date(2028, 6, 30),
        way_out="move to Windows Server 2025 once a newer API version is in use; Kubernetes 1.37 has no 2022",
        page=_LEARN + "windows-faq",
    ),
    Retiring(
        what="Ubuntu 22.04",
        part=Part.IMAGE,
        names=("Ubuntu2204",),
        on=date(2027, 6, 30),
        way_out="write osSku: Ubuntu to follow AKS's own choice",
        page=_LEARN + "node-images",
    ),
)
"""Sources: the pages named, read for docs of August 2026 and release notes up to July 2026.

Left out for want of a date from Microsoft: virtual machine sizes of the DSv2 family."""
