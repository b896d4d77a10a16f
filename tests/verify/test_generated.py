"""The generated cluster is what it says: so many objects, made as they are read, with room for its pods."""

from __future__ import annotations

from itertools import islice

import pytest

from aksnet.azure.modes import MODES
from aksnet.verify.object_readers import node_network
from aksnet.verify.sources import ObjectKind, Unavailable
from tools.generated import Generated

SYSTEM_AND_SAMPLE = 2 + 2 + 3


@pytest.mark.parametrize("mode", MODES)
def test_it_has_so_many_nodes_and_pods_and_no_address_twice(mode: str) -> None:
    made = Generated(MODES[mode], nodes=300, pods=1_200)
    own = [pod for pod in made.items(ObjectKind.PODS, None) if not pod["spec"].get("hostNetwork")]
    assert (len(list(made.items(ObjectKind.NODES, None))), len(own)) == (300, 1_200 + SYSTEM_AND_SAMPLE)
    addresses = [each["ip"] for pod in own for each in pod["status"]["podIPs"]]
    nodes = [each["address"] for node in made.items(ObjectKind.NODES, None) for each in node["status"]["addresses"]]
    assert len(set(addresses + nodes)) == len(addresses) + len(nodes)


def test_pods_are_made_while_they_are_read() -> None:
    made = Generated(MODES["cilium-overlay"], nodes=5_000, pods=1_000_000_000)
    assert len(list(islice(made.items(ObjectKind.PODS, None), 10))) == 10


def test_it_is_read_by_namespace_as_an_api_server_is() -> None:
    made = Generated(MODES["overlay"])
    assert {pod["metadata"]["namespace"] for pod in made.items(ObjectKind.PODS, "app-3")} == {"app-3"}
    assert len(list(made.items(ObjectKind.NODES, "app-3"))) == 3


@pytest.mark.parametrize("mode", ["kubenet", "node-subnet", "cilium-node-subnet", "byo-cni"])
def test_a_mode_without_network_configs_does_not_serve_them(mode: str) -> None:
    with pytest.raises(Unavailable, match="does not serve it"):
        list(Generated(MODES[mode]).items(ObjectKind.NODE_NETWORKS, None))


@pytest.mark.parametrize(
    ("mode", "blocks", "allocated"),
    [
        ("overlay", ["10.244.1.0/24"], 256),
        ("overlay-dual-stack", ["10.244.1.0/24", "fd12:3456:789a::100/120"], 256),
        ("pod-subnet-static-block", [f"10.225.0.{128 + 16 * i}/28" for i in range(7)], 112),
        ("pod-subnet", [f"10.225.0.{161 + i}/32" for i in range(32)], 33),
    ],
)
def test_a_node_is_given_its_addresses_as_its_mode_gives_them(mode: str, blocks: list[str], allocated: int) -> None:
    """The primary address with a prefix is one of the blocks; without one it is no pod's, but taken."""
    _, config, *_ = map(node_network, Generated(MODES[mode]).items(ObjectKind.NODE_NETWORKS, None))
    assert ([str(each) for each in config.blocks], config.allocated) == (blocks, allocated)
