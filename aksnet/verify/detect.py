"""Find the mode of a cluster from what it shows: node labels first, then what azure-cns hands out, then ranges.

Label names were read in public code of Azure's CNI and node images, so a label that is missing says nothing.
Each finding says how it is known, and whether it is a guess. The policy engine is told by its pods; where none run, by
the label of the engine that should.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from aksnet.azure.axes import DataPlane, IpFamily, PodAddresses, Policy
from aksnet.azure.mode import Mode
from aksnet.azure.modes import MODES
from aksnet.verify.facts import Facts, Node, Pod

PREFIX: Final = "kubernetes.azure.com/"
"""What AKS's own node labels begin with."""
# https://github.com/Azure/azure-container-networking and https://github.com/Azure/karpenter-provider-azure
_POD_NETWORKS: Final = {
    "overlay": PodAddresses.POD_CIDR_OVERLAY,
    "vnet": PodAddresses.POD_SUBNET_DYNAMIC,
    "vnetblock": PodAddresses.POD_SUBNET_BLOCKS,
}
# What a node is given tells where from: a /24 of the pod CIDR, a /28 of a pod subnet, or single addresses of one.
# https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-pod-subnet
_GIVEN: Final = {
    24: PodAddresses.POD_CIDR_OVERLAY,
    28: PodAddresses.POD_SUBNET_BLOCKS,
    32: PodAddresses.POD_SUBNET_DYNAMIC,
}
_ENGINES: Final = (
    ("cilium", Policy.CILIUM.value),
    ("calico-node", Policy.CALICO.value),
    ("azure-npm", Policy.AZURE.value),
)
_ONE: Final = (IpFamily.IPV4,)
_BOTH: Final = (IpFamily.IPV4, IpFamily.IPV6)

Axis = PodAddresses | DataPlane | tuple[IpFamily, ...]
_MEANINGS: Final[Mapping[str, Mapping[str, Axis]]] = {
    "podnetwork-type": _POD_NETWORKS,
    "azure-cni-overlay": {"true": PodAddresses.POD_CIDR_OVERLAY},
    "ebpf-dataplane": {"cilium": DataPlane.CILIUM},
    "podv6network-type": {"overlay": _BOTH},
}
_POLICY_LABEL: Final = "network-policy"
_CONFIGS: Final = "nodenetworkconfigs"

_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Detection:
    """What was found."""

    mode: Mode | None
    why: str
    """How it is known, or why it is not."""
    policy: str | None = None
    """The policy engine that runs, else the one that nodes' labels name; `none` where there is none, nothing where
    neither is known."""
    policy_why: str = ""
    engines: tuple[str, ...] = ()
    """Every policy engine that runs; more than one is a fault."""
    pods: PodAddresses | None = None
    """Where pods' addresses come from, also when the rest is not known."""
    data_plane: DataPlane | None = None
    families: tuple[IpFamily, ...] = _ONE
    guessed: bool = False
    """Whether where pods' addresses come from is inferred from ranges and agents only, with no label or object that
    says so: a CNI of one's own can look like any mode, and a pod subnet like the node subnet."""


@dataclass(frozen=True, kw_only=True)
class _Finding(Generic[_T]):
    value: _T
    how: str
    guessed: bool = False


def detect(facts: Facts) -> Detection:
    """Find mode and policy engine."""
    policy, engines, policy_why = _policy(facts)
    if not facts.nodes:
        why = facts.unread.get("nodes", "the cluster has no nodes")
        return Detection(mode=None, why=f"nodes: {why}", policy=policy, policy_why=policy_why, engines=engines)
    pods, plane, families = _pod_addresses(facts), _data_plane(facts), _families(facts)
    findings = [each for each in (pods, plane, families) if each]
    how = "; ".join(f"{each.how} (a guess)" if each.guessed else each.how for each in findings)
    mode = None
    if pods and plane:
        mode = _row(pods.value, plane.value, families.value)
        why = how if mode else f"no mode has this combination: {how}"
    else:
        lacks = "where pods' addresses come from" if pods is None else "what the data plane is"
        reason = facts.unread.get("pods", "too few pods were seen")
        why = f"node labels, system pods and ranges do not tell {lacks} ({reason})"
    return Detection(
        mode=mode,
        why=why,
        policy=policy,
        policy_why=policy_why,
        engines=engines,
        pods=pods.value if pods else None,
        data_plane=plane.value if plane else None,
        families=families.value,
        guessed=bool(pods and pods.guessed),
    )


def _row(pods: PodAddresses, plane: DataPlane, families: tuple[IpFamily, ...]) -> Mode | None:
    # AKS has no say in the data plane of a cluster that brings its own CNI.
    wanted = (pods, None if pods is PodAddresses.CNI_OWN else plane, families)
    return next((mode for mode in MODES.values() if (mode.pods, mode.data_plane, mode.families) == wanted), None)


def _label(facts: Facts, key: str) -> str | None:
    """Return the value that most nodes have."""
    values = Counter(node.labels[PREFIX + key] for node in facts.nodes if PREFIX + key in node.labels)
    return values.most_common(1)[0][0] if values else None


def told_by_labels(node: Node) -> Iterator[tuple[str, Axis]]:
    """Yield what a node's labels say, each with the label."""
    for key, meanings in _MEANINGS.items():
        value = node.labels.get(PREFIX + key, "")
        if value in meanings:
            yield f"{PREFIX}{key}={value}", meanings[value]


def _pod_addresses(facts: Facts) -> _Finding[PodAddresses] | None:
    label = _label(facts, "podnetwork-type")
    if label in _POD_NETWORKS:
        return _Finding(value=_POD_NETWORKS[label], how=f"label {PREFIX}podnetwork-type={label}")
    if _label(facts, "azure-cni-overlay") == "true":
        return _Finding(value=PodAddresses.POD_CIDR_OVERLAY, how=f"label {PREFIX}azure-cni-overlay=true")
    if found := _by_network_configs(facts):
        return found
    if _may_have_network_configs(facts):
        return _by_pod_cidrs(facts)
    return _by_agents(facts) or _by_ranges(facts)


def _by_network_configs(facts: Facts) -> _Finding[PodAddresses] | None:
    """Tell by what nodes were given; only azure-cns uses these objects."""
    sizes = Counter(block.prefixlen for one in facts.node_networks for block in one.blocks if block.version == 4)
    for size, axis in _GIVEN.items():
        if size in sizes:
            return _Finding(value=axis, how=f"NodeNetworkConfigs give nodes /{size} blocks")
    return None


def _may_have_network_configs(facts: Facts) -> bool:
    """Tell whether azure-cns works with objects that could not be read: then its addresses may be of any subnet."""
    if _CONFIGS not in facts.unread or _CONFIGS in facts.not_served:
        return False
    return bool(facts.labelled("k8s-app", "azure-cns")) or _label(facts, "ebpf-dataplane") == "cilium"


def _by_pod_cidrs(facts: Facts) -> _Finding[PodAddresses] | None:
    """Tell an overlay, the only network of azure-cns whose nodes have a podCIDR; between subnets nothing tells."""
    if any(node.pod_cidrs for node in facts.nodes):
        how = "azure-cns runs, and nodes have a podCIDR"
        return _Finding(value=PodAddresses.POD_CIDR_OVERLAY, how=how, guessed=True)
    return None


def _by_agents(facts: Facts) -> _Finding[PodAddresses] | None:
    """Tell by Cilium and azure-cns: AKS's own Cilium has its addresses from azure-cns, anybody else's does not."""
    cilium = facts.labelled("k8s-app", "cilium")
    if _label(facts, "ebpf-dataplane") == "cilium" or (cilium and facts.labelled("k8s-app", "azure-cns")):
        how = "AKS's Cilium runs, and no label or object of a pod network"
        return _Finding(value=PodAddresses.NODE_SUBNET, how=how, guessed=True)
    if cilium:
        return _Finding(value=PodAddresses.CNI_OWN, how="Cilium agents run without azure-cns and AKS's label for them")
    return None


def _by_ranges(facts: Facts) -> _Finding[PodAddresses] | None:
    """Tell by pods' addresses: no label and no agent means kubenet, a CNI of one's own, or the node subnet."""
    inside = list(_inside(facts))
    if not inside:
        return None
    own = any(pod.addresses[0] in cidr for pod in inside for cidr in facts.node_by_name[pod.node].pod_cidrs)
    if own:
        how = "pods have addresses of their node's podCIDR, and no label names a pod network"
        return _Finding(value=PodAddresses.POD_CIDR_ROUTES, how=how, guessed=True)
    if any(node.pod_cidrs for node in facts.nodes):
        how = "nodes have a podCIDR, but pods have addresses of another range: a CNI of one's own gives them"
        return _Finding(value=PodAddresses.CNI_OWN, how=how, guessed=True)
    how = "nodes have no podCIDR, and no label names a pod network"
    return _Finding(value=PodAddresses.NODE_SUBNET, how=how, guessed=True)


def _inside(facts: Facts) -> Iterator[Pod]:
    """Yield the pods with a network of their own."""
    for pod in facts.pods:
        if pod.has_address and not pod.host_network and pod.node in facts.node_by_name:
            yield pod


def _data_plane(facts: Facts) -> _Finding[DataPlane] | None:
    if _label(facts, "ebpf-dataplane") == "cilium":
        return _Finding(value=DataPlane.CILIUM, how=f"label {PREFIX}ebpf-dataplane=cilium")
    if not facts.saw_system:
        return None
    if facts.labelled("k8s-app", "cilium"):
        return _Finding(value=DataPlane.CILIUM, how="pods k8s-app=cilium run in kube-system")
    return _Finding(value=DataPlane.AZURE, how="no Cilium agents run in kube-system")


def _families(facts: Facts) -> _Finding[tuple[IpFamily, ...]]:
    if _label(facts, "podv6network-type") == "overlay":
        return _Finding(value=_BOTH, how=f"label {PREFIX}podv6network-type=overlay")
    both = Counter(len({address.version for address in pod.addresses}) > 1 for pod in _inside(facts))
    if both[True] > both[False]:
        return _Finding(value=_BOTH, how="pods have IPv4 and IPv6 addresses")
    return _Finding(value=_ONE, how="pods have addresses of one family")


def _policy(facts: Facts) -> tuple[str | None, tuple[str, ...], str]:
    """Return the policy engine, every one that runs, and how that is known."""
    engines, why = _engines(facts)
    label = _label(facts, _POLICY_LABEL)
    named = label if label in [engine for _, engine in _ENGINES] else None
    said = f"label {PREFIX}{_POLICY_LABEL}={label}"
    if engines is None:
        return (named, (), f"{said}; {why}") if named else (None, (), why)
    if named is None or named in engines:
        return next(iter(engines), Policy.NONE.value), engines, why
    if engines:
        return engines[0], engines, f"{why}; {said}, but its pods do not run"
    return named, (), f"{said}, but its pods do not run"


def _engines(facts: Facts) -> tuple[tuple[str, ...] | None, str]:
    if facts.system_unread:
        return None, f"pods: {facts.system_unread}"
    if not facts.saw_system:
        return None, "pods of kube-system were not seen"
    found = {label: engine for label, engine in _ENGINES if facts.labelled("k8s-app", label)}
    if found:
        return tuple(found.values()), f"pods k8s-app={', '.join(found)} run"
    return (), "no pods of Cilium, Calico or Azure's network policy manager run"
