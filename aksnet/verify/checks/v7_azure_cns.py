"""V7: azure-cns is Ready on every node, and hands out addresses, where pods' addresses come from it."""

from __future__ import annotations

from aksnet.verify.agents import placeholders
from aksnet.verify.check import Check, Fault, Outcome, judged, no_case
from aksnet.verify.checks.check_parts import agents_missing, counted
from aksnet.verify.facts import Facts, Pod
from aksnet.verify.judged_cluster import JudgedCluster, Requirement

_LINUX, _WINDOWS = "azure-cns", "azure-cns-win"
"""Names and labels of the DaemonSets."""


def _run(case: JudgedCluster) -> Outcome:
    facts = case.facts
    pods = facts.labelled("k8s-app", _LINUX)
    match case.uses_azure_cns:
        case False:
            note = (f"{counted(len(pods), 'pod')} of that name only hold its place",) if pods else ()
            return no_case(f"{case.name} takes no addresses from azure-cns", *note)
        case None if not pods or placeholders(pods):
            return no_case("it is not known whether pods have their addresses from azure-cns, and none runs")
    faults = [*_missing(facts, pods), *(_idle(pod) for pod in pods if pod.placeholder and case.uses_azure_cns)]
    windows = f" and {len(facts.windows_nodes)} Windows nodes" if facts.windows_nodes else ""
    return judged(faults, f"a Ready azure-cns on each of {len(facts.linux_nodes)} Linux nodes{windows}")


def _missing(facts: Facts, pods: tuple[Pod, ...]) -> list[Fault]:
    cause = "the node just joined, the agent cannot start, or the cluster is not of the declared mode"
    cure = "kubectl -n kube-system logs -l k8s-app={}; compare the detected mode with the declared one"
    return [
        *agents_missing(_LINUX, pods, facts.linux_nodes, cause=cause, cure=cure.format(_LINUX)),
        *agents_missing(
            _WINDOWS,
            facts.labelled("k8s-app", _WINDOWS),
            facts.windows_nodes,
            cause="the Windows pool's agent was not set up: its node image or the addon is older than the pool",
            cure=f"{cure.format(_WINDOWS)}; az aks nodepool upgrade --node-image-only for its pool",
        ),
    ]


def _idle(pod: Pod) -> Fault:
    return Fault(
        object=f"node {pod.node}",
        seen=f"{pod} only holds a place (its container is pause)",
        expected="an azure-cns that hands out addresses",
        cause="the cluster is not of this mode: AKS puts the place holder where azure-cns has nothing to do",
        cure="compare the detected mode with the declared one; check that the context is the right one",
    )


AZURE_CNS = Check(
    id="V7",
    name="azure-cns",
    title="azure-cns is Ready on every node",
    proves="Pods k8s-app=azure-cns, which hand out pods' addresses in overlay, pod subnets and every Azure CNI with "
    "Cilium, are Ready on every Linux node, and k8s-app=azure-cns-win on every Windows node. A pod that runs nothing "
    "but `pause` holds a place and does not count.",
    does_not="That it has addresses left to give (see address-headroom and node-ranges).",
    needs=(Requirement.NODES, Requirement.SYSTEM_PODS),
    without="where it is not known where pods' addresses come from, the azure-cns that runs is judged",
    run=_run,
)
