"""What AKS refuses because of numbers: addresses that pools would take at their most, nodes, pods per node.

Split from `aks_rules`, which lists them all in their order. What is free at this moment is looked at when nodes
take their addresses (`addresses`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from aksnet.arm.ids import last
from aksnet.arm.values import Json, as_dict
from aksnet.sandbox.azure.addresses import BATCH, KEPT_AT_END, KEPT_AT_START, networks_of, parse, usable
from aksnet.sandbox.azure.agent_pools import (
    max_pods,
    most_nodes,
    node_part,
    plugin_of,
    pod_ranges,
    pod_source,
    surge_of,
)
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.sandbox_errors import Refusal

# https://learn.microsoft.com/azure/aks/configure-kubenet#limitations-and-considerations-for-kubenet (routes in a table)
_KUBENET_NODES: Final = 400
# https://learn.microsoft.com/azure/aks/best-practices-performance-scale-large
_CLUSTER_NODES: Final = 5000
_POOL_NODES: Final = 1000
_FREE_NODES: Final = 1000
# https://learn.microsoft.com/azure/aks/quotas-skus-regions
_POOLS: Final = 100
# https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning#maximum-pods-per-node
_MIN_PODS: Final = 10
_MAX_PODS: Final = 250
_POOL_PODS: Final = 30
_BLOCK_PREFIX: Final = 12


def _with_surge(pool: Json) -> int:
    most = most_nodes(pool)
    return most + surge_of(pool, most)


# The code is not known.
def pools(ask: AksRequest) -> Refusal | None:
    """Refuse more pools than a cluster has."""
    if len(ask.all_pools) <= _POOLS:
        return None
    return Refusal(
        "InvalidParameter", f"There would be {len(ask.all_pools)} agent pools; a cluster has at most {_POOLS}."
    )


def nodes(ask: AksRequest) -> Refusal | None:
    """Refuse more nodes than a pool or a cluster carries."""
    for path, pool in ask.pools:
        if most_nodes(pool) > _POOL_NODES:
            return Refusal("InvalidParameter", f"{path}: {most_nodes(pool)} nodes; a pool has at most {_POOL_NODES}.")
        below = [name for name in ("count", "minCount", "maxCount") if (pool.get(name) or 0) < 0]
        if below:
            return Refusal("InvalidParameter", f"{path}.{below[0]}: {pool[below[0]]} is less than 0.")
    kubenet = ask.profiled("networkPlugin") == "kubenet"
    limit, total = _KUBENET_NODES if kubenet else _CLUSTER_NODES, sum(map(most_nodes, ask.all_pools))
    if total > limit:
        return Refusal(
            "InvalidParameter",
            f"The agent pools may have {total} nodes; a cluster with NetworkPlugin "
            f"{ask.profiled('networkPlugin') or 'azure'} has at most {limit}.",
        )
    return None


# https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers; no public code is known.
def tier_nodes(ask: AksRequest) -> Refusal | None:
    """Refuse more nodes than the Free tier carries."""
    total = sum(map(most_nodes, ask.all_pools))
    if ask.tier != "Free" or total <= _FREE_NODES:
        return None
    return Refusal(
        "InvalidParameter",
        f"The agent pools may have {total} nodes; a cluster in the Free tier has at most {_FREE_NODES}.",
    )


def autoscaler(ask: AksRequest) -> Refusal | None:
    """Refuse limits of the autoscaler that are missing or the wrong way round, and an empty system pool."""
    for path, pool in ask.pools:
        low, high = pool.get("minCount"), pool.get("maxCount")
        if pool.get("enableAutoScaling") and (low is None or high is None or low > high):
            return Refusal("InvalidParameter", f"{path}: autoscaling needs minCount <= maxCount, not {low}, {high}.")
        if not pool.get("enableAutoScaling") and (low is not None or high is not None):
            return Refusal("InvalidParameter", f"{path}: minCount and maxCount need enableAutoScaling.")
        fewest = low if pool.get("enableAutoScaling") else most_nodes(pool)
        if pool.get("mode") == "System" and not fewest:
            return Refusal("InvalidParameter", f"{path}: a system pool has at least one node.")
    return None


def pods_per_node(ask: AksRequest) -> Refusal | None:
    """Refuse too many or too few pods on a node, or in a pool."""
    for path, pool in ask.pools:
        most = max_pods(ask.profile, pool)
        if most > _MAX_PODS:
            return Refusal("MaxPodsLimitExceeded", f"{path}.maxPods: {most} is more than the maximum {_MAX_PODS}.")
        if most < _MIN_PODS:
            return Refusal("InsufficientMaxPods", f"{path}.maxPods: {most} is less than the minimum {_MIN_PODS}.")
        # AKS's own message counts "maxPods per node * node count": what a pool starts with, not what it may grow to.
        count = int(1 if pool.get("count") is None else pool["count"])
        if 0 < most * count < _POOL_PODS:
            return Refusal(
                "InsufficientAgentPoolMaxPodsPerAgentPool",
                f"{path}: {count} nodes of {most} pods; a pool must carry {_POOL_PODS} pods.",
            )
    return None


# https://github.com/Azure/AKS-Construction/issues/701; with a CNI of one's own the range has no effect:
# https://github.com/hashicorp/terraform-provider-azurerm/issues/20573
def pod_range(ask: AksRequest) -> Refusal | None:
    """Refuse a pod range that has not a part for each node that there may be."""
    wanted = sum(map(_with_surge, ask.all_pools))
    parted = pod_source(ask.profile, {}) == "range" and plugin_of(ask.profile) != "none"
    for cidr in pod_ranges(ask.profile) if parted else ():
        network = parse(cidr)
        if network is None:
            continue
        part = node_part(ask.profile, network.version)
        size = 2 ** (network.max_prefixlen - part)
        if wanted * size > network.num_addresses:
            return Refusal(
                "InsufficientSubnetSize",
                f"Pre-allocated IPs {wanted * size} exceeds IPs available {network.num_addresses} in Subnet Cidr "
                f"{network}, Subnet Name networkProfile.podCIDR",
            )
    return None


# https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/insufficientsubnetsize-error-advanced-networking
def subnet_size(ask: AksRequest) -> Refusal | None:
    """Refuse a subnet that is smaller than what the cluster's pools would take from it at their most."""
    wanted: dict[str, int] = defaultdict(int)
    for pool in ask.all_pools:
        for subnet_id, count in _taken_by(ask, pool):
            wanted[subnet_id.lower()] += count
    private = ask.api_server.get("enablePrivateCluster") and not ask.api_server.get("enableVnetIntegration")
    if ask.writes_cluster and private:
        # The API server's private endpoint is among the nodes of the first pool.
        for subnet in ask.node_subnets[:1]:
            wanted[subnet.id.lower()] += 1
    in_blocks = {
        str(pool["podSubnetID"]).lower() for pool in ask.all_pools if pod_source(ask.profile, pool) == "blocks"
    }
    for subnet in [*ask.node_subnets, *ask.pod_subnets]:
        networks = [network for network in networks_of(subnet.body) if network.version == 4]
        available = usable(networks)
        if subnet.id.lower() in in_blocks:
            # The first and the last block hold Azure's own addresses and are given to nobody.
            available -= 2 * BATCH - KEPT_AT_START - KEPT_AT_END
        if subnet.record is not None and wanted[subnet.id.lower()] > available:
            return Refusal(
                "InsufficientSubnetSize",
                f"Pre-allocated IPs {wanted[subnet.id.lower()]} exceeds IPs available {available} in Subnet Cidr "
                f"{', '.join(map(str, networks))}, Subnet Name {last(subnet.id)}",
            )
    return None


def _taken_by(ask: AksRequest, pool: Json) -> Iterator[tuple[str, int]]:
    machines, most = _with_surge(pool), max_pods(ask.profile, pool)
    source = pod_source(ask.profile, pool)
    if pool.get("vnetSubnetID"):
        yield pool["vnetSubnetID"], machines * (1 + most if source == "node-subnet" else 1)
    if source == "batches":
        # What nodes take when they start: an address of their own and the first batch.
        yield pool["podSubnetID"], machines * (1 + min(BATCH, most))
    elif source == "blocks":
        yield pool["podSubnetID"], machines * BATCH * -(-(most + 1) // BATCH)


# https://learn.microsoft.com/azure/aks/configure-azure-cni-static-block-allocation; the code is not known.
def block_subnet(ask: AksRequest) -> Refusal | None:
    """Refuse a pod subnet that is too large to be handed out in blocks."""
    for path, pool in ask.pools:
        subnet = ask.view.get(str(pool.get("podSubnetID")))
        if subnet is None or pod_source(ask.profile, pool) != "blocks":
            continue
        for network in networks_of(as_dict(subnet["inputs"])):
            if network.version == 4 and network.prefixlen < _BLOCK_PREFIX:
                return Refusal(
                    "InvalidParameter",
                    f"{path}: the pod subnet {last(subnet['id'])} is {network}; with podIPAllocationMode StaticBlock "
                    f"it may be a /{_BLOCK_PREFIX} at most.",
                )
    return None


# https://learn.microsoft.com/azure/aks/api-server-vnet-integration
def api_server_subnet(ask: AksRequest) -> Refusal | None:
    """Refuse VNet integration in one's own network without a subnet for it, or in one that is too small or in use."""
    wanted = ask.api_server.get("subnetId")
    if not ask.api_server.get("enableVnetIntegration"):
        return None
    if not wanted and not ask.node_subnets:
        return None
    if not wanted:
        return Refusal(
            "InvalidParameter",
            "apiServerAccessProfile.subnetId should not be empty when using custom vnet with apiserverVnetIntegration",
        )
    record = ask.view.get(wanted)
    if record is None:
        return Refusal("InvalidParameter", f"apiServerAccessProfile.subnetId: the subnet {wanted} does not exist.")
    if not any(network.prefixlen <= 28 for network in networks_of(as_dict(record["inputs"])) if network.version == 4):
        return Refusal("InvalidParameter", f"The subnet {wanted} of the API server must be at least a /28.")
    return None
