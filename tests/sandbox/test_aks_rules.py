"""What AKS refuses, each rule called directly on one small world."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.azure import aks_rules
from sandbox.azure.aks_request import CLUSTER_TYPE, AksRequest
from sandbox.azure.identity import ASSIGNMENT_TYPE, NETWORK_CONTRIBUTOR
from sandbox.azure.ids import SUBSCRIPTION, derived
from sandbox.azure.subnets import SUBNET_TYPE, VNET_TYPE
from sandbox.store import Subscription

GROUP = f"{SUBSCRIPTION}/resourceGroups/rg"
NETWORK = f"{GROUP}/providers/Microsoft.Network"
VNET = f"{NETWORK}/virtualNetworks/vnet"
NODES, PODS = f"{VNET}/subnets/nodes", f"{VNET}/subnets/pods"
TABLE = f"{NETWORK}/routeTables/table"
IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
World = dict[str, Any]


def _world() -> World:
    """Return a cluster that nothing is wrong with, and what is around it."""
    return {
        "resources": {
            VNET: (VNET_TYPE, {"addressSpace": {"addressPrefixes": ["10.220.0.0/16"]}}),
            NODES: (SUBNET_TYPE, {"addressPrefix": "10.220.0.0/24"}),
            PODS: (SUBNET_TYPE, {"addressPrefix": "10.220.16.0/20"}),
            TABLE: ("Microsoft.Network/routeTables", {}),
            IDENTITY: ("Microsoft.ManagedIdentity/userAssignedIdentities", {}),
            f"{VNET}/providers/{ASSIGNMENT_TYPE}/1": (
                ASSIGNMENT_TYPE,
                {
                    "scope": VNET,
                    "principalId": derived(IDENTITY, "principal"),
                    "roleDefinitionId": f"{SUBSCRIPTION}/x/{NETWORK_CONTRIBUTOR}",
                },
            ),
        },
        "profile": {"networkPlugin": "azure", "serviceCidr": "10.0.0.0/16", "dnsServiceIP": "10.0.0.10"},
        "identity": {"type": "UserAssigned", "userAssignedIdentities": [IDENTITY]},
        "pools": [{"name": "system", "mode": "System", "vnetSubnetID": NODES}],
    }


def _refused(world: World) -> list[str]:
    records = {
        arm_id.lower(): {"id": arm_id, "type": arm_type, "inputs": body, "outputs": {}}
        for arm_id, (arm_type, body) in world["resources"].items()
    }
    view = Subscription({"resources": records})
    cluster = {"networkProfile": world["profile"], "identity": world["identity"]}
    ask = AksRequest(
        view=view,
        cluster_id=f"{GROUP}/providers/{CLUSTER_TYPE}/aks",
        cluster=cluster,
        pools=tuple((f"agentPoolProfiles[{index}]", pool) for index, pool in enumerate(world["pools"])),
    )
    return [refusal.code for rule in aks_rules.RULES if (refusal := rule(ask)) is not None]


def _set(part: str, **values: Any) -> Callable[[World], None]:
    def change(world: World) -> None:
        target = (
            world["pools"][0] if part == "pool" else world["resources"][NODES][1] if part == "nodes" else world[part]
        )
        target.update(values)

    return change


def _all(*changes: Callable[[World], None]) -> Callable[[World], None]:
    def change(world: World) -> None:
        for each in changes:
            each(world)

    return change


def _drop(arm_id: str) -> Callable[[World], None]:
    return lambda world: world["resources"].pop(arm_id) and None


def _no_role(world: World) -> None:
    world["resources"].pop(f"{VNET}/providers/{ASSIGNMENT_TYPE}/1")


def _role_at(scope: str) -> Callable[[World], None]:
    def change(world: World) -> None:
        world["resources"][f"{VNET}/providers/{ASSIGNMENT_TYPE}/1"][1]["scope"] = scope

    return change


WITH_TABLE = _set("nodes", routeTable={"id": TABLE})
ROUTED = _set("profile", outboundType="userDefinedRouting")


def _default_route(hop: str) -> Callable[[World], None]:
    def change(world: World) -> None:
        world["resources"][TABLE][1]["routes"] = [{"addressPrefix": "0.0.0.0/0", "nextHopType": hop}]

    return change


def test_a_good_cluster_is_not_refused() -> None:
    assert _refused(_world()) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_drop(NODES), "InvalidParameter"),
        (_set("pool", podSubnetID=f"{VNET}/subnets/none"), "InvalidParameter"),
        (_drop(IDENTITY), "FailedIdentityOperation"),
        (_no_role, "ResourceMissingPermissionError"),
        (_role_at(PODS), "ResourceMissingPermissionError"),
        (_all(_role_at(NODES), _set("pool", podSubnetID=PODS)), "ResourceMissingPermissionError"),
        (_set("identity", type="SystemAssigned", userAssignedIdentities=None), "ResourceMissingPermissionError"),
        (_set("profile", networkPlugin="kubenet"), "SubnetMissingRouteTableAssociation"),
        (
            _all(_set("profile", networkPlugin="kubenet"), WITH_TABLE, _role_at(NODES)),
            "CustomRouteTableMissingPermission",
        ),
        (
            _all(_set("profile", networkPlugin="kubenet", networkPluginMode="overlay"), WITH_TABLE),
            "UnsupportedNetworkPluginModeWithNetworkPlugin",
        ),
        (
            _all(_set("profile", networkPlugin="kubenet"), WITH_TABLE, _set("pool", osType="Windows")),
            "AzureCNIOnlyForWindows",
        ),
        (_all(_set("profile", networkPluginMode="overlay"), _set("pool", podSubnetID=PODS)), "BadRequest"),
        (_set("profile", networkDataplane="cilium"), "BadRequest"),
        (_set("profile", networkPolicy="cilium"), "NetworkPolicyNotSupported"),
        (
            _all(_set("profile", networkDataplane="cilium", networkPolicy="cilium"), _set("pool", osType="Windows")),
            "BadRequest",
        ),
        (_set("profile", networkPlugin="none", networkPolicy="calico"), "NetworkPolicyNotSupportedForNone"),
        (_set("nodes", delegations=[{"name": "aks"}]), "SubnetIsDelegated"),
        (_set("profile", dnsServiceIP="10.1.0.10"), "DnsServiceIpOutOfServiceCidr"),
        (
            _set("profile", serviceCidr="10.220.0.0/20", dnsServiceIP="10.220.0.10"),
            "ServiceCidrOverlapExistingSubnetsCidr",
        ),
        (_set("profile", outboundType="userAssignedNATGateway"), "SubnetNotAssociatedWithNATGateway"),
        (
            _all(
                _set("profile", outboundType="userAssignedNATGateway"),
                _set("nodes", natGateway={"id": "/nat"}),
                _set("pool", podSubnetID=PODS),
            ),
            "SubnetNotAssociatedWithNATGateway",
        ),
        (_set("profile", outboundType="managedNATGateway"), "ManagedNATGatewayWithCustomVNetNotAllowed"),
        (ROUTED, "ExistingRouteTableNotAssociatedWithSubnet"),
        (_all(ROUTED, WITH_TABLE), "RouteTableMissingDefaultRouteError"),
        (_all(ROUTED, WITH_TABLE, _default_route("Internet")), "RouteTableInvalidNextHop"),
        (_set("pool", podIPAllocationMode="StaticBlock"), "InvalidParameter"),
    ],
)
def test_one_thing_wrong_is_refused_with_azures_code(change: Callable[[World], None], code: str) -> None:
    """Some changes break two rules; Azure reports the first, and the expected one is among them."""
    world = copy.deepcopy(_world())
    change(world)
    assert code in _refused(world)


def test_user_defined_routing_to_an_appliance_is_allowed() -> None:
    world = _world()
    _all(ROUTED, WITH_TABLE, _default_route("VirtualAppliance"), _role_at(GROUP))(world)
    assert _refused(world) == []
