"""The machines that AKS makes and what it makes beside them: addresses, pod ranges, routes, the node resource group."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aksnet.arm.ids import CLUSTER_TYPE, ROUTE_TYPE, last
from aksnet.sandbox.azure.addresses import Free, free_addresses
from aksnet.sandbox.azure.agent_pools import digits_of
from aksnet.sandbox.azure.node_group import node_group_id, remove_cluster, remove_pool, write_cluster, write_pools
from aksnet.sandbox.azure.node_records import Node, nodes_of
from aksnet.sandbox.azure.scale_sets import capacity
from aksnet.sandbox.azure.virtual_networks import SUBNET, links_of, users_of
from aksnet.sandbox.cluster import objects_of
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription
from tests.sandbox.aks_world import CLUSTER, NODES, PODS, SERVER, TABLE, World

Json = dict[str, Any]
POOL: Json = {"name": "pool", "mode": "System", "count": 2, "vnetSubnetID": NODES}
DIGITS = digits_of(CLUSTER)


def _cluster(**profile: Any) -> Json:
    body = {"location": "westeurope", "networkProfile": {"networkPlugin": "azure", **profile}}
    return {"id": CLUSTER, "type": CLUSTER_TYPE, "inputs": body, "outputs": {}}


def _made(cluster: Json, *pools: Json, view: Subscription | None = None) -> Subscription:
    view = view or World().view
    view.put(cluster)
    write_cluster(view, cluster, list(pools))
    return view


def _short(view: Subscription) -> list[tuple[str, tuple[str, ...], tuple[str, ...], tuple[tuple[str, int], ...]]]:
    return [
        (node.name[len(f"aks-pool-{DIGITS}-vmss") :], node.addresses, node.pod_cidrs, node.pod_blocks)
        for node in nodes_of(view, CLUSTER)
    ]


def test_overlay_nodes_get_an_address_and_a_24_each() -> None:
    assert _short(_made(_cluster(networkPluginMode="overlay"), POOL)) == [
        ("000000", ("10.220.0.4",), ("10.244.0.0/24",), ()),
        ("000001", ("10.220.0.5",), ("10.244.1.0/24",), ()),
    ]


def test_dual_stack_nodes_get_both_families() -> None:
    world = World()
    world.resources[NODES][1]["addressPrefixes"] = ["10.220.0.0/23", "fd00::/64"]
    cluster = _cluster(networkPluginMode="overlay", ipFamilies=["IPv4", "IPv6"])
    assert _short(_made(cluster, POOL, view=world.view)) == [
        ("000000", ("10.220.0.4", "fd00::4"), ("10.244.0.0/24", "fd12:3456:789a::/120"), ()),
        ("000001", ("10.220.0.5", "fd00::5"), ("10.244.1.0/24", "fd12:3456:789a::100/120"), ()),
    ]


def test_nodes_of_the_node_subnet_mode_take_their_pods_addresses_at_once() -> None:
    assert _short(_made(_cluster(), POOL)) == [
        ("000000", ("10.220.0.4",), (), (("10.220.0.5", 30),)),
        ("000001", ("10.220.0.35",), (), (("10.220.0.36", 30),)),
    ]


def test_pod_subnet_nodes_take_an_address_for_themselves_and_16_here_and_there() -> None:
    nodes = nodes_of(_made(_cluster(), {**POOL, "podSubnetID": PODS}), CLUSTER)
    assert [(node.addresses, node.pod_cidrs, len(node.pod_blocks)) for node in nodes] == [
        (("10.220.0.4",), (), 17),
        (("10.220.0.5",), (), 17),
    ]
    numbers = [[int(first.rsplit(".", 1)[1]) for first, _ in node.pod_blocks] for node in nodes]
    assert numbers[0][0] == 4
    assert len({*numbers[0], *numbers[1]}) == 34
    first, second = (sorted(each[1:]) for each in numbers)
    assert first[0] < second[-1]
    assert second[0] < first[-1]
    assert numbers[0][1:] != first


def test_a_node_for_few_pods_takes_few_addresses() -> None:
    (node, _) = nodes_of(_made(_cluster(), {**POOL, "podSubnetID": PODS, "maxPods": 10}), CLUSTER)
    assert len(node.pod_blocks) == 1 + 10


def test_static_blocks_are_whole_28s_from_both_ends_of_the_subnet() -> None:
    pool = {**POOL, "podSubnetID": PODS, "podIPAllocationMode": "StaticBlock", "maxPods": 79}
    view = _made(_cluster(), pool)
    blocks = sorted(
        int(ipaddress.ip_address(first)) for node in nodes_of(view, CLUSTER) for first, _ in node.pod_blocks
    )
    assert {count for node in nodes_of(view, CLUSTER) for _, count in node.pod_blocks} == {16}
    subnet = ipaddress.ip_network("10.220.16.0/20")
    start, end = int(subnet.network_address), int(subnet.broadcast_address) + 1
    low = [first for first in blocks if first < start + 2048]
    high = [first for first in blocks if first >= start + 2048]
    # The first and the last block of a subnet hold Azure's own addresses.
    assert low == [start + 16 * number for number in range(1, 1 + len(low))]
    assert high == [end - 16 * number for number in range(1 + len(high), 1, -1)]
    assert (len(low) + len(high), min(len(low), len(high)) > 0) == (10, True)


def test_nodes_go_from_the_end_and_what_stays_keeps_its_addresses() -> None:
    cluster = _cluster(networkPluginMode="overlay")
    view = _made(cluster, POOL)
    write_pools(view, cluster, [{**POOL, "name": "other", "mode": "User", "count": 1}])
    before = nodes_of(view, CLUSTER)
    write_pools(view, cluster, [{**POOL, "count": 1}])
    assert [node.addresses for node in nodes_of(view, CLUSTER)] == [("10.220.0.6",), ("10.220.0.4",)]
    write_pools(view, cluster, [{**POOL, "count": 3}])
    after = nodes_of(view, CLUSTER)
    assert [(node.addresses, node.pod_cidrs) for node in after] == [
        (("10.220.0.6",), ("10.244.2.0/24",)),
        (("10.220.0.4",), ("10.244.0.0/24",)),
        (("10.220.0.5",), ("10.244.1.0/24",)),
        (("10.220.0.7",), ("10.244.3.0/24",)),
    ]
    assert [node.name for node in before] == [node.name for node in after[:-1]]


def test_a_windows_pool_has_short_names() -> None:
    view = _made(_cluster(), {**POOL, "name": "win", "osType": "Windows", "count": 1})
    assert [node.name for node in nodes_of(view, CLUSTER)] == ["akswin000000"]


@pytest.mark.parametrize(
    ("pool", "now", "expected"),
    [
        ({"count": 3}, 7, 3),
        ({"enableAutoScaling": True, "minCount": 2, "maxCount": 5, "count": 2}, None, 2),
        ({"enableAutoScaling": True, "minCount": 2, "maxCount": 5, "count": 1}, None, 2),
        ({"enableAutoScaling": True, "minCount": 2, "maxCount": 5, "count": 2}, 4, 4),
        ({"enableAutoScaling": True, "minCount": 2, "maxCount": 5, "count": 2}, 9, 5),
        ({"enableAutoScaling": True, "minCount": 2, "maxCount": 5, "count": 2}, 0, 2),
    ],
)
def test_a_pool_has_as_many_nodes_as_its_limits_and_the_autoscaler_say(
    pool: Json, now: int | None, expected: int
) -> None:
    assert capacity(pool, now) == expected


def test_kubenet_writes_a_route_per_node_and_takes_it_back() -> None:
    world = World()
    world.resources[NODES][1]["routeTable"] = {"id": TABLE}
    view = _made(_cluster(networkPlugin="kubenet"), POOL, view=world.view)
    name = f"aks-pool-{DIGITS}-vmss"
    hop = {"nextHopType": "VirtualAppliance"}
    assert {last(record["id"]): record["inputs"] for record in view.of_type(ROUTE_TYPE)} == {
        each: {"name": each, "addressPrefix": prefix, "nextHopIpAddress": address, **hop}
        for each, prefix, address in (
            (f"{name}000000", "10.244.0.0/24", "10.220.0.4"),
            (f"{name}000001", "10.244.1.0/24", "10.220.0.5"),
        )
    }
    write_pools(view, _cluster(networkPlugin="kubenet"), [{**POOL, "count": 1}])
    assert [last(record["id"]) for record in view.of_type(ROUTE_TYPE)] == [f"{name}000000"]
    remove_pool(view, CLUSTER, "pool")
    assert (view.of_type(ROUTE_TYPE), nodes_of(view, CLUSTER)) == ([], [])


def test_a_cluster_that_leaves_kubenet_takes_its_routes_along_and_keeps_its_ranges() -> None:
    world = World()
    world.resources[NODES][1]["routeTable"] = {"id": TABLE}
    view = _made(_cluster(networkPlugin="kubenet"), POOL, view=world.view)
    before = nodes_of(view, CLUSTER)
    _made(_cluster(networkPluginMode="overlay"), POOL, view=view)
    assert view.of_type(ROUTE_TYPE) == []
    assert [node.pod_cidrs for node in nodes_of(view, CLUSTER)] == [node.pod_cidrs for node in before]


def test_pods_in_a_subnet_delegate_and_hold_it_until_the_last_pool_goes() -> None:
    view = _made(_cluster(), {**POOL, "podSubnetID": PODS})
    delegation = [{"name": "aks-delegation", "serviceName": CLUSTER_TYPE}]
    record = view.get(PODS)
    assert record is not None
    assert record["inputs"] == {"addressPrefix": "10.220.16.0/20", "delegations": delegation}
    assert [each["linkedResourceType"] for each in links_of(view, PODS)] == [CLUSTER_TYPE]
    assert len(SUBNET.computed(view, NODES, {})["ipConfigurations"]) == 2
    assert users_of(view, NODES) == [f"aks-pool-{DIGITS}-vmss"]
    remove_pool(view, CLUSTER, "pool")
    assert (links_of(view, PODS), users_of(view, PODS), SUBNET.computed(view, NODES, {})) == ([], [], {})


def test_a_declared_delegation_is_not_doubled() -> None:
    world = World()
    own = [{"name": "mine", "serviceName": CLUSTER_TYPE}]
    world.resources[PODS][1]["delegations"] = own
    record = _made(_cluster(), {**POOL, "podSubnetID": PODS}, view=world.view).get(PODS)
    assert record is not None
    assert record["inputs"]["delegations"] == own


def _contents(view: Subscription, cluster: Json) -> set[str]:
    group = node_group_id(cluster)
    return {record["id"][len(group) + len("/providers/Microsoft.") :] for record in view.below(group)}


@pytest.mark.parametrize(
    ("outbound", "kinds"),
    [
        ("loadBalancer", {"loadBalancers", "publicIPAddresses"}),
        ("managedNATGateway", {"natGateways", "publicIPAddresses"}),
        ("userAssignedNATGateway", set()),
        ("userDefinedRouting", set()),
        ("none", set()),
    ],
)
def test_the_way_out_stands_in_the_node_resource_group(outbound: str, kinds: set[str]) -> None:
    cluster = _cluster(outboundType=outbound)
    found = {entry.split("/")[1] for entry in _contents(_made(cluster, POOL), cluster)}
    assert found - {"virtualMachineScaleSets", "networkSecurityGroups", "userAssignedIdentities"} == kinds


def test_pools_without_a_subnet_are_put_into_akss_own_network() -> None:
    cluster = _cluster(networkPlugin="kubenet")
    view = _made(cluster, {**POOL, "vnetSubnetID": None})
    subnet = (
        f"{node_group_id(cluster)}/providers/Microsoft.Network/virtualNetworks/aks-vnet-{DIGITS}/subnets/aks-subnet"
    )
    assert [(node.subnet_id, node.addresses) for node in nodes_of(view, CLUSTER)] == [
        (subnet, ("10.224.0.4",)),
        (subnet, ("10.224.0.5",)),
    ]
    table = f"Network/routeTables/aks-agentpool-{DIGITS}-routetable"
    assert {entry for entry in _contents(view, cluster) if entry.startswith(table)} == {
        table,
        f"{table}/routes/aks-pool-{DIGITS}-vmss000000",
        f"{table}/routes/aks-pool-{DIGITS}-vmss000001",
    }


def test_a_deleted_cluster_leaves_nothing() -> None:
    world = World()
    world.resources[NODES][1]["routeTable"] = {"id": TABLE}
    cluster = _cluster(networkPlugin="kubenet")
    view = _made(cluster, POOL, view=world.view)
    remove_cluster(view, cluster)
    view.remove(CLUSTER)
    assert view.resources == world.view.resources


def test_the_way_out_follows_the_outbound_type() -> None:
    cluster = _cluster(outboundType="none")
    view = _made(_cluster(), POOL)
    write_cluster(view, cluster, [POOL])
    assert {entry.split("/")[1] for entry in _contents(view, cluster)} == {
        "virtualMachineScaleSets",
        "networkSecurityGroups",
        "userAssignedIdentities",
    }


@pytest.mark.parametrize(
    ("access", "subnet", "next_free"),
    [
        ({"enablePrivateCluster": True}, NODES, "10.220.0.67"),
        ({"enableVnetIntegration": True, "subnetId": SERVER}, SERVER, "10.220.8.13"),
    ],
)
def test_an_api_server_inside_the_network_keeps_its_addresses(access: Json, subnet: str, next_free: str) -> None:
    cluster = _cluster()
    cluster["inputs"]["apiServerAccessProfile"] = access
    view = _made(cluster, POOL)
    assert free_addresses(view, subnet).take_one() == next_free
    before = view.copy()
    write_cluster(view, cluster, [POOL])
    assert view.resources == before.resources


def test_two_clusters_in_one_subnet_share_no_address_and_the_third_finds_it_full() -> None:
    view = _made(_cluster(), {**POOL, "count": 8})
    other = {**_cluster(), "id": f"{CLUSTER}2"}
    _made(other, {**POOL, "count": 8}, view=view)
    mine, theirs = (
        {address for node in nodes_of(view, each) for address in _held(node)} for each in (CLUSTER, other["id"])
    )
    assert (len(mine), len(theirs), mine & theirs) == (248, 248, set())
    with pytest.raises(Refusal, match="SubnetIsFull"):
        _made({**_cluster(), "id": f"{CLUSTER}3"}, POOL, view=view)


def _held(node: Node) -> list[str]:
    runs = [(first.rsplit(".", 2), count) for first, count in node.pod_blocks]
    numbers = [(int(third) * 256 + int(fourth) + step) for ((_, third, fourth), n) in runs for step in range(n)]
    return [*node.addresses, *(f"10.220.{number // 256}.{number % 256}" for number in numbers)]


def test_the_front_end_of_an_internal_load_balancer_is_taken() -> None:
    view = _made(_cluster(networkPluginMode="overlay"), POOL)
    status = {"loadBalancer": {"ingress": [{"ip": "10.220.0.6"}]}}
    view.cluster_objects(CLUSTER)["default/web"] = {"kind": "Service", "inputs": {}, "outputs": {"status": status}}
    free = free_addresses(view, NODES)
    assert ("10.220.0.6" in free, "10.220.0.7" in free, free.take_one()) == (False, True, "10.220.0.7")
    assert users_of(view, NODES) == ["10.220.0.6", f"aks-pool-{DIGITS}-vmss"]


@given(st.lists(st.sampled_from(["one", "some", "block"]), max_size=40))
def test_no_address_is_given_out_twice_and_none_of_azures_own(asked: list[str]) -> None:
    network = ipaddress.ip_network("10.0.0.0/25")
    free, given_out = Free("subnet", [network], [(167772180, 167772190)]), list(range(167772180, 167772191))
    for what in asked:
        try:
            runs = [free.take_block()] if what == "block" else free.take(1 if what == "one" else 7)
        except Refusal:
            continue
        given_out += [int(ipaddress.ip_address(first)) + step for first, count in runs for step in range(count)]
    assert len(given_out) == len(set(given_out)) == 123 - free.count
    assert {int(network[index]) for index in (0, 1, 2, 3, 127)}.isdisjoint(given_out)
    assert all(ipaddress.ip_address(number) in network for number in given_out)


def test_what_others_put_into_the_node_resource_group_stays_until_the_cluster_goes() -> None:
    cluster = _cluster()
    view = _made(cluster, POOL)
    theirs = f"{node_group_id(cluster)}/providers/Microsoft.Authorization/roleAssignments/theirs"
    view.put({"id": theirs, "type": "Microsoft.Authorization/roleAssignments", "inputs": {}, "outputs": {}})
    write_cluster(view, cluster, [POOL])
    assert view.get(theirs) is not None
    remove_cluster(view, cluster)
    assert view.get(theirs) is None


def test_a_kubenet_cluster_gets_a_route_table_where_its_subnet_has_none_and_gives_it_back() -> None:
    world = World()
    cluster = _cluster(networkPlugin="kubenet")
    view = _made(cluster, POOL, view=world.view)
    table = f"{node_group_id(cluster)}/providers/Microsoft.Network/routeTables/aks-agentpool-{DIGITS}-routetable"
    subnet = view.get(NODES)
    assert subnet is not None
    assert subnet["inputs"]["routeTable"] == {"id": table}
    assert [record["inputs"]["addressPrefix"] for record in view.of_type(ROUTE_TYPE)] == [
        "10.244.0.0/24",
        "10.244.1.0/24",
    ]
    assert {record["id"].rsplit("/", 2)[0] for record in view.of_type(ROUTE_TYPE)} == {table}
    remove_cluster(view, cluster)
    view.remove(CLUSTER)
    assert view.resources == world.view.resources


def _changed(before: Json, after: Json, *pools: Json, view: Subscription | None = None) -> Subscription:
    """Make a cluster with pools, then write it again with its first pool only, as a program does."""
    view = _made(before, *pools, view=view)
    view.put(after)
    write_cluster(view, after, list(pools[:1]))
    return view


USER: Json = {**POOL, "name": "user", "mode": "User", "count": 1}


def test_an_overlay_in_place_of_the_node_subnet_makes_every_pool_s_nodes_again() -> None:
    view = _changed(_cluster(), _cluster(networkPluginMode="overlay"), POOL, USER)
    assert [(node.addresses, node.pod_cidrs, node.pod_blocks) for node in nodes_of(view, CLUSTER)] == [
        (("10.220.0.4",), ("10.244.0.0/24",), ()),
        (("10.220.0.35",), ("10.244.1.0/24",), ()),
        (("10.220.0.66",), ("10.244.2.0/24",), ()),
    ]
    # What the pods had in the subnet is free again.
    assert free_addresses(view, NODES).take(30) == [("10.220.0.5", 30)]


def test_dual_stack_in_place_brings_every_node_its_second_addresses() -> None:
    world = World()
    world.resources[NODES][1]["addressPrefixes"] = ["10.220.0.0/23", "fd00::/64"]
    before = _cluster(networkPluginMode="overlay")
    after = _cluster(networkPluginMode="overlay", ipFamilies=["IPv4", "IPv6"])
    view = _changed(before, after, {**POOL, "count": 1}, USER, view=world.view)
    assert [(node.addresses, node.pod_cidrs) for node in nodes_of(view, CLUSTER)] == [
        (("10.220.0.4", "fd00::4"), ("10.244.0.0/24", "fd12:3456:789a::/120")),
        (("10.220.0.5", "fd00::5"), ("10.244.1.0/24", "fd12:3456:789a::100/120")),
    ]


def _pods_and_containers(view: Subscription) -> tuple[set[str], list[int]]:
    """Return where the pods with a network of their own have their addresses, and how many containers nodes have."""
    objects = objects_of(view, CLUSTER)
    pods = [pod for pod in objects.list("v1", "Pod") if not pod["spec"].get("hostNetwork")]
    assert {pod["status"]["phase"] for pod in pods} == {"Running"}
    addresses = [ipaddress.ip_address(each["ip"]) for pod in pods for each in pod["status"]["podIPs"]]
    ranges = ("10.220.0.0/23", "10.244.0.0/16", "fd12:3456:789a::/64")
    found = {each for address in addresses for each in ranges if address in ipaddress.ip_network(each)}
    configs = objects.list("acn.azure.com/v1alpha", "NodeNetworkConfig")
    return found, [len(each["status"]["networkContainers"]) for each in configs]


def test_what_runs_in_a_cluster_follows_its_network_from_flat_to_overlay_to_dual_stack() -> None:
    world = World()
    world.resources[NODES][1]["addressPrefixes"] = ["10.220.0.0/23", "fd00::/64"]
    flat = _cluster()
    overlay = _cluster(networkPluginMode="overlay")
    dual = _cluster(networkPluginMode="overlay", ipFamilies=["IPv4", "IPv6"])
    view = _made(flat, POOL, USER, view=world.view)
    seen = [_pods_and_containers(view)]
    for cluster in (overlay, dual):
        view.put(cluster)
        write_cluster(view, cluster, [POOL])
        seen.append(_pods_and_containers(view))
    assert seen == [
        ({"10.220.0.0/23"}, []),
        ({"10.244.0.0/16"}, [1, 1, 1]),
        ({"10.244.0.0/16", "fd12:3456:789a::/64"}, [2, 2, 2]),
    ]


def test_another_data_plane_leaves_addresses_as_they_are() -> None:
    before = _made(_cluster(networkPluginMode="overlay"), POOL, USER)
    after = _changed(
        _cluster(networkPluginMode="overlay"),
        _cluster(networkPluginMode="overlay", networkDataplane="cilium"),
        POOL,
        USER,
    )
    assert nodes_of(after, CLUSTER) == nodes_of(before, CLUSTER)


def _versions(view: Subscription) -> list[tuple[str, str]]:
    return [
        (node.pool["currentOrchestratorVersion"], node.pool["nodeImageVersion"]) for node in nodes_of(view, CLUSTER)
    ]


def test_nodes_run_the_version_before_the_newest_with_its_image_where_none_is_named() -> None:
    assert _versions(_made(_cluster(), {**POOL, "count": 1})) == [
        ("1.36.3", "AKSUbuntu-2404gen2containerd-202609.15.0")
    ]


def test_another_version_of_the_control_plane_leaves_every_pool_alone_until_it_is_told() -> None:
    before, after = _cluster(), _cluster()
    before["inputs"]["kubernetesVersion"], after["inputs"]["kubernetesVersion"] = "1.34", "1.35"
    one = {**POOL, "count": 1}
    view = _changed(before, after, one, USER)
    old = ("1.34.7", "AKSUbuntu-2204gen2containerd-202609.15.0")
    assert _versions(view) == [old, old]
    write_cluster(view, after, [{**one, "orchestratorVersion": "1.35"}])
    assert _versions(view) == [("1.35.8", "AKSUbuntu-2404gen2containerd-202609.15.0"), old]


def test_a_minor_version_means_its_newest_patch_once() -> None:
    cluster = _cluster()
    cluster["inputs"]["kubernetesVersion"] = "1.35.2"
    view = _made(cluster, {**POOL, "count": 1})
    cluster["inputs"]["kubernetesVersion"] = "1.35"
    write_pools(view, cluster, [{**POOL, "count": 1, "orchestratorVersion": "1.35"}])
    assert [version for version, _ in _versions(view)] == ["1.35.2"]
