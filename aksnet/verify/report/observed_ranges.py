"""Declared ranges beside observed ones, and the range that each pod's address lies in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aksnet.verify.facts import SYSTEM, Address, Facts, Pod, Range
from aksnet.verify.judged_cluster import JudgedCluster


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What was declared of one kind of address, and what was seen of it."""

    of: str
    declared: tuple[str, ...]
    """Empty where nothing is known."""
    observed: tuple[str, ...]
    """Per IP family the lowest and the highest address, with how many there are."""
    outside: int
    """How many lie in no declared range; 0 where none is declared."""


def pods_asked_for(facts: Facts) -> tuple[Pod, ...]:
    """Return the pods that are shown: of one namespace where one was asked for."""
    if facts.namespace is None:
        return facts.pods
    return tuple(pod for pod in facts.pods if pod.namespace == facts.namespace)


def ranges(case: JudgedCluster) -> tuple[Beside, ...]:
    """Return every kind of address."""
    facts, expected = case.facts, case.expected
    pods = [a for pod in pods_asked_for(facts) if pod.has_address and not pod.host_network for a in pod.addresses]
    dns = expected.dns_service_ip
    return (
        _beside("nodes", expected.node_ranges, (a for node in facts.nodes for a in node.addresses)),
        _beside("pods", expected.pod_ranges, pods),
        _beside("services", expected.service_ranges, (a for each in facts.services for a in each.cluster_ips)),
        Beside(
            of="DNS service",
            declared=(str(dns),) if dns else (),
            observed=tuple(
                str(address)
                for each in facts.services
                if (each.namespace, each.name) == (SYSTEM, "kube-dns")
                for address in each.cluster_ips[:1]
            ),
            outside=0,
        ),
    )


def _beside(of: str, declared: tuple[Range, ...], addresses: Iterable[Address]) -> Beside:
    found = sorted(set(addresses), key=lambda address: (address.version, int(address)))
    outside = sum(not any(address in each for each in declared) for address in found) if declared else 0
    return Beside(of=of, declared=tuple(map(str, declared)), observed=tuple(_spans(found)), outside=outside)


def _spans(found: list[Address]) -> Iterator[str]:
    for version in (4, 6):
        family = [address for address in found if address.version == version]
        if len(family) == 1:
            yield str(family[0])
        elif family:
            yield f"{family[0]} to {family[-1]} ({len(family):,} addresses)"


class Places:
    """Tells the range that a pod's addresses lie in, by what is declared, else by the node's own podCIDR."""

    def __init__(self, case: JudgedCluster) -> None:
        self._nodes = case.facts.node_by_name
        self._known: dict[Range, list[str]] = {}
        expected = case.expected
        for name, declared in (("pods", expected.pod_ranges), ("nodes", expected.node_ranges)):
            for each in declared:
                self._known.setdefault(each, []).append(name)
        for name, declared in expected.subnet_ranges.items():
            for each in declared:
                self._known.setdefault(each, [f"subnet {name}"])

    def of(self, pod: Pod) -> tuple[str, ...]:
        """Return the range of each address of a pod."""
        return tuple(self._place(address, pod) for address in pod.addresses)

    def _place(self, address: Address, pod: Pod) -> str:
        for each, names in self._known.items():
            if address in each:
                return f"{each} ({' and '.join(names)})"
        node = self._nodes.get(pod.node)
        if node and address in node.addresses:
            return "its node's address"
        own = next((each for each in node.pod_cidrs if address in each), None) if node else None
        return f"{own} (podCIDR of its node)" if own else "no known range"
