"""Which declared values Azure or the autoscaler changes later, so that the next run must leave them alone."""

from aksnet.azure.axes import PodAddresses
from aksnet.plan.records import ClusterPlan, PoolPlan


def left_to_azure(cluster: ClusterPlan) -> list[str]:
    """Return the cluster's properties to ignore, as paths in Azure's own spelling."""
    paths = []
    if cluster.system_pool.autoscaled:
        paths.append("agentPoolProfiles[0].count")
    if cluster.mode.pods is PodAddresses.CNI_OWN:
        # API 2025-09-01 does not give the pod CIDR back, and a change of it would replace the cluster.
        # https://github.com/Azure/AKS/blob/master/CHANGELOG.md, release 2026-01-04
        paths.append("networkProfile.podCidr")
    return paths


def left_to_autoscaler(pool: PoolPlan) -> list[str]:
    """Return a pool's properties to ignore."""
    return ["count"] if pool.autoscaled else []
