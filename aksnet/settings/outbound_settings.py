"""The settings of a cluster's way out: the type, and what each type has beside it."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from aksnet.azure.axes import Outbound
from aksnet.settings.fields import Ipv4, NextHop, Zone, refusal
from aksnet.settings.model import SettingsModel, Shorthand
from aksnet.settings.number_fields import AllocatedPorts, GatewayAddresses, GatewayPrefix, IdleMinutes, ManagedAddresses
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.resource_fields import PublicIpId, PublicIpPrefixId, RegistryId

_OFFERED = tuple(Outbound)
_NOT_HERE = {
    "managedNATGateway": "managedNATGateway works only in a VNet that AKS manages, and this project brings its own",
    "block": "block is a preview for a VNet that AKS manages",
}


def _outbound(value: object) -> object:
    if isinstance(value, str) and value in _NOT_HERE:
        raise refusal(
            Kind.OUTBOUND_UNKNOWN,
            f"{', '.join(_OFFERED[:-1])} or {_OFFERED[-1]}; {_NOT_HERE[value]}",
            "use userAssignedNATGateway for a NAT gateway, userDefinedRouting for a firewall, none for no way out",
        )
    return value


class LoadBalancerSettings(SettingsModel):
    """How the outbound side of AKS's load balancer is made: addresses that AKS makes, or some that are there."""

    managed_ips: ManagedAddresses | None = None
    """Public IPv4 addresses that AKS makes for it; 1 when neither this nor an address of yours is set."""
    managed_ipv6: ManagedAddresses | None = None
    """The same for IPv6, where the mode is dual-stack."""
    public_ip_ids: list[PublicIpId] = Field(default_factory=list)
    """ARM ids of public addresses that are there already, in place of managed ones."""
    public_ip_prefix_ids: list[PublicIpPrefixId] = Field(default_factory=list)
    """ARM ids of public IP prefixes that are there already, in place of managed addresses."""
    allocated_ports: AllocatedPorts | None = None
    """Outbound ports that each node is given for good; Azure shares them out by the number of nodes when not set."""
    idle_timeout: IdleMinutes | None = None
    """Minutes after which an idle outbound connection ends; 30 when not set."""


class NatGatewaySettings(SettingsModel):
    """How the stack's NAT gateway is made: addresses of its own, or some that are there."""

    sku: Literal["Standard", "StandardV2"] = "Standard"
    """`Standard`, in one zone and for IPv4; `StandardV2` is zone-redundant, and named by `natGatewayId` only."""
    public_ips: GatewayAddresses | None = None
    """Public addresses that the stack makes for it; 1 when no other address is set."""
    prefix_length: GatewayPrefix | None = None
    """Length of a public IP prefix that the stack makes for it, 28 to 31."""
    public_ip_ids: list[PublicIpId] = Field(default_factory=list)
    """ARM ids of public addresses that are there already."""
    public_ip_prefix_ids: list[PublicIpPrefixId] = Field(default_factory=list)
    """ARM ids of public IP prefixes that are there already."""
    zone: Zone | None = None
    """Availability zone that it is in; Azure chooses one when not set."""
    idle_timeout: IdleMinutes | None = None
    """Minutes after which an idle outbound connection ends; 4 when not set."""


class OutboundSettings(SettingsModel):
    """How pods and nodes leave the network; text alone is the type."""

    shorthand = Shorthand("type")

    type: Annotated[Outbound, BeforeValidator(_outbound)] = Outbound.LOAD_BALANCER
    """`loadBalancer`, `userAssignedNATGateway`, `userDefinedRouting`, or `none` where nothing leaves the network."""
    next_hop: NextHop | None = None
    """Where the default route leads: a firewall's address or `VirtualNetworkGateway`; for `userDefinedRouting`."""
    public_ip: Ipv4 | None = None
    """Public address of a firewall or NAT gateway of your own that nodes leave by, for `authorizedIpRanges`."""
    registry_id: RegistryId | None = None
    """ARM id of a registry of yours that has AKS's own images; AKS makes one when not set. For `none`."""
    load_balancer: LoadBalancerSettings | None = None
    """The addresses and ports of the load balancer that traffic leaves by; for `loadBalancer`."""
    nat_gateway: NatGatewaySettings | None = None
    """The addresses and the zone of the stack's NAT gateway; for `userAssignedNATGateway`."""
