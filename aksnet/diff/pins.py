"""What of a plan follows the state: choices that are made once, when a cluster is made, and kept for its life."""

from dataclasses import replace

from aksnet.azure.axes import PoolMode
from aksnet.diff.deployed import DeployedStack
from aksnet.plan.records import ClusterPlan, StackPlan


def pinned(plan: StackPlan, old: DeployedStack) -> StackPlan:
    """Return the plan with each living cluster's own system pool where it is.

    A cluster is made with one pool in its own list, which Azure never exchanges; every other pool is a resource of its
    own. A new cluster takes the first of its system pools by name, a living one keeps the pool that it has, whatever
    the names of those that were added.
    """
    return replace(plan, clusters=tuple(_with_own_pool(cluster, old) for cluster in plan.clusters))


def _with_own_pool(cluster: ClusterPlan, old: DeployedStack) -> ClusterPlan:
    deployed = old.clusters.get(cluster.key)
    names = {pool.name for pool in deployed.pools if pool.inline} if deployed else set()
    own = next((p for p in cluster.user_pools if p.name in names and p.mode is PoolMode.SYSTEM), None)
    if own is None or cluster.system_pool.name in names:
        return cluster
    others = (pool for pool in cluster.pools if pool is not own)
    return replace(cluster, system_pool=own, user_pools=tuple(sorted(others, key=lambda pool: pool.name)))
