"""Every command interrupted at random moments, and recovery killed at its writes: of `make cuts` and `make chaos`."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from aksnet.engine.obtain import Engine
from tests.engine.conftest import CHECKOUT
from tools.cuts import COMMANDS, SIGNALS, Saved, kill_recovery, kills, saved
from tools.kill_points import Kill, Moment

pytestmark = pytest.mark.engine
TIMES = 10
"""How often each of the six commands is cut."""


@pytest.fixture(scope="module")
def fresh() -> Iterator[ProcessPoolExecutor]:
    """A process that has never spoken gRPC: commands are forks of it, and gRPC's threads bear no fork."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as process:
        yield process


@pytest.fixture(scope="module")
def start(fresh: ProcessPoolExecutor, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    return fresh.submit(saved, CHECKOUT, engine.path.parents[1], tmp_path_factory.mktemp("cuts")).result()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_is_interrupted_ends_as_it_says_and_goes_on_as_it_says(
    command: str, start: Saved, fresh: ProcessPoolExecutor
) -> None:
    assert fresh.submit(cut, start, command).result() == []


def cut(start: Saved, command: str) -> list[str]:
    """Cut a command some times, and follow every third cut to its end; return what is not as it should be."""
    chance = random.Random(command)
    return [
        each
        for at in range(TIMES)
        for each in start.cut(command, chance, SIGNALS[at % len(SIGNALS)], follow=at % 3 == 0)
    ]


def test_recovery_that_was_killed_at_a_write_is_recovered_from(start: Saved, fresh: ProcessPoolExecutor) -> None:
    """Every third point: each write once, at a moment that changes from write to write; `make chaos` has all."""
    assert fresh.submit(killed, start).result() == [
        (Kill(write=1, moment=Moment.DURING), []),
        (Kill(write=2, moment=Moment.AFTER), []),
    ]


def killed(start: Saved) -> list[tuple[Kill, list[str]]]:
    """Kill recovery at every third point; return each point with what is not as it should be."""
    moments = [*Moment]
    return list(kill_recovery(start, kills(lambda write: [moments[write % len(moments)]])))
