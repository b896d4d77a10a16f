"""V5: a Cilium agent is Ready on every Linux node."""

from __future__ import annotations

from aksnet.azure.axes import DataPlane, PodAddresses
from aksnet.verify.case import Case, Need
from aksnet.verify.check import Check, Outcome, judged, skipped
from aksnet.verify.checks.parts import agents_missing


def _run(case: Case) -> Outcome:
    facts, mode = case.facts, case.mode
    agents = facts.labelled("k8s-app", "cilium")
    if mode is None or mode.data_plane is not DataPlane.CILIUM:
        # A CNI of one's own may be Cilium; then its agents have to run everywhere too.
        if mode is None or mode.pods is not PodAddresses.CNI_OWN:
            return skipped(f"the data plane of {mode.name if mode else 'this cluster'} is not Cilium")
        if not agents:
            return skipped("the cluster's own CNI is not Cilium, or not installed yet")
    faults = agents_missing(
        "cilium",
        agents,
        facts.linux_nodes,
        cause="the node just joined, the agent cannot start there, or the cluster's data plane is not Cilium at all",
        cure="kubectl -n kube-system get pods -l k8s-app=cilium -o wide, then the logs of the agent; "
        "compare networkDataplane in Azure with the stack",
    )
    return judged(faults, f"a Ready agent on each of {len(facts.linux_nodes)} Linux nodes")


CILIUM_AGENTS = Check(
    id="V5",
    name="cilium-agents",
    title="A Cilium agent is Ready on every Linux node",
    proves="Pods k8s-app=cilium are Ready on every Linux node. Under byo-cni only where Cilium is "
    "the CNI that was installed.",
    does_not="That the agent's eBPF programs carry traffic (see the active checks).",
    needs=(Need.NODES, Need.SYSTEM_PODS, Need.MODE),
    run=_run,
)
