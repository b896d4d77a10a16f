"""Fixed addresses of internal load balancers, where nodes get theirs from the same subnet."""

from collections.abc import Iterator
from ipaddress import IPv4Address

from aksnet.plan.budget import RangeBudget
from aksnet.rules.checks.case import Case
from aksnet.rules.workloads import last_given_out
from aksnet.settings.problems import Problem

_KEPT = 4
"""Addresses that Azure keeps at the start of a subnet. https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq"""


def among_nodes(case: Case) -> Iterator[Problem]:
    """Azure gives nodes the lowest free addresses, so that one of them may have a fixed one already."""
    budgets = {budget.name: budget for budget in case.budget.ranges if budget.kind == "subnet"}
    for cluster in case.plan.clusters:
        for name, workload in case.settings.clusters[cluster.key].workloads.items():
            service = workload.service
            budget = budgets.get(service.subnet or cluster.system_pool.node_subnet)
            if budget is None or service.address is None or not service.internal:
                continue
            if _may_be_taken(service.address, budget):
                yield Problem(
                    path=f"clusters.{cluster.key}.workloads.{name}.service.address",
                    value=str(service.address),
                    allowed=f"nodes of the subnet {budget.name} get its first addresses, perhaps {service.address}",
                    cure=f"write one at its end, for instance {last_given_out(budget.network)}",
                    page="https://learn.microsoft.com/azure/aks/internal-lb",
                    warning=True,
                )


def _may_be_taken(address: IPv4Address, budget: RangeBudget) -> bool:
    taken = sum(share.needed for share in budget.shares if share.pool is not None)
    return _KEPT <= int(address) - int(budget.network.network_address) < _KEPT + taken


CHECKS = (among_nodes,)
