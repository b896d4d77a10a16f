"""What of a plan follows the state: choices that are made once, when a cluster is made, and kept for its life."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from aksnet.azure.axes import MadeWith, PoolMode
from aksnet.diff.deployed import DeployedCluster, DeployedStack
from aksnet.diff.deployed_mode import deployed_mode
from aksnet.diff.kept_network import with_kept_parts
from aksnet.plan.records import ClusterPlan, PoolPlan, StackPlan


@dataclass(frozen=True, kw_only=True, slots=True)
class Pinned:
    """A plan as it is carried out over what is deployed."""

    plan: StackPlan
    kept: tuple[str, ...] = ()
    """What is not as the settings alone would have it, a sentence without its full stop for each."""


def pinned(plan: StackPlan, old: DeployedStack) -> Pinned:
    """Return the plan with what living clusters keep.

    A cluster is made with one pool in its own list, which Azure never exchanges; every other pool is a resource of its
    own. A new cluster takes the first of its system pools by name, a living one keeps the pool that it has, whatever
    the names of those that were added. A pool keeps the pods per node that it was made with, where the settings leave
    them to the mode. Subnets keep what clusters need until they have been changed themselves.
    """
    said: list[str] = []
    clusters = []
    for cluster in plan.clusters:
        living = old.clusters.get(cluster.key)
        if living is None or (living.uid and cluster.replace == living.mark):
            clusters.append(replace(cluster, keeps=frozenset(), listed_ranges=True))
            continue
        kept = _with_max_pods(_with_own_pool(cluster, living), living)
        said += _pods_said(cluster, kept)
        clusters.append(_with_range_keys(kept, living, old))
    kept_plan, parts = with_kept_parts(replace(plan, clusters=tuple(clusters)), old)
    return Pinned(plan=kept_plan, kept=(*said, *parts))


def _with_own_pool(cluster: ClusterPlan, living: DeployedCluster) -> ClusterPlan:
    names = {pool.name for pool in living.pools if pool.inline}
    own = next((p for p in cluster.user_pools if p.name in names and p.mode is PoolMode.SYSTEM), None)
    if own is None or cluster.system_pool.name in names:
        return cluster
    others = (pool for pool in cluster.pools if pool is not own)
    return replace(cluster, system_pool=own, user_pools=tuple(sorted(others, key=lambda pool: pool.name)))


def _with_max_pods(cluster: ClusterPlan, living: DeployedCluster) -> ClusterPlan:
    made_with = {pool.name: pool.max_pods for pool in living.pools if pool.max_pods is not None}

    def kept(pool: PoolPlan) -> PoolPlan:
        return pool if pool.max_pods_written else replace(pool, max_pods=made_with.get(pool.name, pool.max_pods))

    return replace(cluster, system_pool=kept(cluster.system_pool), user_pools=tuple(map(kept, cluster.user_pools)))


def _with_range_keys(cluster: ClusterPlan, living: DeployedCluster, old: DeployedStack) -> ClusterPlan:
    """Leave ranges that are to stay under the keys that they were sent under, whichever those are."""
    prepared = any(each.cluster == cluster.key and each.uid == living.uid for each in old.migrations)
    mode = deployed_mode(living)
    pairs = ((living.pod_cidrs, cluster.pod_cidrs), (living.service_cidrs, cluster.service_cidrs))
    # What the state does not tell, such as the pod range of a CNI of the user's own, stays too.
    stay = (mode is None or mode.name == cluster.mode.name) and all(not was or was == will for was, will in pairs)
    keeps = cluster.keeps if stay else cluster.keeps - {MadeWith.RANGE_KEYS}
    return replace(cluster, keeps=keeps, listed_ranges=living.listed_ranges or prepared)


def _pods_said(before: ClusterPlan, after: ClusterPlan) -> Iterator[str]:
    defaults = {pool.name: pool.max_pods for pool in before.pools}
    for pool in after.pools:
        if pool.max_pods != defaults[pool.name]:
            yield (
                f"clusters.{after.key}.nodePools.{pool.name} keeps the {pool.max_pods} pods a node that it was made "
                f"with; a new pool gets {defaults[pool.name]} in {after.mode.name}"
            )
