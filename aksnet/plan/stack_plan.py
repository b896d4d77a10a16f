"""Plans a stack from its layout: the network, and each cluster with its pools, roles and contents."""

from typing import assert_never

from aksnet.azure.axes import Outbound, PodAddresses, PoolMode
from aksnet.azure.mode import Mode
from aksnet.azure.reserved_ranges import ONLY_THE_CLUSTER
from aksnet.layout.layout import ClusterLayout, Layout, PoolLayout
from aksnet.plan.contents import plan_contents
from aksnet.plan.egress_records import BalancerPlan
from aksnet.plan.feature_records import AdvancedNetworkingPlan, EntraPlan, NodeProvisioningPlan
from aksnet.plan.maintenance_windows import plan_maintenance
from aksnet.plan.network_plan import plan_network
from aksnet.plan.records import ClusterPlan, PoolPlan, StackPlan
from aksnet.plan.roles import cluster_roles
from aksnet.settings.cluster_settings import ClusterSettings
from aksnet.settings.settings import Settings

_PODS_OF_NODE_SUBNET, _PODS_OF_OTHERS = 30, 250
"""Pods of a node that AKS makes by itself, where its AKSNodeClass says nothing."""
_GATEWAY_PREFIX = 31
"""https://learn.microsoft.com/azure/aks/configure-static-egress-gateway"""


def plan_stack(settings: Settings, layout: Layout) -> StackPlan:
    """Plan a stack, whether or not rules have looked at its settings: they judge what comes of them too."""
    return StackPlan(
        stack=layout.stack,
        location=layout.location,
        resource_group=layout.resource_group,
        resource_group_existing=layout.resource_group_existing,
        network=plan_network(settings.network, layout),
        clusters=tuple(_cluster(layout, cluster) for cluster in layout.clusters.values()),
        tags=dict(sorted(settings.tags.items())),
        removed=dict(sorted(settings.removed.items())),
    )


def _cluster(layout: Layout, cluster: ClusterLayout) -> ClusterPlan:
    said = cluster.settings
    pools = {name: _pool(pool, cluster) for name, pool in cluster.pools.items()}
    # Nodes reach an API server in the VNet by its private address.
    gateway = cluster.nat_gateway if cluster.api_server_subnet is None else None
    return ClusterPlan(
        key=cluster.key,
        name=cluster.name,
        mode=cluster.mode,
        policy=cluster.policy.value if cluster.policy else None,
        pod_cidrs=tuple(cluster.pod_ranges.values()),
        service_cidrs=tuple(cluster.service_ranges.values()),
        dns_service_ip=cluster.dns_service_ip,
        outbound=said.outbound.type,
        load_balancer=_load_balancer(said),
        registry_id=said.outbound.registry_id,
        public_ip=None if said.outbound.public_ip is None else str(said.outbound.public_ip),
        network_mode=said.network_mode.value if said.network_mode else None,
        dns_prefix=cluster.dns_prefix,
        kubernetes_version=said.kubernetes_version,
        tier=said.tier,
        support_plan=said.support_plan,
        node_resource_group=cluster.node_resource_group,
        identity_name=cluster.identity_name,
        identity_id=said.identity_id,
        kubelet_identity_id=said.kubelet_identity_id,
        registries=tuple(said.registries),
        entra=_entra(said),
        local_accounts=said.local_accounts,
        advanced_networking=_advanced_networking(said),
        node_provisioning=_provisioning(said, cluster.mode),
        static_egress_gateway=said.static_egress_gateway,
        private=said.private_cluster,
        api_server_subnet=cluster.api_server_subnet,
        private_dns_zone=said.private_dns_zone,
        fqdn_subdomain=said.fqdn_subdomain,
        public_fqdn=said.public_fqdn,
        authorized_ip_ranges=_authorized(said, gateway),
        authorized_gateway=gateway if said.authorized_ip_ranges else None,
        ssh_public_key=said.ssh_public_key,
        protect=said.protect,
        guard=said.change.guard,
        replace=said.change.replace,
        system_pool=pools.pop(cluster.system_pool),
        user_pools=tuple(pools.values()),
        roles=cluster_roles(layout, cluster),
        contents=plan_contents(cluster),
        upgrade_channel=said.upgrade_channel,
        node_os_channel=said.node_os_channel,
        maintenance=tuple(plan_maintenance(said.maintenance)),
        raw=said.raw,
    )


def _entra(cluster: ClusterSettings) -> EntraPlan | None:
    said = cluster.entra
    if said is None:
        return None
    return EntraPlan(azure_rbac=said.azure_rbac, admin_groups=tuple(said.admin_groups), tenant_id=said.tenant_id)


def _advanced_networking(cluster: ClusterSettings) -> AdvancedNetworkingPlan | None:
    said = cluster.advanced_networking
    return None if said is None else AdvancedNetworkingPlan(observability=said.observability, security=said.security)


def _provisioning(cluster: ClusterSettings, mode: Mode) -> NodeProvisioningPlan | None:
    said = cluster.node_provisioning
    if said is None:
        return None
    return NodeProvisioningPlan(
        max_nodes=said.max_nodes,
        default_pools=said.default_pools,
        # https://learn.microsoft.com/azure/aks/node-auto-provisioning-aksnodeclass
        max_pods=_PODS_OF_NODE_SUBNET if mode.pods is PodAddresses.NODE_SUBNET else _PODS_OF_OTHERS,
    )


def _load_balancer(cluster: ClusterSettings) -> BalancerPlan | None:
    said = cluster.outbound.load_balancer
    if said is None or cluster.outbound.type is not Outbound.LOAD_BALANCER:
        return None
    return BalancerPlan(
        managed_ips=said.managed_ips,
        managed_ipv6=said.managed_ipv6,
        public_ip_ids=tuple(said.public_ip_ids),
        public_ip_prefix_ids=tuple(said.public_ip_prefix_ids),
        allocated_ports=said.allocated_ports,
        idle_timeout=said.idle_timeout,
    )


def _authorized(cluster: ClusterSettings, gateway: str | None) -> tuple[str, ...]:
    """Return what may reach the API server: what is written, and the nodes by the address that they leave by.

    The word for the cluster's own way out, written alone, gives place to that address: AKS takes no range beside it.
    """
    said, way_out = cluster.authorized_ip_ranges, cluster.outbound.public_ip
    if said == [ONLY_THE_CLUSTER] and (way_out is not None or gateway is not None):
        said = []
    own = [] if way_out is None or any(way_out in each for each in said) else [f"{way_out}/32"]
    return (*(str(network) for network in said), *own)


def _pool(pool: PoolLayout, cluster: ClusterLayout) -> PoolPlan:
    said = pool.settings
    return PoolPlan(
        name=pool.name,
        mode=pool.mode,
        count=pool.count,
        # One without the other is a problem; both are planned as one number then.
        min_count=said.max_count if said.min_count is None else said.min_count,
        max_count=said.min_count if said.max_count is None else said.max_count,
        max_pods=pool.max_pods,
        max_pods_written=said.max_pods is not None,
        vm_size=said.vm_size,
        zones=tuple(sorted(said.zones)),
        os_type=said.os_type,
        os_sku=pool.os_sku,
        max_surge=said.max_surge,
        max_unavailable=said.max_unavailable,
        node_subnet=pool.node_subnet,
        pod_subnet=pool.pod_subnet,
        pod_ip_allocation=_allocation(cluster.mode.pods),
        local_dns=said.local_dns,
        outbound_nat=not said.disable_outbound_nat,
        gateway_prefix=(said.gateway_prefix or _GATEWAY_PREFIX) if pool.mode is PoolMode.GATEWAY else None,
        taints=tuple(said.taints),
        labels=dict(sorted(said.labels.items())),
        kubernetes_version=said.kubernetes_version or cluster.settings.kubernetes_version,
        raw=said.raw,
    )


def _allocation(pods: PodAddresses) -> str | None:
    """Return `podIPAllocationMode` of pools with a pod subnet."""
    match pods:
        case PodAddresses.POD_SUBNET_DYNAMIC:
            return "DynamicIndividual"
        case PodAddresses.POD_SUBNET_BLOCKS:
            return "StaticBlock"
        case (
            PodAddresses.POD_CIDR_ROUTES
            | PodAddresses.POD_CIDR_OVERLAY
            | PodAddresses.NODE_SUBNET
            | PodAddresses.CNI_OWN
        ):
            return None
        case unknown:
            assert_never(unknown)
