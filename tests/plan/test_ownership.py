"""What later runs leave to Azure and to the autoscaler: exactly that, because an ignored property is not repaired."""

import pytest

from aksnet.azure.modes import MODES
from aksnet.plan.ownership import left_to_autoscaler, left_to_azure
from tests.plan.support import cluster, dev

FIXED = {"count": 3}
RANGE = {"minCount": 1, "maxCount": 5}
POD_CIDR = "networkProfile.podCidr"
COUNT = "agentPoolProfiles[0].count"


@pytest.mark.parametrize("mode", MODES)
def test_a_cluster_of_fixed_size_leaves_nothing_but_what_the_api_never_gives_back(mode: str) -> None:
    expected = [POD_CIDR] if mode == "byo-cni" else []
    assert left_to_azure(cluster(dev(mode=mode))) == expected


@pytest.mark.parametrize("mode", MODES)
def test_an_autoscaled_system_pool_leaves_its_count_too(mode: str) -> None:
    expected = [COUNT, POD_CIDR] if mode == "byo-cni" else [COUNT]
    assert left_to_azure(cluster(dev(mode=mode, nodePools={"np": RANGE}))) == expected


def test_only_autoscaled_pools_leave_their_count() -> None:
    planned = cluster(dev(nodePools={"system": {"mode": "System", **FIXED}, "a": RANGE, "b": FIXED, "c": {}}))
    assert {pool.name: left_to_autoscaler(pool) for pool in planned.pools} == {
        "system": [],
        "a": ["count"],
        "b": [],
        "c": [],
    }


def test_an_autoscaled_user_pool_is_not_the_clusters_concern() -> None:
    assert left_to_azure(cluster(dev(nodePools={"system": {"mode": "System"}, "a": RANGE}))) == []
