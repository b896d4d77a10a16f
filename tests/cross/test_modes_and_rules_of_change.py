"""The moves from row to row of `azure/mode_changes.py`, and what the sandbox's rules of change take: the same.

One living stack for each row, then every other row written into its file, with as many pods per node as there are.
"""

from copy import deepcopy
from functools import cache
from itertools import permutations
from typing import Any

import pytest

from aksnet.arm.ids import last
from aksnet.azure.axes import PodAddresses
from aksnet.azure.mode_changes import MODE_CHANGES, Move, in_place_from, steps_between
from aksnet.azure.modes import MODES
from aksnet.sandbox.azure import puts
from aksnet.sandbox.azure.managed_clusters import AGENT_POOL
from aksnet.sandbox.azure.virtual_networks import SUBNET
from aksnet.sandbox.sandbox_errors import Refusal
from tests.cross.compare_changes import Living, brought_to_life, carried_out, planned
from tests.cross.drawing import Drawn
from tests.cross.existing import Existing
from tests.cross.single_changes import move

pytestmark = pytest.mark.slow

POOLS = {"sys": {"mode": "System", "count": 2, "maxPods": 30}, "user": {"count": 1, "maxPods": 30}}
ALLOCATIONS = {
    PodAddresses.NODE_SUBNET: None,
    PodAddresses.POD_SUBNET_DYNAMIC: "DynamicIndividual",
    PodAddresses.POD_SUBNET_BLOCKS: "StaticBlock",
}


@cache
def living(row: str) -> Living:
    """Deploy a stack with one cluster of a row, whose policy engine is off where it can be."""
    cluster: dict[str, Any] = {"mode": "overlay", "nodeSubnet": {"prefix": "10.224.0.0/17"}, "nodePools": POOLS}
    move(cluster, MODES[row])
    raw = {"network": {"addressSpace": list(Existing.space)}, "clusters": {"c": cluster}}
    stack = brought_to_life(Drawn(raw=raw, existing=Existing()))
    assert stack is not None
    return stack


@pytest.mark.parametrize(("before", "after"), list(permutations(MODES, 2)))
def test_a_move_is_one_update_where_the_sandbox_takes_it_upon_the_living_cluster(before: str, after: str) -> None:
    stack = living(before)
    raw = deepcopy(stack.drawn.raw)
    move(raw["clusters"]["c"], MODES[after])
    plan = planned(raw, stack.deployed.versions)
    assert plan is not None
    changed = carried_out(stack, "mode", raw, plan)
    asked = changed.steps.get(("cluster", "c"))
    requests = [each.move for each in steps_between(before, after) or ()]
    by_pools = requests.count(Move.ALLOCATION)
    # Pools keep their way of handing out addresses, so that what new pools bring is no request for the cluster.
    assert (asked is None) is (by_pools == len(requests) > 0), changed.report()
    if asked is not None:
        assert (len(requests) - by_pools == 1) is asked.taken, changed.report()
        assert (after in in_place_from(before)) is (asked.taken and not by_pools), changed.report()
    assert not list(changed.differences()), changed.report()


FLAT = [row for row, mode in MODES.items() if mode.pods in ALLOCATIONS]


@pytest.mark.parametrize(("before", "after"), list(permutations(FLAT, 2)))
def test_pods_come_by_another_allocation_where_the_sandbox_takes_a_pool_that_has_it(before: str, after: str) -> None:
    """A pool beside the old ones, on a pod subnet of its own; data planes are the cluster's and stay."""
    moves = {(each.before, each.after) for each in MODE_CHANGES if each.move is Move.ALLOCATION}
    if MODES[before].data_plane is not MODES[after].data_plane:
        assert (before, after) not in moves
        return
    assert ((before, after) in moves) is _takes_pool(living(before), ALLOCATIONS[MODES[after].pods])


def _takes_pool(stack: Living, allocation: str | None) -> bool:
    view = stack.view.copy()
    pool = next(held for held in stack.state.values() if held.kind is AGENT_POOL)
    subnet = next(held for held in stack.state.values() if held.kind is SUBNET)
    body = {key: value for key, value in pool.inputs.items() if key not in ("podSubnetID", "podIPAllocationMode")}
    body["agentPoolName"] = "other"
    if allocation is not None:
        inputs = {**subnet.inputs, "subnetName": "other-pods", "addressPrefix": "10.230.0.0/17"}
        other = SUBNET.id_of(inputs)
        puts.put(view, SUBNET, other, inputs)
        assert last(other) == "other-pods"
        body |= {"podSubnetID": other, "podIPAllocationMode": allocation}
    try:
        puts.allow_new(view, AGENT_POOL, AGENT_POOL.id_of(body), body)
    except Refusal as refusal:
        # Asked last of all: the stack would grant the role on a subnet that it knows.
        return refusal.code == "ResourceMissingPermissionError"
    return True
