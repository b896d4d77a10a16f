"""V6: kube-proxy runs nowhere under AKS's Cilium, and on every Linux node otherwise."""

from __future__ import annotations

from aksnet.azure.axes import DataPlane
from aksnet.verify.case import Case, Need
from aksnet.verify.check import Check, Fault, Outcome, judged, passed
from aksnet.verify.checks.parts import agents_missing


def _run(case: Case) -> Outcome:
    facts = case.facts
    pods = facts.labelled("component", "kube-proxy")
    plane = case.mode.data_plane if case.mode else None
    if plane is DataPlane.CILIUM:
        # https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium
        faults = [
            Fault(
                object=str(pod),
                seen=f"kube-proxy runs on {pod.node or 'no node yet'}",
                expected="no kube-proxy: Cilium does its work",
                cause="the node was not reimaged since the cluster changed to Cilium, or somebody deployed kube-proxy",
                cure="az aks nodepool upgrade --node-image-only for its pool; delete a DaemonSet that is not AKS's",
            )
            for pod in pods
        ]
        return judged(faults, "no kube-proxy pods: Cilium does their work")
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


KUBE_PROXY = Check(
    id="V6",
    name="kube-proxy",
    title="kube-proxy runs where the data plane needs it, and nowhere else",
    proves="Under AKS's Cilium there is no pod component=kube-proxy; otherwise one is Ready on every Linux node. "
    "byo-cni may have either.",
    does_not="That no iptables rules of an earlier kube-proxy are left on a node (see the node report). On Windows "
    "kube-proxy is no pod.",
    needs=(Need.NODES, Need.SYSTEM_PODS, Need.MODE),
    run=_run,
)
