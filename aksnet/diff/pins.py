"""What of a plan follows the state: choices that are made once, when a cluster is made, and kept for its life."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from aksnet.azure.axes import MadeWith
from aksnet.diff.deployed import DeployedCluster, DeployedStack
from aksnet.diff.deployed_mode import deployed_mode, has_profile
from aksnet.diff.kept_network import with_kept_parts
from aksnet.diff.pool_requests import with_requests
from aksnet.diff.version_floors import with_floors
from aksnet.plan.records import ClusterPlan, PoolPlan, StackPlan


@dataclass(frozen=True, kw_only=True, slots=True)
class Pinned:
    """A plan as it is carried out over what is deployed."""

    plan: StackPlan
    kept: tuple[str, ...] = ()
    """What is not as the settings alone would have it, a sentence without its full stop for each."""


def pinned(plan: StackPlan, old: DeployedStack) -> Pinned:
    """Return the plan with what living clusters keep.

    A new cluster is made with the first of its system pools by name; which of a living one's are in its request is in
    `pool_requests`, and to which version a channel has brought it in `version_floors`. A pool keeps the pods per node
    that it was made with, where the settings leave them to the mode, and the way in which its pods get addresses.
    Subnets keep what clusters need until they have been changed themselves.
    """
    said: list[str] = []
    clusters = []
    for cluster in plan.clusters:
        living = old.clusters.get(cluster.key)
        if living is None or (living.uid and cluster.replace == living.mark):
            # Whether it is made anew is known once its changes are (`refusals.with_clusters_given_up`).
            written = cluster if living is None else with_requests(cluster, living)
            clusters.append(replace(written, keeps=frozenset(), listed_ranges=True))
            continue
        kept = _with_pools_as_made(cluster, living)
        said += _pools_said(cluster, kept)
        written = with_requests(with_floors(kept, living), living)
        clusters.append(_with_range_keys(written, living, old))
    kept_plan, parts = with_kept_parts(replace(plan, clusters=tuple(clusters)), old)
    return Pinned(plan=kept_plan, kept=(*said, *parts))


def _with_pools_as_made(cluster: ClusterPlan, living: DeployedCluster) -> ClusterPlan:
    pools = {pool.name: pool for pool in living.pools}

    def kept(pool: PoolPlan) -> PoolPlan:
        made = pools.get(pool.name)
        if made is None:
            return pool
        pods = pool.max_pods if pool.max_pods_written else made.max_pods or pool.max_pods
        stays = pool.pod_subnet is not None and pool.pod_subnet == made.pod_subnet
        allocation = (made.pod_ip_allocation or pool.pod_ip_allocation) if stays else pool.pod_ip_allocation
        return replace(pool, max_pods=pods, pod_ip_allocation=allocation)

    return replace(cluster, system_pool=kept(cluster.system_pool), user_pools=tuple(map(kept, cluster.user_pools)))


def _with_range_keys(cluster: ClusterPlan, living: DeployedCluster, old: DeployedStack) -> ClusterPlan:
    """Leave ranges that are to stay under the keys that they were sent under, whichever those are."""
    prepared = any(each.cluster == cluster.key and each.uid == living.uid for each in old.migrations)
    pairs = ((living.pod_cidrs, cluster.pod_cidrs), (living.service_cidrs, cluster.service_cidrs))
    # What the state does not tell, such as the pod range of a CNI of the user's own, stays too.
    known = deployed_mode(living) is not None
    stay = (not known or has_profile(living, cluster.mode)) and all(not was or was == will for was, will in pairs)
    keeps = cluster.keeps if stay else cluster.keeps - {MadeWith.RANGE_KEYS}
    return replace(cluster, keeps=keeps, listed_ranges=living.listed_ranges or prepared)


def _pools_said(before: ClusterPlan, after: ClusterPlan) -> Iterator[str]:
    planned = {pool.name: pool for pool in before.pools}
    for pool in after.pools:
        path, new = f"clusters.{after.key}.nodePools.{pool.name}", planned[pool.name]
        if pool.max_pods != new.max_pods:
            yield (
                f"{path} keeps the {pool.max_pods} pods a node that it was made with; a new pool gets {new.max_pods} "
                f"in {after.mode.name}"
            )
        if pool.pod_ip_allocation != new.pod_ip_allocation:
            yield (
                f"{path} keeps {pool.pod_ip_allocation}, by which its pods get addresses; for {after.mode.name} add "
                f"a pool with a podSubnet of its own, move the pods there (kubectl drain), and remove {pool.name}"
            )
