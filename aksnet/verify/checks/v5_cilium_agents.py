"""V5: a Cilium agent is Ready on every Linux node."""

from __future__ import annotations

from aksnet.azure.axes import DataPlane, PodAddresses
from aksnet.verify.agents import Cilium
from aksnet.verify.check import Check, Fault, Outcome, judged, no_case
from aksnet.verify.checks.check_parts import agents_missing, few
from aksnet.verify.judged_cluster import JudgedCluster, Requirement

_CHAINING = "https://docs.cilium.io/en/stable/installation/cni-chaining-azure-cni/"


def _run(case: JudgedCluster) -> Outcome:
    facts = case.facts
    agents = facts.labelled("k8s-app", "cilium")
    if case.pods is PodAddresses.CNI_OWN:
        # A CNI of one's own may be Cilium; then its agents have to run everywhere too.
        if not agents:
            return no_case("the cluster's own CNI is not Cilium, or not installed yet")
    elif _is_of_user(case):
        return _of_user(case)
    elif case.data_plane is not DataPlane.CILIUM:
        return no_case(f"the data plane of {case.name} is not Cilium")
    faults = agents_missing(
        "cilium",
        agents,
        facts.linux_nodes,
        cause="the node just joined, the agent cannot start there, or the cluster's data plane is not Cilium at all",
        cure="kubectl -n kube-system get pods -l k8s-app=cilium -o wide, then the logs of the agent; "
        "compare networkDataplane in Azure with the stack",
    )
    return judged(faults, f"a Ready agent on each of {len(facts.linux_nodes)} Linux nodes")


def _is_of_user(case: JudgedCluster) -> bool:
    """Return whether the Cilium that runs is a user's: where AKS's own is to run, only if kube-proxy runs beside it."""
    expected = case.data_plane is DataPlane.CILIUM
    beside = bool(case.facts.labelled("component", "kube-proxy"))
    return case.detection.cilium is Cilium.USERS and (beside or not expected)


def _of_user(case: JudgedCluster) -> Outcome:
    """Judge a Cilium that AKS does not manage: it may be chained to the azure-vnet plugin, and not to azure-cns."""
    agents = case.facts.labelled("k8s-app", "cilium")
    if case.data_plane is not DataPlane.CILIUM and not case.uses_azure_cns:
        return no_case(f"the Cilium that runs is a user's own, chained to the node's CNI ({_CHAINING})")
    fault = Fault(
        object="the cluster",
        seen=f"a Cilium that AKS does not manage: {few(agents)}, and its pods lack AKS's label for them",
        expected="AKS's own Cilium" if case.data_plane is DataPlane.CILIUM else "no Cilium beside azure-cns",
        cause="somebody installed Cilium over the CNI that AKS runs, and both set up the pods' network",
        cure="helm uninstall cilium (the release that somebody installed), or make the cluster anew with "
        "networkDataplane cilium; AKS's own kube-proxy and azure-cns stay",
    )
    return judged([fault], "")


CILIUM_AGENTS = Check(
    id="V5",
    name="cilium-agents",
    title="A Cilium agent is Ready on every Linux node",
    proves="Pods k8s-app=cilium are Ready on every Linux node, and they are AKS's own. Under byo-cni only where Cilium "
    "is the CNI that was installed; elsewhere a user's own Cilium is a fault beside azure-cns, and none in the node "
    "subnet, where it may be chained.",
    does_not="That the agent's eBPF programs carry traffic (see the active checks).",
    needs=(Requirement.NODES, Requirement.SYSTEM_PODS, Requirement.DATA_PLANE),
    without="the data plane is enough, which nodes' labels tell: the rest of the mode need not be known",
    run=_run,
)
