"""Fixed addresses of load balancers among nodes: the check alone, and its counterpart beside the edge."""

import pytest

from aksnet.rules.checks import front_ends
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, CheckCase, found, network, problems, service, under_check

CASES = [
    CheckCase(
        check=front_ends.among_nodes,
        says="three nodes and one of an upgrade may have the first four addresses",
        raw=service(type="LoadBalancer", internal=True, address="10.224.0.7"),
        expected=[
            Problem(
                path="clusters.dev.workloads.nginx.service.address",
                value="10.224.0.7",
                allowed="nodes of the subnet dev-node-subnet get its first addresses, perhaps 10.224.0.7",
                cure="write one at its end, for instance 10.224.255.254",
                page=LEARN + "aks/internal-lb",
                warning=True,
            )
        ],
        beside=service(type="LoadBalancer", internal=True, address="10.224.0.8"),
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


def test_a_subnet_without_nodes_gives_all_its_addresses_to_load_balancers() -> None:
    fixed = service(type="LoadBalancer", internal=True, subnet="edge", address="10.230.0.4")
    assert found(network(fixed["clusters"], subnets={"edge": "10.230.0.0/24"})) == []


def test_every_check_has_a_case() -> None:
    assert {case.check for case in CASES} == set(front_ends.CHECKS)
