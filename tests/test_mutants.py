"""Mistakes made on purpose are where the program is; `tests/engine/test_mutants.py` shows that each is refused."""

from tests.engine.mutants import STACKS
from tests.engine.mutants_values import ALL
from tests.program import ROOT


def test_each_mistake_has_one_place_in_the_program() -> None:
    assert {mutant.what: mutant.places(ROOT) for mutant in ALL if mutant.places(ROOT) != 1} == {}


def test_each_small_stack_has_a_mistake_that_needs_it() -> None:
    assert {mutant.stack for mutant in ALL} == STACKS.keys()
