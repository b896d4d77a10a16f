"""Upgrade channels, maintenance windows and the versions of pools: what of them fits together."""

from collections.abc import Iterator
from typing import assert_never

from aksnet.azure.axes import OsType, SupportPlan
from aksnet.azure.kubernetes_versions import minor_of, offered
from aksnet.azure.upgrade_axes import Maintenance, NodeOsChannel, Repeat, UpgradeChannel
from aksnet.rules.context import Context
from aksnet.settings.maintenance_settings import WindowSettings
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem

POOL_BEHIND = 3
"""Minor versions that a pool may be behind its control plane. https://learn.microsoft.com/azure/aks/upgrade-options"""


def pool_versions(context: Context) -> Iterator[Problem]:
    """A pool's own version is not newer than the cluster's, nor too far behind it, and no channel moves it."""
    for key, cluster in context.settings.clusters.items():
        plane = cluster.kubernetes_version
        for name, pool in cluster.node_pools.items():
            own, path = pool.kubernetes_version, f"clusters.{key}.nodePools.{name}.kubernetesVersion"
            if own is None or own == plane:
                continue
            if cluster.upgrade_channel is not None and cluster.upgrade_channel.moves_versions:
                yield Problem(
                    kind=Kind.POOL_AND_CHANNEL,
                    path=path,
                    value=own,
                    message=f"none beside upgradeChannel: {cluster.upgrade_channel}, by which AKS upgrades the control "
                    "plane and all pools together",
                    cure="remove it, or write upgradeChannel: none",
                )
            elif plane is None:
                yield Problem(
                    kind=Kind.POOL_VERSION_ALONE,
                    path=path,
                    value=own,
                    message="only beside the cluster's kubernetesVersion: without it nobody can tell before the run "
                    "whether the pool is newer than its control plane",
                    cure=f'write kubernetesVersion: "{own}" for the cluster, or remove it here',
                )
            elif name == context.layout.clusters[key].system_pool and context.is_new(key):
                yield Problem(
                    kind=Kind.POOL_MADE_WITH,
                    path=path,
                    value=own,
                    message=f"none while the cluster is new: it is made with this pool, which then runs {plane} too",
                    cure="remove it, or add a system pool without a version of its own",
                )
            else:
                yield from _beside(path, own, plane)


def _beside(path: str, own: str, plane: str) -> Iterator[Problem]:
    shared = min(own.count("."), plane.count(".")) + 1
    numbers, others = ([int(part) for part in each.split(".")][:shared] for each in (own, plane))
    if numbers > others:
        yield Problem(
            kind=Kind.POOL_NEWER,
            path=path,
            value=own,
            message=f"no newer than the control plane, which runs {plane}",
            cure=f'write "{plane}", or upgrade the cluster first',
            code="NodePoolMcVersionIncompatible",
        )
    elif minor_of(plane) - minor_of(own) > POOL_BEHIND:
        least = f"1.{minor_of(plane) - POOL_BEHIND}"
        yield Problem(
            kind=Kind.POOL_BEHIND,
            path=path,
            value=own,
            message=f"at most {POOL_BEHIND} minor versions behind the control plane, which runs {plane}",
            cure=f'write "{least}" or newer',
            code="NodePoolMcVersionIncompatible",
        )


def pool_versions_on_offer(context: Context) -> Iterator[Problem]:
    """Warn of a pool's version that AKS makes no new pool with; what a pool runs it may keep."""
    for key, cluster in context.settings.clusters.items():
        long_term = cluster.support_plan is SupportPlan.LONG_TERM
        there = offered(context.today, long_term=long_term)
        for name, pool in cluster.node_pools.items():
            own, plane = pool.kubernetes_version, cluster.kubernetes_version
            if own is None or plane is None or minor_of(own) == minor_of(plane) or minor_of(own) in there:
                continue
            yield Problem(
                kind=Kind.POOL_NOT_OFFERED,
                path=f"clusters.{key}.nodePools.{name}.kubernetesVersion",
                value=None,
                message=f"AKS makes no new pool with {own} on {context.today}; a pool that runs it may keep it",
                cure=f'write "{plane}" for a new pool',
            )


def channels(context: Context) -> Iterator[Problem]:
    """The channels of versions and of the nodes' operating system fit together, and to the pools."""
    for key, cluster in context.settings.clusters.items():
        versions, nodes = cluster.upgrade_channel, cluster.node_os_channel
        if versions is UpgradeChannel.NODE_IMAGE and nodes not in (None, NodeOsChannel.NODE_IMAGE):
            yield Problem(
                kind=Kind.CHANNELS,
                path=f"clusters.{key}.nodeOsChannel",
                value=nodes,
                message="NodeImage beside upgradeChannel: node-image, which sets it",
                cure="remove it, or write another upgradeChannel",
            )
        if nodes is NodeOsChannel.SECURITY_PATCH:
            windows = [name for name, pool in cluster.node_pools.items() if pool.os_type is OsType.WINDOWS]
            for name in windows:
                yield Problem(
                    kind=Kind.PATCHES_OF_WINDOWS,
                    path=f"clusters.{key}.nodePools.{name}.osType",
                    value=None,
                    message="AKS does not support nodeOsChannel: SecurityPatch for Windows nodes",
                    cure="write nodeOsChannel: NodeImage, or update these nodes yourself",
                )


def maintenance_windows(context: Context) -> Iterator[Problem]:
    """A window has days that go together, and something that keeps to it."""
    for key, cluster in context.settings.clusters.items():
        said = cluster.maintenance
        for name, kind, window in (
            ("upgrades", Maintenance.UPGRADES, said.upgrades),
            ("nodeOs", Maintenance.NODE_OS, said.node_os),
            ("releases", Maintenance.RELEASES, said.releases),
        ):
            if window is not None:
                yield from _days(f"clusters.{key}.maintenance.{name}", kind, window)
        moves = cluster.upgrade_channel is not None and cluster.upgrade_channel.moves_versions
        if said.upgrades is not None and not moves:
            yield _unused(key, "upgrades", "no upgradeChannel upgrades the cluster", "write upgradeChannel: patch")
        if (
            said.node_os is not None
            and cluster.node_os_channel is not None
            and not cluster.node_os_channel.keeps_windows
        ):
            channel = f"nodeOsChannel: {cluster.node_os_channel} leaves updates to the nodes themselves"
            yield _unused(key, "nodeOs", channel, "write nodeOsChannel: NodeImage")


def _unused(key: str, name: str, why: str, cure: str) -> Problem:
    return Problem(
        kind=Kind.WINDOW_UNUSED,
        path=f"clusters.{key}.maintenance.{name}",
        value=None,
        message=f"nothing keeps to this window: {why}",
        cure=f"{cure}, or remove the window",
    )


def _days(path: str, kind: Maintenance, window: WindowSettings) -> Iterator[Problem]:
    if window.week is not None and window.day_of_week is None:
        yield _wrong(f"{path}.week", window.week, "only beside dayOfWeek", "add for instance dayOfWeek: Sunday")
    elif window.day_of_month is not None and (window.day_of_week is not None or window.week is not None):
        yield _wrong(f"{path}.dayOfMonth", window.day_of_month, "alone, or dayOfWeek without it", "keep one of them")
    elif kind is Maintenance.RELEASES and window.repeat is not Repeat.WEEKLY:
        message = "dayOfWeek alone: AKS's own releases keep to weekly windows only"
        yield _wrong(f"{path}.dayOfWeek", window.day_of_week, message, "write dayOfWeek, without week and dayOfMonth")
    elif window.every > _most(window.repeat):
        most = f"at most {_most(window.repeat)} {_unit(window.repeat)}"
        yield _wrong(f"{path}.every", window.every, most, f"write {_most(window.repeat)} or less")
    for number, dates in enumerate(window.not_allowed):
        if dates.end < dates.start:
            first = f"a day not before {dates.start}"
            yield _wrong(
                f"{path}.notAllowed.{number}.end", dates.end.isoformat(), first, f"write {dates.start} or later"
            )


def _wrong(path: str, value: object, message: str, cure: str) -> Problem:
    return Problem(kind=Kind.WINDOW_DAYS, path=path, value=value, message=message, cure=cure)


def _most(repeat: Repeat) -> int:
    match repeat:
        case Repeat.DAILY:
            return 7
        case Repeat.WEEKLY:
            return 4
        case Repeat.BY_DATE | Repeat.BY_WEEK:
            return 6
        case unknown:
            assert_never(unknown)


def _unit(repeat: Repeat) -> str:
    match repeat:
        case Repeat.DAILY:
            return "days"
        case Repeat.WEEKLY:
            return "weeks"
        case Repeat.BY_DATE | Repeat.BY_WEEK:
            return "months"
        case unknown:
            assert_never(unknown)


RULES = (pool_versions, pool_versions_on_offer, channels, maintenance_windows)
