"""Arguments of AksNetwork. Generated from aksnet.settings.subnet_settings; renew with: make docs."""

from collections.abc import Mapping, Sequence
from typing import Any, Required, TypedDict

import pulumi

from .choices import (
    EndpointPoliciesChoice,
    SecurityRuleAccessChoice,
    SecurityRuleDirectionChoice,
    SecurityRuleProtocolChoice,
    SubnetPrivateLinkServiceNetworkPoliciesChoice,
    SubnetServiceEndpointChoice,
)


class SecurityRuleSettings(TypedDict, total=False):
    """One rule of a network security group."""

    priority: Required[int]
    """200 to 4096, lower first; 100 to 199 are kept for the rules that pods need, which stand before all others."""
    direction: Required[SecurityRuleDirectionChoice]
    """`Inbound` or `Outbound`."""
    access: Required[SecurityRuleAccessChoice]
    """`Allow` or `Deny`."""
    protocol: SecurityRuleProtocolChoice
    """`Tcp`, `Udp`, `Icmp`, `Esp`, `Ah` or `*`."""
    source: str
    """Source range or service tag."""
    destination: str
    """Destination range or service tag."""
    destination_ports: Sequence[str]
    """Ports or port ranges, as text."""


class SecurityGroupSettings(TypedDict, total=False):
    """The network security group (NSG) of a subnet: one that is created, or an existing one by id."""

    name: str
    """Name; `<subnet>-nsg` when not set."""
    id: pulumi.Input[str]
    """ARM id of an existing group."""
    rules: Mapping[str, SecurityRuleSettings]
    """Rules by name, beside those that pods with addresses of their own need."""


class SubnetSettings(TypedDict, total=False):
    """A subnet."""

    name: str
    """Name. Two settings that give one name mean one subnet."""
    prefix: str
    """IPv4 range."""
    ipv6_prefix: str
    """IPv6 range, a /64; only where the mode is dual-stack."""
    existing: bool
    """True for a subnet of an existing VNet that is there already."""
    id: pulumi.Input[str]
    """ARM id of a subnet that is there already."""
    route_table_id: pulumi.Input[str]
    """ARM id of a route table that is there already: one that a new subnet is given, or that an existing one has."""
    nat_gateway_id: pulumi.Input[str]
    """ARM id of a NAT gateway that is there already, for a new subnet."""
    service_endpoints: Sequence[SubnetServiceEndpointChoice]
    """Services of Azure that a new subnet reaches by their service endpoints, such as `Microsoft.Storage`."""
    delegation: str
    """Service that a new subnet is for, such as `Microsoft.DBforPostgreSQL/flexibleServers`; nothing else is in it."""
    default_outbound_access: bool
    """False for a new subnet without the outbound access that Azure gives by itself (a private subnet)."""
    private_endpoint_network_policies: EndpointPoliciesChoice
    """What holds for private endpoints in a new subnet: its group, its route table, both, or `Disabled` for neither."""
    private_link_service_network_policies: SubnetPrivateLinkServiceNetworkPoliciesChoice
    """`Disabled` for a new subnet that a private link service takes its source addresses from."""
    network_security_group: SecurityGroupSettings
    """The subnet's network security group; `{}` for one with Azure's own rules."""
    raw: Mapping[str, Any]
    """Further properties as azure-native has them, by Azure's names; merged into the request after planning."""
