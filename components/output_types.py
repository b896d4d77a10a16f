"""Outputs of AksNetwork. Generated from aksnet.contract; renew with: make docs."""

from collections.abc import Mapping, Sequence
from typing import TypedDict


class SubnetOutputs(TypedDict):
    """A subnet that the stack creates: what hangs on it and what it is for; null where the settings say nothing."""

    id: str
    routeTableId: str | None
    natGatewayId: str | None
    networkSecurityGroupId: str | None
    serviceEndpoints: Sequence[str]
    delegation: str | None
    defaultOutboundAccess: bool | None
    privateEndpointNetworkPolicies: str | None
    privateLinkServiceNetworkPolicies: str | None


class NetworkOutputs(TypedDict):
    """The output `network`."""

    vnet: str
    vnetId: str
    addressSpace: Sequence[str]
    subnetIds: Mapping[str, str]
    """ARM ids, by subnet name."""
    subnetRanges: Mapping[str, Sequence[str]]
    """Prefixes, by subnet name; empty where the range of an existing subnet is not known."""
    createdSubnets: Mapping[str, SubnetOutputs]
    """By subnet name."""
    dnsServers: Sequence[str] | None
    """Those of a VNet that the stack creates, empty for Azure's own; None for an existing VNet."""
    peeringIds: Mapping[str, str]
    """ARM ids of the stack's sides of peerings, by their names."""


class PoolOutputs(TypedDict):
    """A node pool of a cluster; a pool that is not autoscaled has equal counts."""

    minCount: int
    maxCount: int
    osType: str
    maxPods: int
    kubernetesVersion: str | None
    """What its kubelets run at least, as the settings say it; None where AKS chooses."""
    localDns: str | None
    """`Required`, `Preferred` or `Disabled`; None where AKS chooses."""
    disableOutboundNat: bool
    gatewayPrefix: int | None
    """Of a pool of static egress gateways."""


class GrantOutputs(TypedDict):
    """A role assignment of the control plane's identity."""

    role: str
    roleId: str
    """The role definition's GUID."""
    target: str
    """What the scope is, in words that a preview has before there is an id."""
    scope: str


class WorkloadOutputs(TypedDict):
    """A sample workload; what it does not have is null."""

    kind: str
    name: str
    namespace: str
    replicas: int | None
    """None where they are left to an autoscaler."""
    spread: str
    serviceType: str | None
    internal: bool
    internalSubnet: str | None
    message: str | None


class FeatureOutputs(TypedDict):
    """Identities, logins and features of a cluster; what the stack file leaves to AKS is null."""

    identityId: str
    kubeletIdentityId: str | None
    entra: bool
    azureRbac: bool | None
    adminGroups: Sequence[str] | None
    localAccounts: bool
    observability: bool | None
    """Of Advanced Container Networking Services; the next too."""
    networkSecurity: str | None
    """`none`, `FQDN` or `L7`."""
    nodeProvisioning: bool
    staticEgressGateway: bool


class ClusterOutputs(TypedDict):
    """A cluster in the output `clusters`; what a mode does not have is null or empty."""

    name: str
    mode: str
    networkPlugin: str
    networkPluginMode: str | None
    networkDataplane: str | None
    networkPolicy: str | None
    nodeRanges: Sequence[str]
    podRanges: Sequence[str]
    serviceRanges: Sequence[str]
    dnsServiceIp: str
    outboundType: str
    privateDnsZone: str | None
    """`system`, `none` or an ARM id, of a private cluster; None for a public one."""
    apiServerSubnetId: str | None
    """ARM id of the subnet that the API server is in; None where it is in no VNet."""
    publicFqdn: bool | None
    """Whether public DNS has a private API server's name; None for a public one."""
    egressRanges: Mapping[str, str]
    """Public ranges that traffic leaves from, as far as they are known, by the names of what has them."""
    subnetIds: Mapping[str, str]
    nodeResourceGroup: str
    identityClientId: str
    identityPrincipalId: str
    kubeletPrincipalId: str
    """Object id of the identity that nodes pull images with."""
    features: FeatureOutputs
    pools: Mapping[str, PoolOutputs]
    roleAssignments: Sequence[GrantOutputs]
    """Of the control plane's identity."""
    kubeletRoleAssignments: Sequence[GrantOutputs]
    """Of the nodes' identity."""
    routeTableIds: Sequence[str]
    workloads: Sequence[WorkloadOutputs]
    clusterId: str
    getCredentialsCommand: str
    roleAssignmentsCommand: str
    portForwardCommands: Mapping[str, str]
    """By workload."""


class RangeNumbers(TypedDict):
    """The addresses of a subnet or a pod CIDR, at the most nodes that its pools may have."""

    kind: str
    range: str
    available: int
    needed: int
    surge: int
    """The part of `needed` that only an upgrade takes."""
    free: int
    utilisation: float
    """The part of the range that is needed, with four digits; 1.0 is full."""


class GrowthNumbers(TypedDict):
    """How far a pool can grow."""

    nodes: int
    nodesLeft: int
    podsLeft: int
    stoppedBy: str


class IpBudget(TypedDict):
    """The output `ipBudget`."""

    ranges: Mapping[str, RangeNumbers]
    growth: Mapping[str, Mapping[str, GrowthNumbers]]
    """By cluster and pool."""
