"""V6: kube-proxy runs nowhere under AKS's Cilium, and on every Linux node otherwise."""

from __future__ import annotations

from aksnet.azure.axes import DataPlane
from aksnet.verify.check import Check, Fault, Outcome, judged, passed
from aksnet.verify.checks.check_parts import agents_missing
from aksnet.verify.facts import Pod
from aksnet.verify.judged_cluster import JudgedCluster, Requirement

_OWNER = "DaemonSet/kube-proxy"
"""The controller of AKS's own kube-proxy."""


def _run(case: JudgedCluster) -> Outcome:
    facts, plane = case.facts, case.data_plane
    pods = facts.labelled("component", "kube-proxy")
    if plane is DataPlane.CILIUM:
        # https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium
        everywhere = facts.linux_nodes <= {pod.node for pod in pods}
        return judged(
            [_beside_cilium(pod, everywhere=everywhere) for pod in pods], "no kube-proxy pods: Cilium does their work"
        )
    if plane is None and not pods:
        return passed("no kube-proxy pods: the cluster's own CNI does their work")
    faults = agents_missing(
        "kube-proxy",
        pods,
        facts.linux_nodes,
        cause="the node just joined, or the DaemonSet was changed; without kube-proxy no Service works there",
        cure="kubectl -n kube-system get daemonset kube-proxy, and the events of its pods",
    )
    return judged(faults, f"a Ready kube-proxy on each of {len(facts.linux_nodes)} Linux nodes")


def _beside_cilium(pod: Pod, *, everywhere: bool) -> Fault:
    if everywhere:
        cause = "the cluster's data plane is not AKS's Cilium: AKS runs kube-proxy on every node, and Services need it"
        cure = "compare networkDataplane in Azure with the stack; leave kube-proxy alone, AKS owns it"
    elif pod.owner in ("", _OWNER):
        cause = "the node was not reimaged since the cluster changed to Cilium"
        cure = "az aks nodepool upgrade --node-image-only for its pool; AKS then takes kube-proxy away"
    else:
        cause = f"somebody deployed a kube-proxy of their own ({pod.owner})"
        cure = f"remove what somebody deployed ({pod.owner} in {pod.namespace})"
    return Fault(
        object=str(pod),
        seen=f"kube-proxy runs on {pod.node or 'no node yet'}",
        expected="no kube-proxy: Cilium does its work",
        cause=cause,
        cure=cure,
    )


KUBE_PROXY = Check(
    id="V6",
    name="kube-proxy",
    title="kube-proxy runs where the data plane needs it, and nowhere else",
    proves="Under AKS's Cilium there is no pod component=kube-proxy; otherwise one is Ready on every Linux node. "
    "byo-cni may have either.",
    does_not="That no iptables rules of an earlier kube-proxy are left on a node (see the node report). On Windows "
    "kube-proxy is no pod.",
    needs=(Requirement.NODES, Requirement.SYSTEM_PODS, Requirement.DATA_PLANE),
    without="the data plane is enough, which nodes' labels tell: the rest of the mode need not be known",
    run=_run,
)
