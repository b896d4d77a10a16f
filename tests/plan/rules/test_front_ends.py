"""Fixed addresses of load balancers among nodes: the check alone, and its counterpart beside the edge."""

from aksnet.rules import front_ends
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, Case, found, network, service

CASES = [
    Case(
        rule=front_ends.among_nodes,
        says="three nodes and one of an upgrade may have the first four addresses",
        raw=service(type="LoadBalancer", internal=True, address="10.224.0.7"),
        expected=[
            Problem(
                kind=Kind.FRONT_END_AMONG_NODES,
                path="clusters.dev.workloads.nginx.service.address",
                value="10.224.0.7",
                message="nodes of the subnet dev-node-subnet get its first addresses, perhaps 10.224.0.7",
                cure="write one at its end, for instance 10.224.255.254",
                page=LEARN + "aks/internal-lb",
            )
        ],
        beside=service(type="LoadBalancer", internal=True, address="10.224.0.8"),
    ),
]


def test_a_subnet_without_nodes_gives_all_its_addresses_to_load_balancers() -> None:
    fixed = service(type="LoadBalancer", internal=True, subnet="edge", address="10.230.0.4")
    assert found(network(fixed["clusters"], subnets={"edge": "10.230.0.0/24"})) == []
