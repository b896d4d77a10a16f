"""V13: CoreDNS and metrics-server run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from aksnet.verify.check import Check, Fault, Outcome, judged
from aksnet.verify.checks.check_parts import few, said
from aksnet.verify.facts import SYSTEM, Pod
from aksnet.verify.judged_cluster import JudgedCluster, Requirement

_NAMES = {"kube-dns": "coredns", "metrics-server": "metrics-server"}
"""Deployments by the label k8s-app of their pods."""


def _run(case: JudgedCluster) -> Outcome:
    faults, summaries = [], []
    wanted_by_name = {each.name: each.desired for each in case.facts.workloads if each.namespace == SYSTEM}
    for label, name in _NAMES.items():
        pods = case.facts.labelled("k8s-app", label)
        if name not in wanted_by_name:
            pods = _serving(pods)
        ready = sum(pod.at_work for pod in pods)
        # A rollout has more pods than wanted for a while; without the Deployment those of one ReplicaSet count.
        wanted = wanted_by_name.get(name, len(pods)) or 1
        if ready >= wanted:
            summaries.append(f"{name} {ready}/{wanted}")
            continue
        waiting = few((f"{pod} is {pod.phase}: {pod.why_waiting}" for pod in pods if not pod.ready), "no pod waits")
        faults.append(
            Fault(
                object=f"deployment {SYSTEM}/{name}",
                seen=f"{ready} of {wanted} pods Ready ({waiting})",
                expected=f"{wanted} Ready",
                cause="no node has room or a working CNI for it, or its image cannot be pulled (egress)",
                cure=f"kubectl -n {SYSTEM} describe pods -l k8s-app={label}",
            )
        )
    return judged(faults, f"Ready: {said(summaries)}")


def _serving(pods: Iterable[Pod]) -> tuple[Pod, ...]:
    """Return the pods of the ReplicaSet that serves best: in a rollout the old one does until the new one is ready."""
    by_owner: dict[str, list[Pod]] = defaultdict(list)
    for pod in pods:
        by_owner[pod.owner].append(pod)
    best = max(by_owner.values(), key=lambda each: sum(pod.at_work for pod in each) / len(each), default=[])
    return tuple(best)


SYSTEM_WORKLOADS = Check(
    id="V13",
    name="system-workloads",
    title="CoreDNS and metrics-server run",
    proves="As many of their pods are Ready as their Deployments want: they need working pod addresses and egress.",
    does_not="That names are resolved (see the active checks).",
    needs=(Requirement.SYSTEM_PODS,),
    without="without Deployments all pods of one ReplicaSet have to be Ready: that of the old one during a rollout",
    run=_run,
)
