"""How many of a thing Azure takes: one beyond, and as many as it takes."""

from typing import Any

from aksnet.rules import quantities
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, Case, Raw, dev, network

LIMITS = LEARN + "azure-resource-manager/management/azure-subscription-service-limits"


def _told(path: str, found: int, message: str, cure: str, page: str = LIMITS) -> list[Problem]:
    return [Problem(kind=Kind.TOO_MANY, path=path, value=f"{found:,} of them", message=message, cure=cure, page=page)]


def _pools(count: int) -> Raw:
    named: dict[str, Any] = {f"p{number}": {"count": 1} for number in range(count)}
    named["p0"]["mode"] = "System"
    return dev(nodePools=named, mode="overlay")


def _vnet(**keys: object) -> Raw:
    return network({"dev": {}}, **keys)


def _subnets(count: int) -> Raw:
    """A VNet of so many subnets, that of the cluster's nodes among them."""
    named = {f"s{number}": f"10.{225 + number // 256}.{number % 256}.0/29" for number in range(count - 1)}
    return _vnet(subnets=named)


def _peerings(count: int) -> Raw:
    group = "/subscriptions/0/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/v"
    return _vnet(peerings={f"p{number}": f"{group}{number}" for number in range(count)})


def _servers(count: int) -> Raw:
    return _vnet(dnsServers=[f"10.224.1.{number}" for number in range(count)])


def _rules(count: int) -> Raw:
    """A group of so many rules, the two of the stack among them."""
    written = {
        f"r{number}": {"priority": 200 + number, "direction": "Inbound", "access": "Allow"}
        for number in range(count - 2)
    }
    return dev(mode="overlay", nodeSubnet={"networkSecurityGroup": {"rules": written}})


def _tags(count: int) -> Raw:
    return {"clusters": {"dev": {}}, "tags": {f"t{number}": "" for number in range(count)}}


CASES = [
    Case(
        rule=quantities.pools_of_clusters,
        says="a cluster has a hundred pools",
        raw=_pools(101),
        expected=_told(
            "clusters.dev.nodePools",
            101,
            "at most 100 node pools in a cluster",
            "put more nodes into fewer pools, or spread the pools over several clusters",
            LEARN + "aks/quotas-skus-regions",
        ),
        beside=_pools(100),
    ),
    Case(
        rule=quantities.parts_of_the_vnet,
        says="a VNet has three thousand subnets",
        raw=_subnets(3001),
        expected=_told("network.subnets", 3001, "at most 3,000 subnets in a VNet", "use several VNets"),
        beside=_subnets(3000),
    ),
    Case(
        rule=quantities.parts_of_the_vnet,
        says="a VNet has five hundred peerings",
        raw=_peerings(501),
        expected=_told("network.peerings", 501, "at most 500 peerings of a VNet", "peer with a hub instead"),
        beside=_peerings(500),
    ),
    Case(
        rule=quantities.parts_of_the_vnet,
        says="a VNet has twenty DNS servers",
        raw=_servers(21),
        expected=_told("network.dnsServers", 21, "at most 20 DNS servers of a VNet", "remove some"),
        beside=_servers(20),
    ),
    Case(
        rule=quantities.rules_of_groups,
        says="a group has a thousand rules, those of the stack among them",
        raw=_rules(1001),
        expected=_told(
            "clusters.dev.nodeSubnet.networkSecurityGroup.rules",
            1001,
            "at most 1,000 rules in a network security group, with those that the stack adds for pods",
            "merge rules: each takes several port ranges",
        ),
        beside=_rules(1000),
    ),
    Case(
        rule=quantities.number_of_tags,
        says="a resource has fifty tags",
        raw=_tags(51),
        expected=_told(
            "tags",
            51,
            "at most 50 tags of a resource",
            "remove some",
            LEARN + "azure-resource-manager/management/tag-resources",
        ),
        beside=_tags(50),
    ),
]
