"""A sample of `make chaos`: for each mode an engine killed once, each time at another point of its up."""

from __future__ import annotations

import pytest

from aksnet.engine.obtain import Engine
from tests.engine.conftest import CHECKOUT
from tools.chaos import Cut, attempt, cuts, spread, undisturbed
from tools.trial import modes

pytestmark = pytest.mark.engine
MODES = modes(CHECKOUT)


def test_the_modes_are_all_twelve_and_each_up_is_cut_everywhere() -> None:
    assert len(MODES) == 12
    assert [str(cut) for cut in cuts("overlay", 2)] == [
        "overlay kill-during:1",
        "overlay kill-after:1",
        "overlay kill-during:2",
        "overlay kill-after:2",
    ]


@pytest.mark.parametrize(("most", "taken"), [(None, "abcde"), (9, "abcde"), (3, "ace"), (2, "ae"), (1, "a")])
def test_a_few_cuts_are_spread_from_the_first_point_to_the_last(most: int | None, taken: str) -> None:
    assert "".join(spread("abcde", most)) == taken


@pytest.mark.parametrize(("number", "mode"), list(enumerate(MODES)))
def test_an_up_that_was_killed_reaches_the_state_of_an_undisturbed_one(number: int, mode: str, engine: Engine) -> None:
    expected, operations = undisturbed(CHECKOUT, engine, mode)
    # Both kinds meet odd and even operations, hence the first ones as well as those in a cluster.
    kind = ("kill-during", "kill-after")[(number + number // 2) % 2]
    cut = Cut(mode=mode, fault=f"{kind}:{1 + number % operations}", destroy=number % 4 == 0)
    assert attempt(CHECKOUT, engine, cut, expected) == []
