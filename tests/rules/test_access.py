"""Rules on the API server and on egress: every one has a case that breaks it alone, and one beside the edge."""

from aksnet.rules import access, egress, route_tables
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, TABLE_ID, VNET_ID, ZONE_ID, Case, dev, found, network

EXISTING = {"name": "nodes", "existing": True, "routeTableId": TABLE_ID}

TO_GATEWAY = {"type": "userDefinedRouting", "nextHop": "VirtualNetworkGateway"}

CASES = [
    Case(
        rule=access.private_clusters,
        says="a private API server has no public address to authorize ranges for",
        raw=dev(privateCluster=True, authorizedIpRanges=["203.0.113.0/24"]),
        expected=[
            Problem(
                kind=Kind.RANGES_ON_PRIVATE,
                path="clusters.dev.authorizedIpRanges",
                value=["203.0.113.0/24"],
                message=("no ranges with privateCluster: true, because a private API server has no public address"),
                cure="remove one of the two keys",
                page=LEARN + "aks/api-server-authorized-ip-ranges",
            )
        ],
        beside=dev(privateCluster=False, authorizedIpRanges=["203.0.113.0/24"]),
    ),
    Case(
        rule=egress.next_hops,
        says="userDefinedRouting needs a next hop where the stack makes the route table",
        raw=dev(outbound="userDefinedRouting"),
        expected=[
            Problem(
                kind=Kind.NO_NEXT_HOP,
                path="clusters.dev.outbound.nextHop",
                value=None,
                message=(
                    "the address of the firewall that takes the default route, or VirtualNetworkGateway; without it "
                    "nodes cannot reach what they need to start"
                ),
                cure="write outbound: {type: userDefinedRouting, nextHop: <address of the firewall>}",
                page=LEARN + "aks/egress-udr",
                code="RouteTableMissingDefaultRouteError",
            )
        ],
        beside=dev(outbound={"type": "userDefinedRouting", "nextHop": "10.230.0.4"}),
    ),
    Case(
        rule=egress.gateway_hops,
        says="a new VNet has no gateway that a default route could lead to",
        raw=dev(outbound=TO_GATEWAY),
        expected=[
            Problem(
                kind=Kind.NEXT_HOP_GATEWAY,
                path="clusters.dev.outbound.nextHop",
                value="VirtualNetworkGateway",
                message=(
                    "a VPN or ExpressRoute gateway, in the VNet or in a peered one whose gateway it uses; this stack "
                    "creates the VNet and neither of them, and without one nodes cannot reach what they need to start"
                ),
                cure=(
                    "use an existing VNet that has one (network.existing: true), a peering with useRemoteGateways: "
                    "true, or the address of a firewall"
                ),
                page=LEARN + "aks/egress-udr",
            )
        ],
        beside=network({"dev": {"nodeSubnet": "10.224.0.0/16", "outbound": TO_GATEWAY}}, name="hub", existing=True),
    ),
    Case(
        rule=egress.next_hops,
        says="a NAT gateway takes no gateway as next hop",
        raw=dev(outbound={"type": "userAssignedNATGateway", "nextHop": "VirtualNetworkGateway"}),
        expected=[
            Problem(
                kind=Kind.NEXT_HOP_UNUSED,
                path="clusters.dev.outbound.nextHop",
                value="VirtualNetworkGateway",
                message="no next hop with userAssignedNATGateway: no route table sends traffic there",
                cure="remove it, or write type: userDefinedRouting",
                page=LEARN + "aks/egress-udr",
            )
        ],
        beside=dev(outbound="userAssignedNATGateway"),
    ),
    Case(
        rule=egress.next_hops,
        says="a load balancer takes no next hop",
        raw=dev(outbound={"nextHop": "10.224.255.4"}),
        expected=[
            Problem(
                kind=Kind.NEXT_HOP_UNUSED,
                path="clusters.dev.outbound.nextHop",
                value="10.224.255.4",
                message="no next hop with loadBalancer: no route table sends traffic there",
                cure="remove it, or write type: userDefinedRouting",
                page=LEARN + "aks/egress-udr",
            )
        ],
        beside=dev(outbound={"type": "loadBalancer"}),
    ),
    Case(
        rule=egress.next_hops,
        says="a NAT gateway takes no next hop",
        raw=dev(outbound={"type": "userAssignedNATGateway", "nextHop": "10.224.255.4"}),
        expected=[
            Problem(
                kind=Kind.NEXT_HOP_UNUSED,
                path="clusters.dev.outbound.nextHop",
                value="10.224.255.4",
                message="no next hop with userAssignedNATGateway: no route table sends traffic there",
                cure="remove it, or write type: userDefinedRouting",
                page=LEARN + "aks/egress-udr",
            )
        ],
        beside=dev(outbound="userAssignedNATGateway"),
    ),
    Case(
        rule=egress.next_hops,
        says="an existing route table takes no next hop from this stack",
        raw=network(
            {"dev": {"nodeSubnet": EXISTING, "outbound": {"type": "userDefinedRouting", "nextHop": "10.224.255.4"}}},
            id=VNET_ID,
        ),
        expected=[
            Problem(
                kind=Kind.NEXT_HOP_ON_EXISTING,
                path="clusters.dev.outbound.nextHop",
                value="10.224.255.4",
                message="no next hop, because the route tables of the cluster's node subnets are not the stack's",
                cure="remove it, and set the default route where that route table is declared",
                page=LEARN + "aks/egress-udr",
            )
        ],
        beside=network({"dev": {"nodeSubnet": EXISTING, "outbound": "userDefinedRouting"}}, id=VNET_ID),
    ),
    Case(
        rule=route_tables.route_tables_of_existing_subnets,
        says="kubenet on an existing subnet is given a table by AKS, unless the subnet has one",
        raw=network({"dev": {"mode": "kubenet", "nodeSubnet": {"name": "nodes", "existing": True}}}, id=VNET_ID),
        expected=[
            Problem(
                kind=Kind.ROUTE_TABLE_ASSUMED,
                path="clusters.dev.nodeSubnet.routeTableId",
                value=None,
                message="AKS creates a route table for this existing subnet, unless the subnet has one already",
                cure="add its ARM id if it has one, so that the cluster's identity may write routes into it",
            )
        ],
        beside=network({"dev": {"mode": "kubenet", "nodeSubnet": EXISTING}}, id=VNET_ID),
    ),
    Case(
        rule=route_tables.route_tables_of_existing_subnets,
        says="userDefinedRouting must be told the route table too, wherever the subnet is said to exist",
        raw=network(
            {"dev": {"outbound": "userDefinedRouting", "nodeSubnet": "nodes"}},
            id=VNET_ID,
            subnets={"nodes": {"existing": True}},
        ),
        expected=[
            Problem(
                kind=Kind.ROUTE_TABLE_UNKNOWN,
                path="network.subnets.nodes.routeTableId",
                value=None,
                message=(
                    "the ARM id of the route table on this existing subnet: the cluster's identity must "
                    "be able to change it"
                ),
                cure="add routeTableId, or give the cluster a subnet of its own with a prefix",
                page=LEARN + "aks/configure-kubenet",
                code="CustomRouteTableMissingPermission",
            )
        ],
        beside=network(
            {"dev": {"outbound": "userDefinedRouting", "nodeSubnet": "nodes"}},
            id=VNET_ID,
            subnets={"nodes": {"existing": True, "routeTableId": TABLE_ID}},
        ),
    ),
    Case(
        rule=access.workloads_of_private_clusters,
        says="workloads of a private cluster are declared from inside its network",
        raw=dev(privateCluster=True, workloads={"nginx": {}}),
        expected=[
            Problem(
                kind=Kind.PRIVATE_WORKLOADS,
                path="clusters.dev.workloads",
                value=["nginx"],
                message=(
                    "the API server is private, and workloads are declared through it: this run has to resolve its "
                    "name in the private DNS zone that AKS makes and links to the VNet and to reach its private "
                    "endpoint in the subnet dev-node-subnet by TCP 443"
                ),
                cure=(
                    "run `pulumi up` inside the VNet, or in a network peered with it, or leave the workloads to "
                    "another stack that runs there, as in examples/inside"
                ),
            )
        ],
        beside=dev(privateCluster=True),
    ),
    Case(
        rule=egress.masquerade_exceptions,
        says="masquerade exceptions are in the way of a move to overlay",
        raw=dev(mode="node-subnet", ipMasqExtraCidrs=["10.1.0.0/16"]),
        expected=[
            Problem(
                kind=Kind.MASQUERADE,
                path="clusters.dev.ipMasqExtraCidrs",
                value=["10.1.0.0/16"],
                message="a custom ip-masq configuration prevents a later move to overlay",
                cure="remove it before that",
            )
        ],
        beside=dev(mode="node-subnet"),
    ),
    Case(
        rule=access.authorized_ranges,
        says="AKS takes 200 authorized ranges",
        raw=dev(authorizedIpRanges=[f"20.0.{number}.0/24" for number in range(201)]),
        expected=[
            Problem(
                kind=Kind.RANGES_TOO_MANY,
                path="clusters.dev.authorizedIpRanges",
                value="201 ranges",
                message="at most 200 ranges",
                cure="bring neighbouring ranges together, or make the cluster private",
            )
        ],
        beside=dev(authorizedIpRanges=[f"20.0.{number}.0/24" for number in range(200)]),
    ),
    Case(
        rule=access.authorized_ranges,
        says="the address of the stack's NAT gateway is one of the 200",
        raw=dev(authorizedIpRanges=[f"20.0.{number}.0/24" for number in range(200)], outbound="userAssignedNATGateway"),
        expected=[
            Problem(
                kind=Kind.RANGES_TOO_MANY,
                path="clusters.dev.authorizedIpRanges",
                value="200 ranges and the way out",
                message="at most 200 ranges",
                cure="bring neighbouring ranges together, or make the cluster private",
            )
        ],
        beside=dev(
            authorizedIpRanges=[f"20.0.{number}.0/24" for number in range(199)], outbound="userAssignedNATGateway"
        ),
    ),
    Case(
        rule=access.authorized_ranges,
        says="private addresses reach no public API server",
        raw=dev(authorizedIpRanges=["10.0.0.0/8", "20.1.2.3/32", "100.64.0.0/24"]),
        expected=[
            Problem(
                kind=Kind.RANGES_NOT_PUBLIC,
                path="clusters.dev.authorizedIpRanges",
                value=["10.0.0.0/8", "100.64.0.0/24"],
                message="ranges of public addresses: requests reach a public API server from those",
                cure="write the public addresses that the clients leave by, or make the cluster private",
            )
        ],
        beside=dev(authorizedIpRanges=["20.1.2.3/32"]),
    ),
    Case(
        rule=access.authorized_ranges,
        says="the word for the cluster's own address stands alone",
        raw=dev(authorizedIpRanges=["0.0.0.0/32", "20.1.2.3/32"]),
        expected=[
            Problem(
                kind=Kind.RANGE_STANDS_ALONE,
                path="clusters.dev.authorizedIpRanges",
                value=["0.0.0.0/32", "20.1.2.3/32"],
                message="0.0.0.0/32 alone, because it admits the cluster's own address and nobody else",
                cure="remove 0.0.0.0/32: the cluster's own address is admitted beside the other ranges too",
            )
        ],
        beside=dev(authorizedIpRanges=["0.0.0.0/32"]),
    ),
    Case(
        rule=access.role_scopes,
        says="a scope that is asked for is never widened",
        raw=dev(privateCluster=True, roleScope="subnet"),
        expected=[
            Problem(
                kind=Kind.ROLE_SCOPE_TOO_NARROW,
                path="clusters.dev.roleScope",
                value="subnet",
                message="vnet, because AKS links the private API server's DNS zone to the whole virtual network",
                cure="write vnet, or remove the key, which grants the same",
            )
        ],
        beside=dev(privateCluster=True),
    ),
    Case(
        rule=access.ways_out,
        says="nodes behind a firewall reach the API server by its public address",
        raw=dev(authorizedIpRanges=["20.1.2.3/32"], outbound={"type": "userDefinedRouting", "nextHop": "10.230.0.4"}),
        expected=[
            Problem(
                kind=Kind.EGRESS_ADDRESS_NEEDED,
                path="clusters.dev.outbound.publicIp",
                value=None,
                message=(
                    "the public address that nodes leave by, of the firewall or of your NAT gateway: only from an "
                    "authorized address do they reach the API server, and without it none of them ever joins"
                ),
                cure="write outbound: {type: userDefinedRouting, ..., publicIp: <that address>}",
            )
        ],
        beside=dev(
            authorizedIpRanges=["20.1.2.3/32"],
            outbound={"type": "userDefinedRouting", "nextHop": "10.230.0.4", "publicIp": "20.9.9.9"},
        ),
    ),
    Case(
        rule=access.ways_out,
        says="nobody asks for the public address of a gateway that the stack creates",
        raw=dev(
            authorizedIpRanges=["20.1.2.3/32"], outbound={"type": "userAssignedNATGateway", "publicIp": "20.9.9.9"}
        ),
        expected=[
            Problem(
                kind=Kind.EGRESS_ADDRESS_UNUSED,
                path="clusters.dev.outbound.publicIp",
                value="20.9.9.9",
                message=(
                    "only with authorizedIpRanges, and a firewall or NAT gateway that is not the stack's: nothing else "
                    "asks for the address"
                ),
                cure="remove it",
            )
        ],
        beside=dev(authorizedIpRanges=["20.1.2.3/32"], outbound="userAssignedNATGateway"),
    ),
]


def test_what_a_run_must_resolve_and_reach_follows_from_where_the_api_server_is() -> None:
    inside = {"privateCluster": True, "workloads": {"nginx": {}}, "apiServerSubnet": {}}
    said = [
        next(each.message for each in found(dev(**inside, **zone)) if each.kind is Kind.PRIVATE_WORKLOADS)
        for zone in ({"privateDnsZone": "none"}, {"privateDnsZone": ZONE_ID})
    ]
    start = "the API server is private, and workloads are declared through it: this run has to resolve its name in "
    end = " and to reach the subnet dev-api-server-subnet by TCP 443"
    assert said == [
        f"{start}public DNS{end}",
        f"{start}the private DNS zone privatelink.westeurope.azmk8s.io{end}",
    ]
