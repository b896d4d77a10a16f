"""Clusters to change: a generated healthy one in memory, as plain Kubernetes JSON, and what every check says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

from aksnet.azure.modes import MODES
from aksnet.verify.check import Outcome
from aksnet.verify.detect import detect
from aksnet.verify.expected import Expected
from aksnet.verify.gather import gather
from aksnet.verify.judged_cluster import JudgedCluster
from aksnet.verify.runner import judge
from aksnet.verify.sources import NotServed, ObjectKind, Unavailable
from tools.generated import Generated

Item = dict[str, Any]
NOW = datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC)
"""When a world is read: half a minute after its nodes were last heard of."""
NODES = 4
PODS = 12


@dataclass
class World:
    """Objects that a test may change, and what was declared."""

    generated: Generated
    expected: Expected
    objects: dict[ObjectKind, list[Any]] = field(default_factory=dict)
    refused: set[tuple[ObjectKind, str | None]] = field(default_factory=set)
    """What these credentials may not list: a kind in a namespace, or in all."""

    @classmethod
    def of(cls, mode: str, policy: str | None = None, nodes: int = NODES) -> World:
        """Make a healthy cluster of a mode; more nodes are more than was declared."""
        declared = Generated(MODES[mode], nodes=NODES, pods=PODS, policy=policy)
        made = replace(declared, nodes=nodes)
        objects = {}
        for kind in ObjectKind:
            try:
                objects[kind] = list(made.items(kind, None))
            except Unavailable:
                continue
        return cls(generated=made, expected=declared.expected, objects=objects)

    @property
    def name(self) -> str:
        return "a world"

    def items(self, kind: ObjectKind, namespace: str | None) -> Iterator[Mapping[str, Any]]:
        """Yield the objects, as a source does."""
        if (kind, namespace) in self.refused:
            raise Unavailable("these credentials may not list it (403)")
        if kind not in self.objects:
            raise NotServed("this cluster does not serve it (404)")
        for item in self.objects[kind]:
            if namespace is None or item["metadata"].get("namespace", namespace) == namespace:
                yield item

    def case(self, namespace: str | None = None) -> JudgedCluster:
        """Read the objects as verify does."""
        facts = gather(self, namespace, now=NOW)
        return JudgedCluster(facts=facts, expected=self.expected, detection=detect(facts))

    def outcomes(self, namespace: str | None = None) -> dict[str, Outcome]:
        """Return what every check says, by its id."""
        return {result.check.id: result.outcome for result in judge(self.case(namespace)).results}

    # Finding what to change.

    def node(self, index: int) -> Item:
        """Return a node."""
        found: Item = self.objects[ObjectKind.NODES][index]
        return found

    def config(self, index: int) -> Item:
        """Return a node's NodeNetworkConfig."""
        found: Item = self.objects[ObjectKind.NODE_NETWORKS][index]
        return found

    def pods(self, owner: str) -> list[Item]:
        """Return the pods of a workload."""
        return [
            each
            for each in self.objects[ObjectKind.PODS]
            if each["metadata"]["ownerReferences"][0]["name"].removesuffix("-7c5ddbdf54") == owner
        ]

    def named(self, kind: ObjectKind, name: str) -> Item:
        """Return an object by its name."""
        return next(each for each in self.objects[kind] if each["metadata"]["name"] == name)

    def pods_on(self, index: int, *, host: bool) -> list[Item]:
        """Return a node's pods, either those on its network or the others."""
        name = self.node(index)["metadata"]["name"]
        return [
            pod
            for pod in self.objects[ObjectKind.PODS]
            if pod["spec"]["nodeName"] == name and bool(pod["spec"].get("hostNetwork")) == host
        ]

    def address(self, index: int, number: int) -> tuple[str, ...]:
        """Return the addresses that a node would give a pod."""
        return tuple(str(each) for each in self.generated.places.pod(index, number))

    def of_node(self, index: int) -> list[str]:
        """Return a node's addresses."""
        return [each["address"] for each in self.node(index)["status"]["addresses"] if each["type"] == "InternalIP"]

    # Changing it.

    def drop(self, kind: ObjectKind, *items: Item) -> None:
        """Take objects away."""
        self.objects[kind] = [each for each in self.objects[kind] if not any(each is item for item in items)]

    def label(self, key: str, value: str | None, *indexes: int) -> None:
        """Set a label of AKS on nodes, all by default, or take it away."""
        for index in indexes or range(len(self.objects[ObjectKind.NODES])):
            labels = self.node(index)["metadata"]["labels"]
            labels.pop(f"kubernetes.azure.com/{key}", None)
            if value is not None:
                labels[f"kubernetes.azure.com/{key}"] = value


def give(pod: Item, *addresses: object) -> None:
    """Set a pod's addresses."""
    texts = [str(ip_address(str(each))) for each in addresses]
    pod["status"]["podIPs"] = [{"ip": each} for each in texts]
    pod["status"]["podIP"] = texts[0] if texts else ""


def unready(item: Item, why: str = "") -> None:
    """Take a node's or pod's Ready condition away."""
    for condition in item["status"]["conditions"]:
        if condition["type"] == "Ready":
            condition.update(status="False", reason=why or "ContainersNotReady")
