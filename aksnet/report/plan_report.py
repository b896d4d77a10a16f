"""What every report is made from: the plan of a stack as far as there is one, its budget, and what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from aksnet.layout.addressing import Range
from aksnet.plan.budget import NO_BUDGET, Budget
from aksnet.plan.records import StackPlan
from aksnet.planning import plan_as_far_as_possible
from aksnet.settings.problems import Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanReport:
    """A stack under examination."""

    stack: str
    plan: StackPlan | None
    """None when too little of the settings could be read."""
    budget: Budget = NO_BUDGET
    peered: tuple[Range, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()


def examine(
    raw: Mapping[str, Any],
    *,
    stack: str,
    location: str | None,
    notes: tuple[str, ...] = (),
    today: date | None = None,
    unread: Sequence[Problem] = (),
) -> PlanReport:
    """Plan a stack; with problems, plan what is left of its settings, so that a reader sees where they are."""
    found = plan_as_far_as_possible(raw, stack=stack, location=location, today=today, unread=unread)
    return PlanReport(
        stack=stack,
        plan=found.plan,
        budget=found.budget,
        peered=found.peered_ranges,
        problems=found.problems,
        warnings=(*notes, *(warning.sentence() for warning in found.warnings)),
    )
