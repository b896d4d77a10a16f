"""Arguments of AksNetwork. Generated from aksnet.settings.network_settings; renew with: make docs."""

from collections.abc import Mapping, Sequence
from typing import Required, TypedDict

import pulumi

from .subnet_arguments import SubnetSettings


class PeeringSettings(TypedDict, total=False):
    """One side of a peering: from the stack's new VNet to another one."""

    id: Required[pulumi.Input[str]]
    """ARM id of the other VNet, such as a hub."""
    ranges: Sequence[str]
    """Ranges of the other VNet, which nothing here may overlap."""
    allow_forwarded_traffic: bool
    """False drops what the other VNet only passes on, for instance its firewall's traffic from other networks."""
    use_remote_gateways: bool
    """True sends traffic to other sites through the other VNet's VPN or ExpressRoute gateway."""


class NetworkSettings(TypedDict, total=False):
    """The virtual network (VNet) that all clusters of the stack share."""

    name: str
    """Name of the VNet; `<stack>-vnet` when not set."""
    id: pulumi.Input[str]
    """ARM id of an existing VNet to use instead of creating one."""
    existing: bool
    """True for a VNet that is there already under `name`."""
    resource_group: pulumi.Input[str]
    """Resource group of an existing VNet, when it is not the stack's own."""
    address_space: Sequence[str]
    """IPv4 and IPv6 ranges of the VNet; 10.224.0.0/12 when not set."""
    subnets: Mapping[str, SubnetSettings]
    """Subnets beyond those that clusters declare, for instance one for load balancers."""
    peered_ranges: Sequence[str]
    """Ranges of peered networks and on-premises sites that nothing here may overlap."""
    peerings: Mapping[str, PeeringSettings]
    """Peerings of a new VNet by name, such as one to a hub."""
    dns_servers: Sequence[str]
    """Addresses of the DNS servers that everything in a new VNet asks; Azure's own when not set."""
