"""What somebody needs from a cluster, before any mode is chosen: the input of `aksnet.suggest.suggestion`."""

from dataclasses import dataclass
from enum import StrEnum, unique
from ipaddress import IPv4Address, IPv4Network
from typing import assert_never

from aksnet.azure import formulas
from aksnet.azure.axes import IpFamily, OsType, Outbound, Plugin, PodAddresses
from aksnet.azure.mode import Mode
from aksnet.azure.regions import WITH_ZONES, ZONES, programmatic
from aksnet.layout.addressing import Range
from aksnet.report.mode_words import lasting_policies
from aksnet.settings.problems import one_of


@unique
class Need(StrEnum):
    """One thing that the cluster must be able to do; each member says so in the words of the command line."""

    PODS_REACHABLE = "pods-reachable"
    WINDOWS = "windows"
    IPV6 = "ipv6"
    NETWORK_POLICY = "network-policy"
    OWN_CNI = "own-cni"
    NO_VNET_ADDRESSES = "no-vnet-addresses-for-pods"
    FIXED_EGRESS = "fixed-egress-address"
    FIREWALL = "firewall"
    PRIVATE = "private"
    HUB_DNS = "hub-dns"
    ZONES = "zones"


MEANING = {
    Need.PODS_REACHABLE: "machines outside the cluster reach pods by the pods' own addresses",
    Need.WINDOWS: "the nodes run Windows",
    Need.IPV6: "nodes, pods and Services have IPv6 addresses too",
    Need.NETWORK_POLICY: "AKS enforces NetworkPolicy objects",
    Need.OWN_CNI: "you install a CNI of your own",
    Need.NO_VNET_ADDRESSES: "pods take no addresses of the VNet",
    Need.FIXED_EGRESS: "traffic leaves by public addresses that stay the same",
    Need.FIREWALL: "traffic leaves through a firewall, whose address is the next hop",
    Need.PRIVATE: "the API server has only a private address",
    Need.HUB_DNS: "names are resolved by DNS servers of yours, such as a hub's",
    Need.ZONES: "nodes are spread over the region's availability zones, however few they are",
}
"""What each need says, as help and reports print it."""


SMALL_CLUSTER = 10
"""Nodes from which on a cluster is one that others rely on: the Free tier is advised for fewer only.
https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers"""

SURGE = "10%"
"""What AKS gives a new pool. https://learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling"""

PRODUCTION_SURGE = "33%"
"""What is advised for production; same page."""

FIREWALL_LENGTH = 26
"""Prefix length that AzureFirewallSubnet must have. https://learn.microsoft.com/azure/firewall/firewall-faq"""


NAME = "aks"
LOCATION = "westeurope"


@dataclass(frozen=True, kw_only=True, slots=True)
class Needs:
    """Everything that a suggestion starts from."""

    nodes: int
    """Nodes that run the workloads, to start with."""
    pods_per_node: int | None = None
    """Pods on one node, AKS's own included; as many as AKS gives the mode when nobody has said."""
    grow_to: int | None = None
    """Most nodes that the autoscaler may start; none for a fixed number."""
    surge: str | None = None
    """Extra nodes of an upgrade, a number or a share of each pool; as advised for the size when nobody has said."""
    needs: frozenset[Need] = frozenset()
    clusters: int = 1
    """Identical clusters, side by side in the VNet."""
    vnet: IPv4Network | None = None
    """Range that the VNet may have; chosen when not given."""
    avoid: tuple[Range, ...] = ()
    """Ranges in use elsewhere: peered networks, sites, or parts of the VNet."""
    next_hop: IPv4Address | None = None
    """The firewall's address."""
    dns_servers: tuple[IPv4Address, ...] = ()
    """DNS servers that answer in place of Azure's."""
    private_dns_zone: str | None = None
    """Where a private API server has its name: the ARM id of a zone, `system`, which AKS makes, or `none`."""
    name: str = NAME
    location: str = LOCATION

    @property
    def most_nodes(self) -> int:
        """Nodes that the workloads may have, surge aside."""
        return max(self.nodes, self.grow_to or 0)

    @property
    def relied_on(self) -> bool:
        """True from the size on at which a cluster is taken for one of production."""
        return self.most_nodes >= SMALL_CLUSTER

    @property
    def max_surge(self) -> str:
        """Extra nodes of an upgrade: those asked for, or those advised for the size."""
        return self.surge or (PRODUCTION_SURGE if self.relied_on else SURGE)

    @property
    def zones(self) -> tuple[str, ...]:
        """Availability zones that the nodes are spread over; none where the region is not known to have them."""
        wanted = self.relied_on or Need.ZONES in self.needs
        return ZONES if wanted and programmatic(self.location) in WITH_ZONES else ()

    @property
    def own_zone(self) -> str | None:
        """Name of the zone of the user's that a private API server has its name in."""
        zone = self.private_dns_zone or ""
        return zone.rsplit("/", 1)[-1] if zone.startswith("/") else None

    @property
    def in_use(self) -> tuple[Range, ...]:
        """Ranges that a suggestion may not touch."""
        firewall = [] if self.firewall is None else [self.firewall]
        return (*self.avoid, *firewall, *map(IPv4Network, self.dns_servers))

    @property
    def firewall(self) -> IPv4Network | None:
        """Range of the firewall's subnet, AzureFirewallSubnet: the /26 around its address."""
        return None if self.next_hop is None else IPv4Network((self.next_hop, FIREWALL_LENGTH), strict=False)

    @property
    def outbound(self) -> Outbound:
        """How traffic leaves; a firewall has a fixed address of its own, so it meets both needs."""
        if Need.FIREWALL in self.needs:
            return Outbound.ROUTES
        return Outbound.NAT_GATEWAY if Need.FIXED_EGRESS in self.needs else Outbound.LOAD_BALANCER

    def pods_on(self, mode: Mode) -> int:
        """Return the pods that a node of a mode must have room for."""
        return mode.max_pods.default if self.pods_per_node is None else self.pods_per_node

    def sentence(self) -> str:
        """Return the needs in one line."""
        grow = f", growing to {self.grow_to:,}" if self.grow_to else ""
        many = f"{self.clusters} clusters of " if self.clusters > 1 else ""
        nodes = f"{many}{self.nodes:,} node{'s' if self.nodes != 1 else ''}{grow}"
        wanted = one_of(need for need in Need if need in self.needs)
        pods = f", {self.pods_per_node} pods a node" if self.pods_per_node is not None else ""
        return f"{nodes}{pods}; needs: {wanted or 'nothing special'}"


def refused(need: Need, mode: Mode, needs: Needs) -> str | None:
    """Return why a mode cannot give what is needed, by the axis that stands against it; nothing when it can."""
    match need:
        case Need.PODS_REACHABLE:
            return None if mode.pods_in_vnet else f"pods-reachable: {_hidden(mode)}"
        case Need.WINDOWS:
            return None if OsType.WINDOWS in mode.os_types else f"windows: nodes run {one_of(mode.os_types)} only"
        case Need.IPV6:
            return None if IpFamily.IPV6 in mode.families else f"ipv6: pods have {one_of(mode.families)} only"
        case Need.NETWORK_POLICY:
            own = mode.pods is PodAddresses.CNI_OWN and Need.OWN_CNI in needs.needs
            return None if lasting_policies(mode) or own else "network-policy: AKS has no policy engine here"
        case Need.OWN_CNI:
            return None if mode.plugin is Plugin.NONE else f"own-cni: AKS installs its own, {mode.plugin}"
        case Need.NO_VNET_ADDRESSES:
            return f"no-vnet-addresses-for-pods: pods live in the {_home(mode)}" if mode.pods_in_vnet else None
        case Need.FIXED_EGRESS:
            own = IpFamily.IPV6 in mode.families and needs.outbound is Outbound.NAT_GATEWAY
            return f"{need}: the NAT gateway that a stack creates here carries IPv4 only" if own else None
        case Need.HUB_DNS:
            fails = mode.pods is PodAddresses.POD_CIDR_ROUTES and Need.PRIVATE in needs.needs
            return (
                f"{need}: AKS makes no private cluster on a route table beside DNS servers of yours" if fails else None
            )
        case Need.FIREWALL | Need.PRIVATE | Need.ZONES:
            return None
        case unknown:
            assert_never(unknown)


def _hidden(mode: Mode) -> str:
    if mode.pods is PodAddresses.CNI_OWN:
        return "only your CNI could give that"
    return "pods have addresses of the cluster's own pod CIDR"


def _home(mode: Mode) -> str:
    return "pod subnet" if mode.has_pod_subnet else "node subnet"


def surge_of(needs: Needs, nodes: int) -> int:
    """Return the extra nodes of an upgrade of one pool."""
    return formulas.surge_nodes(needs.max_surge, nodes)
