"""Fixed addresses of load balancers among nodes: the check alone, and its counterpart beside the edge."""

from typing import Any

from aksnet.rules import front_ends
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import IP_ID, LEARN, SUBSCRIPTION, Case, Raw, cluster, dev, found, network, service

BARRED = "the security group dev-node-subnet-nsg of the subnet dev-node-subnet lets nothing in from the Internet"


def _rule(**keys: Any) -> Raw:
    return {"priority": 200, "direction": "Inbound", "access": "Allow", "protocol": "Tcp"} | keys


def _public(rules: Raw) -> Raw:
    """One nginx with a public load balancer behind a group with these rules."""
    nodes = {"prefix": "10.224.0.0/24", "networkSecurityGroup": {"rules": rules}}
    return dev(nodeSubnet=nodes, workloads={"nginx": {"service": {"type": "LoadBalancer"}}})


def _two(second: Raw) -> Raw:
    """Two nginx behind one public address, the second with more said of its Service."""
    first = {"type": "LoadBalancer", "publicIpId": IP_ID}
    services = {"a": first, "b": first | second}
    return dev(workloads={name: {"kind": "nginx", "service": said} for name, said in services.items()})


CASES = [
    Case(
        rule=front_ends.load_balancers,
        says="only a public load balancer has a public address",
        raw=service(type="LoadBalancer", internal=True, publicIpId=IP_ID),
        expected=[
            Problem(
                kind=Kind.PUBLIC_ADDRESS_UNUSED,
                path="clusters.dev.workloads.nginx.service.publicIpId",
                value=IP_ID,
                message="only with type: LoadBalancer and without internal: nothing else has a public address",
                cure="remove it, or write type: LoadBalancer",
                page=LEARN + "aks/static-ip",
            )
        ],
        beside=service(type="LoadBalancer", publicIpId=IP_ID),
    ),
    Case(
        rule=front_ends.public_addresses,
        says="a public address has each port once",
        raw=_two({}),
        expected=[
            Problem(
                kind=Kind.PUBLIC_ADDRESS_TWICE,
                path="clusters.dev.workloads.b.service.publicIpId",
                value=IP_ID,
                message=(
                    "an address that no other Service has with port 80, and none of another cluster; one of dev has it"
                ),
                cure="name another address, or another port in the same cluster",
                page=LEARN + "aks/static-ip",
            )
        ],
        beside=_two({"port": 8080}),
    ),
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
    Case(
        rule=front_ends.behind_groups,
        says="nothing from outside passes a security group without a rule for it",
        raw=_public({}),
        expected=[
            Problem(
                kind=Kind.FRONT_END_BEHIND_GROUP,
                path="clusters.dev.workloads.nginx.service",
                value="LoadBalancer",
                message=BARRED,
                cure=(
                    "add to its rules, for instance, web: {priority: 1000, direction: Inbound, access: Allow, "
                    'protocol: Tcp, source: Internet, destinationPorts: ["80"]}'
                ),
            )
        ],
        beside=_public({"web": _rule(source="Internet", destinationPorts=["80"])}),
    ),
    Case(
        rule=front_ends.behind_groups,
        says="a rule for another port or for the network's own addresses lets nobody in from outside",
        raw=_public({"a": _rule(destinationPorts=["443"]), "b": _rule(source="10.0.0.0/8", priority=201)}),
        expected=[
            Problem(
                kind=Kind.FRONT_END_BEHIND_GROUP,
                path="clusters.dev.workloads.nginx.service",
                value="LoadBalancer",
                message=BARRED,
                cure=(
                    "add to its rules, for instance, web: {priority: 1000, direction: Inbound, access: Allow, "
                    'protocol: Tcp, source: Internet, destinationPorts: ["80"]}'
                ),
            )
        ],
        beside=_public({"a": _rule(destinationPorts=["1-1024"])}),
    ),
]


def test_a_subnet_without_nodes_gives_all_its_addresses_to_load_balancers() -> None:
    fixed = service(type="LoadBalancer", internal=True, subnet="edge", address="10.230.0.4")
    assert found(network(fixed["clusters"], subnets={"edge": "10.230.0.0/24"})) == []


def test_a_public_address_of_the_users_is_looked_up_in_its_group() -> None:
    """So that the cluster's identity needs a role there, once however many addresses it has."""
    group = f"{SUBSCRIPTION}/resourceGroups/hub"
    roles = cluster(_two({"port": 8080})).roles
    assert [role.reason for role in roles if role.target_name == group] == [
        "a Service's load balancer takes a public address in this group"
    ]
