"""The retirement radar: dated facts about what a stack uses, each with its way out and the page that says so.

Only dates that Microsoft states are here. The mode's own retirement is a column of the table of modes. A date decides
nothing but the wording: what has ended may still run, and AKS itself refuses what it no longer takes. The warnings are
made by `aksnet.rules.checks.dates`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from aksnet.azure.axes import OsType, Policy
from aksnet.azure.mode import Mode
from aksnet.azure.modes import MODES
from aksnet.plan.records import ClusterPlan, PoolPlan

CHECKED_ON = date(2026, 11, 21)
"""The day on which the table was last compared with its sources."""

_LEARN = "https://learn.microsoft.com/azure/aks/"
_CLUSTER = "clusters.{cluster}."
_POOL = _CLUSTER + "nodePools.{pool}."


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that Azure ends."""

    what: str
    matches: Callable[[ClusterPlan, PoolPlan], bool]
    """True for a pool of a cluster that uses it."""
    setting: str
    """Path of the setting that chooses it, with places for the cluster and the pool."""
    on: date | None
    """The last day of support; none for what is over, on a day that does not matter any more."""
    way_out: str
    page: str

    def sentence(self, today: date) -> str:
        """Say it as it is on a day."""
        if self.on is None:
            return f"{self.what} is out of support"
        return f"{self.what} {'retires' if today <= self.on else 'ended'} on {self.on}"


def _runs(least: int, most: int) -> Callable[[ClusterPlan, PoolPlan], bool]:
    return lambda cluster, _: (
        cluster.kubernetes_version is not None and least <= int(cluster.kubernetes_version.split(".")[1]) <= most
    )


def _of_mode(mode: Mode) -> Callable[[ClusterPlan, PoolPlan], bool]:
    return lambda cluster, _: cluster.mode == mode


AZURE_NPM = Fact(
    what="Azure Network Policy Manager on Linux nodes",
    matches=lambda cluster, pool: cluster.policy == Policy.AZURE and pool.os_type is OsType.LINUX,
    setting=_CLUSTER + "networkPolicy",
    on=date(2028, 9, 30),
    way_out="write networkPolicy: calico; a cluster without Windows nodes may move to a cilium mode instead",
    page=_LEARN + "use-network-policies",
)

AZURE_NPM_WINDOWS = Fact(
    what="Azure Network Policy Manager on Windows nodes",
    matches=lambda cluster, pool: cluster.policy == Policy.AZURE and pool.os_type is OsType.WINDOWS,
    setting=_CLUSTER + "networkPolicy",
    on=date(2026, 9, 30),
    way_out="write networkPolicy: calico",
    page=AZURE_NPM.page,
)

FACTS: tuple[Fact, ...] = (
    *(
        Fact(
            what=mode.name,
            matches=_of_mode(mode),
            setting=_CLUSTER + "mode",
            on=mode.retirement.on,
            way_out=mode.retirement.way_out,
            page=mode.retirement.page,
        )
        for mode in MODES.values()
        if mode.retirement is not None
    ),
    AZURE_NPM,
    AZURE_NPM_WINDOWS,
    Fact(
        what="Windows Server 2022",
        matches=lambda _, pool: pool.os_sku == "Windows2022",
        setting=_POOL + "osSku",
        on=date(2028, 6, 30),
        way_out="move to Windows Server 2025 once a newer API version is in use; Kubernetes 1.37 has no 2022",
        page=_LEARN + "windows-faq",
    ),
    Fact(
        what="Ubuntu 22.04",
        matches=lambda _, pool: pool.os_sku == "Ubuntu2204",
        setting=_POOL + "osSku",
        on=date(2027, 6, 30),
        way_out="write osSku: Ubuntu to follow AKS's own choice",
        page=_LEARN + "node-images",
    ),
    Fact(
        what="Kubernetes 1.33 or older, long-term support aside,",
        matches=_runs(0, 33),
        setting=_CLUSTER + "kubernetesVersion",
        on=None,
        way_out='write "1.35" or newer',
        page=_LEARN + "supported-kubernetes-versions",
    ),
    Fact(
        what="Kubernetes 1.34",
        matches=_runs(34, 34),
        setting=_CLUSTER + "kubernetesVersion",
        on=date(2026, 11, 30),
        way_out='write "1.35" or newer',
        page=_LEARN + "supported-kubernetes-versions",
    ),
)
"""Sources: the pages named, read for docs of August 2026 and release notes up to July 2026.

Left out for want of a date from Microsoft: virtual machine sizes of the DSv2 family."""
