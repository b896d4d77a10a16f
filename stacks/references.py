"""Outputs of other stacks, read by the engine before the settings that refer to them."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import pulumi

from aksnet.settings.problems import SettingsError
from aksnet.settings.stack_references import StackRead, with_stack_outputs

_OUTPUTS: Final = "pulumi:pulumi:readStackOutputs"


def with_referred_outputs(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings with what other stacks put out in place of references to it.

    Raises:
        SettingsError: when an output cannot be had, with every such place.

    """
    found, problems = with_stack_outputs(settings, cache(_read))
    if problems:
        raise SettingsError(problems)
    return found


def _read(stack: str) -> StackRead:
    """Return the outputs that the state of a stack holds; a short name is of this organization and project."""
    above = [pulumi.get_organization(), pulumi.get_project()][: 2 - stack.count("/")]
    name = "/".join([*above, stack])
    try:
        answer = pulumi.runtime.invoke(_OUTPUTS, {"name": name}).value or {}
    except Exception as fault:  # whatever the backend's client raises, the user is told which stack it is about
        said = " ".join(f"{fault}".split()) or type(fault).__name__
        return StackRead(outputs=None, unread=f"which the engine could not read: {said}", cure=f"deploy {stack} first")
    return StackRead(outputs=answer.get("outputs") or {}, secret=frozenset(answer.get("secretOutputNames") or ()))
