"""Which declared values Azure, the autoscaler or an earlier run decides, so that this run must leave them alone."""

from typing import Final

from aksnet.azure.axes import MadeWith
from aksnet.plan.records import ClusterPlan, PoolPlan

_PATHS: Final = {
    MadeWith.WINDOWS_PROFILE: ("windowsProfile",),
    MadeWith.RANGE_KEYS: tuple(f"networkProfile.{key}" for key in MadeWith.RANGE_KEYS.split(", ")),
}


def left_as_made(cluster: ClusterPlan) -> list[str]:
    """Return the cluster's properties to ignore, as paths in Azure's own spelling.

    A cluster that does not exist yet is made with what is declared all the same.
    """
    requests = cluster.pool_requests
    autoscaled = {pool.name for pool in cluster.pools if pool.autoscaled} - requests.counted
    listed = enumerate(requests.listed)
    count = [f"agentPoolProfiles[{place}].count" for place, name in listed if name in autoscaled]
    return [*count, *(path for each in MadeWith if each in cluster.keeps for path in _PATHS[each])]


def left_to_autoscaler(pool: PoolPlan) -> list[str]:
    """Return a pool's properties to ignore."""
    return ["count"] if pool.autoscaled else []
