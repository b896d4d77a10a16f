"""Rules on what hangs on one subnet: every one has a case that breaks it alone, and one beside the edge."""

import pytest

from aksnet.rules import access, egress, subnet_keys
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, NAT_ID, SUBSCRIPTION, TABLE_ID, VNET_ID, Case, Raw, dev, found, network, problems

POSTGRES = "Microsoft.DBforPostgreSQL/flexibleServers"
GATEWAYS = "Microsoft.ServiceNetworking/trafficControllers"
FIREWALL = {"type": "userDefinedRouting", "nextHop": "10.239.1.4"}
STORAGE = ["Microsoft.Storage", "Microsoft.Storage.Global"]
ELSEWHERE = TABLE_ID.replace("000000000001", "000000000002")
NEW = {"name": "nodes", "prefix": "10.9.0.0/24"}


def _in_hub(nodes: Raw, **keys: object) -> Raw:
    return network({"dev": {"nodeSubnet": nodes} | keys}, id=VNET_ID)


def _beside(**keys: object) -> Raw:
    """One cluster and a subnet of the given keys beside it."""
    return network({"dev": {}}, subnets={"data": {"prefix": "10.230.0.0/24"} | keys})


CASES = [
    Case(
        rule=subnet_keys.keys_of_existing_subnets,
        says="a NAT gateway is given to subnets that the stack creates",
        raw=_in_hub({"name": "nodes", "existing": True, "natGatewayId": NAT_ID}, outbound="userAssignedNATGateway"),
        expected=[
            Problem(
                kind=Kind.KEY_ON_EXISTING,
                path="clusters.dev.nodeSubnet.natGatewayId",
                value=NAT_ID,
                message="no natGatewayId on an existing subnet, because this stack does not write that subnet",
                cure="remove it, and set it where the subnet is declared",
            )
        ],
        beside=_in_hub(NEW | {"natGatewayId": NAT_ID}, outbound="userAssignedNATGateway"),
    ),
    Case(
        rule=subnet_keys.tables_of_other_subscriptions,
        says="a route table is in the VNet's subscription",
        raw=_in_hub(NEW | {"routeTableId": ELSEWHERE}),
        expected=[
            Problem(
                kind=Kind.OTHER_SUBSCRIPTION,
                path="clusters.dev.nodeSubnet.routeTableId",
                value=ELSEWHERE,
                message=f"a route table of the subscription {SUBSCRIPTION.split('/')[2]}, in which the VNet is",
                cure="name a route table there",
                page=LEARN + "virtual-network/manage-route-table",
                code="InvalidResourceReference",
            )
        ],
        beside=_in_hub(NEW | {"routeTableId": TABLE_ID}),
    ),
    Case(
        rule=egress.gateways_beside_load_balancers,
        says="a NAT gateway takes what leaves before the load balancer does",
        raw=dev(nodeSubnet={"natGatewayId": NAT_ID}),
        expected=[
            Problem(
                kind=Kind.GATEWAY_BESIDE_BALANCER,
                path="clusters.dev.nodeSubnet.natGatewayId",
                value=NAT_ID,
                message=(
                    "what leaves dev-node-subnet leaves by this NAT gateway, while AKS keeps an outbound address on "
                    "dev's load balancer that these nodes do not use"
                ),
                cure="write outbound: userAssignedNATGateway for the cluster",
                page=LEARN + "aks/nat-gateway",
            )
        ],
        beside=dev(nodeSubnet={"natGatewayId": NAT_ID}, outbound="userAssignedNATGateway"),
    ),
    Case(
        rule=subnet_keys.delegations,
        says="a subnet of nodes is delegated to nobody",
        raw=dev(nodeSubnet={"delegation": POSTGRES}),
        expected=[
            Problem(
                kind=Kind.DELEGATED_IN_USE,
                path="clusters.dev.nodeSubnet.delegation",
                value=POSTGRES,
                message="none on a subnet for nodes: the service has a delegated subnet for itself",
                cure="remove it, or delegate a subnet under network.subnets that no cluster uses",
                page=LEARN + "virtual-network/subnet-delegation-overview",
                code="SubnetIsDelegated",
            )
        ],
        beside=_beside(delegation=POSTGRES),
    ),
    Case(
        rule=subnet_keys.delegations,
        says="a subnet of pods is delegated to AKS alone",
        raw=dev(mode="pod-subnet", podSubnet={"delegation": POSTGRES}),
        expected=[
            Problem(
                kind=Kind.DELEGATED_IN_USE,
                path="clusters.dev.podSubnet.delegation",
                value=POSTGRES,
                message="none on a subnet for pods: the service has a delegated subnet for itself",
                cure="remove it, or delegate a subnet under network.subnets that no cluster uses",
                page=LEARN + "virtual-network/subnet-delegation-overview",
                code="SubnetIsDelegated",
            )
        ],
        beside=dev(mode="pod-subnet", podSubnet={"delegation": "Microsoft.ContainerService/managedClusters"}),
    ),
    Case(
        rule=subnet_keys.sizes_for_purposes,
        says="a delegated subnet has the size that its service needs",
        raw=_beside(prefix="10.230.0.0/25", delegation=GATEWAYS),
        expected=[
            Problem(
                kind=Kind.PURPOSE_SIZE,
                path="network.subnets.data.prefix",
                value="10.230.0.0/25",
                message="a /24 or larger, which Application Gateway for Containers needs",
                cure="write a free /24",
                page=LEARN + "application-gateway/for-containers/container-networking",
            )
        ],
        beside=_beside(delegation=GATEWAYS),
    ),
    Case(
        rule=subnet_keys.sizes_for_purposes,
        says="a subnet that Azure knows by its name has the size that is needed",
        raw=network({"dev": {}}, subnets={"AzureBastionSubnet": "10.230.0.0/27"}),
        expected=[
            Problem(
                kind=Kind.PURPOSE_SIZE,
                path="network.subnets.AzureBastionSubnet.prefix",
                value="10.230.0.0/27",
                message="a /26 or larger, which Azure Bastion needs",
                cure="write a free /26",
                page=LEARN + "bastion/configuration-settings",
            )
        ],
        beside=network({"dev": {}}, subnets={"AzureBastionSubnet": "10.230.0.0/26"}),
    ),
    Case(
        rule=subnet_keys.endpoints_of_storage,
        says="a subnet reaches storage by one kind of endpoint",
        raw=dev(nodeSubnet={"serviceEndpoints": STORAGE}),
        expected=[
            Problem(
                kind=Kind.STORAGE_ENDPOINTS,
                path="clusters.dev.nodeSubnet.serviceEndpoints",
                value=STORAGE,
                message="Microsoft.Storage or Microsoft.Storage.Global: one subnet does not have both",
                cure="keep Microsoft.Storage.Global, which reaches storage accounts in every region",
                page=LEARN + "storage/common/storage-network-security",
            )
        ],
        beside=dev(nodeSubnet={"serviceEndpoints": ["Microsoft.Storage", "Microsoft.Sql"]}),
    ),
    Case(
        rule=subnet_keys.endpoints_past_firewalls,
        says="service endpoints go past a firewall",
        raw=dev(nodeSubnet={"serviceEndpoints": ["Microsoft.Sql"]}, outbound=FIREWALL),
        expected=[
            Problem(
                kind=Kind.ENDPOINTS_PAST_FIREWALL,
                path="clusters.dev.nodeSubnet.serviceEndpoints",
                value=["Microsoft.Sql"],
                message=(
                    "what dev sends to these services goes to them directly, past the next hop of the default route"
                ),
                cure="remove those that the firewall is to see, or leave it so if it is meant",
                page=LEARN + "virtual-network/virtual-network-service-endpoints-overview",
            )
        ],
        beside=dev(nodeSubnet={"serviceEndpoints": ["Microsoft.Sql"]}, outbound="userAssignedNATGateway"),
    ),
    Case(
        rule=access.endpoints_behind_groups,
        says="a group may shut off the private endpoint of the API server",
        raw=dev(
            privateCluster=True,
            nodeSubnet={"networkSecurityGroup": {}, "privateEndpointNetworkPolicies": "NetworkSecurityGroupEnabled"},
        ),
        expected=[
            Problem(
                kind=Kind.ENDPOINT_BEHIND_GROUP,
                path="clusters.dev.nodeSubnet.privateEndpointNetworkPolicies",
                value="NetworkSecurityGroupEnabled",
                message=(
                    "dev's private API server is reached by a private endpoint in dev-node-subnet, and the rules of "
                    "the group there hold for it too"
                ),
                cure="allow TCP 443 to the subnet from all that use the API server, or write Disabled",
                page=LEARN + "private-link/disable-private-endpoint-network-policy",
            )
        ],
        beside=dev(
            privateCluster=True,
            nodeSubnet={"networkSecurityGroup": {}, "privateEndpointNetworkPolicies": "RouteTableEnabled"},
        ),
    ),
]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("serviceEndpoints", ["Microsoft.Sql"]),
        ("delegation", POSTGRES),
        ("defaultOutboundAccess", False),
        ("privateEndpointNetworkPolicies", "Enabled"),
        ("privateLinkServiceNetworkPolicies", "Disabled"),
    ],
)
def test_nothing_is_set_on_a_subnet_that_exists_and_one_that_is_made_is_given_it_in_one_place(
    key: str, value: object
) -> None:
    [problem] = problems(network({"dev": {}}, id=VNET_ID, subnets={"old": {"existing": True, key: value}}) | NODES)
    assert (problem.kind, problem.path) == (Kind.KEY_ON_EXISTING, f"network.subnets.old.{key}")


NODES: Raw = {"clusters": {"dev": {"nodeSubnet": NEW}}}


def test_two_places_do_not_say_different_things_of_one_subnet() -> None:
    said = {"name": "nodes", "serviceEndpoints": ["Microsoft.Web"], "defaultOutboundAccess": True}
    there = {"prefix": "10.224.1.0/24", "serviceEndpoints": ["Microsoft.Sql"], "defaultOutboundAccess": False}
    told = problems(network({"dev": {"nodeSubnet": said}}, subnets={"nodes": there}))
    assert [(each.kind, each.path) for each in told] == [
        (Kind.CONTRADICTION, "clusters.dev.nodeSubnet.serviceEndpoints"),
        (Kind.CONTRADICTION, "clusters.dev.nodeSubnet.defaultOutboundAccess"),
    ]


def test_clusters_share_a_new_subnet_whose_way_out_is_the_users() -> None:
    """As AKS allows for all but kubenet: the stack creates nothing on it that is one cluster's."""
    shared = NEW | {"routeTableId": TABLE_ID, "natGatewayId": NAT_ID}
    for outbound in ("userDefinedRouting", "userAssignedNATGateway"):
        clusters = {
            "one": {"nodeSubnet": shared, "outbound": outbound},
            "two": {"nodeSubnet": "nodes", "outbound": outbound},
        }
        assert found(network(clusters, id=VNET_ID)) == []


def test_a_gateway_of_the_users_needs_its_address_among_authorized_ranges_whatever_the_outbound_type_says() -> None:
    cluster = {"nodeSubnet": NEW | {"natGatewayId": NAT_ID}, "authorizedIpRanges": ["203.0.113.0/24"]}
    [problem] = problems(network({"dev": cluster}, id=VNET_ID))
    assert (problem.kind, problem.path) == (Kind.EGRESS_ADDRESS_NEEDED, "clusters.dev.outbound.publicIp")
