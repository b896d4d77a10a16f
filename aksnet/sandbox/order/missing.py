"""What the program forgets to declare: an order that Azure requires and nothing guarantees.

A run may come out well by luck, because one write happened to be quicker than another. This finds it each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from aksnet.arm.ids import last
from aksnet.sandbox.order.declared_edges import before
from aksnet.sandbox.order.graph import Entry, Graph, Resource
from aksnet.sandbox.order.one_object import one_object
from aksnet.sandbox.order.required import Turn, answer_to, required, turns

Before = Mapping[str, frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One resource that does not wait for others."""

    resource: Resource
    others: tuple[Resource, ...]
    any_of: bool
    why: str
    code: str
    source: str

    @property
    def text(self) -> str:
        """What is wrong, what Azure would answer, and what to change."""
        names = (" or " if self.any_of else ", ").join(sorted(other.name for other in self.others))
        return (
            f"{self.resource.name} does not wait for {names}, and {self.why}. Unless luck orders them, the answer is "
            f"{self.code}. Pass an output of it, or put it into depends_on of {self.resource.name} ({self.source})."
        )


def missing(graph: Graph) -> list[Missing]:
    """Return each required order that is not declared, once per resource and reason."""
    reached = before(graph)
    return [*_unmet(graph, reached), *(each for turn in turns(graph) for each in _side_by_side(turn, reached))]


def problems(entries: Iterable[Entry]) -> list[str]:
    """Return what is wrong between a run's entries (of a checkpoint, or of a preview), as messages."""
    graph = Graph(entries)
    return [*(each.text for each in missing(graph)), *one_object(graph)]


def _unmet(graph: Graph, reached: Before) -> Iterator[Missing]:
    for each in required(graph):
        late = tuple(other for other in each.needs if other.urn not in reached[each.resource.urn])
        if late and not (each.rule.any_of and len(late) < len(each.needs)):
            rule = each.rule
            yield Missing(
                resource=each.resource,
                others=late,
                any_of=rule.any_of,
                why=rule.why,
                code=rule.code,
                source=rule.source,
            )


def _side_by_side(turn: Turn, reached: Before) -> Iterator[Missing]:
    """Yield neighbours without an order; in a chain each waits for all that were written before it."""
    members = sorted(turn.members, key=lambda each: (len(reached[each.urn]), each.urn))
    for earlier, later in pairwise(members):
        if earlier.urn not in reached[later.urn]:
            answer = answer_to(later)
            yield Missing(
                resource=later,
                others=(earlier,),
                any_of=False,
                why=f"{last(turn.holder)} takes one write at a time",
                code=answer.code,
                source=answer.source,
            )
