"""Where probe pods can run: ready Linux nodes that take pods without tolerations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from aksnet.verify.active.api import Api
from aksnet.verify.facts import Facts

_MOST_ASKED: Final = 50
_KEEPS_OUT: Final = ("NoSchedule", "NoExecute")


def places(api: Api, facts: Facts, count: int = 2) -> list[str]:
    """Return up to `count` nodes; only so many are asked, because a cluster may have thousands."""
    return list(islice(_taking(api, facts), count))


def one_of_each_pool(facts: Facts) -> list[str]:
    """Return the first ready Linux node of each pool."""
    found: dict[str, str] = {}
    for node in sorted(facts.nodes, key=lambda each: each.name):
        if node.ready and node.os == "linux":
            found.setdefault(node.pool, node.name)
    return [found[pool] for pool in sorted(found)]


def _taking(api: Api, facts: Facts) -> Iterator[str]:
    names = sorted(node.name for node in facts.nodes if node.ready and node.os == "linux")
    for name in names[:_MOST_ASKED]:
        item = api.get("Node", name)
        if item is not None and _takes(item.get("spec") or {}):
            yield name


def _takes(spec: Mapping[str, Any]) -> bool:
    taints = spec.get("taints") or ()
    return not spec.get("unschedulable") and not any(each.get("effect") in _KEEPS_OUT for each in taints)
