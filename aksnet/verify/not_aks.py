"""Tell nodes that are not AKS's: the common accident is a kubeconfig whose current context is another cluster's.

https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/node-v1/#NodeSpec: providerID says whose machine a
node is; AKS's are scale sets' or single machines of Azure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from aksnet.errors import UsageError
from aksnet.verify.facts import Facts, Node

_AZURE: Final = "azure://"
_LABEL: Final = "kubernetes.azure.com/"
_NAME: Final = re.compile(r"aks-[a-z0-9]+-\d+-vmss|aks[a-z0-9]{1,6}[0-9a-z]{6}$")
"""How AKS names the machines of Linux and of Windows pools."""
_FEW: Final = 3


def is_of_aks(node: Node) -> bool:
    """Return whether a node is a machine of AKS: by its providerID, and where it shows none by its labels and name."""
    if node.provider_id and not node.provider_id.startswith(_AZURE):
        return False
    return bool(node.pool) or any(key.startswith(_LABEL) for key in node.labels) or bool(_NAME.match(node.name))


def foreign_nodes(facts: Facts) -> tuple[Node, ...]:
    """Return the nodes that are not AKS's."""
    return tuple(node for node in facts.nodes if not is_of_aks(node))


def refuse_others(facts: Facts) -> None:
    """End where no node is AKS's: what a mode promises says nothing of such a cluster."""
    foreign = foreign_nodes(facts)
    if not facts.nodes or len(foreign) < len(facts.nodes):
        return
    raise UsageError(
        f"This is not an AKS cluster, so nothing was judged: {_shown(foreign)}. AKS's nodes have a providerID "
        f"{_AZURE}/… and labels {_LABEL}…. Is this the right context? Read was {facts.source}; kubectl config "
        "current-context tells kubectl's own. Name another with --context or --kubeconfig."
    )


def _shown(nodes: Sequence[Node]) -> str:
    """Name the first nodes with their providerIDs."""
    told = ", ".join(_one(node) for node in nodes[:_FEW])
    return told + (f" and {len(nodes) - _FEW} more nodes" if len(nodes) > _FEW else "")


def _one(node: Node) -> str:
    return f"{node} has the providerID {node.provider_id}" if node.provider_id else f"{node} has no providerID"
