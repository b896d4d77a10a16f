"""A network mode: one row of the table in `aksnet.azure.modes`, and what follows from its axes.

A property here is right for every combination of axes, also for those that no row has.
"""

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from aksnet.azure.axes import (
    DataPlane,
    IpFamily,
    NetworkMode,
    OsType,
    Outbound,
    Plugin,
    PluginMode,
    PodAddresses,
    Policy,
    RoleTarget,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class MaxPods:
    """Pods per node: what is declared when nothing is asked for, and what may be asked for."""

    default: int
    least: int = 10
    most: int = 250


@dataclass(frozen=True, kw_only=True, slots=True)
class Retirement:
    """A date after which Azure no longer supports something, and the way out."""

    on: date
    way_out: str
    page: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Mode:
    """One row of the table."""

    name: str
    summary: str
    choose_when: str
    """Completes the sentence "Choose this when"."""
    plugin: Plugin
    plugin_mode: PluginMode | None = None
    data_plane: DataPlane | None
    pods: PodAddresses
    families: tuple[IpFamily, ...] = (IpFamily.IPV4,)
    policies: tuple[Policy, ...]
    """Policy engines offered, the default first; empty where the mode has no such setting."""
    max_pods: MaxPods
    node_ceiling: int = 5000
    """Nodes in one cluster. https://learn.microsoft.com/azure/aks/quotas-skus-regions"""
    os_types: tuple[OsType, ...]
    network_modes: tuple[NetworkMode, ...] = ()
    """Values offered for `networkMode`; Azure CNI's own wiring only."""
    retirement: Retirement | None = None
    min_kubernetes: str | None = None
    page: str

    @property
    def has_pod_cidr(self) -> bool:
        """True when pods, or the control plane's routes to them, use a CIDR of the cluster's own."""
        return _follows(self.pods).cidr

    @property
    def has_pod_subnet(self) -> bool:
        """True when pods take addresses from a subnet of their own."""
        return _follows(self.pods).subnet

    @property
    def pods_in_vnet(self) -> bool:
        """True when pods have addresses of the VNet, so that others reach them directly."""
        return _follows(self.pods).in_vnet

    @property
    def pods_one_by_one(self) -> bool:
        """True when every pod takes one of the addresses that a VNet gives out one by one."""
        return _follows(self.pods).one_by_one

    @property
    def routes_to_pods(self) -> bool:
        """True when AKS writes a route to the pods of each node into the route table of the node subnets."""
        return _follows(self.pods).routed

    @property
    def outbounds(self) -> tuple[Outbound, ...]:
        """The ways out that AKS offers: without any, nodes pull from a cache, which kubenet does not have."""
        return tuple(each for each in Outbound if each is not Outbound.NONE or self.plugin is not Plugin.KUBENET)

    @property
    def identity_needs(self) -> tuple[RoleTarget, ...]:
        """What the control plane's identity must be able to change."""
        pods = (RoleTarget.POD_SUBNET,) if self.has_pod_subnet else ()
        routes = (RoleTarget.ROUTE_TABLE,) if self.routes_to_pods else ()
        return (RoleTarget.NODE_SUBNET, *pods, *routes)

    @property
    def masquerades_by_agent(self) -> bool:
        """True when the ip-masq-agent decides which destinations see a pod's own address."""
        return self.pods is PodAddresses.NODE_SUBNET and self.data_plane is DataPlane.AZURE


@dataclass(frozen=True, kw_only=True, slots=True)
class _Follows:
    """What follows from where pods take their addresses from."""

    cidr: bool = False
    subnet: bool = False
    in_vnet: bool = False
    one_by_one: bool = False
    routed: bool = False


def _follows(pods: PodAddresses) -> _Follows:
    match pods:
        case PodAddresses.POD_CIDR_ROUTES:
            return _Follows(cidr=True, routed=True)
        case PodAddresses.POD_CIDR_OVERLAY | PodAddresses.CNI_OWN:
            return _Follows(cidr=True)
        case PodAddresses.NODE_SUBNET:
            return _Follows(in_vnet=True, one_by_one=True)
        case PodAddresses.POD_SUBNET_DYNAMIC:
            return _Follows(subnet=True, in_vnet=True, one_by_one=True)
        case PodAddresses.POD_SUBNET_BLOCKS:
            return _Follows(subnet=True, in_vnet=True)
        case unknown:
            assert_never(unknown)
