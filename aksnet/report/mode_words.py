"""What a mode means, in sentences made from the axes of its row: for `aksnet suggest` and `docs/modes.md`.

Nothing here knows a mode by its name, so a new row on known axes has its sentences at once. Numbers that depend on
nodes and pods are in `aksnet.report.worked`.
"""

from collections.abc import Iterator
from typing import assert_never

from aksnet.azure.axes import DataPlane, IpFamily, OsType, Plugin, PodAddresses, Policy
from aksnet.azure.formulas import INDIVIDUAL_ADDRESSES, LARGEST_BLOCK_SUBNET, OVERLAY_PODS, POOL_CEILING
from aksnet.azure.mode import Mode
from aksnet.azure.mode_changes import in_place_from
from aksnet.azure.modes import MODES
from aksnet.azure.retirements import AZURE_NPM, AZURE_NPM_WINDOWS
from aksnet.settings.problems import one_of


def lasting_policies(mode: Mode) -> list[Policy]:
    """Return the engines that enforce policies: those that stay first, then those with an end."""
    engines = [policy for policy in mode.policies if policy is not Policy.NONE]
    return sorted(engines, key=lambda policy: policy is Policy.AZURE)


def forbids(mode: Mode) -> Iterator[str]:
    """Yield what choosing this mode rules out."""
    if OsType.WINDOWS not in mode.os_types:
        yield "Windows nodes"
    if IpFamily.IPV6 in mode.families:
        yield "egress by a NAT gateway that the stack creates: it is a Standard one, which carries IPv4 only"
    engines = lasting_policies(mode)
    if mode.policies and not engines:
        yield "enforcement of network policies by AKS"
    elif engines == [Policy.CILIUM]:
        yield "policy engines other than Cilium"
    if mode.pods is PodAddresses.CNI_OWN:
        yield "help from Microsoft with faults of the CNI"
    elif not mode.pods_in_vnet:
        yield "reaching a pod from outside the cluster by its own address"
    if mode.data_plane is DataPlane.CILIUM:
        yield "NetworkPolicy rules that select pods or nodes by ipBlock"
    if mode.pods is PodAddresses.POD_SUBNET_BLOCKS:
        yield "Private Link Services on the cluster's load balancers"
    yield from _forbidden_changes(mode)


def _forbidden_changes(mode: Mode) -> Iterator[str]:
    after = in_place_from(mode.name)
    if after:
        yield f"changing in place to any mode but {one_of(after)}"
    else:
        yield "changing in place to any other mode"
    if mode.pods_in_vnet and all(MODES[name].pods_in_vnet for name in after):
        yield "moving to an overlay later without a new cluster"


def limits(mode: Mode) -> Iterator[str]:
    """Yield the limits of the mode."""
    pods = mode.max_pods
    pool = f", {POOL_CEILING:,} in a pool or in the Free tier" if mode.node_ceiling > POOL_CEILING else ""
    yield f"{mode.node_ceiling:,} nodes in a cluster{pool}"
    yield f"{pods.least} to {pods.most} pods on a node, {pods.default} when nothing is written"
    match mode.pods:
        case PodAddresses.POD_CIDR_ROUTES:
            yield "a /24 of the pod CIDR for each node: the default 10.244.0.0/16 ends at 256 nodes, surge included"
            yield "one route per node in the cluster's own route table, which is where the node limit comes from"
        case PodAddresses.POD_CIDR_OVERLAY:
            yield "a /24 of the pod CIDR for each node: the default 10.244.0.0/16 ends at 256 nodes, surge included"
            yield f"{OVERLAY_PODS:,} pods in a cluster"
        case PodAddresses.NODE_SUBNET | PodAddresses.POD_SUBNET_DYNAMIC:
            yield f"{INDIVIDUAL_ADDRESSES:,} addresses in the whole VNet, because pods take them one by one"
        case PodAddresses.POD_SUBNET_BLOCKS:
            yield f"a pod subnet no larger than a /{LARGEST_BLOCK_SUBNET}, with room for about a million pods"
        case PodAddresses.CNI_OWN:
            yield "whatever your CNI can do below that"
        case unknown:
            assert_never(unknown)
    if mode.min_kubernetes is not None:
        yield f"Kubernetes {mode.min_kubernetes} or newer"


def pod_addresses(mode: Mode) -> str:
    """Return where a pod's address comes from."""
    match mode.pods:
        case PodAddresses.POD_CIDR_ROUTES:
            return "the pod CIDR, from its node's /24; a route in Azure leads to the node"
        case PodAddresses.POD_CIDR_OVERLAY:
            return "the pod CIDR, from its node's /24; Azure carries it without routes of yours"
        case PodAddresses.NODE_SUBNET:
            return "the node subnet, set aside on the node before the pod starts"
        case PodAddresses.POD_SUBNET_DYNAMIC:
            return "the pod subnet, from batches of 16 that its node asks for"
        case PodAddresses.POD_SUBNET_BLOCKS:
            return "the pod subnet, from whole /28 blocks of its node"
        case PodAddresses.CNI_OWN:
            return "whatever your CNI gives; `podCidr` is still told to the control plane"
        case unknown:
            assert_never(unknown)


def share_of_node(mode: Mode) -> str:
    """Return what one node holds of the pods' range, and where to look for it."""
    match mode.pods:
        case PodAddresses.POD_CIDR_ROUTES:
            return "a /24, in `.spec.podCIDR`"
        case PodAddresses.POD_CIDR_OVERLAY:
            return "a /24, in its NodeNetworkConfig"
        case PodAddresses.NODE_SUBNET:
            return "single addresses, no range"
        case PodAddresses.POD_SUBNET_DYNAMIC:
            return "batches of 16, in its NodeNetworkConfig"
        case PodAddresses.POD_SUBNET_BLOCKS:
            return "/28 blocks, in its NodeNetworkConfig"
        case PodAddresses.CNI_OWN:
            return "as the CNI has it"
        case unknown:
            assert_never(unknown)


def kube_proxy(mode: Mode) -> str:
    """Return `yes` where kube-proxy runs, else `no`."""
    match mode.data_plane:
        case DataPlane.AZURE:
            return "yes"
        case DataPlane.CILIUM:
            return "no"
        case None:
            return "yes"
        case unknown:
            assert_never(unknown)


def interfaces(mode: Mode) -> str:
    """Return what the host's ends of the pods' links are called."""
    match mode.plugin:
        case Plugin.NONE:
            return "as the CNI names them"
        case Plugin.KUBENET:
            return "`veth*` on `cbr0`; `cali*` with Calico"
        case Plugin.AZURE:
            return _azure_interfaces(mode.data_plane)
        case unknown:
            assert_never(unknown)


def _azure_interfaces(plane: DataPlane | None) -> str:
    match plane:
        case DataPlane.CILIUM:
            return "`lxc*`"
        case DataPlane.AZURE | None:
            return "`azv*`"
        case unknown:
            assert_never(unknown)


def policy_notes(mode: Mode) -> Iterator[str]:
    """Yield what there is to know of the mode's policy engines."""
    if Policy.AZURE in mode.policies:
        ends = f"ended on {AZURE_NPM_WINDOWS.on} on Windows and ends on {AZURE_NPM.on} on Linux"
        yield f"`azure`, the Network Policy Manager, {ends}"
