"""The one door to planning: from the raw settings of a stack file to its plan, or to everything that is wrong with it.

Each step is taken once: settings are read, laid out and planned, and rules judge the three together. Nothing is
declared here, and nothing of what a rule says changes the plan.
"""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from aksnet.errors import UsageError
from aksnet.layout.addressing import Range
from aksnet.layout.resolve import resolve
from aksnet.plan.budget import NO_BUDGET, Budget
from aksnet.plan.records import StackPlan
from aksnet.plan.stack_plan import plan_stack
from aksnet.rules import judge
from aksnet.rules.context import Context, Running, none_runs
from aksnet.settings.loading import load
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem, SettingsError


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """What planning makes of a stack file, whether or not all is well with it."""

    plan: StackPlan | None
    """The plan; with problems, that of the settings that could be read, for a reader to see where they are. None when
    too little could be read."""
    budget: Budget
    """The addresses that the plan takes."""
    peered_ranges: tuple[Range, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


TODAY_VARIABLE = "AKSNET_TODAY"
"""Environment variable with the day to plan for, such as 2027-04-01, for which calendars are read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedPlan:
    """A plan that no rule refuses."""

    plan: StackPlan
    budget: Budget
    """The addresses that the plan takes."""


def make_plan(raw: Mapping[str, Any], *, stack: str, location: str | None, today: date | None = None) -> StackPlan:
    """Return the plan of `make_checked_plan` alone."""
    return make_checked_plan(raw, stack=stack, location=location, today=today).plan


def make_checked_plan(
    raw: Mapping[str, Any],
    *,
    stack: str,
    location: str | None,
    today: date | None = None,
    running: Running = none_runs,
) -> CheckedPlan:
    """Plan a stack that is to be declared.

    Args:
        raw: the plain values below `aks-networking:` in the stack file.
        stack: the stack's name, from which default names derive.
        location: the value of `azure-native:location`.
        today: the day that calendars are compared with; that of `AKSNET_TODAY`, or the present one, when not given.
        running: tells the Kubernetes versions that living clusters run; asked only where a version is written that
            AKS makes no new cluster with.

    Raises:
        SettingsError: when anything is wrong, with all problems.
        UsageError: when `AKSNET_TODAY` is no day.

    """
    found = plan_as_far_as_possible(raw, stack=stack, location=location, today=today, running=running)
    if found.problems or found.plan is None:
        raise SettingsError(found.problems, found.warnings)
    return CheckedPlan(plan=found.plan, budget=found.budget)


def plan_as_far_as_possible(
    raw: Mapping[str, Any],
    *,
    stack: str,
    location: str | None,
    today: date | None = None,
    running: Running = none_runs,
    unread: Sequence[Problem] = (),
) -> Planned:
    """Plan a stack that is to be looked at: as `make_plan`, and with problems the plan of what is left.

    `unread` are problems of values that were to be put in before, such as outputs of other stacks.
    """
    settings, found_unread = load(raw)
    unread = [*unread, *found_unread]
    if location is None or not _REGION.fullmatch(location):
        unread.insert(
            0,
            replace(_NO_LOCATION, value=location, cure="write its name, such as westeurope")
            if location
            else _NO_LOCATION,
        )
        location = None
    if settings is None:
        return Planned(plan=None, budget=NO_BUDGET, peered_ranges=(), problems=tuple(unread), warnings=())
    layout = resolve(settings, stack=stack, location=location or "")
    plan = plan_stack(settings, layout)
    context = Context(settings=settings, layout=layout, plan=plan, today=today or present_day(), running=running)
    found = judge(context, unread)
    return Planned(
        plan=replace(plan, warnings=tuple(warning.sentence() for warning in found.warnings)),
        budget=context.budget,
        peered_ranges=tuple(settings.network.foreign_ranges),
        problems=tuple(found.problems),
        warnings=tuple(found.warnings),
    )


def present_day() -> date:
    """Return the day to plan for: that of `AKSNET_TODAY`, or the present one."""
    pinned = os.environ.get(TODAY_VARIABLE)
    if not pinned:
        return date.today()
    try:
        return date.fromisoformat(pinned)
    except ValueError:
        raise UsageError(f"{TODAY_VARIABLE} is {pinned!r}, which is no day; write it like 2027-04-01.") from None


_NO_LOCATION = Problem(
    kind=Kind.NO_LOCATION,
    path="azure-native:location",
    value=None,
    message="the Azure region of everything that the stack creates",
    cure="add for instance `azure-native:location: westeurope`",
)
_REGION = re.compile(r"[A-Za-z][A-Za-z0-9 ]{1,49}")
"""A region's name or display name, such as westeurope or West Europe."""
