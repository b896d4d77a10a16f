"""A living stack of many clusters and one change of each: thirty changes for the engine in one run."""

import json
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from aksnet.azure.modes import MODES
from tests.cross.compare_changes import Changed, Living, brought_to_life, carried_out, planned
from tests.cross.drawing import Drawn, Part, fill
from tests.cross.existing import Existing
from tests.cross.single_changes import changed_cluster

Raw = dict[str, Any]

_SPACE: Final = ["10.16.0.0/12", "10.32.0.0/11", "10.64.0.0/12", "fd12:3456:789b::/48"]


@dataclass(frozen=True, kw_only=True)
class Many:
    """The stack files before and after, and what the comparison without the engine says of the changes."""

    before: Raw
    after: Raw
    changed: Changed
    harmless: Raw
    """With those changes alone by which no cluster is lost."""
    harmlessly: Changed


def many_clusters(seed: str, count: int) -> Many:
    """Draw a stack of so many clusters, and a change of each that planning takes together with the others."""
    random = Random(seed)
    clusters: dict[str, Raw] = {}
    while len(clusters) < count:
        key = f"k{len(clusters)}"
        tried = _cluster(random, len(clusters))
        if planned(_stack({key: tried}), {}) is not None:
            clusters[key] = tried
    before = _stack(clusters)
    stack = brought_to_life(Drawn(raw=before, existing=Existing()))
    if stack is None:
        raise AssertionError(f"the sandbox refuses a drawn stack of right clusters ({seed})")
    used: set[str] = set()
    after = _stack({key: _with_change(random, stack, key, used) for key in clusters})
    lost = {change.cluster for change in _carried_out(stack, after).told if change.loses_cluster}
    kept = {key: (before if key in lost else after)["clusters"][key] for key in before["clusters"]}
    harmless = _stack(kept)
    return Many(
        before=before,
        after=after,
        changed=_carried_out(stack, after),
        harmless=harmless,
        harmlessly=_carried_out(stack, harmless),
    )


def _carried_out(stack: Living, raw: Raw) -> Changed:
    plan = planned(raw, stack.deployed.versions)
    if plan is None:
        raise AssertionError("planning refuses changes together that it takes one by one")
    return carried_out(stack, "many clusters", raw, plan)


def _with_change(random: Random, stack: Living, key: str, used: set[str]) -> Raw:
    """Return a cluster with one change of it; two clusters never get one name."""
    alone = _stack({key: stack.drawn.raw["clusters"][key]})
    while True:
        what, after = changed_cluster(random, alone, key)
        if what in used or after == alone or planned(after, stack.deployed.versions) is None:
            continue
        used |= {what} & {"name", "node resource group", "identity"}
        changed: Raw = after["clusters"][key]
        return changed


def _stack(clusters: dict[str, Raw]) -> Raw:
    return {"network": {"addressSpace": _SPACE}, "clusters": clusters}


def _cluster(random: Random, number: int) -> Raw:
    """Return a right cluster in subnets of its own."""
    drawn = Drawn(raw={"network": {}, "clusters": {"c": {"mode": random.choice(list(MODES))}}}, existing=Existing())
    fill(Part(random=random, drawn=drawn, key="c", number=0), in_existing=False)
    text = json.dumps(drawn.raw["clusters"]["c"])
    for place in (0, 1):
        text = text.replace(f"10.{224 + place}.", f"10.{16 + 2 * number + place}.")
        text = text.replace(f"789b:0{place}::", f"789b:{number + 1:x}{place}::")
    cluster: Raw = json.loads(text)
    return cluster
