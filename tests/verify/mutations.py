"""Single things that go wrong with the nodes and pods of a healthy cluster, by the check that owns them.

Each change returns the object that the check has to name. Where it can happen is in `test_mutations`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aksnet.azure.axes import DataPlane, IpFamily, PodAddresses
from aksnet.azure.mode import Mode
from aksnet.azure.modes import MODES
from aksnet.verify.sources import ObjectKind
from tests.verify.worlds import Item, World, give, unready

Change = Callable[[World], str]

NODE_ADDRESS = "10.224.250.9"
FAR_AWAY = "192.168.7.7"
POD = "pod {}/{}"


def pod_name(pod: Item) -> str:
    """Return how a check names a pod."""
    return POD.format(pod["metadata"]["namespace"], pod["metadata"]["name"])


def node_name(world: World, index: int) -> str:
    """Return how a check names a node."""
    return f"node {world.node(index)['metadata']['name']}"


# V1


def not_ready(world: World) -> str:
    unready(world.node(2), "NodeStatusUnknown")
    return node_name(world, 2)


def too_few(world: World) -> str:
    world.drop(ObjectKind.PODS, *world.pods_on(3, host=True), *world.pods_on(3, host=False))
    if ObjectKind.NODE_NETWORKS in world.objects:
        world.drop(ObjectKind.NODE_NETWORKS, world.config(3))
    world.drop(ObjectKind.NODES, world.node(3))
    return "pool nodepool1"


def too_many(world: World) -> str:
    grown = World.of(world.generated.mode.name, nodes=6)
    world.objects, world.generated = grown.objects, grown.generated
    return "pool nodepool1"


def _move(world: World, index: int, *addresses: str) -> str:
    """Give a node other addresses, and so its pods on the host network."""
    world.node(index)["status"]["addresses"] = [{"type": "InternalIP", "address": each} for each in addresses]
    for pod in world.pods_on(index, host=True):
        give(pod, *addresses)
    return node_name(world, index)


def node_elsewhere(world: World) -> str:
    return _move(world, 3, FAR_AWAY, *world.of_node(3)[1:])


def node_without_address(world: World) -> str:
    return _move(world, 3)


def node_without_ipv6(world: World) -> str:
    return _move(world, 3, world.of_node(3)[0])


def left_behind(world: World) -> str:
    world.node(3)["status"]["nodeInfo"]["kubeletVersion"] = "v1.33.9"
    return "pool nodepool1"


def strange_pool(world: World) -> str:
    for key in ("agentpool", "kubernetes.azure.com/agentpool"):
        world.node(3)["metadata"]["labels"][key] = "byhand"
    return "pool byhand"


# V2, V3, V21


def _app(world: World, number: int = 0) -> Item:
    return world.pods("app")[number]


def pod_with_node_address(world: World) -> str:
    pod = _app(world)
    give(pod, world.of_node(1)[0], *[each["ip"] for each in pod["status"]["podIPs"][1:]])
    return pod_name(pod)


def pod_in_node_subnet(world: World) -> str:
    pod = _app(world)
    give(pod, NODE_ADDRESS, *[each["ip"] for each in pod["status"]["podIPs"][1:]])
    return pod_name(pod)


def pod_far_away(world: World) -> str:
    pod = _app(world, 5)
    give(pod, FAR_AWAY, *[each["ip"] for each in pod["status"]["podIPs"][1:]])
    return pod_name(pod)


def pod_without_ipv6(world: World) -> str:
    pod = _app(world)
    give(pod, pod["status"]["podIP"])
    return pod_name(pod)


def pod_without_ipv4(world: World) -> str:
    pod = _app(world)
    give(pod, pod["status"]["podIPs"][1]["ip"])
    return pod_name(pod)


def pod_families_swapped(world: World) -> str:
    pod = _app(world)
    give(pod, *[each["ip"] for each in reversed(pod["status"]["podIPs"])])
    return pod_name(pod)


def pod_with_ipv6(world: World) -> str:
    pod = _app(world)
    give(pod, pod["status"]["podIP"], "fd12:3456:789a::99")
    return pod_name(pod)


def agent_elsewhere(world: World) -> str:
    pod = world.pods("cloud-node-manager")[1]
    give(pod, NODE_ADDRESS)
    return pod_name(pod)


def agent_with_neighbours_address(world: World) -> str:
    pod = world.pods("cloud-node-manager")[1]
    give(pod, *world.of_node(0))
    return pod_name(pod)


def agent_with_pod_address(world: World) -> str:
    pod = world.pods("cloud-node-manager")[1]
    give(pod, *world.address(1, 12))
    return pod_name(pod)


def pod_address_twice(world: World) -> str:
    one, other = [pod for pod in world.pods_on(0, host=False) if pod in world.pods("app")][:2]
    give(other, *[each["ip"] for each in one["status"]["podIPs"]])
    return pod_name(other)


def node_address_twice(world: World) -> str:
    return _move(world, 3, *world.of_node(2))


def _waiting(world: World, since: str, index: int = 1) -> Item:
    """Add a pod on a node that has no address yet."""
    model = _app(world)
    pod: Item = {
        "metadata": {**model["metadata"], "name": "app-waiting", "creationTimestamp": since},
        "spec": {"nodeName": world.node(index)["metadata"]["name"], "volumes": [{"name": "t", "projected": {}}]},
        "status": {
            "phase": "Pending",
            "startTime": since,
            "conditions": [{"type": "PodReadyToStartContainers", "status": "False"}],
        },
    }
    world.objects[ObjectKind.PODS].append(pod)
    return pod


def pod_that_waits_too_long(world: World) -> str:
    _waiting(world, "2026-11-21T11:55:00Z")
    return node_name(world, 1)


# V9


def _range(world: World, index: int, block: str) -> str:
    """Give a node another first range: by its NodeNetworkConfig where there is one, else its podCIDR."""
    if ObjectKind.NODE_NETWORKS in world.objects:
        world.config(index)["status"]["networkContainers"][0]["primaryIP"] = block
    else:
        spec = world.node(index)["spec"]
        spec.update(podCIDR=block, podCIDRs=[block, *spec["podCIDRs"][1:]])
    return node_name(world, index)


def _own_range(world: World, index: int) -> str:
    if ObjectKind.NODE_NETWORKS in world.objects:
        return str(world.config(index)["status"]["networkContainers"][0]["primaryIP"])
    return str(world.node(index)["spec"]["podCIDR"])


def range_twice(world: World) -> str:
    return _range(world, 1, _own_range(world, 0))


def range_outside(world: World) -> str:
    return _range(world, 1, "10.99.7.0/24")


def block_outside(world: World) -> str:
    return _range(world, 1, "10.99.7.0/28")


def range_too_small(world: World) -> str:
    network, _ = _own_range(world, 1).split("/")
    return _range(world, 1, f"{network}/25")


def block_too_large(world: World) -> str:
    network, _ = _own_range(world, 1).split("/")
    return _range(world, 1, f"{network}/27")


def second_range(world: World) -> str:
    if ObjectKind.NODE_NETWORKS in world.objects:
        world.config(1)["status"]["networkContainers"].append({"primaryIP": "10.244.250.0/24"})
    else:
        world.node(1)["spec"]["podCIDRs"].append("10.244.250.0/24")
    return node_name(world, 1)


def no_range(world: World) -> str:
    if ObjectKind.NODE_NETWORKS in world.objects:
        world.drop(ObjectKind.NODE_NETWORKS, world.config(1))
    else:
        world.node(1)["spec"].clear()
    return node_name(world, 1)


def address_given_twice(world: World) -> str:
    one, other = (world.config(index)["status"]["networkContainers"][0] for index in (0, 1))
    other["ipAssignments"].append(one["ipAssignments"][-1])
    return node_name(world, 1)


def pod_in_neighbours_range(world: World) -> str:
    pod = world.pods_on(1, host=False)[-1]
    give(pod, *world.address(0, 12))
    return pod_name(pod)


def pod_in_nobodys_range(world: World) -> str:
    pod = world.pods_on(1, host=False)[-1]
    give(pod, *world.address(40, 12))
    return pod_name(pod)


# V18


def odd_node(world: World) -> str:
    other = "overlay" if world.generated.mode.pods is PodAddresses.POD_SUBNET_DYNAMIC else "vnet"
    world.label("podnetwork-type", other, 2)
    return node_name(world, 2)


ALL: tuple[Mode, ...] = tuple(MODES.values())


def modes(
    *, pods: tuple[PodAddresses, ...] = (), plane: DataPlane | None = None, dual: bool | None = None
) -> list[str]:
    """Return the names of the modes with these columns."""
    return [
        mode.name
        for mode in ALL
        if (not pods or mode.pods in pods)
        and (plane is None or mode.data_plane is plane)
        and (dual is None or (IpFamily.IPV6 in mode.families) is dual)
    ]


@dataclass(frozen=True)
class Mutation:
    """One row."""

    owner: str
    """The check that must fail."""
    change: Change
    modes: list[str]
    policy: str | None = None
