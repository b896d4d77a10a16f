"""How far each pool of a stack can grow, and which limit stops it first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aksnet.azure import formulas
from aksnet.azure.axes import PodAddresses, Tier
from aksnet.plan.records import ClusterPlan, PoolPlan
from aksnet.plan.shares import counted_pools, of_pool, pods_name, surge_of


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
class RoomLeft:
    """What the pools of a stack share, counted once for all of them."""

    titles: Mapping[str, str]
    """What to call a range, by its name."""
    free: Mapping[str, int]
    """Addresses left in a range, by its name."""
    per_node: Mapping[tuple[str, str, str | None], int]
    """Addresses that one more node of a pool takes of a range, by the range's name, the cluster and the pool."""
    singles: int
    """Addresses left of those that a VNet gives out one by one."""


def nodes_that_fit(pool: PoolPlan, room: int) -> int:
    """Return how many more nodes a pool may have when `room` more fit, the larger surge of a larger pool included."""
    least, most = 0, max(room, 0)
    while least < most:
        more = (least + most + 1) // 2
        surge = formulas.surge_nodes(pool.max_surge, pool.most_nodes + more) - surge_of(pool)
        least, most = (more, most) if more + surge <= room else (least, more - 1)
    return least


def growth_of(cluster: ClusterPlan, left: RoomLeft) -> Iterator[Growth]:
    """Yield how far each pool of a cluster can grow."""
    nodes = sum(pool.most_nodes for pool in counted_pools(cluster))
    pods = sum(pool.most_nodes * pool.max_pods for pool in counted_pools(cluster))
    for pool in cluster.pools:
        rooms = dict(_limits(cluster, pool, left, nodes=nodes, pods=pods))
        stopped_by = min(rooms, key=lambda limit: rooms[limit])
        nodes_left = rooms[stopped_by]
        subnets = dict.fromkeys((pool.pod_subnet, pool.node_subnet))
        unknown = [name for name in subnets if name and name not in left.free]
        if unknown and nodes_left:
            stopped_by = f"the range of subnet {' and of '.join(unknown)}, which is not known, or by {stopped_by}"
        yield Growth(
            cluster=cluster.key,
            pool=pool.name,
            nodes=pool.most_nodes,
            max_pods=pool.max_pods,
            nodes_left=nodes_left,
            stopped_by=stopped_by,
        )


def _limits(
    cluster: ClusterPlan, pool: PoolPlan, left: RoomLeft, *, nodes: int, pods: int
) -> Iterator[tuple[str, int]]:
    """Yield each limit of a pool with the nodes that it has left, of a cluster that has so many nodes and pods."""
    for limit, room in _rooms(cluster, pool, left):
        yield limit, nodes_that_fit(pool, room)
    yield f"{formulas.POOL_CEILING} nodes a pool", max(formulas.POOL_CEILING - pool.most_nodes, 0)
    yield f"{cluster.mode.node_ceiling} nodes in {cluster.mode.name}", max(cluster.mode.node_ceiling - nodes, 0)
    if cluster.tier is Tier.FREE:
        yield f"{formulas.FREE_TIER_NODES} nodes in the Free tier", max(formulas.FREE_TIER_NODES - nodes, 0)
    if cluster.mode.pods is PodAddresses.POD_CIDR_OVERLAY:
        more = (formulas.OVERLAY_PODS - pods) // max(pool.max_pods, 1)
        yield f"{formulas.OVERLAY_PODS} pods in a cluster", max(more, 0)


def _rooms(cluster: ClusterPlan, pool: PoolPlan, left: RoomLeft) -> Iterator[tuple[str, int]]:
    """Yield each limit in addresses with the nodes that it has room for, surge included."""
    for name in dict.fromkeys((pods_name(cluster.key), pool.pod_subnet, pool.node_subnet)):
        per_node = left.per_node.get((name or "", cluster.key, pool.name))
        if name is not None and per_node:
            yield left.titles[name], left.free[name] // per_node
    if cluster.mode.pods_one_by_one:
        each = sum(share.per_node for _, share in of_pool(cluster, pool))
        yield f"{formulas.INDIVIDUAL_ADDRESSES} addresses that a VNet gives out one by one", left.singles // each
