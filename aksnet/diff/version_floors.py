"""With an upgrade channel a written version is the least that a cluster is to run: AKS goes on from there by itself.

What is sent is then what runs, or what the last request named where that still is it, so that a run neither goes back
nor changes anything. Versions of node images are never sent.
"""

from dataclasses import replace

from aksnet.diff.deployed import DeployedCluster
from aksnet.diff.version_order import is_older, runs
from aksnet.plan.records import ClusterPlan, PoolPlan


def with_floors(new: ClusterPlan, old: DeployedCluster) -> ClusterPlan:
    """Return the plan of a living cluster with the versions that its channel has brought it to."""
    if new.upgrade_channel is None or not new.upgrade_channel.moves_versions:
        return new
    plane = _highest(new.kubernetes_version, old.requested_version, old.kubernetes_version)
    living = {pool.name: pool for pool in old.pools}

    def raised(pool: PoolPlan) -> PoolPlan:
        there = living.get(pool.name)
        version = _highest(plane, there.requested_version, there.version) if there else plane
        return replace(pool, kubernetes_version=version)

    return replace(
        new,
        kubernetes_version=plane,
        system_pool=raised(new.system_pool),
        user_pools=tuple(raised(pool) for pool in new.user_pools),
    )


def _highest(written: str | None, requested: str | None, running: str | None) -> str | None:
    if written is None or running is None or is_older(running, written):
        return written
    return requested if requested is not None and runs(running, requested) else running
