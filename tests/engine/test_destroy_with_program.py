"""`pulumi destroy --run-program` on the real engine: the program runs, and with it the guard of living clusters."""

from __future__ import annotations

import json
from functools import partialmethod
from pathlib import Path

import pytest
from pulumi import automation

from aksnet.engine.home import Home
from tests.engine.conftest import Runner
from tests.engine.test_changes import CLUSTER, stack_file

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("with_program")]


@pytest.fixture
def with_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a destroy of the sandbox be `pulumi destroy --run-program`."""
    monkeypatch.setattr(automation.Stack, "destroy", partialmethod(automation.Stack.destroy, run_program=True))


def test_a_destroy_that_runs_the_program_needs_no_variable_where_the_settings_are_those_of_the_clusters(
    checkout: Runner, home: Home, tmp_path: Path
) -> None:
    file = stack_file(tmp_path, {"dev": CLUSTER})
    assert checkout("up", "dev", file).ok
    destroyed = checkout("destroy", "dev", file)
    assert (destroyed.ok, destroyed.errors) == (True, ())
    assert json.loads(home.subscription.read_text(encoding="utf-8"))["resources"] == {}


def test_a_destroy_that_runs_the_program_passes_by_the_variable_that_its_refusal_names(
    checkout: Runner, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    living = {**CLUSTER, "workloads": {}}
    assert checkout("up", "dev", stack_file(tmp_path, {"dev": living})).ok
    subscription = home.subscription.read_text(encoding="utf-8")
    other = stack_file(tmp_path, {"dev": {**living, "mode": "overlay"}})
    refused = checkout("destroy", "dev", other)
    assert (refused.ok, refused.changed) == (False, {})
    assert (
        "`pulumi destroy --run-program`, which is meant to lose them, passes with AKSNET_GUARD=off."
        in refused.errors[0]
    )
    assert home.subscription.read_text(encoding="utf-8") == subscription
    monkeypatch.setenv("AKSNET_GUARD", "off")
    destroyed = checkout("destroy", "dev", other)
    assert (destroyed.ok, destroyed.errors) == (True, ())
    assert any("nothing guards this run" in warning for warning in destroyed.warnings)
    assert json.loads(home.subscription.read_text(encoding="utf-8"))["resources"] == {}
