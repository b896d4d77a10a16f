"""What a GET gives an import and a refresh: defaults of Azure for the one, only what changed for the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aksnet.arm.ids import CLUSTER_TYPE
from aksnet.sandbox.azure.azure_provider import KINDS
from aksnet.sandbox.azure.network_resources import ROUTE_TABLE
from aksnet.sandbox.azure.resource_reading import applied, seen
from aksnet.sandbox.azure.resource_type import SimulatedType
from aksnet.sandbox.azure.virtual_networks import SUBNET
from tests.sandbox.arm_world import GROUP, SPACE, TABLE, VNET, Arm, serving, use

pytestmark = pytest.mark.slow

Json = dict[str, Any]
WAY = {"name": "out", "addressPrefix": "0.0.0.0/0", "nextHopType": "Internet"}


@pytest.fixture
def arm(tmp_path: Path) -> Iterator[Arm]:
    with serving(tmp_path) as client:
        yield client


@pytest.fixture
def used(arm: Arm) -> Arm:
    use(arm)
    return arm


def test_an_import_brings_azures_defaults_and_the_children(arm: Arm) -> None:
    vnet = arm.create("vnet", **SPACE, subnets=[{"name": "a", "addressPrefix": "10.0.0.0/24"}])
    subnet = {
        "id": f"{vnet}/subnets/a",
        "name": "a",
        "type": "Microsoft.Network/virtualNetworks/subnets",
        "addressPrefix": "10.0.0.0/24",
        "delegations": [],
        "privateEndpointNetworkPolicies": "Disabled",
        "privateLinkServiceNetworkPolicies": "Enabled",
    }
    inputs, outputs = arm.read("vnet", vnet)
    assert inputs == {
        "resourceGroupName": "rg",
        "virtualNetworkName": "vnet",
        "location": "westeurope",
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
        "enableDdosProtection": False,
        "privateEndpointVNetPolicies": "Disabled",
        "subnets": [subnet],
    }
    assert (outputs["provisioningState"], outputs["name"], outputs["etag"][:3]) == ("Succeeded", "vnet", 'W/"')


def test_an_import_of_a_table_has_the_routes_of_both_kinds(arm: Arm) -> None:
    table = arm.create("table", routes=[WAY])
    arm.create("route", addressPrefix="10.1.0.0/16", nextHopType="None")
    inputs, _ = arm.read("table", table)
    assert [route["name"] for route in inputs["routes"]] == ["out", "r"]
    assert inputs["disableBgpRoutePropagation"] is False


def test_an_import_of_a_cluster_has_mirrors_and_the_identity_as_a_list(used: Arm) -> None:
    cluster = f"{GROUP}/providers/{CLUSTER_TYPE}/c"
    inputs, _ = used.read("cluster", cluster)
    assert inputs["identity"]["userAssignedIdentities"] == [
        f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-one"
    ]
    assert inputs["networkProfile"] == {
        "dnsServiceIP": "10.9.0.10",
        "ipFamilies": ["IPv4"],
        "loadBalancerProfile": {"backendPoolType": "NodeIPConfiguration", "managedOutboundIPs": {"count": 1}},
        "loadBalancerSku": "standard",
        "networkDataplane": "azure",
        "networkPlugin": "azure",
        "networkPolicy": "none",
        "outboundType": "loadBalancer",
        "serviceCidr": "10.9.0.0/16",
        "serviceCidrs": ["10.9.0.0/16"],
    }
    assert {key: inputs[key] for key in ("supportPlan", "nodeResourceGroup", "sku", "enableRBAC")} == {
        "supportPlan": "KubernetesOfficial",
        "nodeResourceGroup": "MC_rg_c_westeurope",
        "sku": {"name": "Base", "tier": "Free"},
        "enableRBAC": True,
    }
    assert {"fqdn", "provisioningState", "currentKubernetesVersion", "maxAgentPools"}.isdisjoint(inputs)


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        ("vnet", SPACE),
        ("vnet", {**SPACE, "subnets": [{"name": "a", "addressPrefix": "10.0.0.0/24"}]}),
        ("table", {}),
        ("table", {"routes": [WAY]}),
        ("address", {"sku": {"name": "Standard"}, "publicIPAllocationMethod": "Static"}),
        ("identity", {"tags": {"a": "b"}}),
    ],
)
def test_a_refresh_right_after_a_create_changes_nothing(arm: Arm, kind: str, inputs: Json) -> None:
    arm_id, sent, answered = arm.made(kind, **inputs)
    assert arm.read(kind, arm_id, sent, answered) == (sent, answered)


def test_children_made_elsewhere_are_drift_only_where_the_list_is_declared(arm: Arm) -> None:
    table, sent, answered = arm.made("table")
    arm.create("route", addressPrefix="10.1.0.0/16", nextHopType="None")
    assert arm.read("table", table, sent, answered) == (sent, answered)
    answered = arm.update("table", table, routes=[WAY, {**WAY, "name": "r", "addressPrefix": "10.1.0.0/16"}])
    arm.create("route", routeName="x", addressPrefix="10.2.0.0/16", nextHopType="None")
    declared = {**sent, "routes": answered["routes"]}
    assert [route["name"] for route in arm.read("table", table, declared, answered)[0]["routes"]] == ["out", "r", "x"]


def test_what_was_taken_off_a_subnet_is_drift_and_nothing_else_is(arm: Arm) -> None:
    arm.create("vnet", **SPACE)
    table = arm.create("table")
    subnet, sent, answered = arm.made("subnet", addressPrefix="10.0.0.0/24", routeTable={"id": table})
    with arm.store.change() as view:
        record = view.get(subnet)
        assert record is not None
        view.put({**record, "inputs": {key: value for key, value in record["inputs"].items() if key != "routeTable"}})
    inputs, outputs = arm.read("subnet", subnet, sent, answered)
    assert inputs == {key: value for key, value in sent.items() if key != "routeTable"}
    assert "routeTable" not in outputs


def test_a_delegation_that_aks_put_on_is_drift(used: Arm) -> None:
    pods = f"{VNET}/subnets/p"
    inputs, outputs = used.read("subnet", pods, used.body(pods), {"delegations": []})
    assert inputs["delegations"] == [{"name": "aks", "serviceName": CLUSTER_TYPE}]
    assert {"serviceAssociationLinks", "ipConfigurations"}.isdisjoint(outputs)


def test_an_autoscaled_pool_shows_its_own_count(used: Arm) -> None:
    where = {"vnetSubnetID": f"{VNET}/subnets/a", "podSubnetID": f"{VNET}/subnets/p"}
    limits = {"enableAutoScaling": True, "minCount": 1, "maxCount": 4}
    pool, sent, answered = used.made("pool", mode="User", vmSize="s", maxPods=110, **where, **limits)
    assert answered["count"] == 1
    with used.store.change() as view:
        record = next(each for each in view.resources.values() if each["inputs"].get("pool") == "user")
        grown = {**record["inputs"], "sku": {"name": "s", "capacity": 3}}
        view.put({**record, "inputs": grown, "outputs": {"instances": record["outputs"]["instances"] * 3}})
    inputs, outputs = used.read("pool", pool, sent, answered)
    assert (inputs, outputs["count"]) == ({**sent, "count": 3}, 3)


def test_a_failed_create_shows_until_the_next_put(arm: Arm) -> None:
    vnet = arm.create("vnet", **SPACE)
    with arm.store.change() as view:
        record = view.get(vnet)
        assert record is not None
        view.put({**record, "outputs": {**record["outputs"], "provisioningState": "Failed"}})
    assert arm.read("vnet", vnet)[1]["provisioningState"] == "Failed"
    assert arm.update("vnet", vnet, **SPACE)["provisioningState"] == "Succeeded"


def test_the_whole_view_shows_who_uses_a_resource(used: Arm) -> None:
    view = used.store.read()

    def shown(kind: SimulatedType, arm_id: str) -> Json:
        record = view.get(arm_id)
        assert record is not None
        return seen(view, kind, record)

    assert [link["name"] for link in shown(SUBNET, f"{VNET}/subnets/p")["serviceAssociationLinks"]] == [
        "AzureKubernetesService"
    ]
    assert len(shown(SUBNET, f"{VNET}/subnets/a")["ipConfigurations"]) == 2
    table = used.create("table")
    used.update("subnet", f"{VNET}/subnets/a", addressPrefix="10.0.0.0/24", routeTable={"id": table})
    view = used.store.read()
    assert shown(ROUTE_TABLE, TABLE)["subnets"] == [{"id": f"{VNET}/subnets/a"}]


def test_only_the_difference_between_two_answers_reaches_the_inputs() -> None:
    inputs = {"a": {"x": 1}, "kept": 1, "gone": 2}
    old = {"a": {"x": 1, "default": 0}, "kept": 1, "gone": 2, "filled": True}
    new = {"a": {"x": 2, "default": 0, "more": 3}, "kept": 1, "filled": True, "added": 5}
    assert applied(inputs, old, new) == {"a": {"x": 2, "more": 3}, "kept": 1, "added": 5}


def test_a_refresh_changes_a_list_element_by_element_and_takes_new_elements_as_they_are() -> None:
    inputs = {"pools": [{"name": "system", "count": 1}]}
    filled = {"name": "system", "count": 1, "kind": "OS"}
    scaled = {**filled, "count": 2}
    assert applied(inputs, {"pools": [filled]}, {"pools": [scaled, {"name": "user", "kind": "OS"}]}) == {
        "pools": [{"name": "system", "count": 2}, {"name": "user", "kind": "OS"}]
    }
    assert applied({"pools": [1, 2]}, {"pools": [1, 2]}, {"pools": [3]}) == {"pools": [3]}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.arm.name)
def test_an_id_gives_its_parameters_back(kind: SimulatedType) -> None:
    scope = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v"
    parameters = {name: scope if name == "scope" else f"x-{name}" for name in kind.arm.parameters}
    assert kind.arm.parameters_of(kind.id_of(parameters)) == parameters


# Section 3b of the reference: pulumi-azure-native 3.29.0.
PROFILE = [
    "networkPlugin",
    "networkPluginMode",
    "networkDataplane",
    "networkPolicy",
    "networkMode",
    "outboundType",
    "podCidr",
    "serviceCidr",
    "serviceCidrs",
    "dnsServiceIP",
    "nodePublicIPTags",
]
CLUSTER_REPLACES = {
    *[
        "location",
        "dnsPrefix",
        "fqdnSubdomain",
        "nodeResourceGroup",
        "diskEncryptionSetID",
        "linuxProfile",
        "windowsProfile",
    ],
    *(f"networkProfile.{name}" for name in PROFILE),
    # Found by the name alone, wherever the type stands.
    "agentPoolProfiles[].windowsProfile",
}


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("containerservice:ManagedCluster", CLUSTER_REPLACES),
        ("containerservice:AgentPool", {"vmSize", "gpuInstanceProfile", "networkProfile.nodePublicIPTags"}),
        ("authorization:RoleAssignment", {"principalId"}),
        ("network:VirtualNetwork", {"location"}),
        ("network:Subnet", set()),
        ("network:PublicIPAddress", {"location", "publicIPAddressVersion", "publicIPPrefix", "sku"}),
    ],
)
def test_a_change_replaces_as_the_provider_has_it(token: str, expected: set[str]) -> None:
    """Path parameters replace besides; a role assignment's scope is one."""
    kind = KINDS[f"azure-native:{token}"]
    assert set(kind.arm.replace_on) == expected
    assert ("scope" in kind.arm.parameters) is (token == "authorization:RoleAssignment")  # noqa: S105 - a type token
