"""The layout of a stack: every name, range, subnet and default that follows from its settings.

Made once by `aksnet.layout.resolve`; whoever needs a default looks it up here and derives none again. Settings that are
wrong have a layout too, so that rules can say what is wrong with it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import TypeVar

from aksnet.azure.axes import EgressPart, IpFamily, Policy, PoolMode, SubnetUse
from aksnet.azure.mode import Mode
from aksnet.azure.subnet_purposes import AKS
from aksnet.layout.addressing import Range
from aksnet.layout.uses import facts
from aksnet.settings.cluster_settings import ClusterSettings, NodePoolSettings
from aksnet.settings.subnet_settings import SubnetSettings

Said = TypeVar("Said")


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """One place in the settings that names or describes a subnet, or leaves its name to a default."""

    path: str
    name: str
    settings: SubnetSettings
    use: SubnetUse | None = None
    """None for an entry of `network.subnets`, which is there for others to name."""
    cluster: str | None = None
    """Key of the cluster that uses it; none for an entry of `network.subnets`."""
    pool: str | None = None
    """Name of the pool whose own subnet this is; none for a subnet of all pools."""


def clusters_in(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Return the keys of the clusters that have nodes or pods where these mentions say, each once."""
    inside = (m.cluster for m in mentions if m.cluster is not None and m.use is not SubnetUse.API_SERVER)
    return tuple(dict.fromkeys(inside))


@dataclass(frozen=True, kw_only=True, slots=True)
class FrontEnd:
    """The front end of one internal load balancer."""

    path: str
    """Path of the Service, `clusters.<key>.workloads.<name>.service`."""
    cluster: str
    workload: str
    subnet: str
    """Name of the subnet, which need not be one of the stack's while rules have not looked at it."""
    address: IPv4Address | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Subnet:
    """One subnet: all mentions of it, and what they say together."""

    name: str
    mentions: tuple[Mention, ...]
    front_ends: tuple[FrontEnd, ...]
    prefixes: tuple[Range, ...]
    """IPv4 first; empty where the settings do not state the range of an existing subnet, or none can be guessed."""
    families: tuple[IpFamily, ...]
    """Families that its users need addresses of; IPv4 for a subnet that nobody uses."""
    id: str | None
    """ARM id, when the settings give one."""
    existing: bool
    """True when it is used, not created."""
    route_table: str | None
    """Name of the table that the stack creates for it."""
    nat_gateway: str | None
    """Name of the gateway that the stack creates for it."""
    security_group: str | None
    """Name of its network security group, when the settings ask for one."""

    @property
    def uses(self) -> frozenset[SubnetUse]:
        """What clusters have in it; empty for an entry of `network.subnets` that nobody names."""
        front_ends = {SubnetUse.FRONT_ENDS} if self.front_ends else set()
        return frozenset(mention.use for mention in self.mentions if mention.use is not None) | front_ends

    @property
    def clusters(self) -> tuple[str, ...]:
        """Keys of the clusters that have nodes or pods in it, each once."""
        return clusters_in(self.mentions)

    @property
    def delegation(self) -> str | None:
        """Service that it is delegated to, so that nothing else can be in it: AKS for pods, else what settings say."""
        return AKS if any(facts(use).delegated for use in self.uses) else self.said(lambda said: said.delegation)

    @property
    def route_table_id(self) -> str | None:
        """ARM id of the table that it has, or is given, where the settings name one."""
        return self.said(lambda said: said.route_table_id)

    @property
    def nat_gateway_id(self) -> str | None:
        """ARM id of the gateway that it is given, where the settings name one."""
        return self.said(lambda said: said.nat_gateway_id)

    def said(self, pick: Callable[[SubnetSettings], Said | None]) -> Said | None:
        """Return what the first of its mentions says that says it."""
        return next((found for m in self.mentions if (found := pick(m.settings)) is not None), None)

    @property
    def path(self) -> str:
        """Path of the mention that describes it: the one with a prefix or that it exists, else the first."""
        described = [m.path for m in self.mentions if m.settings.prefix is not None or m.settings.is_existing]
        return next(iter(described), self.mentions[0].path)

    def prefix(self, family: IpFamily) -> Range | None:
        """Return its range in one family."""
        return next((prefix for prefix in self.prefixes if prefix.version == family.version), None)

    def mentioned_for(self, use: SubnetUse, cluster: str | None = None) -> tuple[Mention, ...]:
        """Return the mentions for one use, of one cluster or of all."""
        return tuple(m for m in self.mentions if m.use is use and cluster in (None, m.cluster))


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolLayout:
    """One node pool with every default filled in."""

    name: str
    path: str
    """`clusters.<key>.nodePools.<name>`."""
    settings: NodePoolSettings
    mode: PoolMode
    count: int
    """Nodes; with autoscaling the number to start with."""
    max_pods: int
    os_sku: str
    subnets: Mapping[SubnetUse, str]
    """Name of its subnet for each use that its mode makes of subnets."""

    @property
    def node_subnet(self) -> str:
        """Name of the subnet that its nodes are in."""
        return self.subnets[SubnetUse.NODES]

    @property
    def pod_subnet(self) -> str | None:
        """Name of the subnet that its pods take addresses from; none where they take none of a subnet of their own."""
        return self.subnets.get(SubnetUse.PODS)


@dataclass(frozen=True, kw_only=True, slots=True)
class ClusterLayout:
    """One cluster with every default filled in."""

    key: str
    path: str
    """`clusters.<key>`."""
    settings: ClusterSettings
    mode: Mode
    policy: Policy | None
    """None where the mode has no such setting."""
    name: str
    identity_name: str
    node_resource_group: str
    dns_prefix: str
    pod_ranges: Mapping[IpFamily, Range]
    """Pod CIDRs in the order of the mode's families; empty where pods take addresses of a subnet."""
    service_ranges: Mapping[IpFamily, Range]
    """In the order of the mode's families."""
    dns_service_ip: IPv4Address
    pools: Mapping[str, PoolLayout]
    """By name, in the order of names."""
    system_pool: str
    """Name of the system pool; while the settings have none, of the first pool."""
    subnets: Mapping[SubnetUse, tuple[str, ...]]
    """Names of the subnets that its settings name or that it has by default, by use, in the order of names."""
    api_server_subnet: str | None = None
    """Name of the subnet that its API server is in; none where that is in no VNet of this stack."""
    front_ends: tuple[FrontEnd, ...]
    """In the order of workloads' names."""
    route_table: str | None
    """Name of the route table that the stack creates for it."""
    existing_route_tables: tuple[str, ...]
    """ARM ids of the tables that the settings name for its node subnets, where it needs one."""
    nat_gateway: str | None
    """Name of the NAT gateway that the stack creates for it."""

    def used_for(self, use: SubnetUse) -> tuple[str, ...]:
        """Return the names of the subnets that it really uses in one way."""
        if use is SubnetUse.API_SERVER:
            return () if self.api_server_subnet is None else (self.api_server_subnet,)
        pools = [pool.subnets[use] for pool in self.pools.values() if use in pool.subnets]
        front_ends = sorted(end.subnet for end in self.front_ends if use is SubnetUse.FRONT_ENDS)
        return tuple(dict.fromkeys([*pools, *front_ends]))

    @property
    def needs_route_table(self) -> bool:
        """True when its nodes' subnets carry a route table: for routes to pods, or for egress."""
        return self.mode.routes_to_pods or self.egress is EgressPart.ROUTE_TABLE

    @property
    def egress(self) -> EgressPart | None:
        """What its subnets carry so that traffic leaves by it."""
        return self.settings.outbound.type.on_subnets


@dataclass(frozen=True, kw_only=True, slots=True)
class Vnet:
    """The VNet that all clusters of the stack share."""

    name: str
    id: str | None
    existing: bool
    resource_group: str
    """The group that it is in."""
    address_space: tuple[Range, ...]
    """Empty for an existing VNet whose ranges the settings do not state."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """Everything that follows from the settings of a stack."""

    stack: str
    location: str
    """Empty while the stack file names none."""
    resource_group: str
    resource_group_existing: bool
    vnet: Vnet
    mentions: tuple[Mention, ...]
    """Every mention of a subnet, in an order that depends on names only."""
    subnets: Mapping[str, Subnet]
    """By name, in the order of names."""
    clusters: Mapping[str, ClusterLayout]
    """By key, in the order of keys."""

    def subnets_of(self, cluster: str, *uses: SubnetUse) -> tuple[Subnet, ...]:
        """Return the subnets of a cluster's nodes and pods, or of some uses only, each once in the order of names."""
        named = self.clusters[cluster].subnets
        names = {name for use in uses or named for name in named.get(use, ())}
        return tuple(self.subnets[name] for name in sorted(names))
