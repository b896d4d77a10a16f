"""The addresses that a plan budgets, and those that the simulated cluster hands out: the same to the last one.

200 drawn stacks in CI, each at its largest: the autoscalers' maxima with the nodes of an upgrade on top. Before any
pod runs, nodes hold what the budget calls its floor; with every node full of pods, what it calls needed. The third
side are NodeNetworkConfigs of real clusters (`real_network_configs.json`, names replaced).
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from aksnet.arm.ids import CLUSTER_TYPE, SUBNET_TYPE, last
from aksnet.arm.values import Json
from aksnet.azure import formulas
from aksnet.plan.budget import Budget, stack_budget
from aksnet.plan.records import StackPlan
from aksnet.plan.shares import pods_name, surge_of
from aksnet.planning import plan_as_far_as_possible
from aksnet.sandbox import clock
from aksnet.sandbox.azure.addresses import taken
from aksnet.sandbox.azure.node_records import Node, nodes_of
from aksnet.sandbox.cluster.cluster_facts import max_pods
from aksnet.sandbox.cluster.pod_addresses import PodAddresses
from aksnet.sandbox.store import Subscription
from tests.cross.compare import LOCATION, STACK
from tests.cross.drawing import right
from tests.cross.simulated import deployed
from tests.sandbox.cluster_world import World
from tests.scale import cases

pytestmark = [pytest.mark.fuzz, pytest.mark.slow]

TENS: Final = [pytest.param(number, marks=() if number == 0 else pytest.mark.matrix) for number in range(10)]
_NO_ROOM: Final = {"SubnetIsFull", "InsufficientPodCidr"}


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Addresses by the name of a subnet or pod CIDR."""

    at_start: dict[str, int]
    full: dict[str, int]


@pytest.mark.parametrize("ten", TENS)
def test_a_budget_is_what_the_simulated_cluster_hands_out(ten: int) -> None:
    for number in range(cases(20)):
        random = Random(f"{ten}/{number}")
        drawn = right(random)
        plan = _planned(drawn.raw)
        view = drawn.existing.subscription()
        refused = deployed(_planned(_at_most(drawn.raw, plan)), view)
        assert not [each for each in refused if each.rule in _NO_ROOM], (ten, number)
        budget, handed_out = stack_budget(plan), _handed_out(view, plan)
        assert _floors(budget) == _known(handed_out.at_start, budget), (ten, number, drawn.raw)
        assert _needs(budget) == _known(handed_out.full, budget), (ten, number, drawn.raw)


def _planned(raw: dict[str, Any]) -> StackPlan:
    plan = plan_as_far_as_possible(raw, stack=STACK, location=LOCATION, today=clock.now().date()).plan
    assert plan is not None
    return plan


def _at_most(raw: dict[str, Any], plan: StackPlan) -> dict[str, Any]:
    """Return a stack file whose pools have as many nodes as they may, and those of an upgrade."""
    grown = deepcopy(raw)
    for cluster in plan.clusters:
        for pool in cluster.pools:
            said = grown["clusters"][cluster.key]["nodePools"][pool.name]
            for key in ("minCount", "maxCount"):
                said.pop(key, None)
            said["count"] = pool.most_nodes + surge_of(pool)
    return grown


def _handed_out(view: Subscription, plan: StackPlan) -> Addresses:
    at_start = {last(each["id"]): _ipv4(taken(view, each["id"])) for each in view.of_type(SUBNET_TYPE)}
    full = dict(at_start)
    for record in view.of_type(CLUSTER_TYPE):
        key = next(cluster.key for cluster in plan.clusters if cluster.name == last(record["id"]))
        nodes = nodes_of(view, record["id"])
        for subnet, more in _asked_for(view, nodes):
            full[subnet] += more
        parts = sum(ip_network(cidr).num_addresses for node in nodes for cidr in node.pod_cidrs if ":" not in cidr)
        at_start[pods_name(key)] = full[pods_name(key)] = parts
    return Addresses(at_start=at_start, full=full)


def _asked_for(view: Subscription, nodes: list[Node]) -> Iterator[tuple[str, int]]:
    """Yield by subnet what nodes hold once each of them runs as many pods as it may, beyond what they began with."""
    addresses = PodAddresses(view, nodes, {}, in_turn=False)
    for node in nodes:
        for _ in range(max_pods(node)):
            assert addresses.take(node.name) is not None, "a node runs out of addresses before it is full"
        holding = addresses.holdings[node.name]
        assert not holding.short
        if node.pool.get("podSubnetID"):
            yield last(str(node.pool["podSubnetID"])), holding.held - sum(count for _, count in node.pod_blocks)


def _ipv4(spans: Iterator[tuple[int, int, int]]) -> int:
    return sum(final - first + 1 for version, first, final in spans if version == 4)


def _floors(budget: Budget) -> dict[str, int]:
    return {each.name: each.floor for each in budget.ranges}


def _needs(budget: Budget) -> dict[str, int]:
    return {each.name: each.needed for each in budget.ranges}


def _known(counted: dict[str, int], budget: Budget) -> dict[str, int]:
    """Leave out ranges that no stack file states, and pods' ranges that a CNI of the user's own cuts."""
    return {each.name: counted[each.name] for each in budget.ranges}


def _real(allocation: str) -> Json:
    configs = json.loads((Path(__file__).parent / "real_network_configs.json").read_text(encoding="utf-8"))
    found: Json = next(each for each in configs if allocation in each["metadata"]["name"])
    return found


def _simulated(mode: str) -> Json:
    """Return the configuration of a node that runs few pods, with room for as many as the real one."""
    world = World(mode=mode, count=12, max_pods=250, pod_prefix="10.232.0.0/14")
    configs = world.objects.list("acn.azure.com/v1alpha", "NodeNetworkConfig")
    return min(configs, key=lambda config: int(config["status"]["assignedIPCount"]))


def _shape(config: Json) -> Json:
    """Return what a configuration says of how many addresses the node has, and how they come."""
    (container,) = config["status"]["networkContainers"]
    assigned = [each["ip"] for each in container["ipAssignments"]]
    return {
        "type": container["type"],
        "assignmentMode": container["assignmentMode"],
        "requested": config["spec"]["requestedIPCount"],
        "assigned": config["status"]["assignedIPCount"],
        "primary": ip_network(container["primaryIP"]).num_addresses,
        "assignments": [ip_network(each).num_addresses for each in assigned],
        "scaler": config["status"].get("scaler"),
    }


@pytest.mark.parametrize(
    ("allocation", "mode", "planned"),
    [
        ("dynamic", "pod-subnet", formulas.dynamic_floor(1, 0, 250)),
        ("blocks", "pod-subnet-static-block", formulas.static_block(1, 0, 250)),
    ],
)
def test_a_real_node_a_simulated_one_and_the_formula_count_the_same_addresses(
    allocation: str, mode: str, planned: int
) -> None:
    real, simulated = _shape(_real(allocation)), _shape(_simulated(mode))
    assert simulated == real
    assert real["primary"] + sum(real["assignments"]) == planned
