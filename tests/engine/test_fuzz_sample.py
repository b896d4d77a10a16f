"""A sample of the stacks that the planner's fuzz takes for right, deployed on the real engine.

Proves that what passes the plan is accepted by the sandbox, which knows Azure's rules independently: each side
checks the other. The whole fuzz is tests/plan/test_fuzz.py.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from aksnet.planning import make_plan
from tests.engine.conftest import Runner
from tests.plan.fuzz import right

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("seed", range(8))
def test_a_stack_that_passes_the_plan_is_accepted_by_the_sandbox(seed: int, checkout: Runner, tmp_path: Path) -> None:
    raw = right(Random(seed))
    raw.pop("resourceGroup", None)  # an existing group would have to be there
    plan = make_plan(raw, stack="dev", location="westeurope")
    path = tmp_path / "sample.yaml"
    settings = {f"aks-networking:{key}": value for key, value in raw.items()}
    path.write_text(json.dumps({"config": {"azure-native:location": "westeurope", **settings}}))
    up = checkout("up", "dev", path)
    assert (up.ok, up.errors) == (True, ())
    assert sorted(up.outputs["clusters"]) == [cluster.key for cluster in plan.clusters]
    assert checkout("up", "dev", path).changed == {}
