"""What a stack costs in addresses and how far it can grow: per subnet and pod CIDR, from all pools that use it.

Counted at the autoscaler's maxima plus surge, because that is what AKS checks before it starts anything. The formulas
are in `aksnet.azure.formulas`; whether a budget is kept is judged by `aksnet.rules.capacity`. IPv6 ranges are
left out: a /64 does not run out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from aksnet.azure import formulas
from aksnet.azure.axes import PodAddresses
from aksnet.plan.growth import Growth, RoomLeft, growth_of
from aksnet.plan.records import ClusterPlan, StackPlan, SubnetPlan
from aksnet.plan.shares import Share, counted_pools, grown, in_subnets, one_by_one, pods_name, surge_of


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
    left = _left(ranges, plan)
    growth = [each for cluster in plan.clusters for each in growth_of(cluster, left)]
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
        for subnet, share in in_subnets(cluster):
            shares.setdefault(subnet, []).append(share)
    return shares


def _with_edges(plan: StackPlan) -> set[str]:
    return {name for cluster in plan.clusters for name in _block_subnets(cluster)}


def _ipv4(subnet: SubnetPlan) -> IPv4Network | None:
    return next((prefix for prefix in subnet.prefixes if isinstance(prefix, IPv4Network)), None)


def _subnet_budget(subnet: SubnetPlan, network: IPv4Network, shares: list[Share], *, blocks: bool) -> RangeBudget:
    reserved = formulas.BLOCK_EDGES if blocks else formulas.RESERVED
    return RangeBudget(name=subnet.name, kind="subnet", network=network, shares=tuple(shares), reserved=reserved)


def _block_subnets(cluster: ClusterPlan) -> Iterator[str]:
    if cluster.mode.pods is PodAddresses.POD_SUBNET_BLOCKS:
        yield from (pool.pod_subnet for pool in cluster.pools if pool.pod_subnet is not None)


def _pod_cidr(cluster: ClusterPlan) -> Iterator[RangeBudget]:
    """Yield the budget of a pod CIDR that is cut into a /24 per node: by AKS, or by Cilium's chart.

    How any other CNI of one's own cuts it is not known.
    """
    network = next((r for r in cluster.pod_cidrs if isinstance(r, IPv4Network)), None)
    if network is None or (cluster.mode.pods is PodAddresses.CNI_OWN and cluster.contents.cilium is None):
        return
    each = formulas.PER_NODE_RANGE
    shares = [
        grown(cluster, pool, "node ranges", f"({pool.most_nodes} + {surge_of(pool)}) x {each}", each, each)
        for pool in counted_pools(cluster)
    ]
    yield RangeBudget(name=pods_name(cluster.key), kind="pod CIDR", network=network, shares=tuple(shares), reserved=0)


def _left(ranges: Sequence[RangeBudget], plan: StackPlan) -> RoomLeft:
    per_node: dict[tuple[str, str, str | None], int] = {}
    for budget in ranges:
        for share in budget.shares:
            key = (budget.name, share.cluster, share.pool)
            per_node[key] = per_node.get(key, 0) + share.per_node
    return RoomLeft(
        titles={budget.name: f"{budget.kind} {budget.network}" for budget in ranges},
        free={budget.name: budget.free for budget in ranges},
        per_node=per_node,
        singles=formulas.INDIVIDUAL_ADDRESSES - sum(map(one_by_one, plan.clusters)),
    )
