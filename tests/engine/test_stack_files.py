"""Every stack file of the checkout, run end to end on the real engine."""

from __future__ import annotations

import json

import pytest

from aksnet.sandbox.sandbox_errors import SandboxError
from aksnet.sandbox.stack_file_copy import stacks_of
from tests.command_line import invoke
from tests.engine.conftest import CHECKOUT, Runner

pytestmark = pytest.mark.engine
NEEDS = {"landingzone": ("landingzone-hub",)}
"""Stacks whose outputs a stack file refers to."""
EMPTY = {"format": 1, "objects": {}, "resources": {}}


@pytest.mark.parametrize("stack", stacks_of(CHECKOUT))
def test_a_stack_file_runs_from_preview_to_nothing_left(stack: str, checkout: Runner) -> None:
    before = (CHECKOUT / f"Pulumi.{stack}.yaml").read_bytes()
    for other in NEEDS.get(stack, ()):
        assert checkout("up", other).ok
    preview = checkout("preview", stack)
    assert (preview.ok, preview.errors) == (True, ())
    up = checkout("up", stack)
    assert (up.ok, up.errors) == (True, ())
    assert up.steps.keys() == preview.steps.keys(), "the preview told what the up did"
    assert checkout("up", stack).changed == {}
    assert checkout("refresh", stack).changed == {}
    migrated = invoke("migrate", "-s", stack, "--sandbox", "--project", CHECKOUT, width=120)
    assert (migrated.exit_code, "There is nothing to migrate" in migrated.output) == (0, True)
    if any(resource["protect"] for resource in up.resources):
        with pytest.raises(SandboxError, match="Nothing was deleted"):
            checkout("destroy", stack)
        unprotected = checkout.stack_file(stack, "protect: true", "protect: false")
        assert checkout("up", stack, unprotected).ok
        assert checkout("destroy", stack, unprotected).ok
    else:
        assert checkout("destroy", stack).ok
    for other in NEEDS.get(stack, ()):
        assert checkout("destroy", other).ok
    subscription = checkout.scratch / "home" / "azure.json"
    assert json.loads(subscription.read_text(encoding="utf-8")) == EMPTY
    assert (CHECKOUT / f"Pulumi.{stack}.yaml").read_bytes() == before


def test_refused_settings_end_a_run_with_their_own_text_alone(checkout: Runner) -> None:
    file = checkout.stack_file("dev", "hello-kubernetes: {}", "hello-kubernets: {}")
    result = checkout("preview", "dev", file)
    assert (result.ok, len(result.errors)) == (False, 1)
    assert [urn.split("::")[2] for urn in result.steps] == ["pulumi:pulumi:Stack"], (
        "a state that is not read gets no entry"
    )
    assert result.errors[0].startswith("1 problem in the stack's settings; nothing was declared\n\n")
