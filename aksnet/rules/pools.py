"""Node pools: one system pool, a fixed or an autoscaled number of nodes, images, Windows."""

import re
from collections.abc import Iterator

from aksnet.azure.axes import OsType, PoolMode
from aksnet.azure.node_images import OS_SKUS
from aksnet.settings.cluster_settings import NodePoolSettings
from aksnet.settings.problems import Problem, one_of
from aksnet.settings.settings import Settings

_PAGE = "https://learn.microsoft.com/azure/aks/use-system-pools"
_AUTOSCALER = "https://learn.microsoft.com/azure/aks/cluster-autoscaler"


def _pools(settings: Settings) -> Iterator[tuple[str, str, NodePoolSettings]]:
    for key, cluster in settings.clusters.items():
        for name, pool in cluster.node_pools.items():
            yield f"clusters.{key}.nodePools.{name}", name, pool


def one_system_pool(settings: Settings) -> Iterator[Problem]:
    """Exactly one of several pools is `mode: System`; a single pool may leave it out, but not be `User`."""
    for key, cluster in settings.clusters.items():
        system = [name for name, pool in cluster.node_pools.items() if pool.mode is PoolMode.SYSTEM]
        single = len(cluster.node_pools) == 1
        if len(system) == 1 or (single and all(pool.mode is None for pool in cluster.node_pools.values())):
            continue
        yield Problem(
            path=f"clusters.{key}.nodePools",
            value=f"mode: System in {one_of(system)}" if system else "no pool with mode: System",
            allowed="exactly one pool says mode: System: AKS runs its own pods there and creates it with the cluster",
            cure="write mode: System in one pool" if not system else "write mode: System in one pool only",
            page=_PAGE,
        )


def counts(settings: Settings) -> Iterator[Problem]:
    """`count`, or `minCount` and `maxCount`; never both, and at least one node in a system pool."""
    for path, _, pool in _pools(settings):
        ranged = (pool.min_count is not None, pool.max_count is not None)
        if any(ranged) and not all(ranged):
            missing = "maxCount" if ranged[0] else "minCount"
            yield Problem(
                path=f"{path}.{missing}",
                value=None,
                allowed="the autoscaler needs both minCount and maxCount",
                cure=f"add {missing}, or write count for a fixed number of nodes",
                page=_AUTOSCALER,
            )
        elif all(ranged) and (pool.min_count or 0) > (pool.max_count or 0):
            yield Problem(
                path=f"{path}.minCount",
                value=pool.min_count,
                allowed=f"at most maxCount, which is {pool.max_count}",
                cure="lower minCount or raise maxCount",
                page=_AUTOSCALER,
            )
        if any(ranged) and pool.count is not None:
            yield Problem(
                path=f"{path}.count",
                value=pool.count,
                allowed="either count, or minCount and maxCount: the autoscaler owns the number of nodes",
                cure="remove count, or remove minCount and maxCount",
                page=_AUTOSCALER,
            )


def system_pools(settings: Settings) -> Iterator[Problem]:
    """A system pool has nodes, runs Linux, and is not of the burstable B series."""
    for key, cluster in settings.clusters.items():
        single = len(cluster.node_pools) == 1
        for name, pool in cluster.node_pools.items():
            if pool.mode is not PoolMode.SYSTEM and not single:
                continue
            path = f"clusters.{key}.nodePools.{name}"
            least = pool.min_count if pool.min_count is not None else pool.count
            if least == 0:
                field = "count" if pool.min_count is None else "minCount"
                yield Problem(
                    path=f"{path}.{field}",
                    value=0,
                    allowed="at least 1: the system pool always has a node",
                    cure="write 1 or more; 3 for production",
                    page=_PAGE,
                )
            if pool.os_type is not OsType.LINUX:
                yield Problem(
                    path=f"{path}.osType",
                    value=pool.os_type,
                    allowed="Linux: AKS's own pods run on Linux only",
                    cure="make a Linux pool the system pool",
                    page=_PAGE,
                    code="SystemPoolMustBeLinux",
                )
            if re.match(r"Standard_B\d", pool.vm_size):
                yield Problem(
                    path=f"{path}.vmSize",
                    value=pool.vm_size,
                    allowed="a size outside the B series, which AKS does not take for a system pool",
                    cure="choose for instance Standard_D4ds_v5",
                    page="https://learn.microsoft.com/azure/aks/quotas-skus-regions",
                )


def images(settings: Settings) -> Iterator[Problem]:
    """An image family of the pool's operating system."""
    for path, _, pool in _pools(settings):
        offered = OS_SKUS[pool.os_type]
        if pool.os_sku is not None and pool.os_sku not in offered:
            yield Problem(
                path=f"{path}.osSku",
                value=pool.os_sku,
                allowed=f"{pool.os_type} nodes run {one_of(offered)}",
                cure=f"write {offered[0]}",
                page="https://learn.microsoft.com/azure/aks/node-images",
            )


def windows_names(settings: Settings) -> Iterator[Problem]:
    """Windows computer names leave six characters for the pool."""
    for path, name, pool in _pools(settings):
        if pool.os_type is OsType.WINDOWS and len(name) > 6:
            yield Problem(
                path=path,
                value=name,
                allowed="at most 6 characters for a Windows pool",
                cure="choose a shorter name",
                page="https://learn.microsoft.com/azure/aks/create-node-pools",
            )


RULES = (one_system_pool, counts, system_pools, images, windows_names)
