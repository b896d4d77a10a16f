"""Resource groups."""

from __future__ import annotations

from aksnet.sandbox.azure.ids import SUBSCRIPTION, last
from aksnet.sandbox.azure.kind import Json, Kind, Write
from aksnet.sandbox.errors import Refusal
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


RESOURCE_GROUP = Kind(
    token="azure-native:resources:ResourceGroup",  # noqa: S106 - a type token
    arm_type="Microsoft.Resources/resourceGroups",
    api_version="2024-11-01",
    body=("aksnet.sandbox.azure.models", "ResourceGroupBody"),
    id_template=f"{SUBSCRIPTION}/resourceGroups/{{resourceGroupName}}",
    replace_on=("location", "managedBy"),
    outputs=_outputs,
    deletes=(_empty,),
)
KINDS = (RESOURCE_GROUP,)
