"""Every command interrupted at random moments, and recovery killed at its writes: of `make cuts` and `make chaos`."""

from __future__ import annotations

import random

import pytest

from aksnet.engine.obtain import Engine
from tests.engine.conftest import CHECKOUT
from tools.cuts import COMMANDS, SIGNALS, Saved, kill_recovery, kills, saved
from tools.kill_points import Kill, Moment

pytestmark = pytest.mark.engine
TIMES = 10
"""How often each of the six commands is cut."""


@pytest.fixture(scope="module")
def start(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    return saved(CHECKOUT, engine.path.parents[1], tmp_path_factory.mktemp("cuts"))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_is_interrupted_ends_as_it_says_and_goes_on_as_it_says(command: str, start: Saved) -> None:
    chance = random.Random(command)
    wrong = [
        each
        for at in range(TIMES)
        for each in start.cut(command, chance, SIGNALS[at % len(SIGNALS)], follow=at % 3 == 0)
    ]
    assert wrong == []


def test_recovery_that_was_killed_at_a_write_is_recovered_from(start: Saved) -> None:
    """Every third point: each write once, at a moment that changes from write to write; `make chaos` has all."""
    moments = [*Moment]
    every_third = kills(lambda write: [moments[write % len(moments)]])
    expected: list[tuple[Kill, list[str]]] = [
        (Kill(write=1, moment=Moment.DURING), []),
        (Kill(write=2, moment=Moment.AFTER), []),
    ]
    assert list(kill_recovery(start, every_third)) == expected
