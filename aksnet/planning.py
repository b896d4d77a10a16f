"""From settings to the plan of a stack: every default filled in, every decision taken, no resource declared.

`make_plan` is the one entry: raw settings in, `StackPlan` out, or `SettingsError` with every problem at once.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from aksnet.layout.resolve import resolve
from aksnet.plan.records import StackPlan
from aksnet.plan.stack import plan_stack
from aksnet.rules import judge
from aksnet.rules.context import Context
from aksnet.settings.loading import load
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem, SettingsError
from aksnet.settings.settings import Settings


def make_plan(raw: Mapping[str, Any], *, stack: str, location: str | None, today: date | None = None) -> StackPlan:
    """Plan a stack.

    Args:
        raw: the plain values below `aks-networking:` in the stack file.
        stack: the stack's name, from which default names derive.
        location: the value of `azure-native:location`.
        today: the day that retirements are compared with; the present day when not given.

    Raises:
        SettingsError: when anything is wrong, with all problems.

    """
    settings, unread = load(raw)
    if location is None:
        unread.insert(0, _NO_LOCATION)
    if settings is None:
        raise SettingsError(unread)
    layout = resolve(settings, stack=stack, location=location or "")
    plan = plan_stack(settings, layout)
    found = judge(Context(settings=settings, layout=layout, plan=plan, today=today or date.today()), unread)
    if found.problems:
        raise SettingsError(found.problems, found.warnings)
    return replace(plan, warnings=tuple(warning.sentence() for warning in found.warnings))


_NO_LOCATION = Problem(
    kind=Kind.NO_LOCATION,
    path="azure-native:location",
    value=None,
    message="the Azure region of everything that the stack creates",
    cure="add for instance `azure-native:location: westeurope`",
)


def draft(settings: Settings, stack: str, location: str) -> StackPlan:
    """Plan settings that rules have refused, so that a reader sees where they are."""
    return plan_stack(settings, resolve(settings, stack=stack, location=location))
