"""What the stack landingzone-hub puts out, for tests that read Pulumi.landingzone.yaml without an engine."""

from collections.abc import Mapping
from typing import Any, Final

from aksnet.settings.stack_references import StackRead, with_stack_outputs

HUB: Final[Mapping[str, Any]] = {
    "network": {
        "vnetId": "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-landingzone-hub/providers/"
        "Microsoft.Network/virtualNetworks/landingzone-hub-vnet",
        "addressSpace": ["10.100.0.0/22"],
    }
}


def with_hub(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings with the hub's outputs in them."""
    settings, problems = with_stack_outputs(raw, lambda _stack: StackRead(outputs=HUB))
    assert problems == []
    return settings
