"""Rules on network security groups: every one has a case that breaks it alone, and one beside the edge.

Which rules a group gets by itself is in `tests/plan/test_security.py`.
"""

from typing import Any

from aksnet.rules import denied_flows, security
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import GROUP_ID, LEARN, Case, Raw, dev, network

WEB = {"priority": 300, "direction": "Inbound", "access": "Allow"}


def nsg(**keys: object) -> Raw:
    """A cluster whose node subnet has a group with these keys."""
    return dev(nodeSubnet={"networkSecurityGroup": keys})


def two(first: str, second: str) -> Raw:
    """A cluster and a second subnet, each with a group of this name."""
    return network(
        nsg(name=first)["clusters"],
        subnets={"lb": {"prefix": "10.230.0.0/24", "networkSecurityGroup": {"name": second}}},
    )


def _deny(direction: str, **keys: Any) -> Raw:
    return {"priority": 3900, "direction": direction, "access": "Deny"} | keys


def _denying(mode: str = "kubenet", **rules: Raw) -> Raw:
    nodes = {"prefix": "10.224.0.0/24", "networkSecurityGroup": {"rules": rules}}
    return dev(mode=mode, nodeSubnet=nodes)


def _cut(rule: str, flows: str) -> Problem:
    return Problem(
        kind=Kind.DENIED_FLOWS,
        path=f"clusters.dev.nodeSubnet.networkSecurityGroup.rules.{rule}",
        value="Deny",
        message=f"this rule cuts {flows}, which the cluster cannot do without",
        cure="allow that by rules with lower numbers, or narrow this one",
    )


CASES = [
    Case(
        rule=security.existing_groups,
        says="an existing group is not named again",
        raw=nsg(id=GROUP_ID, name="mine"),
        expected=[
            Problem(
                kind=Kind.GROUP_ID_AND_MORE,
                path="clusters.dev.nodeSubnet.networkSecurityGroup.name",
                value="mine",
                message="either id, for a group that is there already, or the name and rules of a new one",
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
                kind=Kind.GROUP_ID_AND_MORE,
                path="clusters.dev.nodeSubnet.networkSecurityGroup.rules",
                value=["web"],
                message="either id, for a group that is there already, or the name and rules of a new one",
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
                kind=Kind.RULE_PRIORITY_TAKEN,
                path="clusters.dev.nodeSubnet.networkSecurityGroup.rules.web.priority",
                value=300,
                message="a priority that no other Inbound rule has; ssh has this one",
                cure="choose another number from 200 to 4096",
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
                kind=Kind.GROUP_NAME_TAKEN,
                path="network.subnets.lb.networkSecurityGroup.name",
                value="Same",
                message="a name of its own; the group of the subnet dev-node-subnet has this one",
                cure="choose another name, or remove it to get <subnet>-nsg",
                page=LEARN + "azure-resource-manager/management/resource-name-rules",
            )
        ],
        beside=two("one", "two"),
    ),
    Case(
        rule=denied_flows.denied_flows,
        says="a rule that denies everything inside cuts nodes, pods and probes",
        raw=_denying("node-subnet", deny=_deny("Inbound"), out=_deny("Outbound", destination="VirtualNetwork")),
        expected=[
            _cut("deny", "traffic from the cluster's other nodes, the probes of load balancers"),
            _cut("out", "traffic to the cluster's other nodes"),
        ],
        beside=_denying(
            "node-subnet",
            deny=_deny("Inbound", destinationPorts=["22"]),
            out=_deny("Outbound", destination="Storage"),
        ),
    ),
    Case(
        rule=denied_flows.denied_flows,
        says="where rules for pods stand before it, a rule that denies everything cuts the probes and the way out",
        raw=_denying(deny=_deny("Inbound", priority=200), out=_deny("Outbound", priority=200)),
        expected=[_cut("deny", "the probes of load balancers"), _cut("out", "the way out")],
        beside=_denying(deny=_deny("Inbound", source="VirtualNetwork", priority=200)),
    ),
    Case(
        rule=denied_flows.denied_flows,
        says="a rule that denies the Internet cuts the way out",
        raw=_denying(out=_deny("Outbound", destination="Internet")),
        expected=[_cut("out", "the way out")],
        beside=_denying(
            out=_deny("Outbound", destination="Internet"),
            azure=_deny("Outbound", access="Allow", destination="AzureCloud", destinationPorts=["443"], priority=200),
        ),
    ),
]
