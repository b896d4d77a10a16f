"""What works today and should still be said: retirements with their date and way out, and traps of a choice."""

from collections.abc import Iterator
from datetime import date

from plan.axes import OsType, Policy
from plan.cluster_settings import ClusterSettings
from plan.modes import MODES, Retirement
from plan.settings import Settings

AZURE_NPM = Retirement(
    on=date(2028, 9, 30),
    way_out="write networkPolicy: calico, or move to a cilium mode",
    page="https://learn.microsoft.com/azure/aks/use-network-policies",
)
"""Azure Network Policy Manager on Linux nodes."""

AZURE_NPM_WINDOWS = Retirement(on=date(2026, 9, 30), way_out=AZURE_NPM.way_out, page=AZURE_NPM.page)
"""The same on Windows nodes."""


def warnings(settings: Settings) -> Iterator[str]:
    """Yield one sentence per thing that deserves a warning, each with the path of its setting."""
    for key, cluster in sorted(settings.clusters.items()):
        path = f"clusters.{key}"
        mode = MODES[cluster.mode]
        if mode.retirement:
            yield f"{path}.mode: {mode.name} retires on {mode.retirement.on}; {_way_out(mode.retirement)}"
        if cluster.network_policy is Policy.AZURE:
            yield from _npm(path, cluster)
        if cluster.private_cluster and cluster.workloads:
            yield (
                f"{path}.workloads: the API server is private, so `pulumi up` must run inside the VNet, or in a "
                "network peered with it, to declare them"
            )
        if cluster.ip_masq_extra_cidrs:
            yield (
                f"{path}.ipMasqExtraCidrs: a custom ip-masq configuration prevents a later move to overlay; remove it "
                "before that"
            )


def _npm(path: str, cluster: ClusterSettings) -> Iterator[str]:
    windows = any(pool.os_type is OsType.WINDOWS for pool in cluster.node_pools.values())
    for retirement, nodes in ((AZURE_NPM, "Linux"), (AZURE_NPM_WINDOWS, "Windows")):
        if nodes == "Linux" or windows:
            yield (
                f"{path}.networkPolicy: Azure Network Policy Manager on {nodes} nodes ends on {retirement.on}; "
                f"{_way_out(retirement)}"
            )


def _way_out(retirement: Retirement) -> str:
    return f"{retirement.way_out} (see {retirement.page})"
