"""V3: pods on the host network have their node's address."""

from __future__ import annotations

from aksnet.verify.check import Check, Fault, Outcome, judged
from aksnet.verify.checks.check_parts import judged_pods, restart, said
from aksnet.verify.judged_cluster import JudgedCluster, Requirement


def _run(case: JudgedCluster) -> Outcome:
    nodes = case.facts.node_by_name
    pods = [pod for pod in judged_pods(case.facts) if pod.host_network and pod.node in nodes]
    faults = [
        Fault(
            object=str(pod),
            seen=f"it is on the host network of {pod.node} and has {said(pod.addresses)}",
            expected=f"its node's own {said(nodes[pod.node].addresses)}",
            cause="the node was replaced under the same name or got another address, and the pod's status is older",
            cure=restart(pod),
        )
        for pod in pods
        if not set(pod.addresses) <= set(nodes[pod.node].addresses)
    ]
    return judged(faults, f"{len(pods)} pods on the host network have their node's address")


HOST_NETWORK = Check(
    id="V3",
    name="host-network",
    title="Pods on the host network have their node's address",
    proves="A pod with hostNetwork, such as kube-proxy or a CNI's agent, shows no other address than its node's. "
    "So an address of the node subnet on such a pod is no fault in any mode.",
    does_not="Anything about a pod whose node is gone.",
    needs=(Requirement.NODES, Requirement.PODS),
    run=_run,
)
