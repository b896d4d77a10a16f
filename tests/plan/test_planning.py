"""The door to planning: each step is taken once, whether or not all is well; problems come with what is left."""

from collections.abc import Callable
from typing import Any

import pytest

from aksnet import planning
from aksnet.errors import UsageError
from aksnet.plan.budget import NO_BUDGET, stack_budget
from aksnet.rules import context
from aksnet.settings.problems import SettingsError
from tests.plan.support import TODAY, Raw, dev

RIGHT = dev()
WRONG = dev(mode="kubenet", podCidr="10.224.0.0/16", networkPolicy="azure", nodePools={"np": {"maxPods": 5}})
UNREADABLE: Raw = {"clusters": 1}


@pytest.mark.parametrize("raw", [RIGHT, WRONG], ids=["right", "wrong"])
def test_a_walk_through_planning_takes_each_step_once(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []

    def counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **keys: Any) -> Any:
            steps.append(name)
            return function(*args, **keys)

        return step

    for module, names in ((planning, ("load", "resolve", "plan_stack", "judge")), (context, ("stack_budget",))):
        for name in names:
            monkeypatch.setattr(module, name, counted(name, getattr(module, name)))
    planning.plan_as_far_as_possible(raw, stack="dev", location="westeurope", today=TODAY)
    assert steps == ["load", "resolve", "plan_stack", "judge", "stack_budget"]


def test_the_plan_of_wrong_settings_comes_with_its_budget_and_with_what_is_told_when_it_is_refused() -> None:
    found = planning.plan_as_far_as_possible(WRONG, stack="dev", location="westeurope", today=TODAY)
    assert found.plan is not None
    assert found.budget == stack_budget(found.plan)
    assert [problem.path for problem in found.problems] == [
        "clusters.dev.networkPolicy",
        "clusters.dev.nodePools.np.maxPods",
        "clusters.dev.podCidr",
    ]
    with pytest.raises(SettingsError) as refused:
        planning.make_plan(WRONG, stack="dev", location="westeurope", today=TODAY)
    assert (refused.value.problems, refused.value.warnings) == (found.problems, found.warnings)


def test_right_settings_have_one_plan_through_either_door() -> None:
    found = planning.plan_as_far_as_possible(RIGHT, stack="dev", location="westeurope", today=TODAY)
    assert found.plan == planning.make_plan(RIGHT, stack="dev", location="westeurope", today=TODAY)
    assert (found.problems, found.warnings) == ((), ())


def test_settings_of_which_nothing_can_be_read_have_problems_alone() -> None:
    found = planning.plan_as_far_as_possible(UNREADABLE, stack="dev", location=None)
    assert (found.plan, found.budget, found.peered_ranges) == (None, NO_BUDGET, ())
    assert [problem.path for problem in found.problems] == ["azure-native:location", "clusters"]


def test_a_variable_names_the_day_to_plan_for(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = {"clusters": {"dev": {"kubernetesVersion": "1.36"}}}
    monkeypatch.setenv(planning.TODAY_VARIABLE, "2027-07-01")
    later = planning.plan_as_far_as_possible(raw, stack="dev", location="westeurope")
    monkeypatch.setenv(planning.TODAY_VARIABLE, "2027-06-30")
    before = planning.plan_as_far_as_possible(raw, stack="dev", location="westeurope")
    assert ([problem.kind.id for problem in later.problems], before.problems) == (["versions.not-offered"], ())


def test_what_is_no_day_is_told_in_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(planning.TODAY_VARIABLE, "soon")
    with pytest.raises(UsageError, match=r"^AKSNET_TODAY is 'soon', which is no day; write it like 2027-04-01\.$"):
        planning.make_plan(RIGHT, stack="dev", location="westeurope")
