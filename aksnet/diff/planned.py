"""What is deployed once a plan has been carried out: for comparing two plans, one as if it were there already."""

from aksnet.azure.axes import Plugin
from aksnet.diff import light_settings
from aksnet.diff.deployed import DeployedCluster, DeployedGrant, DeployedStack
from aksnet.diff.deployed_network import DeployedGateway, DeployedSubnet, DeployedTable
from aksnet.diff.deployed_pool import DeployedPool
from aksnet.diff.window_text import window_text
from aksnet.plan.egress_records import NatGatewayPlan
from aksnet.plan.maintenance_windows import maintenance_window
from aksnet.plan.profile import outbound_profile
from aksnet.plan.records import ClusterPlan, PoolPlan, StackPlan, SubnetPlan


def as_deployed(plan: StackPlan) -> DeployedStack:
    """Return the records that a state would hold after an up of the plan; what only Azure knows is None."""
    network = plan.network
    return DeployedStack(
        resource_group=None if plan.resource_group_existing else plan.resource_group,
        location=None if plan.resource_group_existing else plan.location,
        vnet=None if network.existing else network.name,
        address_space=() if network.existing else network.address_space,
        clusters={cluster.key: _cluster(cluster, plan.location) for cluster in plan.clusters},
        subnets={subnet.name: _subnet(subnet) for subnet in network.subnets.values() if not subnet.existing},
        grants=tuple(
            DeployedGrant(key=cluster.key, target=role.target_name.rsplit("/", 1)[-1], role_id=role.role_id)
            for cluster in plan.clusters
            for role in cluster.roles
        ),
        dns_servers=network.dns_servers,
        peerings={peering.name: peering.remote_id for peering in network.peerings},
        tables={
            name: DeployedTable(
                name=name, default_next_hop=str(table.default_next_hop) if table.default_next_hop else None
            )
            for name, table in network.route_tables.items()
        },
        gateways={name: planned_gateway(gateway) for name, gateway in network.nat_gateways.items()},
    )


def planned_gateway(plan: NatGatewayPlan) -> DeployedGateway:
    """Return what a state holds of a NAT gateway once it is there."""
    return DeployedGateway(
        addresses=(*plan.public_ip_names, *plan.public_ip_ids),
        prefixes=(*([plan.prefix_name] if plan.prefix_name else []), *plan.public_ip_prefix_ids),
        prefix_length=plan.prefix_length,
        zone=plan.zone,
        idle_timeout=plan.idle_timeout,
    )


def _cluster(plan: ClusterPlan, location: str) -> DeployedCluster:
    mode = plan.mode
    return DeployedCluster(
        key=plan.key,
        id=None,
        uid=None,
        name=plan.name,
        location=location,
        node_resource_group=plan.node_resource_group,
        dns_prefix=plan.dns_prefix if plan.fqdn_subdomain is None else None,
        fqdn_subdomain=plan.fqdn_subdomain,
        kubernetes_version=plan.kubernetes_version,
        requested_version=plan.kubernetes_version,
        upgrade_channel=plan.upgrade_channel.value if plan.upgrade_channel else None,
        node_os_channel=plan.node_os_channel.value if plan.node_os_channel else None,
        maintenance={window.kind.value: window_text(maintenance_window(window)) for window in plan.maintenance},
        entra=plan.entra is not None,
        private=plan.private,
        private_dns_zone=(plan.private_dns_zone or "system") if plan.private else "",
        api_server_subnet=plan.api_server_subnet,
        registry_id=plan.registry_id,
        plugin=mode.plugin.value,
        plugin_mode=mode.plugin_mode.value if mode.plugin_mode else None,
        data_plane=mode.data_plane.value if mode.data_plane else None,
        policy=plan.policy,
        network_mode=plan.network_mode,
        outbound=plan.outbound.value,
        load_balancer=outbound_profile(plan).get("loadBalancerProfile") or {},
        families=tuple(family.value for family in mode.families),
        pod_cidrs=plan.pod_cidrs,
        service_cidrs=plan.service_cidrs,
        dns_service_ip=str(plan.dns_service_ip),
        ssh_key=plan.ssh_public_key,
        takes_windows=mode.plugin is Plugin.AZURE,
        listed_ranges=True,
        authorized_ip_ranges=(
            *plan.authorized_ip_ranges,
            *([f"the address of {plan.authorized_gateway}"] if plan.authorized_gateway else []),
        ),
        raw=plan.raw,
        light=light_settings.cluster_in_plan(plan),
        pools=tuple(_pool(pool, inline=pool.name not in plan.pool_requests.separate) for pool in plan.pools),
        requests=plan.pool_requests,
    )


def _pool(plan: PoolPlan, *, inline: bool) -> DeployedPool:
    return DeployedPool(
        name=plan.name,
        inline=inline,
        vm_size=plan.vm_size,
        os_type=plan.os_type.value,
        os_sku=plan.os_sku,
        count=plan.count,
        max_pods=plan.max_pods,
        zones=tuple(sorted(plan.zones)),
        node_subnet=plan.node_subnet,
        pod_subnet=plan.pod_subnet,
        pod_ip_allocation=plan.pod_ip_allocation,
        gateway_prefix=plan.gateway_prefix,
        outbound_nat=plan.outbound_nat,
        version=plan.kubernetes_version,
        requested_version=plan.kubernetes_version,
        raw=plan.raw,
        light=light_settings.pool_in_plan(plan),
    )


def _subnet(plan: SubnetPlan) -> DeployedSubnet:
    return DeployedSubnet(
        name=plan.name,
        prefixes=plan.prefixes,
        route_table=plan.table_name,
        nat_gateway=plan.gateway_name,
        security_group=plan.security_group_name,
        delegation=plan.delegation,
        service_endpoints=tuple(sorted(plan.service_endpoints)),
        default_outbound_access=plan.default_outbound_access,
        private_endpoint_policies=plan.private_endpoint_policies,
        private_link_policies=plan.private_link_policies,
    )
