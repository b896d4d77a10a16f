"""The served subscription through Azure's official clients: routes, subnets, clusters, role assignments, interfaces."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.containerservice import ContainerServiceClient
from azure.mgmt.network import NetworkManagementClient

from aksnet.sandbox.azure.made_up import SUBSCRIPTION, SUBSCRIPTION_ID
from aksnet.sandbox.azure.node_records import Node
from tests.sandbox.fake_cluster import CLUSTER, Served, azure_client, fetched, serving

GROUP = f"{SUBSCRIPTION}/resourceGroups/rg"
NODE_GROUP = f"{SUBSCRIPTION}/resourceGroups/MC_rg"
NETWORK = f"{GROUP}/providers/Microsoft.Network"
TABLE = f"{NETWORK}/routeTables/routes"
VNET = f"{NETWORK}/virtualNetworks/vnet"
SUBNET = f"{VNET}/subnets/nodes"
SCALE_SET = f"{NODE_GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/aks-system-1-vmss"
ROLE = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7"
DELEGATION = {"name": "aks", "serviceName": "Microsoft.ContainerService/managedClusters"}


def record(arm_id: str, arm_type: str, **outputs: Any) -> dict[str, Any]:
    return {"id": arm_id, "type": arm_type, "inputs": outputs, "outputs": {"azureApiVersion": "x", **outputs}}


def assignment(scope: str, number: int, principal: str) -> dict[str, Any]:
    name = f"00000000-0000-0000-0000-00000000000{number}"
    arm_id = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"
    body = {"scope": scope, "principalId": principal, "roleDefinitionId": ROLE, "principalType": "ServicePrincipal"}
    return record(arm_id, "Microsoft.Authorization/roleAssignments", **body)


def node(number: int) -> Node:
    return Node(
        name=f"aks-system-1-vmss00000{number}",
        pool={"name": "system", "vmSize": "Standard_D4ds_v5"},
        subnet_id=SUBNET,
        addresses=(f"10.1.0.{4 + number}",),
        pod_cidrs=(f"10.244.{number}.0/24",),
        pod_blocks=(),
    )


def cluster(plugin: str) -> dict[str, Any]:
    pools = [{"name": "system", "count": 2, "mode": "System", "vmSize": "Standard_D4ds_v5", "maxPods": 110}]
    return record(
        CLUSTER,
        "Microsoft.ContainerService/managedClusters",
        location="eastus",
        currentKubernetesVersion="1.34.2",
        networkProfile={"networkPlugin": plugin, "podCidr": "10.244.0.0/16"},
        identity={
            "type": "UserAssigned",
            "userAssignedIdentities": {f"{GROUP}/x": {"principalId": "p", "clientId": "c"}},
        },
        agentPoolProfiles=pools,
        sku={"name": "Base", "tier": "Free"},
        resourceName="demo",
    )


def world(plugin: str = "kubenet") -> list[dict[str, Any]]:
    """Return what the subscription of these tests holds."""
    route = {"addressPrefix": "10.244.0.0/24", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.1.0.4"}
    scale_set = record(SCALE_SET, "Microsoft.Compute/virtualMachineScaleSets")
    scale_set["inputs"] = {"cluster": CLUSTER, "pool": "system", "subnetId": SUBNET}
    scale_set["outputs"] = {"instances": [node(0).record(), node(1).record()]}
    return [
        record(GROUP, "Microsoft.Resources/resourceGroups", location="eastus", properties={"provisioningState": "Ok"}),
        record(NODE_GROUP, "Microsoft.Resources/resourceGroups", location="eastus", managedBy=CLUSTER),
        record(TABLE, "Microsoft.Network/routeTables", location="eastus", tags={"a": "b"}),
        record(f"{TABLE}/routes/node0", "Microsoft.Network/routeTables/routes", name="node0", **route),
        record(
            VNET,
            "Microsoft.Network/virtualNetworks",
            location="eastus",
            addressSpace={"addressPrefixes": ["10.1.0.0/16"]},
        ),
        record(
            SUBNET, "Microsoft.Network/virtualNetworks/subnets", addressPrefix="10.1.0.0/24", routeTable={"id": TABLE}
        ),
        record(
            f"{VNET}/subnets/pods",
            "Microsoft.Network/virtualNetworks/subnets",
            addressPrefix="10.1.4.0/22",
            delegations=[DELEGATION],
        ),
        cluster(plugin),
        record(
            f"{CLUSTER}/agentPools/user",
            "Microsoft.ContainerService/managedClusters/agentPools",
            name="user",
            count=1,
            mode="User",
            maxPods=30,
        ),
        scale_set,
        assignment(SUBSCRIPTION, 1, "reader"),
        assignment(GROUP, 2, "identity"),
        assignment(SUBNET, 3, "identity"),
        assignment(f"{VNET}/subnets/pods", 4, "other"),
    ]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path, *world()) as running:
        yield running


@pytest.fixture
def network(served: Served) -> Iterator[Any]:
    with azure_client(NetworkManagementClient, served.base) as made:
        yield made


@pytest.fixture
def roles(served: Served) -> Iterator[Any]:
    with azure_client(AuthorizationManagementClient, served.base) as made:
        yield made


def test_a_route_table_has_its_routes_inside_and_on_their_own(network: Any) -> None:
    table = network.route_tables.get("rg", "routes")
    shown = (table.id, table.name, table.type, table.location, table.tags, [each.id for each in table.subnets])
    assert shown == (TABLE, "routes", "Microsoft.Network/routeTables", "eastus", {"a": "b"}, [SUBNET])
    for routes in (table.routes, list(network.routes.list("rg", "routes"))):
        assert [
            (each.id, each.name, each.address_prefix, each.next_hop_type, each.next_hop_ip_address) for each in routes
        ] == [(f"{TABLE}/routes/node0", "node0", "10.244.0.0/24", "VirtualAppliance", "10.1.0.4")]
    assert network.routes.get("rg", "routes", "node0").next_hop_ip_address == "10.1.0.4"
    assert [each.name for each in network.route_tables.list_all()] == ["routes"]


def test_a_virtual_network_has_its_subnets_inside_and_on_their_own(network: Any) -> None:
    vnet = network.virtual_networks.get("rg", "vnet")
    assert vnet.address_space.address_prefixes == ["10.1.0.0/16"]
    for subnets in (vnet.subnets, list(network.subnets.list("rg", "vnet"))):
        assert [
            (
                each.name,
                each.address_prefix,
                each.route_table and each.route_table.id,
                [one.service_name for one in each.delegations or []],
            )
            for each in subnets
        ] == [("nodes", "10.1.0.0/24", TABLE, []), ("pods", "10.1.4.0/22", None, [DELEGATION["serviceName"]])]
    assert network.subnets.get("rg", "vnet", "nodes").id == SUBNET


def test_subnets_written_inside_their_network_are_resources_too(tmp_path: Path) -> None:
    inline = record(
        VNET,
        "Microsoft.Network/virtualNetworks",
        addressSpace={"addressPrefixes": ["10.1.0.0/16"]},
        subnets=[{"name": "inline", "addressPrefix": "10.1.9.0/24"}],
    )
    group = record(GROUP, "Microsoft.Resources/resourceGroups", location="eastus")
    with serving(tmp_path, group, inline) as served, azure_client(NetworkManagementClient, served.base) as network:
        subnet = network.subnets.get("rg", "vnet", "inline")
        assert (subnet.id, subnet.name, subnet.address_prefix) == (f"{VNET}/subnets/inline", "inline", "10.1.9.0/24")


def test_a_cluster_and_its_pools_have_their_arm_form(served: Served) -> None:
    with azure_client(ContainerServiceClient, served.base) as containers:
        found = containers.managed_clusters.get("rg", "demo")
        profile = found.network_profile
        assert (found.id, found.location, found.sku.tier, profile.network_plugin, profile.pod_cidr) == (
            *(CLUSTER, "eastus", "Free", "kubenet"),
            "10.244.0.0/16",
        )
        assert {key: one.principal_id for key, one in found.identity.user_assigned_identities.items()} == {
            f"{GROUP}/x": "p"
        }
        expected = [("system", 2, "System", "VirtualMachineScaleSets"), ("user", 1, "User", "VirtualMachineScaleSets")]
        inside = [(pool.name, pool.count, pool.mode, pool.type) for pool in found.agent_pool_profiles]
        alone = [
            (pool.name, pool.count, pool.mode, pool.type_properties_type)
            for pool in containers.agent_pools.list("rg", "demo")
        ]
        assert (inside, alone) == (expected, expected)
        assert containers.agent_pools.get("rg", "demo", "system").max_pods == 110
        assert [each.name for each in containers.managed_clusters.list()] == ["demo"]


@pytest.mark.parametrize(
    ("scope", "query", "expected"),
    [
        (SUBSCRIPTION, None, [1, 2, 3, 4]),
        (SUBSCRIPTION, "principalId eq 'identity'", [2, 3]),
        (SUBSCRIPTION, "assignedTo('other')", [4]),
        (SUBSCRIPTION, "atScope()", [1]),
        (SUBNET, None, [1, 2, 3]),
        (SUBNET, "atScope() and principalId eq 'identity'", [2, 3]),
        (GROUP, "atScope() and assignedTo('identity')", [2]),
        # A filter is read in one pass, whatever it is made of; 64 KB is the longest request line.
        pytest.param(GROUP, f"atScope(){' ' * 15_000}and assignedTo('identity')", [2], id="nothing but spaces"),
    ],
)
def test_role_assignments_are_listed_by_scope_and_principal(
    roles: Any, scope: str, query: str | None, expected: list[int]
) -> None:
    found = sorted(int(each.name[-1]) for each in roles.role_assignments.list_for_scope(scope, filter=query))
    assert found == expected
    if scope == SUBSCRIPTION:
        again = sorted(int(each.name[-1]) for each in roles.role_assignments.list_for_subscription(filter=query))
        assert again == expected


def test_a_role_assignment_is_read_by_its_id(roles: Any) -> None:
    found = roles.role_assignments.get_by_id(assignment(SUBNET, 3, "identity")["id"])
    assert (found.scope, found.principal_id, found.role_definition_id, found.principal_type) == (
        *(SUBNET, "identity", ROLE),
        "ServicePrincipal",
    )


@pytest.mark.parametrize(("plugin", "forwards"), [("kubenet", True), ("azure", False)])
def test_only_kubenets_interfaces_forward_packets(tmp_path: Path, plugin: str, forwards: bool) -> None:
    with serving(tmp_path, *world(plugin)) as served, azure_client(NetworkManagementClient, served.base) as network:
        found = network.network_interfaces.list_virtual_machine_scale_set_network_interfaces(
            "MC_rg", "aks-system-1-vmss"
        )
        interfaces = list(found)
        assert [
            (each.enable_ip_forwarding, [one.private_ip_address for one in each.ip_configurations])
            for each in interfaces
        ] == [(forwards, ["10.1.0.4"]), (forwards, ["10.1.0.5"])]
        used = [each.id for each in network.subnets.get("rg", "vnet", "nodes").ip_configurations]
        assert used == [each.ip_configurations[0].id for each in interfaces]
        _, body = fetched(f"{served.base}{SCALE_SET}?api-version=2024-11-01")
    profile = body["properties"]["virtualMachineProfile"]["networkProfile"]["networkInterfaceConfigurations"]
    assert [(one["properties"]["enableIPForwarding"], body["sku"]["capacity"]) for one in profile] == [(forwards, 2)]


def test_the_machines_of_a_scale_set_are_listed_and_read(served: Served) -> None:
    _, body = fetched(f"{served.base}{SCALE_SET}/virtualMachines?api-version=2024-11-01")
    machines = body["value"]
    assert [(one["instanceId"], one["properties"]["osProfile"]["computerName"]) for one in machines] == [
        ("0", node(0).name),
        ("1", node(1).name),
    ]
    assert fetched(f"{served.base}{machines[1]['id']}?api-version=2024-11-01") == (200, machines[1])
    interface = machines[1]["properties"]["networkProfile"]["networkInterfaces"][0]["id"]
    status, body = fetched(f"{served.base}{interface}?api-version=2024-11-01")
    assert (status, body["id"], body["properties"]["virtualMachine"]["id"]) == (200, interface, machines[1]["id"])


def test_flat_addresses_of_pods_are_on_the_interface(tmp_path: Path) -> None:
    records = world("azure")
    flat = Node(**{**node(0).__dict__, "pod_cidrs": (), "pod_blocks": (("10.1.0.8", 3),)})
    scale_set = next(each for each in records if each["id"] == SCALE_SET)
    scale_set["outputs"] = {"instances": [flat.record()]}
    with serving(tmp_path, *records) as served, azure_client(NetworkManagementClient, served.base) as network:
        (found,) = network.network_interfaces.list_virtual_machine_scale_set_network_interfaces(
            "MC_rg", "aks-system-1-vmss"
        )
    assert [(one.private_ip_address, one.primary) for one in found.ip_configurations] == [
        ("10.1.0.4", True),
        ("10.1.0.8", False),
        ("10.1.0.9", False),
        ("10.1.0.10", False),
    ]


def test_groups_and_their_contents_are_listed(served: Served) -> None:
    def listed(path: str) -> list[tuple[str, str]]:
        status, body = fetched(f"{served.base}{path}?api-version=2021-04-01")
        assert status == 200
        return [(each["name"], each["type"].rsplit("/", 1)[1]) for each in body["value"]]

    assert listed(f"{SUBSCRIPTION}/resourceGroups") == [("MC_rg", "resourceGroups"), ("rg", "resourceGroups")]
    contents = [("demo", "managedClusters"), ("routes", "routeTables"), ("vnet", "virtualNetworks")]
    assert listed(f"{GROUP}/resources") == contents
    assert listed(f"{SUBSCRIPTION}/resources") == [("aks-system-1-vmss", "virtualMachineScaleSets"), *contents]
    assert listed(f"{NETWORK}/routeTables") == [("routes", "routeTables")]
    assert fetched(f"{served.base}{GROUP}?api-version=2021-04-01") == (
        200,
        {
            "id": GROUP,
            "name": "rg",
            "type": "Microsoft.Resources/resourceGroups",
            "location": "eastus",
            "properties": {"provisioningState": "Ok"},
        },
    )
    _, body = fetched(f"{served.base}{SUBSCRIPTION}?api-version=2021-04-01")
    assert (body["subscriptionId"], body["state"]) == (SUBSCRIPTION_ID, "Enabled")


@pytest.mark.parametrize(
    ("path", "method", "status", "code"),
    [
        (GROUP, "GET", 400, "MissingApiVersionParameter"),
        (f"{GROUP}?api-version=new", "GET", 400, "InvalidApiVersionParameter"),
        (f"{TABLE}x?api-version=2024-05-01", "GET", 404, "ResourceNotFound"),
        (f"{TABLE}x/routes?api-version=2024-05-01", "GET", 404, "ResourceNotFound"),
        (f"{SUBSCRIPTION}/resourceGroups/no?api-version=2024-05-01", "GET", 404, "ResourceGroupNotFound"),
        (f"{NETWORK}/gadgets?api-version=2024-05-01", "GET", 404, "InvalidResourceType"),
        ("/subscriptions/other/resourceGroups?api-version=2024-05-01", "GET", 404, "SubscriptionNotFound"),
        (f"{TABLE}?api-version=2024-05-01", "DELETE", 405, "MethodNotAllowed"),
        (f"{TABLE}?api-version=2024-05-01", "PUT", 405, "MethodNotAllowed"),
        (
            f"{GROUP}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=x",
            "GET",
            400,
            "UnsupportedQuery",
        ),
    ],
)
def test_an_error_has_arms_form(served: Served, path: str, method: str, status: int, code: str) -> None:
    found, body = fetched(served.base + path, method=method)
    assert (found, list(body), body["error"]["code"], sorted(body["error"])) == (
        *(status, ["error"], code),
        ["code", "message"],
    )


def test_the_clients_raise_what_they_raise_for_azure(network: Any) -> None:
    with pytest.raises(ResourceNotFoundError) as missing:
        network.route_tables.get("rg", "none")
    assert missing.value.error is not None
    assert missing.value.error.code == "ResourceNotFound"
    with pytest.raises(HttpResponseError) as refused:
        network.route_tables.begin_delete("rg", "routes")
    assert refused.value.error is not None
    assert (refused.value.status_code, refused.value.error.code) == (405, "MethodNotAllowed")
