"""V14: the sample workloads have their pods Ready, apart on nodes where they have to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from aksnet.azure.axes import Spread
from aksnet.verify.check import Check, Fault, Outcome, judged, no_case
from aksnet.verify.checks.check_parts import few, running, said
from aksnet.verify.expected import Sample
from aksnet.verify.facts import Pod, Workload
from aksnet.verify.judged_cluster import JudgedCluster, Requirement

_UNDECLARED = {"nginx", "hello-kubernetes"}
"""Deployments that are taken for the samples where no stack says which there are."""

_NON_ROOT: Final = (
    "the container must not run as root, and its image runs as root or names its user by a word, which the "
    "kubelet cannot check",
    "set runAsUser: 1000 beside runAsNonRoot in the container's securityContext",
)
# https://docs.docker.com/docker-hub/usage/pulls/
_PULL: Final = (
    "the image cannot be pulled: Docker Hub allows 100 anonymous pulls in 6 hours from one address, which all nodes "
    "share behind one way out; or its name is wrong",
    "take the image from a registry of your own, such as an Azure Container Registry that is attached to the cluster",
)
_NO_NODE: Final = ("Unschedulable", "anti-affinity")
_TOO_FEW: Final = (
    "there are fewer nodes with room than replicas that must keep apart",
    "add nodes, ask for fewer replicas, or declare spread: preferred",
)
_REASONS: Final = (
    ("runAsNonRoot", *_NON_ROOT),
    ("non-numeric user", *_NON_ROOT),
    (
        "CreateContainerConfigError",
        "the container's settings name something that is not there, such as a ConfigMap or a Secret",
        "kubectl describe one of the pods names it; make it, or correct the stack file",
    ),
    ("ErrImagePull", *_PULL),
    ("ImagePullBackOff", *_PULL),
    *((word, *_TOO_FEW) for word in _NO_NODE),
)
"""What a waiting pod says, the cause and the cure; where pods must not keep apart, too few nodes is none."""
_GENERAL: Final = (
    "a node is full, no address is left (V22), or the container does not start",
    "kubectl -n {namespace} get events; kubectl -n {namespace} describe pods",
)


def _run(case: JudgedCluster) -> Outcome:
    facts = case.facts
    found = {
        (each.namespace, each.name): each
        for each in facts.workloads
        if each.kind == "Deployment" and facts.namespace in (None, each.namespace)
    }
    samples = [each for each in case.expected.samples if facts.namespace in (None, each.namespace)]
    if not samples and case.expected.declared:
        return no_case("the stack declares no sample workload here")
    if not samples:
        samples = [_as_seen(each) for each in found.values() if each.name in _UNDECLARED]
    if not samples:
        return no_case("there is no Deployment nginx or hello-kubernetes")
    faults: list[Fault] = []
    notes = []
    for sample in samples:
        workload = found.get((sample.namespace, sample.name))
        if workload is None:
            faults.append(_absent(sample))
            continue
        pods = _pods_of(workload, case)
        faults += [*_replicas(sample, workload, pods), *_apart(sample, workload, pods)]
        notes.append(_distribution(workload, pods))
    return judged(faults, f"Ready: {said(each.name for each in samples)}", *notes)


def _as_seen(workload: Workload) -> Sample:
    spread = Spread.REQUIRED if workload.spread else Spread.NONE
    return Sample(
        kind=workload.name,
        name=workload.name,
        namespace=workload.namespace,
        replicas=workload.desired,
        spread=spread,
        service="None",
        internal_subnet="",
    )


def _absent(sample: Sample) -> Fault:
    return Fault(
        object=f"deployment {sample.namespace}/{sample.name}",
        seen="it does not exist",
        expected="its Deployment" if sample.replicas is None else f"{sample.replicas} replicas, as the stack declares",
        cause="somebody deleted it, or the last up failed before it",
        cure="pulumi up --refresh",
    )


def _pods_of(workload: Workload, case: JudgedCluster) -> list[Pod]:
    """Return the pods of a Deployment by their ReplicaSets, which are named after it."""
    return [
        pod
        for pod in running(case.facts.pods)
        if pod.namespace == workload.namespace and pod.owner.rpartition("-")[0] == f"ReplicaSet/{workload.name}"
    ]


def _replicas(sample: Sample, workload: Workload, pods: list[Pod]) -> Iterator[Fault]:
    if sample.replicas is not None and workload.desired != sample.replicas:
        yield Fault(
            object=str(workload),
            seen=f"it asks for {workload.desired} replicas",
            expected=f"{sample.replicas}, as the stack declares",
            cause="somebody scaled it beside the stack",
            cure="kubectl scale it back, change replicas in the stack file, or write autoscaled: true there",
        )
    if workload.ready < workload.desired:
        cause, cure = _reason(sample, workload, pods)
        waiting = few((f"{pod} is {pod.phase}: {pod.why_waiting}" for pod in pods if not pod.ready), "no pod waits")
        yield Fault(
            object=str(workload),
            seen=f"{workload.ready} of {workload.desired} pods Ready ({waiting})",
            expected=f"{workload.desired} Ready",
            cause=cause,
            cure=cure,
        )


def _reason(sample: Sample, workload: Workload, pods: list[Pod]) -> tuple[str, str]:
    """Return cause and cure by what the pods say that they wait for."""
    waiting = "; ".join(pod.why_waiting for pod in pods if not pod.ready)
    apart = sample.spread == Spread.REQUIRED or workload.spread
    for word, cause, cure in _REASONS:
        if word in waiting and (apart or word not in _NO_NODE):
            return cause, cure
    return _GENERAL[0], _GENERAL[1].format(namespace=workload.namespace)


def _apart(sample: Sample, workload: Workload, pods: list[Pod]) -> Iterator[Fault]:
    if sample.spread != Spread.REQUIRED:
        return
    for node, count in sorted(Counter(pod.node for pod in pods if pod.node and pod.ready).items()):
        if count > 1:
            yield Fault(
                object=str(workload),
                seen=f"{count} of its pods run on {node}",
                expected="one pod per node",
                cause="the Deployment's required anti-affinity was removed, or pods were bound by hand",
                cure="pulumi up --refresh, then kubectl rollout restart",
            )


def _distribution(workload: Workload, pods: list[Pod]) -> str:
    nodes = Counter(pod.node for pod in pods if pod.node)
    return f"{workload}: {said((f'{count} on {node}' for node, count in sorted(nodes.items())), 'no pod has a node')}"


NGINX = Check(
    id="V14",
    name="sample-workloads",
    title="The sample workloads run, spread over nodes as declared",
    proves="Each declared nginx and hello-kubernetes has its replicas Ready, and no two on one node where the "
    "spread is required. How many run on which node is told.",
    does_not="That they answer (see the active checks).",
    needs=(Requirement.DEPLOYMENTS, Requirement.PODS),
    run=_run,
)
