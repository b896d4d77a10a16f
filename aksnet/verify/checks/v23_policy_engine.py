"""V23: the engine that enforces network policies is the declared one, and no other runs beside it."""

from __future__ import annotations

from aksnet.azure.axes import Policy
from aksnet.verify.check import Check, Fault, Outcome, info, judged, no_case, skipped
from aksnet.verify.checks.check_parts import agents_missing, said
from aksnet.verify.judged_cluster import JudgedCluster, Requirement

_AGENTS = {Policy.CILIUM.value: "cilium-agents", Policy.CALICO.value: "calico"}
"""Checks that tell where an engine's agents are missing."""


def _run(case: JudgedCluster) -> Outcome:
    found, why = case.detection.engines, case.detection.policy_why
    declared, named = case.expected.policy, case.detection.policy
    if named is None:
        return skipped(why)
    if declared is None:
        missing = _without_npm(case) if named == Policy.AZURE else []
        summary = f"{said(found, named)}: {why}"
        return judged(missing, summary) if missing else info(summary)
    if not found and declared in _AGENTS:
        return no_case(f"no engine runs at all; {_AGENTS[declared]} tells of the missing pods of {declared}")
    faults = []
    if others := [engine for engine in found if engine != declared]:
        faults.append(_fault(f"{said(others)} enforces policies ({why})", declared))
    elif not found and named not in (declared, Policy.NONE):
        faults.append(_fault(f"{named} was to enforce policies ({why})", declared))
    if declared == Policy.AZURE:
        faults += _without_npm(case)
    return judged(faults, f"{declared}: {why}")


def _without_npm(case: JudgedCluster) -> list[Fault]:
    return agents_missing(
        "azure-npm",
        case.facts.labelled("k8s-app", "azure-npm"),
        case.facts.linux_nodes,
        cause="the node just joined, or the cluster was made with another networkPolicy",
        cure="kubectl -n kube-system describe pods -l k8s-app=azure-npm; compare networkPolicy in Azure",
    )


def _fault(seen: str, declared: str) -> Fault:
    return Fault(
        object="the cluster",
        seen=seen,
        expected="no policy engine" if declared == Policy.NONE else f"{declared} alone",
        cause="the cluster was made with another networkPolicy, or somebody installed an engine by hand",
        cure="compare networkPolicy in Azure with the stack; remove an engine that AKS does not manage",
    )


POLICY_ENGINE = Check(
    id="V23",
    name="policy-engine",
    title="The policy engine is the declared one",
    proves="Pods of Cilium, Calico or Azure's network policy manager run as networkPolicy says, none where it says "
    "none, and Azure's on every Linux node. No node's label names an engine where none is declared.",
    does_not="That policies are enforced (see the active checks). Where Calico's or Cilium's pods are missing, calico "
    "and cilium-agents fail.",
    needs=(Requirement.NODES, Requirement.SYSTEM_PODS),
    without="without a declared engine the one that is there is told, and Azure's is judged",
    run=_run,
)
