"""Whether what a stack needs fits: every subnet and pod CIDR against its budget."""

from collections.abc import Iterator

from aksnet.plan.budget import RangeBudget
from aksnet.plan.shares import Share
from aksnet.rules.context import Context
from aksnet.rules.ranges import write
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem

_PAGE = (
    "https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/connectivity/"
    "insufficientsubnetsize-error-advanced-networking"
)


def ranges_that_are_too_small(context: Context) -> Iterator[Problem]:
    """AKS adds up nodes at the autoscaler's maximum plus surge before it starts anything."""
    for budget in context.budget.ranges:
        if budget.free >= 0:
            continue
        path, cure = _subnet(context, budget) if budget.kind == "subnet" else _pod_cidr(context, budget)
        yield Problem(
            kind=Kind.TOO_SMALL,
            path=path,
            value=str(budget.network),
            message=(
                f"room for {budget.needed:,} addresses ({_sum(budget.shares)}); this range has {budget.available:,}, "
                f"{-budget.free:,} too few"
            ),
            cure=cure,
            code="InsufficientSubnetSize" if _grows(budget) else None,
        )


def _sum(shares: tuple[Share, ...]) -> str:
    return " + ".join(f"{share.formula} {share.what} of {share.cluster}" for share in shares)


def _subnet(context: Context, budget: RangeBudget) -> tuple[str, str]:
    path = f"{context.layout.subnets[budget.name].path}.prefix"
    length = budget.fitting_length()
    if context.layout.subnets[budget.name].existing:
        found = f"use a subnet with a /{length} or larger"
    elif context.plan.network.existing and not context.plan.network.address_space:
        found = f"write a free /{length} of that VNet"
    else:
        prefix = context.subnet(budget.name)
        found = f"write {prefix}" if prefix else f"widen network.addressSpace and write a free /{length}"
    return path, f"{found}, or lower {_what_counts(budget)}" if _grows(budget) else found


def _grows(budget: RangeBudget) -> bool:
    """Return whether nodes take part in the sum; API servers take the same with any number of nodes."""
    return any(share.per_node for share in budget.shares)


def _what_counts(budget: RangeBudget) -> str:
    """Return what makes the sum smaller: pods count only where they take addresses of the range."""
    pods = any("pods" in share.what for share in budget.shares)
    return "maxPods, the number of nodes or maxSurge" if pods else "the number of nodes or maxSurge"


def _pod_cidr(context: Context, budget: RangeBudget) -> tuple[str, str]:
    key = budget.shares[0].cluster
    site = next((site for site in context.sites if site.kind == "pods" and site.cluster.key == key), None)
    if site is None:  # written under the key of the other family, which a rule refuses
        return f"clusters.{key}.podCidr", f"write a free /{budget.fitting_length()}"
    return site.path, f"{write(context.ranges(site))}, or lower the number of nodes or maxSurge"


RULES = (ranges_that_are_too_small,)
