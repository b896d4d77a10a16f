"""Every stack file of the checkout: its declared order takes no longer than Azure needs, within 5 %."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from aksnet.cli.main import app
from aksnet.sandbox.engine import Engine
from aksnet.sandbox.home import Home
from aksnet.sandbox.order.deployed import entries
from aksnet.sandbox.order.missing import problems
from aksnet.sandbox.order.timeline import timeline
from aksnet.sandbox.stackfile import stacks_of
from tests.engine.conftest import CHECKOUT, Runner

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("stack", stacks_of(CHECKOUT))
def test_what_can_run_side_by_side_does(stack: str, engine: Engine, home: Home) -> None:
    found = entries(project=CHECKOUT, stack=stack, using=engine)
    times = timeline(found)
    assert problems(found) == []
    assert times.required <= times.declared <= 1.05 * times.required, times.path
    assert not home.root.exists(), "the stack was deployed in a copy"


def test_a_stack_that_is_deployed_is_timed_as_it_stands(checkout: Runner, engine: Engine, home: Home) -> None:
    assert checkout("up", "training").ok
    before = home.subscription.read_bytes()
    done = CliRunner().invoke(app, ["sandbox", "timeline", "--stack", "training", "--project", str(CHECKOUT)])
    assert engine.path.is_file()
    assert (done.exit_code, home.subscription.read_bytes()) == (0, before)
    assert "training-cluster" in done.stdout
    assert "within 5%" in done.stdout
