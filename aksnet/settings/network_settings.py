"""The settings of the VNet: new or existing, its subnets, what it is peered with, whom it asks for names."""

from ipaddress import IPv4Network, IPv6Network

from pydantic import Field, StrictBool

from aksnet.settings.fields import AnyRange, Ipv4, ResourceGroupName, SubnetName, VnetName
from aksnet.settings.model import SettingsModel, Shorthand
from aksnet.settings.resource_fields import VnetId
from aksnet.settings.subnet_settings import SubnetSettings


class PeeringSettings(SettingsModel):
    """One side of a peering: from the stack's new VNet to another one; text alone is that one's ARM id."""

    shorthand = Shorthand("id")

    id: VnetId
    """ARM id of the other VNet, such as a hub."""
    ranges: list[AnyRange] = Field(default_factory=list)
    """Ranges of the other VNet, which nothing here may overlap."""
    allow_forwarded_traffic: StrictBool = True
    """False drops what the other VNet only passes on, for instance its firewall's traffic from other networks."""
    use_remote_gateways: StrictBool = False
    """True sends traffic to other sites through the other VNet's VPN or ExpressRoute gateway."""


class NetworkSettings(SettingsModel):
    """The virtual network (VNet) that all clusters of the stack share."""

    name: VnetName | None = None
    """Name of the VNet; `<stack>-vnet` when not set."""
    id: VnetId | None = None
    """ARM id of an existing VNet to use instead of creating one."""
    existing: StrictBool = False
    """True for a VNet that is there already under `name`."""
    resource_group: ResourceGroupName | None = None
    """Resource group of an existing VNet, when it is not the stack's own."""
    address_space: list[AnyRange] | None = None
    """IPv4 and IPv6 ranges of the VNet; 10.224.0.0/12 when not set."""
    subnets: dict[SubnetName, SubnetSettings] = Field(default_factory=dict)
    """Subnets beyond those that clusters declare, for instance one for load balancers; text alone is the prefix."""
    peered_ranges: list[AnyRange] = Field(default_factory=list)
    """Ranges of peered networks and on-premises sites that nothing here may overlap."""
    peerings: dict[SubnetName, PeeringSettings] = Field(default_factory=dict, json_schema_extra={"maxProperties": 500})
    """Peerings of a new VNet by name, such as one to a hub; text alone is the ARM id of the other VNet."""
    dns_servers: list[Ipv4] = Field(default_factory=list, json_schema_extra={"maxItems": 20})
    """Addresses of the DNS servers that everything in a new VNet asks; Azure's own when not set."""

    @property
    def is_existing(self) -> bool:
        """True when the VNet is used, not created."""
        return self.existing or self.id is not None

    @property
    def foreign_ranges(self) -> list[IPv4Network | IPv6Network]:
        """Ranges that are somebody else's: of peered networks and of on-premises sites."""
        return [*self.peered_ranges, *(each for _, peering in sorted(self.peerings.items()) for each in peering.ranges)]
