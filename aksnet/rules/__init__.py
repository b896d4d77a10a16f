"""The rule book: what settings must keep to beyond their types, each rule a function from settings to problems.

Rules never stop one another: all of them run, and all problems of a stack file are reported at once.
"""

from collections.abc import Callable, Iterable

from aksnet.rules import access, egress, modes, names, pools, security, services, subnets, workloads
from aksnet.settings.problems import Problem
from aksnet.settings.settings import Settings

Rule = Callable[[Settings], Iterable[Problem]]

RULES: tuple[Rule, ...] = (
    *names.RULES,
    *modes.RULES,
    *pools.RULES,
    *services.RULES,
    *subnets.RULES,
    *security.RULES,
    *access.RULES,
    *egress.RULES,
    *workloads.RULES,
)


def check(settings: Settings) -> list[Problem]:
    """Run every rule; two rules that find the same thing wrong at one path say it once."""
    found: dict[tuple[str, str], Problem] = {}
    for rule in RULES:
        for problem in rule(settings):
            found.setdefault((problem.path, problem.allowed), problem)
    return list(found.values())
