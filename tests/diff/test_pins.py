"""Which choices of a living cluster a new plan keeps."""

from dataclasses import replace
from typing import Any

import pytest

from aksnet.azure.axes import MadeWith
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


def test_pods_per_node_stay_where_only_the_mode_gives_them() -> None:
    sizes = {"system": {"mode": "System", "count": 3}, "user": {"count": 2, "maxPods": 60}}
    before = base(mode="node-subnet", nodePools=sizes)
    wanted = base(mode="overlay", nodePools={**sizes, "more": {"count": 1}})
    found = pinned(planned(wanted), as_deployed(planned(before)))
    assert {pool.name: pool.max_pods for pool in found.plan.clusters[0].pools} == {
        "system": 30,
        "user": 60,
        "more": 250,
    }
    assert found.kept == (
        "clusters.dev.nodePools.system keeps the 30 pods a node that it was made with; a new pool gets 250 in overlay",
    )


def test_pools_keep_how_their_pods_get_addresses_and_new_ones_get_the_other_way() -> None:
    sizes = {"system": {"mode": "System", "count": 3}}
    before = base(mode="pod-subnet", podSubnet="10.226.0.0/20", nodePools=sizes)
    own = {"count": 1, "podSubnet": {"name": "blocks", "prefix": "10.227.0.0/20"}}
    wanted = base(mode="pod-subnet-static-block", podSubnet="10.226.0.0/20", nodePools={**sizes, "more": own})
    old = as_deployed(planned(before))
    found = pinned(planned(wanted), old)
    assert {pool.name: pool.pod_ip_allocation for pool in found.plan.clusters[0].pools} == {
        "system": "DynamicIndividual",
        "more": "StaticBlock",
    }
    assert [each.path for each in changes(old, found.plan) if each.cluster] == [
        "clusters.dev.nodePools.more",
        "clusters.dev",
    ]


@pytest.mark.parametrize(
    ("after", "kept"),
    [
        ({}, frozenset(MadeWith)),
        ({"podCidr": "10.244.0.0/15"}, frozenset({MadeWith.WINDOWS_PROFILE})),
        ({"mode": "cilium-overlay"}, frozenset({MadeWith.WINDOWS_PROFILE})),
        ({"networkPolicy": "calico"}, frozenset(MadeWith)),
    ],
)
def test_ranges_stay_under_the_keys_that_they_were_sent_under_until_they_change(
    after: dict[str, Any], kept: frozenset[MadeWith]
) -> None:
    old = as_deployed(planned(base(mode="overlay")))
    assert pinned(planned(base(**{"mode": "overlay", **after})), old).plan.clusters[0].keeps == kept
