"""Peerings in the simulated Azure: two sides make one, and what Azure refuses of a side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest

from tests.sandbox.arm_world import NETWORK, SPACE, VNET, Arm, serving

pytestmark = pytest.mark.slow

HUB = f"{NETWORK}/virtualNetworks/hub"


@pytest.fixture
def arm(tmp_path: Path) -> Iterator[Arm]:
    with serving(tmp_path) as client:
        client.create("vnet", **SPACE)
        client.create("vnet", virtualNetworkName="hub", addressSpace={"addressPrefixes": ["10.1.0.0/16"]})
        yield client


def test_a_peering_is_connected_once_both_sides_are_there_and_no_longer_when_one_is_gone(arm: Arm) -> None:
    ours, inputs, made = arm.made("peering", remoteVirtualNetwork={"id": HUB})
    theirs = arm.create("peering", virtualNetworkName="hub", remoteVirtualNetwork={"id": VNET})
    both = arm.read("peering", ours, inputs, made)[1]["peeringState"]
    arm.delete("peering", theirs)
    alone = arm.read("peering", ours, inputs, made)[1]["peeringState"]
    assert (made["peeringState"], both, alone) == ("Initiated", "Connected", "Initiated")


def test_a_side_that_azure_does_not_take_is_refused_with_its_code(arm: Arm) -> None:
    arm.create("vnet", virtualNetworkName="other", addressSpace={"addressPrefixes": ["10.2.0.0/16"]})
    arm.create("vnet", virtualNetworkName="meets", addressSpace={"addressPrefixes": ["10.0.128.0/17"]})
    arm.create("peering", remoteVirtualNetwork={"id": HUB}, useRemoteGateways=True)
    for remote, more, code in (
        ("none", {}, "InvalidResourceReference"),
        ("meets", {}, "VnetAddressSpacesOverlap"),
        ("hub", {}, "AnotherPeeringAlreadyReferencesRemoteVnet"),
        ("other", {"useRemoteGateways": True}, "cannot have useRemoteGateways"),
    ):
        with pytest.raises(grpc.RpcError, match=code):
            arm.create(
                "peering",
                virtualNetworkPeeringName="q",
                remoteVirtualNetwork={"id": f"{NETWORK}/virtualNetworks/{remote}"},
                **more,
            )
