"""The plan of a stack file, as migrate needs it: free of problems, for the versions that clusters run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from aksnet.plan.records import StackPlan
from aksnet.planning import make_checked_plan
from aksnet.settings.stackfile import read_stack


def plan_of(folder: Path, stack: str) -> Callable[[Mapping[str, str]], StackPlan]:
    """Return what plans a stack's file, given the Kubernetes versions of living clusters by key.

    Raises:
        SettingsError: at once, when the settings are wrong whatever is deployed, with all problems.

    """
    file = read_stack(folder, stack)

    def plan(running: Mapping[str, str] | None) -> StackPlan:
        checked = make_checked_plan(file.raw, stack=file.stack, location=file.location, running=lambda: running)
        return checked.plan

    plan(None)
    return plan
