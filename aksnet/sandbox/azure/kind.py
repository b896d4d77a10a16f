"""What the sandbox knows of one resource type: a row of data and a few small functions.

Leaves out the rows themselves (`groups`, `subnets`, `network`, `identity`, `clusters`) and how the engine asks
(`provider`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aksnet.sandbox.azure.ids import SUBSCRIPTION, last
from aksnet.sandbox.azure.models import Model, model
from aksnet.sandbox.errors import Refusal
from aksnet.sandbox.store import Subscription

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Write:
    """A PUT or DELETE that asks to be allowed."""

    view: Subscription
    kind: Kind
    id: str
    body: Json
    old: Json | None = None

    @property
    def name(self) -> str:
        """The resource's own name."""
        return last(self.id)


Rule = Callable[[Write], Refusal | None]
Outputs = Callable[[Subscription, str, Json], Json]


def _no_outputs(_view: Subscription, _arm_id: str, _body: Json) -> Json:
    return {}


def _no_defaults(_arm_id: str, _body: Json) -> Json:
    return {}


def _nothing_more(_view: Subscription, _record: Json) -> None:
    return


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One resource type of azure-native at its default API version."""

    token: str
    arm_type: str
    api_version: str
    body: tuple[str, str]
    id_template: str
    """With path parameters in braces; the last one is the resource's own name."""
    replace_on: tuple[str, ...] = ()
    """Body properties whose change replaces, as pulumi-azure-native 3.29.0 does it; path parameters always do."""
    body_parameters: tuple[str, ...] = ()
    """Path parameters that Azure returns as properties as well."""
    located: bool = True
    """Whether the provider's configured location is filled in."""
    writes: tuple[Rule, ...] = ()
    deletes: tuple[Rule, ...] = ()
    outputs: Outputs = _no_outputs
    defaults: Callable[[str, Json], Json] = _no_defaults
    """What Azure fills in where the body leaves it out."""
    computed: Outputs = _no_outputs
    """What a GET shows because of other resources: part of the ARM view, not of Pulumi's outputs."""
    inline: tuple[str, Kind] | None = None
    """The property that lists the children, and their type: what it lists is written, what it omits is deleted."""
    after: Callable[[Subscription, Json], None] = _nothing_more
    """What appears or changes once the record is written."""
    gone: Callable[[Subscription, Json], None] = _nothing_more
    """What goes before the record does."""
    seconds: float = 0.03
    """How long a write takes: writes that the program does not chain really meet, yet nobody feels it."""
    holds: Callable[[str], str | None] = lambda _arm_id: None
    """What a write keeps others from writing."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the path parameters, in the order of the id."""
        return tuple(part[1:-1] for part in self.id_template.split("/") if part.startswith("{"))

    @property
    def own_name(self) -> str:
        """The path parameter that is the resource's own name."""
        return self.id_template.rsplit("{", 1)[1].rstrip("}")

    @property
    def model(self) -> Model:
        """The independent description of its body."""
        return model(*self.body)

    def id_of(self, inputs: Json) -> str:
        """Return the ARM id that these inputs address."""
        arm_id = self.id_template
        for parameter in self.parameters:
            arm_id = arm_id.replace("{" + parameter + "}", str(inputs[parameter]).strip("/"))
        return arm_id if arm_id.startswith("/") else "/" + arm_id

    def parameters_of(self, arm_id: str) -> Json:
        """Return the path parameters that an ARM id holds; a leading scope may have any depth."""
        names, values = self.id_template.split("/"), arm_id.split("/")
        if names[0].startswith("{"):
            depth = len(values) - len(names) + 1
            values = ["/".join(values[:depth]), *values[depth:]]
        pairs = zip(names, values, strict=True)
        return {name[1:-1]: value for name, value in pairs if name.startswith("{")}

    def body_of(self, inputs: Json) -> Json:
        """Return what goes into the request body."""
        return {key: value for key, value in inputs.items() if key not in self.parameters}

    def common_outputs(self, arm_id: str, body: Json) -> Json:
        """Return what every resource answers: its body, name and type."""
        return {
            **body,
            "name": last(arm_id),
            "type": self.arm_type,
            "azureApiVersion": self.api_version,
        }


def judge(rules: tuple[Rule, ...], write: Write) -> None:
    """Raise the first refusal of the rules, in their order."""
    for rule in rules:
        refusal = rule(write)
        if refusal is not None:
            raise refusal


def group_template(rest: str) -> str:
    """Return the id template of a resource in a resource group."""
    return f"{SUBSCRIPTION}/resourceGroups/{{resourceGroupName}}/providers/{rest}"


def as_list(value: Any) -> list[Any]:
    """Return a list for what may be missing."""
    return value if isinstance(value, list) else []


def as_dict(value: Any) -> Json:
    """Return an object for what may be missing."""
    return value if isinstance(value, dict) else {}


def reference(value: Any) -> str | None:
    """Return the id in a reference `{id: …}`."""
    found = as_dict(value).get("id")
    return found if isinstance(found, str) and found else None
