"""Network security groups: the rules that are written, and those without which pods with own ranges cannot talk."""

import pytest

from aksnet.azure.modes import MODES
from aksnet.plan.records import SecurityGroupPlan, SecurityRulePlan
from tests.plan.support import GROUP_ID, Raw, dev, network, plan

WEB = {
    "priority": 200,
    "direction": "Inbound",
    "access": "Allow",
    "protocol": "Tcp",
    "source": "Internet",
    "destination": "10.224.0.0/16",
    "destinationPorts": ["80", "443"],
}


def _group(raw: Raw, subnet: str = "dev-node-subnet") -> SecurityGroupPlan | None:
    return plan(raw).network.subnets[subnet].security_group


def _for_pods(version: int, *ranges: str) -> list[SecurityRulePlan]:
    return [
        SecurityRulePlan(
            name=f"AllowPodsIPv{version}{direction}",
            priority={4: 100, 6: 101}[version],
            direction=direction,
            access="Allow",
            protocol="*",
            sources=ranges,
            destinations=ranges,
            destination_ports=("*",),
        )
        for direction in ("Inbound", "Outbound")
    ]


IPV4 = _for_pods(4, "10.224.0.0/16", "10.244.0.0/16")
IPV6 = _for_pods(6, "fd12:3456:789b::/64", "fd12:3456:789a::/64")
OWN_RULES = {
    "kubenet": IPV4,
    "overlay": IPV4,
    "overlay-dual-stack": IPV4 + IPV6,
    "cilium-overlay": IPV4,
    "cilium-overlay-dual-stack": IPV4 + IPV6,
    "byo-cni": IPV4,
}
"""Pods with addresses of a subnet are in Azure's VirtualNetwork tag, which its own rules allow."""


@pytest.mark.parametrize("mode", MODES)
def test_a_group_lets_pods_with_ranges_of_their_own_talk(mode: str) -> None:
    raw = dev(mode=mode, nodeSubnet={"networkSecurityGroup": {}})
    rules = tuple(OWN_RULES.get(mode, []))
    assert SecurityGroupPlan(name="dev-node-subnet-nsg", id=None, rules=rules) == _group(raw)


def test_a_subnet_that_asks_for_no_group_has_none() -> None:
    assert _group(dev()) is None


def test_pod_ranges_that_are_written_are_let_through() -> None:
    raw = dev(
        mode="kubenet", podCidr="10.100.0.0/16", nodeSubnet={"prefix": "10.224.9.0/24", "networkSecurityGroup": {}}
    )
    rules = tuple(_for_pods(4, "10.224.9.0/24", "10.100.0.0/16"))
    assert _group(raw) == SecurityGroupPlan(name="dev-node-subnet-nsg", id=None, rules=rules)


def test_written_rules_come_after_those_for_pods_by_direction_and_priority() -> None:
    deny = {"priority": 4096, "direction": "Inbound", "access": "Deny"}
    out = {"priority": 300, "direction": "Outbound", "access": "Deny"}
    group = {"name": "mine", "rules": {"web": WEB, "out": out, "deny": deny}}
    anything = {"protocol": "*", "sources": ("*",), "destinations": ("*",), "destination_ports": ("*",)}
    written = (
        SecurityRulePlan(
            name="web",
            priority=200,
            direction="Inbound",
            access="Allow",
            protocol="Tcp",
            sources=("Internet",),
            destinations=("10.224.0.0/16",),
            destination_ports=("80", "443"),
        ),
        SecurityRulePlan(name="deny", priority=4096, direction="Inbound", access="Deny", **anything),  # type: ignore[arg-type]
        SecurityRulePlan(name="out", priority=300, direction="Outbound", access="Deny", **anything),  # type: ignore[arg-type]
    )
    raw = dev(mode="kubenet", nodeSubnet={"networkSecurityGroup": group})
    assert SecurityGroupPlan(name="mine", id=None, rules=(*IPV4, *written)) == _group(raw)


def test_an_existing_group_is_only_named_by_its_id() -> None:
    raw = dev(nodeSubnet={"networkSecurityGroup": {"id": GROUP_ID}})
    assert SecurityGroupPlan(name="dev-node-subnet-nsg", id=GROUP_ID, rules=()) == _group(raw)


def test_a_subnet_of_load_balancers_has_only_what_is_written() -> None:
    raw = network(
        dev()["clusters"],
        subnets={"services": {"prefix": "10.230.0.0/24", "networkSecurityGroup": {"rules": {}}}},
    )
    assert _group(raw, "services") == SecurityGroupPlan(name="services-nsg", id=None, rules=())


def test_clusters_that_share_a_subnet_have_their_pods_let_through_together() -> None:
    raw = {
        "clusters": {
            "a": {"nodeSubnet": {"name": "nodes", "prefix": "10.224.0.0/16", "networkSecurityGroup": {}}},
            "b": {"nodeSubnet": "nodes", "podCidr": "10.245.0.0/16"},
            "c": {"nodeSubnet": "nodes"},
        }
    }
    rules = tuple(_for_pods(4, "10.224.0.0/16", "10.244.0.0/16", "10.245.0.0/16"))
    assert SecurityGroupPlan(name="nodes-nsg", id=None, rules=rules) == _group(raw, "nodes")


def test_a_pod_subnet_may_have_a_group_beside_that_of_the_nodes() -> None:
    raw = dev(
        mode="pod-subnet",
        nodeSubnet={"networkSecurityGroup": {}},
        podSubnet={"networkSecurityGroup": {"rules": {"web": WEB}}},
    )
    names = {
        name: subnet.security_group and subnet.security_group.name for name, subnet in plan(raw).network.subnets.items()
    }
    assert names == {"dev-node-subnet": "dev-node-subnet-nsg", "dev-pod-subnet": "dev-pod-subnet-nsg"}
