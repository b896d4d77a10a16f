"""What several checks ask of the facts: which pods are judged, what lies in which range, where an agent runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from verify.check import Fault
from verify.facts import Address, Facts, Pod, Range

_DONE = ("Succeeded", "Failed")
_FEW = 4


def judged_pods(facts: Facts) -> Iterator[Pod]:
    """Yield the pods that hold an address, of the namespace that was asked for.

    A pod that waits has no address yet, and one that is done or evicted gave it back: neither is a fault.
    """
    for pod in facts.pods:
        if pod.has_address and (facts.namespace is None or pod.namespace == facts.namespace):
            yield pod


def pods_of_their_own_network(facts: Facts) -> Iterator[Pod]:
    """Yield the judged pods that are not on their node's network."""
    return (pod for pod in judged_pods(facts) if not pod.host_network)


def holding(address: Address, ranges: Iterable[Range]) -> Range | None:
    """Return the range that an address lies in."""
    return next((each for each in ranges if address in each), None)


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
    return tuple(pod for pod in pods if pod.phase not in _DONE)


def agents_missing(agent: str, pods: Iterable[Pod], nodes: Iterable[str], cause: str, cure: str) -> list[Fault]:
    """Return a fault for each node on which no pod of an agent is Ready."""
    by_node: dict[str, list[Pod]] = defaultdict(list)
    for pod in running(pods):
        by_node[pod.node].append(pod)
    faults = []
    for node in sorted(nodes):
        here = by_node[node]
        if any(pod.ready for pod in here):
            continue
        seen = said((f"{pod} is not Ready ({pod.why_waiting})" for pod in here), f"no {agent} pod runs on it")
        faults.append(
            Fault(object=f"node {node}", seen=seen, expected=f"a Ready {agent} pod on it", cause=cause, cure=cure)
        )
    return faults
