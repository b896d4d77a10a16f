"""From settings to the plan of a stack: every default filled in, every decision taken, no resource declared.

`make_plan` is the one entry: raw settings in, `StackPlan` out, or `SettingsError` with every problem at once.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from aksnet.layout.once import with_default_names
from aksnet.layout.resolve import resolve
from aksnet.plan.records import StackPlan
from aksnet.plan.stack import plan_stack
from aksnet.rules import check
from aksnet.rules.checks import check_plan
from aksnet.rules.checks.case import Case
from aksnet.rules.warnings import warnings
from aksnet.settings.loading import load
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
    settings, problems = load(raw)
    if location is None:
        problems.insert(0, _NO_LOCATION)
    if settings is not None:
        settings = with_default_names(settings, stack)
        problems += [found for found in check(settings) if not _explained(found, problems)]
        plan = draft(settings, stack, location or "")
        found = check_plan(Case(settings=settings, plan=plan, today=today or date.today()))
        problems += [problem for problem in found if not problem.warning and not _explained(problem, problems)]
    if problems or settings is None:
        raise SettingsError(problems)
    return replace(plan, warnings=(*plan.warnings, *(problem.sentence() for problem in found if problem.warning)))


_NO_LOCATION = Problem(
    path="azure-native:location",
    value=None,
    allowed="the Azure region of everything that the stack creates",
    cure="add for instance `azure-native:location: westeurope`",
)


def _explained(found: Problem, problems: list[Problem]) -> bool:
    """True when what could not be read already says what is wrong, or is needed to say anything about it.

    Without the VNet's own ranges nothing is known of where a subnet may lie.
    """
    placed = found.path.rsplit(".", 1)[-1] in ("prefix", "ipv6Prefix")
    return any(said.explains(found) or (placed and _about_space(said)) for said in problems)


def _about_space(said: Problem) -> bool:
    known = said.path == "network" or said.path.startswith("network.addressSpace")
    return known or said.cure in ("write network", "write addressSpace")


def draft(settings: Settings, stack: str, location: str) -> StackPlan:
    """Plan settings that nobody has checked yet; checks look at what comes of them."""
    plan = plan_stack(settings, resolve(settings, stack=stack, location=location))
    return replace(plan, warnings=tuple(warnings(settings)))
