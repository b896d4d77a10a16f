"""How traffic leaves: next hops, NAT gateways, masquerading. Route tables are in `aksnet.rules.route_tables`."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from aksnet.azure.axes import EgressPart, IpFamily, NextHopType, Outbound, SubnetUse
from aksnet.azure.reserved_ranges import first_given_out, given_out
from aksnet.layout.addressing import Range
from aksnet.plan.cluster_ranges import node_ranges, pod_ranges
from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem, one_of


def next_hops(context: Context) -> Iterator[Problem]:
    """`userDefinedRouting` needs a next hop where the stack makes the route table, and nothing else takes one."""
    for key, cluster in context.settings.clusters.items():
        creates = context.layout.clusters[key].route_table is not None
        routed = cluster.outbound.type.on_subnets is EgressPart.ROUTE_TABLE
        hop = cluster.outbound.next_hop
        if routed and hop is None and creates:
            yield Problem(
                kind=Kind.NO_NEXT_HOP,
                path=f"clusters.{key}.outbound.nextHop",
                value=None,
                message=(
                    "the address of the firewall that takes the default route, or VirtualNetworkGateway; without it "
                    "nodes cannot reach what they need to start"
                ),
                cure="write outbound: {type: userDefinedRouting, nextHop: <address of the firewall>}",
                code="RouteTableMissingDefaultRouteError",
            )
        if routed and hop is not None and not creates:
            yield Problem(
                kind=Kind.NEXT_HOP_ON_EXISTING,
                path=f"clusters.{key}.outbound.nextHop",
                value=str(hop),
                message="no next hop, because the route tables of the cluster's node subnets are not the stack's",
                cure="remove it, and set the default route where that route table is declared",
            )
        if hop is not None and not routed:
            yield Problem(
                kind=Kind.NEXT_HOP_UNUSED,
                path=f"clusters.{key}.outbound.nextHop",
                value=str(hop),
                message=f"no next hop with {cluster.outbound.type}: no route table sends traffic there",
                cure="remove it, or write type: userDefinedRouting",
            )


def gateways_for_ipv4_only(context: Context) -> Iterator[Problem]:
    """The NAT gateway that a stack creates is a Standard one; for IPv6 too, it takes one of the user's own."""
    for cluster in context.layout.clusters.values():
        if IpFamily.IPV6 in cluster.mode.families and cluster.nat_gateway is not None:
            yield Problem(
                kind=Kind.GATEWAY_IPV4_ONLY,
                path=f"{cluster.path}.outbound",
                value=cluster.settings.outbound.type,
                message="not with a NAT gateway that this stack creates: it is a Standard one, which carries IPv4 only",
                cure="write loadBalancer, or use existing subnets with a StandardV2 NAT gateway of your own",
            )


def gateways_of_existing_subnets(context: Context) -> Iterator[Problem]:
    """The stack's NAT gateway reaches only the subnets that the stack creates; a cluster leaves through one."""
    for key, cluster in context.settings.clusters.items():
        subnets = context.layout.subnets_of(key)
        created = [subnet.name for subnet in subnets if subnet.nat_gateway is not None]
        if cluster.outbound.type.on_subnets is not EgressPart.NAT_GATEWAY or not created:
            continue
        for subnet in subnets:
            if subnet.existing:
                yield Problem(
                    kind=Kind.GATEWAY_ON_EXISTING,
                    path=subnet.path,
                    value=subnet.name,
                    message=(
                        f"subnets that all exist or are all created, because {key} has a NAT gateway that the stack "
                        f"creates and that only {one_of(created)} can be given"
                    ),
                    cure="give this subnet a prefix to create it, or use only existing ones with a NAT gateway",
                    code="SubnetNotAssociatedWithNATGateway",
                )


def routes_of_created_pod_subnets(context: Context) -> Iterator[Problem]:
    """Pods leave by a route table too; where the node subnets have one of the user's, the stack makes none."""
    for key, cluster in context.settings.clusters.items():
        made = context.layout.clusters[key].route_table is not None
        if cluster.outbound.type.on_subnets is not EgressPart.ROUTE_TABLE or made:
            continue
        for subnet in context.layout.subnets_of(key, SubnetUse.PODS):
            if not subnet.existing and subnet.route_table_id is None:
                yield Problem(
                    kind=Kind.POD_SUBNET_ROUTES,
                    path=subnet.path,
                    value=subnet.name,
                    message="a route table, because pods leave by it too, and the node subnets have one of yours",
                    cure="add routeTableId to the pod subnet",
                )


def masquerade_exceptions(context: Context) -> Iterator[Problem]:
    """Masquerade exceptions of one's own are in the way of a later move to overlay."""
    for key, cluster in sorted(context.settings.clusters.items()):
        if cluster.ip_masq_extra_cidrs:
            yield Problem(
                kind=Kind.MASQUERADE,
                path=f"clusters.{key}.ipMasqExtraCidrs",
                value=[str(network) for network in cluster.ip_masq_extra_cidrs],
                message="a custom ip-masq configuration prevents a later move to overlay",
                cure="remove it before that",
            )


def next_hops_in_reach(context: Context) -> Iterator[Problem]:
    """A firewall is where the VNet can reach it, and never among the nodes and pods whose traffic it takes."""
    peered = context.settings.network.foreign_ranges
    for cluster in context.plan.clusters:
        hop = context.settings.clusters[cluster.key].outbound.next_hop
        if not isinstance(hop, IPv4Address):
            continue
        own = [*node_ranges(cluster, context.plan.network), *pod_ranges(cluster, context.plan.network)]
        inside = _holding(hop, own)
        if inside:
            yield Problem(
                kind=Kind.NEXT_HOP_INSIDE,
                path=f"clusters.{cluster.key}.outbound.nextHop",
                value=str(hop),
                message=(
                    f"an address outside the cluster's own ranges; {one_of(inside)} has this one, so that the default "
                    "route would lead back to where it starts"
                ),
                cure="put the firewall into a subnet of its own and write its address",
            )
        elif kept := _kept_around(hop, context):
            yield Problem(
                kind=Kind.NEXT_HOP_KEPT,
                path=f"clusters.{cluster.key}.outbound.nextHop",
                value=str(hop),
                message=f"an address that a firewall can have; of {kept} Azure keeps the first four and the last",
                cure=f"write the address that the firewall has there; its first free one is {first_given_out(kept)}",
            )
        elif context.plan.network.address_space and not _holding(hop, [*context.plan.network.address_space, *peered]):
            yield Problem(
                kind=Kind.NEXT_HOP_OUTSIDE,
                path=f"clusters.{cluster.key}.outbound.nextHop",
                value=str(hop),
                message=f"{hop} is neither in the VNet nor in a peered range, so that nothing there may answer",
                cure="write the address that the firewall has in the VNet, or add its network to network.peeredRanges",
            )


def gateway_hops(context: Context) -> Iterator[Problem]:
    """A VNet that the stack creates has no gateway by the time its clusters are made."""
    for key, cluster in context.settings.clusters.items():
        network = context.settings.network
        reached = network.is_existing or any(peering.use_remote_gateways for peering in network.peerings.values())
        if isinstance(cluster.outbound.next_hop, NextHopType) and not reached:
            yield Problem(
                kind=Kind.NEXT_HOP_GATEWAY,
                path=f"clusters.{key}.outbound.nextHop",
                value=cluster.outbound.next_hop,
                message=(
                    "a VPN or ExpressRoute gateway, in the VNet or in a peered one whose gateway it uses; this stack "
                    "creates the VNet and neither of them, and without one nodes cannot reach what they need to start"
                ),
                cure=(
                    "use an existing VNet that has one (network.existing: true), a peering with useRemoteGateways: "
                    "true, or the address of a firewall"
                ),
            )


def default_routes_for_ipv4_only(context: Context) -> Iterator[Problem]:
    """The default route that a stack writes is one of IPv4."""
    for cluster in context.layout.clusters.values():
        hop = cluster.settings.outbound.next_hop
        if IpFamily.IPV6 in cluster.mode.families and cluster.route_table is not None and hop is not None:
            yield Problem(
                kind=Kind.NEXT_HOP_IPV4_ONLY,
                path=f"{cluster.path}.outbound.nextHop",
                value=str(hop),
                message="the default route of this stack's route table is 0.0.0.0/0 alone: no route sends IPv6 there",
                cure="deny outbound IPv6 in the subnets' networkSecurityGroup, or use existing subnets with a route "
                "table that has ::/0 too",
            )


def _kept_around(address: IPv4Address, context: Context) -> IPv4Network | None:
    """Return the declared subnet of which an address is one that Azure keeps."""
    ranges = (r for subnet in context.plan.network.subnets.values() for r in subnet.prefixes)
    inside = (r for r in ranges if isinstance(r, IPv4Network) and address in r)
    return next((r for r in inside if not given_out(address, r)), None)


def _holding(address: IPv4Address, ranges: list[Range]) -> list[str]:
    return [str(network) for network in dict.fromkeys(ranges) if network.version == 4 and address in network]


def existing_gateways(context: Context) -> Iterator[Problem]:
    """An existing subnet has a NAT gateway already, or AKS refuses the cluster."""
    for key, cluster in sorted(context.settings.clusters.items()):
        gateway = cluster.outbound.type.on_subnets is EgressPart.NAT_GATEWAY
        existing = [subnet.name for subnet in context.layout.subnets_of(key) if subnet.existing]
        if gateway and existing and context.layout.clusters[key].nat_gateway is None:
            names = one_of(existing)
            yield Problem(
                kind=Kind.GATEWAY_EXPECTED,
                path=f"clusters.{key}.outbound",
                value=cluster.outbound.type,
                message=f"AKS refuses the cluster unless each of its existing subnets has a NAT gateway ({names})",
                cure="associate one before you create the cluster",
                code="SubnetNotAssociatedWithNATGateway",
            )


def gateways_of_zones(context: Context) -> Iterator[Problem]:
    """Nodes in several zones leave by one gateway, which is in one of them."""
    for cluster in context.layout.clusters.values():
        zones = {zone for pool in cluster.pools.values() for zone in pool.settings.zones}
        said = cluster.settings.outbound.nat_gateway
        elsewhere = said is not None and said.zone is not None and bool(zones - {said.zone})
        if cluster.nat_gateway is not None and (len(zones) > 1 or elsewhere):
            yield Problem(
                kind=Kind.GATEWAY_OF_ONE_ZONE,
                path=f"{cluster.path}.outbound",
                value=cluster.settings.outbound.type,
                message=(
                    f"the nodes are in {_zones(zones)} and leave by the Standard NAT gateway that this stack "
                    "creates, which is in one zone: while that one is down, none of them gets out"
                ),
                cure="write loadBalancer, or use existing subnets with a StandardV2 NAT gateway of your own",
            )


def _zones(zones: set[str]) -> str:
    return f"{len(zones)} zones" if len(zones) > 1 else f"zone {next(iter(zones))}"


def gateways_beside_load_balancers(context: Context) -> Iterator[Problem]:
    """A NAT gateway on a subnet takes all that leaves it, whatever the outbound type says."""
    for cluster in context.layout.clusters.values():
        if cluster.settings.outbound.type is not Outbound.LOAD_BALANCER:
            continue
        for subnet in context.layout.subnets_of(cluster.key):
            if subnet.nat_gateway_id is not None and not subnet.existing:
                yield Problem(
                    kind=Kind.GATEWAY_BESIDE_BALANCER,
                    path=f"{subnet.path}.natGatewayId",
                    value=subnet.nat_gateway_id,
                    message=(
                        f"what leaves {subnet.name} leaves by this NAT gateway, while AKS keeps an outbound address on "
                        f"{cluster.key}'s load balancer that these nodes do not use"
                    ),
                    cure="write outbound: userAssignedNATGateway for the cluster",
                )


RULES = (
    next_hops,
    gateways_for_ipv4_only,
    gateways_of_existing_subnets,
    routes_of_created_pod_subnets,
    masquerade_exceptions,
    next_hops_in_reach,
    gateway_hops,
    default_routes_for_ipv4_only,
    existing_gateways,
    gateways_of_zones,
    gateways_beside_load_balancers,
)
