"""The virtual network of a stack: VNet, subnets and what hangs on them.

Subnets are written one after another, because Azure refuses parallel writes in one VNet (AnotherOperationInProgress),
and each write says everything about its subnet, because a write that leaves something out takes it away.
Which subnet needs what is decided in `plan`; existing VNets and subnets are looked up and never written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Any, assert_never

import pulumi
import pulumi_azure_native.network as azure

from aksnet.azure.axes import NextHopType
from aksnet.azure.raw_arguments import RawTarget
from aksnet.azure.subnet_purposes import AKS
from aksnet.plan.egress_records import PeeringPlan
from aksnet.plan.records import NetworkPlan, SecurityGroupPlan, SecurityRulePlan, SubnetPlan

from .child_options import child_of
from .known_later import Later
from .nat_gateways import Placed, nat_gateway
from .raw_properties import with_raw
from .turns import Before


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """What a network is made from."""

    plan: NetworkPlan
    location: pulumi.Input[str]
    """Azure region."""
    resource_group_name: pulumi.Input[str]
    """Resource group of what is created; an existing VNet may be in another one."""
    tags: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    later: Later = field(default_factory=Later)
    """What of the plan is put in by the engine."""


@dataclass(frozen=True, kw_only=True)
class Carried:
    """ARM ids of what hangs on a created subnet."""

    route_table: pulumi.Input[str] | None
    nat_gateway: pulumi.Input[str] | None
    security_group: pulumi.Input[str] | None


class Network(pulumi.ComponentResource):
    """A VNet with its subnets, route tables, NAT gateways and network security groups."""

    vnet_id: pulumi.Output[str]
    """ARM id of the VNet."""
    subnet_ids: dict[str, pulumi.Output[str]]
    """ARM id of each subnet by name, created and existing ones."""
    route_table_ids: dict[str, pulumi.Output[str]]
    """ARM id of each created route table by name."""
    peering_ids: dict[str, pulumi.Output[str]]
    """ARM id of each peering by name."""
    carried: dict[str, Carried]
    """What hangs on each created subnet, by its name."""
    nat_addresses: dict[str, dict[str, pulumi.Output[str]]]
    """Public addresses and prefixes of each created NAT gateway, as ranges by their names, by the gateway's name."""
    routes: list[pulumi.Resource]
    """The routes in created tables: clusters wait for them."""
    written_last: list[pulumi.Resource]
    """The last write to the VNet, a subnet or a peering; AKS claims the VNet for a cluster, whose turn comes next."""

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("aks-networking:azure:Network", name, None, opts)
        self._name, self._args = name, args
        self.routes, self.written_last, self.nat_addresses, self.carried, self.peering_ids = [], [], {}, {}, {}
        self.route_table_ids = {key: self._route_table(key) for key in args.plan.route_tables}
        self._nat_gateway_ids = {key: self._nat_gateway(key) for key in args.plan.nat_gateways}
        vnet_name, self.vnet_id = self._existing_vnet() if args.plan.existing else self._vnet()
        self.subnet_ids = self._subnets(vnet_name)
        self.register_outputs({"vnetId": self.vnet_id, "subnetIds": self.subnet_ids})

    def _vnet(self) -> tuple[pulumi.Input[str], pulumi.Output[str]]:
        plan = self._args.plan
        vnet = azure.VirtualNetwork(
            f"{self._name}-vnet",
            virtual_network_name=plan.name,
            resource_group_name=self._args.resource_group_name,
            location=self._args.location,
            address_space=azure.AddressSpaceArgs(address_prefixes=[str(network) for network in plan.address_space]),
            dhcp_options=azure.DhcpOptionsArgs(dns_servers=list(plan.dns_servers)) if plan.dns_servers else None,
            tags=self._args.tags,
            # They are resources of their own; a refresh would otherwise take them over into the VNet's inputs.
            opts=child_of(self, ignore_changes=["subnets", "virtualNetworkPeerings"]),
        )
        return vnet.name.apply(lambda vnet_name: vnet_name or plan.name), vnet.id

    def _existing_vnet(self) -> tuple[pulumi.Input[str], pulumi.Output[str]]:
        plan = self._args.plan
        filled = self._args.later.filled
        if plan.id is not None:
            return plan.name, pulumi.Output.from_input(filled(plan.id))
        found = azure.get_virtual_network_output(
            resource_group_name=filled(plan.resource_group),
            virtual_network_name=plan.name,
            opts=pulumi.InvokeOutputOptions(parent=self),
        )
        return plan.name, found.id.apply(lambda vnet_id: vnet_id or "")

    def _subnets(self, vnet_name: pulumi.Input[str]) -> dict[str, pulumi.Output[str]]:
        ids: dict[str, pulumi.Output[str]] = {}
        previous: list[pulumi.Resource] = []
        for subnet in self._args.plan.subnets.values():
            if subnet.existing:
                ids[subnet.name] = self._existing_subnet(subnet)
            else:
                written = self._subnet(subnet, vnet_name, previous)
                ids[subnet.name] = written.id
                previous = [Before(written)]
        for peering in self._args.plan.peerings:
            side = self._peering(peering, vnet_name, previous)
            self.peering_ids[peering.name], previous = side.id, [Before(side)]
        self.written_last = previous
        return ids

    def _peering(
        self, plan: PeeringPlan, vnet_name: pulumi.Input[str], previous: list[pulumi.Resource]
    ) -> azure.VirtualNetworkPeering:
        return azure.VirtualNetworkPeering(
            f"{self._name}-peering-{plan.name}",
            virtual_network_peering_name=plan.name,
            virtual_network_name=vnet_name,
            resource_group_name=self._args.resource_group_name,
            remote_virtual_network=azure.SubResourceArgs(id=plan.remote_id),
            allow_virtual_network_access=True,
            allow_forwarded_traffic=plan.allow_forwarded_traffic,
            use_remote_gateways=plan.use_remote_gateways,
            opts=child_of(self, depends_on=previous, replace_on_changes=["remoteVirtualNetwork"]),
        )

    def _existing_subnet(self, subnet: SubnetPlan) -> pulumi.Output[str]:
        """An id is taken as it is, whichever subscription it leads to; a name is looked up."""
        filled = self._args.later.filled
        if subnet.id is not None:
            return pulumi.Output.from_input(filled(subnet.id))
        if self._args.plan.id is not None:
            return pulumi.Output.from_input(filled(f"{self._args.plan.id}/subnets/{subnet.name}"))
        found = azure.get_subnet_output(
            resource_group_name=filled(self._args.plan.resource_group),
            virtual_network_name=self._args.plan.name,
            subnet_name=subnet.name,
            opts=pulumi.InvokeOutputOptions(parent=self),
        )
        return found.id.apply(lambda subnet_id: subnet_id or "")

    def _subnet(
        self, subnet: SubnetPlan, vnet_name: pulumi.Input[str], previous: list[pulumi.Resource]
    ) -> azure.Subnet:
        prefixes = [str(prefix) for prefix in subnet.prefixes]
        delegation = subnet.delegation
        delegations = [azure.DelegationArgs(name=_short(delegation), service_name=delegation)] if delegation else None
        table = self.route_table_ids[subnet.route_table] if subnet.route_table else subnet.route_table_id
        gateway = self._nat_gateway_ids[subnet.nat_gateway] if subnet.nat_gateway else subnet.nat_gateway_id
        group = self._security_group_id(subnet.name, subnet.security_group) if subnet.security_group else None
        self.carried[subnet.name] = Carried(route_table=table, nat_gateway=gateway, security_group=group)
        properties = {
            "address_prefix": prefixes[0] if len(prefixes) == 1 else None,
            "address_prefixes": prefixes if len(prefixes) > 1 else None,
            "delegations": delegations,
            "route_table": azure.RouteTableArgs(id=table) if table else None,
            "nat_gateway": azure.SubResourceArgs(id=gateway) if gateway else None,
            "network_security_group": azure.NetworkSecurityGroupArgs(id=group) if group else None,
            "service_endpoints": [
                azure.ServiceEndpointPropertiesFormatArgs(service=s) for s in subnet.service_endpoints
            ]
            or None,
            "default_outbound_access": subnet.default_outbound_access,
            "private_endpoint_network_policies": subnet.private_endpoint_policies,
            "private_link_service_network_policies": subnet.private_link_policies,
        }
        return azure.Subnet(
            f"{self._name}-{subnet.name}",
            subnet_name=subnet.name,
            virtual_network_name=vnet_name,
            resource_group_name=self._args.plan.resource_group
            if self._args.plan.existing
            else self._args.resource_group_name,
            **with_raw(RawTarget.SUBNET, properties, subnet.raw),
            opts=child_of(self, depends_on=previous),
        )

    def _route_table(self, key: str) -> pulumi.Output[str]:
        plan = self._args.plan.route_tables[key]
        table = azure.RouteTable(
            f"{self._name}-{key}",
            route_table_name=plan.name,
            resource_group_name=self._args.resource_group_name,
            location=self._args.location,
            tags=self._args.tags,
            # AKS writes one route per node here; taking them back would cut pods off.
            opts=child_of(self, ignore_changes=["routes"]),
        )
        if plan.default_next_hop is not None:
            route = azure.Route(
                f"{self._name}-{key}-default",
                route_name="default",
                route_table_name=table.name.apply(lambda name: name or plan.name),
                resource_group_name=self._args.resource_group_name,
                address_prefix="0.0.0.0/0",
                **_next_hop(plan.default_next_hop),
                opts=child_of(self),
            )
            self.routes.append(route)
        return table.id

    def _nat_gateway(self, key: str) -> pulumi.Output[str]:
        args = self._args
        placed = Placed(group=args.resource_group_name, location=args.location, tags=args.tags)
        gateway, self.nat_addresses[key] = nat_gateway(f"{self._name}-{key}", args.plan.nat_gateways[key], placed, self)
        return gateway.id

    def _security_group_id(self, subnet: str, plan: SecurityGroupPlan) -> pulumi.Input[str]:
        if plan.id is not None:
            return plan.id
        group = azure.NetworkSecurityGroup(
            f"{self._name}-{subnet}-nsg",
            network_security_group_name=plan.name,
            resource_group_name=self._args.resource_group_name,
            location=self._args.location,
            security_rules=[_security_rule(rule) for rule in plan.rules],
            tags=self._args.tags,
            opts=child_of(self),
        )
        return group.id


def _short(service: str) -> str:
    """Return the name of a delegation, which is its identity within the subnet."""
    return "aks" if service == AKS else service.rsplit("/", 1)[-1]


def _next_hop(hop: IPv4Address | NextHopType) -> dict[str, Any]:
    match hop:
        case IPv4Address():
            return {
                "next_hop_type": azure.RouteNextHopType.VIRTUAL_APPLIANCE,
                "next_hop_ip_address": str(hop),
            }
        case NextHopType.GATEWAY:
            return {"next_hop_type": azure.RouteNextHopType.VIRTUAL_NETWORK_GATEWAY}
        case unknown:
            assert_never(unknown)


def _security_rule(rule: SecurityRulePlan) -> azure.SecurityRuleArgs:
    """Azure takes one range under the singular name and several under the plural one, never both."""
    source, sources = _one_or_many(rule.sources)
    destination, destinations = _one_or_many(rule.destinations)
    port, ports = _one_or_many(rule.destination_ports)
    return azure.SecurityRuleArgs(
        name=rule.name,
        priority=rule.priority,
        direction=rule.direction,
        access=rule.access,
        protocol=rule.protocol,
        source_port_range="*",
        source_address_prefix=source,
        source_address_prefixes=sources,
        destination_address_prefix=destination,
        destination_address_prefixes=destinations,
        destination_port_range=port,
        destination_port_ranges=ports,
    )


def _one_or_many(values: tuple[str, ...]) -> tuple[str | None, list[str] | None]:
    return (values[0], None) if len(values) == 1 else (None, list(values))
