"""What `aksnet diff` says of a change, and what the simulated provider and the simulated Azure make of it: the same.

1,000 single changes of 100 living stacks in CI. For each resource the outcome that is told is the step of the up
(none, update, replacement, deletion, refusal), and where something is told, Azure takes the change upon what is there
exactly where it is told as one request in place. Thirty changes go through the engine (tests/engine).
"""

import pytest

from tests.cross.compare_changes import compared
from tests.scale import cases

pytestmark = [pytest.mark.fuzz, pytest.mark.slow]

TENS = [pytest.param(number, marks=() if number == 0 else pytest.mark.matrix) for number in range(20)]
"""Each of five living stacks with ten changes in CI; `make unit` has the first alone."""


@pytest.mark.parametrize("ten", TENS)
def test_what_is_told_of_a_change_is_what_an_up_does_and_what_azure_takes(ten: int) -> None:
    for base in range(cases(5)):
        for number in range(10):
            changed = compared(f"{ten}/{base}", number)
            assert not list(changed.differences()), changed.report()
