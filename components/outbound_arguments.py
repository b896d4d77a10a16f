"""Arguments of AksNetwork. Generated from aksnet.settings.outbound_settings; renew with: make docs."""

from collections.abc import Sequence
from typing import TypedDict

import pulumi

from .choices import NatGatewaySkuChoice, OutboundChoice


class LoadBalancerSettings(TypedDict, total=False):
    """How the outbound side of AKS's load balancer is made: addresses that AKS makes, or some that are there."""

    managed_ips: int
    """Public IPv4 addresses that AKS makes for it; 1 when neither this nor an address of yours is set."""
    managed_ipv6: int
    """The same for IPv6, where the mode is dual-stack."""
    public_ip_ids: Sequence[pulumi.Input[str]]
    """ARM ids of public addresses that are there already, in place of managed ones."""
    public_ip_prefix_ids: Sequence[pulumi.Input[str]]
    """ARM ids of public IP prefixes that are there already, in place of managed addresses."""
    allocated_ports: int
    """Outbound ports that each node is given for good; Azure shares them out by the number of nodes when not set."""
    idle_timeout: int
    """Minutes after which an idle outbound connection ends; 30 when not set."""


class NatGatewaySettings(TypedDict, total=False):
    """How the stack's NAT gateway is made: addresses of its own, or some that are there."""

    sku: NatGatewaySkuChoice
    """`Standard`, in one zone and for IPv4; `StandardV2` is zone-redundant, and named by `natGatewayId` only."""
    public_ips: int
    """Public addresses that the stack makes for it; 1 when no other address is set."""
    prefix_length: int
    """Length of a public IP prefix that the stack makes for it, 28 to 31."""
    public_ip_ids: Sequence[pulumi.Input[str]]
    """ARM ids of public addresses that are there already."""
    public_ip_prefix_ids: Sequence[pulumi.Input[str]]
    """ARM ids of public IP prefixes that are there already."""
    zone: str
    """Availability zone that it is in; Azure chooses one when not set."""
    idle_timeout: int
    """Minutes after which an idle outbound connection ends; 4 when not set."""


class OutboundSettings(TypedDict, total=False):
    """How pods and nodes leave the network."""

    type: OutboundChoice
    """`loadBalancer`, `userAssignedNATGateway`, `userDefinedRouting`, or `none` where nothing leaves the network."""
    next_hop: str
    """Where the default route leads: a firewall's address or `VirtualNetworkGateway`; for `userDefinedRouting`."""
    public_ip: str
    """Public address of a firewall or NAT gateway of your own that nodes leave by, for `authorizedIpRanges`."""
    registry_id: pulumi.Input[str]
    """ARM id of a registry of yours that has AKS's own images; AKS makes one when not set. For `none`."""
    load_balancer: LoadBalancerSettings
    """The addresses and ports of the load balancer that traffic leaves by; for `loadBalancer`."""
    nat_gateway: NatGatewaySettings
    """The addresses and the zone of the stack's NAT gateway; for `userAssignedNATGateway`."""
