"""Which ranges the nodes and pods of a planned cluster have; what `aksnet verify` later compares with."""

from typing import assert_never

from aksnet.azure.axes import PodAddresses
from aksnet.plan.records import ClusterPlan, NetworkPlan, Range


def node_ranges(cluster: ClusterPlan, network: NetworkPlan) -> list[Range]:
    """Return the prefixes of the cluster's node subnets."""
    return _prefixes([pool.node_subnet for pool in cluster.pools], network)


def pod_ranges(cluster: ClusterPlan, network: NetworkPlan) -> list[Range]:
    """Return the ranges that the cluster's pods take addresses from."""
    match cluster.mode.pods:
        case PodAddresses.POD_CIDR_ROUTES | PodAddresses.POD_CIDR_OVERLAY | PodAddresses.CNI_OWN:
            return list(cluster.pod_cidrs)
        case PodAddresses.NODE_SUBNET:
            return node_ranges(cluster, network)
        case PodAddresses.POD_SUBNET_DYNAMIC | PodAddresses.POD_SUBNET_BLOCKS:
            return _prefixes([pool.pod_subnet for pool in cluster.pools if pool.pod_subnet], network)
        case unknown:
            assert_never(unknown)


def _prefixes(names: list[str], network: NetworkPlan) -> list[Range]:
    return [prefix for name in dict.fromkeys(names) for prefix in network.subnets[name].prefixes]
