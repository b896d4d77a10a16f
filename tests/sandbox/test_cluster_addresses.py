"""Which address a pod gets: from its node's part of a range, its blocks or its batches; each one once."""

from __future__ import annotations

import ipaddress
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.cluster_world import MODES, PODS, World, apart
from tests.scale import drawn


def test_a_batch_of_16_follows_when_fewer_than_8_are_free() -> None:
    world = World(mode="pod-subnet", count=1, max_pods=110)

    def requested(replicas: int) -> tuple[int, int]:
        world.deploy(replicas=replicas)
        config = world.objects.list("acn.azure.com/v1alpha", "NodeNetworkConfig")[0]
        return config["spec"]["requestedIPCount"], config["status"]["assignedIPCount"]

    # AKS's own eight pods with addresses of their own come first; the network container's is not among these.
    assert {replicas: requested(replicas) for replicas in (0, 1, 16, 17, 90)} == {
        0: (16, 16),
        1: (32, 32),
        16: (32, 32),
        17: (48, 48),
        90: (110, 110),
    }


def test_a_node_of_a_dynamic_pod_subnet_has_one_address_more_than_it_asked_for() -> None:
    container = World(mode="pod-subnet", count=1).objects.list("acn.azure.com/v1alpha", "NodeNetworkConfig")[0]
    (own,) = container["status"]["networkContainers"]
    given = [each["ip"] for each in own["ipAssignments"]]
    assert (own["primaryIP"], len(given), own["primaryIP"] in given) == ("10.225.0.16", 16, False)


def test_an_overlay_gives_a_node_s_addresses_out_at_random_and_kubenet_one_after_the_other() -> None:
    def places(mode: str) -> list[int]:
        world = World(mode=mode, count=1)
        world.deploy(replicas=5)
        return [int(pod["status"]["podIP"].rsplit(".", 1)[1]) for pod in world.pods()]

    assert sorted(places("kubenet")) == [10, 11, 12, 13, 14]
    found = sorted(places("overlay"))
    assert len({*found}) == 5
    assert all(2 <= each <= 254 for each in found)
    assert min(after - before for before, after in pairwise(found)) > 1


def test_a_pod_without_an_address_waits_with_the_message_of_azure_cns() -> None:
    world = World(mode="pod-subnet", count=2, max_pods=110, pod_prefix="10.225.0.0/26")
    world.deploy(replicas=60)
    stuck = [pod for pod in world.pods() if pod["status"]["phase"] == "Pending"]
    running = [pod for pod in world.pods() if pod["status"]["phase"] == "Running"]
    # 59 addresses: two nodes' own and two batches of 16 at the start, and one more; the last 9 are no whole batch.
    free = 48 - 8
    assert (len(running), len(stuck)) == (free, 60 - free)
    state = stuck[0]["status"]["containerStatuses"][0]["state"]
    assert state == {"waiting": {"reason": "ContainerCreating"}}
    assert stuck[0]["spec"]["nodeName"]
    events = world.objects.list("v1", "Event")
    assert {each["reason"] for each in events} == {"FailedCreatePodSandBox"}
    assert "waiting on Azure CNS to allocate more" in events[0]["message"]
    containers = [
        each["status"]["networkContainers"][0].get("status")
        for each in world.objects.list("acn.azure.com/v1alpha", "NodeNetworkConfig")
    ]
    assert containers == ["NCUpdateSubnetFullError"] * 2


def test_clusters_that_share_a_pod_subnet_take_different_batches() -> None:
    first = World(mode="pod-subnet", count=2, max_pods=60)
    first.deploy(replicas=60)
    second = World(
        mode="pod-subnet",
        count=2,
        max_pods=60,
        view=first.view,
        cluster=f"{first.cluster}2",
        first_node=20,
        first_pod=64,
    )
    second.deploy(replicas=60)
    addresses = [pod["status"]["podIP"] for world in (first, second) for pod in world.pods()]
    assert len(addresses) == len(set(addresses)) == 120
    subnet = first.view.get(PODS)
    assert subnet is not None
    network = ipaddress.ip_network(subnet["inputs"]["addressPrefix"])
    assert all(ipaddress.ip_address(each) in network for each in addresses)


@drawn(40)
@given(
    mode=st.sampled_from(MODES),
    count=st.integers(1, 4),
    max_pods=st.integers(10, 60),
    replicas=st.lists(st.integers(0, 60), max_size=3),
    spread=st.sampled_from([None, "required", "preferred"]),
)
def test_addresses_never_repeat_and_lie_in_their_node_s_part(
    mode: str, count: int, max_pods: int, replicas: list[int], spread: str | None
) -> None:
    world = World(mode=mode, count=count, max_pods=max_pods)
    if mode == "byo-cni":
        world.release()
    for index, number in enumerate(replicas):
        name = f"web{index}"
        world.deploy(name, replicas=number, pod=apart({"app": name}, spread) if spread else None)
    objects = world.objects
    pods = objects.list("v1", "Pod")
    assert max(Counter(pod["spec"]["nodeName"] for pod in pods if "nodeName" in pod["spec"]).values()) <= max_pods
    own = [pod for pod in pods if "podIP" in pod["status"] and not pod["spec"].get("hostNetwork")]
    addresses = [ip["ip"] for pod in own for ip in pod["status"]["podIPs"]]
    nodes = [each["address"] for node in objects.list("v1", "Node") for each in node["status"]["addresses"]]
    assert len({*addresses, *nodes}) == len(addresses) + len(nodes)
    assert {pod["status"]["phase"] for pod in pods if "podIP" in pod["status"]} <= {"Running"}
    held = _held(world)
    assert [pod for pod in own for ip in pod["status"]["podIPs"] if ip["ip"] not in held[pod["spec"]["nodeName"]]] == []


def _held(world: World) -> dict[str, set[str]]:
    """Return the addresses that each node may give its pods, as the API shows them or Azure keeps them."""
    held = {}
    for record in world.view.of_type("Microsoft.Compute/virtualMachineScaleSets"):
        for node in record["outputs"]["instances"]:
            addresses = {str(each) for cidr in node["podCidrs"] for each in ipaddress.ip_network(cidr)}
            for first, count in node["podBlocks"]:
                addresses |= {str(ipaddress.ip_address(first) + step) for step in range(count)}
            held[node["name"]] = addresses
    for config in world.objects.list("acn.azure.com/v1alpha", "NodeNetworkConfig"):
        for each in config["status"]["networkContainers"][0].get("ipAssignments", ()):
            if "/" not in each["ip"]:
                held[config["metadata"]["name"]].add(each["ip"])
    return held


@pytest.mark.slow
def test_a_thousand_nodes_and_five_thousand_pods_are_worked_out_at_once() -> None:
    world = World(mode="cilium-overlay", count=1000, max_pods=250)
    world.deploy(replicas=5000, pod=apart({"app": "web"}, "preferred"))
    assert Counter(Counter(where_of(world)).values()) == {5: 1000}


def where_of(world: World) -> list[str]:
    """Return the node of each of the user's pods."""
    return [str(pod["spec"]["nodeName"]) for pod in world.pods()]
