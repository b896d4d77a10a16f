"""Numbers against limits: pods and nodes beyond what AKS takes or advises, and next hops that lead nowhere.

Limits of a mode (nodes, pods a node, Kubernetes versions) are columns of the table and checked by `aksnet.rules.modes`;
1,000 nodes a pool is the range of the settings' own type, `aksnet.settings.fields.Count`.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from aksnet.azure.axes import OsType, PluginMode, PodAddresses, Policy
from aksnet.azure.formulas import blocks_per_node, max_pods_without_waste
from aksnet.layout.addressing import Range
from aksnet.plan.ranges import node_ranges, pod_ranges
from aksnet.plan.records import ClusterPlan, PoolPlan
from aksnet.rules.checks.case import Case
from aksnet.rules.workloads import given_out
from aksnet.settings.problems import Problem, one_of

_LEARN = "https://learn.microsoft.com/azure/aks/"

LEAST_PODS = 30
"""Pods that a pool has room for, so that AKS's own fit.
https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning"""

WINDOWS_OVERLAY_PODS = 110
"""Pods on a Windows node that AKS advises with overlay.
https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay"""

NPM_NODES, NPM_PODS = 250, 20_000
"""What Azure Network Policy Manager keeps up with. https://learn.microsoft.com/azure/aks/use-network-policies"""

WINDOWS_2022_BEFORE = 37
"""The first release of Kubernetes 1 without Windows Server 2022 images.
https://learn.microsoft.com/azure/aks/windows-faq"""


def _pools(case: Case) -> Iterator[tuple[str, ClusterPlan, PoolPlan]]:
    for cluster in case.plan.clusters:
        for pool in cluster.pools:
            yield f"clusters.{cluster.key}.nodePools.{pool.name}", cluster, pool


def room_for_system_pods(case: Case) -> Iterator[Problem]:
    """Ten to 29 pods a node are enough only where the pool's nodes have room for 30 together."""
    for path, _, pool in _pools(case):
        nodes = pool.count or 0
        if nodes and nodes * pool.max_pods < LEAST_PODS:
            enough = -(-LEAST_PODS // pool.max_pods)
            yield Problem(
                path=f"{path}.maxPods",
                value=pool.max_pods,
                allowed=(
                    f"room for {LEAST_PODS} pods in the pool, for AKS's own; {nodes} x {pool.max_pods} is "
                    f"{nodes * pool.max_pods}"
                ),
                cure=f"write {-(-LEAST_PODS // nodes)} or more, or start with {enough} nodes",
                page=_LEARN + "concepts-network-ip-address-planning",
                code="InsufficientAgentPoolMaxPodsPerAgentPool",
            )


def waste(case: Case) -> Iterator[Problem]:
    """Whole /28 blocks: pods a node that fill them are 16 N - 1."""
    for path, cluster, pool in _pools(case):
        blocks, above = blocks_per_node(pool.max_pods), max_pods_without_waste(pool.max_pods)
        if cluster.mode.pods is not PodAddresses.POD_SUBNET_BLOCKS or above <= pool.max_pods:
            continue
        below = max_pods_without_waste(pool.max_pods - 16)
        yield Problem(
            path=f"{path}.maxPods",
            value=pool.max_pods,
            allowed=(
                f"{pool.max_pods} pods a node take {blocks} blocks of 16 addresses and leave room for "
                f"{above - pool.max_pods} more"
            ),
            cure=f"write maxPods: {above}" + (f", or {below} for a block less" if blocks > 1 else ""),
            page=_LEARN + "configure-azure-cni-static-block-allocation",
            warning=True,
        )


def windows_pods(case: Case) -> Iterator[Problem]:
    """Windows nodes with overlay run fewer pods than Linux ones."""
    for path, cluster, pool in _pools(case):
        overlay = cluster.mode.plugin_mode is PluginMode.OVERLAY
        if overlay and pool.os_type is OsType.WINDOWS and pool.max_pods > WINDOWS_OVERLAY_PODS:
            yield Problem(
                path=f"{path}.maxPods",
                value=pool.max_pods,
                allowed=(
                    f"AKS advises at most {WINDOWS_OVERLAY_PODS} pods on a Windows node with overlay; "
                    f"this pool allows {pool.max_pods}"
                ),
                cure=f"write maxPods: {WINDOWS_OVERLAY_PODS}",
                page=_LEARN + "concepts-network-azure-cni-overlay",
                warning=True,
            )


def windows_images(case: Case) -> Iterator[Problem]:
    """Windows Server 2022 ends with a Kubernetes version, not only on a date; the date is in `aksnet.rules.radar`."""
    for path, cluster, pool in _pools(case):
        version = cluster.kubernetes_version
        if version is None or pool.os_sku != "Windows2022" or int(version.split(".")[1]) < WINDOWS_2022_BEFORE:
            continue
        yield Problem(
            path=f"{path}.osSku",
            value=pool.os_sku,
            allowed=f"an image that Kubernetes {version} has; Windows Server 2022 ends before 1.{WINDOWS_2022_BEFORE}",
            cure="stay below Kubernetes 1.37 as long as the cluster has Windows nodes",
            page=_LEARN + "windows-faq",
        )


def policy_manager(case: Case) -> Iterator[Problem]:
    """Azure Network Policy Manager is not for large clusters."""
    for cluster in case.plan.clusters:
        if cluster.policy != Policy.AZURE:
            continue
        nodes = sum(pool.most_nodes for pool in cluster.pools)
        pods = sum(pool.most_nodes * pool.max_pods for pool in cluster.pools)
        windows = any(pool.os_type is OsType.WINDOWS for pool in cluster.pools)  # which no cilium mode has
        if nodes > NPM_NODES or pods > NPM_PODS:
            yield Problem(
                path=f"clusters.{cluster.key}.networkPolicy",
                value=cluster.policy,
                allowed=(
                    f"Azure Network Policy Manager keeps up with {NPM_NODES} nodes and {NPM_PODS:,} pods; "
                    f"this cluster may have {nodes:,} and {pods:,}"
                ),
                cure=f"{'' if windows else 'choose a cilium mode, or '}write networkPolicy: calico",
                page=_LEARN + "use-network-policies",
                warning=True,
            )


def next_hops(case: Case) -> Iterator[Problem]:
    """A firewall is where the VNet can reach it, and never among the nodes and pods whose traffic it takes."""
    page = _LEARN + "egress-udr"
    peered = case.settings.network.peered_ranges
    for cluster in case.plan.clusters:
        hop = case.settings.clusters[cluster.key].outbound.next_hop
        if hop is None:
            continue
        own = [*node_ranges(cluster, case.plan.network), *pod_ranges(cluster, case.plan.network)]
        inside = _holding(hop, own)
        if inside:
            yield Problem(
                path=f"clusters.{cluster.key}.outbound.nextHop",
                value=str(hop),
                allowed=(
                    f"an address outside the cluster's own ranges; {one_of(inside)} has this one, so that the default "
                    "route would lead back to where it starts"
                ),
                cure="put the firewall into a subnet of its own and write its address",
                page=page,
            )
        elif kept := _kept_around(hop, case):
            yield Problem(
                path=f"clusters.{cluster.key}.outbound.nextHop",
                value=str(hop),
                allowed=f"an address that a firewall can have; of {kept} Azure keeps the first four and the last",
                cure=f"write the address that the firewall has there; its first free one is {kept.network_address + 4}",
                page="https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq",
            )
        elif case.plan.network.address_space and not _holding(hop, [*case.plan.network.address_space, *peered]):
            yield Problem(
                path=f"clusters.{cluster.key}.outbound.nextHop",
                value=str(hop),
                allowed=f"{hop} is neither in the VNet nor in a peered range, so that nothing there may answer",
                cure="write the address that the firewall has in the VNet, or add its network to network.peeredRanges",
                page=page,
                warning=True,
            )


def _kept_around(address: IPv4Address, case: Case) -> IPv4Network | None:
    """Give the declared subnet of which an address is one that Azure keeps."""
    ranges = (r for subnet in case.plan.network.subnets.values() for r in subnet.prefixes)
    inside = (r for r in ranges if isinstance(r, IPv4Network) and address in r)
    return next((r for r in inside if not given_out(address, r)), None)


def _holding(address: IPv4Address, ranges: list[Range]) -> list[str]:
    return [str(network) for network in dict.fromkeys(ranges) if network.version == 4 and address in network]


CHECKS = (room_for_system_pods, waste, windows_pods, windows_images, policy_manager, next_hops)
