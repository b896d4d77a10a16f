"""What a plan sends as it stands in raw maps, property by property."""

from collections.abc import Iterator, Mapping
from typing import Any

from aksnet.azure.raw_arguments import REPLACES, RawTarget, on_path
from aksnet.plan.raw_leaves import leaves
from aksnet.plan.records import StackPlan


def raw_entries(plan: StackPlan) -> Iterator[dict[str, Any]]:
    """Yield whose property it is, its path in Azure's names, its value, and what Pulumi does on another value."""
    for cluster in plan.clusters:
        yield from _entries(RawTarget.CLUSTER, f"cluster {cluster.key}", cluster.raw)
        for pool in cluster.pools:
            yield from _entries(RawTarget.POOL, f"pool {cluster.key}/{pool.name}", pool.raw)
    for subnet in plan.network.subnets.values():
        yield from _entries(RawTarget.SUBNET, f"subnet {subnet.name}", subnet.raw)


def _entries(target: RawTarget, of: str, raw: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path, value in leaves(raw):
        replaced = on_path(path, REPLACES[target]) is not None
        yield {"of": of, "property": path, "value": value, "onChange": "replaces it" if replaced else "updates it"}
