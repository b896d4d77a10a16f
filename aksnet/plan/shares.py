"""What the pools of a cluster and its front ends take of subnets, at the autoscaler's maxima plus surge.

The formulas are in `aksnet.azure.formulas`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, assert_never

from aksnet.azure import formulas
from aksnet.azure.axes import PodAddresses, PoolMode
from aksnet.plan.records import ClusterPlan, PoolPlan

PROVISIONED: Final = "auto-provisioned"
"""What stands for the name of a pool where nodes are meant that AKS makes by itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """What one pool, or one cluster's front ends, take of a range."""

    cluster: str
    pool: str | None
    what: str
    """`nodes`, `nodes and pods`, `pods`, `node ranges`, `load balancers`, `private endpoint` or `API server`."""
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


def pods_name(cluster: str) -> str:
    """Return the name of a cluster's pod CIDR in a budget."""
    return f"{cluster} pods"


def surge_of(pool: PoolPlan) -> int:
    """Return the extra nodes of an upgrade of a pool at its most."""
    return formulas.surge_nodes(pool.max_surge, pool.most_nodes)


def counted_pools(cluster: ClusterPlan) -> tuple[PoolPlan, ...]:
    """Return the pools, and as one more of them the nodes that AKS makes by itself, which are where the system pool is.

    Their ceiling holds while they are exchanged too, so that nothing is added for an upgrade.
    """
    said = cluster.node_provisioning
    if said is None:
        return cluster.pools
    provisioned = replace(
        cluster.system_pool,
        name=PROVISIONED,
        mode=PoolMode.USER,
        count=said.max_nodes,
        min_count=None,
        max_count=None,
        max_pods=said.max_pods,
        max_surge="0",
    )
    return (*cluster.pools, provisioned)


def in_subnets(cluster: ClusterPlan) -> Iterator[tuple[str, Share]]:
    """Yield what a cluster takes of subnets, each with the name of its subnet."""
    for pool in counted_pools(cluster):
        yield from of_pool(cluster, pool)
    nodes = cluster.system_pool.node_subnet
    if cluster.api_server_subnet is not None:
        yield cluster.api_server_subnet, _fixed(cluster, "API server", formulas.API_SERVER)
    elif cluster.private:
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


def of_pool(cluster: ClusterPlan, pool: PoolPlan) -> Iterator[tuple[str, Share]]:
    """Yield what a pool takes of subnets, each with the name of its subnet."""
    n, s, m = pool.most_nodes, surge_of(pool), pool.max_pods
    match cluster.mode.pods:
        case PodAddresses.NODE_SUBNET:
            formula = f"({n} + {s}) x (1 + {m})"
            yield pool.node_subnet, grown(cluster, pool, "nodes and pods", formula, 1 + m, 1 + m)
            return
        case PodAddresses.POD_SUBNET_DYNAMIC:
            full, floor = formulas.dynamic_full(1, 0, m), formulas.dynamic_floor(1, 0, m)
            share = grown(cluster, pool, "pods", f"({n} + {s}) x {full}", full, floor)
            yield pool.pod_subnet or "", share
        case PodAddresses.POD_SUBNET_BLOCKS:
            block = formulas.static_block(1, 0, m)
            yield pool.pod_subnet or "", grown(cluster, pool, "pods", f"({n} + {s}) x {block}", block, block)
        case PodAddresses.POD_CIDR_ROUTES | PodAddresses.POD_CIDR_OVERLAY | PodAddresses.CNI_OWN:
            pass
        case unknown:
            assert_never(unknown)
    yield pool.node_subnet, grown(cluster, pool, "nodes", f"{n} + {s}", 1, 1)


def grown(cluster: ClusterPlan, pool: PoolPlan, what: str, formula: str, per_node: int, floor_per_node: int) -> Share:
    """Return what a pool takes of a range at its most, by what each node takes."""
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


def one_by_one(cluster: ClusterPlan) -> int:
    """Return what a cluster takes of the single addresses of the VNet, where a whole block counts as one."""
    blocks = cluster.mode.pods is PodAddresses.POD_SUBNET_BLOCKS
    return sum(
        share.needed // formulas.BLOCK if blocks and share.what == "pods" else share.needed
        for _, share in in_subnets(cluster)
    )
