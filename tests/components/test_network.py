"""What a network is declared with, where a key decides between two forms of one resource."""

from typing import Any

import pytest

from tests.program import run_clusters


@pytest.mark.parametrize(
    ("hop", "sent"),
    [
        ("10.230.0.4", {"nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.230.0.4"}),
        ("VirtualNetworkGateway", {"nextHopType": "VirtualNetworkGateway"}),
    ],
)
def test_a_default_route_leads_to_an_address_or_to_the_gateway(hop: str, sent: dict[str, Any]) -> None:
    outbound = {"type": "userDefinedRouting", "nextHop": hop}
    inputs = run_clusters({"dev": {"outbound": outbound}}).one("azure-native:network:Route").inputs
    assert {key: value for key, value in inputs.items() if key.startswith("nextHop")} == sent
