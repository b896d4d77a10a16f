"""The plan of a stack: every decision taken, as plain frozen records that components declare one by one.

Nothing here decides anything and nothing here knows Pulumi. Names are physical names in Azure; `key` is identity.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Network
from typing import Any

from aksnet.azure.axes import (
    EndpointPolicies,
    Guard,
    LocalDns,
    MadeWith,
    NextHopType,
    OsType,
    Outbound,
    PoolMode,
    RoleTarget,
    SupportPlan,
    Tier,
)
from aksnet.azure.mode import Mode
from aksnet.azure.upgrade_axes import NodeOsChannel, UpgradeChannel
from aksnet.plan.egress_records import BalancerPlan, NatGatewayPlan, PeeringPlan
from aksnet.plan.feature_records import AdvancedNetworkingPlan, EntraPlan, MaintenancePlan, NodeProvisioningPlan
from aksnet.plan.workload_records import ContentsPlan

Range = IPv4Network | IPv6Network


@dataclass(frozen=True, kw_only=True, slots=True)
class SecurityRulePlan:
    """One rule of a network security group."""

    name: str
    priority: int
    direction: str
    access: str
    protocol: str
    sources: tuple[str, ...]
    destinations: tuple[str, ...]
    destination_ports: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SecurityGroupPlan:
    """A network security group of one subnet: created with rules, or existing by id."""

    name: str
    id: str | None
    rules: tuple[SecurityRulePlan, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RouteTablePlan:
    """A route table; AKS writes the pod routes of kubenet itself, so only a default route is ever declared."""

    name: str
    default_next_hop: IPv4Address | NextHopType | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SubnetPlan:
    """A subnet: created in the stack's VNet, or existing."""

    name: str
    prefixes: tuple[Range, ...]
    """IPv4 first; empty for an existing subnet whose range the settings do not state."""
    id: str | None = None
    """ARM id, when the settings give one."""
    existing: bool = False
    delegation: str | None = None
    """Service that it is delegated to; AKS delegates pod subnets to itself, and a write without it would undo that."""
    service_endpoints: tuple[str, ...] = ()
    default_outbound_access: bool | None = None
    private_endpoint_policies: EndpointPolicies | None = None
    private_link_policies: str | None = None
    route_table: str | None = None
    """Name of the table that the stack creates for it."""
    nat_gateway: str | None = None
    """Name of the gateway that the stack creates for it."""
    route_table_id: str | None = None
    """ARM id of a table that is there already and that it is given."""
    nat_gateway_id: str | None = None
    """ARM id of a gateway that is there already and that it is given."""
    security_group: SecurityGroupPlan | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)
    """Properties that are merged into the request as they stand."""

    @property
    def table_name(self) -> str | None:
        """Name of the route table on it, whoever created it."""
        return self.route_table or (self.route_table_id.rsplit("/", 1)[-1] if self.route_table_id else None)

    @property
    def gateway_name(self) -> str | None:
        """Name of the NAT gateway on it, whoever created it."""
        return self.nat_gateway or (self.nat_gateway_id.rsplit("/", 1)[-1] if self.nat_gateway_id else None)

    @property
    def security_group_name(self) -> str | None:
        """Name of the security group on it; None where there is none."""
        if self.security_group is None or self.security_group.id is None:
            return None if self.security_group is None else self.security_group.name
        return self.security_group.id.rsplit("/", 1)[-1]


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkPlan:
    """The VNet with all subnets of the stack."""

    name: str
    id: str | None
    existing: bool
    resource_group: str
    address_space: tuple[Range, ...]
    subnets: Mapping[str, SubnetPlan]
    """By subnet name, in the order of their names."""
    route_tables: Mapping[str, RouteTablePlan]
    nat_gateways: Mapping[str, NatGatewayPlan]
    dns_servers: tuple[str, ...] = ()
    """Addresses; empty for Azure's own."""
    peerings: tuple[PeeringPlan, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RolePlan:
    """One role assignment of a cluster's control plane, or of its nodes."""

    target: RoleTarget
    target_name: str
    """Name of the subnet, route table or VNet; ARM id of what else is there already."""
    role: str
    role_id: str
    """GUID of the built-in role."""
    reason: str
    of_nodes: bool = False
    """Whether it is granted to the identity that nodes pull images with, and not to the control plane's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolPlan:
    """One node pool."""

    name: str
    mode: PoolMode
    count: int | None
    """Nodes; with autoscaling the number to start with."""
    min_count: int | None
    max_count: int | None
    max_pods: int
    max_pods_written: bool
    """False where the settings leave it to the mode's default: a living pool then keeps what it was made with."""
    vm_size: str
    zones: tuple[str, ...]
    os_type: OsType
    os_sku: str
    max_surge: str
    max_unavailable: str | None
    """Nodes that an upgrade takes out at a time, where it adds none."""
    node_subnet: str
    pod_subnet: str | None
    pod_ip_allocation: str | None
    taints: tuple[str, ...]
    labels: Mapping[str, str]
    local_dns: LocalDns | None = None
    outbound_nat: bool = True
    """False for Windows nodes that leave the translation of addresses to the way out."""
    gateway_prefix: int | None = None
    """Length of the prefix of a static egress gateway; None for any other pool."""
    kubernetes_version: str | None = None
    """Its own version, else the cluster's; None where the stack file has neither."""
    raw: Mapping[str, Any] = field(default_factory=dict)
    """Properties that are merged into the request as they stand."""

    @property
    def autoscaled(self) -> bool:
        """True when the autoscaler owns the number of nodes."""
        return self.max_count is not None

    @property
    def most_nodes(self) -> int:
        """Nodes that the pool may have, surge aside."""
        return self.max_count if self.max_count is not None else (self.count or 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolRequests:
    """By which request each pool of a cluster is written, and which Kubernetes version it says there, by pool name.

    Azure lets a request of the cluster name the version of no pool, or of all that the cluster has.
    """

    listed: Mapping[str, str | None]
    """Pools in the cluster's own request (`agentPoolProfiles`); Azure takes no cluster without one."""
    separate: Mapping[str, str | None]
    """Pools that are a resource of their own (`AgentPool`)."""
    counted: frozenset[str] = frozenset()
    """Autoscaled pools whose number of nodes this run names all the same, because the list has not had them there."""
    adopted: Mapping[str, str] = field(default_factory=dict)
    """ARM ids of pools that become a resource of their own in this run and are changed in none of their properties."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClusterPlan:
    """One cluster with its pools, identity and contents."""

    key: str
    name: str
    mode: Mode
    policy: str | None
    pod_cidrs: tuple[Range, ...]
    service_cidrs: tuple[Range, ...]
    dns_service_ip: IPv4Address
    outbound: Outbound
    load_balancer: BalancerPlan | None
    """None where AKS chooses everything about it, or there is none."""
    registry_id: str | None = None
    """ARM id of a registry with AKS's own images, for a cluster without a way out; None where AKS makes it."""
    public_ip: str | None
    """Address that nodes leave by, where the settings say it: of a firewall, or of a gateway of the user's."""
    network_mode: str | None
    dns_prefix: str
    kubernetes_version: str | None
    tier: Tier
    support_plan: SupportPlan | None
    node_resource_group: str
    identity_name: str
    identity_id: str | None
    """ARM id of the control plane's identity, where it is there already."""
    kubelet_identity_id: str | None
    """ARM id of an identity that nodes pull images with; None where AKS makes it."""
    registries: tuple[str, ...]
    """ARM ids of registries that nodes pull images from."""
    entra: EntraPlan | None
    local_accounts: bool
    advanced_networking: AdvancedNetworkingPlan | None
    node_provisioning: NodeProvisioningPlan | None
    static_egress_gateway: bool
    private: bool
    api_server_subnet: str | None = None
    """Name of the subnet that the API server is in, where it is in the VNet."""
    private_dns_zone: str | None
    """`system`, `none` or the ARM id of a zone; AKS's choice, which is `system`, when not set."""
    fqdn_subdomain: str | None = None
    """First label of the API server's name in place of the DNS prefix, in a zone of the user's."""
    public_fqdn: bool | None
    authorized_ip_ranges: tuple[str, ...]
    """With the address that nodes leave by, where the settings give it."""
    authorized_gateway: str | None
    """Name of the NAT gateway of the stack whose address, known once it is there, is authorized too."""
    ssh_public_key: str | None
    protect: bool
    guard: Guard
    """What becomes of a run whose stack's state cannot be read."""
    replace: str | None
    """First eight characters of the uid of the cluster that may be replaced."""
    keeps: frozenset[MadeWith] = frozenset(MadeWith)
    """What a living cluster keeps in the form that it was sent in; a cluster that is made anew keeps nothing of it."""
    made_anew: bool = False
    """True where the run makes a cluster in the place of a living one that the settings give up."""
    listed_ranges: bool = False
    """True where it is known that the state holds the ranges as lists, which Pulumi lets grow by an update."""
    system_pool: PoolPlan
    user_pools: tuple[PoolPlan, ...]
    roles: tuple[RolePlan, ...]
    contents: ContentsPlan
    upgrade_channel: UpgradeChannel | None = None
    node_os_channel: NodeOsChannel | None = None
    maintenance: tuple[MaintenancePlan, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict)
    """Properties that are merged into the request as they stand."""
    requests: PoolRequests | None = None
    """None for a new cluster: the system pool is in its request, all others are resources of their own."""

    @property
    def pool_requests(self) -> PoolRequests:
        """By which request each pool is written."""
        return self.requests or PoolRequests(
            listed={self.system_pool.name: None},
            separate={pool.name: pool.kubernetes_version for pool in self.user_pools},
        )

    @property
    def pools(self) -> tuple[PoolPlan, ...]:
        """The system pool that the cluster is made with, then the others."""
        return (self.system_pool, *self.user_pools)


@dataclass(frozen=True, kw_only=True, slots=True)
class StackPlan:
    """Everything that a stack declares."""

    stack: str
    location: str
    resource_group: str
    resource_group_existing: bool
    network: NetworkPlan
    clusters: tuple[ClusterPlan, ...]
    tags: Mapping[str, str] = field(default_factory=dict)
    removed: Mapping[str, str] = field(default_factory=dict)
    """By the key of a cluster that is no longer planned and may be deleted: the first eight characters of its uid."""
    warnings: tuple[str, ...] = ()
