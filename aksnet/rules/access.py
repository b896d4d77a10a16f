"""Who reaches the API server, and how traffic leaves: keys that need or exclude one another."""

from collections.abc import Iterator

from aksnet.azure.axes import Outbound
from aksnet.layout.once import creates_subnets, gather, has_route_table
from aksnet.settings.problems import Problem
from aksnet.settings.settings import Settings


def private_clusters(settings: Settings) -> Iterator[Problem]:
    """A private API server has no public address that ranges could be authorized for."""
    for key, cluster in settings.clusters.items():
        if cluster.private_cluster and cluster.authorized_ip_ranges:
            yield Problem(
                path=f"clusters.{key}.authorizedIpRanges",
                value=[str(network) for network in cluster.authorized_ip_ranges],
                allowed="no ranges with privateCluster: true, because a private API server has no public address",
                cure="remove one of the two keys",
                page="https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges",
            )


def next_hops(settings: Settings) -> Iterator[Problem]:
    """`userDefinedRouting` needs a next hop where the stack makes the route table, and nothing else takes one."""
    page = "https://learn.microsoft.com/azure/aks/egress-udr"
    for key, cluster in settings.clusters.items():
        creates = creates_subnets(settings, key)
        routed = cluster.outbound.type is Outbound.ROUTES
        hop = cluster.outbound.next_hop
        if routed and hop is None and creates:
            yield Problem(
                path=f"clusters.{key}.outbound.nextHop",
                value=None,
                allowed=(
                    "the address of the firewall that takes the default route; without it nodes cannot reach what "
                    "they need to start"
                ),
                cure="write outbound: {type: userDefinedRouting, nextHop: <address of the firewall>}",
                page=page,
                code="RouteTableMissingDefaultRouteError",
            )
        if routed and hop is not None and not creates:
            yield Problem(
                path=f"clusters.{key}.outbound.nextHop",
                value=str(hop),
                allowed="no next hop, because the cluster's subnets exist and keep the route table that they have",
                cure="remove it, and set the default route where that route table is declared",
                page=page,
            )
        if hop is not None and not routed:
            yield Problem(
                path=f"clusters.{key}.outbound.nextHop",
                value=str(hop),
                allowed=f"no next hop with {cluster.outbound.type}: no route table sends traffic there",
                cure="remove it, or write type: userDefinedRouting",
                page=page,
            )


def route_tables_of_existing_subnets(settings: Settings) -> Iterator[Problem]:
    """An existing subnet keeps its own route table, and a cluster that changes routes must be told which it is."""
    for subnet in gather(settings).values():
        users = [settings.clusters[m.cluster] for m in subnet.mentions if m.cluster is not None and not m.pods]
        known = any(m.settings.route_table_id for m in subnet.mentions)
        if subnet.existing and not known and any(map(has_route_table, users)):
            yield Problem(
                path=f"{subnet.path}.routeTableId",
                value=None,
                allowed=(
                    "the ARM id of the route table on this existing subnet: the cluster's identity must be able to "
                    "change it"
                ),
                cure="add routeTableId, or give the cluster a subnet of its own with a prefix",
                page="https://learn.microsoft.com/azure/aks/configure-kubenet",
                code="CustomRouteTableMissingPermission",
            )
        for mention in subnet.mentions:
            if mention.settings.route_table_id is not None and not subnet.existing:
                yield Problem(
                    path=f"{mention.path}.routeTableId",
                    value=mention.settings.route_table_id,
                    allowed="a route table of one's own only on a subnet that exists; one that is created gets its own",
                    cure="remove the key, or say existing: true",
                    page="https://learn.microsoft.com/azure/aks/configure-kubenet",
                )


RULES = (private_clusters, next_hops, route_tables_of_existing_subnets)
