"""What a cluster's control plane identity may do, derived from its mode: no wider than needed, each with its reason.

AKS itself gives the identity its rights on the node resource group; Azure and Pulumi grant nothing else by themselves.
https://learn.microsoft.com/azure/aks/concepts-network-cni-overview
"""

from collections.abc import Iterable, Iterator

from aksnet.azure.axes import Outbound, RoleScope, RoleTarget
from aksnet.azure.modes import MODES
from aksnet.plan.records import RolePlan
from aksnet.settings.cluster_settings import ClusterSettings

NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7"
"""https://learn.microsoft.com/azure/role-based-access-control/built-in-roles"""

_REASONS = {
    RoleTarget.NODE_SUBNET: "AKS joins nodes and load balancers to this subnet",
    RoleTarget.POD_SUBNET: "AKS hands out this subnet's addresses to pods",
    RoleTarget.LOAD_BALANCER_SUBNET: "an internal load balancer takes its front end address from this subnet",
}


def cluster_roles(
    cluster: ClusterSettings,
    *,
    vnet: str,
    node_subnets: Iterable[str],
    pod_subnets: Iterable[str],
    route_tables: Iterable[str],
) -> tuple[RolePlan, ...]:
    """Give the role assignments of one cluster, one per thing that its identity must change."""
    subnets = [(RoleTarget.NODE_SUBNET, name) for name in node_subnets]
    subnets += [(RoleTarget.POD_SUBNET, name) for name in pod_subnets]
    subnets += [(RoleTarget.LOAD_BALANCER_SUBNET, name) for name in _load_balancer_subnets(cluster)]
    roles = [_wide(cluster, vnet)] if _needs_vnet(cluster) else list(_once(subnets))
    mode = MODES[cluster.mode]
    if RoleTarget.ROUTE_TABLE in mode.identity_needs:
        roles += [
            _role(RoleTarget.ROUTE_TABLE, t, "AKS writes one route per node into this table") for t in route_tables
        ]
    elif cluster.outbound.type is Outbound.ROUTES:
        roles += [
            _role(RoleTarget.ROUTE_TABLE, t, "AKS checks and updates the routes that egress takes")
            for t in route_tables
        ]
    return tuple(roles)


def _needs_vnet(cluster: ClusterSettings) -> bool:
    return cluster.role_scope is RoleScope.VNET or cluster.private_cluster


def _wide(cluster: ClusterSettings, vnet: str) -> RolePlan:
    if cluster.private_cluster:
        return _role(RoleTarget.VNET, vnet, "AKS links the private API server's DNS zone to the whole virtual network")
    return _role(RoleTarget.VNET, vnet, "roleScope: vnet grants every subnet at once")


def _once(subnets: list[tuple[RoleTarget, str]]) -> Iterator[RolePlan]:
    seen: set[str] = set()
    for target, name in subnets:
        if name not in seen:
            seen.add(name)
            yield _role(target, name, _REASONS[target])


def _load_balancer_subnets(cluster: ClusterSettings) -> list[str]:
    return sorted({w.service.subnet for w in cluster.workloads.values() if w.service.subnet is not None})


def _role(target: RoleTarget, name: str, reason: str) -> RolePlan:
    return RolePlan(
        target=target,
        target_name=name,
        role="Network Contributor",
        role_id=NETWORK_CONTRIBUTOR,
        reason=reason,
    )
