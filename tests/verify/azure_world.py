"""A kubenet cluster of two nodes as it should be: what is expected, what Azure says, what the cluster shows."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Any

from aksnet.azure.modes import MODES
from aksnet.verify.azure_facts import AzureFacts, Route, SeenSubnet, arm_id
from aksnet.verify.detect import Detection
from aksnet.verify.expected import DeclaredSubnet, Expected, Grant
from aksnet.verify.facts import Facts, Node
from aksnet.verify.features import Features
from aksnet.verify.judged_cluster import JudgedCluster

SUBSCRIPTION = "/subscriptions/11111111-2222-3333-4444-555555555555"
GROUP = f"{SUBSCRIPTION}/resourceGroups/rg-dev"
NETWORK = f"{GROUP}/providers/Microsoft.Network"
CLUSTER = f"{GROUP}/providers/Microsoft.ContainerService/managedClusters/dev"
VNET = f"{NETWORK}/virtualNetworks/vnet"
SUBNET = f"{VNET}/subnets/nodes"
PEERING = f"{VNET}/virtualNetworkPeerings/hub"
TABLE = f"{NETWORK}/routeTables/nodes-rt"
GATEWAY = f"{NETWORK}/natGateways/way-out"
NODE_GROUP = f"{SUBSCRIPTION}/resourceGroups/MC_rg-dev_dev_westeurope"
PRINCIPAL = "99999999-0000-0000-0000-000000000000"
NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
OWN_GRANT = Grant(role_id=CONTRIBUTOR, scope=NODE_GROUP)
DECLARED = (
    Grant(role_id=NETWORK_CONTRIBUTOR, scope=SUBNET),
    Grant(role_id=NETWORK_CONTRIBUTOR, scope=TABLE),
)
SERVERS = f"{VNET}/subnets/servers"
CREATED = DeclaredSubnet(
    id=SUBNET,
    route_table=TABLE,
    nat_gateway=None,
    security_group=None,
    service_endpoints=frozenset({"Microsoft.Storage", "Microsoft.Sql"}),
    delegation=None,
    default_outbound_access=False,
    private_endpoint_policies="Enabled",
    private_link_policies=None,
)


FEATURES = Features(
    identity_id="/identity",
    kubelet_identity_id="/kubelet",
    entra=True,
    azure_rbac=True,
    admin_groups=frozenset({"group"}),
    local_accounts=False,
    observability=True,
    network_security="L7",
    node_provisioning=True,
    static_egress_gateway=True,
)


def expected(**changes: Any) -> Expected:
    """What the stack promises."""
    values: dict[str, Any] = {
        "declared": True,
        "cluster": "dev",
        "mode": MODES["kubenet"],
        "pod_ranges": (ip_network("10.244.0.0/16"),),
        "outbound": "loadBalancer",
        "private_dns_zone": "system",
        "public_fqdn": True,
        "api_server_subnet": SERVERS,
        "egress_ranges": (ip_network("20.1.2.3/32"),),
        "subnet_ids": {"nodes": SUBNET},
        "cluster_id": CLUSTER,
        "node_resource_group": "MC_rg-dev_dev_westeurope",
        "principal_id": PRINCIPAL,
        "features": FEATURES,
        "grants": DECLARED,
        "route_table_ids": (TABLE,),
        "created_subnets": (CREATED,),
        "vnet_id": VNET,
        "dns_servers": frozenset({"10.0.0.4"}),
        "peering_ids": (PEERING,),
    }
    return Expected(**values | changes)


def route(name: str, prefix: str, hop: str | None, hop_type: str = "VirtualAppliance") -> Route:
    """Make a route."""
    return Route(
        name=name,
        prefix=ip_network(prefix),
        next_hop_type=hop_type,
        next_hop=ip_address(hop) if hop else None,
    )


ROUTES = (
    route("aks-0", "10.244.0.0/24", "10.240.0.4"),
    route("aks-1", "10.244.1.0/24", "10.240.0.5"),
    route("default", "0.0.0.0/0", "10.0.0.4"),
)


SEEN = SeenSubnet(
    route_table=arm_id(TABLE),
    nat_gateway=None,
    security_group=None,
    service_endpoints=frozenset({"Microsoft.Storage", "Microsoft.Sql"}),
    delegation=None,
    default_outbound_access=False,
    private_endpoint_policies="Enabled",
    private_link_policies="Enabled",
)


def azure(**changes: Any) -> AzureFacts:
    """What Azure says."""
    values: dict[str, Any] = {
        "routes": {arm_id(TABLE): ROUTES},
        "table_of_subnet": {arm_id(SUBNET): arm_id(TABLE)},
        "nat_of_subnet": {arm_id(SUBNET): None},
        "subnets": {arm_id(SUBNET): SEEN},
        "dns_servers": frozenset({"10.0.0.4"}),
        "peerings": {arm_id(PEERING): "Connected"},
        "grants": (*DECLARED, OWN_GRANT),
        "forwarding": {"aks-nodepool1-vmss": True},
        "outbound_addresses": (ip_address("20.1.2.3"),),
        "outbound_type": "loadBalancer",
        "private_dns_zone": "system",
        "public_fqdn": True,
        "features": FEATURES,
        "api_server_subnet": arm_id(SERVERS),
    }
    return AzureFacts(**values | changes)


def node(number: int) -> Node:
    """Make a node as kubenet has it."""
    return Node(
        name=f"aks-{number}",
        addresses=(ip_address(f"10.240.0.{4 + number}"),),
        pod_cidrs=(ip_network(f"10.244.{number}.0/24"),),
        ready=True,
        why_not_ready="",
        os="linux",
        pool="nodepool1",
        version="v1.35.1",
        labels={},
        annotations={},
    )


def case(azure_facts: AzureFacts | None = None, **changes: Any) -> JudgedCluster:
    """The whole case."""
    return JudgedCluster(
        facts=Facts(source="test", nodes=(node(0), node(1))),
        expected=expected(**changes),
        detection=Detection(mode=None, why="not looked at"),
        azure=azure_facts or azure(),
    )
