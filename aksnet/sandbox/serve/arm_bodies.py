"""ARM's own form of what the subscription keeps: azure-native's flat body with its `properties` level put back.

The official SDK's models say where each property belongs. Types that none of them describes (what AKS makes for its
nodes) have all but the envelope under `properties`.
"""

from __future__ import annotations

from typing import Any, Final

from aksnet.arm.ids import last
from aksnet.arm.values import Json
from aksnet.sandbox.azure.azure_provider import KINDS
from aksnet.sandbox.azure.models import Model, model
from aksnet.sandbox.azure.resource_type import SimulatedType

BY_TYPE: Final[dict[str, SimulatedType]] = {kind.arm.name.lower(): kind for kind in KINDS.values()}
_READ_MODELS: Final = {
    # What is read has more properties than what is written, in another model.
    "microsoft.authorization/roleassignments": ("azure.mgmt.authorization.v2022_04_01.models", "RoleAssignment"),
    # No program writes these: AKS makes them.
    "microsoft.network/loadbalancers": ("azure.mgmt.network.models", "LoadBalancer"),
    "microsoft.network/privateendpoints": ("azure.mgmt.network.models", "PrivateEndpoint"),
}
# https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax#resources
_ENVELOPE: Final = frozenset(
    {"location", "tags", "sku", "kind", "managedBy", "identity", "zones", "plan", "extendedLocation", "properties"}
)
# The engine's own, in no body.
_HIDDEN: Final = frozenset({"id", "name", "type", "azureApiVersion"})


def model_of(arm_type: str) -> Model | None:
    """Return the description of what a GET of this type answers, where there is one."""
    key = arm_type.lower()
    if key in _READ_MODELS:
        return model(*_READ_MODELS[key])
    return BY_TYPE[key].model if key in BY_TYPE else None


def body_of(record: Json) -> Json:
    """Return the body that a GET of a record answers."""
    described = model_of(record["type"])
    flat = {name: value for name, value in record["outputs"].items() if name not in _HIDDEN and value is not None}
    if described is None:
        body = _enveloped(flat)
    else:
        if "type" in described.properties and described.properties["type"].path == ["properties", "type"]:
            # A pool's own `type` bears the name of the resource's, which azure-native answers in its place.
            flat["type"] = record["inputs"].get("type", "VirtualMachineScaleSets")
        body = nested(described, flat)
    return {"id": record["id"], "name": last(record["id"]), "type": record["type"], **body}


def _enveloped(flat: Json) -> Json:
    body = {name: value for name, value in flat.items() if name in _ENVELOPE}
    below = {name: value for name, value in flat.items() if name not in _ENVELOPE}
    return {**body, "properties": {**below, **body.get("properties", {})}}


def nested(described: Model, flat: Json) -> Json:
    """Return a body in the form that the model has on the wire; what it does not know is left out."""
    body: Json = {}
    for name, value in flat.items():
        known = described.properties.get(name)
        if known is None or value is None:
            continue
        holder = body
        for level in known.path[:-1]:
            holder = holder.setdefault(level, {})
        holder[known.path[-1]] = _value(described, known.type, value)
    return body


def _value(described: Model, type_: str, value: Any) -> Any:
    if type_.startswith("[") and isinstance(value, list):
        return [_value(described, type_[1:-1], item) for item in value]
    if type_.startswith("{") and isinstance(value, dict):
        return {key: _value(described, type_[1:-1], item) for key, item in value.items()}
    if isinstance(value, dict) and type_ in described.family:
        return nested(described.family[type_], value)
    return value
