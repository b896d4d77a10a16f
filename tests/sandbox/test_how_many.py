"""How many of a thing the simulated Azure takes: one beyond is refused, and one that is there is written again."""

from __future__ import annotations

from typing import Any

import pytest

from aksnet.sandbox.azure import puts
from aksnet.sandbox.azure.azure_provider import KINDS
from aksnet.sandbox.azure.resource_type import SimulatedType
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription
from tests.sandbox.arm_world import GROUP, NETWORK, SECURITY, VNET

Json = dict[str, Any]
SUBNET, PEERING, RULE = (
    KINDS[f"azure-native:network:{name}"] for name in ("Subnet", "VirtualNetworkPeering", "SecurityRule")
)


@pytest.mark.parametrize(
    ("kind", "folder", "most", "body"),
    [
        (SUBNET, f"{VNET}/subnets", 3000, {"addressPrefix": "10.255.0.0/29"}),
        (PEERING, f"{VNET}/virtualNetworkPeerings", 500, {"remoteVirtualNetwork": {"id": f"{VNET}-hub"}}),
        (RULE, f"{SECURITY}/securityRules", 1000, {"priority": 4000, "direction": "Inbound"}),
    ],
)
def test_one_more_than_azure_takes_is_refused(kind: SimulatedType, folder: str, most: int, body: Json) -> None:
    full = _subscription(kind, folder, most)
    with pytest.raises(Refusal, match=f"{most:,}"):
        puts.allow_new(full, kind, f"{folder}/new", body)
    puts.allow(full, kind, f"{folder}/n0", body, body)
    puts.allow_new(_subscription(kind, folder, most - 1), kind, f"{folder}/new", body)


def _subscription(kind: SimulatedType, folder: str, count: int) -> Subscription:
    view = Subscription()
    space = {"addressSpace": {"addressPrefixes": ["10.0.0.0/8"]}}
    hub = {"addressSpace": {"addressPrefixes": ["11.0.0.0/16"]}}
    for arm_id, body in ((GROUP, {}), (VNET, space), (f"{VNET}-hub", hub), (SECURITY, {})):
        view.put({"id": arm_id, "type": "", "inputs": body, "outputs": {}})
    for number in range(count):
        view.put({"id": f"{folder}/n{number}", "type": kind.arm.name, "inputs": _body(kind, number), "outputs": {}})
    return view


def _body(kind: SimulatedType, number: int) -> Json:
    """Return a child that is in nobody's way."""
    bodies: dict[str, Json] = {
        SUBNET.arm.name: {"addressPrefix": f"10.{number // 256}.{number % 256}.0/29"},
        PEERING.arm.name: {"remoteVirtualNetwork": {"id": f"{NETWORK}/virtualNetworks/other-{number}"}},
        RULE.arm.name: {"priority": 200 + number, "direction": "Inbound"},
    }
    return bodies[kind.arm.name]
