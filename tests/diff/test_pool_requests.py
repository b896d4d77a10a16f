"""By which request the pools of a living cluster are written, so that Azure takes it and needless changes stay out."""

from dataclasses import replace
from typing import Any

import pytest

from aksnet.diff.changes import changes
from aksnet.diff.pins import pinned
from aksnet.diff.planned import as_deployed
from aksnet.diff.pool_requests import PoolNameTakenError
from aksnet.diff.refusals import with_clusters_given_up
from aksnet.plan.ownership import left_as_made
from aksnet.plan.records import ClusterPlan, PoolRequests
from tests.diff.test_changes import base, planned

SYSTEM: dict[str, Any] = {"mode": "System", "count": 2}
USER: dict[str, Any] = {"mode": "User", "count": 2}
BIG: dict[str, Any] = {**SYSTEM, "vmSize": "Standard_D8ds_v5"}
ID = "/subscriptions/s/resourceGroups/rg-test/providers/Microsoft.ContainerService/managedClusters/dev"
TWO = {"a": SYSTEM, "b": USER}
BOTH = {"a": SYSTEM, "b": SYSTEM}


def requests(
    before: dict[str, Any], after: dict[str, Any], *, version: str = "1.35", known: PoolRequests | None = None
) -> PoolRequests:
    """Return the requests of a plan with the pools `after`, where `before` live on 1.35."""
    old = as_deployed(planned(base(nodePools=before)))
    cluster = old.clusters["dev"]
    separate = known.separate if known else (cluster.requests or PoolRequests(listed={}, separate={})).separate
    pools = tuple(replace(pool, version="1.35.8", inline=pool.name not in separate) for pool in cluster.pools)
    living = replace(cluster, id=ID, pools=pools, requests=known or cluster.requests)
    plan = pinned(planned(base(nodePools=after, kubernetesVersion=version)), replace(old, clusters={"dev": living}))
    return plan.plan.clusters[0].pool_requests


def said(listed: dict[str, Any], separate: dict[str, Any], *adopted: str) -> PoolRequests:
    return PoolRequests(listed=listed, separate=separate, adopted={name: f"{ID}/agentPools/{name}" for name in adopted})


@pytest.mark.parametrize(
    ("before", "after", "version", "expected"),
    [
        pytest.param(TWO, TWO, "1.35", said({"a": None}, {"b": "1.35"}), id="nothing changed"),
        pytest.param(TWO, {**TWO, "c": USER}, "1.35", said({"a": None}, {"b": "1.35", "c": "1.35"}), id="one more"),
        pytest.param(
            TWO, TWO, "1.36", said({"a": "1.36", "b": "1.36"}, {"b": "1.36"}), id="an upgrade lists every pool"
        ),
        pytest.param({"a": SYSTEM}, {"a": SYSTEM}, "1.36", said({"a": "1.36"}, {}), id="an upgrade of the only pool"),
        pytest.param(
            TWO,
            {**TWO, "b": {**USER, "kubernetesVersion": "1.35"}},
            "1.36",
            said({"a": "1.36", "b": "1.35.8"}, {"b": "1.35"}),
            id="a pool that stays behind is listed with what it runs",
        ),
        pytest.param(
            TWO,
            {"a": SYSTEM},
            "1.36",
            said({"a": None}, {}),
            id="while another pool goes, the listed one waits for the next up",
        ),
        pytest.param(BOTH, {"b": SYSTEM}, "1.35", said({"b": None}, {"b": "1.35"}, "a"), id="given up"),
        pytest.param(BOTH, {"a": BIG, "b": SYSTEM}, "1.35", said({"b": None}, {"b": "1.35"}, "a"), id="resized"),
        pytest.param(BOTH, {"a": USER, "b": SYSTEM}, "1.35", said({"b": None}, {"b": "1.35"}, "a"), id="demoted"),
        pytest.param(
            BOTH,
            {"a": {**SYSTEM, "kubernetesVersion": "1.35"}, "b": SYSTEM},
            "1.36",
            said({"a": None}, {"b": "1.36"}),
            id="the listed pool stays behind",
        ),
    ],
)
def test_pools_are_written_by_requests_that_azure_takes(
    before: dict[str, Any], after: dict[str, Any], version: str, expected: PoolRequests
) -> None:
    assert requests(before, after, version=version) == expected


def test_what_an_upgrade_listed_stays_listed_until_the_pools_change() -> None:
    listed = said({"a": "1.35", "b": "1.35"}, {"b": "1.35"})
    assert requests(TWO, TWO, known=listed) == listed
    assert requests(TWO, {**TWO, "c": USER}, known=listed) == said({"a": None}, {"b": "1.35", "c": "1.35"})


def test_a_pool_of_an_older_program_says_a_version_only_once_it_needs_another() -> None:
    older = said({"a": None}, {"b": None})
    assert requests(TWO, TWO, known=older) == older
    assert requests(TWO, TWO, known=older, version="1.36").separate == {"b": "1.36"}


def test_an_autoscaled_pool_comes_into_the_list_with_the_nodes_that_it_has() -> None:
    scaled: dict[str, Any] = {"mode": "System", "minCount": 1, "maxCount": 9}
    old = as_deployed(planned(base(nodePools={"a": scaled, "b": scaled})))
    dev = old.clusters["dev"]
    pools = tuple(replace(pool, count=7, inline=pool.name == "a") for pool in dev.pools)
    living = replace(old, clusters={"dev": replace(dev, id=ID, pools=pools)})
    (kept,) = pinned(planned(base(nodePools={"a": scaled, "b": scaled})), living).plan.clusters
    assert (kept.pool_requests.counted, left_as_made(kept)[0]) == (frozenset(), "agentPoolProfiles[0].count")
    (moved,) = pinned(planned(base(nodePools={"b": scaled})), living).plan.clusters
    assert (moved.pool_requests.counted, moved.system_pool.count) == (frozenset({"b"}), 7)
    assert [path for path in left_as_made(moved) if path.startswith("agentPool")] == []


def test_pools_that_are_all_resources_of_their_own_are_upgraded_by_their_own_requests() -> None:
    own = said({"a": None}, {"a": "1.35", "b": "1.35"})
    assert requests(TWO, TWO, known=own, version="1.36") == said({"a": None}, {"a": "1.36", "b": "1.36"})


def replaced(before: dict[str, Any], after: dict[str, Any], own: set[str], change: str = "10.1.0.0/16") -> ClusterPlan:
    """Return the plan of a cluster that may be replaced, for another Service range or for the one that it has."""
    old = as_deployed(planned(base(nodePools=before)))
    pools = tuple(replace(pool, inline=pool.name not in own) for pool in old.clusters["dev"].pools)
    listed = said({"a": "1.35", "b": "1.35"}, dict.fromkeys(own, "1.35"))
    dev = replace(old.clusters["dev"], id=ID, uid="1a2b3c4d-0", pools=pools, requests=listed)
    living = replace(old, clusters={"dev": dev})
    plan = planned(base(nodePools=after, change={"replace": "1a2b3c4d"}, serviceCidr=change))
    plan = pinned(plan, living).plan
    return with_clusters_given_up(plan, changes(living, plan), living).clusters[0]


def test_a_cluster_that_is_made_anew_is_made_with_one_pool_that_the_state_does_not_have() -> None:
    found = replaced(TWO, TWO, {"b"})
    assert (found.made_anew, found.pool_requests) == (True, said({"a": None}, {"b": "1.35"}))
    own = replaced(BOTH, {**BOTH, "c": SYSTEM}, {"a", "b"})
    assert own.pool_requests == said({"c": None}, {"a": "1.35", "b": "1.35"})


def test_a_cluster_whose_system_pools_are_all_in_the_state_is_not_made_anew() -> None:
    with pytest.raises(PoolNameTakenError, match="one of the system pools a, b, each of which is a resource"):
        replaced(BOTH, BOTH, {"a", "b"})


def test_a_permission_that_nothing_needs_changes_no_request() -> None:
    found = replaced(BOTH, BOTH, {"a", "b"}, change="10.0.0.0/16")
    assert (found.made_anew, found.pool_requests.separate) == (False, {"a": "1.35", "b": "1.35"})
