"""Pods by node, as the documents list them: address, the range it lies in, owner and host network."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from aksnet.report.sheet import Sheet
from aksnet.verify.facts import Node, Pod
from aksnet.verify.judged_cluster import JudgedCluster
from aksnet.verify.report.json_document import by_node
from aksnet.verify.report.observed_ranges import Places, pods_asked_for
from aksnet.verify.report.wording import clean_sheet

COLUMNS: Final = ("namespace", "name", "address", "range", "owner", "host network")
FEW: Final = 60
"""As many pods are shown without being asked for."""


def pods_by_node(case: JudgedCluster) -> Iterator[Sheet]:
    """Yield the nodes in the order of their names, each with its pods."""
    places = Places(case)
    nodes = case.facts.node_by_name
    for name, pods in groupby(sorted(pods_asked_for(case.facts), key=by_node), key=_node_of):
        rows = tuple(
            (
                pod.namespace,
                pod.name,
                ", ".join(map(str, pod.addresses)) or f"none ({pod.phase})",
                ", ".join(places.of(pod)) or "–",
                pod.owner or "–",
                "yes" if pod.host_network else "no",
            )
            for pod in pods
        )
        title = _title(nodes[name]) if name in nodes else name or "not on a node yet"
        yield clean_sheet(title, COLUMNS, rows)


def shown(case: JudgedCluster, *, asked: bool) -> list[Sheet]:
    """Return the lists to show: nothing where there are many pods and nobody asked for them."""
    return list(pods_by_node(case)) if asked or len(pods_asked_for(case.facts)) <= FEW else []


def _node_of(pod: Pod) -> str:
    return pod.node


def _title(node: Node) -> str:
    parts = [node.name, *map(str, node.addresses)]
    parts += [f"pool {node.pool}"] if node.pool else []
    parts += [f"podCIDR {', '.join(map(str, node.pod_cidrs))}"] if node.pod_cidrs else []
    return " · ".join(parts)
