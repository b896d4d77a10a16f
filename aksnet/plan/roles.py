"""What a cluster's control plane identity may do, derived from its mode: no wider than needed, each with its reason.

AKS itself gives the identity its rights on the node resource group; Azure and Pulumi grant nothing else by themselves.
https://learn.microsoft.com/azure/aks/concepts-network-cni-overview
"""

from collections.abc import Iterator
from typing import assert_never

from aksnet.azure.axes import Outbound, RoleScope, RoleTarget, SubnetUse
from aksnet.layout.layout import ClusterLayout, Layout
from aksnet.layout.uses import facts
from aksnet.plan.records import RolePlan

NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7"
"""https://learn.microsoft.com/azure/role-based-access-control/built-in-roles"""

IDENTITY_OPERATOR = "f1a07417-d97a-45cb-824c-7a7467783830"
"""Same page."""

ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
"""Same page; of the nodes' identity, which pulls images."""

DNS_ZONE_CONTRIBUTOR = "b12aa53e-6015-4669-85d0-8515ebb3ae7f"
"""Same page."""


def cluster_roles(layout: Layout, cluster: ClusterLayout) -> tuple[RolePlan, ...]:
    """Return the role assignments of one cluster, one per thing that its identity must change."""
    return (
        *_on_the_network(layout, cluster),
        *_on_route_tables(cluster),
        *_on_addresses(cluster),
        *_on_zone(cluster),
        *_on_address_groups(cluster),
        *_on_kubelet_identity(cluster),
        *_on_registries(cluster),
    )


def _on_the_network(layout: Layout, cluster: ClusterLayout) -> Iterator[RolePlan]:
    if cluster.settings.private_cluster:
        reason = "AKS links the private API server's DNS zone to the whole virtual network"
        yield _role(RoleTarget.VNET, layout.vnet.name, reason)
        return
    match cluster.settings.role_scope:
        case RoleScope.VNET:
            yield _role(RoleTarget.VNET, layout.vnet.name, "roleScope: vnet grants every subnet at once")
        case RoleScope.SUBNET | None:
            seen: set[str] = set()
            for use in SubnetUse:
                for subnet in cluster.used_for(use):
                    if subnet not in seen:
                        seen.add(subnet)
                        yield _role(facts(use).role, subnet, facts(use).reason)
        case unknown:
            assert_never(unknown)


def _on_addresses(cluster: ClusterLayout) -> Iterator[RolePlan]:
    said = cluster.settings.outbound.load_balancer
    if said is None or cluster.settings.outbound.type is not Outbound.LOAD_BALANCER:
        return
    reason = "AKS puts this address of yours on the load balancer that traffic leaves by"
    for arm_id in said.public_ip_ids:
        yield _role(RoleTarget.PUBLIC_ADDRESS, arm_id, reason)
    for arm_id in said.public_ip_prefix_ids:
        yield _role(RoleTarget.PUBLIC_PREFIX, arm_id, reason.replace("address", "prefix"))


def _on_address_groups(cluster: ClusterLayout) -> Iterator[RolePlan]:
    """AKS looks an address up among those of its group: https://learn.microsoft.com/azure/aks/static-ip."""
    services = (workload.service.public_ip_id for workload in cluster.settings.workloads.values())
    for group in sorted({"/".join(arm_id.split("/")[:5]) for arm_id in services if arm_id is not None}):
        yield _role(RoleTarget.ADDRESS_GROUP, group, "a Service's load balancer takes a public address in this group")


def _on_zone(cluster: ClusterLayout) -> Iterator[RolePlan]:
    zone = cluster.settings.private_dns_zone
    if cluster.settings.private_cluster and zone is not None and zone.startswith("/"):
        yield RolePlan(
            target=RoleTarget.DNS_ZONE,
            target_name=zone,
            role="Private DNS Zone Contributor",
            role_id=DNS_ZONE_CONTRIBUTOR,
            reason="AKS writes the private API server's name into this zone of yours",
        )


def _on_kubelet_identity(cluster: ClusterLayout) -> Iterator[RolePlan]:
    if cluster.settings.kubelet_identity_id is not None:
        yield RolePlan(
            target=RoleTarget.KUBELET_IDENTITY,
            target_name=cluster.settings.kubelet_identity_id,
            role="Managed Identity Operator",
            role_id=IDENTITY_OPERATOR,
            reason="AKS gives this identity of yours to the nodes",
        )


def _on_registries(cluster: ClusterLayout) -> Iterator[RolePlan]:
    for registry in cluster.settings.registries:
        yield RolePlan(
            target=RoleTarget.REGISTRY,
            target_name=registry,
            role="AcrPull",
            role_id=ACR_PULL,
            reason="nodes pull images from this registry of yours",
            of_nodes=True,
        )


def _on_route_tables(cluster: ClusterLayout) -> Iterator[RolePlan]:
    created = [] if cluster.route_table is None else [cluster.route_table]
    for table in (*created, *cluster.existing_route_tables):
        yield route_table_role(table, routes_to_pods=cluster.mode.routes_to_pods)


def route_table_role(table: str, *, routes_to_pods: bool) -> RolePlan:
    """Return the role assignment on a route table."""
    if routes_to_pods:
        return _role(RoleTarget.ROUTE_TABLE, table, "AKS writes one route per node into this table")
    return _role(RoleTarget.ROUTE_TABLE, table, "AKS checks and updates the routes that egress takes")


def _role(target: RoleTarget, name: str, reason: str) -> RolePlan:
    return RolePlan(
        target=target,
        target_name=name,
        role="Network Contributor",
        role_id=NETWORK_CONTRIBUTOR,
        reason=reason,
    )
