"""What ends: everything of `aksnet.azure.retirements` that a stack uses, as warnings."""

from collections.abc import Iterator
from typing import assert_never

from aksnet.azure.kubernetes_versions import minor_of
from aksnet.azure.retirements import RETIREMENTS, Part, Retiring
from aksnet.plan.records import ClusterPlan, PoolPlan
from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem


def retirements(context: Context) -> Iterator[Problem]:
    """Warn once per setting and fact, on the day of the context."""
    for cluster in context.plan.clusters:
        for fact in RETIREMENTS:
            pools = [pool for pool in cluster.pools if _uses(cluster, pool, fact)]
            for path in dict.fromkeys(_setting(cluster, pool, fact.part) for pool in pools):
                yield Problem(
                    kind=Kind.RETIREMENT,
                    path=path,
                    value=None,
                    message=fact.sentence(context.today),
                    cure=fact.way_out,
                    page=fact.page,
                )


def _uses(cluster: ClusterPlan, pool: PoolPlan, fact: Retiring) -> bool:
    if fact.os_type not in (None, pool.os_type):
        return False
    match fact.part:
        case Part.MODE:
            return cluster.mode.name in fact.names
        case Part.POLICY:
            return cluster.policy in fact.names
        case Part.IMAGE:
            return pool.os_sku in fact.names and _of_version(cluster, fact)
        case Part.SIZE:
            return fact.series is not None and pool.vm_size in fact.series
        case unknown:
            assert_never(unknown)


def _of_version(cluster: ClusterPlan, fact: Retiring) -> bool:
    """Return whether a fact holds for the written version; without one AKS takes a recent one."""
    written = cluster.kubernetes_version
    return fact.minors is None or (written is not None and minor_of(written) in fact.minors)


def _setting(cluster: ClusterPlan, pool: PoolPlan, part: Part) -> str:
    """Return the path of the setting that chooses a part."""
    match part:
        case Part.MODE:
            return f"clusters.{cluster.key}.mode"
        case Part.POLICY:
            return f"clusters.{cluster.key}.networkPolicy"
        case Part.IMAGE:
            return f"clusters.{cluster.key}.nodePools.{pool.name}.osSku"
        case Part.SIZE:
            return f"clusters.{cluster.key}.nodePools.{pool.name}.vmSize"
        case unknown:
            assert_never(unknown)


RULES = (retirements,)
