"""V23: the engine that enforces network policies is the declared one, and no other runs beside it."""

from __future__ import annotations

from plan.axes import Policy
from verify.case import Case, Need
from verify.check import Check, Fault, Outcome, info, judged, skipped
from verify.checks.parts import agents_missing, said

_AGENTS = {Policy.CILIUM.value: "cilium-agents", Policy.CALICO.value: "calico"}
"""Checks that tell where an engine's agents are missing."""


def _run(case: Case) -> Outcome:
    found, why = case.detection.engines, case.detection.policy_why
    declared = case.expected.policy
    if case.detection.policy is None:
        return skipped(why)
    if declared is None:
        return info(f"{said(found)}: {why}")
    others = [engine for engine in found if engine != declared]
    if not found and declared in _AGENTS:
        return skipped(f"no engine runs at all; {_AGENTS[declared]} tells of the missing pods of {declared}")
    faults = [_fault(others, declared, why)] if others else []
    if declared == Policy.AZURE:
        faults += agents_missing(
            "azure-npm",
            case.facts.labelled("k8s-app", "azure-npm"),
            case.facts.linux_nodes,
            cause="the node just joined, or the cluster was made with another networkPolicy",
            cure="kubectl -n kube-system describe pods -l k8s-app=azure-npm; compare networkPolicy in Azure",
        )
    return judged(faults, f"{declared}: {why}")


def _fault(others: list[str], declared: str, why: str) -> Fault:
    return Fault(
        object="the cluster",
        seen=f"{said(others)} enforces policies ({why})",
        expected="no policy engine" if declared == Policy.NONE else f"{declared} alone",
        cause="the cluster was made with another networkPolicy, or somebody installed an engine by hand",
        cure="compare networkPolicy in Azure with the stack; remove an engine that AKS does not manage",
    )


POLICY_ENGINE = Check(
    id="V23",
    name="policy-engine",
    title="The policy engine is the declared one",
    proves="Pods of Cilium, Calico or Azure's network policy manager run as networkPolicy says, none where it says "
    "none, and Azure's on every Linux node.",
    does_not="That policies are enforced (see the active checks).",
    needs=(Need.NODES, Need.PODS),
    run=_run,
)
