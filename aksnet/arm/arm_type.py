"""What is known of one resource type of azure-native: its ids, its API version, what replaces it.

The rows are in `catalogue`. Leaves out what a service answers or refuses: the sandbox has that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aksnet.arm.values import Json

_SUBSCRIPTION: Final = "subscriptionId"


@dataclass(frozen=True, kw_only=True)
class ArmType:
    """One resource type of azure-native at its default API version."""

    token: str
    """Pulumi's name of the type."""
    name: str
    """Azure's name of the type."""
    api_version: str
    id_template: str
    """With path parameters in braces; the last one is the resource's own name."""
    replace_on: tuple[str, ...] = ()
    """Body properties whose change replaces, as pulumi-azure-native 3.29.0 does it; path parameters always do."""
    body_parameters: tuple[str, ...] = ()
    """Path parameters that Azure returns as properties as well."""
    located: bool = True
    """Whether the provider's configured location is filled in."""
    lists: str = ""
    """The property that lists the children, if any: what it lists is written, what it omits is deleted."""
    keyed: Mapping[str, str] = field(default_factory=dict)
    """Lists whose elements are told apart by one of their properties and not by their place: path to the property."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the path parameters that inputs give, in the order of the id."""
        return tuple(name for name in map(_parameter, self.id_template.split("/")) if name not in ("", _SUBSCRIPTION))

    @property
    def own_name(self) -> str:
        """The path parameter that is the resource's own name."""
        return self.parameters[-1]

    @property
    def fixed(self) -> tuple[str, ...]:
        """The properties whose change replaces the resource."""
        return (*self.parameters, *self.replace_on)

    def id_of(self, inputs: Mapping[str, Any], subscription: str) -> str:
        """Return the ARM id that these inputs address; `subscription` is an id as well: `/subscriptions/GUID`."""
        arm_id = self.id_template.replace(f"/subscriptions/{{{_SUBSCRIPTION}}}", subscription)
        for parameter in self.parameters:
            arm_id = arm_id.replace("{" + parameter + "}", str(inputs[parameter]).strip("/"))
        return arm_id if arm_id.startswith("/") else "/" + arm_id

    def parameters_of(self, arm_id: str) -> Json:
        """Return the path parameters that an ARM id holds; a leading scope may have any depth."""
        names, values = self.id_template.split("/"), arm_id.split("/")
        if _parameter(names[0]):
            depth = len(values) - len(names) + 1
            values = ["/".join(values[:depth]), *values[depth:]]
        pairs = zip(map(_parameter, names), values, strict=True)
        return {name: value for name, value in pairs if name not in ("", _SUBSCRIPTION)}

    def body_of(self, inputs: Mapping[str, Any]) -> Json:
        """Return what goes into the request body."""
        return {key: value for key, value in inputs.items() if key not in self.parameters}


def _parameter(segment: str) -> str:
    """Return the name in a segment `{name}` of a template, or an empty text."""
    return segment[1:-1] if segment.startswith("{") else ""
