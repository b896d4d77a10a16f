"""The work of planning grows as the stack file does: counted in calls, because no test measures time.

All pairs of three thousand subnets once took minutes.
"""

import sys
from collections.abc import Callable
from typing import Any, Final

import pytest

from aksnet.planning import plan_as_far_as_possible
from aksnet.report.plan_report import PlanReport
from aksnet.report.svg import svg
from aksnet.report.topology.picture import topology

pytestmark = pytest.mark.slow
Stack = dict[str, Any]
SMALL: Final = 20
"""Things of a kind; fewer than the problems of one rule that are told, which would hide how the work grows."""
ONE: Final = {"dev": {"nodeSubnet": "10.255.0.0/24", "podCidr": "192.168.0.0/16", "serviceCidr": "172.16.0.0/16"}}


def _subnets(prefix: Callable[[int], str]) -> Callable[[int], Stack]:
    return lambda many: {
        "network": {
            "addressSpace": ["10.0.0.0/8"],
            "subnets": {f"s{number:03}": prefix(number) for number in range(many)},
        },
        "clusters": ONE,
    }


def _clusters(cluster: Callable[[int], Stack]) -> Callable[[int], Stack]:
    return lambda many: {
        "network": {"addressSpace": ["10.0.0.0/8"]},
        "clusters": {f"c{number:03}": cluster(number) for number in range(many)},
    }


STACKS: Final[dict[str, Callable[[int], Stack]]] = {
    "subnets apart": _subnets(lambda number: f"10.1.{number}.0/24"),
    "subnets of one range": _subnets(lambda _: "10.1.0.0/24"),
    "subnets in one another": _subnets(lambda number: f"10.1.0.0/{8 + number % 20}"),
    "subnets outside the VNet": _subnets(lambda number: f"11.1.{number}.0/24"),
    "ranges of the VNet and of its peers": lambda many: {
        "network": {key: [f"10.1.{number}.0/24" for number in range(many)] for key in ("addressSpace", "peeredRanges")},
        "clusters": {"dev": {"nodeSubnet": "10.1.0.0/24"}},
    },
    "one range again and again": lambda many: {
        "network": {key: ["10.1.0.0/24"] * many for key in ("addressSpace", "peeredRanges")},
        "clusters": {"dev": {"nodeSubnet": "10.1.0.0/24"}},
    },
    "clusters apart": _clusters(
        lambda number: {
            "nodeSubnet": f"10.1.{number}.0/24",
            "podCidr": "192.168.0.0/16",
            "serviceCidr": "172.16.0.0/16",
        }
    ),
    "clusters without a subnet": _clusters(lambda _: {"podCidr": "10.244.0.0/24", "serviceCidr": "10.0.0.0/24"}),
    "clusters in one another": _clusters(
        lambda _: dict.fromkeys(("nodeSubnet", "podCidr", "serviceCidr"), "10.0.0.0/24") | {"mode": "overlay"}
    ),
    "clusters in one subnet": _clusters(
        lambda _: {"mode": "node-subnet", "nodeSubnet": {"name": "n", "prefix": "10.1.0.0/16"}}
    ),
}


def _calls(stack: Stack) -> int:
    """Return how many functions are called for a plan and its picture, those that are written in C included."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        found = plan_as_far_as_possible(stack, stack="test", location="westeurope")
        report = PlanReport(
            stack="test",
            plan=found.plan,
            budget=found.budget,
            peered=found.peered_ranges,
            problems=found.problems,
            warnings=tuple(each.sentence() for each in found.warnings),
        )
        svg(report)
        topology(report)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("stack", STACKS.values(), ids=STACKS)
def test_twice_the_stack_is_twice_the_work(stack: Callable[[int], Stack]) -> None:
    _calls(stack(1))  # imports and caches
    small, large, larger = (_calls(stack(SMALL * factor)) for factor in (1, 2, 4))
    assert (larger - large) / (large - small) < 2.3
