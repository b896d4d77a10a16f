"""How the sandbox simulates one resource type: its row of the ARM catalogue and a few small functions.

Leaves out the kinds themselves (`groups`, `subnets`, `network`, `identity`, `clusters`) and how the engine asks
(`provider`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aksnet.arm.arm_type import ArmType
from aksnet.arm.ids import last
from aksnet.arm.values import Json
from aksnet.sandbox.azure.made_up import SUBSCRIPTION
from aksnet.sandbox.azure.models import Model, model
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription


@dataclass(frozen=True, kw_only=True)
class Write:
    """A PUT or DELETE that asks to be allowed."""

    view: Subscription
    kind: SimulatedType
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
class SimulatedType:
    """One simulated resource type."""

    arm: ArmType
    body: tuple[str, str]
    """Module and name of the independent description of its body."""
    writes: tuple[Rule, ...] = ()
    deletes: tuple[Rule, ...] = ()
    outputs: Outputs = _no_outputs
    defaults: Callable[[str, Json], Json] = _no_defaults
    """What Azure fills in where the body leaves it out."""
    computed: Outputs = _no_outputs
    """What a GET shows because of other resources: part of the ARM view, not of Pulumi's outputs."""
    inline: SimulatedType | None = None
    """The children that the property `arm.lists` holds."""
    after: Callable[[Subscription, Json], None] = _nothing_more
    """What appears or changes once the record is written."""
    gone: Callable[[Subscription, Json], None] = _nothing_more
    """What goes before the record does."""
    seconds: float = 0.03
    """How long a write takes: writes that the program does not chain really meet, yet nobody feels it."""
    holds: Callable[[str], str | None] = lambda _arm_id: None
    """What a write keeps others from writing."""
    claims: Callable[[Json], frozenset[str]] = lambda _inputs: frozenset()
    """Ids of the virtual networks that Azure takes possession of while the resource is made, one taker at a time."""
    implied: Callable[[Subscription, str], Json | None] = lambda _view, _arm_id: None
    """The record of a resource that exists though no write of its own made it."""

    @property
    def model(self) -> Model:
        """The independent description of its body."""
        return model(*self.body)

    def found(self, view: Subscription, arm_id: str) -> Json | None:
        """Return the record of a resource, by whichever write it was made; nothing where it does not exist."""
        return view.get(arm_id) or self.implied(view, arm_id)

    def id_of(self, inputs: Json) -> str:
        """Return the ARM id that these inputs address in the simulated subscription."""
        return self.arm.id_of(inputs, SUBSCRIPTION)

    def common_outputs(self, arm_id: str, body: Json) -> Json:
        """Return what every resource answers: its body, name and type."""
        return {
            **body,
            "name": last(arm_id),
            "type": self.arm.name,
            "azureApiVersion": self.arm.api_version,
        }


def judge(rules: tuple[Rule, ...], write: Write) -> None:
    """Raise the first refusal of the rules, in their order."""
    for rule in rules:
        refusal = rule(write)
        if refusal is not None:
            raise refusal
