# ruff: noqa: S106 - type tokens, not secrets
"""The resource types that a network program of this project's kind declares: one row each.

API versions and what replaces a resource are those of pulumi-azure-native 3.29.0.
https://www.pulumi.com/registry/packages/azure-native/api-docs/
"""

from __future__ import annotations

from typing import Final

from aksnet.arm.arm_type import ArmType
from aksnet.arm.ids import (
    ASSIGNMENT_TYPE,
    CLUSTER_TYPE,
    MAINTENANCE_TYPE,
    POOL_TYPE,
    PUBLIC_IP_TYPE,
    ROUTE_TYPE,
    SUBNET_TYPE,
    VNET_TYPE,
)

_GROUP: Final = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
_NETWORK: Final = "2024-05-01"
_CONTAINERS: Final = "2025-09-01"
_PROFILE_REPLACES: Final = (
    "networkPlugin",
    "networkPluginMode",
    "networkDataplane",
    "networkPolicy",
    "networkMode",
    "outboundType",
    "podCidr",
    "serviceCidr",
    "serviceCidrs",
    "dnsServiceIP",
    "nodePublicIPTags",
)

RESOURCE_GROUP: Final = ArmType(
    token="azure-native:resources:ResourceGroup",
    name="Microsoft.Resources/resourceGroups",
    api_version="2024-11-01",
    id_template=_GROUP,
    replace_on=("location", "managedBy"),
)
SUBNET: Final = ArmType(
    token="azure-native:network:Subnet",
    name=SUBNET_TYPE,
    api_version=_NETWORK,
    id_template=f"{_GROUP}/providers/{VNET_TYPE}/{{virtualNetworkName}}/subnets/{{subnetName}}",
    located=False,
)
VIRTUAL_NETWORK: Final = ArmType(
    token="azure-native:network:VirtualNetwork",
    name=VNET_TYPE,
    api_version=_NETWORK,
    id_template=f"{_GROUP}/providers/{VNET_TYPE}/{{virtualNetworkName}}",
    replace_on=("location",),
    lists="subnets",
)
PEERING: Final = ArmType(
    token="azure-native:network:VirtualNetworkPeering",
    name="Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
    api_version=_NETWORK,
    id_template=f"{_GROUP}/providers/{VNET_TYPE}/{{virtualNetworkName}}/virtualNetworkPeerings/{{virtualNetworkPeeringName}}",
    located=False,
)
ROUTE: Final = ArmType(
    token="azure-native:network:Route",
    name=ROUTE_TYPE,
    api_version=_NETWORK,
    id_template=f"{_GROUP}/providers/Microsoft.Network/routeTables/{{routeTableName}}/routes/{{routeName}}",
    located=False,
)
ROUTE_TABLE: Final = ArmType(
    token="azure-native:network:RouteTable",
    name="Microsoft.Network/routeTables",
    api_version=_NETWORK,
    id_template=f"{_GROUP}/providers/Microsoft.Network/routeTables/{{routeTableName}}",
    replace_on=("location",),
    lists="routes",
)
SECURITY_RULE: Final = ArmType(
    token="azure-native:network:SecurityRule",
    name="Microsoft.Network/networkSecurityGroups/securityRules",
    api_version=_NETWORK,
    id_template=(
        f"{_GROUP}/providers/Microsoft.Network/networkSecurityGroups/{{networkSecurityGroupName}}"
        "/securityRules/{securityRuleName}"
    ),
    located=False,
)
SECURITY_GROUP: Final = ArmType(
    token="azure-native:network:NetworkSecurityGroup",
    name="Microsoft.Network/networkSecurityGroups",
    api_version=_NETWORK,
    id_template=f"{_GROUP}/providers/Microsoft.Network/networkSecurityGroups/{{networkSecurityGroupName}}",
    replace_on=("location",),
    lists="securityRules",
)
NAT_GATEWAY: Final = ArmType(
    token="azure-native:network:NatGateway",
    name="Microsoft.Network/natGateways",
    api_version=_NETWORK,
    id_template=f"{_GROUP}/providers/Microsoft.Network/natGateways/{{natGatewayName}}",
    replace_on=("location",),
)
PUBLIC_IP: Final = ArmType(
    token="azure-native:network:PublicIPAddress",
    name=PUBLIC_IP_TYPE,
    api_version=_NETWORK,
    id_template=f"{_GROUP}/providers/{PUBLIC_IP_TYPE}/{{publicIpAddressName}}",
    replace_on=("location", "publicIPAddressVersion", "publicIPPrefix", "sku"),
)
PUBLIC_PREFIX: Final = ArmType(
    token="azure-native:network:PublicIPPrefix",
    name="Microsoft.Network/publicIPPrefixes",
    api_version=_NETWORK,
    id_template=f"{_GROUP}/providers/Microsoft.Network/publicIPPrefixes/{{publicIpPrefixName}}",
    replace_on=("location", "prefixLength", "publicIPAddressVersion", "sku"),
)
USER_ASSIGNED_IDENTITY: Final = ArmType(
    token="azure-native:managedidentity:UserAssignedIdentity",
    name="Microsoft.ManagedIdentity/userAssignedIdentities",
    api_version="2023-01-31",
    id_template=f"{_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{{resourceName}}",
    replace_on=("location",),
)
ROLE_ASSIGNMENT: Final = ArmType(
    token="azure-native:authorization:RoleAssignment",
    name=ASSIGNMENT_TYPE,
    api_version="2022-04-01",
    id_template=f"{{scope}}/providers/{ASSIGNMENT_TYPE}/{{roleAssignmentName}}",
    replace_on=("principalId",),
    body_parameters=("scope",),
    located=False,
)
MANAGED_CLUSTER: Final = ArmType(
    token="azure-native:containerservice:ManagedCluster",
    name=CLUSTER_TYPE,
    api_version=_CONTAINERS,
    id_template=f"{_GROUP}/providers/{CLUSTER_TYPE}/{{resourceName}}",
    replace_on=(
        "location",
        "dnsPrefix",
        "fqdnSubdomain",
        "nodeResourceGroup",
        "diskEncryptionSetID",
        "linuxProfile",
        "windowsProfile",
        *(f"networkProfile.{name}" for name in _PROFILE_REPLACES),
        # The names of the type are listed wherever it stands, so also in a pool: after azure-native's replacement.go.
        "agentPoolProfiles[].windowsProfile",
    ),
    keyed={"agentPoolProfiles": "name"},
)
AGENT_POOL: Final = ArmType(
    token="azure-native:containerservice:AgentPool",
    name=POOL_TYPE,
    api_version=_CONTAINERS,
    id_template=f"{_GROUP}/providers/{CLUSTER_TYPE}/{{resourceName}}/agentPools/{{agentPoolName}}",
    replace_on=("vmSize", "gpuInstanceProfile", "networkProfile.nodePublicIPTags"),
    located=False,
)
MAINTENANCE_CONFIGURATION: Final = ArmType(
    token="azure-native:containerservice:MaintenanceConfiguration",
    name=MAINTENANCE_TYPE,
    api_version=_CONTAINERS,
    id_template=f"{_GROUP}/providers/{CLUSTER_TYPE}/{{resourceName}}/maintenanceConfigurations/{{configName}}",
    located=False,
)

ARM_TYPES: Final[dict[str, ArmType]] = {
    each.token: each
    for each in (
        RESOURCE_GROUP,
        VIRTUAL_NETWORK,
        SUBNET,
        PEERING,
        ROUTE_TABLE,
        ROUTE,
        NAT_GATEWAY,
        PUBLIC_IP,
        PUBLIC_PREFIX,
        SECURITY_GROUP,
        SECURITY_RULE,
        USER_ASSIGNED_IDENTITY,
        ROLE_ASSIGNMENT,
        MANAGED_CLUSTER,
        AGENT_POOL,
        MAINTENANCE_CONFIGURATION,
    )
}
"""All types of the catalogue by Pulumi's token."""
