"""Ceilings that Azure and AKS state for a whole VNet or cluster, whatever room its ranges have."""

from collections.abc import Iterator

from aksnet.azure import formulas
from aksnet.azure.axes import PodAddresses
from aksnet.plan.records import ClusterPlan
from aksnet.plan.shares import counted_pools, one_by_one, surge_of
from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem

_LEARN = "https://learn.microsoft.com/azure/aks/"
_BLOCKS = _LEARN + "configure-azure-cni-static-block-allocation"


def single_addresses(context: Context) -> Iterator[Problem]:
    """A VNet gives out so many addresses one by one; nodes take them, and pods that are in a subnet without blocks."""
    taken = {c.key: one_by_one(c) for c in context.plan.clusters}
    total = sum(taken.values())
    flat = [c.key for c in context.plan.clusters if c.mode.pods_one_by_one]
    if not flat or total <= formulas.INDIVIDUAL_ADDRESSES:
        return
    most = max(flat, key=taken.__getitem__)
    yield Problem(
        kind=Kind.SINGLE_ADDRESSES,
        path=f"clusters.{most}.nodePools",
        value=f"{taken[most]:,} addresses",
        message=(
            f"at most {formulas.INDIVIDUAL_ADDRESSES:,} addresses that a VNet gives out one by one to nodes and pods; "
            f"all clusters together may take {total:,}"
        ),
        cure="lower maxPods or the number of nodes, or choose overlay or static blocks for the cluster",
    )


def overlay_pods(context: Context) -> Iterator[Problem]:
    """AKS says how many pods a cluster with overlay scales to."""
    for cluster in context.plan.clusters:
        pods = sum(pool.most_nodes * pool.max_pods for pool in counted_pools(cluster))
        if cluster.mode.pods is PodAddresses.POD_CIDR_OVERLAY and pods > formulas.OVERLAY_PODS:
            yield Problem(
                kind=Kind.OVERLAY_PODS,
                path=f"clusters.{cluster.key}.nodePools",
                value=f"{pods:,} pods",
                message=f"AKS scales to {formulas.OVERLAY_PODS:,} pods with overlay; full nodes here run {pods:,}",
                cure="lower maxPods to what nodes really run, or spread the pods over several clusters",
            )


def large_block_subnets(context: Context) -> Iterator[Problem]:
    """A pod subnet of blocks has a largest size."""
    least = formulas.LARGEST_BLOCK_SUBNET
    pools = [pool for cluster in context.plan.clusters for pool in cluster.pools if _in_blocks(cluster)]
    for name in dict.fromkeys(pool.pod_subnet for pool in pools if pool.pod_subnet):
        subnet = context.layout.subnets[name]
        for prefix in subnet.prefixes:
            if prefix.version == 4 and prefix.prefixlen < least:
                part = next(prefix.subnets(new_prefix=least))
                yield Problem(
                    kind=Kind.BLOCK_SUBNET_LARGE,
                    path=f"{subnet.path}.prefix",
                    value=str(prefix),
                    message=f"a /{least} or smaller for pods in blocks of 16 addresses",
                    cure=f"use a subnet of at most a /{least}" if subnet.existing else f"write {part}",
                )


def surge_over_routes(context: Context) -> Iterator[Problem]:
    """A route per node: the nodes of an upgrade count too where AKS checks routes again."""
    for cluster in context.plan.clusters:
        nodes = sum(pool.most_nodes for pool in cluster.pools)
        surge = sum(map(surge_of, cluster.pools))
        ceiling = cluster.mode.node_ceiling
        if cluster.mode.pods is PodAddresses.POD_CIDR_ROUTES and nodes <= ceiling < nodes + surge:
            yield Problem(
                kind=Kind.SURGE_OVER_ROUTES,
                path=f"clusters.{cluster.key}.nodePools",
                value=f"{nodes} nodes",
                message=(
                    f"{nodes} nodes and {surge} of an upgrade need {nodes + surge} routes; a route table has room for "
                    f"{ceiling}, and AKS checks that when it upgrades"
                ),
                cure="lower the number of nodes or maxSurge",
                page=cluster.mode.page,
            )


def _in_blocks(cluster: ClusterPlan) -> bool:
    return cluster.mode.pods is PodAddresses.POD_SUBNET_BLOCKS


RULES = (single_addresses, overlay_pods, large_block_subnets, surge_over_routes)
