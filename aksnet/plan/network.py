"""Plans the VNet: its subnets with what hangs on them, route tables, NAT gateways."""

from collections.abc import Iterator, Mapping

from aksnet.azure.axes import Outbound, RoleTarget
from aksnet.azure.modes import MODES
from aksnet.layout.addressing import DEFAULT_PODS, DEFAULT_PODS_IPV6, Range
from aksnet.layout.naming import nat_gateway_name, route_table_name, vnet_resource_group
from aksnet.layout.once import once
from aksnet.layout.space import address_space
from aksnet.layout.subnets import Subnet, by_cluster, cluster_name, gather, mentions
from aksnet.plan.records import NatGatewayPlan, NetworkPlan, RouteTablePlan, SecurityGroupPlan, SubnetPlan
from aksnet.plan.security import security_group
from aksnet.settings.cluster_settings import ClusterSettings
from aksnet.settings.settings import Settings


@once
def plan_network(settings: Settings) -> NetworkPlan:
    """Plan the whole network of a stack."""
    tables = dict(_route_tables(settings))
    gateways = dict(_nat_gateways(settings))
    subnets = gather(settings)
    return NetworkPlan(
        name=settings.network.name or "",
        id=settings.network.id,
        existing=settings.network.is_existing,
        resource_group=vnet_resource_group(settings),
        address_space=address_space(settings),
        subnets={name: _subnet(settings, subnet, tables, gateways) for name, subnet in subnets.items()},
        route_tables=tables,
        nat_gateways=gateways,
    )


def has_route_table(cluster: ClusterSettings) -> bool:
    """True when the cluster's subnets carry a route table: kubenet's, or the one that egress takes."""
    return RoleTarget.ROUTE_TABLE in MODES[cluster.mode].identity_needs or cluster.outbound.type is Outbound.ROUTES


@once
def subnet_names(settings: Settings) -> Mapping[tuple[str, str, bool], str]:
    """Give the subnet of each pool: by cluster key, pool name, and False for its nodes or True for its pods."""
    own = {(m.cluster, m.pool, m.pods): m.name for m in mentions(settings) if m.cluster is not None}
    names: dict[tuple[str, str, bool], str] = {}
    for key, cluster in settings.clusters.items():
        for pool in cluster.node_pools:
            for pods in (False, True):
                name = own.get((key, pool, pods)) or own.get((key, None, pods))
                if name is not None:
                    names[key, pool, pods] = name
    return names


def route_tables_of(settings: Settings, key: str) -> list[str]:
    """Give the route tables that a cluster's identity must change: names of created ones, ids of existing ones."""
    cluster = settings.clusters[key]
    if not has_route_table(cluster):
        return []
    nodes = [s for s in by_cluster(settings)[key] if any(m.cluster == key and not m.pods for m in s.mentions)]
    created = [route_table_name(cluster_name(key, cluster)) for subnet in nodes if not subnet.existing]
    existing = [m.settings.route_table_id for s in nodes for m in s.mentions if m.settings.route_table_id is not None]
    return list(dict.fromkeys(created + existing))


def creates_subnets(settings: Settings, key: str) -> bool:
    """True when the stack makes at least one of a cluster's subnets, and so what hangs on it."""
    return not all(subnet.existing for subnet in by_cluster(settings)[key])


def _route_tables(settings: Settings) -> Iterator[tuple[str, RouteTablePlan]]:
    for key, cluster in sorted(settings.clusters.items()):
        name = route_table_name(cluster_name(key, cluster))
        if name in route_tables_of(settings, key):
            yield name, RouteTablePlan(name=name, default_next_hop=cluster.outbound.next_hop)


def _nat_gateways(settings: Settings) -> Iterator[tuple[str, NatGatewayPlan]]:
    for key, cluster in sorted(settings.clusters.items()):
        if cluster.outbound.type is Outbound.NAT_GATEWAY and creates_subnets(settings, key):
            name = nat_gateway_name(cluster_name(key, cluster))
            yield name, NatGatewayPlan(name=name, public_ip_name=f"{name}-ip")


def _subnet(
    settings: Settings, subnet: Subnet, tables: dict[str, RouteTablePlan], gateways: dict[str, NatGatewayPlan]
) -> SubnetPlan:
    users = [cluster_name(key, settings.clusters[key]) for key in subnet.clusters]
    if subnet.existing:
        given = next((m.settings.id for m in subnet.mentions if m.settings.id), None)
        return SubnetPlan(name=subnet.name, prefixes=subnet.prefixes, id=given, existing=True)
    return SubnetPlan(
        name=subnet.name,
        prefixes=subnet.prefixes,
        delegated=subnet.holds_pods,
        route_table=next((n for n in map(route_table_name, users) if n in tables), None),
        nat_gateway=next((n for n in map(nat_gateway_name, users) if n in gateways), None),
        security_group=_group(settings, subnet),
    )


def _group(settings: Settings, subnet: Subnet) -> SecurityGroupPlan | None:
    written = [m.settings.network_security_group for m in subnet.mentions if m.settings.network_security_group]
    if not written:
        return None
    pods = dict.fromkeys(r for key in subnet.clusters for r in pod_cidrs(settings.clusters[key]))
    return security_group(subnet.name, written[0], _hosts(settings, subnet), list(pods))


def _hosts(settings: Settings, subnet: Subnet) -> list[Range]:
    """Give the ranges of all nodes that may reach the pods on this subnet: those of its clusters' other pools too."""
    mine = set(subnet.clusters)
    nodes = [each for each in gather(settings).values() if not each.holds_pods and mine & set(each.clusters)]
    return list(dict.fromkeys([*subnet.prefixes, *(prefix for each in nodes for prefix in each.prefixes)]))


def pod_cidrs(cluster: ClusterSettings) -> tuple[Range, ...]:
    """Give a cluster's pod ranges, written or by default; none where pods take addresses from a subnet."""
    mode = MODES[cluster.mode]
    if not mode.has_pod_cidr:
        return ()
    if mode.dual_stack:
        return tuple(cluster.pod_cidrs or (DEFAULT_PODS, DEFAULT_PODS_IPV6))
    return (cluster.pod_cidr or DEFAULT_PODS,)
