"""What a network is declared with, where a key decides between two forms of one resource."""

from typing import Any

import pytest

from tests.plan.support import (
    ADMINS,
    IDENTITY_ID,
    IP_ID,
    KUBELET_ID,
    NAT_ID,
    PREFIX_ID,
    REGISTRY_ID,
    TABLE_ID,
    VNET_ID,
    ZONE_ID,
)
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


def test_a_subnet_is_sent_with_what_its_keys_say() -> None:
    said = {
        "prefix": "10.230.0.0/24",
        "routeTableId": TABLE_ID,
        "natGatewayId": NAT_ID,
        "serviceEndpoints": ["Microsoft.Sql", "Microsoft.Storage"],
        "delegation": "Microsoft.DBforPostgreSQL/flexibleServers",
        "defaultOutboundAccess": False,
        "privateEndpointNetworkPolicies": "RouteTableEnabled",
        "privateLinkServiceNetworkPolicies": "Disabled",
    }
    recorded = run_clusters({"dev": {}}, network={"subnets": {"data": said}})
    [inputs] = [each.inputs for each in recorded.all("azure-native:network:Subnet") if each.name == "aks/network-data"]
    assert {key: value for key, value in inputs.items() if key not in NAMED} == {
        "addressPrefix": "10.230.0.0/24",
        "routeTable": {"id": TABLE_ID},
        "natGateway": {"id": NAT_ID},
        "serviceEndpoints": [{"service": "Microsoft.Sql"}, {"service": "Microsoft.Storage"}],
        "delegations": [{"name": "flexibleServers", "serviceName": "Microsoft.DBforPostgreSQL/flexibleServers"}],
        "defaultOutboundAccess": False,
        "privateEndpointNetworkPolicies": "RouteTableEnabled",
        "privateLinkServiceNetworkPolicies": "Disabled",
    }


NAMED = {"subnetName", "virtualNetworkName", "resourceGroupName"}


def test_a_vnet_is_sent_with_its_dns_servers_and_peered_when_its_subnets_are_there() -> None:
    keys = {"dnsServers": ["10.224.0.4"], "peerings": {"hub": VNET_ID}}
    recorded = run_clusters({"dev": {}}, network=keys)
    [peering] = recorded.all("azure-native:network:VirtualNetworkPeering")
    assert recorded.one("azure-native:network:VirtualNetwork").inputs["dhcpOptions"] == {"dnsServers": ["10.224.0.4"]}
    assert (peering.name, peering.inputs["virtualNetworkPeeringName"], peering.inputs["remoteVirtualNetwork"]) == (
        "aks/network-peering-hub",
        "hub",
        {"id": VNET_ID},
    )
    assert [peering.inputs[key] for key in FLAGS] == [True, True, False]
    assert "aks/network-dev-node-subnet" in peering.dependencies
    assert "aks/network-peering-hub" in recorded.one(CLUSTER).dependencies


FLAGS = ("allowVirtualNetworkAccess", "allowForwardedTraffic", "useRemoteGateways")
CLUSTER = "azure-native:containerservice:ManagedCluster"


def test_a_nat_gateway_has_the_addresses_and_the_zone_that_are_asked_for() -> None:
    said = {"publicIps": 2, "prefixLength": 30, "publicIpIds": [IP_ID], "zone": "2", "idleTimeout": 10}
    recorded = run_clusters({"dev": {"outbound": {"type": "userAssignedNATGateway", "natGateway": said}}})
    addresses = [each.name for each in recorded.all("azure-native:network:PublicIPAddress")]
    [prefix] = recorded.all("azure-native:network:PublicIPPrefix")
    gateway = recorded.one("azure-native:network:NatGateway").inputs
    assert addresses == ["aks/network-dev-nat-ip", "aks/network-dev-nat-ip-2"]
    assert (prefix.inputs["prefixLength"], prefix.inputs["zones"]) == (30, ["2"])
    assert [len(gateway["publicIpAddresses"]), len(gateway["publicIpPrefixes"])] == [3, 1]
    assert gateway["publicIpAddresses"][-1] == {"id": IP_ID}
    assert (gateway["zones"], gateway["idleTimeoutInMinutes"]) == (["2"], 10)


def test_a_load_balancer_is_sent_with_what_is_said_of_it_and_its_addresses_are_granted() -> None:
    said = {"publicIpPrefixIds": [PREFIX_ID], "allocatedPorts": 1024, "idleTimeout": 4}
    recorded = run_clusters({"dev": {"outbound": {"type": "loadBalancer", "loadBalancer": said}}})
    scopes = [each.inputs["scope"] for each in recorded.all("azure-native:authorization:RoleAssignment")]
    assert recorded.one(CLUSTER).inputs["networkProfile"]["loadBalancerProfile"] == {
        "outboundIPPrefixes": {"publicIPPrefixes": [{"id": PREFIX_ID}]},
        "allocatedOutboundPorts": 1024,
        "idleTimeoutInMinutes": 4,
    }
    assert PREFIX_ID in scopes


def test_identities_that_are_there_are_read_and_none_is_made() -> None:
    recorded = run_clusters(
        {"dev": {"identityId": IDENTITY_ID, "kubeletIdentityId": KUBELET_ID, "registries": [REGISTRY_ID]}}
    )
    sent = recorded.one(CLUSTER).inputs
    assert recorded.all("azure-native:managedidentity:UserAssignedIdentity") == []
    assert sent["identity"] == {"type": "UserAssigned", "userAssignedIdentities": [IDENTITY_ID]}
    assert sent["identityProfile"] == {
        "kubeletidentity": {"resourceId": KUBELET_ID, "clientId": "nodes_client", "objectId": "nodes_principal"}
    }
    assignments = {
        each.name: (each.inputs["scope"], each.inputs["principalId"])
        for each in recorded.all("azure-native:authorization:RoleAssignment")
    }
    assert assignments["aks/dev-access-kubelet-identity/nodes"] == (KUBELET_ID, "control-plane_principal")
    assert assignments["aks/dev-registry/images"] == (REGISTRY_ID, "nodes_principal")
    exported = recorded.exports["clusters"]["dev"]
    assert exported["kubeletPrincipalId"] == "nodes_principal"
    assert [each["target"] for each in exported["kubeletRoleAssignments"]] == ["container registry images"]


def test_nodes_whose_identity_aks_makes_are_granted_once_it_is_known() -> None:
    recorded = run_clusters({"dev": {"registries": [REGISTRY_ID]}})
    pull = next(
        each
        for each in recorded.all("azure-native:authorization:RoleAssignment")
        if each.name == "aks/dev-registry/images"
    )
    assert pull.inputs["principalId"] == "aks/dev-cluster_kubelet"


def test_entra_id_is_asked_for_with_its_groups_and_credentials_for_the_plug_in() -> None:
    recorded = run_clusters({"dev": {"entra": {"adminGroups": [ADMINS]}, "localAccounts": False}})
    sent = recorded.one(CLUSTER).inputs
    assert sent["aadProfile"] == {"managed": True, "enableAzureRBAC": True, "adminGroupObjectIDs": [ADMINS]}
    assert sent["disableLocalAccounts"] is True
    exported = recorded.exports["clusters"]["dev"]["features"]
    assert (exported["entra"], exported["azureRbac"], exported["localAccounts"]) == (True, True, False)


def test_features_are_sent_as_azure_names_them_and_nothing_of_those_that_nobody_asks_for() -> None:
    pools = {
        "sys": {"mode": "System", "localDns": "Required"},
        "out": {"mode": "Gateway", "count": 2, "gatewayPrefix": 30},
    }
    said = {
        "advancedNetworking": {"security": "L7"},
        "nodeProvisioning": {"maxNodes": 20, "defaultPools": False},
        "staticEgressGateway": True,
    }
    recorded = run_clusters({"dev": {"nodePools": pools, **said}})
    sent = recorded.one(CLUSTER).inputs
    assert sent["networkProfile"]["advancedNetworking"] == {
        "enabled": True,
        "observability": {"enabled": True},
        "security": {"enabled": True, "advancedNetworkPolicies": "L7"},
    }
    assert sent["networkProfile"]["staticEgressGatewayProfile"] == {"enabled": True}
    assert sent["nodeProvisioningProfile"] == {"mode": "Auto", "defaultNodePools": "None"}
    assert sent["agentPoolProfiles"][0]["localDNSProfile"] == {"mode": "Required"}
    gateways = recorded.one("azure-native:containerservice:AgentPool").inputs
    assert (gateways["mode"], gateways["gatewayProfile"]) == ("Gateway", {"publicIPPrefixSize": 30})
    plain = run_clusters({"dev": {}}).one(CLUSTER).inputs
    parts = {"advancedNetworking", "staticEgressGatewayProfile", "nodeProvisioningProfile", "aadProfile"}
    assert parts & {*plain, *plain["networkProfile"]} == set()
    assert {"localDNSProfile", "windowsProfile", "gatewayProfile"} & set(plain["agentPoolProfiles"][0]) == set()


def test_windows_nodes_may_leave_translation_to_the_way_out() -> None:
    pools = {"sys": {"mode": "System"}, "win": {"osType": "Windows", "disableOutboundNat": True}}
    outbound = {"type": "userDefinedRouting", "nextHop": "10.240.0.4"}
    recorded = run_clusters({"dev": {"mode": "overlay", "nodePools": pools, "outbound": outbound}})
    sent = recorded.one("azure-native:containerservice:AgentPool").inputs
    assert sent["windowsProfile"] == {"disableOutboundNat": True}


def test_a_private_cluster_is_sent_with_its_zone_and_without_a_public_name() -> None:
    recorded = run_clusters({"dev": {"privateCluster": True, "privateDnsZone": ZONE_ID, "publicFqdn": False}})
    assert recorded.one(CLUSTER).inputs["apiServerAccessProfile"] == {
        "enablePrivateCluster": True,
        "privateDNSZone": ZONE_ID,
        "enablePrivateClusterPublicFQDN": False,
    }
    exported = recorded.exports["clusters"]["dev"]
    assert (exported["privateDnsZone"], exported["publicFqdn"]) == (ZONE_ID, False)


def test_an_api_server_in_the_vnet_is_sent_with_its_delegated_subnet() -> None:
    recorded = run_clusters({"dev": {"apiServerSubnet": "10.226.0.0/28", "privateCluster": True}})
    subnet = recorded.one("azure-native:network:Subnet", "aks/network-dev-api-server-subnet")
    assert subnet.inputs["delegations"] == [
        {"name": "aks", "serviceName": "Microsoft.ContainerService/managedClusters"}
    ]
    exported = recorded.exports["clusters"]["dev"]
    assert recorded.one(CLUSTER).inputs["apiServerAccessProfile"] == {
        "enablePrivateCluster": True,
        "enableVnetIntegration": True,
        "subnetId": exported["apiServerSubnetId"],
    }
    assert exported["apiServerSubnetId"].endswith("/subnets/dev-api-server-subnet")


def test_a_cluster_without_a_way_out_pulls_from_a_cache_and_leaves_from_nowhere() -> None:
    said = {"outbound": {"type": "none", "registryId": REGISTRY_ID}, "kubeletIdentityId": KUBELET_ID}
    recorded = run_clusters({"dev": {"privateCluster": True, **said}})
    sent = recorded.one(CLUSTER).inputs
    assert sent["bootstrapProfile"] == {"artifactSource": "Cache", "containerRegistryId": REGISTRY_ID}
    assert sent["networkProfile"]["outboundType"] == "none"
    assert recorded.exports["clusters"]["dev"]["egressRanges"] == {}


def test_a_cluster_behind_a_firewall_of_unknown_address_leaves_from_nowhere_known() -> None:
    recorded = run_clusters({"dev": {"outbound": {"type": "userDefinedRouting", "nextHop": "10.230.0.4"}}})
    assert recorded.exports["clusters"]["dev"]["egressRanges"] == {}
