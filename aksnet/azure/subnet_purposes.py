"""What a subnet can be for beside nodes, pods and load balancers, and the size that Azure asks of it then.

Azure takes a subnet of any size: what is put into it later is refused when the subnet is too small.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

AKS = "Microsoft.ContainerService/managedClusters"
"""The service that AKS delegates subnets of pods and of API servers to: itself."""

_DOCS = "https://learn.microsoft.com/azure/"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a subnet is for, with the longest prefix that is enough."""

    what: str
    longest: int
    page: str


DELEGATIONS: Mapping[str, Purpose] = MappingProxyType(
    {
        "Microsoft.ServiceNetworking/trafficControllers": Purpose(
            "Application Gateway for Containers",
            24,
            _DOCS + "application-gateway/for-containers/container-networking",
        ),
        "Microsoft.DBforPostgreSQL/flexibleServers": Purpose(
            "Azure Database for PostgreSQL", 28, _DOCS + "postgresql/network/concepts-networking-private"
        ),
        "Microsoft.DBforMySQL/flexibleServers": Purpose(
            "Azure Database for MySQL", 29, _DOCS + "mysql/flexible-server/concepts-networking-vnet"
        ),
        "Microsoft.Sql/managedInstances": Purpose(
            "SQL Managed Instance", 27, _DOCS + "azure-sql/managed-instance/vnet-subnet-determine-size"
        ),
        "Microsoft.App/environments": Purpose("Container Apps", 27, _DOCS + "container-apps/custom-virtual-networks"),
        "Microsoft.Web/serverFarms": Purpose("App Service", 28, _DOCS + "app-service/overview-vnet-integration"),
        "Microsoft.Network/dnsResolvers": Purpose(
            "an endpoint of a DNS private resolver", 28, _DOCS + "dns/dns-private-resolver-overview"
        ),
    }
)
"""Services by the name that a subnet is delegated with."""

NAMES: Mapping[str, Purpose] = MappingProxyType(
    {
        "AzureBastionSubnet": Purpose("Azure Bastion", 26, _DOCS + "bastion/configuration-settings"),
        "AzureFirewallSubnet": Purpose("Azure Firewall", 26, _DOCS + "firewall/firewall-faq"),
        "AzureFirewallManagementSubnet": Purpose(
            "the management of Azure Firewall", 26, _DOCS + "firewall/forced-tunneling"
        ),
        "GatewaySubnet": Purpose(
            "a VPN or ExpressRoute gateway", 29, _DOCS + "vpn-gateway/vpn-gateway-about-vpn-gateway-settings"
        ),
        "RouteServerSubnet": Purpose("Azure Route Server", 27, _DOCS + "route-server/route-server-faq"),
    }
)
"""Subnets that Azure knows by their names."""
