"""Checks of a whole plan: addresses against addresses, needs against room, numbers against limits, dates.

They run on the finished plan, where every default is filled in, after the rules of `aksnet.rules`, which look at what
is written. A check yields problems, or warnings where Azure takes what should still be said.
"""

from collections.abc import Callable, Iterable

from aksnet.rules.checks import capacity, ceilings, dates, egress, front_ends, limits, places, ranges
from aksnet.rules.checks.case import Case
from aksnet.settings.problems import Problem

Check = Callable[[Case], Iterable[Problem]]

CHECKS: tuple[Check, ...] = (
    *ranges.CHECKS,
    *places.CHECKS,
    *capacity.CHECKS,
    *ceilings.CHECKS,
    *limits.CHECKS,
    *egress.CHECKS,
    *front_ends.CHECKS,
    *dates.CHECKS,
)


def check_plan(case: Case) -> list[Problem]:
    """Run every check.

    At one path one problem is told, the first: its cure is the same as that of the others. While the VNet's own ranges
    are wrong, nothing is said of where subnets lie in them.
    """
    wrong: dict[str, Problem] = {}
    warnings: list[Problem] = []
    for check in CHECKS:
        for problem in check(case):
            if problem.warning:
                warnings.append(problem)
            else:
                wrong.setdefault(problem.path, problem)
    if "network.addressSpace" in wrong:
        wrong = {path: problem for path, problem in wrong.items() if not path.endswith((".prefix", ".ipv6Prefix"))}
    return [*wrong.values(), *warnings]
