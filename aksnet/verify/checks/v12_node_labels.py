"""V12: what nodes' labels and annotations say of the network, told once per value."""

from __future__ import annotations

from collections import defaultdict

from aksnet.verify.check import Check, Outcome, info
from aksnet.verify.facts import Node
from aksnet.verify.judged_cluster import JudgedCluster, Requirement

# https://github.com/Azure/azure-container-networking and https://github.com/Azure/karpenter-provider-azure
_WORDS = ("network", "cni", "dataplane", "cilium", "calico", "subnet", "ipam")
_MOST_VALUES = 5


def _run(case: JudgedCluster) -> Outcome:
    values: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for node in case.facts.nodes:
        for key, value in _telling(node).items():
            values[key][value] += 1
    notes = [_note(key, seen) for key, seen in sorted(values.items())]
    if not notes:
        return info("no node has a label or annotation that tells of the network; that says nothing about the mode")
    return info(f"{len(notes)} labels and annotations tell of the network", *notes)


def _telling(node: Node) -> dict[str, str]:
    labels = {key: value for key, value in node.labels.items() if any(word in key for word in _WORDS)}
    return labels | dict(node.annotations)


def _note(key: str, seen: dict[str, int]) -> str:
    if len(seen) > _MOST_VALUES:
        return f"{key}: {len(seen)} different values on {sum(seen.values())} nodes"
    return f"{key}: " + ", ".join(f"{value} on {count}" for value, count in sorted(seen.items()))


NODE_LABELS = Check(
    id="V12",
    name="node-labels",
    title="What do nodes' labels and annotations say of the network?",
    proves="Nothing: they are printed, each value with the number of nodes that have it.",
    does_not="That any of it is right; what they add up to is told by detected-mode.",
    needs=(Requirement.NODES,),
    run=_run,
)
