"""How long a stack takes as the program declares it, and how long Azure needs.

Both with unlimited parallelism, and with the same estimates, so that what differs is the order alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from aksnet.sandbox.order.durations import seconds
from aksnet.sandbox.order.graph import Entry, Graph
from aksnet.sandbox.order.makespan import Need, Steps, critical_path, finished, lower_bound
from aksnet.sandbox.order.required import required, turns

ALLOWED: Final = 1.05
"""How much longer than necessary a stack may take: the estimates are no better than that."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the critical path."""

    name: str
    type: str
    begin: float
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """The times of one stack, in seconds."""

    declared: float
    required: float
    """No order of the same resources takes less."""
    path: tuple[Step, ...]
    """The chain that decides the declared time."""

    @property
    def ratio(self) -> float:
        """How many times as long as necessary."""
        return self.declared / self.required if self.required else 1.0

    @property
    def tight(self) -> bool:
        """Whether what can run side by side does."""
        return self.ratio <= ALLOWED


def timeline(entries: Iterable[Entry]) -> Timeline:
    """Return the times of the resources of a run (a checkpoint's: a preview does not know every edge)."""
    graph = Graph(entries)
    waits = {urn: [frozenset({each}) for each in graph.waits(it)] for urn, it in graph.resources.items()}
    declared = _steps(graph, waits)
    needs: dict[str, list[Need]] = {}
    for each in required(graph):
        urns = [frozenset({other.urn}) for other in each.needs]
        needs.setdefault(each.resource.urn, []).extend([Need().union(*urns)] if each.rule.any_of else urns)
    ends = finished(declared)
    path = tuple(
        Step(
            name=graph.resources[urn].name,
            type=graph.resources[urn].type,
            begin=ends[urn] - declared.seconds[urn],
            seconds=declared.seconds[urn],
        )
        for urn in critical_path(declared)
    )
    machines = [[member.urn for member in turn.members] for turn in turns(graph)]
    return Timeline(
        declared=max(ends.values(), default=0.0), required=lower_bound(_steps(graph, needs), machines), path=path
    )


def _steps(graph: Graph, needs: Mapping[str, list[Need]]) -> Steps:
    return Steps(seconds={urn: seconds(each) for urn, each in graph.resources.items()}, needs=needs)
