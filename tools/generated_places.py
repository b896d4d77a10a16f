"""Who has which address in a generated cluster: each mode's own way of handing them out, as arithmetic.

Ranges are this project's defaults while they are large enough, and larger ones for larger clusters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network
from typing import Any, Final, assert_never

from aksnet.azure.axes import DataPlane, IpFamily, Plugin, PodAddresses
from aksnet.azure.mode import Mode
from aksnet.verify.facts import Address, Range

# https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning
Json = dict[str, Any]
_FIRST: Final = 4
"""The first address of a subnet that Azure gives away."""
_BLOCK: Final = 16
_AHEAD: Final = 8
"""A node asks for its next 16 addresses when fewer than these are free."""
_PER_NODE: Final = 256
_NODES_6: Final = IPv6Network("fd12:3456:789b::/64")
_PODS_6: Final = IPv6Network("fd12:3456:789a::/64")
_SKIPPED: Final = 2
_SERVICES: Final = IPv4Network("10.0.0.0/16")
_SERVICES_6: Final = IPv6Network("fd12:3456:789a:1::/108")


@dataclass(frozen=True)
class Places:
    """The addresses of one cluster."""

    mode: Mode
    nodes: int
    max_pods: int

    @property
    def has_kube_proxy(self) -> bool:
        """Whether kube-proxy runs: everywhere but under AKS's own Cilium."""
        return self.mode.data_plane is not DataPlane.CILIUM

    @property
    def has_cilium(self) -> bool:
        """Whether Cilium's agents run; the CNI of one's own is Cilium here."""
        return self.mode.data_plane is DataPlane.CILIUM or self.mode.pods is PodAddresses.CNI_OWN

    @property
    def has_cns(self) -> bool:
        """Whether pods azure-cns are there."""
        return self.mode.plugin is Plugin.AZURE

    @property
    def cns_holds_a_place(self) -> bool:
        """Whether they only hold its place: where the azure-vnet plugin hands out addresses of the node subnet."""
        return self.mode.pods is PodAddresses.NODE_SUBNET and self.mode.data_plane is DataPlane.AZURE

    @property
    def has_masquerade_agent(self) -> bool:
        """Whether azure-ip-masq-agent runs: everywhere but with pod subnets, and where AKS installs no network at all.

        Lists of pods of public clusters have it in overlays and with Cilium on the node subnet too.
        """
        return self.mode.plugin is not Plugin.NONE and not self.mode.has_pod_subnet

    @property
    def has_network_configs(self) -> bool:
        """Whether nodes have NodeNetworkConfigs."""
        return self.mode.pods in _PARTS

    @property
    def _part(self) -> int:
        """How many addresses of the pods' range are set aside for a node."""
        match self.mode.pods:
            case PodAddresses.POD_SUBNET_DYNAMIC:
                return (-(-(self.max_pods + _AHEAD) // _BLOCK) + 1) * _BLOCK
            case PodAddresses.POD_SUBNET_BLOCKS:
                return -(-(self.max_pods + 1) // _BLOCK) * _BLOCK
            case (
                PodAddresses.POD_CIDR_ROUTES
                | PodAddresses.POD_CIDR_OVERLAY
                | PodAddresses.NODE_SUBNET
                | PodAddresses.CNI_OWN
            ):
                return _PER_NODE
            case unknown:
                assert_never(unknown)

    @property
    def _flat(self) -> bool:
        return self.mode.pods is PodAddresses.NODE_SUBNET

    @cached_property
    def _node_range(self) -> IPv4Network:
        share = 1 + self.max_pods if self._flat else 1
        small = IPv4Network("10.224.0.0/16")
        # One node more than there are, which the pool may still get, and the first load balancers.
        fits = (self.nodes + 1) * share + 2 * _BLOCK < small.num_addresses
        return small if fits else IPv4Network("10.64.0.0/10")

    @cached_property
    def _pod_range(self) -> IPv4Network:
        if self.mode.has_pod_subnet:
            small, large = IPv4Network("10.225.0.0/16"), IPv4Network("10.144.0.0/12")
        else:
            small, large = IPv4Network("10.244.0.0/16"), IPv4Network("100.64.0.0/10")
        return small if (self.nodes + 2) * self._part < small.num_addresses else large

    @property
    def internal(self) -> IPv4Network:
        """The subnet of internal load balancers."""
        return IPv4Network("10.226.0.0/24")

    @property
    def node_ranges(self) -> tuple[Range, ...]:
        """The node subnet's prefixes."""
        return (self._node_range, _NODES_6) if IpFamily.IPV6 in self.mode.families else (self._node_range,)

    @property
    def pod_ranges(self) -> tuple[Range, ...]:
        """Where pods' addresses come from."""
        if self._flat:
            return self.node_ranges
        return (self._pod_range, _PODS_6) if IpFamily.IPV6 in self.mode.families else (self._pod_range,)

    @property
    def service_ranges(self) -> tuple[Range, ...]:
        """Where Services' addresses come from."""
        return (_SERVICES, _SERVICES_6) if IpFamily.IPV6 in self.mode.families else (_SERVICES,)

    def service(self, number: int) -> Address:
        """Return an address of the service range."""
        return _SERVICES[number]

    def node(self, index: int) -> tuple[Address, ...]:
        """Return a node's addresses; in a flat network its pods' follow its own."""
        own = self._node_range[_FIRST + index * (1 + self.max_pods if self._flat else 1)]
        return (own, _NODES_6[_FIRST + index]) if IpFamily.IPV6 in self.mode.families else (own,)

    def pod(self, index: int, number: int) -> tuple[Address, ...]:
        """Return the addresses of a node's pod."""
        if self._flat:
            return (self.node(index)[0] + 1 + number,)
        # The first addresses of a part are not a pod's everywhere: a bridge's, Cilium's, the network container's.
        place = _SKIPPED + number
        own = self._pod_range[self._start(index) + place]
        return (own, self._block_6(index)[place]) if IpFamily.IPV6 in self.mode.families else (own,)

    def pod_cidrs(self, index: int) -> tuple[Range, ...]:
        """Return a node's `spec.podCIDRs`, which flat networks and overlays leave empty."""
        if self.mode.pods not in (PodAddresses.POD_CIDR_ROUTES, PodAddresses.CNI_OWN):
            return ()
        if self.mode.pods is PodAddresses.CNI_OWN:
            # Kubernetes deals out the pod CIDR too, but Cilium's operator does so in an order of its own.
            return (self._block(24, (index + 1) % self.nodes),)
        return self._own(index)

    def _own(self, index: int) -> tuple[Range, ...]:
        """Return a node's own part of the pod CIDR, of each family."""
        own = self._block(24, index)
        return (own, self._block_6(index)) if IpFamily.IPV6 in self.mode.families else (own,)

    def containers(self, index: int, pods: int) -> list[Json]:
        """Return the network containers of a node with so many pods, as its NodeNetworkConfig has them.

        https://github.com/Azure/azure-container-networking/tree/master/crd/nodenetworkconfig
        """
        match self.mode.pods:
            case PodAddresses.POD_SUBNET_DYNAMIC:
                first = self._pod_range[self._start(index)]
                count = -(-(pods + _AHEAD) // _BLOCK) * _BLOCK
                given = (first + 1 + each for each in range(count))
                return [_container("vnet", "dynamic", self._pod_range, first, given)]
            case PodAddresses.POD_SUBNET_BLOCKS:
                first_block = self._block(28, index)
                rest = (f"{first_block[0] + offset}/28" for offset in range(_BLOCK, self._part, _BLOCK))
                return [_container("vnetblock", "static", self._pod_range, first_block, rest)]
            case (
                PodAddresses.POD_CIDR_ROUTES
                | PodAddresses.POD_CIDR_OVERLAY
                | PodAddresses.NODE_SUBNET
                | PodAddresses.CNI_OWN
            ):
                parts = zip(self.pod_ranges, self._own(index), strict=True)
                return [_container("overlay", "static", within, block, ()) for within, block in parts]
            case unknown:
                assert_never(unknown)

    def _start(self, index: int) -> int:
        """Return where a node's part begins; the first block of a subnet holds Azure's own addresses."""
        return index * self._part + (_BLOCK if self.mode.has_pod_subnet else 0)

    def _block(self, size: int, index: int) -> IPv4Network:
        return IPv4Network((int(self._pod_range[self._start(index)]), size))

    def _block_6(self, index: int) -> IPv6Network:
        return IPv6Network((int(_PODS_6[index * _PER_NODE]), 120))


def _container(kind: str, assignment: str, within: Range, primary: object, assigned: Iterable[object]) -> Json:
    return {
        "type": kind,
        "status": "NCUpdateSuccess",
        "subnetAddressSpace": str(within),
        "assignmentMode": assignment,
        "primaryIP": str(primary),
        "ipAssignments": [{"ip": str(each)} for each in assigned],
    }


_PARTS: Final = (PodAddresses.POD_CIDR_OVERLAY, PodAddresses.POD_SUBNET_DYNAMIC, PodAddresses.POD_SUBNET_BLOCKS)
