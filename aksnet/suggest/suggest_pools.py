"""The node pools of a suggestion: how many, how large, and what is written of each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from aksnet.azure import formulas
from aksnet.azure.axes import OsType, PodAddresses
from aksnet.azure.mode import Mode
from aksnet.azure.node_images import OS_SKUS
from aksnet.report.worked import worked
from aksnet.suggest.needs import Need, Needs, surge_of

SYSTEM = "system"
"""Name of a pool for AKS's own pods alone."""

SYSTEM_NODES = 3
"""Linux nodes that a cluster of some size, or of Windows, has for AKS's own pods: https://learn.microsoft.com/azure/aks/use-system-pools"""
SYSTEM_TAINT = "CriticalAddonsOnly=true:NoSchedule"
"""Keeps all other pods off a system pool that has only Linux nodes beside it. Same page."""

WINDOWS_PODS = 110
"""Pods advised at most on a Windows node of an overlay. https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay"""

GROWTH = 2
"""Times as many nodes as were asked for that ranges have room for, where nobody has said how far they grow.

This project's number: the pages ask for room to scale and name none."""

Raw = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pool:
    """One node pool of a suggestion."""

    name: str
    os: OsType
    least: int
    most: int
    surge: int
    max_pods: int
    """Pods on a node; written down only where it is not what AKS gives the mode."""
    system: bool


def pools_of(needs: Needs, mode: Mode) -> list[Pool]:
    """Spread the nodes over as few pools as AKS allows; a system pool comes first where there is one of its own."""
    parts = -(-needs.most_nodes // formulas.largest_pool(needs.max_surge))
    least = [max(each, 1) for each in _spread(needs.nodes, parts)]
    windows = Need.WINDOWS in needs.needs
    names = _names("win" if windows else "nodepool", parts, bare=windows)
    apart = own_system_pool(needs)
    pools = [
        _pool(needs, mode, name, OsType.WINDOWS if windows else OsType.LINUX, low, high, system=not apart and not i)
        for i, (name, low, high) in enumerate(zip(names, least, _spread(needs.most_nodes, parts), strict=True))
    ]
    if apart:
        pools.insert(0, _pool(needs, mode, SYSTEM, OsType.LINUX, SYSTEM_NODES, SYSTEM_NODES, system=True))
    return pools


def own_system_pool(needs: Needs) -> bool:
    """Return whether AKS's own pods have a pool of their own."""
    return Need.WINDOWS in needs.needs or needs.relied_on


def with_room(needs: Needs, mode: Mode, pools: Sequence[Pool]) -> list[Pool]:
    """Return the pools that ranges are to have room for: those that were asked for, or larger ones.

    Where somebody has said how far nodes grow, that is the growth; the system pool's number stays.
    """
    fixed = sum(pool.most for pool in pools if pool.name == SYSTEM)
    most = min(GROWTH * needs.most_nodes, mode.node_ceiling - fixed)
    if needs.grow_to is not None or most <= needs.most_nodes:
        return list(pools)
    return [
        pool
        if pool.name == SYSTEM
        else replace(pool, most=(n := pool.most * most // needs.most_nodes), surge=surge_of(needs, n))
        for pool in pools
    ]


def _spread(nodes: int, parts: int) -> list[int]:
    return [nodes // parts + (part < nodes % parts) for part in range(parts)]


def _names(base: str, parts: int, *, bare: bool) -> list[str]:
    return [base] if bare and parts == 1 else [f"{base}{number + 1}" for number in range(parts)]


def _pool(needs: Needs, mode: Mode, name: str, os: OsType, least: int, most: int, *, system: bool) -> Pool:
    wanted = max(needs.pods_on(mode), mode.max_pods.least, -(-formulas.LEAST_PODS // least))
    if not mode.pods_in_vnet:
        # Fewer would save no address, and the number of a pool is never changed again.
        wanted = max(needs.pods_per_node or 0, WINDOWS_PODS if os is OsType.WINDOWS else mode.max_pods.default)
    if mode.pods is PodAddresses.POD_SUBNET_BLOCKS:
        wanted = formulas.max_pods_without_waste(wanted)
    return Pool(name=name, os=os, least=least, most=most, surge=surge_of(needs, most), max_pods=wanted, system=system)


def vnet_addresses(needs: Needs, mode: Mode) -> int:
    """Return the addresses that all clusters take one by one from the VNet."""
    total = 0
    for pool in pools_of(needs, mode):
        for each in worked(mode, nodes=pool.most, surge=pool.surge, max_pods=pool.max_pods):
            counted = each.what == "node subnet" or (each.what == "pod subnet, full" and mode.pods_one_by_one)
            total += each.addresses if counted else 0
    return total * needs.clusters


def pool_settings(needs: Needs, mode: Mode, pools: Sequence[Pool]) -> Raw:
    """Return what stands below `nodePools`."""
    settings: Raw = {}
    zones = {"zones": list(needs.zones)} if needs.zones else {}
    for pool in pools:
        one: Raw = {"mode": "System"} if pool.system and len(pools) > 1 else {}
        if pool.os is not OsType.LINUX:
            # The newest image lasts longest; the default is the one that most have.
            one |= {"osType": str(pool.os), "osSku": OS_SKUS[pool.os][-1]}
        grows = pool.most > pool.least
        one |= {"minCount": pool.least, "maxCount": pool.most} if grows else {"count": pool.most}
        if pool.system and len(pools) > 1 and all(each.os is OsType.LINUX for each in pools):
            one["taints"] = [SYSTEM_TAINT]
        one |= {"maxPods": pool.max_pods} if pool.max_pods != mode.max_pods.default else {}
        settings[pool.name] = one | zones | {"maxSurge": needs.max_surge}
    return settings
