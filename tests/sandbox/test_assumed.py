"""`--assume-existing`: what a stack file names as there already becomes the plainest resource of its type, once."""

from typing import Any, Final

import pytest

from aksnet.sandbox.assumed import FIREWALL, assume
from aksnet.sandbox.azure.made_up import SUBSCRIPTION
from aksnet.sandbox.store import Subscription

HUB: Final = f"{SUBSCRIPTION}/resourceGroups/hub"
NETWORK: Final = f"{HUB}/providers/Microsoft.Network"
OTHER: Final = "/subscriptions/0f0f0f0f-0000-4000-8000-000000000001/resourceGroups/hub/providers/Microsoft.Network"


def assumed(settings: dict[str, Any]) -> tuple[Subscription, list[str]]:
    view = Subscription()
    ids = assume(view, settings, group="rg-dev", location="westeurope")
    assert assume(view, settings, group="rg-dev", location="westeurope") == [], "what is there stays as it is"
    return view, [each.removeprefix(f"{HUB}/providers/").removeprefix(SUBSCRIPTION) for each in ids]


def body(view: Subscription, arm_id: str) -> dict[str, Any]:
    record = view.get(arm_id)
    assert record is not None
    return dict(record["inputs"])


def test_every_arm_id_in_the_settings_is_a_resource_of_its_type() -> None:
    identities, registries = (
        "Microsoft.ManagedIdentity/userAssignedIdentities",
        "Microsoft.ContainerRegistry/registries",
    )
    view, ids = assumed(
        {
            "clusters": {
                "dev": {
                    "identityId": f"{HUB}/providers/{identities}/cp",
                    "registries": [f"{HUB}/providers/{registries}/acr"],
                    "privateDnsZone": f"{NETWORK}/privateDnsZones/privatelink.westeurope.azmk8s.io",
                    "nodeSubnet": {
                        "prefix": "10.224.0.0/22",
                        "routeTableId": f"{NETWORK}/routeTables/rt",
                        "natGatewayId": f"{NETWORK}/natGateways/gw",
                        "networkSecurityGroup": {"id": f"{NETWORK}/networkSecurityGroups/nsg"},
                    },
                    "outbound": {"loadBalancer": {"publicIpIds": [f"{NETWORK}/publicIPAddresses/out"]}},
                }
            }
        }
    )
    assert sorted(ids) == [
        "/resourceGroups/hub",
        "Microsoft.ContainerRegistry/registries/acr",
        "Microsoft.ManagedIdentity/userAssignedIdentities/cp",
        "Microsoft.Network/natGateways/gw",
        "Microsoft.Network/networkSecurityGroups/nsg",
        "Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io",
        "Microsoft.Network/publicIPAddresses/gw-address",
        "Microsoft.Network/publicIPAddresses/out",
        "Microsoft.Network/routeTables/rt",
        "Microsoft.Network/routeTables/rt/routes/default",
    ]
    assert body(view, f"{NETWORK}/natGateways/gw")["publicIpAddresses"] == [
        {"id": f"{NETWORK}/publicIPAddresses/gw-address"}
    ]
    assert body(view, f"{NETWORK}/routeTables/rt/routes/default")["nextHopIpAddress"] == FIREWALL


@pytest.mark.parametrize(
    "network", [{"id": f"{NETWORK}/virtualNetworks/v"}, {"name": "v", "existing": True, "resourceGroup": "hub"}]
)
def test_a_network_is_there_with_the_ranges_that_are_stated_and_subnets_get_free_ones(network: dict[str, Any]) -> None:
    settings = {
        "network": {**network, "addressSpace": ["10.9.0.0/16"]},
        "clusters": {
            "dev": {
                "nodeSubnet": {"name": "nodes", "existing": True, "prefix": "10.9.0.0/24"},
                "podSubnet": f"{NETWORK}/virtualNetworks/v/subnets/pods",
                "nodePools": {"user": {"nodeSubnet": {"name": "more", "existing": True}}},
            }
        },
    }
    view, ids = assumed(settings)
    names = ("v", "v/subnets/nodes", "v/subnets/pods", "v/subnets/more")
    assert set(ids) == {"/resourceGroups/hub", *(f"Microsoft.Network/virtualNetworks/{name}" for name in names)}
    assert body(view, f"{NETWORK}/virtualNetworks/v")["addressSpace"] == {"addressPrefixes": ["10.9.0.0/16"]}
    taken = {name: body(view, f"{NETWORK}/virtualNetworks/{name}")["addressPrefix"] for name in names[1:]}
    assert taken["v/subnets/nodes"] == "10.9.0.0/24"
    assert sorted(taken.values()) == ["10.9.0.0/24", "10.9.4.0/22", "10.9.8.0/22"]


def test_an_existing_subnet_carries_the_table_that_is_said_of_it() -> None:
    table = f"{NETWORK}/routeTables/rt"
    subnet = {"id": f"{NETWORK}/virtualNetworks/v/subnets/nodes", "routeTableId": table}
    view, _ = assumed({"clusters": {"dev": {"nodeSubnet": subnet}}})
    assert body(view, str(subnet["id"]))["routeTable"] == {"id": table}
    assert body(view, str(subnet["id"]))["addressPrefix"] == "10.224.0.0/22"


def test_a_peered_network_is_there_with_its_ranges_also_in_another_subscription() -> None:
    view, ids = assumed(
        {"network": {"peerings": {"hub": {"id": f"{OTHER}/virtualNetworks/h", "ranges": ["10.0.0.0/16"]}}}}
    )
    assert body(view, f"{OTHER}/virtualNetworks/h")["addressSpace"] == {"addressPrefixes": ["10.0.0.0/16"]}
    assert "Microsoft.Network/virtualNetworks/h" in ids


def test_the_stack_s_own_group_is_there_when_it_says_so() -> None:
    assert assumed({"resourceGroup": {"name": "rg-dev", "existing": True}, "clusters": {}})[1] == [
        "/resourceGroups/rg-dev"
    ]
    assert assumed({"resourceGroup": "rg-dev", "clusters": {}})[1] == []


def test_what_comes_from_another_stack_is_that_stacks_to_make() -> None:
    assert assumed({"network": {"id": {"fromStack": "hub", "output": "network.vnetId"}}})[1] == []
