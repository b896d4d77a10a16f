"""Rules on network security groups: every one has a case that breaks it alone, and one beside the edge.

Which rules a group gets by itself is in `tests/plan/test_security.py`.
"""

import pytest

from aksnet.rules import security
from aksnet.settings.problems import Problem
from tests.plan.support import GROUP_ID, LEARN, Case, Raw, dev, network, problems, settings

WEB = {"priority": 100, "direction": "Inbound", "access": "Allow"}


def nsg(**keys: object) -> Raw:
    """A cluster whose node subnet has a group with these keys."""
    return dev(nodeSubnet={"networkSecurityGroup": keys})


def two(first: str, second: str) -> Raw:
    """A cluster and a second subnet, each with a group of this name."""
    return network(
        nsg(name=first)["clusters"],
        subnets={"lb": {"prefix": "10.230.0.0/24", "networkSecurityGroup": {"name": second}}},
    )


CASES = [
    Case(
        rule=security.existing_groups,
        says="an existing group is not named again",
        raw=nsg(id=GROUP_ID, name="mine"),
        expected=[
            Problem(
                path="clusters.dev.nodeSubnet.networkSecurityGroup.name",
                value="mine",
                allowed="either id, for a group that is there already, or the name and rules of a new one",
                cure="remove id or name",
                page=LEARN + "virtual-network/network-security-groups-overview",
            )
        ],
        beside=nsg(id=GROUP_ID),
    ),
    Case(
        rule=security.existing_groups,
        says="an existing group gets no rules",
        raw=nsg(id=GROUP_ID, rules={"web": WEB}),
        expected=[
            Problem(
                path="clusters.dev.nodeSubnet.networkSecurityGroup.rules",
                value=["web"],
                allowed="either id, for a group that is there already, or the name and rules of a new one",
                cure="remove id or rules",
                page=LEARN + "virtual-network/network-security-groups-overview",
            )
        ],
        beside=nsg(rules={"web": WEB}),
    ),
    Case(
        rule=security.priorities,
        says="two rules of one direction have two priorities",
        raw=nsg(rules={"web": WEB, "ssh": WEB}),
        expected=[
            Problem(
                path="clusters.dev.nodeSubnet.networkSecurityGroup.rules.web.priority",
                value=100,
                allowed="a priority that no other Inbound rule has; ssh has this one",
                cure="choose another number from 100 to 3999",
                page=LEARN + "virtual-network/network-security-groups-overview",
            )
        ],
        beside=nsg(rules={"web": WEB, "ssh": WEB | {"direction": "Outbound"}}),
    ),
    Case(
        rule=security.unique_groups,
        says="two subnets never share a new group",
        raw=two("same", "Same"),
        expected=[
            Problem(
                path="network.subnets.lb.networkSecurityGroup.name",
                value="Same",
                allowed="a name of its own; the group of the subnet dev-node-subnet has this one",
                cure="choose another name, or remove it to get <subnet>-nsg",
                page=LEARN + "azure-resource-manager/management/resource-name-rules",
            )
        ],
        beside=two("one", "two"),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_settings_that_break_a_rule_are_told_of_it_and_of_nothing_else(case: Case) -> None:
    assert case.expected == problems(case.raw)
    assert case.expected == list(case.rule(settings(case.raw)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_settings_beside_the_edge_break_nothing(case: Case) -> None:
    assert problems(case.beside) == []


def test_every_rule_has_a_case() -> None:
    assert {case.rule for case in CASES} == set(security.RULES)
