"""Whose agents run, and whether they do their work: an agent's presence is not its function."""

from __future__ import annotations

from enum import Enum, unique
from typing import Final

from aksnet.verify.facts import Facts, Pod
from aksnet.verify.label_meanings import PREFIX, common_label

_EBPF: Final = "ebpf-dataplane"
_NODE_INIT: Final = "cilium-node-init"
"""https://github.com/cilium/cilium/tree/main/install/kubernetes/cilium/templates/cilium-nodeinit"""


@unique
class Cilium(Enum):
    """Whose Cilium runs."""

    AKS = "AKS's own"
    USERS = "a user's own"
    NONE = "none"
    UNKNOWN = "not known"


def whose_cilium(facts: Facts) -> tuple[Cilium, str]:
    """Return whose Cilium runs, and how that is known.

    AKS labels its nodes and its Cilium's pods, and runs no kube-proxy beside it; without azure-cns it runs none at all.
    """
    if common_label(facts, _EBPF) == "cilium":
        return Cilium.AKS, f"label {PREFIX}{_EBPF}=cilium"
    if not facts.saw_system:
        return Cilium.UNKNOWN, "pods of kube-system were not seen"
    pods = facts.labelled("k8s-app", "cilium")
    if not pods:
        return Cilium.NONE, "no Cilium agents run in kube-system"
    if any(pod.labels.get(PREFIX + _EBPF) == "cilium" for pod in pods):
        return Cilium.AKS, f"pods k8s-app=cilium have the label {PREFIX}{_EBPF}=cilium"
    if facts.labelled("app", _NODE_INIT):
        return Cilium.USERS, f"pods {_NODE_INIT} run, which only Cilium's own chart installs"
    if not facts.labelled("k8s-app", "azure-cns"):
        return Cilium.USERS, "Cilium agents run without azure-cns and AKS's label for them"
    if facts.labelled("component", "kube-proxy"):
        return Cilium.USERS, "Cilium agents run beside kube-proxy and without AKS's label for them"
    return Cilium.AKS, "Cilium agents run in kube-system with azure-cns and without kube-proxy"


def placeholders(pods: tuple[Pod, ...]) -> bool:
    """Return whether pods of an agent only hold its place: on the node subnet azure-cns is a `pause` container."""
    return bool(pods) and all(pod.placeholder for pod in pods)
