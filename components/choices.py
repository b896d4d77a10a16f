"""What fields of AksNetwork choose from. Generated from the settings model; renew with: make docs."""

from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from aksnet.azure.axes import (
    AdvancedPolicies,
    EndpointPolicies,
    Guard,
    LocalDns,
    NetworkMode,
    OsType,
    Outbound,
    Policy,
    PoolMode,
    RoleScope,
    ServiceType,
    Spread,
    SupportPlan,
    Tier,
    WorkloadKind,
)
from aksnet.azure.upgrade_axes import NodeOsChannel, UpgradeChannel, Weekday, WeekOfMonth


class ClusterMode(StrEnum):
    """Values of `cluster mode`."""

    KUBENET = "kubenet"
    NODE_SUBNET = "node-subnet"
    POD_SUBNET = "pod-subnet"
    POD_SUBNET_STATIC_BLOCK = "pod-subnet-static-block"
    OVERLAY = "overlay"
    OVERLAY_DUAL_STACK = "overlay-dual-stack"
    CILIUM_OVERLAY = "cilium-overlay"
    CILIUM_OVERLAY_DUAL_STACK = "cilium-overlay-dual-stack"
    CILIUM_NODE_SUBNET = "cilium-node-subnet"
    CILIUM_POD_SUBNET = "cilium-pod-subnet"
    CILIUM_POD_SUBNET_STATIC_BLOCK = "cilium-pod-subnet-static-block"
    BYO_CNI = "byo-cni"


class NatGatewaySku(StrEnum):
    """Values of `nat gateway sku`."""

    STANDARD = "Standard"
    STANDARDV2 = "StandardV2"


class SecurityRuleAccess(StrEnum):
    """Values of `security rule access`."""

    ALLOW = "Allow"
    DENY = "Deny"


class SecurityRuleDirection(StrEnum):
    """Values of `security rule direction`."""

    INBOUND = "Inbound"
    OUTBOUND = "Outbound"


class SecurityRuleProtocol(StrEnum):
    """Values of `security rule protocol`."""

    TCP = "Tcp"
    UDP = "Udp"
    ICMP = "Icmp"
    ESP = "Esp"
    AH = "Ah"
    ANY = "*"


class SubnetPrivateLinkServiceNetworkPolicies(StrEnum):
    """Values of `subnet private link service network policies`."""

    ENABLED = "Enabled"
    DISABLED = "Disabled"


class SubnetServiceEndpoint(StrEnum):
    """Values of `subnet service endpoint`."""

    MICROSOFT_AZURECOSMOSDB = "Microsoft.AzureCosmosDB"
    MICROSOFT_COGNITIVESERVICES = "Microsoft.CognitiveServices"
    MICROSOFT_CONTAINERREGISTRY = "Microsoft.ContainerRegistry"
    MICROSOFT_EVENTHUB = "Microsoft.EventHub"
    MICROSOFT_KEYVAULT = "Microsoft.KeyVault"
    MICROSOFT_SERVICEBUS = "Microsoft.ServiceBus"
    MICROSOFT_SQL = "Microsoft.Sql"
    MICROSOFT_STORAGE = "Microsoft.Storage"
    MICROSOFT_STORAGE_GLOBAL = "Microsoft.Storage.Global"
    MICROSOFT_WEB = "Microsoft.Web"


class WorkloadLabelKey(StrEnum):
    """Values of `workload label key`."""

    RUN = "run"
    APP = "app"


# Type checkers take the text of a choice too; Pulumi's analyzer takes an enum only.
if TYPE_CHECKING:
    AdvancedPoliciesChoice = AdvancedPolicies | Literal["none", "FQDN", "L7"]
    ClusterModeChoice = (
        ClusterMode
        | Literal[
            "kubenet",
            "node-subnet",
            "pod-subnet",
            "pod-subnet-static-block",
            "overlay",
            "overlay-dual-stack",
            "cilium-overlay",
            "cilium-overlay-dual-stack",
            "cilium-node-subnet",
            "cilium-pod-subnet",
            "cilium-pod-subnet-static-block",
            "byo-cni",
        ]
    )
    EndpointPoliciesChoice = (
        EndpointPolicies | Literal["Disabled", "NetworkSecurityGroupEnabled", "RouteTableEnabled", "Enabled"]
    )
    GuardChoice = Guard | Literal["refuse", "strict", "inPlace"]
    LocalDnsChoice = LocalDns | Literal["Preferred", "Required", "Disabled"]
    NatGatewaySkuChoice = NatGatewaySku | Literal["Standard", "StandardV2"]
    NetworkModeChoice = NetworkMode | Literal["transparent", "bridge"]
    NodeOsChannelChoice = NodeOsChannel | Literal["None", "Unmanaged", "SecurityPatch", "NodeImage"]
    OsTypeChoice = OsType | Literal["Linux", "Windows"]
    OutboundChoice = Outbound | Literal["loadBalancer", "userAssignedNATGateway", "userDefinedRouting", "none"]
    PolicyChoice = Policy | Literal["none", "calico", "azure", "cilium"]
    PoolModeChoice = PoolMode | Literal["System", "User", "Gateway"]
    RoleScopeChoice = RoleScope | Literal["subnet", "vnet"]
    SecurityRuleAccessChoice = SecurityRuleAccess | Literal["Allow", "Deny"]
    SecurityRuleDirectionChoice = SecurityRuleDirection | Literal["Inbound", "Outbound"]
    SecurityRuleProtocolChoice = SecurityRuleProtocol | Literal["Tcp", "Udp", "Icmp", "Esp", "Ah", "*"]
    ServiceTypeChoice = ServiceType | Literal["ClusterIP", "LoadBalancer", "None"]
    SpreadChoice = Spread | Literal["required", "preferred", "none"]
    SubnetPrivateLinkServiceNetworkPoliciesChoice = (
        SubnetPrivateLinkServiceNetworkPolicies | Literal["Enabled", "Disabled"]
    )
    SubnetServiceEndpointChoice = (
        SubnetServiceEndpoint
        | Literal[
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
    )
    SupportPlanChoice = SupportPlan | Literal["KubernetesOfficial", "AKSLongTermSupport"]
    TierChoice = Tier | Literal["Free", "Standard", "Premium"]
    UpgradeChannelChoice = UpgradeChannel | Literal["none", "patch", "stable", "rapid", "node-image"]
    WeekOfMonthChoice = WeekOfMonth | Literal["First", "Second", "Third", "Fourth", "Last"]
    WeekdayChoice = Weekday | Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    WorkloadKindChoice = WorkloadKind | Literal["nginx", "hello-kubernetes"]
    WorkloadLabelKeyChoice = WorkloadLabelKey | Literal["run", "app"]
else:
    AdvancedPoliciesChoice = AdvancedPolicies
    ClusterModeChoice = ClusterMode
    EndpointPoliciesChoice = EndpointPolicies
    GuardChoice = Guard
    LocalDnsChoice = LocalDns
    NatGatewaySkuChoice = NatGatewaySku
    NetworkModeChoice = NetworkMode
    NodeOsChannelChoice = NodeOsChannel
    OsTypeChoice = OsType
    OutboundChoice = Outbound
    PolicyChoice = Policy
    PoolModeChoice = PoolMode
    RoleScopeChoice = RoleScope
    SecurityRuleAccessChoice = SecurityRuleAccess
    SecurityRuleDirectionChoice = SecurityRuleDirection
    SecurityRuleProtocolChoice = SecurityRuleProtocol
    ServiceTypeChoice = ServiceType
    SpreadChoice = Spread
    SubnetPrivateLinkServiceNetworkPoliciesChoice = SubnetPrivateLinkServiceNetworkPolicies
    SubnetServiceEndpointChoice = SubnetServiceEndpoint
    SupportPlanChoice = SupportPlan
    TierChoice = Tier
    UpgradeChannelChoice = UpgradeChannel
    WeekOfMonthChoice = WeekOfMonth
    WeekdayChoice = Weekday
    WorkloadKindChoice = WorkloadKind
    WorkloadLabelKeyChoice = WorkloadLabelKey
