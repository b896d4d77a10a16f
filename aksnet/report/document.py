"""The report as one plain document, ready for JSON: everything that the other formats show, and the stack output.

Ratios are rounded to four digits. IPv6 ranges are listed, not counted: a /64 does not run out.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from aksnet.azure import formulas
from aksnet.azure.axes import PodAddresses
from aksnet.contract import GrowthNumbers, IpBudget, RangeNumbers
from aksnet.plan.budget import Budget, RangeBudget
from aksnet.plan.cluster_ranges import node_ranges, pod_ranges
from aksnet.plan.growth import Growth, nodes_that_fit
from aksnet.plan.records import ClusterPlan, PoolPlan, StackPlan
from aksnet.plan.shares import Share, surge_of
from aksnet.report.plan_report import PlanReport
from aksnet.report.raw_entries import raw_entries
from aksnet.settings.problems import Problem

Document = dict[str, Any]


def document(report: PlanReport) -> Document:
    """Return everything that is known about a stack."""
    plan = report.plan
    return {
        "stack": report.stack,
        "location": plan.location or None if plan else None,
        "resourceGroup": plan.resource_group if plan else None,
        "network": {
            "name": plan.network.name,
            "existing": plan.network.existing,
            "addressSpace": _texts(plan.network.address_space),
            "peeredRanges": _texts(report.peered),
        }
        if plan
        else None,
        "problems": [_problem(problem) for problem in report.problems],
        "warnings": list(report.warnings),
        "clusters": [_cluster(cluster, plan) for cluster in plan.clusters] if plan else [],
        "raw": list(raw_entries(plan)) if plan else [],
        "ranges": list(_ranges(report.budget, plan)) if plan else [],
        "growth": [_growth(growth) for growth in report.budget.growth],
        "training": list(_training(plan)) if plan else [],
    }


def ip_budget(budget: Budget) -> IpBudget:
    """Return a budget as the stack output `ipBudget`: by range, and by cluster and pool."""
    growth: dict[str, dict[str, GrowthNumbers]] = {}
    for each in budget.growth:
        growth.setdefault(each.cluster, {})[each.pool] = GrowthNumbers(
            nodes=each.nodes, nodesLeft=each.nodes_left, podsLeft=each.pods_left, stoppedBy=each.stopped_by
        )
    return IpBudget(ranges={each.name: _numbers(each) for each in budget.ranges}, growth=growth)


Pools = Mapping[tuple[str, str | None], PoolPlan]
"""The pools of a stack, by the keys that a share of a budget has."""


def pools_of(plan: StackPlan) -> Pools:
    """Return the pools of a stack by cluster and name."""
    return {(cluster.key, pool.name): pool for cluster in plan.clusters for pool in cluster.pools}


def nodes_left(budget: RangeBudget, pools: Pools) -> int | None:
    """Return how many more nodes a range has room for, whichever pool gets them; None where nodes take none of it."""
    free = max(budget.free, 0)
    room = [_room(free // share.per_node, share, pools) for share in budget.shares if share.per_node]
    return min(room) if room else None


def _room(room: int, share: Share, pools: Pools) -> int:
    """A larger pool may surge by more nodes, which need room too."""
    pool = pools.get((share.cluster, share.pool))
    return room if pool is None else nodes_that_fit(pool, room)


def _texts(ranges: Any) -> list[str]:
    return [str(network) for network in ranges]


def _problem(problem: Problem) -> Document:
    return {
        "kind": problem.kind.id,
        "severity": problem.severity.value,
        "limit": problem.limit.value,
        "path": problem.path,
        "value": None if problem.value is None else str(problem.value),
        "message": problem.message,
        "cure": problem.cure,
        "code": problem.code,
        "page": problem.page,
    }


def _cluster(cluster: ClusterPlan, plan: StackPlan) -> Document:
    mode = cluster.mode
    return {
        "cluster": cluster.key,
        "name": cluster.name,
        "mode": mode.name,
        "summary": mode.summary,
        "networkPolicy": cluster.policy,
        "nodeRanges": _texts(node_ranges(cluster, plan.network)),
        "podRanges": _texts(pod_ranges(cluster, plan.network)),
        "serviceRanges": _texts(cluster.service_cidrs),
        "dnsServiceIp": str(cluster.dns_service_ip),
        "outbound": cluster.outbound.value,
        "authorizedIpRanges": [
            *cluster.authorized_ip_ranges,
            *([f"address of {cluster.authorized_gateway}"] if cluster.authorized_gateway else []),
        ],
        "maxNodes": mode.node_ceiling,
        "retires": mode.retirement.on.isoformat() if mode.retirement else None,
        "pools": [_pool(pool) for pool in cluster.pools],
    }


def _pool(pool: PoolPlan) -> Document:
    return {
        "pool": pool.name,
        "mode": pool.mode.value,
        "os": pool.os_type.value,
        "vmSize": pool.vm_size,
        "leastNodes": pool.min_count if pool.autoscaled else pool.most_nodes,
        "mostNodes": pool.most_nodes,
        "surgeNodes": surge_of(pool),
        "maxPods": pool.max_pods,
        "nodeSubnet": pool.node_subnet,
        "podSubnet": pool.pod_subnet,
    }


def _numbers(budget: RangeBudget) -> RangeNumbers:
    return RangeNumbers(
        kind=budget.kind,
        range=str(budget.network),
        available=budget.available,
        needed=budget.needed,
        surge=budget.surge,
        free=budget.free,
        utilisation=round(budget.utilisation, 4),
    )


def _ranges(budget: Budget, plan: StackPlan) -> Iterator[Document]:
    pools = pools_of(plan)
    yield from (_range(each, pools) for each in budget.ranges)


def _range(budget: RangeBudget, pools: Pools) -> Document:
    return {
        "name": budget.name,
        **_numbers(budget),
        "reserved": budget.reserved,
        "floor": budget.floor,
        "nodesLeft": nodes_left(budget, pools),
        "users": [
            {
                "cluster": share.cluster,
                "pool": share.pool,
                "what": share.what,
                "formula": share.formula,
                "floor": share.floor,
                "needed": share.needed,
                "surge": share.surge,
            }
            for share in budget.shares
        ],
    }


def _growth(growth: Growth) -> Document:
    return {
        "cluster": growth.cluster,
        "pool": growth.pool,
        "nodes": growth.nodes,
        "maxPods": growth.max_pods,
        "nodesLeft": growth.nodes_left,
        "podsLeft": growth.pods_left,
        "stoppedBy": growth.stopped_by,
    }


def _training(plan: StackPlan) -> Iterator[Document]:
    """Compare with the rule of thumb that trainings teach for pods in the node subnet."""
    for cluster in plan.clusters:
        if cluster.mode.pods is PodAddresses.NODE_SUBNET:
            yield from (_compared(cluster, pool) for pool in cluster.pools)


def _compared(cluster: ClusterPlan, pool: PoolPlan) -> Document:
    nodes, surge, pods = pool.most_nodes, surge_of(pool), pool.max_pods
    aks = formulas.flat(nodes, surge, pods)
    return {
        "cluster": cluster.key,
        "pool": pool.name,
        "trainingFormula": f"{nodes} x {pods} + {formulas.RESERVED}",
        "training": formulas.training(nodes, pods),
        "aksFormula": f"({nodes} + {surge}) x (1 + {pods})",
        "aks": aks,
        "aksWithReserved": aks + formulas.RESERVED,
        "why": (
            f"AKS also counts the nodes' own addresses (+{nodes:,}) and the surge of an upgrade, "
            f"{surge:,} x (1 + {pods}) (+{surge * (1 + pods):,}); with Azure's {formulas.RESERVED} reserved "
            f"addresses that is {aks + formulas.RESERVED:,}"
        ),
    }
