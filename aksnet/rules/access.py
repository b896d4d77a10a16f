"""Who reaches the API server."""

from collections.abc import Iterator

from aksnet.azure.axes import Outbound, RoleScope, SubnetUse
from aksnet.azure.reserved_ranges import ONLY_THE_CLUSTER, PRIVATE_IPV4, RESERVED_BY_AKS, RESERVED_BY_AZURE
from aksnet.layout.addressing import within
from aksnet.layout.layout import ClusterLayout
from aksnet.rules.context import Context
from aksnet.settings.cluster_settings import ClusterSettings
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem

MOST_RANGES = 200
"""https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges"""

_NOT_PUBLIC = (*PRIVATE_IPV4, *RESERVED_BY_AKS, *RESERVED_BY_AZURE)


def private_clusters(context: Context) -> Iterator[Problem]:
    """A private API server has no public address that ranges could be authorized for."""
    for key, cluster in context.settings.clusters.items():
        if cluster.private_cluster and cluster.authorized_ip_ranges:
            yield Problem(
                kind=Kind.RANGES_ON_PRIVATE,
                path=f"clusters.{key}.authorizedIpRanges",
                value=[str(network) for network in cluster.authorized_ip_ranges],
                message="no ranges with privateCluster: true, because a private API server has no public address",
                cure="remove one of the two keys",
            )


def workloads_of_private_clusters(context: Context) -> Iterator[Problem]:
    """Whoever runs the program has to reach the API server to declare what is in the cluster."""
    for key, cluster in sorted(context.settings.clusters.items()):
        if cluster.private_cluster and cluster.workloads:
            yield Problem(
                kind=Kind.PRIVATE_WORKLOADS,
                path=f"clusters.{key}.workloads",
                value=list(cluster.workloads),
                message=(
                    "the API server is private, and workloads are declared through it: this run has to resolve its "
                    f"name in {_home_of_name(cluster)} and to reach {_place(context.layout.clusters[key])} by TCP 443"
                ),
                cure=(
                    "run `pulumi up` inside the VNet, or in a network peered with it, or leave the workloads to "
                    "another stack that runs there, as in examples/inside"
                ),
            )


def _home_of_name(cluster: ClusterSettings) -> str:
    """Return in which DNS a private API server has its name."""
    match cluster.private_dns_zone:
        case None | "system":
            return "the private DNS zone that AKS makes and links to the VNet"
        case "none":
            return "public DNS"
        case zone:
            return f"the private DNS zone {zone.rsplit('/', 1)[-1]}"


def _place(cluster: ClusterLayout) -> str:
    if cluster.api_server_subnet is not None:
        return f"the subnet {cluster.api_server_subnet}"
    return f"its private endpoint in the subnet {cluster.pools[cluster.system_pool].node_subnet}"


def endpoints_behind_groups(context: Context) -> Iterator[Problem]:
    """A private API server is reached by a private endpoint among the nodes, which a group may shut off."""
    for cluster in context.layout.clusters.values():
        subnet = context.layout.subnets[cluster.pools[cluster.system_pool].node_subnet]
        policies = subnet.said(lambda said: said.private_endpoint_network_policies)
        endpoint = cluster.settings.private_cluster and cluster.api_server_subnet is None
        if not endpoint or policies is None or subnet.existing:
            continue
        if policies.by_group and subnet.security_group is not None:
            yield Problem(
                kind=Kind.ENDPOINT_BEHIND_GROUP,
                path=f"{next(m.path for m in subnet.mentions if m.settings.private_endpoint_network_policies)}"
                ".privateEndpointNetworkPolicies",
                value=policies.value,
                message=(
                    f"{cluster.key}'s private API server is reached by a private endpoint in {subnet.name}, and the "
                    "rules of the group there hold for it too"
                ),
                cure="allow TCP 443 to the subnet from all that use the API server, or write Disabled",
            )


def authorized_ranges(context: Context) -> Iterator[Problem]:
    """AKS takes so many ranges, all of public addresses; 0.0.0.0/32 stands for the load balancer's own address."""
    for plan in context.plan.clusters:
        key, ranges = plan.key, context.settings.clusters[plan.key].authorized_ip_ranges
        number = len(plan.authorized_ip_ranges) + (plan.authorized_gateway is not None)
        if number > MOST_RANGES:
            yield Problem(
                kind=Kind.RANGES_TOO_MANY,
                path=f"clusters.{key}.authorizedIpRanges",
                value=f"{len(ranges)} ranges" if number == len(ranges) else f"{len(ranges)} ranges and the way out",
                message=f"at most {MOST_RANGES} ranges",
                cure="bring neighbouring ranges together, or make the cluster private",
            )
        hidden = [each for each in ranges if within(each, _NOT_PUBLIC) and each != ONLY_THE_CLUSTER]
        if hidden:
            yield Problem(
                kind=Kind.RANGES_NOT_PUBLIC,
                path=f"clusters.{key}.authorizedIpRanges",
                value=[str(each) for each in hidden],
                message="ranges of public addresses: requests reach a public API server from those",
                cure="write the public addresses that the clients leave by, or make the cluster private",
            )
        if ONLY_THE_CLUSTER in ranges and len(set(ranges)) > 1:
            yield Problem(
                kind=Kind.RANGE_STANDS_ALONE,
                path=f"clusters.{key}.authorizedIpRanges",
                value=[str(each) for each in ranges],
                message=f"{ONLY_THE_CLUSTER} alone, because it admits the cluster's own address and nobody else",
                cure=f"remove {ONLY_THE_CLUSTER}: the cluster's own address is admitted beside the other ranges too",
            )


def ways_out(context: Context) -> Iterator[Problem]:
    """Nodes reach a public API server by the address that they leave by; AKS authorizes its load balancer's alone."""
    for cluster in context.layout.clusters.values():
        outbound = cluster.settings.outbound
        restricted = bool(cluster.settings.authorized_ip_ranges) and not cluster.settings.private_cluster
        foreign = _leaves_by_something_else(context, cluster)
        if restricted and foreign and outbound.public_ip is None:
            yield Problem(
                kind=Kind.EGRESS_ADDRESS_NEEDED,
                path=f"{cluster.path}.outbound.publicIp",
                value=None,
                message=(
                    "the public address that nodes leave by, of the firewall or of your NAT gateway: only from an "
                    "authorized address do they reach the API server, and without it none of them ever joins"
                ),
                cure=f"write outbound: {{type: {outbound.type}, ..., publicIp: <that address>}}",
            )
        elif outbound.public_ip is not None and not (restricted and foreign):
            yield Problem(
                kind=Kind.EGRESS_ADDRESS_UNUSED,
                path=f"{cluster.path}.outbound.publicIp",
                value=str(outbound.public_ip),
                message=(
                    "only with authorizedIpRanges, and a firewall or NAT gateway that is not the stack's: nothing else "
                    "asks for the address"
                ),
                cure="remove it",
            )


def _leaves_by_something_else(context: Context, cluster: ClusterLayout) -> bool:
    """Return whether nodes come to the API server from an address that neither AKS nor this stack makes."""
    if cluster.api_server_subnet is not None or cluster.settings.outbound.type is Outbound.NONE:
        return False
    if any(subnet.nat_gateway_id for subnet in context.layout.subnets_of(cluster.key, SubnetUse.NODES)):
        return True
    return cluster.settings.outbound.type is not Outbound.LOAD_BALANCER and cluster.nat_gateway is None


def role_scopes(context: Context) -> Iterator[Problem]:
    """A scope that is asked for is never widened; a private cluster needs more than its subnets."""
    for key, cluster in context.settings.clusters.items():
        if cluster.private_cluster and cluster.role_scope is RoleScope.SUBNET:
            yield Problem(
                kind=Kind.ROLE_SCOPE_TOO_NARROW,
                path=f"clusters.{key}.roleScope",
                value=cluster.role_scope,
                message="vnet, because AKS links the private API server's DNS zone to the whole virtual network",
                cure="write vnet, or remove the key, which grants the same",
            )


RULES = (
    authorized_ranges,
    ways_out,
    role_scopes,
    private_clusters,
    workloads_of_private_clusters,
    endpoints_behind_groups,
)
