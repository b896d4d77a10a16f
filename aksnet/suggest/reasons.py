"""What speaks for a mode and against it, each with the page that says so."""

from collections.abc import Iterator

from aksnet.azure import formulas
from aksnet.azure.axes import DataPlane, IpFamily, PodAddresses
from aksnet.azure.formulas import INDIVIDUAL_ADDRESSES, OVERLAY_PODS
from aksnet.azure.mode import Mode
from aksnet.report.mode_words import lasting_policies
from aksnet.suggest import advised as page
from aksnet.suggest.advised import Advice
from aksnet.suggest.needs import Need, Needs, refused
from aksnet.suggest.suggest_pools import vnet_addresses


def crowded(needs: Needs, mode: Mode) -> bool:
    """True when the cluster could not double before the VNet has no single addresses left."""
    return 2 * vnet_addresses(needs, mode) > INDIVIDUAL_ADDRESSES


def reasons_for(needs: Needs, mode: Mode) -> Iterator[Advice]:
    """Yield what speaks for a mode."""
    if mode.pods_in_vnet:
        if Need.PODS_REACHABLE in needs.needs:
            yield Advice("pods have addresses of the VNet, so others reach them directly", page.MODELS)
        yield from _for_the_subnet(needs, mode)
    elif mode.pods is not PodAddresses.CNI_OWN:
        yield Advice("pods take no addresses of the VNet", page.POD_NETWORKS)
    if mode.data_plane is DataPlane.CILIUM:
        yield Advice("Cilium: no kube-proxy, network policies included", page.CILIUM)
    for need, said, where in (
        (Need.WINDOWS, "runs Windows nodes", page.MODELS),
        (Need.IPV6, "has IPv4 and IPv6", page.DUAL),
        (Need.OWN_CNI, "leaves the CNI to you", page.OWN_CNI),
    ):
        if need in needs.needs and refused(need, mode, needs) is None:
            yield Advice(said, where)
    if Need.NETWORK_POLICY in needs.needs and mode.data_plane is DataPlane.AZURE and lasting_policies(mode):
        yield Advice(f"{lasting_policies(mode)[0].value.title()} enforces network policies", page.POLICIES)


def _for_the_subnet(needs: Needs, mode: Mode) -> Iterator[Advice]:
    if mode.pods is PodAddresses.POD_SUBNET_DYNAMIC:
        yield Advice("pods have a subnet of their own, and take addresses as they come", page.BATCHES)
    elif mode.pods is PodAddresses.POD_SUBNET_BLOCKS:
        said = "pods have a subnet of their own; whole blocks count once, so a VNet holds up to a million pods"
        yield Advice(said, page.BLOCKS)
    elif _small(needs, mode):
        yield Advice("nodes and pods fit into one /24: one subnet is simplest", page.POD_NETWORKS)


def _small(needs: Needs, mode: Mode) -> bool:
    """True when all nodes and pods fit into one /24, so that a second subnet would only be more to look after."""
    return vnet_addresses(needs, mode) <= 256 - formulas.RESERVED


def reasons_against(needs: Needs, mode: Mode) -> Iterator[Advice]:
    """Yield what speaks against a mode, or at least for another one that fits too."""
    if mode.retirement is not None:
        yield Advice(f"retires on {mode.retirement.on}", page.page_of(mode))
    if mode.pods is PodAddresses.CNI_OWN and Need.OWN_CNI not in needs.needs:
        yield Advice("you install a CNI and look after it; nodes stay NotReady until then", page.OWN_CNI)
    if IpFamily.IPV6 in mode.families and Need.IPV6 not in needs.needs:
        yield Advice("a second address family that nothing here needs", page.DUAL)
    if mode.pods_in_vnet:
        yield from _against_the_subnet(needs, mode)
    elif mode.pods is PodAddresses.POD_CIDR_OVERLAY and needs.most_nodes * (needs.pods_per_node or 0) > OVERLAY_PODS:
        yield Advice(f"more than {OVERLAY_PODS:,} pods, as far as AKS says that a cluster goes", page.LARGE)
    if mode.data_plane is DataPlane.AZURE and Need.WINDOWS not in needs.needs:
        asked = Need.NETWORK_POLICY in needs.needs
        said = f"kube-proxy, and {'an engine beside it for' if asked else 'no'} network policies"
        yield Advice(said, page.POD_NETWORKS)


def _against_the_subnet(needs: Needs, mode: Mode) -> Iterator[Advice]:
    if Need.PODS_REACHABLE not in needs.needs:
        yield Advice("pods take addresses of the VNet, which nothing here needs", page.POD_NETWORKS)
    if mode.pods_one_by_one and crowded(needs, mode):
        said = f"takes more than half of the {INDIVIDUAL_ADDRESSES:,} single addresses that a VNet gives out"
        yield Advice(said, page.BLOCKS)
    if mode.pods is PodAddresses.NODE_SUBNET:
        yield Advice("a legacy model: a subnet for pods is advised wherever you bring the VNet", page.MODELS)
    if mode.pods is PodAddresses.NODE_SUBNET and not _small(needs, mode):
        yield Advice("every node sets aside addresses for all the pods that it may ever run", page.PLANNING)
    if mode.pods is PodAddresses.POD_SUBNET_BLOCKS:
        yield Advice("a node holds all its blocks from the start", page.BLOCKS)
