"""The plan of a stack file, as migrate needs it: free of problems, for the versions that clusters run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from aksnet.plan.records import StackPlan
from aksnet.planning import plan_as_far_as_possible
from aksnet.settings.problems import SettingsError
from aksnet.settings.stack_references import Reader, with_stack_outputs
from aksnet.settings.stackfile import read_stack


def plan_of(folder: Path, stack: str, outputs: Reader) -> Callable[[Mapping[str, str]], StackPlan]:
    """Return what plans a stack's file, given the Kubernetes versions of living clusters by key.

    `outputs` reads the outputs of other stacks that the file refers to.

    Raises:
        SettingsError: at once, when the settings are wrong whatever is deployed, with all problems.

    """
    file = read_stack(folder, stack)
    raw, unread = with_stack_outputs(file.raw, outputs)

    def plan(running: Mapping[str, str] | None) -> StackPlan:
        found = plan_as_far_as_possible(
            raw, stack=file.stack, location=file.location, running=lambda: running, unread=unread
        )
        if found.problems or found.plan is None:
            raise SettingsError(found.problems, found.warnings)
        return found.plan

    plan(None)
    return plan
