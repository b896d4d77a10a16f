"""From a stack's settings to its whole plan: every default, and that clusters do not move one another.

Not proven here: single columns and parts, which have files of their own; stack files, in `test_stack_files.py`.
"""

from collections.abc import Mapping
from dataclasses import fields
from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aksnet.azure.axes import Guard, IpFamily, OsType, Outbound, PoolMode, RoleTarget, Tier
from aksnet.azure.modes import MODES
from aksnet.plan.records import ClusterPlan, NetworkPlan, PoolPlan, RolePlan, StackPlan, SubnetPlan
from aksnet.plan.workload_records import ContentsPlan
from tests.plan.support import Raw, cluster, dev, plan
from tests.scale import drawn

POOL = PoolPlan(
    name="nodepool1",
    mode=PoolMode.SYSTEM,
    count=3,
    min_count=None,
    max_count=None,
    max_pods=250,
    max_pods_written=False,
    vm_size="Standard_D4ds_v5",
    zones=(),
    os_type=OsType.LINUX,
    os_sku="Ubuntu",
    max_surge="10%",
    max_unavailable=None,
    node_subnet="dev-node-subnet",
    pod_subnet=None,
    pod_ip_allocation=None,
    taints=(),
    labels={},
)
CLUSTER = ClusterPlan(
    key="dev",
    name="dev",
    mode=MODES["cilium-overlay"],
    policy="cilium",
    pod_cidrs=(IPv4Network("10.244.0.0/16"),),
    service_cidrs=(IPv4Network("10.0.0.0/16"),),
    dns_service_ip=IPv4Address("10.0.0.10"),
    outbound=Outbound.LOAD_BALANCER,
    load_balancer=None,
    public_ip=None,
    network_mode=None,
    dns_prefix="dev",
    kubernetes_version=None,
    tier=Tier.FREE,
    support_plan=None,
    node_resource_group="MC_rg-dev_dev_westeurope",
    identity_name="dev-identity",
    identity_id=None,
    kubelet_identity_id=None,
    registries=(),
    entra=None,
    local_accounts=True,
    advanced_networking=None,
    node_provisioning=None,
    static_egress_gateway=False,
    private=False,
    private_dns_zone=None,
    public_fqdn=None,
    authorized_ip_ranges=(),
    authorized_gateway=None,
    ssh_public_key=None,
    protect=False,
    guard=Guard.REFUSE,
    replace=None,
    system_pool=POOL,
    user_pools=(),
    roles=(
        RolePlan(
            target=RoleTarget.NODE_SUBNET,
            target_name="dev-node-subnet",
            role="Network Contributor",
            role_id="4d97b98b-1d4f-4787-a291-c67834d212e7",
            reason="AKS joins nodes and load balancers to this subnet",
        ),
    ),
    contents=ContentsPlan(),
)
STACK = StackPlan(
    stack="dev",
    location="westeurope",
    resource_group="rg-dev",
    resource_group_existing=False,
    network=NetworkPlan(
        name="dev-vnet",
        id=None,
        existing=False,
        resource_group="rg-dev",
        address_space=(IPv4Network("10.224.0.0/12"),),
        subnets={"dev-node-subnet": SubnetPlan(name="dev-node-subnet", prefixes=(IPv4Network("10.224.0.0/16"),))},
        route_tables={},
        nat_gateways={},
    ),
    clusters=(CLUSTER,),
    tags={},
    warnings=(),
)


def test_one_cluster_of_which_nothing_is_said_is_a_complete_stack() -> None:
    assert plan(dev()) == STACK


def test_everything_that_is_written_about_a_cluster_is_kept() -> None:
    raw = dev(
        name="physical",
        mode="node-subnet",
        networkPolicy="calico",
        kubernetesVersion="1.34",
        tier="Premium",
        nodeResourceGroup="nodes",
        identityName="who",
        authorizedIpRanges=["203.0.113.0/24"],
        sshPublicKey="ssh-ed25519 AAAA me",
        networkMode="bridge",
        protect=True,
        serviceCidr="10.200.0.0/16",
        dnsServiceIp="10.200.0.53",
        outbound="userAssignedNATGateway",
        nodePools={
            "web": {
                "minCount": 2,
                "maxCount": 5,
                "maxPods": 60,
                "vmSize": "Standard_D8ds_v5",
                "zones": [3, 1],
                "osSku": "AzureLinux3",
                "maxSurge": 2,
                "taints": ["a=b:NoExecute"],
                "labels": {"z": "1", "a": "2"},
            },
            "sys": {"mode": "System", "count": 1},
        },
    )
    changed = {
        "name": "physical",
        "mode": MODES["node-subnet"],
        "policy": "calico",
        "pod_cidrs": (),
        "service_cidrs": (IPv4Network("10.200.0.0/16"),),
        "dns_service_ip": IPv4Address("10.200.0.53"),
        "outbound": Outbound.NAT_GATEWAY,
        "network_mode": "bridge",
        "dns_prefix": "physical",
        "kubernetes_version": "1.34",
        "tier": Tier.PREMIUM,
        "node_resource_group": "nodes",
        "identity_name": "who",
        "authorized_ip_ranges": ("203.0.113.0/24",),
        "authorized_gateway": "physical-nat",
        "ssh_public_key": "ssh-ed25519 AAAA me",
        "protect": True,
    }
    planned = _record(cluster(raw))
    parts = ("system_pool", "user_pools", "roles")
    assert {**_record(CLUSTER), **changed, **{part: planned[part] for part in parts}} == planned
    pools = {"max_pods": 30, "node_subnet": "physical-node-subnet", "kubernetes_version": "1.34"}
    written = {
        "name": "web",
        "mode": PoolMode.USER,
        "count": 2,
        "min_count": 2,
        "max_count": 5,
        "max_pods": 60,
        "max_pods_written": True,
        "vm_size": "Standard_D8ds_v5",
        "zones": ("1", "3"),
        "os_sku": "AzureLinux3",
        "max_surge": "2",
        "taints": ("a=b:NoExecute",),
        "labels": {"a": "2", "z": "1"},
    }
    assert {**_record(POOL), **pools, "name": "sys", "count": 1} == _record(planned["system_pool"])
    assert [{**_record(POOL), **pools, **written}] == [_record(pool) for pool in planned["user_pools"]]


def _record(record: Any) -> Raw:
    return {part.name: getattr(record, part.name) for part in fields(record)}


def test_a_stack_may_use_a_resource_group_that_is_there_and_tag_everything() -> None:
    planned = plan(dev() | {"resourceGroup": {"name": "hub", "existing": True}, "tags": {"b": "2", "a": "1"}})
    assert (planned.resource_group, planned.resource_group_existing, list(planned.tags.items())) == (
        "hub",
        True,
        [("a", "1"), ("b", "2")],
    )


def test_a_windows_pool_runs_the_windows_image_by_default() -> None:
    raw = dev(mode="overlay", nodePools={"sys": {"mode": "System"}, "win": {"osType": "Windows"}})
    assert [(pool.os_type, pool.os_sku) for pool in cluster(raw).pools] == [
        (OsType.LINUX, "Ubuntu"),
        (OsType.WINDOWS, "Windows2022"),
    ]


@pytest.mark.parametrize("mode", MODES)
def test_pods_of_a_subnet_are_handed_out_as_the_mode_says(mode: str) -> None:
    allocation = {"pod-subnet": "DynamicIndividual", "static-block": "StaticBlock"}
    expected = next((value for end, value in allocation.items() if mode.endswith(end)), None)
    pool = cluster(dev(mode=mode)).system_pool
    assert (expected, "dev-pod-subnet" if expected else None) == (pool.pod_ip_allocation, pool.pod_subnet)


@pytest.mark.parametrize("mode", MODES)
def test_pods_a_node_are_always_said(mode: str) -> None:
    assert cluster(dev(mode=mode)).system_pool.max_pods == MODES[mode].max_pods.default


@pytest.mark.parametrize(
    ("pool", "expected"),
    [
        pytest.param({}, (3, False, 3), id="nothing said"),
        pytest.param({"count": 7}, (7, False, 7), id="a count"),
        pytest.param({"minCount": 2, "maxCount": 9}, (2, True, 9), id="a range starts at its least"),
    ],
)
def test_a_pool_knows_its_nodes(pool: Raw, expected: tuple[int, bool, int]) -> None:
    planned = cluster(dev(nodePools={"np": pool})).system_pool
    assert expected == (planned.count, planned.autoscaled, planned.most_nodes)


def _written(number: int, mode: str) -> Raw:
    """A cluster that leaves no prefix to a default."""
    nodes: Raw = {"prefix": f"10.224.{number}.0/24"}
    if IpFamily.IPV6 in MODES[mode].families:
        nodes["ipv6Prefix"] = f"fd12:3456:789b:{number}::/64"
    pods: Raw = {"podSubnet": f"10.225.{8 * number}.0/21"} if MODES[mode].has_pod_subnet else {}
    return {"mode": mode, "nodeSubnet": nodes, **pods}


@given(modes=st.lists(st.sampled_from(list(MODES)), min_size=2, max_size=5), gone=st.integers(0, 4))
@drawn(50)
def test_adding_or_removing_a_cluster_moves_nothing_else(modes: list[str], gone: int) -> None:
    clusters = {f"c{number}": _written(number, mode) for number, mode in enumerate(modes)}
    leaves = f"c{gone % len(modes)}"
    network = {"network": {"addressSpace": ["10.224.0.0/12", "fd12:3456:789b::/48"]}}
    before = plan({"clusters": clusters, **network})
    after = plan({"clusters": {key: value for key, value in clusters.items() if key != leaves}, **network})
    kept = [name for name in before.network.subnets if not name.startswith(f"{leaves}-")]
    assert tuple(found for found in before.clusters if found.key != leaves) == after.clusters
    assert {name: before.network.subnets[name] for name in kept} == after.network.subnets


def _shuffled(value: Any, draw: st.DrawFn) -> Any:
    if isinstance(value, Mapping):
        return {key: _shuffled(value[key], draw) for key in draw(st.permutations(list(value)))}
    return value


EVERYTHING: Raw = {
    "tags": {"b": "1", "a": "2"},
    "network": {
        "addressSpace": ["10.224.0.0/12", "fd12:3456:789b::/48"],
        "subnets": {"services": "10.230.0.0/24", "apps": {"prefix": "10.231.0.0/24", "networkSecurityGroup": {}}},
    },
    "clusters": {
        "b": _written(1, "overlay-dual-stack") | {"workloads": {"nginx": {}, "hello-kubernetes": {}}},
        "a": _written(2, "pod-subnet")
        | {
            "outbound": "userAssignedNATGateway",
            "nodePools": {
                "z": {"labels": {"y": "1", "x": "2"}},
                "y": {"mode": "System", "nodeSubnet": "10.232.0.0/24"},
                "x": {"podSubnet": "10.233.0.0/22"},
            },
        },
        "c": _written(3, "kubenet") | {"workloads": {"z": {"kind": "nginx"}, "a": {"kind": "nginx"}}},
    },
}


@given(data=st.data())
@drawn(50)
def test_the_order_of_maps_does_not_matter(data: st.DataObject) -> None:
    """Compared as text, so that the order of a mapping in the plan counts too."""
    assert repr(plan(EVERYTHING)) == repr(plan(data.draw(_orders())))


@st.composite
def _orders(draw: st.DrawFn) -> Raw:
    shuffled: Raw = _shuffled(EVERYTHING, draw)
    return shuffled


def test_clusters_come_in_the_order_of_their_keys_and_the_system_pool_first() -> None:
    planned = plan(EVERYTHING)
    assert {found.key: [pool.name for pool in found.pools] for found in planned.clusters} == {
        "a": ["y", "x", "z"],
        "b": ["nodepool1"],
        "c": ["nodepool1"],
    }
    assert [found.key for found in planned.clusters] == ["a", "b", "c"]


def test_settings_are_not_changed_by_planning() -> None:
    raw = {"clusters": {"dev": {"nodePools": {"np": {"maxPods": 3}}, "podCidrr": "x"}}}
    with pytest.raises(Exception, match="2 problems"):
        plan(raw)
    assert raw == {"clusters": {"dev": {"nodePools": {"np": {"maxPods": 3}}, "podCidrr": "x"}}}


@pytest.mark.parametrize(
    ("ranges", "outbound", "expected"),
    [
        (["0.0.0.0/32"], "loadBalancer", ("0.0.0.0/32",)),
        (["0.0.0.0/32"], "userAssignedNATGateway", ()),
        (
            ["0.0.0.0/32"],
            {"type": "userDefinedRouting", "nextHop": "10.239.1.4", "publicIp": "20.9.9.9"},
            ("20.9.9.9/32",),
        ),
        (
            ["20.1.0.0/16"],
            {"type": "userDefinedRouting", "nextHop": "10.239.1.4", "publicIp": "20.1.2.3"},
            ("20.1.0.0/16",),
        ),
    ],
)
def test_the_word_for_the_clusters_own_way_out_gives_place_to_its_address(
    ranges: list[str], outbound: object, expected: tuple[str, ...]
) -> None:
    planned = cluster(dev(authorizedIpRanges=ranges, outbound=outbound))
    assert planned.authorized_ip_ranges == expected
    assert planned.authorized_gateway == ("dev-nat" if outbound == "userAssignedNATGateway" else None)
