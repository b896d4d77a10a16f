"""NAT gateways and public prefixes in the simulated Azure: what one holds, and what Azure refuses."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from tests.sandbox.arm_world import NETWORK, Arm, serving

pytestmark = pytest.mark.slow

STANDARD: dict[str, Any] = {"sku": {"name": "Standard"}}


@pytest.fixture
def arm(tmp_path: Path) -> Iterator[Arm]:
    with serving(tmp_path) as client:
        yield client


def test_a_prefix_has_a_range_of_its_length_and_stays_while_a_gateway_has_it(arm: Arm) -> None:
    prefix, _, made = arm.made("prefix", prefixLength=30, **STANDARD)
    gateway = arm.create("gateway", publicIpPrefixes=[{"id": prefix}], **STANDARD)
    with pytest.raises(grpc.RpcError, match="PublicIpPrefixInUse"):
        arm.delete("prefix", prefix)
    arm.delete("gateway", gateway)
    arm.delete("prefix", prefix)
    assert ipaddress.ip_network(made["ipPrefix"]).prefixlen == 30


def test_a_gateway_keeps_its_zone_and_has_sixteen_addresses_at_most(arm: Arm) -> None:
    prefix = arm.create("prefix", prefixLength=28, **STANDARD)
    address = arm.create("address", publicIPAllocationMethod="Static", **STANDARD)
    full: dict[str, Any] = {"publicIpPrefixes": [{"id": prefix}], "zones": ["1"], **STANDARD}
    gateway = arm.create("gateway", **full)
    with pytest.raises(grpc.RpcError, match="ResourceAvailabilityZonesCannotBeModified"):
        arm.update("gateway", gateway, **{**full, "zones": ["2"]})
    with pytest.raises(grpc.RpcError, match="at most 16 are allowed"):
        arm.update("gateway", gateway, **full, publicIpAddresses=[{"id": address}])


def test_what_a_gateway_or_a_prefix_cannot_be_is_refused_with_its_code(arm: Arm) -> None:
    with pytest.raises(grpc.RpcError, match="InvalidPublicIPPrefixLength"):
        arm.create("prefix", prefixLength=27, **STANDARD)
    missing = f"{NETWORK}/publicIPPrefixes/none"
    with pytest.raises(grpc.RpcError, match="InvalidResourceReference"):
        arm.create("gateway", publicIpPrefixes=[{"id": missing}], **STANDARD)
