"""V8: calico-node is Ready on every Linux node where Calico enforces network policies."""

from __future__ import annotations

from aksnet.azure.axes import Policy
from aksnet.verify.check import Check, Outcome, judged, no_case, skipped
from aksnet.verify.checks.check_parts import agents_missing
from aksnet.verify.judged_cluster import JudgedCluster, Requirement


def _run(case: JudgedCluster) -> Outcome:
    facts = case.facts
    policy = case.expected.policy or case.detection.policy
    if policy is None:
        return skipped("the policy engine is not known")
    if policy != Policy.CALICO:
        return no_case(f"the policy engine is {policy}")
    faults = agents_missing(
        "calico-node",
        facts.labelled("k8s-app", "calico-node"),
        facts.linux_nodes,
        cause="the node just joined, the operator could not roll out, or Calico is not installed at all",
        cure="kubectl get pods -n calico-system -o wide and kubectl get tigerastatus; compare networkPolicy in Azure",
    )
    return judged(faults, f"a Ready calico-node on each of {len(facts.linux_nodes)} Linux nodes")


CALICO = Check(
    id="V8",
    name="calico",
    title="Calico is Ready on every Linux node",
    proves="Where Calico is the policy engine, pods k8s-app=calico-node are Ready on every Linux node: in "
    "calico-system or, on old clusters, in kube-system. Without a declared engine Calico is the one whose pods run, or "
    "that nodes' labels name.",
    does_not="That policies are enforced (see the active checks).",
    needs=(Requirement.NODES, Requirement.SYSTEM_PODS),
    without="without a declared engine Calico is judged where its pods are, or nodes' labels name it",
    run=_run,
)
