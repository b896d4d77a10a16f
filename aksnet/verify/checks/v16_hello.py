"""V16: the hello-kubernetes page shows its message and the names of the namespace, pod and node that answered.

Only when active checks are asked for: the page is fetched through a port-forward (`aksnet.verify.active.hello_probe`).
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Final

from aksnet.verify.check import Check, Fault, Left, Outcome, skipped
from aksnet.verify.expected import Sample
from aksnet.verify.facts import Facts, Pod
from aksnet.verify.judged_cluster import JudgedCluster, Requirement

_KIND: Final = "hello-kubernetes"
_LABELS: Final = ("app", "app.kubernetes.io/name")


def _not_asked(_case: JudgedCluster) -> Outcome:
    return skipped("it opens a port-forward to a pod: give --active", Left.NOT_ASKED)


def pods_of(facts: Facts, sample: Sample) -> list[Pod]:
    """Return the ready pods of a workload."""
    return [
        pod
        for pod in facts.pods
        if pod.namespace == sample.namespace
        and pod.ready
        and any(pod.labels.get(key) == sample.name for key in _LABELS)
    ]


def samples_of(case: JudgedCluster) -> list[Sample]:
    """Return the declared instances; without a stack, those that are seen, whose message is not known."""
    if case.expected.declared:
        return [each for each in case.expected.samples if each.kind == _KIND]
    seen = {pod.namespace for pod in case.facts.pods if any(pod.labels.get(key) == _KIND for key in _LABELS)}
    return [
        Sample(
            kind=_KIND, name=_KIND, namespace=each, replicas=0, spread="", service="", internal_subnet="", message=""
        )
        for each in sorted(seen)
    ]


def no_pod(sample: Sample) -> Fault:
    """There is nobody to ask."""
    return Fault(
        object=f"{_KIND} {sample.namespace}/{sample.name}",
        seen="no ready pod",
        expected=f"{sample.replicas} replicas" if sample.replicas else "a ready pod",
        cause="the image cannot be pulled (Docker Hub limits anonymous pulls per address), no node has room, or the "
        "container does not start",
        cure=f"kubectl describe pods -n {sample.namespace} -l app={sample.name}",
    )


def no_answer(pod: Pod, said: str) -> Fault:
    """The port-forward failed."""
    return Fault(
        object=str(pod),
        seen=said,
        expected="a page through a port-forward",
        cause="this login may not open port-forwards, or the API server does not reach the node's kubelet",
        cure="see kubectl auth can-i create pods/portforward, and the konnectivity-agent pods in kube-system",
    )


def faults_of(sample: Sample, pod: Pod, status: int, body: str) -> Iterator[Fault]:
    """Judge a page."""
    if status != 200:
        yield Fault(
            object=str(pod),
            seen=f"HTTP status {status}",
            expected="200",
            cause="another program answers on the port, or the application fails",
            cure=f"kubectl logs -n {pod.namespace} {pod.name}",
        )
        return
    text = unescape(body)
    wanted = {"message": sample.message, "namespace": pod.namespace, "pod": pod.name, "node": pod.node}
    for what, value in wanted.items():
        if value and value not in text:
            yield Fault(
                object=str(pod),
                seen=f"a page without the {what}",
                expected=f"{what} {value!r} on the page",
                cause="the Deployment lacks an environment variable, or an older revision still answers",
                cure="run pulumi up; see MESSAGE and the KUBERNETES_ variables of the container",
            )


HELLO: Final = Check(
    id="V16",
    name="hello",
    title="hello-kubernetes answers with its message and the names of its pod and node",
    proves="Through the API server's port-forward a pod answers with status 200, the declared message, and the names "
    "of its namespace, pod and node.",
    does_not="That its Service or load balancer leads to it (A3, A9); one pod of each instance is asked.",
    needs=(Requirement.PODS,),
    run=_not_asked,
)
