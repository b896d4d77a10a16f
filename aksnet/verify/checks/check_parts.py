"""What several checks ask of the facts: which pods are judged, what lies in which range, where an agent runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from aksnet.verify.check import Fault
from aksnet.verify.facts import Address, Facts, Pod, Range

UNCOMPARED = "addresses are not compared with ranges: the range of one of the cluster's subnets is not known"
_FEW = 4


def judged_pods(facts: Facts) -> Iterator[Pod]:
    """Yield the pods that hold an address, of the namespace that was asked for.

    A pod that waits has no address yet, and one that is done or evicted gave it back: neither is a fault. A pod on a
    virtual node has an address of the service behind it.
    """
    for pod in asked_for(facts):
        if pod.has_address and pod.node not in facts.virtual_nodes:
            yield pod


def asked_for(facts: Facts) -> Iterator[Pod]:
    """Yield the pods of the namespace that was asked for."""
    return (pod for pod in facts.pods if facts.namespace is None or pod.namespace == facts.namespace)


def pods_of_their_own_network(facts: Facts) -> Iterator[Pod]:
    """Yield the judged pods that are not on their node's network."""
    return (pod for pod in judged_pods(facts) if not pod.host_network)


def holding(address: Address, ranges: Iterable[Range]) -> Range | None:
    """Return the range that an address lies in."""
    return next((each for each in ranges if address in each), None)


def outside(address: Address, ranges: Iterable[Range]) -> bool:
    """Return whether an address lies in no range; of a family without any range nothing is known."""
    own = [each for each in ranges if each.version == address.version]
    return bool(own) and holding(address, own) is None


def counted(number: int, what: str) -> str:
    """Write a number of things, as in `1 pod` and `2 pods`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def said(values: Iterable[object], otherwise: str = "none") -> str:
    """Write values one after the other."""
    return ", ".join(str(value) for value in values) or otherwise


def few(values: Iterable[object], otherwise: str = "none") -> str:
    """Write the first values, and how many more there are: a fault stays a sentence in a cluster of any size."""
    every = list(values)
    more = f" and {len(every) - _FEW} more" if len(every) > _FEW else ""
    return said(every[:_FEW], otherwise) + more


def running(pods: Iterable[Pod]) -> tuple[Pod, ...]:
    """Return the pods that are not done: what a DaemonSet replaced may still be listed."""
    return tuple(pod for pod in pods if not pod.done)


def restart(pod: Pod) -> str:
    """Return how to make a pod anew by its controller, which stays: AKS owns what runs in kube-system."""
    kind, _, name = pod.owner.partition("/")
    if kind == "ReplicaSet":
        kind, name = "Deployment", name.rpartition("-")[0]
    if kind in ("DaemonSet", "Deployment", "StatefulSet") and name:
        return f"kubectl rollout restart -n {pod.namespace} {kind.lower()}/{name}"
    return f"make the pod again from what declares it (kubectl describe pod -n {pod.namespace} {pod.name})"


def agents_missing(agent: str, pods: Iterable[Pod], nodes: Iterable[str], cause: str, cure: str) -> list[Fault]:
    """Return a fault for each node on which no pod of an agent is Ready; one that is being deleted does not count."""
    by_node: dict[str, list[Pod]] = defaultdict(list)
    for pod in pods:
        by_node[pod.node].append(pod)
    faults = []
    for node in sorted(nodes):
        here = by_node[node]
        if any(pod.at_work for pod in here):
            continue
        seen = said((f"{pod} {_state(pod)}" for pod in here), f"no {agent} pod runs on it")
        faults.append(
            Fault(object=f"node {node}", seen=seen, expected=f"a Ready {agent} pod on it", cause=cause, cure=cure)
        )
    return faults


def _state(pod: Pod) -> str:
    return "is being deleted" if pod.terminating else f"is not Ready ({pod.why_waiting})"
