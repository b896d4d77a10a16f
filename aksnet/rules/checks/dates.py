"""What ends: everything of the retirement radar that a stack uses, as warnings."""

from collections.abc import Iterator

from aksnet.rules.checks.case import Case
from aksnet.rules.radar import FACTS
from aksnet.settings.problems import Problem


def retirements(case: Case) -> Iterator[Problem]:
    """Warn once per setting and fact, on the day of the case."""
    for cluster in case.plan.clusters:
        for fact in FACTS:
            pools = [pool.name for pool in cluster.pools if fact.matches(cluster, pool)]
            for path in dict.fromkeys(fact.setting.format(cluster=cluster.key, pool=pool) for pool in pools):
                yield Problem(
                    path=path,
                    value=None,
                    allowed=fact.sentence(case.today),
                    cure=fact.way_out,
                    page=fact.page,
                    warning=True,
                )


CHECKS = (retirements,)
