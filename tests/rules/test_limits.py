"""Numbers against limits: each check alone, and its counterpart beside the edge.

Node ceilings and Kubernetes versions of modes are rules and tested with them.
"""

from aksnet.rules import egress, pools
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, VNET_ID, Case, Raw, context, dev, found, network, pool

LEAST = "InsufficientAgentPoolMaxPodsPerAgentPool"
PLANNING = LEARN + "aks/concepts-network-ip-address-planning"
BLOCKS = LEARN + "aks/configure-azure-cni-static-block-allocation"
POLICIES = LEARN + "aks/use-network-policies"
EGRESS = LEARN + "aks/egress-udr"


def _windows(max_pods: int, *, version: str | None = None, **keys: object) -> Raw:
    """A Windows pool that no other check speaks of."""
    win = {"osType": "Windows", "maxPods": max_pods} | keys
    return dev(mode="overlay", kubernetesVersion=version, nodePools={"sys": {"mode": "System"}, "win": win})


def _blocks(max_pods: int) -> Raw:
    return pool("pod-subnet-static-block", maxPods=max_pods)


def _wasted(max_pods: int, allowed: str, cure: str) -> list[Problem]:
    path = "clusters.dev.nodePools.np.maxPods"
    return [Problem(kind=Kind.BLOCKS_WASTED, path=path, value=max_pods, message=allowed, cure=cure, page=BLOCKS)]


def _npm(nodes: int, max_pods: int) -> Raw:
    """Azure's policy engine in a large cluster; that it retires is left to the radar."""
    pools = {"np": {"count": nodes, "maxPods": max_pods}}
    return dev(mode="node-subnet", networkPolicy="azure", nodePools=pools)


def _hop(address: str, **keys: object) -> Raw:
    return dev(outbound={"type": "userDefinedRouting", "nextHop": address}, **keys)


def _large(nodes: int) -> Raw:
    """Two pools that are full of nodes and add one to an upgrade."""
    return {
        "a": {"mode": "System", "count": 500, "maxPods": 30, "maxSurge": 1},
        "b": {"count": nodes, "maxPods": 30, "maxSurge": 1},
    }


CASES = [
    Case(
        rule=pools.room_for_system_pods,
        says="a pool has room for thirty pods",
        raw=pool(count=2, maxPods=14),
        expected=[
            Problem(
                kind=Kind.POOL_PODS,
                path="clusters.dev.nodePools.np.maxPods",
                value=14,
                message="room for 30 pods in the pool, for AKS's own; 2 x 14 is 28",
                cure="write 15 or more, or start with 3 nodes",
                page=PLANNING,
                code=LEAST,
            )
        ],
        beside=pool(count=2, maxPods=15),
    ),
    Case(
        rule=pools.room_for_system_pods,
        says="a pool that grows starts with room for thirty pods",
        raw=pool(minCount=2, maxCount=9, maxPods=10),
        expected=[
            Problem(
                kind=Kind.POOL_PODS,
                path="clusters.dev.nodePools.np.maxPods",
                value=10,
                message="room for 30 pods in the pool, for AKS's own; 2 x 10 is 20",
                cure="write 15 or more, or start with 3 nodes",
                page=PLANNING,
                code=LEAST,
            )
        ],
        beside=pool(minCount=3, maxCount=9, maxPods=10),
    ),
    Case(
        rule=pools.waste,
        says="whole blocks are filled",
        raw=_blocks(32),
        expected=_wasted(
            32,
            "32 pods a node take 3 blocks of 16 addresses and leave room for 15 more",
            "write maxPods: 47, or 31 for a block less",
        ),
        beside=_blocks(31),
    ),
    Case(
        rule=pools.waste,
        says="the last block is filled up to the most that AKS allows",
        raw=_blocks(240),
        expected=_wasted(
            240,
            "240 pods a node take 16 blocks of 16 addresses and leave room for 10 more",
            "write maxPods: 250, or 239 for a block less",
        ),
        beside=_blocks(250),
    ),
    Case(
        rule=pools.waste,
        says="a single block cannot be less",
        raw=_blocks(14),
        expected=_wasted(
            14, "14 pods a node take 1 blocks of 16 addresses and leave room for 1 more", "write maxPods: 15"
        ),
        beside=_blocks(15),
    ),
    Case(
        rule=pools.windows_pods,
        says="Windows nodes with overlay run 110 pods",
        raw=_windows(111),
        expected=[
            Problem(
                kind=Kind.WINDOWS_PODS,
                path="clusters.dev.nodePools.win.maxPods",
                value=111,
                message="AKS advises at most 110 pods on a Windows node with overlay; this pool allows 111",
                cure="write maxPods: 110",
                page=LEARN + "aks/concepts-network-azure-cni-overlay",
            )
        ],
        beside=_windows(110),
    ),
    Case(
        rule=pools.policy_manager,
        says="Azure's policy engine keeps up with 250 nodes",
        raw=_npm(251, 30),
        expected=[
            Problem(
                kind=Kind.POLICY_MANAGER,
                path="clusters.dev.networkPolicy",
                value="azure",
                message=(
                    "Azure Network Policy Manager keeps up with 250 nodes and 20,000 pods; this cluster may have 251 "
                    "and 7,530"
                ),
                cure="choose a cilium mode, or write networkPolicy: calico",
                page=POLICIES,
            )
        ],
        beside=_npm(250, 30),
    ),
    Case(
        rule=pools.policy_manager,
        says="Azure's policy engine keeps up with 20,000 pods",
        raw=_npm(101, 199),
        expected=[
            Problem(
                kind=Kind.POLICY_MANAGER,
                path="clusters.dev.networkPolicy",
                value="azure",
                message=(
                    "Azure Network Policy Manager keeps up with 250 nodes and 20,000 pods; this cluster may have 101 "
                    "and 20,099"
                ),
                cure="choose a cilium mode, or write networkPolicy: calico",
                page=POLICIES,
            )
        ],
        beside=_npm(100, 200),
    ),
    Case(
        rule=egress.next_hops_in_reach,
        says="a firewall is not among the nodes that it serves",
        raw=_hop("10.224.255.4"),
        expected=[
            Problem(
                kind=Kind.NEXT_HOP_INSIDE,
                path="clusters.dev.outbound.nextHop",
                value="10.224.255.4",
                message=(
                    "an address outside the cluster's own ranges; 10.224.0.0/16 has this one, so that the default "
                    "route would lead back to where it starts"
                ),
                cure="put the firewall into a subnet of its own and write its address",
                page=EGRESS,
            )
        ],
        beside=_hop("10.225.0.4"),
    ),
    Case(
        rule=egress.next_hops_in_reach,
        says="a firewall is not among the pods that it serves",
        raw=_hop("10.225.0.4", mode="pod-subnet"),
        expected=[
            Problem(
                kind=Kind.NEXT_HOP_INSIDE,
                path="clusters.dev.outbound.nextHop",
                value="10.225.0.4",
                message=(
                    "an address outside the cluster's own ranges; 10.225.0.0/16 has this one, so that the default "
                    "route would lead back to where it starts"
                ),
                cure="put the firewall into a subnet of its own and write its address",
                page=EGRESS,
            )
        ],
        beside=_hop("10.226.0.4", mode="pod-subnet"),
    ),
    Case(
        rule=egress.next_hops_in_reach,
        says="a firewall has no address that Azure keeps",
        raw=_hop("10.230.0.3") | {"network": {"subnets": {"fw": "10.230.0.0/26"}}},
        expected=[
            Problem(
                kind=Kind.NEXT_HOP_KEPT,
                path="clusters.dev.outbound.nextHop",
                value="10.230.0.3",
                message="an address that a firewall can have; of 10.230.0.0/26 Azure keeps the first four and the last",
                cure="write the address that the firewall has there; its first free one is 10.230.0.4",
                page=LEARN + "virtual-network/virtual-networks-faq",
            )
        ],
        beside=_hop("10.230.0.4") | {"network": {"subnets": {"fw": "10.230.0.0/26"}}},
    ),
    Case(
        rule=egress.next_hops_in_reach,
        says="a firewall is in the VNet or in a peered one",
        raw=_hop("10.100.0.4"),
        expected=[
            Problem(
                kind=Kind.NEXT_HOP_OUTSIDE,
                path="clusters.dev.outbound.nextHop",
                value="10.100.0.4",
                message="10.100.0.4 is neither in the VNet nor in a peered range, so that nothing there may answer",
                cure="write the address that the firewall has in the VNet, or add its network to network.peeredRanges",
                page=EGRESS,
            )
        ],
        beside=_hop("10.100.0.4") | {"network": {"peeredRanges": ["10.100.0.0/16"]}},
    ),
    Case(
        rule=pools.sizes_of_overlay,
        says="overlay runs on no DCsv2 size",
        raw=pool("overlay", vmSize="Standard_DC4s_v2"),
        expected=[
            Problem(
                kind=Kind.SIZE_FOR_OVERLAY,
                path="clusters.dev.nodePools.np.vmSize",
                value="Standard_DC4s_v2",
                message="a size outside the DCsv2 series, which overlay does not support",
                cure="choose a size of a later series, for instance Standard_DC4s_v3",
            )
        ],
        beside=pool("node-subnet", vmSize="Standard_DC4s_v2"),
    ),
    Case(
        rule=pools.nodes_of_tiers,
        says="the Free tier ends at 1,000 nodes",
        raw=dev(podCidr="10.0.0.0/12", serviceCidr="10.16.0.0/16", nodePools=_large(501)),
        expected=[
            Problem(
                kind=Kind.FREE_TIER_NODES,
                path="clusters.dev.tier",
                value="Free",
                message="Standard or Premium for 1,001 nodes: the Free tier supports 1,000",
                cure="write tier: Standard",
            )
        ],
        beside=dev(podCidr="10.0.0.0/12", serviceCidr="10.16.0.0/16", nodePools=_large(500)),
    ),
    Case(
        rule=pools.nodes_with_surge,
        says="an upgrade of a pool ends at 1,000 nodes too",
        raw=dev(podCidr="10.0.0.0/12", serviceCidr="10.16.0.0/16", nodePools={"np": {"count": 951, "maxSurge": 50}}),
        expected=[
            Problem(
                kind=Kind.POOL_SURGE,
                path="clusters.dev.nodePools.np.maxSurge",
                value="50",
                message=(
                    "AKS rejects an upgrade of a pool that would pass 1,000 nodes; this one may have 951 and 50 more "
                    "of an upgrade"
                ),
                cure="lower the number of nodes or maxSurge, or spread the nodes over several pools",
            )
        ],
        beside=dev(podCidr="10.0.0.0/12", serviceCidr="10.16.0.0/16", nodePools={"np": {"count": 950, "maxSurge": 50}}),
    ),
]


def test_a_cluster_with_windows_nodes_is_not_sent_to_a_cilium_mode() -> None:
    raw = _windows(110, count=249)
    raw["clusters"]["dev"] |= {"mode": "node-subnet", "networkPolicy": "azure"}
    assert [problem.cure for problem in pools.policy_manager(context(raw))] == ["write networkPolicy: calico"]


def test_nothing_is_said_of_next_hops_in_a_vnet_of_unknown_ranges() -> None:
    node_subnet = {"prefix": "10.9.0.0/24"}
    raw = network(_hop("10.100.0.4", nodeSubnet=node_subnet)["clusters"], id=VNET_ID)
    assert found(raw) == []


def test_a_pool_without_nodes_has_no_pods_to_place() -> None:
    assert found(dev(nodePools={"a": {"mode": "System"}, "b": {"count": 0, "maxPods": 10}})) == []


def test_windows_pods_are_as_many_as_elsewhere_where_there_is_no_overlay() -> None:
    win = {"osType": "Windows", "maxPods": 250}
    raw = dev(mode="node-subnet", nodePools={"sys": {"mode": "System"}, "win": win})
    assert list(pools.windows_pods(context(raw))) == []
