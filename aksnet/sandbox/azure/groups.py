"""Resource groups."""

from __future__ import annotations

from aksnet.arm import catalogue
from aksnet.arm.ids import last
from aksnet.arm.values import Json
from aksnet.sandbox.azure.resource_type import SimulatedType, Write
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription


def _outputs(_view: Subscription, _arm_id: str, _body: Json) -> Json:
    return {"properties": {"provisioningState": "Succeeded"}}


def _empty(write: Write) -> Refusal | None:
    """Azure deletes what is inside; a program that relies on it loses resources it does not know of."""
    inside = sorted(last(record["id"]) for record in write.view.below(write.id))
    if not inside:
        return None
    return Refusal(
        "ResourceGroupNotEmpty",
        f"The resource group '{write.name}' still holds {', '.join(inside)}: deleting it would delete them too "
        "(Azure does so without asking; the sandbox refuses).",
    )


RESOURCE_GROUP = SimulatedType(
    arm=catalogue.RESOURCE_GROUP,
    body=("aksnet.sandbox.azure.models", "ResourceGroupBody"),
    outputs=_outputs,
    deletes=(_empty,),
)
KINDS = (RESOURCE_GROUP,)
