"""Outputs of other stacks in a stack file: put in where they are known, told where they are not."""

from collections.abc import Mapping
from typing import Any

import pytest

from aksnet.planning import plan_as_far_as_possible
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from aksnet.settings.stack_references import StackRead, with_stack_outputs
from tests.plan.support import TABLE_ID, VNET_ID

Raw = dict[str, Any]
HUB: Raw = {
    "network": {"vnetId": VNET_ID, "addressSpace": ["10.0.0.0/16", "10.1.0.0/16"], "subnetIds": {"a": "/x"}},
    "routes": {"spoke": TABLE_ID},
    "key": "[secret]",
    "hidden": VNET_ID,
    "count": 3,
}


def of(output: str, stack: str = "hub") -> Raw:
    return {"fromStack": stack, "output": output}


def read(stack: str) -> StackRead:
    if stack != "hub":
        return StackRead(outputs=None, unread="which nobody has deployed", cure="deploy it")
    return StackRead(outputs=HUB, secret=frozenset({"hidden"}))


def told(raw: Mapping[str, Any]) -> tuple[Raw, list[tuple[Kind, str, str]]]:
    settings, problems = with_stack_outputs(raw, read)
    return settings, [(each.kind, each.path, each.message) for each in problems]


def test_an_output_stands_where_it_is_referred_to_and_a_list_joins_the_list_around_it() -> None:
    raw: Raw = {
        "network": {
            "peerings": {"hub": {"id": of("network.vnetId"), "ranges": of("network.addressSpace")}},
            "peeredRanges": ["192.168.0.0/16", of("network.addressSpace"), of("network.addressSpace.1")],
        },
        "clusters": {"dev": {"nodeSubnet": {"routeTableId": of("routes.spoke")}}},
    }
    assert told(raw) == (
        {
            "network": {
                "peerings": {"hub": {"id": VNET_ID, "ranges": ["10.0.0.0/16", "10.1.0.0/16"]}},
                "peeredRanges": ["192.168.0.0/16", "10.0.0.0/16", "10.1.0.0/16", "10.1.0.0/16"],
            },
            "clusters": {"dev": {"nodeSubnet": {"routeTableId": TABLE_ID}}},
        },
        [],
    )


@pytest.mark.parametrize(
    ("reference", "kind", "message", "cure"),
    [
        (
            of("network.vnetid"),
            Kind.STACK_OUTPUT_MISSING,
            "an output of hub; network has vnetId, addressSpace, subnetIds",
            "write network.vnetId",
        ),
        (
            of("network.addressSpace.2"),
            Kind.STACK_OUTPUT_MISSING,
            "an output of hub; network.addressSpace has nothing in it",
            "name one of them",
        ),
        (of("count"), Kind.STACK_OUTPUT_MISSING, "an output that is text or a list of texts", "name a part of it"),
        (
            of("key"),
            Kind.STACK_OUTPUT_SECRET,
            "an output that is no secret: planning prints it, in plans, reports, names and outputs",
            "let hub put it out in the clear",
        ),
        (
            of("hidden"),
            Kind.STACK_OUTPUT_SECRET,
            "an output that is no secret: planning prints it, in plans, reports, names and outputs",
            "let hub put it out in the clear",
        ),
        (
            of("network.vnetId", "org/p/other"),
            Kind.STACK_UNREAD,
            "the outputs of org/p/other, which nobody has deployed",
            "deploy it",
        ),
        (
            {"fromStack": "hub"},
            Kind.STACK_REFERENCE,
            "a stack and an output of it: {fromStack: organization/project/stack, output: path}",
            "write both keys as text, for instance output: network.vnetId",
        ),
    ],
)
def test_what_cannot_be_had_is_one_problem_at_its_place(reference: Raw, kind: Kind, message: str, cure: str) -> None:
    _, [problem] = with_stack_outputs({"network": {"id": reference}}, read)
    assert (problem.kind, problem.path, problem.message, problem.cure) == (kind, "network.id", message, cure)


def test_a_stack_is_read_once_however_often_it_is_referred_to() -> None:
    asked: list[str] = []

    def counted(stack: str) -> StackRead:
        asked.append(stack)
        return read(stack)

    with_stack_outputs({"network": {"peeredRanges": [of("network.addressSpace")] * 3, "id": of("x")}}, counted)
    assert asked == ["hub"]


def test_what_does_not_hang_on_a_missing_output_is_judged() -> None:
    """An id is planned under a placeholder; a range is left out."""
    unknown = "org/p/other"
    raw: Raw = {
        "network": {"id": of("network.vnetId", unknown), "peeredRanges": [of("ranges", unknown)]},
        "clusters": {
            "dev": {
                "nodeSubnet": of("network.subnetIds.nodes", unknown),
                "outbound": "userDefinedRouting",
                "serviceCidr": "172.30.0.0/20",
            }
        },
    }
    settings, unread = with_stack_outputs(raw, read)
    found = plan_as_far_as_possible(settings, stack="dev", location="westeurope", unread=unread)
    assert [(each.kind, each.path) for each in found.problems] == [
        (Kind.STACK_UNREAD, "network.id"),
        (Kind.STACK_UNREAD, "network.peeredRanges.0"),
        (Kind.STACK_UNREAD, "clusters.dev.nodeSubnet"),
        (Kind.SERVICES_ON_RESERVED, "clusters.dev.serviceCidr"),
    ]


def test_settings_without_references_stay_as_they_are() -> None:
    raw: Raw = {"clusters": {"dev": {"nodePools": {"np": {"zones": [1, "2"]}}, "workloads": {"nginx": None}}}}
    assert told(raw) == (raw, [])


def test_a_problem_shows_what_was_referred_to() -> None:
    _, [problem] = with_stack_outputs({"network": {"id": of("key")}}, read)
    assert isinstance(problem, Problem)
    assert problem.value == "hub: key"
