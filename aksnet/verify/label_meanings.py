"""What AKS's own labels of a node say of its network.

Label names were read in public code of Azure's CNI and node images, so a label that is missing says nothing.
https://github.com/Azure/azure-container-networking and https://github.com/Azure/karpenter-provider-azure
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from aksnet.azure.axes import DataPlane, IpFamily, PodAddresses
from aksnet.verify.facts import Facts, Node

PREFIX: Final = "kubernetes.azure.com/"
"""What AKS's own node labels begin with."""
POD_NETWORK: Final = "podnetwork-type"
POD_NETWORKS: Final[Mapping[str, PodAddresses]] = {
    "overlay": PodAddresses.POD_CIDR_OVERLAY,
    "vnet": PodAddresses.POD_SUBNET_DYNAMIC,
    "vnetblock": PodAddresses.POD_SUBNET_BLOCKS,
}
"""Values of `podnetwork-type`, which are also the types of network containers in NodeNetworkConfigs."""
DUAL: Final = (IpFamily.IPV4, IpFamily.IPV6)

Axis = PodAddresses | DataPlane | tuple[IpFamily, ...]
_MEANINGS: Final[Mapping[str, Mapping[str, Axis]]] = {
    POD_NETWORK: POD_NETWORKS,
    "azure-cni-overlay": {"true": PodAddresses.POD_CIDR_OVERLAY},
    "ebpf-dataplane": {"cilium": DataPlane.CILIUM},
    "podv6network-type": {"overlay": DUAL},
}


def common_label(facts: Facts, key: str) -> str | None:
    """Return the value that most nodes have; `key` is without the prefix."""
    values = Counter(node.labels[PREFIX + key] for node in facts.nodes if PREFIX + key in node.labels)
    return values.most_common(1)[0][0] if values else None


def told_by_labels(node: Node) -> Iterator[tuple[str, Axis]]:
    """Yield what a node's labels say, each with the label."""
    for key, meanings in _MEANINGS.items():
        value = node.labels.get(PREFIX + key, "")
        if value in meanings:
            yield f"{PREFIX}{key}={value}", meanings[value]


def pod_network(node: Node) -> PodAddresses | None:
    """Return where a node's pods have their addresses from, by its own labels."""
    return next((axis for _, axis in told_by_labels(node) if isinstance(axis, PodAddresses)), None)
