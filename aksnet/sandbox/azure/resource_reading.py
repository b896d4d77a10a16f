"""What a GET shows, and what pulumi-azure-native makes of it: an import, or a refresh.

An import takes the writable part of the answer, with all that Azure filled in. A refresh applies to the inputs
in the state only what differs between the old and the new answer, so Azure's defaults are no drift.
https://github.com/pulumi/pulumi-azure-native/blob/master/provider/pkg/provider/provider.go (Read)
"""

from __future__ import annotations

from typing import Any, Final

from aksnet.arm.values import Json
from aksnet.sandbox.azure import bodies, children
from aksnet.sandbox.azure.models import Model, Property
from aksnet.sandbox.azure.resource_type import SimulatedType, Write
from aksnet.sandbox.store import Subscription

# What only the record knows: whether its create failed half-way.
_STATES: Final = ("provisioningState",)


def shown(view: Subscription, kind: SimulatedType, record: Json, sent: Json) -> Json:
    """Return a resource as Pulumi's outputs show it: fresh, but for what only the record knows.

    Children are listed only where the inputs that were sent list them; azure-native drops them otherwise.
    """
    fresh = children.outputs(view, kind, Write(view=view, kind=kind, id=record["id"], body=record["inputs"]))
    if kind.inline:
        fresh.pop(kind.arm.lists, None)
        if sent.get(kind.arm.lists) is not None:
            fresh[kind.arm.lists] = children.listed(view, kind, record["id"], sent[kind.arm.lists])
    return {**fresh, **{key: record["outputs"][key] for key in _STATES if key in record["outputs"]}}


def seen(view: Subscription, kind: SimulatedType, record: Json) -> Json:
    """Return all that a GET shows, in the flat form of azure-native: children and uses of others included."""
    body = shown(view, kind, record, {})
    if kind.inline:
        found = children.records(view, kind, record["id"])
        body[kind.arm.lists] = [{"id": each["id"], **each["outputs"]} for each in found]
    return {"id": record["id"], **body, **kind.computed(view, record["id"], record["inputs"])}


def imported(view: Subscription, kind: SimulatedType, record: Json) -> tuple[Json, Json]:
    """Return inputs and outputs of a resource that the state does not know yet."""
    outputs = seen(view, kind, record)
    body = {key: value for key, value in writable(kind.model, outputs).items() if key != "id"}
    if body.get("type") == kind.arm.name:
        del body["type"]  # ARM's, which is no property that could be sent
    filled = {key: value for key, value in body.items() if value not in ({}, [], None)}
    return {**kind.arm.parameters_of(record["id"]), **filled}, {key: outputs[key] for key in outputs if key != "id"}


def refreshed(view: Subscription, kind: SimulatedType, record: Json, inputs: Json, old: Json) -> tuple[Json, Json]:
    """Return inputs and outputs of a resource that the state knows, with what changed in Azure."""
    outputs = shown(view, kind, record, inputs)
    return applied(inputs, writable(kind.model, old), writable(kind.model, outputs)), outputs


def applied(inputs: Json, old: Json, new: Json) -> Json:
    """Return the inputs with the difference between two answers, property by property and element by element.

    `applyDiff` of https://github.com/pulumi/pulumi-azure-native/blob/master/provider/pkg/provider/diff.go
    """
    result = dict(inputs)
    for key in {**old, **new}:
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if after is None:
            result.pop(key, None)
        else:
            result[key] = _changed(result.get(key), before, after)
    return result


def _changed(own: Any, before: Any, after: Any) -> Any:
    match own, before, after:
        case dict(), dict(), dict():
            return applied(own, before, after)
        case list(), list(), list():
            both = min(len(own), len(before))
            return [_changed(own[at], before[at], each) if at < both else each for at, each in enumerate(after)]
        case _:
            return after


def writable(model: Model, body: Any) -> Json:
    """Return the part of an answer that could have been sent."""
    found: Json = {}
    for name, known in model.properties.items():
        value = body.get(name)
        if value is not None and not _readonly(known):
            if bodies.takes_keys(model.name, name) and isinstance(value, dict):
                value = list(value)
            found[name] = _writable(model, known.type, value)
    return found


def _readonly(known: Property) -> bool:
    return bool(known.rules.get("readonly"))


def _writable(model: Model, type_: str, value: Any) -> Any:
    if type_.startswith("[") and isinstance(value, list):
        return [_writable(model, type_[1:-1], item) for item in value]
    if type_.startswith("{") and isinstance(value, dict):
        return {key: _writable(model, type_[1:-1], item) for key, item in value.items()}
    inner = model.family.get(type_)
    return writable(inner, value) if inner is not None and isinstance(value, dict) else value
