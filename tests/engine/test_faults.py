"""Faults on the real engine: what a user sees of each, and that the next up gets over it."""

from __future__ import annotations

import pytest

from aksnet.sandbox.result import RunResult
from aksnet.sandbox.run import run
from tests.engine.conftest import Flat

pytestmark = pytest.mark.engine


def up(flat: Flat, *faults: str) -> RunResult:
    """Deploy the flat program with faults."""
    flat("preview")  # writes the stack file
    return run("up", project=flat.runner.project, stack="try", using=flat.runner.engine, faults=faults)


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("throttle:Subnet", "TooManyRequests"),
        ("conflict:Subnet", "AnotherOperationInProgress"),
        ("partial:ManagedCluster", "ProvisioningFailed"),
        ("role-delay", "ResourceMissingPermissionError"),
        ("quota", "ManagedClusterCountExceedsQuotaLimit"),
        ("capacity", "AllocationFailed"),
    ],
)
def test_a_fault_is_told_and_the_next_up_gets_over_it(flat: Flat, fault: str, says: str) -> None:
    struck = up(flat, fault)
    assert (struck.ok, struck.warnings) == (False, ())
    assert any(says in error for error in struck.errors)
    assert up(flat).ok
    assert flat("up").changed == {}


def test_a_short_throttling_only_takes_longer_and_a_fault_that_struck_nothing_is_told(flat: Flat) -> None:
    result = up(flat, "throttle:Subnet:3", "capacity:NatGateway")
    assert (result.ok, result.warnings) == (True, ("the fault capacity:NatGateway matched no operation in this run",))


def test_a_killed_engine_ends_the_run_with_one_message(flat: Flat) -> None:
    result = up(flat, "kill-during:2")
    assert (result.ok, len(result.errors), result.resources) == (False, 1, ())
    assert result.errors[0].startswith("the engine was killed during operation 2, create of ")
