"""Raw properties that a plan sends with another value than Azure has.

One that a stack file no longer has is not told: a state does not say which of its properties came from there.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from aksnet.azure.raw_arguments import REPLACES, RawTarget, on_path
from aksnet.diff.change import Change, Effect, Outcome, Subject
from aksnet.diff.deployed import DeployedCluster
from aksnet.diff.one_change import LOST, one_change
from aksnet.plan.raw_leaves import at, leaves
from aksnet.plan.records import ClusterPlan

_UNKNOWN = "what it does to nodes and pods is not known here"


def raw_changes(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    """Yield what differs of a cluster and of the pools that live."""
    yield from _changes(old, RawTarget.CLUSTER, "raw", old.raw, new.raw)
    living = {pool.name: pool for pool in old.pools}
    for pool in new.pools:
        if pool.name in living:
            key = f"nodePools.{pool.name}.raw"
            yield from _changes(old, RawTarget.POOL, key, living[pool.name].raw, pool.raw)


def _changes(
    old: DeployedCluster, target: RawTarget, key: str, found: Mapping[str, Any], raw: Mapping[str, Any]
) -> Iterator[Change]:
    of_pool = target is RawTarget.POOL
    for path, value in leaves(raw):
        before = at(found, path)
        if before == value:
            continue
        replaced = on_path(path, REPLACES[target]) is not None
        effect = (Effect.NEW_POOL if of_pool else Effect.REPLACED) if replaced else Effect.IN_PLACE
        yield one_change(
            old,
            f"{key}.{path}",
            json.dumps(before),
            json.dumps(value),
            effect,
            Outcome.REPLACED if replaced else Outcome.UPDATED,
            ("the pool goes with its pods and is made again" if of_pool else LOST) if replaced else _UNKNOWN,
            subject=Subject.POOL if of_pool else Subject.CLUSTER,
        )
