"""What egress takes for granted: each warning alone, and its counterpart beside the edge."""

import pytest

from aksnet.rules.checks import egress
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, VNET_ID, CheckCase, Raw, found, network, problems, under_check


def _existing(outbound: str, **keys: object) -> Raw:
    subnet = {"name": "old"} | keys
    return network({"dev": {"nodeSubnet": subnet, "outbound": outbound}}, id=VNET_ID)


CASES = [
    CheckCase(
        check=egress.existing_gateways,
        says="existing subnets have a NAT gateway already",
        raw=_existing("userAssignedNATGateway", existing=True),
        expected=[
            Problem(
                path="clusters.dev.outbound",
                value="userAssignedNATGateway",
                allowed="AKS refuses the cluster unless each of its existing subnets has a NAT gateway (old)",
                cure="associate one before you create the cluster",
                page=LEARN + "aks/nat-gateway",
                code="SubnetNotAssociatedWithNATGateway",
                warning=True,
            )
        ],
        beside=_existing("userAssignedNATGateway", prefix="10.9.0.0/24"),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_a_plan_that_fails_a_check_is_told_of_it_and_of_nothing_else(case: CheckCase) -> None:
    assert case.expected == found(case.raw)
    assert case.expected == list(case.check(under_check(case.raw)))
    assert [problem for problem in case.expected if not problem.warning] == problems(case.raw)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_a_plan_beside_the_edge_passes(case: CheckCase) -> None:
    assert (found(case.beside), problems(case.beside)) == ([], [])


def test_every_check_has_a_case() -> None:
    assert {case.check for case in CASES} == set(egress.CHECKS)
