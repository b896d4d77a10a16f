"""An error of the plan that is a limit of Azure, and a refusal of the simulated Azure: the one exactly with the other.

2,000 drawn stacks in CI, ten of them in `make unit`. Each is declared by the components upon a simulated subscription,
without the engine; twenty go through the engine (tests/engine/test_cross.py) and say the same.
"""

from collections import Counter

import pytest

from aksnet.sandbox.azure.aks_rules import RULES
from aksnet.settings.problem_entry import Limit, Severity, Stage
from aksnet.settings.problem_kinds import Kind
from tests.cross.answers import AZURE, OPEN, OURS, SILENT, UNASKED, UNDRAWN, WARNED
from tests.cross.compare import compared
from tests.cross.simulated import INSIDE
from tests.scale import cases

pytestmark = [pytest.mark.fuzz, pytest.mark.slow]

HUNDREDS = [pytest.param(number, marks=() if number == 0 else pytest.mark.matrix) for number in range(20)]
"""Each of a hundred stacks in CI; `make unit` has a part of the first alone."""


@pytest.mark.parametrize("hundred", HUNDREDS)
def test_planning_and_the_sandbox_refuse_the_same_stacks(hundred: int) -> None:
    for number in range(cases(100)):
        both = compared(f"{hundred}/{number}")
        assert not list(both.differences()), both.report()


def test_every_error_is_in_one_table_with_its_limit() -> None:
    errors = [kind for kind in Kind if kind.value.severity is Severity.ERROR and kind.value.stage is not Stage.FORM]
    tables = Counter([*AZURE, *UNASKED, *UNDRAWN, *OURS, *OPEN])
    assert tables == Counter(errors)
    assert {kind for kind in errors if kind.value.limit is Limit.OURS} == set(OURS)


def test_every_rule_of_a_table_is_one_of_the_sandbox() -> None:
    known = {f"{rule.__module__.rsplit('_', 1)[1]}.{rule.__name__}" for rule in RULES}
    named = [answer.rules for answer in (*AZURE.values(), *WARNED.values())]
    named += [own.rules for own in OURS.values()] + [silence.rules for silence in SILENT]
    assert {rule for rules in named for rule in rules if "." in rule and not rule.startswith(INSIDE)} - known == set()


def test_warnings_that_azure_refuses_are_warnings() -> None:
    assert [kind.id for kind in WARNED if kind.value.severity is not Severity.WARNING] == []
