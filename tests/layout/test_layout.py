"""The layout of a stack: every name, range, subnet and pool default, resolved once and whole."""

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network, IPv6Network
from itertools import combinations

import pytest

from aksnet.azure.axes import IpFamily, PoolMode, SubnetUse
from aksnet.azure.modes import MODES
from aksnet.layout import default_ranges
from aksnet.layout.addressing import overlaps, within
from aksnet.layout.layout import ClusterLayout, FrontEnd, Layout, Mention, PoolLayout, Subnet, Vnet
from aksnet.layout.resolve import resolve
from aksnet.settings.loading import load
from aksnet.settings.settings import Settings
from aksnet.settings.subnet_settings import SubnetSettings
from tests.plan.support import TABLE_ID, VNET_ID, Raw, dev, network

NODES = IPv4Network("10.224.0.0/16")
FRONT_END = {"type": "LoadBalancer", "internal": True}


def _settings(raw: Raw) -> Settings:
    read, wrong = load(raw)
    assert (wrong, read is None) == ([], False)
    assert read is not None
    return read


def _layout(raw: Raw) -> Layout:
    return resolve(_settings(raw), stack="prod", location="westeurope")


def test_a_stack_is_laid_out_whole() -> None:
    raw = network(
        {
            "web": {
                "mode": "pod-subnet",
                "outbound": "userAssignedNATGateway",
                "nodePools": {"a": {"mode": "System", "count": 2}, "b": {"podSubnet": "10.230.0.0/20", "maxCount": 5}},
                "workloads": {"nginx": {"service": FRONT_END | {"subnet": "front", "address": "10.231.0.9"}}},
            }
        },
        subnets={"front": "10.231.0.0/24"},
    )
    settings = _settings(raw)
    web = settings.clusters["web"]
    front_end = FrontEnd(
        path="clusters.web.workloads.nginx.service",
        cluster="web",
        workload="nginx",
        subnet="front",
        address=IPv4Address("10.231.0.9"),
    )
    front = Mention(path="network.subnets.front", name="front", settings=settings.network.subnets["front"])
    nodes = Mention(
        path="clusters.web.nodeSubnet",
        name="web-node-subnet",
        settings=SubnetSettings(),
        use=SubnetUse.NODES,
        cluster="web",
    )
    pods = replace(nodes, path="clusters.web.podSubnet", name="web-pod-subnet", use=SubnetUse.PODS)
    own = replace(
        pods,
        path="clusters.web.nodePools.b.podSubnet",
        name="web-pod-subnet-b",
        settings=web.node_pools["b"].pod_subnet or SubnetSettings(),
        pool="b",
    )

    def subnet(mention: Mention, *prefixes: IPv4Network, gateway: str | None = "web-nat") -> Subnet:
        return Subnet(
            name=mention.name,
            mentions=(mention,),
            front_ends=(front_end,) if mention is front else (),
            prefixes=prefixes,
            families=(IpFamily.IPV4,),
            id=None,
            existing=False,
            route_table=None,
            nat_gateway=gateway,
            security_group=None,
        )

    def pool(name: str, mode: PoolMode, count: int, pod_subnet: str) -> PoolLayout:
        return PoolLayout(
            name=name,
            path=f"clusters.web.nodePools.{name}",
            settings=web.node_pools[name],
            mode=mode,
            count=count,
            max_pods=110,
            os_sku="Ubuntu",
            subnets={SubnetUse.NODES: "web-node-subnet", SubnetUse.PODS: pod_subnet},
        )

    assert resolve(settings, stack="prod", location="West Europe") == Layout(
        stack="prod",
        location="West Europe",
        resource_group="rg-prod",
        resource_group_existing=False,
        vnet=Vnet(
            name="prod-vnet",
            id=None,
            existing=False,
            resource_group="rg-prod",
            address_space=(IPv4Network("10.224.0.0/12"),),
        ),
        mentions=(front, nodes, pods, own),
        subnets={
            "front": subnet(front, IPv4Network("10.231.0.0/24"), gateway=None),
            "web-node-subnet": subnet(nodes, NODES),
            "web-pod-subnet": subnet(pods, IPv4Network("10.225.0.0/16")),
            "web-pod-subnet-b": subnet(own, IPv4Network("10.230.0.0/20")),
        },
        clusters={
            "web": ClusterLayout(
                key="web",
                path="clusters.web",
                settings=web,
                mode=MODES["pod-subnet"],
                policy=MODES["pod-subnet"].policies[0],
                name="web",
                identity_name="web-identity",
                node_resource_group="MC_rg-prod_web_westeurope",
                dns_prefix="web",
                pod_ranges={},
                service_ranges={IpFamily.IPV4: IPv4Network("10.0.0.0/16")},
                dns_service_ip=IPv4Address("10.0.0.10"),
                pools={
                    "a": pool("a", PoolMode.SYSTEM, 2, "web-pod-subnet"),
                    "b": pool("b", PoolMode.USER, 3, "web-pod-subnet-b"),
                },
                system_pool="a",
                subnets={
                    SubnetUse.NODES: ("web-node-subnet",),
                    SubnetUse.PODS: ("web-pod-subnet", "web-pod-subnet-b"),
                },
                front_ends=(front_end,),
                route_table=None,
                existing_route_tables=(),
                nat_gateway="web-nat",
            )
        },
    )


def test_a_front_end_without_a_subnet_is_among_the_nodes_of_the_system_pool() -> None:
    raw = dev(
        nodePools={"a": {}, "b": {"mode": "System", "nodeSubnet": "10.230.0.0/24"}},
        workloads={"nginx": {"service": FRONT_END}},
    )
    found = _layout(raw)
    assert [front_end.subnet for front_end in found.clusters["dev"].front_ends] == ["dev-node-subnet-b"]
    assert {name: subnet.uses for name, subnet in found.subnets.items()} == {
        "dev-node-subnet": {SubnetUse.NODES},
        "dev-node-subnet-b": {SubnetUse.NODES, SubnetUse.FRONT_ENDS},
    }


def test_subnets_are_found_by_cluster_and_use() -> None:
    raw = {
        "clusters": {
            "a": {"mode": "pod-subnet", "nodeSubnet": "shared", "podSubnet": "10.225.0.0/20"},
            "b": {"nodeSubnet": {"name": "shared", "prefix": "10.224.0.0/20"}},
        }
    }
    found = _layout(raw)

    def names(cluster: str, *uses: SubnetUse) -> list[str]:
        return [subnet.name for subnet in found.subnets_of(cluster, *uses)]

    assert [
        names("a"),
        names("a", SubnetUse.NODES),
        names("a", SubnetUse.PODS),
        names("b"),
        names("b", SubnetUse.PODS),
    ] == [
        ["a-pod-subnet", "shared"],
        ["shared"],
        ["a-pod-subnet"],
        ["shared"],
        [],
    ]
    shared = found.subnets["shared"]
    assert (shared.clusters, shared.path) == (("a", "b"), "clusters.b.nodeSubnet")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param({"mode": "kubenet"}, (None, (TABLE_ID,)), id="routes to pods"),
        pytest.param({"outbound": "userDefinedRouting"}, (None, (TABLE_ID,)), id="routes for egress"),
        pytest.param({}, (None, ()), id="no routes, so that the table is nobody's business"),
    ],
)
def test_the_table_of_an_existing_subnet_is_the_clusters_where_it_needs_one(
    keys: Raw, expected: tuple[str | None, tuple[str, ...]]
) -> None:
    existing = {"name": "nodes", "existing": True, "routeTableId": TABLE_ID}
    cluster = _layout(network({"dev": {"nodeSubnet": existing, **keys}}, id=VNET_ID)).clusters["dev"]
    assert (cluster.route_table, cluster.existing_route_tables) == expected


BY_FAMILY = {
    "by default": ({}, "10.244.0.0/16", "fd12:3456:789a::/64"),
    "written": ({"podCidrs": ["10.100.0.0/16", "fd00::/64"]}, "10.100.0.0/16", "fd00::/64"),
    "in the wrong order": ({"podCidrs": ["fd00::/64", "10.100.0.0/16"]}, "10.100.0.0/16", "fd00::/64"),
    "one of two": ({"podCidrs": ["10.100.0.0/16"]}, "10.100.0.0/16", "fd12:3456:789a::/64"),
    "under the key of one family": ({"podCidr": "10.100.0.0/16"}, "10.100.0.0/16", "fd12:3456:789a::/64"),
}


@pytest.mark.parametrize(("keys", "ipv4", "ipv6"), BY_FAMILY.values(), ids=BY_FAMILY)
def test_a_cluster_has_one_pod_range_in_each_family_of_its_mode_however_it_is_written(
    keys: Raw, ipv4: str, ipv6: str
) -> None:
    for mode, expected in (
        ("overlay", {IpFamily.IPV4: IPv4Network(ipv4)}),
        ("overlay-dual-stack", {IpFamily.IPV4: IPv4Network(ipv4), IpFamily.IPV6: IPv6Network(ipv6)}),
    ):
        assert _layout(dev(mode=mode, **keys)).clusters["dev"].pod_ranges == expected


def test_no_two_defaults_share_an_address_and_subnets_lie_in_the_default_vnet() -> None:
    kinds = [default_ranges.PODS, default_ranges.SERVICES, *default_ranges.SUBNETS.values()]
    for family in IpFamily:
        ranges = [kind.of(family) for kind in kinds]
        assert [pair for pair in combinations(ranges, 2) if overlaps(*pair)] == []
        space = default_ranges.VNET.of(family)
        assert [within(kind.of(family), [space]) for kind in kinds] == [False, False, True, True, True]


WRONG = {
    "no cluster": {"clusters": {}},
    "no system pool": dev(nodePools={"a": {}, "b": {}}),
    "two system pools": dev(nodePools={"a": {"mode": "System"}, "b": {"mode": "System"}}),
    "a front end nowhere": dev(workloads={"nginx": {"service": FRONT_END | {"subnet": "nowhere"}}}),
    "a pod subnet where there is none": dev(podSubnet="10.230.0.0/24"),
    "a Service range of no size": dev(serviceCidr="10.0.0.0/32"),
    "pods in two families under the key of one": dev(mode="overlay-dual-stack", podCidr="10.9.0.0/16"),
    "nodes and pods in one subnet": dev(mode="pod-subnet", nodeSubnet="one", podSubnet="one"),
}


@pytest.mark.parametrize("raw", WRONG.values(), ids=WRONG)
def test_settings_that_are_wrong_have_a_layout_for_rules_to_look_at(raw: Raw) -> None:
    found = _layout(raw)
    assert list(found.clusters) == sorted(raw["clusters"])
    assert [cluster.system_pool in cluster.pools for cluster in found.clusters.values()] == [True] * len(found.clusters)
