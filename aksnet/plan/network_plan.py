"""Plans the VNet: its subnets with what hangs on them, route tables, NAT gateways."""

from aksnet.azure.axes import SubnetUse
from aksnet.layout import naming
from aksnet.layout.addressing import Range
from aksnet.layout.layout import ClusterLayout, Layout, Subnet
from aksnet.plan.egress_records import NatGatewayPlan, PeeringPlan
from aksnet.plan.records import NetworkPlan, RouteTablePlan, SecurityGroupPlan, SubnetPlan
from aksnet.plan.security_groups import security_group
from aksnet.settings.network_settings import NetworkSettings
from aksnet.settings.outbound_settings import NatGatewaySettings


def plan_network(settings: NetworkSettings, layout: Layout) -> NetworkPlan:
    """Plan the whole network of a stack."""
    vnet = layout.vnet
    return NetworkPlan(
        name=vnet.name,
        id=vnet.id,
        existing=vnet.existing,
        resource_group=vnet.resource_group,
        address_space=vnet.address_space,
        subnets={name: _subnet(layout, subnet) for name, subnet in layout.subnets.items()},
        route_tables={
            name: RouteTablePlan(name=name, default_next_hop=cluster.settings.outbound.next_hop)
            for cluster in layout.clusters.values()
            if (name := cluster.route_table) is not None
        },
        nat_gateways={
            name: _nat_gateway(name, cluster)
            for cluster in layout.clusters.values()
            if (name := cluster.nat_gateway) is not None
        },
        dns_servers=tuple(map(str, settings.dns_servers)),
        peerings=tuple(
            PeeringPlan(
                name=name,
                remote_id=said.id,
                allow_forwarded_traffic=said.allow_forwarded_traffic,
                use_remote_gateways=said.use_remote_gateways,
            )
            for name, said in sorted(settings.peerings.items())
        ),
    )


def _nat_gateway(name: str, cluster: ClusterLayout) -> NatGatewayPlan:
    said = cluster.settings.outbound.nat_gateway or NatGatewaySettings()
    others = said.prefix_length is not None or said.public_ip_ids or said.public_ip_prefix_ids
    number = (0 if others else 1) if said.public_ips is None else said.public_ips
    return NatGatewayPlan(
        name=name,
        public_ip_names=tuple(naming.public_ip(name, index) for index in range(1, number + 1)),
        prefix_name=None if said.prefix_length is None else naming.public_prefix(name),
        prefix_length=said.prefix_length,
        public_ip_ids=tuple(said.public_ip_ids),
        public_ip_prefix_ids=tuple(said.public_ip_prefix_ids),
        zone=said.zone,
        idle_timeout=said.idle_timeout,
    )


def _subnet(layout: Layout, subnet: Subnet) -> SubnetPlan:
    if subnet.existing:
        return SubnetPlan(name=subnet.name, prefixes=subnet.prefixes, id=subnet.id, existing=True)
    return SubnetPlan(
        name=subnet.name,
        prefixes=subnet.prefixes,
        delegation=subnet.delegation,
        service_endpoints=tuple(subnet.said(lambda said: said.service_endpoints or None) or ()),
        default_outbound_access=subnet.said(lambda said: said.default_outbound_access),
        private_endpoint_policies=subnet.said(lambda said: said.private_endpoint_network_policies),
        private_link_policies=subnet.said(lambda said: said.private_link_service_network_policies),
        route_table=subnet.route_table,
        nat_gateway=subnet.nat_gateway,
        route_table_id=subnet.route_table_id,
        nat_gateway_id=subnet.nat_gateway_id,
        security_group=_group(layout, subnet),
        raw=subnet.said(lambda said: said.raw or None) or {},
    )


def _group(layout: Layout, subnet: Subnet) -> SecurityGroupPlan | None:
    said = next((m.settings.network_security_group for m in subnet.mentions if m.settings.network_security_group), None)
    if subnet.security_group is None or said is None:
        return None
    pods = [network for key in subnet.clusters for network in layout.clusters[key].pod_ranges.values()]
    return security_group(subnet.security_group, said, _hosts(layout, subnet), list(dict.fromkeys(pods)))


def _hosts(layout: Layout, subnet: Subnet) -> list[Range]:
    """Return the ranges of all nodes that may reach pods on this subnet: those of its clusters' other pools too."""
    nodes = [other for key in subnet.clusters for other in layout.subnets_of(key, SubnetUse.NODES)]
    in_order = sorted(dict.fromkeys(other.name for other in nodes))
    return list(dict.fromkeys([*subnet.prefixes, *(r for name in in_order for r in layout.subnets[name].prefixes)]))
