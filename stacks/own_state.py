"""The stack's own last state, read before anything is declared: what lives in it decides what a run may change.

The engine answers two functions of its own with the outputs that a stack's state holds; the program asks for its own
stack. In an up that is the checkpoint of the running update, which still is the state of the last one. They give
outputs, never inputs, and nothing of Azure itself: what was changed past Pulumi is known after `pulumi refresh`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi.runtime import mocks, settings

_RESOURCES: Final = "pulumi:pulumi:readStackResourceOutputs"


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """What a state holds, or why it could not be read."""

    resources: Mapping[str, Mapping[str, Any]]
    """Outputs of every resource by URN; empty before the first deployment and under mocks."""
    unread: str | None = None
    """Why the backend gave no answer; None when it did."""


def read_checkpoint() -> Checkpoint:
    """Return the last state of the stack that is running."""
    if isinstance(settings.get_monitor(), mocks.MockMonitor):
        return Checkpoint(resources={})
    name = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    try:
        answer = pulumi.runtime.invoke(_RESOURCES, {"stackName": name}).value
    except Exception as fault:  # whatever the backend's client raises, the run is told that nothing guards it
        return Checkpoint(resources={}, unread=f"{fault}".strip() or type(fault).__name__)
    found = (answer or {}).get("outputs") or {}
    return Checkpoint(resources={urn: entry.get("outputs") or {} for urn, entry in found.items()})
