"""The settings of one cluster and its node pools."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StrictInt, WithJsonSchema

from aksnet.azure.axes import Guard, LocalDns, NetworkMode, OsType, Policy, PoolMode, RoleScope, SupportPlan, Tier
from aksnet.azure.modes import DEFAULT_MODE, MODES
from aksnet.azure.upgrade_axes import NodeOsChannel, UpgradeChannel
from aksnet.settings.feature_settings import AdvancedNetworkingSettings, NodeProvisioningSettings
from aksnet.settings.fields import (
    AnyRange,
    ChartVersion,
    ClusterName,
    DnsLabel,
    IdentityName,
    Ipv4,
    Ipv4Range,
    KubernetesVersion,
    NodeResourceGroupName,
    PoolName,
    SshPublicKey,
    Surge,
    Taint,
    UidMark,
    VmSize,
    Zone,
    refusal,
)
from aksnet.settings.identity_settings import EntraSettings
from aksnet.settings.maintenance_settings import MaintenanceSettings
from aksnet.settings.model import SettingsModel, Shorthand
from aksnet.settings.number_fields import Count, GatewayPrefix
from aksnet.settings.outbound_settings import OutboundSettings
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import nearest, one_of
from aksnet.settings.resource_fields import DnsZone, IdentityId, RegistryId
from aksnet.settings.security_fields import LabelKey, LabelValue
from aksnet.settings.subnet_settings import SubnetSettings
from aksnet.settings.workload_settings import Workload, with_kinds

DEFAULT_NODE_COUNT = 3
"""Nodes of a pool that says no number."""


def _known_mode(name: str) -> str:
    if name not in MODES:
        meant = nearest(name, MODES)
        raise refusal(
            Kind.MODE_UNKNOWN,
            f"one of the network modes {one_of(MODES)}",
            f"write {meant}" if meant else "choose one; `aksnet modes` explains them",
        )
    return name


class NodePoolSettings(SettingsModel):
    """One node pool."""

    mode: PoolMode | None = None
    """`System`, `User`, or `Gateway` for a static egress gateway; of several pools at least one is `System`, a single
    pool needs no mode."""
    count: Count | None = None
    """Number of nodes; 3 when neither this nor a range is set."""
    min_count: Count | None = None
    """Least number of nodes; together with `maxCount` it turns the autoscaler on."""
    max_count: Count | None = None
    """Most nodes that the autoscaler may start."""
    max_pods: StrictInt | None = None
    """Pods per node; the mode's default when not set."""
    vm_size: VmSize = "Standard_D4ds_v5"
    """Virtual machine size."""
    zones: list[Zone] = Field(default_factory=list)
    """Availability zones to spread nodes over."""
    kubernetes_version: KubernetesVersion | None = None
    """Kubernetes version of its nodes in quotes, when it is not the cluster's; never newer than that."""
    os_type: OsType = OsType.LINUX
    """`Linux` or `Windows`."""
    os_sku: str | None = None
    """Image family; `Ubuntu` or `Windows2022` when not set."""
    max_surge: Surge = "10%"
    """Extra nodes while upgrading, a number or a share; they take addresses too."""
    max_unavailable: Surge | None = None
    """Nodes that an upgrade takes out at a time, a number or a share; only with `maxSurge: 0`, in no system pool."""
    node_subnet: SubnetSettings | None = None
    """The pool's own node subnet, when it is not the cluster's."""
    pod_subnet: SubnetSettings | None = None
    """The pool's own pod subnet, when it is not the cluster's."""
    local_dns: LocalDns | None = None
    """`Required` for a DNS proxy on each node, `Disabled` for none, `Preferred` for AKS's choice by version."""
    disable_outbound_nat: StrictBool = False
    """True for Windows nodes whose pods leave by their own addresses, which a NAT gateway or firewall translates."""
    gateway_prefix: GatewayPrefix | None = None
    """Length of the public IP prefix of each static egress gateway, 28 to 31, in a pool with `mode: Gateway`; 31 when
    not set."""
    taints: list[Taint] = Field(default_factory=list)
    """Taints as key=value:Effect."""
    labels: dict[LabelKey, LabelValue] = Field(default_factory=dict)
    """Node labels."""
    raw: dict[str, Any] = Field(default_factory=dict)
    """Further properties as azure-native has them, by Azure's names; merged into the request after planning."""

    @property
    def most_nodes(self) -> int:
        """Nodes that the pool may have, surge aside."""
        if self.max_count is not None:
            return self.max_count
        return DEFAULT_NODE_COUNT if self.count is None else self.count


class CiliumSettings(SettingsModel):
    """Cilium installed by its Helm chart; text alone is the chart's version."""

    shorthand = Shorthand("version")

    version: ChartVersion = "1.19.8"
    """Version of the chart."""


class ChangeSettings(SettingsModel):
    """What a run may do to the cluster once it lives; text alone is the guard."""

    shorthand = Shorthand("guard")

    guard: Guard = Guard.REFUSE
    """`refuse` ends a run that would replace, remove or break the cluster; `strict` also one that cannot tell;
    `inPlace` is as strict, and lets through the one change that `aksnet migrate` has prepared."""
    replace: UidMark | None = None
    """First eight characters of the uid of the cluster that may be replaced, as the refusal prints them."""


class ClusterSettings(SettingsModel):
    """One AKS cluster with its network mode."""

    mode: Annotated[str, AfterValidator(_known_mode), WithJsonSchema({"type": "string", "enum": list(MODES)})] = (
        DEFAULT_MODE
    )
    """The network mode: one row of the table that `aksnet modes` prints."""
    name: ClusterName | None = None
    """Physical name; the cluster's key when not set."""
    network_policy: Policy | None = None
    """Network policy engine; the first that the mode offers when not set."""
    node_subnet: SubnetSettings | None = None
    """Subnet of the nodes."""
    pod_subnet: SubnetSettings | None = None
    """Subnet of the pods, where the mode has one."""
    pod_cidr: Ipv4Range | None = None
    """IPv4 range of the pods, where the mode has one; 10.244.0.0/16 when not set."""
    pod_cidrs: list[AnyRange] | None = None
    """IPv4 and IPv6 ranges of the pods, where the mode is dual-stack."""
    service_cidr: Ipv4Range | None = None
    """Range of the Services; 10.0.0.0/16 when not set."""
    service_cidrs: list[AnyRange] | None = None
    """IPv4 and IPv6 ranges of the Services, where the mode is dual-stack."""
    dns_service_ip: Ipv4 | None = None
    """Address of the cluster's DNS; the tenth of the service range when not set."""
    outbound: OutboundSettings = Field(default_factory=OutboundSettings)
    """How traffic leaves the network."""
    kubernetes_version: KubernetesVersion | None = None
    """Kubernetes version in quotes; AKS's own default when not set. With an upgrade channel it is the least."""
    upgrade_channel: UpgradeChannel | None = None
    """`none`, `patch`, `stable`, `rapid` or `node-image`: what AKS upgrades by itself; `none` when not set."""
    node_os_channel: NodeOsChannel | None = None
    """`None`, `Unmanaged`, `SecurityPatch` or `NodeImage`: how nodes get updates; `NodeImage` when not set."""
    maintenance: MaintenanceSettings = Field(default_factory=MaintenanceSettings)
    """When AKS may maintain the cluster."""
    tier: Tier = Tier.FREE
    """Pricing tier: `Free`, `Standard` or `Premium`."""
    support_plan: SupportPlan | None = None
    """`AKSLongTermSupport`, in the Premium tier, or `KubernetesOfficial`; AKS's own choice when not set."""
    node_resource_group: NodeResourceGroupName | None = None
    """Resource group that AKS makes for the nodes; AKS's own naming when not set."""
    identity_name: IdentityName | None = None
    """Name of the control plane's identity; `<cluster>-identity` when not set."""
    identity_id: IdentityId | None = None
    """ARM id of an identity that is there already, for the control plane, in place of one that the stack makes."""
    kubelet_identity_id: IdentityId | None = None
    """ARM id of an identity that is there already, which nodes pull images with; AKS makes one when not set."""
    registries: list[RegistryId] = Field(default_factory=list)
    """ARM ids of container registries that nodes may pull images from."""
    entra: EntraSettings | None = None
    """Lets users of Microsoft Entra ID in; `{}` for Azure's role assignments alone."""
    local_accounts: StrictBool = True
    """False for a cluster that no certificate or token of its own opens, only Entra ID."""
    role_scope: RoleScope | None = None
    """`subnet` grants on each subnet, `vnet` on the whole VNet; when not set, no wider than the cluster needs."""
    private_cluster: StrictBool = False
    """True for an API server that has only a private address in the VNet."""
    private_dns_zone: DnsZone | None = None
    """Zone with a private API server's name: `system`, which AKS makes, `none`, or the ARM id of one that is there."""
    api_server_subnet: SubnetSettings | None = None
    """Subnet of the VNet for the API server (API Server VNet Integration), which nodes then reach without leaving it;
    a /28 or larger for nothing else."""
    fqdn_subdomain: DnsLabel | None = None
    """First label of a private API server's name in a zone of yours, in place of one that begins with the cluster's."""
    public_fqdn: StrictBool | None = None
    """False for a private API server whose name no public DNS knows; true when not set."""
    authorized_ip_ranges: list[Ipv4Range] = Field(default_factory=list)
    """Ranges that may reach a public API server."""
    ssh_public_key: SshPublicKey | None = None
    """SSH public key for the user azureuser on nodes; none when not set."""
    advanced_networking: AdvancedNetworkingSettings | None = None
    """Observability and security of Advanced Container Networking Services; `{}` for observability."""
    node_provisioning: NodeProvisioningSettings | None = None
    """Lets AKS make nodes by itself, at most as many as it says."""
    static_egress_gateway: StrictBool = False
    """True where pods may leave by fixed addresses through a pool with `mode: Gateway`."""
    network_mode: NetworkMode | None = None
    """`transparent` or `bridge`; leave it unset unless you study the difference."""
    ip_masq_extra_cidrs: list[Ipv4Range] = Field(default_factory=list)
    """Destinations that shall see pods' own addresses, where the ip-masq-agent decides."""
    install_cilium: CiliumSettings | None = None
    """Installs Cilium by its Helm chart, where the mode leaves the CNI to you; `{}` for the default version."""
    change: ChangeSettings = Field(default_factory=ChangeSettings)
    """What a run may do to the cluster once it lives."""
    protect: StrictBool = False
    """True refuses any deletion or replacement of the cluster."""
    node_pools: dict[PoolName, NodePoolSettings] = Field(
        default_factory=lambda: {"nodepool1": NodePoolSettings()},
        min_length=1,
        json_schema_extra={"maxProperties": 100},
    )
    """Node pools by name."""
    workloads: Annotated[dict[DnsLabel, Workload], BeforeValidator(with_kinds)] = Field(default_factory=dict)
    """Sample workloads by instance name."""
    raw: dict[str, Any] = Field(default_factory=dict)
    """Further properties as azure-native has them, by Azure's names; merged into the request after planning."""
