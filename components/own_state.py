"""What a component's children were when the stack last ran, read before anything is declared.

What lives decides what a run may change. The engine answers a function of its own with the outputs that a stack's state
holds; a component asks for the stack that it is in, also from another process. In an up that is the checkpoint of the
running update, which still is the state of the last one. They are outputs, never inputs, and nothing of Azure itself:
what was changed past Pulumi is known after `pulumi refresh`.
"""

import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import EllipsisType
from typing import Any, Final

import pulumi
from pulumi.runtime import mocks, settings
from pulumi.runtime.sync_await import _sync_await

from aksnet.diff.own_resources import Place, own_resources

_RESOURCES: Final = "pulumi:pulumi:readStackResourceOutputs"
_STACK: Final = "pulumi:pulumi:Stack"
_PAUSES_SECONDS: Final = (0.2, 0.8)


@dataclass(frozen=True, kw_only=True)
class OwnState:
    """What a state holds of a component's children, or why it could not be read."""

    resources: Mapping[str, Mapping[str, Any]]
    """Outputs of every child by URN, as if the component were not there; empty before the first deployment and under
    mocks."""
    unread: str | None = None
    """Why the backend gave no answer; None when it did."""


def read_own_state(places: Iterable[Place]) -> OwnState:
    """Return the last state of what is at these places, in the stack that is running."""
    if isinstance(settings.get_monitor(), mocks.MockMonitor):
        return OwnState(resources={})
    name = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    try:
        answer = _asked(name)
    except Exception as fault:  # whatever the backend's client raises, the run is told that nothing guards it
        return OwnState(resources={}, unread=f"{fault}".strip() or type(fault).__name__)
    found = (answer or {}).get("outputs") or {}
    read = {urn: entry.get("outputs") or {} for urn, entry in found.items()}
    return OwnState(resources=own_resources(read, places))


def _asked(name: str) -> Any:
    """Ask the backend, and twice more where it fails: a moment's trouble must not leave a run without a guard.

    A `file://` backend writes the attributes of a checkpoint in place, and who reads it at that moment is told EOF;
    with `?metadata=skip` in its URL it writes none.
    """
    for pause in _PAUSES_SECONDS:
        with suppress(Exception):
            return pulumi.runtime.invoke(_RESOURCES, {"stackName": name}).value
        time.sleep(pause)
    return pulumi.runtime.invoke(_RESOURCES, {"stackName": name}).value


def places_of(type_: str, name: str, opts: pulumi.ResourceOptions | None) -> list[Place]:
    """Return where the children of a component are in a state, by its name and parent and by those it had before."""
    opts = opts or pulumi.ResourceOptions()
    own = Place.below(_chain(opts.parent), type_, name)
    aliases: Any = opts.aliases or ()
    return [own, *(_former(alias, type_, name, opts.parent) for alias in aliases)]


def _former(alias: pulumi.Alias | pulumi.Input[str], type_: str, name: str, parent: pulumi.Resource | None) -> Place:
    if not isinstance(alias, pulumi.Alias):
        return Place.of_urn(_text(alias))
    chain = _chain(parent) if isinstance(alias.parent, EllipsisType) else _chain(alias.parent)
    type_, name = (
        said if isinstance(said, str) else default for said, default in ((alias.type_, type_), (alias.name, name))
    )
    return Place.below(chain, type_, name)


def _chain(parent: pulumi.Resource | pulumi.Input[str] | None) -> str:
    """Return the chain of types down to a parent; the stack is none."""
    if parent is None:
        return ""
    urn = _text(parent.urn if isinstance(parent, pulumi.Resource) else parent)
    chain = urn.split("::", 3)[2]
    return "" if chain == _STACK else chain


def _text(value: pulumi.Input[str]) -> str:
    whole: pulumi.Output[str] = pulumi.Output.concat(value)
    return value if isinstance(value, str) else str(_sync_await(whole.future()))
