"""Arguments of AksNetwork. Generated from aksnet.settings.cluster_settings; renew with: make docs."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import pulumi

from .choices import (
    ClusterModeChoice,
    GuardChoice,
    LocalDnsChoice,
    NetworkModeChoice,
    NodeOsChannelChoice,
    OsTypeChoice,
    PolicyChoice,
    PoolModeChoice,
    RoleScopeChoice,
    SupportPlanChoice,
    TierChoice,
    UpgradeChannelChoice,
)
from .feature_arguments import AdvancedNetworkingSettings, NodeProvisioningSettings
from .identity_arguments import EntraSettings
from .maintenance_arguments import MaintenanceSettings
from .outbound_arguments import OutboundSettings
from .subnet_arguments import SubnetSettings
from .workload_arguments import WorkloadSettings


class NodePoolSettings(TypedDict, total=False):
    """One node pool."""

    mode: PoolModeChoice
    """`System`, `User`, or `Gateway` for a static egress gateway; of several pools at least one is `System`, a single
    pool needs no mode."""
    count: int
    """Number of nodes; 3 when neither this nor a range is set."""
    min_count: int
    """Least number of nodes; together with `maxCount` it turns the autoscaler on."""
    max_count: int
    """Most nodes that the autoscaler may start."""
    max_pods: int
    """Pods per node; the mode's default when not set."""
    vm_size: str
    """Virtual machine size."""
    zones: Sequence[str]
    """Availability zones to spread nodes over."""
    kubernetes_version: str
    """Kubernetes version of its nodes in quotes, when it is not the cluster's; never newer than that."""
    os_type: OsTypeChoice
    """`Linux` or `Windows`."""
    os_sku: str
    """Image family; `Ubuntu` or `Windows2022` when not set."""
    max_surge: str
    """Extra nodes while upgrading, a number or a share; they take addresses too."""
    max_unavailable: str
    """Nodes that an upgrade takes out at a time, a number or a share; only with `maxSurge: 0`, in no system pool."""
    node_subnet: SubnetSettings
    """The pool's own node subnet, when it is not the cluster's."""
    pod_subnet: SubnetSettings
    """The pool's own pod subnet, when it is not the cluster's."""
    local_dns: LocalDnsChoice
    """`Required` for a DNS proxy on each node, `Disabled` for none, `Preferred` for AKS's choice by version."""
    disable_outbound_nat: bool
    """True for Windows nodes whose pods leave by their own addresses, which a NAT gateway or firewall translates."""
    gateway_prefix: int
    """Length of the public IP prefix of each static egress gateway, 28 to 31, in a pool with `mode: Gateway`; 31 when
    not set."""
    taints: Sequence[str]
    """Taints as key=value:Effect."""
    labels: Mapping[str, str]
    """Node labels."""
    raw: Mapping[str, Any]
    """Further properties as azure-native has them, by Azure's names; merged into the request after planning."""


class CiliumSettings(TypedDict, total=False):
    """Cilium installed by its Helm chart."""

    version: str
    """Version of the chart."""


class ChangeSettings(TypedDict, total=False):
    """What a run may do to the cluster once it lives."""

    guard: GuardChoice
    """`refuse` ends a run that would replace, remove or break the cluster; `strict` also one that cannot tell;
    `inPlace` is as strict, and lets through the one change that `aksnet migrate` has prepared."""
    replace: str
    """First eight characters of the uid of the cluster that may be replaced, as the refusal prints them."""


class ClusterSettings(TypedDict, total=False):
    """One AKS cluster with its network mode."""

    mode: ClusterModeChoice
    """The network mode: one row of the table that `aksnet modes` prints."""
    name: str
    """Physical name; the cluster's key when not set."""
    network_policy: PolicyChoice
    """Network policy engine; the first that the mode offers when not set."""
    node_subnet: SubnetSettings
    """Subnet of the nodes."""
    pod_subnet: SubnetSettings
    """Subnet of the pods, where the mode has one."""
    pod_cidr: str
    """IPv4 range of the pods, where the mode has one; 10.244.0.0/16 when not set."""
    pod_cidrs: Sequence[str]
    """IPv4 and IPv6 ranges of the pods, where the mode is dual-stack."""
    service_cidr: str
    """Range of the Services; 10.0.0.0/16 when not set."""
    service_cidrs: Sequence[str]
    """IPv4 and IPv6 ranges of the Services, where the mode is dual-stack."""
    dns_service_ip: str
    """Address of the cluster's DNS; the tenth of the service range when not set."""
    outbound: OutboundSettings
    """How traffic leaves the network."""
    kubernetes_version: str
    """Kubernetes version in quotes; AKS's own default when not set. With an upgrade channel it is the least."""
    upgrade_channel: UpgradeChannelChoice
    """`none`, `patch`, `stable`, `rapid` or `node-image`: what AKS upgrades by itself; `none` when not set."""
    node_os_channel: NodeOsChannelChoice
    """`None`, `Unmanaged`, `SecurityPatch` or `NodeImage`: how nodes get updates; `NodeImage` when not set."""
    maintenance: MaintenanceSettings
    """When AKS may maintain the cluster."""
    tier: TierChoice
    """Pricing tier: `Free`, `Standard` or `Premium`."""
    support_plan: SupportPlanChoice
    """`AKSLongTermSupport`, in the Premium tier, or `KubernetesOfficial`; AKS's own choice when not set."""
    node_resource_group: str
    """Resource group that AKS makes for the nodes; AKS's own naming when not set."""
    identity_name: str
    """Name of the control plane's identity; `<cluster>-identity` when not set."""
    identity_id: pulumi.Input[str]
    """ARM id of an identity that is there already, for the control plane, in place of one that the stack makes."""
    kubelet_identity_id: pulumi.Input[str]
    """ARM id of an identity that is there already, which nodes pull images with; AKS makes one when not set."""
    registries: Sequence[pulumi.Input[str]]
    """ARM ids of container registries that nodes may pull images from."""
    entra: EntraSettings
    """Lets users of Microsoft Entra ID in; `{}` for Azure's role assignments alone."""
    local_accounts: bool
    """False for a cluster that no certificate or token of its own opens, only Entra ID."""
    role_scope: RoleScopeChoice
    """`subnet` grants on each subnet, `vnet` on the whole VNet; when not set, no wider than the cluster needs."""
    private_cluster: bool
    """True for an API server that has only a private address in the VNet."""
    private_dns_zone: str
    """Zone with a private API server's name: `system`, which AKS makes, `none`, or the ARM id of one that is there."""
    api_server_subnet: SubnetSettings
    """Subnet of the VNet for the API server (API Server VNet Integration), which nodes then reach without leaving it; a
    /28 or larger for nothing else."""
    fqdn_subdomain: str
    """First label of a private API server's name in a zone of yours, in place of one that begins with the cluster's."""
    public_fqdn: bool
    """False for a private API server whose name no public DNS knows; true when not set."""
    authorized_ip_ranges: Sequence[str]
    """Ranges that may reach a public API server."""
    ssh_public_key: str
    """SSH public key for the user azureuser on nodes; none when not set."""
    advanced_networking: AdvancedNetworkingSettings
    """Observability and security of Advanced Container Networking Services; `{}` for observability."""
    node_provisioning: NodeProvisioningSettings
    """Lets AKS make nodes by itself, at most as many as it says."""
    static_egress_gateway: bool
    """True where pods may leave by fixed addresses through a pool with `mode: Gateway`."""
    network_mode: NetworkModeChoice
    """`transparent` or `bridge`; leave it unset unless you study the difference."""
    ip_masq_extra_cidrs: Sequence[str]
    """Destinations that shall see pods' own addresses, where the ip-masq-agent decides."""
    install_cilium: CiliumSettings
    """Installs Cilium by its Helm chart, where the mode leaves the CNI to you; `{}` for the default version."""
    change: ChangeSettings
    """What a run may do to the cluster once it lives."""
    protect: bool
    """True refuses any deletion or replacement of the cluster."""
    node_pools: Mapping[str, NodePoolSettings]
    """Node pools by name."""
    workloads: Mapping[str, WorkloadSettings]
    """Sample workloads by instance name."""
    raw: Mapping[str, Any]
    """Further properties as azure-native has them, by Azure's names; merged into the request after planning."""
