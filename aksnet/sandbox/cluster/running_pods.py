"""All pods of a cluster on its nodes, with their addresses: AKS's own first, then the user's by kind and name.

Who comes first matters only where room is short; a real cluster goes by time, which the subscription does not keep.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from aksnet.arm.values import Json
from aksnet.sandbox.azure.node_records import SCALE_SET_TYPE, Node, nodes_of
from aksnet.sandbox.cluster.aks_labels import labels
from aksnet.sandbox.cluster.cluster_facts import Facts, max_pods
from aksnet.sandbox.cluster.node_objects import taints
from aksnet.sandbox.cluster.pod_addresses import PodAddresses, Runs, is_dynamic
from aksnet.sandbox.cluster.pod_objects import PodMaker
from aksnet.sandbox.cluster.pod_owners import Wanted, wanted
from aksnet.sandbox.cluster.scheduler import Scheduler, Site, Words
from aksnet.sandbox.store import Subscription


@dataclass(frozen=True, kw_only=True)
class Running:
    """What runs, and where its addresses come from."""

    pods: list[Json]
    addresses: PodAddresses


def run(facts: Facts, owners: Iterable[Json], elsewhere: dict[str, Runs]) -> Running:
    """Place the pods of these owners, in their order; `elsewhere` is what other clusters hold of the pod subnets."""
    floor = _Floor(facts, elsewhere)
    pods = [pod for owner in owners for pod in floor.bring(wanted(owner))]
    return Running(pods=pods, addresses=floor.addresses)


def sharing(view: Subscription, cluster_id: str, nodes: Iterable[Node]) -> list[str]:
    """Return the clusters that take batches from the same pod subnets and whose turn is before this one's."""
    subnets = {str(node.pool["podSubnetID"]).lower() for node in nodes if is_dynamic(node)}
    if not subnets:
        return []
    others = {str(record["inputs"].get("cluster")).lower() for record in view.of_type(SCALE_SET_TYPE)}
    return [
        other
        for other in sorted(others)
        if other < cluster_id.lower()
        and view.get(other) is not None
        and any(is_dynamic(node) and node.pool["podSubnetID"].lower() in subnets for node in nodes_of(view, other))
    ]


_CLAIMS: Final = (1, 34)
"""https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/: stable, and on, from here."""
_UNNAMED_TAINTS: Final = (1, 35)
"""From here on the scheduler's message names no taint (pkg/scheduler/framework/plugins/tainttoleration)."""


class _Floor:
    """The nodes, as pods are brought onto them."""

    def __init__(self, facts: Facts, elsewhere: dict[str, Runs]) -> None:
        self._facts = facts
        self._nodes = {node.name: node for node in facts.nodes}
        self._sites = {
            node.name: Site(name=node.name, labels=labels(facts, node), taints=taints(facts, node), room=max_pods(node))
            for node in facts.nodes
        }
        self._scheduler = Scheduler(
            list(self._sites.values()), Words(claims=facts.minor >= _CLAIMS, taints=facts.minor < _UNNAMED_TAINTS)
        )
        self.addresses = PodAddresses(facts.view, facts.nodes, elsewhere, in_turn=facts.plugin == "kubenet")

    def bring(self, asked: Wanted) -> Iterator[Json]:
        """Yield the pods of one owner, placed where they can be."""
        maker = PodMaker(self._facts.cluster_id, asked)
        if asked.everywhere:
            pinned = self._scheduler.pinned(asked.namespace, asked.labels, asked.spec)
            names = asked.names([site.name for site, _ in pinned])
            for name, (site, why) in zip(names, pinned, strict=True):
                yield maker.unscheduled(name, why, aimed_at=site.name) if why else self._start(maker, asked, name, site)
            return
        named = self._sites.get(str(asked.spec.get("nodeName")))
        if named is not None:
            # A pod that names its node passes the scheduler by.
            named.load += asked.count
            found, why = [named] * asked.count, ""
        else:
            found, why = self._scheduler.place(asked.namespace, asked.labels, asked.spec, asked.count)
        for name, site in zip_longest(asked.names([]), found):
            yield maker.unscheduled(name, why) if site is None else self._start(maker, asked, name, site)

    def _start(self, maker: PodMaker, asked: Wanted, name: str, site: Site) -> Json:
        node = self._nodes[site.name]
        if asked.finishes:
            site.load -= 1
            return maker.finished(name, node)
        host = bool(asked.spec.get("hostNetwork"))
        return maker.placed(name, node, node.addresses if host else self.addresses.take(node.name))
