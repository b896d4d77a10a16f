"""The table of network modes: a mode is one row, and a new mode on known axes is one new row.

A row says what its mode offers (policies, operating systems, outbound types, limits); it never lists what is
illegal, because such lists rot. Code that depends on a mode asks a row for an axis, never for its name.
Rules that use the columns are in `aksnet.rules`; the network profile that a row sends is in `aksnet.plan.profile`.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from aksnet.azure.axes import (
    DataPlane,
    IpFamily,
    NetworkMode,
    OsType,
    Plugin,
    PluginMode,
    PodAddresses,
    Policy,
)
from aksnet.azure.mode import MaxPods, Mode, Retirement

_LEARN = "https://learn.microsoft.com/azure/aks/"

_BOTH_OS = (OsType.LINUX, OsType.WINDOWS)
_LINUX = (OsType.LINUX,)
_BRIDGES = (NetworkMode.TRANSPARENT, NetworkMode.BRIDGE)
_AZURE_POLICIES = (Policy.NONE, Policy.AZURE, Policy.CALICO)
_DUAL = (IpFamily.IPV4, IpFamily.IPV6)

_ROWS = (
    Mode(
        name="kubenet",
        summary="nodes in a subnet, pods behind a route table; retiring",
        choose_when="a cluster that already runs on it has to stay until it moves to overlay; never for a new one",
        plugin=Plugin.KUBENET,
        data_plane=DataPlane.AZURE,
        pods=PodAddresses.POD_CIDR_ROUTES,
        policies=(Policy.NONE, Policy.CALICO),
        max_pods=MaxPods(default=110),
        node_ceiling=400,  # routes in one route table: https://learn.microsoft.com/azure/aks/configure-kubenet
        os_types=_LINUX,
        retirement=Retirement(
            on=date(2028, 3, 31),
            way_out="move to overlay with `az aks update --network-plugin azure --network-plugin-mode overlay`",
            page=_LEARN + "configure-kubenet",
        ),
        page=_LEARN + "configure-kubenet",
    ),
    Mode(
        name="node-subnet",
        summary="pods and nodes share one subnet; every pod is routable in the VNet and takes a VNet address",
        choose_when="the cluster is small, others reach its pods directly, and one subnet is the simplest",
        plugin=Plugin.AZURE,
        data_plane=DataPlane.AZURE,
        pods=PodAddresses.NODE_SUBNET,
        policies=_AZURE_POLICIES,
        max_pods=MaxPods(default=30),
        os_types=_BOTH_OS,
        network_modes=_BRIDGES,
        page=_LEARN + "configure-azure-cni",
    ),
    Mode(
        name="pod-subnet",
        summary="pods in a subnet of their own, addresses handed out in batches of 16",
        choose_when="others reach pods directly, and pods get a subnet and rules of their own; Windows nodes too",
        plugin=Plugin.AZURE,
        data_plane=DataPlane.AZURE,
        pods=PodAddresses.POD_SUBNET_DYNAMIC,
        policies=_AZURE_POLICIES,
        max_pods=MaxPods(default=110),
        os_types=_BOTH_OS,
        network_modes=_BRIDGES,
        page=_LEARN + "configure-azure-cni-dynamic-ip-allocation",
    ),
    Mode(
        name="pod-subnet-static-block",
        summary="pods in a subnet of their own, whole /28 blocks per node; very large clusters",
        choose_when="others reach pods directly, and they are too many to be given addresses one by one",
        plugin=Plugin.AZURE,
        data_plane=DataPlane.AZURE,
        pods=PodAddresses.POD_SUBNET_BLOCKS,
        policies=_AZURE_POLICIES,
        max_pods=MaxPods(default=111),  # 16 x 7 - 1: no address of a /28 block is wasted
        os_types=_BOTH_OS,
        network_modes=_BRIDGES,
        min_kubernetes="1.28",
        page=_LEARN + "configure-azure-cni-static-block-allocation",
    ),
    Mode(
        name="overlay",
        summary="nodes in a subnet, pods in a private CIDR of the cluster's own",
        choose_when="nobody outside reaches pods by their addresses, and there are Windows nodes or Calico policies",
        plugin=Plugin.AZURE,
        plugin_mode=PluginMode.OVERLAY,
        data_plane=DataPlane.AZURE,
        pods=PodAddresses.POD_CIDR_OVERLAY,
        policies=_AZURE_POLICIES,
        max_pods=MaxPods(default=250),
        os_types=_BOTH_OS,
        page=_LEARN + "azure-cni-overlay",
    ),
    Mode(
        name="overlay-dual-stack",
        summary="overlay with IPv4 and IPv6 for nodes, pods and Services",
        choose_when="pods and Services need IPv6, and some nodes run Windows",
        plugin=Plugin.AZURE,
        plugin_mode=PluginMode.OVERLAY,
        data_plane=DataPlane.AZURE,
        pods=PodAddresses.POD_CIDR_OVERLAY,
        families=_DUAL,
        policies=(Policy.NONE,),
        max_pods=MaxPods(default=250),
        os_types=_BOTH_OS,
        page=_LEARN + "configure-dual-stack",
    ),
    Mode(
        name="cilium-overlay",
        summary="overlay on the eBPF data plane, no kube-proxy; the default",
        choose_when="nobody outside reaches pods by their addresses and all nodes run Linux: most clusters",
        plugin=Plugin.AZURE,
        plugin_mode=PluginMode.OVERLAY,
        data_plane=DataPlane.CILIUM,
        pods=PodAddresses.POD_CIDR_OVERLAY,
        policies=(Policy.CILIUM,),
        max_pods=MaxPods(default=250),
        os_types=_LINUX,
        page=_LEARN + "azure-cni-powered-by-cilium",
    ),
    Mode(
        name="cilium-overlay-dual-stack",
        summary="overlay on the eBPF data plane with IPv4 and IPv6",
        choose_when="pods and Services need IPv6, and all nodes run Linux",
        plugin=Plugin.AZURE,
        plugin_mode=PluginMode.OVERLAY,
        data_plane=DataPlane.CILIUM,
        pods=PodAddresses.POD_CIDR_OVERLAY,
        families=_DUAL,
        policies=(Policy.CILIUM,),
        max_pods=MaxPods(default=250),
        os_types=_LINUX,
        min_kubernetes="1.29",
        page=_LEARN + "configure-dual-stack",
    ),
    Mode(
        name="cilium-node-subnet",
        summary="pods and nodes share one subnet, on the eBPF data plane",
        choose_when="the cluster is small, others reach its pods directly, and Cilium enforces the policies",
        plugin=Plugin.AZURE,
        data_plane=DataPlane.CILIUM,
        pods=PodAddresses.NODE_SUBNET,
        policies=(Policy.CILIUM,),
        max_pods=MaxPods(default=30),
        os_types=_LINUX,
        page=_LEARN + "azure-cni-powered-by-cilium",
    ),
    Mode(
        name="cilium-pod-subnet",
        summary="pods in a subnet of their own, on the eBPF data plane",
        choose_when="others reach pods directly, all nodes run Linux, and Cilium enforces the policies",
        plugin=Plugin.AZURE,
        data_plane=DataPlane.CILIUM,
        pods=PodAddresses.POD_SUBNET_DYNAMIC,
        policies=(Policy.CILIUM,),
        max_pods=MaxPods(default=110),
        os_types=_LINUX,
        page=_LEARN + "azure-cni-powered-by-cilium",
    ),
    Mode(
        name="cilium-pod-subnet-static-block",
        summary="whole /28 blocks of a pod subnet per node, on the eBPF data plane",
        choose_when="others reach tens of thousands of pods directly, and all nodes run Linux",
        plugin=Plugin.AZURE,
        data_plane=DataPlane.CILIUM,
        pods=PodAddresses.POD_SUBNET_BLOCKS,
        policies=(Policy.CILIUM,),
        max_pods=MaxPods(default=111),
        os_types=_LINUX,
        min_kubernetes="1.28",
        page=_LEARN + "configure-azure-cni-static-block-allocation",
    ),
    Mode(
        name="byo-cni",
        summary="no CNI from AKS: nodes stay NotReady until you install one",
        choose_when="you need a CNI that AKS does not offer, and will install it and look after it yourself",
        plugin=Plugin.NONE,
        data_plane=None,
        pods=PodAddresses.CNI_OWN,
        policies=(),
        max_pods=MaxPods(default=250),
        os_types=_LINUX,
        page=_LEARN + "use-byo-cni",
    ),
)

_TABLE = {row.name: row for row in _ROWS}
MODES: Mapping[str, Mode] = MappingProxyType(_TABLE)
"""Every mode by its config name, in the order of the table."""

DEFAULT_MODE = "cilium-overlay"
