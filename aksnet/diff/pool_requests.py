"""By which request each pool of a living cluster is written, so that Azure takes it and nothing changes without need.

A cluster is made with one pool in its own request; all others are resources of their own. Three facts decide the rest:

- A request of the cluster may list pools that exist, and leaves alone those that it does not list; it makes none
  (https://github.com/pulumi/pulumi-azure-native/issues/579).
- It names the Kubernetes version of no pool, or of all that the cluster has, and then each as it is or as the control
  plane's (https://github.com/Azure/AKS/issues/4765). So the pool that it alone writes is upgraded by a request that
  lists them all, as `az aks upgrade` does it.
- What Azure fixes in a pool, and its deletion, are matters of the pool's own resource. A pool that only the cluster's
  request knows is first taken over as one, which changes nothing; the next run may then do with it what it likes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from aksnet.azure.axes import PoolMode
from aksnet.diff.deployed import DeployedCluster
from aksnet.diff.deployed_pool import DeployedPool
from aksnet.diff.fixed_properties import fixed_differences
from aksnet.diff.version_order import runs
from aksnet.errors import AksnetError
from aksnet.plan.records import ClusterPlan, PoolPlan, PoolRequests


class PoolNameTakenError(AksnetError):
    """Raised when a cluster cannot be made anew, because no pool is left that it could be made with."""


def with_requests(new: ClusterPlan, old: DeployedCluster) -> ClusterPlan:
    """Return the plan of a living cluster with the requests that its pools are written by."""
    living = {pool.name: pool for pool in old.pools}
    if not living:
        return new
    head = listed_pool(new, old)
    leaving = leaving_pools(new, old)
    listed = _listed(new, old, head, leaving)
    separate = {pool.name: _own_version(pool, old, living) for pool in new.pools if _is_separate(pool, old, head)}
    before = list(old.requests.listed) if old.requests else [head]
    moved = {name for place, name in enumerate(listed) if before[place : place + 1] != [name]}
    new = _with_counts(new, living)
    system = next(pool for pool in new.pools if pool.name == head)
    return replace(
        new,
        system_pool=system,
        user_pools=tuple(sorted((p for p in new.pools if p is not system), key=lambda pool: pool.name)),
        requests=PoolRequests(
            listed=listed,
            separate={name: version for name, version in separate.items() if name not in leaving},
            counted=frozenset(pool.name for pool in new.pools if pool.autoscaled and pool.name in moved),
            adopted={name: f"{old.id}/agentPools/{name}" for name in sorted(leaving)},
        ),
    )


def made_anew(new: ClusterPlan, old: DeployedCluster) -> ClusterPlan:
    """Return the plan of a cluster that is made in place of a living one, with one pool in its request.

    That pool must be no resource of its own in the state: what is made with the cluster cannot be made once more.

    Raises:
        PoolNameTakenError: when every system pool is one.

    """
    taken = {pool.name for pool in old.pools if not pool.inline}
    free = [pool for pool in new.pools if pool.mode is PoolMode.SYSTEM and pool.name not in taken]
    if not free:
        names = ", ".join(sorted(pool.name for pool in new.pools if pool.mode is PoolMode.SYSTEM))
        raise PoolNameTakenError(
            f"clusters.{new.key} would be made anew with one of the system pools {names}, each of which is a resource "
            "of its own in the stack's state and would be made twice. Nothing was changed.\n"
            "Add a system pool under another name to the stack file for this run; it is the one that the new cluster "
            "is made with."
        )
    head = new.system_pool if new.system_pool in free else free[0]
    others = tuple(sorted((pool for pool in new.pools if pool is not head), key=lambda pool: pool.name))
    return replace(new, system_pool=head, user_pools=others, requests=None)


def _with_counts(new: ClusterPlan, living: Mapping[str, DeployedPool]) -> ClusterPlan:
    """Let autoscaled pools that live start from the nodes that they have."""

    def counted(pool: PoolPlan) -> PoolPlan:
        there = living.get(pool.name)
        return pool if there is None or not pool.autoscaled else replace(pool, count=there.count or pool.count)

    pools = tuple(counted(pool) for pool in new.user_pools)
    return replace(new, system_pool=counted(new.system_pool), user_pools=pools)


def listed_pool(new: ClusterPlan, old: DeployedCluster) -> str:
    """Return the pool that stands for the cluster in its own request.

    Where none can, it is the one that did: such a run is refused before it declares anything.
    """
    found = next(_candidates(new, old), None)
    planned = {pool.name for pool in new.pools}
    kept = (pool.name for pool in old.pools if pool.inline and pool.name in planned)
    return next(kept, new.system_pool.name) if found is None else found


def leaving_pools(new: ClusterPlan, old: DeployedCluster) -> set[str]:
    """Return the pools that only the cluster's request knows and that become resources of their own."""
    head = next(_candidates(new, old), None)
    return set() if head is None else {pool.name for pool in old.pools if pool.inline} - {head}


def _candidates(new: ClusterPlan, old: DeployedCluster) -> Iterator[str]:
    """Yield the pools that can be in the request: first the one that only it knows, then what it listed, then others.

    They are system pools that live, with nothing that Azure fixes, and with a version that this request can say.
    """
    living = {pool.name: pool for pool in old.pools}
    before = old.requests.listed if old.requests else {}
    inline = {pool.name for pool in old.pools if pool.inline}
    for pool in sorted(new.pools, key=lambda pool: (pool.name not in inline, pool.name not in before, pool.name)):
        there = living.get(pool.name)
        if there is None or pool.mode is not PoolMode.SYSTEM or any(fixed_differences(there, pool)):
            continue
        if not there.inline or not is_due(pool, there) or pool.kubernetes_version == new.kubernetes_version:
            yield pool.name


def _is_separate(pool: PoolPlan, old: DeployedCluster, head: str) -> bool:
    there = next((found for found in old.pools if found.name == pool.name), None)
    return pool.name != head if there is None else not there.inline


def is_due(pool: PoolPlan, there: DeployedPool) -> bool:
    """Return whether a living pool runs another version than it is to run."""
    wanted = pool.kubernetes_version
    return wanted is not None and there.version is not None and not runs(there.version, wanted)


def _own_version(pool: PoolPlan, old: DeployedCluster, living: Mapping[str, DeployedPool]) -> str | None:
    """Return the version that the pool's own request says: none while it never said one and none is needed."""
    there = living.get(pool.name)
    said = old.requests is not None and old.requests.separate.get(pool.name) is not None
    return pool.kubernetes_version if there is None or said or is_due(pool, there) else None


def _listed(new: ClusterPlan, old: DeployedCluster, head: str, leaving: set[str]) -> Mapping[str, str | None]:
    living = {pool.name: pool for pool in old.pools}
    planned = {pool.name: pool for pool in new.pools}
    alone: Mapping[str, str | None] = {head: None}
    whole = set(living) <= set(planned) and not leaving
    if not whole or any(any(fixed_differences(living[name], planned[name])) for name in living):
        return alone
    before = old.requests.listed if old.requests else alone
    due = [name for name in living if is_due(planned[name], living[name])]
    together = new.upgrade_channel is not None and new.upgrade_channel.moves_versions
    if due and (together or (living[head].inline and head in due)):
        order = [head, *sorted(set(living) - {head})]
        return {name: _version_in_list(planned[name], living[name], new.kubernetes_version) for name in order}
    if set(before) == set(living) == set(planned) and all(before.values()):
        return alone if due else before
    return alone


def _version_in_list(pool: PoolPlan, there: DeployedPool, plane: str | None) -> str | None:
    """Return the control plane's version for a pool that follows it, and what it runs for one that does not."""
    return plane if pool.kubernetes_version == plane else there.version
