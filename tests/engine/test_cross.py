"""Twenty of the drawn stacks of tests/cross on the real engine: it ends as the comparison without it says.

Stacks that use what exists are left to that comparison, since each would need a subscription of its own before the run.
"""

from __future__ import annotations

import json
from itertools import count, islice
from pathlib import Path
from random import Random

import pytest

from aksnet.settings.problem_entry import Severity
from tests.cross.compare import LOCATION, STACK, Compared, compared
from tests.cross.drawing import draw
from tests.engine.conftest import Runner

pytestmark = pytest.mark.engine


def _all_new(seed: str) -> bool:
    return draw(Random(seed)).existing.empty


SEEDS = list(islice(filter(_all_new, (f"0/{number}" for number in count())), 20))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_engine_ends_as_the_comparison_without_it_says(seed: str, checkout: Runner, tmp_path: Path) -> None:
    both: Compared = compared(seed)
    refused = bool(both.refused) or any(problem.severity is Severity.ERROR for problem in both.found)
    path = tmp_path / "drawn.yaml"
    settings = {f"aks-networking:{key}": value for key, value in both.drawn.raw.items()}
    path.write_text(json.dumps({"config": {"azure-native:location": LOCATION, **settings}}))
    up = checkout("up", STACK, path)
    assert up.ok is not refused, (up.errors, both.report())
    assert not list(both.differences()), both.report()
