"""Node pools: a fixed or an autoscaled number of nodes, images, Windows, pods a node.

1,000 nodes a pool is the range of the settings' own type, `aksnet.settings.fields.Count`.
"""

import re
from collections.abc import Iterator

from aksnet.azure.axes import OsType, PluginMode, PodAddresses, Policy, PoolMode, Tier
from aksnet.azure.formulas import FREE_TIER_NODES, LEAST_PODS, POOL_CEILING, blocks_per_node, max_pods_without_waste
from aksnet.azure.node_images import API_VERSION, LATER_IMAGES, NEWER_API, OS_SKUS, LaterImage
from aksnet.plan.shares import counted_pools, surge_of
from aksnet.rules.context import Context
from aksnet.settings.cluster_settings import NodePoolSettings
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem, one_of

WINDOWS_OVERLAY_PODS = 110
"""Pods on a Windows node that AKS advises with overlay.
https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay"""

NPM_NODES, NPM_PODS = 250, 20_000
"""What Azure Network Policy Manager keeps up with. https://learn.microsoft.com/azure/aks/use-network-policies"""


def _pools(context: Context) -> Iterator[tuple[str, str, NodePoolSettings]]:
    for key, cluster in context.settings.clusters.items():
        for name, pool in cluster.node_pools.items():
            yield f"clusters.{key}.nodePools.{name}", name, pool


def counts(context: Context) -> Iterator[Problem]:
    """`count`, or `minCount` and `maxCount`; never both, and at least one node in a system pool."""
    for path, _, pool in _pools(context):
        ranged = (pool.min_count is not None, pool.max_count is not None)
        if any(ranged) and not all(ranged):
            missing = "maxCount" if ranged[0] else "minCount"
            yield Problem(
                kind=Kind.AUTOSCALER_HALF,
                path=f"{path}.{missing}",
                value=None,
                message="the autoscaler needs both minCount and maxCount",
                cure=f"add {missing}, or write count for a fixed number of nodes",
            )
        elif all(ranged) and (pool.min_count or 0) > (pool.max_count or 0):
            yield Problem(
                kind=Kind.AUTOSCALER_REVERSED,
                path=f"{path}.minCount",
                value=pool.min_count,
                message=f"at most maxCount, which is {pool.max_count}",
                cure="lower minCount or raise maxCount",
            )
        if any(ranged) and pool.count is not None:
            yield Problem(
                kind=Kind.COUNT_AND_AUTOSCALER,
                path=f"{path}.count",
                value=pool.count,
                message="either count, or minCount and maxCount: the autoscaler owns the number of nodes",
                cure="remove count, or remove minCount and maxCount",
            )


def upgrades(context: Context) -> Iterator[Problem]:
    """An upgrade adds nodes, or takes some out, never both; system pools are never short of nodes."""
    for cluster in context.layout.clusters.values():
        for pool in cluster.pools.values():
            surge, unavailable = pool.settings.max_surge, pool.settings.max_unavailable
            if unavailable in (None, "0"):
                if surge == "0":
                    yield Problem(
                        kind=Kind.NO_WAY_TO_UPGRADE,
                        path=f"{pool.path}.maxSurge",
                        value=surge,
                        message="1 or more, unless maxUnavailable says how many nodes an upgrade takes out at a time",
                        cure="write 1, or add maxUnavailable: 1",
                    )
            elif surge != "0":
                yield Problem(
                    kind=Kind.UNAVAILABLE_AND_SURGE,
                    path=f"{pool.path}.maxUnavailable",
                    value=unavailable,
                    message=f"only with maxSurge: 0; an upgrade of this pool adds nodes, {surge}",
                    cure="write maxSurge: 0, or remove maxUnavailable",
                )
            elif pool.mode is PoolMode.SYSTEM:
                yield Problem(
                    kind=Kind.UNAVAILABLE_SYSTEM_POOL,
                    path=f"{pool.path}.maxUnavailable",
                    value=unavailable,
                    message="no maxUnavailable in a system pool, whose nodes run AKS's own pods",
                    cure="remove maxUnavailable and write maxSurge: 1 or more",
                )


def images(context: Context) -> Iterator[Problem]:
    """An image family of the pool's operating system."""
    for path, _, pool in _pools(context):
        offered = OS_SKUS[pool.os_type]
        if pool.os_sku is not None and pool.os_sku not in offered:
            later = LATER_IMAGES.get(pool.os_sku)
            known = later is not None and later.os_type is pool.os_type
            yield Problem(
                kind=Kind.IMAGE_NOT_OFFERED,
                path=f"{path}.osSku",
                value=pool.os_sku,
                message=f"{pool.os_type} nodes run {one_of(offered)} here" + (_later(later) if later and known else ""),
                cure=f"write {offered[0]}"
                + (f", or declare the pool in a program of your own after `{NEWER_API}`" if known else ""),
            )


def _later(image: LaterImage) -> str:
    return (
        f"; AKS has this one for Kubernetes {image.minors}, from API version {image.api_version} on, and this project "
        f"sends {API_VERSION}, the default of pulumi-azure-native"
    )


def windows_names(context: Context) -> Iterator[Problem]:
    """Windows computer names leave six characters for the pool."""
    for path, name, pool in _pools(context):
        if pool.os_type is OsType.WINDOWS and len(name) > 6:
            yield Problem(
                kind=Kind.WINDOWS_POOL_NAME,
                path=path,
                value=name,
                message="at most 6 characters for a Windows pool",
                cure="choose a shorter name",
            )


def room_for_system_pods(context: Context) -> Iterator[Problem]:
    """Ten to 29 pods a node are enough only where the pool's nodes have room for 30 together."""
    for path, _, pool in context.pools:
        nodes = pool.count or 0
        if nodes and nodes * pool.max_pods < LEAST_PODS:
            enough = -(-LEAST_PODS // pool.max_pods)
            yield Problem(
                kind=Kind.POOL_PODS,
                path=f"{path}.maxPods",
                value=pool.max_pods,
                message=(
                    f"room for {LEAST_PODS} pods in the pool, for AKS's own; {nodes} x {pool.max_pods} is "
                    f"{nodes * pool.max_pods}"
                ),
                cure=f"write {-(-LEAST_PODS // nodes)} or more, or start with {enough} nodes",
                code="InsufficientAgentPoolMaxPodsPerAgentPool",
            )


def waste(context: Context) -> Iterator[Problem]:
    """Whole /28 blocks: pods a node that fill them are 16 N - 1."""
    for path, cluster, pool in context.pools:
        blocks, above = blocks_per_node(pool.max_pods), max_pods_without_waste(pool.max_pods)
        if cluster.mode.pods is not PodAddresses.POD_SUBNET_BLOCKS or above <= pool.max_pods:
            continue
        below = max_pods_without_waste(pool.max_pods - 16)
        yield Problem(
            kind=Kind.BLOCKS_WASTED,
            path=f"{path}.maxPods",
            value=pool.max_pods,
            message=(
                f"{pool.max_pods} pods a node take {blocks} blocks of 16 addresses and leave room for "
                f"{above - pool.max_pods} more"
            ),
            cure=f"write maxPods: {above}" + (f", or {below} for a block less" if blocks > 1 else ""),
        )


def windows_pods(context: Context) -> Iterator[Problem]:
    """Windows nodes with overlay run fewer pods than Linux ones."""
    for path, cluster, pool in context.pools:
        overlay = cluster.mode.plugin_mode is PluginMode.OVERLAY
        if overlay and pool.os_type is OsType.WINDOWS and pool.max_pods > WINDOWS_OVERLAY_PODS:
            yield Problem(
                kind=Kind.WINDOWS_PODS,
                path=f"{path}.maxPods",
                value=pool.max_pods,
                message=(
                    f"AKS advises at most {WINDOWS_OVERLAY_PODS} pods on a Windows node with overlay; "
                    f"this pool allows {pool.max_pods}"
                ),
                cure=f"write maxPods: {WINDOWS_OVERLAY_PODS}",
            )


def policy_manager(context: Context) -> Iterator[Problem]:
    """Azure Network Policy Manager is not for large clusters."""
    for cluster in context.plan.clusters:
        if cluster.policy != Policy.AZURE:
            continue
        nodes = sum(pool.most_nodes for pool in counted_pools(cluster))
        pods = sum(pool.most_nodes * pool.max_pods for pool in counted_pools(cluster))
        windows = any(pool.os_type is OsType.WINDOWS for pool in cluster.pools)  # which no cilium mode has
        if nodes > NPM_NODES or pods > NPM_PODS:
            yield Problem(
                kind=Kind.POLICY_MANAGER,
                path=f"clusters.{cluster.key}.networkPolicy",
                value=cluster.policy,
                message=(
                    f"Azure Network Policy Manager keeps up with {NPM_NODES} nodes and {NPM_PODS:,} pods; "
                    f"this cluster may have {nodes:,} and {pods:,}"
                ),
                cure=f"{'' if windows else 'choose a cilium mode, or '}write networkPolicy: calico",
            )


def sizes_of_overlay(context: Context) -> Iterator[Problem]:
    """Overlay runs on no confidential size of the DCsv2 series."""
    for path, cluster, pool in context.pools:
        overlay = cluster.mode.plugin_mode is PluginMode.OVERLAY
        if overlay and re.fullmatch(r"Standard_DC\d+s_v2", pool.vm_size, re.IGNORECASE):
            yield Problem(
                kind=Kind.SIZE_FOR_OVERLAY,
                path=f"{path}.vmSize",
                value=pool.vm_size,
                message="a size outside the DCsv2 series, which overlay does not support",
                cure="choose a size of a later series, for instance Standard_DC4s_v3",
            )


def nodes_of_tiers(context: Context) -> Iterator[Problem]:
    """The Free tier is for small clusters."""
    for cluster in context.plan.clusters:
        nodes = sum(pool.most_nodes for pool in counted_pools(cluster))
        if cluster.tier is Tier.FREE and nodes > FREE_TIER_NODES:
            yield Problem(
                kind=Kind.FREE_TIER_NODES,
                path=f"clusters.{cluster.key}.tier",
                value=cluster.tier,
                message=f"Standard or Premium for {nodes:,} nodes: the Free tier supports {FREE_TIER_NODES:,}",
                cure="write tier: Standard",
            )


def nodes_with_surge(context: Context) -> Iterator[Problem]:
    """The extra nodes of an upgrade count as nodes of the pool."""
    for path, _, pool in context.pools:
        surge = surge_of(pool)
        if pool.most_nodes + surge > POOL_CEILING:
            yield Problem(
                kind=Kind.POOL_SURGE,
                path=f"{path}.maxSurge",
                value=pool.max_surge,
                message=(
                    f"AKS rejects an upgrade of a pool that would pass {POOL_CEILING:,} nodes; this one may have "
                    f"{pool.most_nodes:,} and {surge:,} more of an upgrade"
                ),
                cure="lower the number of nodes or maxSurge, or spread the nodes over several pools",
            )


RULES = (
    counts,
    upgrades,
    images,
    windows_names,
    room_for_system_pods,
    waste,
    windows_pods,
    sizes_of_overlay,
    nodes_of_tiers,
    nodes_with_surge,
    policy_manager,
)
