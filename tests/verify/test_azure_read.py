"""Reading Azure through the official clients, against a stand-in of ARM."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from aksnet.verify import azure_reader
from aksnet.verify.azure_clients import Clients
from aksnet.verify.azure_facts import AzureFacts, Part, Route, SeenSubnet, arm_id
from aksnet.verify.expected import Expected, Grant
from aksnet.verify.features import PoolFeatures
from aksnet.verify.sources import Unavailable
from tests.verify.arm_server import Arm, Json, arm_server
from tests.verify.azure_world import (
    CLUSTER,
    DECLARED,
    FEATURES,
    GATEWAY,
    NETWORK,
    NETWORK_CONTRIBUTOR,
    NODE_GROUP,
    OWN_GRANT,
    PEERING,
    PRINCIPAL,
    SERVERS,
    SUBNET,
    SUBSCRIPTION,
    TABLE,
    VNET,
    expected,
    route,
)

ADDRESS = f"{NETWORK}/publicIPAddresses/out-1"
PREFIX = f"{NETWORK}/publicIPPrefixes/out-2"
SCALE_SETS = f"{NODE_GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets"
ASSIGNMENTS = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments"


def scale_set(name: str, *forwarding: bool) -> Json:
    cards = [{"name": f"card{i}", "properties": {"enableIPForwarding": each}} for i, each in enumerate(forwarding)]
    profile = {"networkProfile": {"networkInterfaceConfigurations": cards}}
    return {"name": name, "properties": {"virtualMachineProfile": profile}}


def bodies() -> dict[str, Json]:
    grants = [
        {"properties": {"scope": each.scope, "roleDefinitionId": f"{SUBSCRIPTION}/roleDefinitions/{each.role_id}"}}
        for each in (*DECLARED, OWN_GRANT)
    ]
    routes = [
        ("aks-0", "10.244.0.0/24", "VirtualAppliance", "10.240.0.4"),
        ("tag", "AzureMonitor", "Internet", None),
    ]
    return {
        SUBNET: {
            "id": SUBNET,
            "properties": {
                "routeTable": {"id": TABLE.upper()},
                "natGateway": {"id": GATEWAY},
                "networkSecurityGroup": {"id": f"{NETWORK}/networkSecurityGroups/nsg"},
                "serviceEndpoints": [{"service": "Microsoft.Sql"}],
                "delegations": [{"name": "web", "properties": {"serviceName": "Microsoft.Web/serverFarms"}}],
                "defaultOutboundAccess": False,
                "privateEndpointNetworkPolicies": "NetworkSecurityGroupEnabled",
                "privateLinkServiceNetworkPolicies": "Disabled",
            },
        },
        VNET: {"properties": {"dhcpOptions": {"dnsServers": ["10.0.0.4"]}}},
        PEERING: {"properties": {"peeringState": "Initiated"}},
        TABLE: {
            "id": TABLE,
            "properties": {
                "routes": [
                    {
                        "name": name,
                        "properties": {"addressPrefix": prefix, "nextHopType": kind, "nextHopIpAddress": hop},
                    }
                    for name, prefix, kind, hop in routes
                ]
            },
        },
        GATEWAY: {"properties": {"publicIpAddresses": [{"id": ADDRESS}], "publicIpPrefixes": [{"id": PREFIX}]}},
        ADDRESS: {"properties": {"ipAddress": "20.1.2.3"}},
        PREFIX: {"properties": {"ipPrefix": "20.4.4.0/30"}},
        CLUSTER: {
            "location": "westeurope",
            "identity": {"type": "UserAssigned", "userAssignedIdentities": {"/Identity": {}}},
            "properties": {
                "identityProfile": {"kubeletidentity": {"resourceId": "/Kubelet"}},
                "aadProfile": {"managed": True, "enableAzureRBAC": True, "adminGroupObjectIDs": ["Group"]},
                "disableLocalAccounts": True,
                "nodeProvisioningProfile": {"mode": "Auto"},
                "agentPoolProfiles": [
                    {
                        "name": "out",
                        "currentOrchestratorVersion": "1.35.1",
                        "localDNSProfile": {"mode": "Required"},
                        "windowsProfile": {"disableOutboundNat": True},
                        "gatewayProfile": {"publicIPPrefixSize": 30},
                    },
                    {"name": "plain", "currentOrchestratorVersion": "1.35.1"},
                ],
                "apiServerAccessProfile": {
                    "enablePrivateCluster": True,
                    "privateDNSZone": "system",
                    "enablePrivateClusterPublicFQDN": False,
                    "enableVnetIntegration": True,
                    "subnetId": SERVERS,
                },
                "bootstrapProfile": {"artifactSource": "Direct"},
                "networkProfile": {
                    "outboundType": "loadBalancer",
                    "staticEgressGatewayProfile": {"enabled": True},
                    "advancedNetworking": {
                        "enabled": True,
                        "observability": {"enabled": True},
                        "security": {"enabled": True, "advancedNetworkPolicies": "L7"},
                    },
                    "loadBalancerProfile": {"effectiveOutboundIPs": [{"id": ADDRESS}]},
                },
            },
        },
        ASSIGNMENTS: {"value": grants},
        SCALE_SETS: {"value": [scale_set("one", True)]},
    }


@pytest.fixture
def arm() -> Iterator[Arm]:
    with arm_server(bodies()) as served:
        yield served


def read(arm: Arm, **changes: Any) -> AzureFacts:
    return azure_reader.read(expected(**changes), base_url=arm.url)


def test_everything_is_read_as_it_is(arm: Arm) -> None:
    table, subnet, gateway = arm_id(TABLE), arm_id(SUBNET), arm_id(GATEWAY)
    tagged = Route(name="tag", prefix=None, next_hop_type="Internet", next_hop=None)
    assert read(arm) == AzureFacts(
        routes={table: (route("aks-0", "10.244.0.0/24", "10.240.0.4"), tagged)},
        table_of_subnet={subnet: table},
        nat_of_subnet={subnet: gateway},
        nat_addresses={gateway: (ip_network("20.1.2.3/32"), ip_network("20.4.4.0/30"))},
        subnets={
            subnet: SeenSubnet(
                route_table=table,
                nat_gateway=gateway,
                security_group=arm_id(f"{NETWORK}/networkSecurityGroups/nsg"),
                service_endpoints=frozenset({"Microsoft.Sql"}),
                delegation="Microsoft.Web/serverFarms",
                default_outbound_access=False,
                private_endpoint_policies="NetworkSecurityGroupEnabled",
                private_link_policies="Disabled",
            )
        },
        dns_servers=frozenset({"10.0.0.4"}),
        peerings={arm_id(PEERING): "Initiated"},
        grants=(*DECLARED, OWN_GRANT),
        forwarding={"one": True},
        outbound_addresses=(ip_address("20.1.2.3"),),
        outbound_type="loadBalancer",
        private_dns_zone="system",
        public_fqdn=False,
        features=FEATURES,
        api_server_subnet=arm_id(SERVERS),
        artifact_source="Direct",
        pool_versions={"out": "1.35.1", "plain": "1.35.1"},
        pool_features={
            "out": PoolFeatures(local_dns="Required", outbound_nat=False, gateway_prefix=30),
            "plain": PoolFeatures(local_dns=None, outbound_nat=True, gateway_prefix=None),
        },
    )


def test_nothing_but_get_is_sent_and_no_login_over_plain_http(arm: Arm) -> None:
    read(arm)
    assert {(method, login) for method, _, _, login in arm.asked} == {("GET", None)}


def test_grants_are_asked_for_by_principal_with_its_groups(arm: Arm) -> None:
    read(arm)
    [query] = [query for _, path, query, _ in arm.asked if path.lower() == ASSIGNMENTS.lower()]
    assert query["$filter"] == f"assignedTo('{PRINCIPAL}')"


ELSEWHERE = "/subscriptions/66666666-2222-3333-4444-555555555555"
FAR = Grant(
    role_id=NETWORK_CONTRIBUTOR,
    scope=f"{ELSEWHERE}/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub/subnets/nodes",
)
ABOVE = Grant(role_id=NETWORK_CONTRIBUTOR, scope="/providers/Microsoft.Management/managementGroups/all")


def assignments(*grants: Grant) -> Json:
    return {
        "value": [
            {"properties": {"scope": each.scope, "roleDefinitionId": f"{ELSEWHERE}/roleDefinitions/{each.role_id}"}}
            for each in grants
        ]
    }


def test_grants_are_listed_in_every_subscription_that_a_declared_one_is_in(arm: Arm) -> None:
    far = f"{ELSEWHERE}/providers/Microsoft.Authorization/roleAssignments"
    arm.bodies |= {
        ASSIGNMENTS.lower(): assignments(*DECLARED, OWN_GRANT, ABOVE),
        far.lower(): assignments(FAR, ABOVE),
    }
    facts = read(arm, grants=(*DECLARED, FAR, ABOVE))
    assert (facts.grants, facts.grants_unread, facts.unread) == ((*DECLARED, OWN_GRANT, ABOVE, FAR), {}, {})
    assert [path.lower() for _, path, _, _ in arm.asked if "roleAssignments" in path] == [
        ASSIGNMENTS.lower(),
        far.lower(),
    ]


def test_a_subscription_whose_grants_may_not_be_listed_leaves_those_of_the_others(arm: Arm) -> None:
    arm.refused = {f"{ELSEWHERE}/providers/Microsoft.Authorization": 403}
    facts = read(arm, grants=(*DECLARED, FAR))
    assert (facts.grants, facts.grants_unread, facts.unread) == (
        (*DECLARED, OWN_GRANT),
        {
            "66666666-2222-3333-4444-555555555555": (
                f"this login may not read it (403 Refused): no {ELSEWHERE}/providers/Microsoft.Authorization for you"
            )
        },
        {},
    )


def test_scale_sets_are_read_page_by_page(arm: Arm) -> None:
    arm.bodies[SCALE_SETS.lower()] |= {"nextLink": f"{arm.url}/more?page=2"}
    arm.bodies["/more"] = {"value": [scale_set("two", True, False), scale_set("three")]}
    assert read(arm).forwarding == {"one": True, "two": False, "three": False}


@pytest.mark.parametrize(
    ("refused", "parts"),
    [
        ("/routeTables/", (Part.ROUTES,)),
        (
            "/subnets/",
            (
                Part.SUBNETS,
                Part.CREATED_SUBNETS,
            ),
        ),
        ("roleAssignments", (Part.GRANTS,)),
        ("virtualMachineScaleSets", (Part.SCALE_SETS,)),
        ("managedClusters", (Part.CLUSTER,)),
        ("/natGateways/", (Part.NAT_GATEWAYS,)),
    ],
)
def test_a_part_that_may_not_be_read_leaves_the_others(arm: Arm, refused: str, parts: tuple[Part, ...]) -> None:
    arm.refused = {refused: 403}
    assert read(arm).unread == dict.fromkeys(parts, f"this login may not read it (403 Refused): no {refused} for you")


def test_another_answer_of_azure_is_told_in_its_words(arm: Arm) -> None:
    arm.refused = {"managedClusters": 409}
    assert read(arm).unread == {
        Part.CLUSTER: "Azure answered 409 Refused: no managedClusters for you",
    }


def test_a_login_that_ends_on_the_way_is_one_line_for_each_part(arm: Arm, monkeypatch: pytest.MonkeyPatch) -> None:
    from azure.core.exceptions import ClientAuthenticationError

    def ended(*_unused: object, **_options: object) -> None:
        raise ClientAuthenticationError("DefaultAzureCredential failed\nTo mitigate this issue, see\n")

    monkeypatch.setattr("azure.core.pipeline.policies.SansIOHTTPPolicy.on_request", ended)
    assert set(read(arm).unread.values()) == {"there is no Azure login that works here: run az login"}


def test_a_network_that_is_gone_is_one_line_for_each_part(arm: Arm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("azure.core.pipeline.policies.RetryPolicy.sleep", lambda *_unused, **_more: None)
    facts = azure_reader.read(expected(), base_url="http://127.0.0.1:1")
    assert arm.asked == []
    assert {why.partition(": ")[0] for why in facts.unread.values()} == {"Azure cannot be reached from here"}
    assert not any("\n" in why for why in facts.unread.values())


def test_a_declared_route_table_that_is_gone_has_no_routes(arm: Arm) -> None:
    del arm.bodies[TABLE.lower()]
    facts = read(arm)
    assert (facts.routes, facts.unread) == ({arm_id(TABLE): ()}, {})


def test_a_provider_that_is_not_registered_is_not_registered_by_verify(arm: Arm) -> None:
    """The official clients would do that with a POST."""

    def not_registered(_path: str) -> tuple[int, Json]:
        message = "The subscription is not registered to use namespace 'Microsoft.Network'"
        return 409, {"error": {"code": "MissingSubscriptionRegistration", "message": message}}

    arm.answer = not_registered  # type: ignore[assignment]
    facts = read(arm)
    assert {method for method, _, _, _ in arm.asked} == {"GET"}
    assert facts.unread[Part.SUBNETS] == "verify only reads, and POST was asked for"


def test_without_a_stack_there_is_nothing_to_read() -> None:
    with pytest.raises(Unavailable, match="no stack was given"):
        azure_reader.read(Expected())


def test_without_a_login_there_is_one_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    from azure.core.exceptions import ClientAuthenticationError

    def refuse(*_args: object, **_options: object) -> None:
        raise ClientAuthenticationError("a long story")

    monkeypatch.setattr("azure.identity.DefaultAzureCredential.get_token", refuse)
    with pytest.raises(Unavailable, match="run az login"):
        azure_reader.read(expected())


def test_the_login_goes_to_azure_over_tls_only() -> None:
    from azure.core.pipeline.policies import SansIOHTTPPolicy
    from azure.mgmt.core.policies import ARMChallengeAuthenticationPolicy

    policies = [type(Clients(object(), url)._authentication()) for url in (None, "http://127.0.0.1:1")]
    assert policies == [ARMChallengeAuthenticationPolicy, SansIOHTTPPolicy]
