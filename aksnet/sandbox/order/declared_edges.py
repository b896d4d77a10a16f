"""What the program declares: everything that each resource waits for, directly or through others.

The engine begins with a resource when its dependencies, those of its properties, its provider and its parent are
complete. A component in `depends_on` was turned into its children by the SDK before it came here.
"""

from __future__ import annotations

from graphlib import TopologicalSorter

from aksnet.sandbox.order.graph import Graph


def before(graph: Graph) -> dict[str, frozenset[str]]:
    """Return for each resource all those that are complete before it begins."""
    direct = {urn: graph.waits(resource) for urn, resource in graph.resources.items()}
    reached: dict[str, frozenset[str]] = {}
    for urn in TopologicalSorter(direct).static_order():
        reached[urn] = direct[urn].union(*(reached[each] for each in direct[urn]))
    return reached
