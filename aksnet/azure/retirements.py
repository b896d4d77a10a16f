"""The retirement radar: dated facts about what a stack uses, each with its way out and the page that says so.

Only dates that Microsoft states are here. The mode's own retirement is a column of the table of modes. A date decides
nothing but the wording: what has ended may still run, and AKS itself refuses what it no longer takes. Which stack uses
what is matched by `aksnet.rules.dates`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique

from aksnet.azure import vm_sizes
from aksnet.azure.axes import OsType, Policy
from aksnet.azure.modes import MODES
from aksnet.azure.node_images import LATER_IMAGES
from aksnet.azure.vm_sizes import Series

CHECKED_ON = date(2026, 11, 30)
"""The day on which the table was last compared with its sources."""

_LEARN = "https://learn.microsoft.com/azure/aks/"
_UBUNTU_2204, _UBUNTU_2204_REMOVED = date(2027, 6, 30), date(2028, 4, 30)


@unique
class Part(StrEnum):
    """What part of a cluster a fact is about."""

    MODE = "network mode"
    POLICY = "policy engine"
    IMAGE = "image"
    SIZE = "virtual machine size"


@dataclass(frozen=True, kw_only=True)
class Retiring:
    """One thing that Azure ends."""

    what: str
    part: Part
    names: tuple[str, ...] = ()
    """Names of the modes, policy engines or images."""
    series: Series | None = None
    """The series of virtual machine sizes."""
    minors: range | None = None
    """Minor versions of Kubernetes that it holds for; none for all, written or not."""
    os_type: OsType | None = None
    """The operating system of the nodes on which it ends; none for all."""
    on: date | None
    """The last day of support; none for what is over, on a day that does not matter any more."""
    removed: date | None = None
    """The day from which pools cannot be scaled either, because their images are gone."""
    after: str = ""
    """What Azure does with new ones once the day is over."""
    way_out: str
    page: str

    def sentence(self, today: date) -> str:
        """Return what there is to say of it on a day."""
        if self.on is None:
            return f"{self.what} is out of support"
        said = f"{self.what} {'retires' if today <= self.on else 'ended'} on {self.on}"
        if self.after and today > self.on:
            said += f": {self.after}"
        if self.removed is None:
            return said
        return f"{said}; {'from' if today < self.removed else 'since'} {self.removed} no such pool scales"


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
    after="AKS makes no new cluster with it, but in subscriptions that registered for it before",
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
        removed=date(2029, 6, 30),
        way_out=(
            "stay below Kubernetes 1.37, which has none; AKS's next image is Windows2025, from API version "
            f"{LATER_IMAGES['Windows2025'].api_version} on"
        ),
        page=_LEARN + "upgrade-windows-os",
    ),
    Retiring(
        what="Ubuntu 22.04",
        part=Part.IMAGE,
        names=("Ubuntu2204",),
        on=_UBUNTU_2204,
        removed=_UBUNTU_2204_REMOVED,
        way_out="write osSku: Ubuntu, which is 24.04 from Kubernetes 1.35 on",
        page=_LEARN + "upgrade-os-version",
    ),
    Retiring(
        what="Ubuntu 22.04, which Ubuntu means up to Kubernetes 1.34,",
        part=Part.IMAGE,
        names=("Ubuntu",),
        minors=range(35),
        on=_UBUNTU_2204,
        removed=_UBUNTU_2204_REMOVED,
        way_out='write kubernetesVersion: "1.35" or newer',
        page=_LEARN + "upgrade-os-version",
    ),
    *(
        Retiring(
            what=series.what,
            part=Part.SIZE,
            series=series,
            on=series.on,
            way_out="choose a size of a later series, such as Standard_D4ds_v5, in a new pool",
            page=vm_sizes.PAGE,
        )
        for series in vm_sizes.RETIRED_SERIES
    ),
)
"""Sources: the pages named, read for docs of August 2026 and release notes up to July 2026. When versions of Kubernetes
end is in `aksnet.azure.kubernetes_versions`."""
