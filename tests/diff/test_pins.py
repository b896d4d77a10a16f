"""Which choices of a living cluster a new plan keeps."""

from dataclasses import replace
from typing import Any

import pytest

from aksnet.diff.changes import changes
from aksnet.diff.pins import Pinned, pinned
from aksnet.diff.planned import as_deployed
from tests.diff.test_changes import base, planned

SYSTEM = {"mode": "System", "count": 2}


def pools(*names: str) -> dict[str, Any]:
    return base(nodePools=dict.fromkeys(names, SYSTEM))


@pytest.mark.parametrize(
    ("before", "after", "own", "others"),
    [
        (("system",), ("system",), "system", []),
        (("system",), ("alpha", "system"), "system", ["alpha"]),
        (("system",), ("system", "zulu"), "system", ["zulu"]),
        (("system",), ("alpha", "beta", "system"), "system", ["alpha", "beta"]),
        (("system",), ("other",), "other", []),
    ],
)
def test_a_living_cluster_keeps_its_own_pool_whatever_is_added(
    before: tuple[str, ...], after: tuple[str, ...], own: str, others: list[str]
) -> None:
    plan = pinned(planned(pools(*after)), as_deployed(planned(pools(*before)))).plan
    (cluster,) = plan.clusters
    assert (cluster.system_pool.name, [pool.name for pool in cluster.user_pools]) == (own, others)


def test_a_second_system_pool_whose_name_comes_first_is_a_new_pool_and_nothing_else() -> None:
    old = as_deployed(planned(pools("system")))
    found = changes(old, pinned(planned(pools("alpha", "system")), old).plan)
    assert [(change.path, change.old, change.new) for change in found] == [
        ("clusters.dev.nodePools.alpha", "none", "alpha")
    ]


def test_a_first_deployment_is_planned_as_it_is() -> None:
    plan = planned(pools("alpha", "beta"))
    assert pinned(plan, as_deployed(planned({"clusters": {"other": {}}}))) == Pinned(
        plan=replace(plan, clusters=(replace(plan.clusters[0], keeps=frozenset(), listed_ranges=True),))
    )
