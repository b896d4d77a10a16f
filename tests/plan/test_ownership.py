"""What later runs leave as it is: exactly that, because an ignored property is not repaired."""

from dataclasses import replace

import pytest

from aksnet.azure.axes import MadeWith
from aksnet.azure.modes import MODES
from aksnet.plan.ownership import left_as_made, left_to_autoscaler
from tests.plan.support import cluster, dev

FIXED = {"count": 3}
RANGE = {"minCount": 1, "maxCount": 5}
WINDOWS = "windowsProfile"
RANGES = [f"networkProfile.{key}" for key in ("podCidr", "podCidrs", "serviceCidr", "serviceCidrs")]
COUNT = "agentPoolProfiles[0].count"


@pytest.mark.parametrize("mode", MODES)
def test_a_living_cluster_keeps_its_windows_profile_and_the_keys_of_its_ranges_in_every_mode(mode: str) -> None:
    assert left_as_made(cluster(dev(mode=mode))) == [WINDOWS, *RANGES]


@pytest.mark.parametrize(
    ("keeps", "expected"),
    [
        (frozenset[MadeWith](), []),
        (frozenset({MadeWith.WINDOWS_PROFILE}), [WINDOWS]),
        (frozenset({MadeWith.RANGE_KEYS}), RANGES),
    ],
)
def test_what_is_not_kept_is_not_ignored(keeps: frozenset[MadeWith], expected: list[str]) -> None:
    assert left_as_made(replace(cluster(dev()), keeps=keeps)) == expected


@pytest.mark.parametrize("mode", MODES)
def test_an_autoscaled_system_pool_leaves_its_count_too(mode: str) -> None:
    assert left_as_made(cluster(dev(mode=mode, nodePools={"np": RANGE})))[0] == COUNT


def test_only_autoscaled_pools_leave_their_count() -> None:
    planned = cluster(dev(nodePools={"system": {"mode": "System", **FIXED}, "a": RANGE, "b": FIXED, "c": {}}))
    assert {pool.name: left_to_autoscaler(pool) for pool in planned.pools} == {
        "system": [],
        "a": ["count"],
        "b": [],
        "c": [],
    }


def test_an_autoscaled_user_pool_is_not_the_clusters_concern() -> None:
    assert COUNT not in left_as_made(cluster(dev(nodePools={"system": {"mode": "System"}, "a": RANGE})))
