"""Find the mode of a cluster from what it shows: node labels first, then what azure-cns hands out, then addresses.

Each finding says how it is known, and whether it is a guess. The axes are found one by one: what is known of one is not
lost because another is not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from aksnet.azure.axes import DataPlane, IpFamily, PodAddresses
from aksnet.azure.beyond import beyond
from aksnet.azure.mode import Mode
from aksnet.azure.modes import MODES
from aksnet.verify.agents import Cilium, placeholders, whose_cilium
from aksnet.verify.facts import Facts
from aksnet.verify.label_meanings import DUAL, POD_NETWORK, POD_NETWORKS, PREFIX, common_label
from aksnet.verify.pod_layout import NO_PODS, Layout, PodLayout, pod_layout, pods_with_own_network
from aksnet.verify.policy_engines import policy_engines

# What a node is given tells where from: a /24 of the pod CIDR, a /28 of a pod subnet, or single addresses of one.
# https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-pod-subnet
_GIVEN: Final = {
    24: PodAddresses.POD_CIDR_OVERLAY,
    28: PodAddresses.POD_SUBNET_BLOCKS,
    32: PodAddresses.POD_SUBNET_DYNAMIC,
}
_ONE: Final = (IpFamily.IPV4,)
_CONFIGS: Final = "nodenetworkconfigs"

_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Detection:
    """What was found."""

    mode: Mode | None
    why: str
    """How it is known, or why it is not."""
    policy: str | None = None
    """The policy engine whose pods are there, else the one that nodes' labels name; `none` where there is none, nothing
    where neither is known."""
    policy_why: str = ""
    engines: tuple[str, ...] = ()
    """Every policy engine whose pods are there; more than one is a fault."""
    pods: PodAddresses | None = None
    """Where pods' addresses come from, also when the rest is not known."""
    data_plane: DataPlane | None = None
    families: tuple[IpFamily, ...] = _ONE
    guessed: bool = False
    """Whether where pods' addresses come from is inferred from ranges and agents only, with no label or object that
    says so: a CNI of one's own can look like any mode, and a pod subnet like the node subnet."""
    cilium: Cilium = Cilium.UNKNOWN
    """Whose Cilium runs."""
    layout: PodLayout = NO_PODS
    """What pods' addresses alone tell."""


@dataclass(frozen=True, kw_only=True)
class _Finding(Generic[_T]):
    value: _T
    how: str
    guessed: bool = False


def detect(facts: Facts) -> Detection:
    """Find mode and policy engine."""
    engines = policy_engines(facts)
    policy, running, policy_why = engines.policy, engines.engines, engines.why
    if not facts.nodes:
        why = facts.unread.get("nodes", "the cluster has no nodes")
        return Detection(mode=None, why=f"nodes: {why}", policy=policy, policy_why=policy_why, engines=running)
    layout, (cilium, cilium_how) = pod_layout(facts), whose_cilium(facts)
    pods, plane, families = _pod_addresses(facts, layout, cilium), _data_plane(cilium, cilium_how), _families(facts)
    findings = [each for each in (pods, plane, families) if each]
    how = "; ".join(f"{each.how} (a guess)" if each.guessed else each.how for each in findings)
    mode = _row(pods.value, plane.value, families.value) if pods and plane else None
    if pods and plane:
        lacking = beyond(pods.value, families.value) or "no mode has this combination"
        why = how if mode else f"{lacking}: {how}"
    else:
        lacks = "where pods' addresses come from" if pods is None else "what the data plane is"
        why = f"node labels, system pods and addresses do not tell {lacks}: {_missing(facts, layout, pods is None)}"
    return Detection(
        mode=mode,
        why=why,
        policy=policy,
        policy_why=policy_why,
        engines=running,
        pods=pods.value if pods else None,
        data_plane=plane.value if plane else None,
        families=families.value,
        guessed=bool(pods and pods.guessed),
        cilium=cilium,
        layout=layout,
    )


def _missing(facts: Facts, layout: PodLayout, about_pods: bool) -> str:
    """Return what was not seen that would have told."""
    if reason := facts.system_unread or facts.unread.get("pods"):
        return f"pods: {reason}"
    if not about_pods:
        return "no pod of kube-system was seen"
    if _lacks_configs(facts):
        return f"{layout.how}; {_CONFIGS} would tell: {facts.unread[_CONFIGS]}"
    return layout.how


def _row(pods: PodAddresses, plane: DataPlane, families: tuple[IpFamily, ...]) -> Mode | None:
    # AKS has no say in the data plane of a cluster that brings its own CNI.
    wanted = (pods, None if pods is PodAddresses.CNI_OWN else plane, families)
    return next((mode for mode in MODES.values() if (mode.pods, mode.data_plane, mode.families) == wanted), None)


def _pod_addresses(facts: Facts, layout: PodLayout, cilium: Cilium) -> _Finding[PodAddresses] | None:
    label = common_label(facts, POD_NETWORK) or ""
    if label in POD_NETWORKS:
        return _Finding(value=POD_NETWORKS[label], how=f"label {PREFIX}{POD_NETWORK}={label}")
    if common_label(facts, "azure-cni-overlay") == "true":
        return _Finding(value=PodAddresses.POD_CIDR_OVERLAY, how=f"label {PREFIX}azure-cni-overlay=true")
    if found := _by_network_configs(facts):
        return found
    cns = facts.labelled("k8s-app", "azure-cns")
    if cilium is Cilium.USERS and not cns:
        how = "Cilium agents run without azure-cns and AKS's label for them"
        return _Finding(value=PodAddresses.CNI_OWN, how=how)
    if _by_azure_cns(facts, cilium):
        return _of_azure_cns(layout, cilium, lacks_configs=_lacks_configs(facts))
    return _by_ranges(facts, layout)


def _by_azure_cns(facts: Facts, cilium: Cilium) -> bool:
    """Return whether azure-cns may hand out pods' addresses: not where it only holds its place, and has no objects."""
    cns = facts.labelled("k8s-app", "azure-cns")
    if cilium is Cilium.AKS:
        return True
    return bool(cns) and not placeholders(cns) and _lacks_configs(facts)


def _lacks_configs(facts: Facts) -> bool:
    """Return whether the objects that azure-cns works with could not be read, though there may be some."""
    return _CONFIGS in facts.unread and _CONFIGS not in facts.not_served


def _by_network_configs(facts: Facts) -> _Finding[PodAddresses] | None:
    """Return the layout by what nodes were given; only azure-cns uses these objects."""
    sizes = Counter(block.prefixlen for one in facts.node_networks for block in one.blocks if block.version == 4)
    for size, axis in _GIVEN.items():
        if size in sizes:
            return _Finding(value=axis, how=f"NodeNetworkConfigs give nodes /{size} blocks")
    return None


def _of_azure_cns(layout: PodLayout, cilium: Cilium, *, lacks_configs: bool) -> _Finding[PodAddresses] | None:
    """Return what azure-cns hands out where no label and no object of it is seen: by how pods' addresses lie."""
    match layout.layout:
        case Layout.BESIDE_NODES:
            return _Finding(
                value=PodAddresses.NODE_SUBNET, how=f"no label of a pod network, and {layout.how}", guessed=True
            )
        case Layout.APART if lacks_configs:
            return _Finding(value=PodAddresses.POD_CIDR_OVERLAY, how=f"azure-cns runs, and {layout.how}", guessed=True)
    if cilium is Cilium.AKS and not lacks_configs:
        how = "AKS's Cilium runs, and no label or object of a pod network"
        return _Finding(value=PodAddresses.NODE_SUBNET, how=how, guessed=True)
    return None


def _by_ranges(facts: Facts, layout: PodLayout) -> _Finding[PodAddresses] | None:
    """Return the layout by pods' addresses: no label and no agent is kubenet, an own CNI, or the node subnet."""
    inside = list(pods_with_own_network(facts))
    if not inside:
        return None
    own = any(pod.addresses[0] in cidr for pod in inside for cidr in facts.node_by_name[pod.node].pod_cidrs)
    if own:
        how = "pods have addresses of their node's podCIDR, and no label names a pod network"
        return _Finding(value=PodAddresses.POD_CIDR_ROUTES, how=how, guessed=True)
    if any(node.pod_cidrs for node in facts.nodes):
        how = "nodes have a podCIDR, but pods have addresses of another range: a CNI of one's own gives them"
        return _Finding(value=PodAddresses.CNI_OWN, how=how, guessed=True)
    told = f", and {layout.how}" if layout.layout is Layout.BESIDE_NODES else ""
    how = f"nodes have no podCIDR, and no label names a pod network{told}"
    return _Finding(value=PodAddresses.NODE_SUBNET, how=how, guessed=True)


def _data_plane(cilium: Cilium, how: str) -> _Finding[DataPlane] | None:
    match cilium:
        case Cilium.AKS:
            return _Finding(value=DataPlane.CILIUM, how=how)
        case Cilium.USERS | Cilium.NONE:
            return _Finding(value=DataPlane.AZURE, how=how)
        case Cilium.UNKNOWN:
            return None


def _families(facts: Facts) -> _Finding[tuple[IpFamily, ...]]:
    if common_label(facts, "podv6network-type") == "overlay":
        return _Finding(value=DUAL, how=f"label {PREFIX}podv6network-type=overlay")
    both = Counter(len({address.version for address in pod.addresses}) > 1 for pod in pods_with_own_network(facts))
    if both[True] > both[False]:
        return _Finding(value=DUAL, how="pods have IPv4 and IPv6 addresses")
    return _Finding(value=_ONE, how="pods have addresses of one family")
