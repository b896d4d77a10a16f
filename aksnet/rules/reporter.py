"""One policy for all problems of a stack file: which are told, and in which order.

A problem is known by its kind and its path; nothing is decided by the words of a message.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from aksnet.settings.problem_entry import Severity, Stage
from aksnet.settings.problems import Problem

SPACE = ("network", "network.addressSpace")
"""Settings without which nothing is known of where a subnet may lie."""

IN_SPACE = ("prefix", "ipv6Prefix")
"""Settings that say where a subnet lies."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """What there is to tell of a stack, in the order in which it is told."""

    problems: tuple[Problem, ...]
    """What has to be mended before anything is declared."""
    warnings: tuple[Problem, ...]
    """What Azure takes, and what should still be said."""


def findings(found: Iterable[Problem]) -> Findings:
    """Return what is told of everything that was found: by the stage of its kind, within a stage as it came.

    - Nothing is told twice, and a warning hides nothing else.
    - A problem hides those of later stages at, above and below its path: where something could not be read, or does not
      go together, there is no need to say what would come of it.
    - At one path one problem of the plan is told, the first: its cure is the same as that of the others.
    - A problem with the VNet's own ranges hides where subnets lie in them, if it is of an earlier stage or of the plan.
    """
    told: list[Problem] = []
    for problem in sorted(found, key=lambda each: each.stage):
        if not any(_hides(said, problem) for said in told):
            told.append(problem)
    return Findings(
        problems=tuple(problem for problem in told if problem.severity is Severity.ERROR),
        warnings=tuple(problem for problem in told if problem.severity is Severity.WARNING),
    )


def _hides(said: Problem, problem: Problem) -> bool:
    if said.path == problem.path and said.message == problem.message:
        return True
    if said.severity is Severity.WARNING:
        return False
    planned = said.stage is problem.stage is Stage.PLANNED
    earlier = said.stage < problem.stage
    return (
        (earlier and said.explains(problem))
        or (planned and problem.severity is Severity.ERROR and said.path == problem.path)
        or ((earlier or planned) and _about_space(said) and problem.path.rsplit(".", 1)[-1] in IN_SPACE)
    )


def _about_space(said: Problem) -> bool:
    return any(path in SPACE or (path or "").startswith(f"{SPACE[1]}.") for path in (said.path, said.meant))
