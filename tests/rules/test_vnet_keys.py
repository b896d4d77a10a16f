"""Rules on peerings and DNS servers: every one has a case that breaks it alone, and one beside the edge."""

from aksnet.rules import vnet_keys
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, SUBSCRIPTION, VNET_ID, Case, Raw, found, network

OTHER_ID = f"{VNET_ID}-2"
PEERINGS = LEARN + "virtual-network/virtual-network-peering-overview"
NAMES = LEARN + "virtual-network/virtual-networks-name-resolution-for-vms-and-role-instances"
OLD: Raw = {"nodeSubnet": {"name": "nodes", "existing": True}}


def _vnet(**keys: object) -> Raw:
    return network({"dev": {}}, **keys)


CASES = [
    Case(
        rule=vnet_keys.keys_of_existing_vnets,
        says="an existing VNet has its own DNS servers",
        raw=network({"dev": OLD}, id=VNET_ID, dnsServers=["10.9.0.4"], addressSpace=["10.9.0.0/16"]),
        expected=[
            Problem(
                kind=Kind.KEY_ON_EXISTING_VNET,
                path="network.dnsServers",
                value=["10.9.0.4"],
                message="no dnsServers of an existing VNet, because this stack does not write that VNet",
                cure="remove it, and set it where the VNet is declared",
            )
        ],
        beside=_vnet(dnsServers=["10.224.0.4"]),
    ),
    Case(
        rule=vnet_keys.peerings,
        says="a VNet is peered with another one once",
        raw=_vnet(peerings={"a": VNET_ID, "b": VNET_ID.upper().replace("/SUBSCRIPTIONS/", "/subscriptions/")}),
        expected=[
            Problem(
                kind=Kind.PEERED_TWICE,
                path="network.peerings.b.id",
                value=VNET_ID.upper().replace("/SUBSCRIPTIONS/", "/subscriptions/"),
                message="one peering with each VNet; a is with this one already",
                cure="remove one of the two",
                page=PEERINGS,
                code="AnotherPeeringAlreadyReferencesRemoteVnet",
            )
        ],
        beside=_vnet(peerings={"a": VNET_ID, "b": OTHER_ID}),
    ),
    Case(
        rule=vnet_keys.peerings,
        says="a VNet uses the gateway of one other",
        raw=_vnet(
            peerings={name: {"id": id_, "useRemoteGateways": True} for name, id_ in (("a", VNET_ID), ("b", OTHER_ID))}
        ),
        expected=[
            Problem(
                kind=Kind.TWO_REMOTE_GATEWAYS,
                path="network.peerings.b.useRemoteGateways",
                value=True,
                message="the gateway of one other VNet at most; a has one already",
                cure="write false",
                page=PEERINGS,
            )
        ],
        beside=_vnet(peerings={"a": {"id": VNET_ID, "useRemoteGateways": True}, "b": OTHER_ID}),
    ),
    Case(
        rule=vnet_keys.other_sides,
        says="the owner of a hub makes its side of a peering",
        raw=_vnet(peerings={"hub": {"id": VNET_ID, "useRemoteGateways": True}}),
        expected=[
            Problem(
                kind=Kind.PEERING_ONE_SIDED,
                path="network.peerings.hub",
                value=VNET_ID,
                message="it carries nothing until hub-vnet has a peering with dev-vnet too, which its owner makes",
                cure=(
                    f"let the owner run: az network vnet peering create --subscription {SUBSCRIPTION.split('/')[2]} "
                    "--resource-group hub --vnet-name hub-vnet --name dev-vnet --remote-vnet /subscriptions/<yours>/"
                    "resourceGroups/rg-dev/providers/Microsoft.Network/virtualNetworks/dev-vnet --allow-vnet-access "
                    "--allow-forwarded-traffic --allow-gateway-transit"
                ),
                page=PEERINGS,
            )
        ],
        beside=_vnet(),
    ),
    Case(
        rule=vnet_keys.dns_servers,
        says="nodes look for an address in the pods' range among pods",
        raw=_vnet(dnsServers=["10.224.0.4", "10.244.0.4"]),
        expected=[
            Problem(
                kind=Kind.DNS_SERVER_SHADOWED,
                path="network.dnsServers.1",
                value="10.244.0.4",
                message=(
                    "an address outside the clusters' own ranges; nodes look for this one among the pods of dev "
                    "(10.244.0.0/16)"
                ),
                cure="write the address that the server has in the VNet or in a peered network",
                page=NAMES,
            )
        ],
        beside=_vnet(dnsServers=["10.224.0.4", "10.224.0.5"]),
    ),
    Case(
        rule=vnet_keys.dns_servers,
        says="a DNS server is in the VNet or in a peered range",
        raw=_vnet(dnsServers=["192.168.1.4"]),
        expected=[
            Problem(
                kind=Kind.DNS_SERVER_OUTSIDE,
                path="network.dnsServers.0",
                value="192.168.1.4",
                message="192.168.1.4 is neither in the VNet nor in a peered range, so that nothing there may answer",
                cure="write the server's address, or add its network to a peering's ranges or to network.peeredRanges",
                page=NAMES,
            )
        ],
        beside=_vnet(
            dnsServers=["192.168.1.4", "168.63.129.16", "9.9.9.9"],
            peerings={"hub": {"id": VNET_ID, "ranges": ["192.168.0.0/16"]}},
        ),
    ),
    Case(
        rule=vnet_keys.zones_behind_dns_servers,
        says="DNS servers elsewhere do not know the zone of a private API server",
        raw=network({"dev": {"privateCluster": True}}, dnsServers=["10.224.0.4"]),
        expected=[
            Problem(
                kind=Kind.PRIVATE_ZONE_ELSEWHERE,
                path="network.dnsServers",
                value=["10.224.0.4"],
                message=(
                    "AKS links the private DNS zone of dev to this VNet; servers elsewhere do not know it, and nodes "
                    "that cannot resolve the API server never join"
                ),
                cure=(
                    "let them forward privatelink.<region>.azmk8s.io to 168.63.129.16 from a VNet with a link to the "
                    "zone"
                ),
                page=LEARN + "aks/private-clusters",
            )
        ],
        beside=network({"dev": {"privateCluster": True}}, dnsServers=["168.63.129.16"]),
    ),
]


def test_ranges_of_a_peered_vnet_are_kept_clear() -> None:
    told = found(_vnet(peerings={"hub": {"id": VNET_ID, "ranges": ["10.244.0.0/16"]}}))
    assert Kind.PODS_ON_PEERED in [problem.kind for problem in told]


def test_a_route_to_the_gateway_of_a_peered_vnet_needs_no_gateway_here() -> None:
    routed = {"outbound": {"type": "userDefinedRouting", "nextHop": "VirtualNetworkGateway"}}
    hub = {"id": VNET_ID, "useRemoteGateways": True}
    assert [p.kind for p in found(network({"dev": routed}, peerings={"hub": hub}))] == [Kind.PEERING_ONE_SIDED]
