"""The plan that migrate works by: with outputs of other stacks in it, or ended by what they lack."""

from __future__ import annotations

import pytest

from aksnet.migrate.planned_file import plan_of
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import SettingsError
from aksnet.settings.stack_references import StackRead
from tests.hub_outputs import HUB
from tests.program import ROOT


def test_outputs_of_another_stack_are_part_of_the_plan() -> None:
    read: list[str] = []

    def outputs(stack: str) -> StackRead:
        read.append(stack)
        return StackRead(outputs=HUB)

    plan = plan_of(ROOT, "landingzone", outputs)
    assert [peering.remote_id for peering in plan({}).network.peerings] == [HUB["network"]["vnetId"]]
    assert read == ["landingzone-hub"], "read once, whatever is planned with it"


def test_outputs_that_cannot_be_had_end_it_before_anything_is_read() -> None:
    unread = StackRead(outputs=None, unread="which is not deployed", cure="deploy it")
    with pytest.raises(SettingsError) as caught:
        plan_of(ROOT, "landingzone", lambda _: unread)
    assert [(each.kind, each.path, each.cure) for each in caught.value.problems] == [
        (Kind.STACK_UNREAD, "network.peerings.hub.id", "deploy it"),
        (Kind.STACK_UNREAD, "network.peerings.hub.ranges.0", "deploy it"),
    ]
