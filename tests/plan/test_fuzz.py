"""Whatever a stack file says ends in a plan or in problems that can be read; never in another error.

10,000 stacks in CI, a tenth of them in `make unit`, from a plain generator with fixed seeds, which is faster than
hypothesis by far: right ones, which are planned; the same with a few settings changed at random; and the same with
junk in them.

Not proven: that the problems are the right ones; the tables of `reading/`, `rules/` and `checks/` do that.
"""

from random import Random
from typing import Any

import pytest

from aksnet.plan.cluster_ranges import node_ranges, pod_ranges
from aksnet.plan.profile import network_profile
from aksnet.plan.records import StackPlan
from aksnet.planning import make_plan
from aksnet.settings.problems import SettingsError
from tests.plan.fuzz import changed, right, spoiled
from tests.plan.support import TODAY
from tests.scale import cases

pytestmark = [pytest.mark.fuzz, pytest.mark.slow]

CHUNKS = range(10)
"""Each is planned with a seed of its own, on any worker."""

RIGHT, CHANGED, SPOILED = cases(200), cases(400), cases(400)
"""Stacks of each kind in a chunk."""


def _readable(error: SettingsError) -> list[str]:
    """Return what no problem may lack, for every problem that lacks it."""
    lacking = [f"nothing said at {p.path}" for p in error.problems if not (p.path and p.message and p.cure)]
    said = [(p.path, p.message) for p in error.problems]
    lacking += [f"said twice: {one}" for one in sorted(set(said)) if said.count(one) > 1]
    return lacking if error.problems else ["no problem at all"]


def _whole(planned: StackPlan) -> list[str]:
    """Return what a plan names and does not have."""
    subnets = planned.network.subnets
    named = [name for found in planned.clusters for pool in found.pools for name in (pool.node_subnet, pool.pod_subnet)]
    lacking = [f"no subnet {name}" for name in named if name is not None and name not in subnets]
    lacking += [
        f"no range for {name}" for name, subnet in subnets.items() if not subnet.existing and not subnet.prefixes
    ]
    for subnet in subnets.values():
        if subnet.route_table is not None and subnet.route_table not in planned.network.route_tables:
            lacking.append(f"no route table {subnet.route_table}")
        if subnet.nat_gateway is not None and subnet.nat_gateway not in planned.network.nat_gateways:
            lacking.append(f"no NAT gateway {subnet.nat_gateway}")
    used = {subnet.route_table for subnet in subnets.values()} | {subnet.nat_gateway for subnet in subnets.values()}
    made = [*planned.network.route_tables, *planned.network.nat_gateways]
    return lacking + [f"{name} hangs on nothing" for name in made if name not in used]


def _plan(raw: Any) -> StackPlan | SettingsError:
    try:
        return make_plan(
            raw if isinstance(raw, dict) else {"clusters": raw}, stack="dev", location="westeurope", today=TODAY
        )
    except SettingsError as error:
        return error


def _lacking(outcome: StackPlan | SettingsError) -> list[str]:
    if isinstance(outcome, SettingsError):
        return [*_readable(outcome), *([] if str(outcome) else ["no text"])]
    for found in outcome.clusters:
        network_profile(found)
        node_ranges(found, outcome.network)
        pod_ranges(found, outcome.network)
    return _whole(outcome)


def _planned(outcomes: list[StackPlan | SettingsError]) -> float:
    return sum(isinstance(outcome, StackPlan) for outcome in outcomes) / len(outcomes)


@pytest.mark.parametrize("chunk", CHUNKS)
def test_right_stacks_are_planned(chunk: int) -> None:
    random = Random(chunk)
    outcomes = [_plan(right(random)) for _ in range(RIGHT)]
    assert [str(outcome) for outcome in outcomes if isinstance(outcome, SettingsError)] == []
    assert [lacking for outcome in outcomes for lacking in _lacking(outcome)] == []


@pytest.mark.parametrize("chunk", CHUNKS)
def test_settings_of_a_right_shape_are_planned_or_refused_in_words(chunk: int) -> None:
    random = Random(1000 + chunk)
    outcomes = [_plan(changed(random, right(random))) for _ in range(CHANGED)]
    assert [lacking for outcome in outcomes for lacking in _lacking(outcome)] == []
    assert 0.1 < _planned(outcomes) < 0.9, "the changes are too many or too few to tell anything"


@pytest.mark.parametrize("chunk", CHUNKS)
def test_settings_of_any_shape_are_planned_or_refused_in_words(chunk: int) -> None:
    random = Random(2000 + chunk)
    for _ in range(SPOILED):
        raw = spoiled(random, changed(random, right(random)))
        assert _lacking(_plan(raw)) == [], raw
