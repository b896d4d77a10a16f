"""What every report is made from: the plan of a stack as far as there is one, its budget, and what was found.

`examine` also gives what can be shown of a stack whose settings are wrong: the plan of what is left of them.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from aksnet.layout.addressing import Range
from aksnet.plan.budget import Budget, stack_budget
from aksnet.plan.records import StackPlan
from aksnet.planning import draft, make_plan
from aksnet.settings.loading import load
from aksnet.settings.problems import Problem, SettingsError

EMPTY = Budget(ranges=(), growth=())


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """A stack under examination."""

    stack: str
    plan: StackPlan | None
    """None when too little of the settings could be read."""
    budget: Budget = EMPTY
    peered: tuple[Range, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()


def examine(
    raw: dict[str, Any],
    *,
    stack: str,
    location: str | None,
    notes: tuple[str, ...] = (),
    today: date | None = None,
) -> Report:
    """Plan a stack; with problems, plan what is left of its settings, so that a reader sees where they are."""
    settings, _ = load(raw)
    problems: tuple[Problem, ...] = ()
    plan: StackPlan | None = None
    warnings: tuple[str, ...] = ()
    try:
        plan = make_plan(raw, stack=stack, location=location, today=today)
        warnings = plan.warnings
    except SettingsError as error:
        problems = error.problems
        warnings = tuple(warning.sentence() for warning in error.warnings)
        if settings is not None:
            plan = draft(settings, stack, location or "")
    return Report(
        stack=stack,
        plan=plan,
        budget=EMPTY if plan is None else stack_budget(plan),
        peered=() if settings is None else tuple(settings.network.peered_ranges),
        problems=problems,
        warnings=(*notes, *warnings),
    )
