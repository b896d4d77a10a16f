"""A subnet as a stack file names it: a new one, one declared elsewhere in the file, or an existing one."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import Any, Literal, assert_never

from pydantic import Field, StrictBool

from aksnet.azure.axes import EndpointPolicies, IpFamily
from aksnet.settings.fields import (
    Ipv4Range,
    Ipv6Range,
    RuleName,
    SubnetName,
)
from aksnet.settings.model import SettingsModel, Shorthand
from aksnet.settings.number_fields import Priority
from aksnet.settings.resource_fields import NatGatewayId, RouteTableId, SecurityGroupId, ServiceName, SubnetId
from aksnet.settings.security_fields import PortRange, RuleEnd


@dataclass(frozen=True)
class _SubnetShorthand(Shorthand):
    """Text alone is an id, a prefix or a name, whichever it looks like."""

    def key_for(self, text: str) -> str:
        if text.lower().startswith("/subscriptions/"):
            return "id"
        return "prefix" if "/" in text else self.key

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that a text may be for."""
        return ("id", "prefix", self.key)


ServiceEndpoint = Literal[
    "Microsoft.AzureCosmosDB",
    "Microsoft.CognitiveServices",
    "Microsoft.ContainerRegistry",
    "Microsoft.EventHub",
    "Microsoft.KeyVault",
    "Microsoft.ServiceBus",
    "Microsoft.Sql",
    "Microsoft.Storage",
    "Microsoft.Storage.Global",
    "Microsoft.Web",
]
"""https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview"""


class SecurityRuleSettings(SettingsModel):
    """One rule of a network security group."""

    priority: Priority
    """200 to 4096, lower first; 100 to 199 are kept for the rules that pods need, which stand before all others."""
    direction: Literal["Inbound", "Outbound"]
    """`Inbound` or `Outbound`."""
    access: Literal["Allow", "Deny"]
    """`Allow` or `Deny`."""
    protocol: Literal["Tcp", "Udp", "Icmp", "Esp", "Ah", "*"] = "*"
    """`Tcp`, `Udp`, `Icmp`, `Esp`, `Ah` or `*`."""
    source: RuleEnd = "*"
    """Source range or service tag."""
    destination: RuleEnd = "*"
    """Destination range or service tag."""
    destination_ports: list[PortRange] = Field(default_factory=lambda: ["*"], min_length=1)
    """Ports or port ranges, as text."""


class SecurityGroupSettings(SettingsModel):
    """The network security group (NSG) of a subnet: one that is created, or an existing one by id."""

    name: SubnetName | None = None
    """Name; `<subnet>-nsg` when not set."""
    id: SecurityGroupId | None = None
    """ARM id of an existing group."""
    rules: dict[RuleName, SecurityRuleSettings] = Field(default_factory=dict, json_schema_extra={"maxProperties": 1000})
    """Rules by name, beside those that pods with addresses of their own need."""


class SubnetSettings(SettingsModel):
    """A subnet; text alone is its prefix, its name or its ARM id."""

    shorthand = _SubnetShorthand("name")

    name: SubnetName | None = None
    """Name. Two settings that give one name mean one subnet."""
    prefix: Ipv4Range | None = None
    """IPv4 range."""
    ipv6_prefix: Ipv6Range | None = None
    """IPv6 range, a /64; only where the mode is dual-stack."""
    existing: StrictBool = False
    """True for a subnet of an existing VNet that is there already."""
    id: SubnetId | None = None
    """ARM id of a subnet that is there already."""
    route_table_id: RouteTableId | None = None
    """ARM id of a route table that is there already: one that a new subnet is given, or that an existing one has."""
    nat_gateway_id: NatGatewayId | None = None
    """ARM id of a NAT gateway that is there already, for a new subnet."""
    service_endpoints: list[ServiceEndpoint] = Field(default_factory=list)
    """Services of Azure that a new subnet reaches by their service endpoints, such as `Microsoft.Storage`."""
    delegation: ServiceName | None = None
    """Service that a new subnet is for, such as `Microsoft.DBforPostgreSQL/flexibleServers`; nothing else is in it."""
    default_outbound_access: StrictBool | None = None
    """False for a new subnet without the outbound access that Azure gives by itself (a private subnet)."""
    private_endpoint_network_policies: EndpointPolicies | None = None
    """What holds for private endpoints in a new subnet: its group, its route table, both, or `Disabled` for neither."""
    private_link_service_network_policies: Literal["Enabled", "Disabled"] | None = None
    """`Disabled` for a new subnet that a private link service takes its source addresses from."""
    network_security_group: SecurityGroupSettings | None = None
    """The subnet's network security group; `{}` for one with Azure's own rules."""
    raw: dict[str, Any] = Field(default_factory=dict)
    """Further properties as azure-native has them, by Azure's names; merged into the request after planning."""

    @property
    def is_existing(self) -> bool:
        """True when the subnet is used, not created."""
        return self.existing or self.id is not None

    def prefix_in(self, family: IpFamily) -> IPv4Network | IPv6Network | None:
        """Return the range that is written in one family."""
        match family:
            case IpFamily.IPV4:
                return self.prefix
            case IpFamily.IPV6:
                return self.ipv6_prefix
            case unknown:
                assert_never(unknown)
