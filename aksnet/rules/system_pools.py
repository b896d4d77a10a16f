"""System pools, which run AKS's own pods: at least one, on Linux, and what they are to have at the least."""

import re
from collections.abc import Iterator

from aksnet.azure.axes import OsType, PoolMode
from aksnet.azure.vm_sizes import vcpus
from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem

SYSTEM_POOL_NODES, SYSTEM_POOL_VCPUS = 2, 4
"""What a system pool is to have; AKS takes less. https://learn.microsoft.com/azure/aks/use-system-pools"""


def a_system_pool(context: Context) -> Iterator[Problem]:
    """At least one pool is `mode: System`; a single pool may leave it out, but not be `User`."""
    for cluster in context.layout.clusters.values():
        if all(pool.mode is not PoolMode.SYSTEM for pool in cluster.pools.values()):
            yield Problem(
                kind=Kind.NO_SYSTEM_POOL,
                path=f"{cluster.path}.nodePools",
                value="no pool with mode: System",
                message="at least one pool says mode: System: AKS runs its own pods there",
                cure="write mode: System in one pool",
            )


def system_pools(context: Context) -> Iterator[Problem]:
    """A system pool has nodes, runs Linux, and should not be of the burstable B series."""
    for cluster in context.layout.clusters.values():
        for layout in cluster.pools.values():
            pool, path = layout.settings, layout.path
            if layout.mode is not PoolMode.SYSTEM and len(cluster.pools) > 1:
                continue
            least = pool.min_count if pool.min_count is not None else pool.count
            if least == 0:
                field = "count" if pool.min_count is None else "minCount"
                yield Problem(
                    kind=Kind.SYSTEM_POOL_EMPTY,
                    path=f"{path}.{field}",
                    value=0,
                    message="at least 1: a system pool always has a node",
                    cure="write 1 or more; 3 for production",
                )
            if pool.os_type is not OsType.LINUX:
                yield Problem(
                    kind=Kind.SYSTEM_POOL_WINDOWS,
                    path=f"{path}.osType",
                    value=pool.os_type,
                    message="Linux: AKS's own pods run on Linux only",
                    cure="make a Linux pool the system pool",
                    code="SystemPoolMustBeLinux",
                )
            if re.match(r"Standard_B\d", pool.vm_size, re.IGNORECASE):
                yield Problem(
                    kind=Kind.SYSTEM_POOL_SIZE,
                    path=f"{path}.vmSize",
                    value=pool.vm_size,
                    message="AKS does not support the burstable B series for a system pool, though it takes it",
                    cure="choose for instance Standard_D4ds_v5",
                )
            elif (cores := vcpus(pool.vm_size)) is not None and cores < SYSTEM_POOL_VCPUS:
                yield Problem(
                    kind=Kind.SYSTEM_POOL_MINIMUM,
                    path=f"{path}.vmSize",
                    value=pool.vm_size,
                    message=f"a system pool is to have {SYSTEM_POOL_VCPUS} vCPUs a node or more; this size has {cores}",
                    cure="choose for instance Standard_D4ds_v5",
                )


def nodes_of_system_pools(context: Context) -> Iterator[Problem]:
    """A single system pool is to have two nodes; AKS takes one."""
    for cluster in context.layout.clusters.values():
        system = [pool for pool in cluster.pools.values() if pool.mode is PoolMode.SYSTEM]
        for layout in system if len(system) == 1 else ():
            pool = layout.settings
            field, least = ("count", pool.count) if pool.min_count is None else ("minCount", pool.min_count)
            if least == 1:
                yield Problem(
                    kind=Kind.SYSTEM_POOL_MINIMUM,
                    path=f"{layout.path}.{field}",
                    value=least,
                    message=f"the only system pool is to have at least {SYSTEM_POOL_NODES} nodes: with one, AKS's own "
                    "pods are gone while it is upgraded or fails",
                    cure="write 2, or 3 for production",
                )


RULES = (a_system_pool, system_pools, nodes_of_system_pools)
