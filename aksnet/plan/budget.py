"""What a stack costs in addresses and how far it can grow: per subnet and pod CIDR, from all pools that use it.

Counted at the autoscaler's maxima plus surge, because that is what AKS checks before it starts anything. The formulas
are in `aksnet.azure.formulas`; whether a budget is kept is judged by `aksnet.rules.capacity`. IPv6 ranges are
left out: a /64 does not run out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import assert_never

from aksnet.azure import formulas
from aksnet.azure.axes import PodAddresses, Tier
from aksnet.plan.records import ClusterPlan, PoolPlan, StackPlan, SubnetPlan


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """What one pool, or one cluster's front ends, take of a range."""

    cluster: str
    pool: str | None
    what: str
    """`nodes`, `nodes and pods`, `pods`, `node ranges`, `load balancers` or `private endpoint`."""
    formula: str
    """The formula with its numbers."""
    floor: int
    """Taken before any pod runs."""
    needed: int
    """Addresses at the maximum: the autoscaler's maximum, surge, full nodes."""
    surge: int
    """The part of `needed` that only an upgrade takes."""
    per_node: int
    """What one node more would take; 0 for what does not grow with nodes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeBudget:
    """The budget of one subnet or pod CIDR."""

    name: str
    """Name of the subnet, or `<cluster> pods` for a pod CIDR."""
    kind: str
    """`subnet` or `pod CIDR`."""
    network: IPv4Network
    shares: tuple[Share, ...]
    reserved: int
    """Addresses that nobody gets: Azure's five, and the edges of a static block subnet."""

    @property
    def needed(self) -> int:
        """Addresses needed at the maximum."""
        return sum(share.needed for share in self.shares)

    @property
    def floor(self) -> int:
        """Addresses taken before any pod runs."""
        return sum(share.floor for share in self.shares)

    @property
    def surge(self) -> int:
        """The part of `needed` that only an upgrade takes."""
        return sum(share.surge for share in self.shares)

    @property
    def available(self) -> int:
        """Addresses that the range has to give."""
        return max(self.network.num_addresses - self.reserved, 0)

    @property
    def free(self) -> int:
        """Addresses left at the maximum; negative when the range is too small."""
        return self.available - self.needed

    @property
    def utilisation(self) -> float:
        """Share of the range that is needed, 1.0 when full."""
        return self.needed / self.available if self.available else float(self.needed > 0)

    def fitting_length(self) -> int:
        """Prefix length of the smallest range that holds what is needed."""
        return formulas.prefix_length_for(max(self.needed, 1), reserved=self.reserved)


@dataclass(frozen=True, kw_only=True, slots=True)
class Growth:
    """How far a pool can grow, and what stops it."""

    cluster: str
    pool: str
    nodes: int
    """Nodes that it may have now."""
    max_pods: int
    nodes_left: int
    """Nodes more by all limits that are known."""
    stopped_by: str
    """The limit that is reached first, and subnets whose range is not known: they may end it sooner."""

    @property
    def pods_left(self) -> int:
        """Pods that the further nodes could run."""
        return self.nodes_left * self.max_pods


@dataclass(frozen=True, kw_only=True, slots=True)
class Budget:
    """The budget of a stack."""

    ranges: tuple[RangeBudget, ...]
    """Subnets by name, then pod CIDRs by cluster; existing subnets of unknown range are left out."""
    growth: tuple[Growth, ...]
    """By cluster and pool."""


NO_BUDGET = Budget(ranges=(), growth=())
"""Of a stack that could not be planned."""


def stack_budget(plan: StackPlan) -> Budget:
    """Return the budget of a whole stack."""
    shares = _by_subnet(plan)
    edges = _with_edges(plan)
    ranges = [
        *(
            _subnet_budget(subnet, network, shares.get(name, []), blocks=name in edges)
            for name, subnet in plan.network.subnets.items()
            if (network := _ipv4(subnet)) is not None
        ),
        *(budget for cluster in plan.clusters for budget in _pod_cidr(cluster)),
    ]
    by_name = {budget.name: budget for budget in ranges}
    singles = formulas.INDIVIDUAL_ADDRESSES - sum(map(one_by_one, plan.clusters))
    growth = [_growth(cluster, pool, by_name, singles) for cluster in plan.clusters for pool in cluster.pools]
    return Budget(ranges=tuple(ranges), growth=tuple(growth))


def needed_lengths(plan: StackPlan) -> dict[str, int]:
    """Return the prefix length of the smallest range for each subnet in use, whether it has a range yet or not."""
    edges = _with_edges(plan)
    return {
        name: formulas.prefix_length_for(
            max(sum(share.needed for share in shares), 1),
            reserved=formulas.BLOCK_EDGES if name in edges else formulas.RESERVED,
        )
        for name, shares in _by_subnet(plan).items()
    }


def _by_subnet(plan: StackPlan) -> dict[str, list[Share]]:
    shares: dict[str, list[Share]] = {}
    for cluster in plan.clusters:
        for subnet, share in _in_subnets(cluster):
            shares.setdefault(subnet, []).append(share)
    return shares


def _with_edges(plan: StackPlan) -> set[str]:
    return {name for cluster in plan.clusters for name in _block_subnets(cluster)}


def pods_name(cluster: str) -> str:
    """Return the name of a cluster's pod CIDR in a budget."""
    return f"{cluster} pods"


def _ipv4(subnet: SubnetPlan) -> IPv4Network | None:
    return next((prefix for prefix in subnet.prefixes if isinstance(prefix, IPv4Network)), None)


def _subnet_budget(subnet: SubnetPlan, network: IPv4Network, shares: list[Share], *, blocks: bool) -> RangeBudget:
    reserved = formulas.BLOCK_EDGES if blocks else formulas.RESERVED
    return RangeBudget(name=subnet.name, kind="subnet", network=network, shares=tuple(shares), reserved=reserved)


def _block_subnets(cluster: ClusterPlan) -> Iterator[str]:
    if cluster.mode.pods is PodAddresses.POD_SUBNET_BLOCKS:
        yield from (pool.pod_subnet for pool in cluster.pools if pool.pod_subnet is not None)


def surge_of(pool: PoolPlan) -> int:
    """Return the extra nodes of an upgrade of a pool at its most."""
    return formulas.surge_nodes(pool.max_surge, pool.most_nodes)


def _in_subnets(cluster: ClusterPlan) -> Iterator[tuple[str, Share]]:
    for pool in cluster.pools:
        yield from _of_pool(cluster, pool)
    nodes = cluster.system_pool.node_subnet
    if cluster.private:
        yield nodes, _fixed(cluster, "private endpoint", 1)
    front_ends: dict[str, int] = {}
    for workload in cluster.contents.workloads:
        if workload.service is not None and workload.service.internal:
            subnet = workload.service.subnet or nodes
            front_ends[subnet] = front_ends.get(subnet, 0) + 1
    for subnet, count in sorted(front_ends.items()):
        yield subnet, _fixed(cluster, "load balancers", count)


def _fixed(cluster: ClusterPlan, what: str, count: int) -> Share:
    return Share(
        cluster=cluster.key, pool=None, what=what, formula=str(count), floor=count, needed=count, surge=0, per_node=0
    )


def _of_pool(cluster: ClusterPlan, pool: PoolPlan) -> Iterator[tuple[str, Share]]:
    n, s, m = pool.most_nodes, surge_of(pool), pool.max_pods
    match cluster.mode.pods:
        case PodAddresses.NODE_SUBNET:
            formula = f"({n} + {s}) x (1 + {m})"
            yield pool.node_subnet, _grown(cluster, pool, "nodes and pods", formula, 1 + m, 1 + m)
            return
        case PodAddresses.POD_SUBNET_DYNAMIC:
            full, floor = formulas.dynamic_full(1, 0, m), formulas.dynamic_floor(1, 0, m)
            share = _grown(cluster, pool, "pods", f"({n} + {s}) x {full}", full, floor)
            yield pool.pod_subnet or "", share
        case PodAddresses.POD_SUBNET_BLOCKS:
            block = formulas.static_block(1, 0, m)
            yield pool.pod_subnet or "", _grown(cluster, pool, "pods", f"({n} + {s}) x {block}", block, block)
        case PodAddresses.POD_CIDR_ROUTES | PodAddresses.POD_CIDR_OVERLAY | PodAddresses.CNI_OWN:
            pass
        case unknown:
            assert_never(unknown)
    yield pool.node_subnet, _grown(cluster, pool, "nodes", f"{n} + {s}", 1, 1)


def _grown(cluster: ClusterPlan, pool: PoolPlan, what: str, formula: str, per_node: int, floor_per_node: int) -> Share:
    nodes, surge = pool.most_nodes, surge_of(pool)
    return Share(
        cluster=cluster.key,
        pool=pool.name,
        what=what,
        formula=formula,
        floor=(nodes + surge) * floor_per_node,
        needed=(nodes + surge) * per_node,
        surge=surge * per_node,
        per_node=per_node,
    )


def _pod_cidr(cluster: ClusterPlan) -> Iterator[RangeBudget]:
    """Yield the budget of a pod CIDR that is cut into a /24 per node: by AKS, or by Cilium's chart.

    How any other CNI of one's own cuts it is not known.
    """
    network = next((r for r in cluster.pod_cidrs if isinstance(r, IPv4Network)), None)
    if network is None or (cluster.mode.pods is PodAddresses.CNI_OWN and cluster.contents.cilium is None):
        return
    each = formulas.PER_NODE_RANGE
    shares = [
        _grown(cluster, pool, "node ranges", f"({pool.most_nodes} + {surge_of(pool)}) x {each}", each, each)
        for pool in cluster.pools
    ]
    yield RangeBudget(name=pods_name(cluster.key), kind="pod CIDR", network=network, shares=tuple(shares), reserved=0)


def nodes_that_fit(pool: PoolPlan, room: int) -> int:
    """Return how many more nodes a pool may have when `room` more fit, the larger surge of a larger pool included."""
    least, most = 0, max(room, 0)
    while least < most:
        more = (least + most + 1) // 2
        surge = formulas.surge_nodes(pool.max_surge, pool.most_nodes + more) - surge_of(pool)
        least, most = (more, most) if more + surge <= room else (least, more - 1)
    return least


def _growth(cluster: ClusterPlan, pool: PoolPlan, ranges: Mapping[str, RangeBudget], singles: int) -> Growth:
    left = {limit: nodes_that_fit(pool, room) for limit, room in _rooms(cluster, pool, ranges, singles)}
    left[f"{formulas.POOL_CEILING} nodes a pool"] = max(formulas.POOL_CEILING - pool.most_nodes, 0)
    all_nodes = sum(each.most_nodes for each in cluster.pools)
    left[f"{cluster.mode.node_ceiling} nodes in {cluster.mode.name}"] = max(cluster.mode.node_ceiling - all_nodes, 0)
    if cluster.tier is Tier.FREE:
        left[f"{formulas.FREE_TIER_NODES} nodes in the Free tier"] = max(formulas.FREE_TIER_NODES - all_nodes, 0)
    if cluster.mode.pods is PodAddresses.POD_CIDR_OVERLAY:
        pods = formulas.OVERLAY_PODS - sum(each.most_nodes * each.max_pods for each in cluster.pools)
        left[f"{formulas.OVERLAY_PODS} pods in a cluster"] = max(pods // max(pool.max_pods, 1), 0)
    stopped_by = min(left, key=lambda limit: left[limit])
    nodes_left = left[stopped_by]
    unknown = [name for name in dict.fromkeys((pool.pod_subnet, pool.node_subnet)) if name and name not in ranges]
    if unknown and nodes_left:
        stopped_by = f"the range of subnet {' and of '.join(unknown)}, which is not known, or by {stopped_by}"
    return Growth(
        cluster=cluster.key,
        pool=pool.name,
        nodes=pool.most_nodes,
        max_pods=pool.max_pods,
        nodes_left=nodes_left,
        stopped_by=stopped_by,
    )


def _rooms(
    cluster: ClusterPlan, pool: PoolPlan, ranges: Mapping[str, RangeBudget], singles: int
) -> Iterator[tuple[str, int]]:
    """Yield each limit in addresses with the nodes that it has room for, surge included."""
    for name in dict.fromkeys((pods_name(cluster.key), pool.pod_subnet, pool.node_subnet)):
        budget = ranges.get(name or "")
        mine = [s.per_node for s in budget.shares if (s.cluster, s.pool) == (cluster.key, pool.name)] if budget else []
        if budget is not None and mine:
            yield f"{budget.kind} {budget.network}", budget.free // sum(mine)
    if cluster.mode.pods_one_by_one:
        each = sum(share.per_node for _, share in _of_pool(cluster, pool))
        yield f"{formulas.INDIVIDUAL_ADDRESSES} addresses that a VNet gives out one by one", singles // each


def one_by_one(cluster: ClusterPlan) -> int:
    """Return what a cluster takes of the single addresses of the VNet, where a whole block counts as one."""
    blocks = cluster.mode.pods is PodAddresses.POD_SUBNET_BLOCKS
    return sum(
        share.needed // formulas.BLOCK if blocks and share.what == "pods" else share.needed
        for _, share in _in_subnets(cluster)
    )
