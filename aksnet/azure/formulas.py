"""How many addresses things take: Azure's and AKS's own arithmetic, one small function per formula.

Numbers in, numbers out; what takes part in a stack is gathered by `aksnet.plan.budget`. `nodes` are those that a pool
may have (the autoscaler's maximum), `surge` the extra nodes of an upgrade, `max_pods` pods per node.
"""

import re
from ipaddress import IPv4Network

from aksnet.azure.reserved_ranges import FIRST_IN_SUBNET, LAST_IN_SUBNET

RESERVED = FIRST_IN_SUBNET + LAST_IN_SUBNET
"""Addresses that Azure keeps in each subnet."""

BATCH = 16
"""Addresses that a node asks for at once from a dynamic pod subnet.
https://learn.microsoft.com/azure/aks/configure-azure-cni-dynamic-ip-allocation"""

NETWORK_CONTAINER = 1
"""A node's own address in a dynamic pod subnet, that of its network container, on top of those for pods.

Seen in the NodeNetworkConfig of a real cluster (16 assignments and a primary address beside them) and stated on no
page: a subnet that is planned without it could be one address per node too small."""

_MOST_PODS = 250
"""Pods on a node that AKS allows. https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning"""

BLOCK = 16
"""Addresses of a /28, the unit of static block allocation.
https://learn.microsoft.com/azure/aks/configure-azure-cni-static-block-allocation"""

BLOCK_EDGES = 2 * BLOCK
"""The first and the last /28 of a subnet hold Azure's own five addresses and are given to no node."""

API_SERVER = 9
"""Addresses that the API server of one cluster takes of a subnet at least, where it is in the VNet.
https://learn.microsoft.com/azure/aks/api-server-vnet-integration"""

PER_NODE_RANGE = 256
"""kubenet and overlay give each node a /24 of the pod CIDR, whatever runs on it.
https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay"""

POOL_CEILING = 1_000
"""Nodes in one pool. https://learn.microsoft.com/azure/aks/quotas-skus-regions"""

FREE_TIER_NODES = 1_000
"""Nodes of a cluster in the Free tier. https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers"""

INDIVIDUAL_ADDRESSES = 65_536
"""Private addresses that a VNet gives out one by one; a whole block counts as one.
https://learn.microsoft.com/azure/aks/configure-azure-cni-static-block-allocation"""

LARGEST_BLOCK_SUBNET = 12
"""Shortest prefix of a pod subnet that is handed out in blocks; same page."""

OVERLAY_PODS = 200_000
"""Pods in one cluster. https://learn.microsoft.com/azure/aks/best-practices-performance-scale-large"""

LEAST_PODS = 30
"""Pods that a pool must have room for. https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning"""


def usable(network: IPv4Network) -> int:
    """Addresses of a subnet that Azure leaves to its user."""
    return max(network.num_addresses - RESERVED, 0)


def surge_nodes(max_surge: str, nodes: int) -> int:
    """Extra nodes of an upgrade: a number or a share rounded up, and never more than the pool has nodes.

    https://learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling#customize-node-surge-upgrade
    """
    if max_surge.endswith("%"):
        return -(-nodes * int(max_surge.removesuffix("%")) // 100)
    return min(int(max_surge), nodes)


def largest_pool(max_surge: str) -> int:
    """Most nodes of a pool that AKS still upgrades: the extra nodes of an upgrade count as nodes of the pool.

    https://learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling
    """
    if max_surge.endswith("%"):
        return POOL_CEILING * 100 // (100 + int(max_surge.removesuffix("%")))
    return max(POOL_CEILING - int(max_surge), POOL_CEILING // 2)


def surge_text(text: str, *, least: int) -> str | None:
    """Return a surge as AKS writes it, a number of nodes or a share; nothing for a text that is neither."""
    if not re.fullmatch(r"\d{1,4}|([1-9]\d?|100)%", text, re.ASCII) or (text.isdigit() and int(text) < least):
        return None
    return str(int(text)) if text.isdigit() else text


def node_addresses(nodes: int, surge: int) -> int:
    """One address per node."""
    return nodes + surge


def flat(nodes: int, surge: int, max_pods: int) -> int:
    """Nodes and pods in one subnet: every node takes its own address and one for each pod that may run on it."""
    return (nodes + surge) * (1 + max_pods)


def training(nodes: int, max_pods: int) -> int:
    """The rule of thumb of trainings, nodes x pods + reserved: it forgets the nodes themselves and the surge."""
    return nodes * max_pods + RESERVED


def dynamic_floor(nodes: int, surge: int, max_pods: int) -> int:
    """Pod subnet, dynamic: what nodes take before a pod runs, an address of their own and a batch for pods each."""
    return (nodes + surge) * (NETWORK_CONTAINER + min(BATCH, max_pods))


def dynamic_full(nodes: int, surge: int, max_pods: int) -> int:
    """Pod subnet, dynamic: what full nodes take, an address of their own and one for each pod that may run there.

    The batch that is asked for ahead, when fewer than 8 addresses are free, ends at the pods that a node may run.
    """
    return (nodes + surge) * (NETWORK_CONTAINER + max_pods)


def static_block(nodes: int, surge: int, max_pods: int) -> int:
    """Pod subnet, static block: whole /28 blocks for a node's pods and one address more, edges aside."""
    return (nodes + surge) * blocks_per_node(max_pods) * BLOCK


def blocks_per_node(max_pods: int) -> int:
    """Number of /28 blocks that one node takes."""
    return -(-(max_pods + 1) // BLOCK)


def max_pods_without_waste(max_pods: int) -> int:
    """Most pods per node for the same blocks: 16 N - 1, but never more than AKS allows."""
    return min(blocks_per_node(max_pods) * BLOCK - 1, _MOST_PODS)


def pod_cidr(nodes: int, surge: int) -> int:
    """kubenet and overlay: one /24 of the pod CIDR per node, as AKS checks it before it starts anything."""
    return (nodes + surge) * PER_NODE_RANGE


def prefix_length_for(addresses: int, *, reserved: int = RESERVED) -> int:
    """Longest IPv4 prefix that holds so many addresses besides the reserved ones."""
    return 32 - max((addresses + reserved - 1).bit_length(), 3)
