"""The healthy clusters of verify's tests and benches, and the simulated cluster: alike where verify looks.

Both are made from documents, apart from each other, for every row and each policy engine that it offers. Addresses and
names differ; everything else that a check tells a mode or a fault by has to be the same.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest

from aksnet.azure.axes import PodAddresses
from aksnet.azure.modes import MODES
from aksnet.verify.detect import detect
from aksnet.verify.facts import SYSTEM, Facts, NodeNetwork, Pod
from aksnet.verify.gather import gather
from aksnet.verify.label_meanings import PREFIX
from aksnet.verify.sources import NotServed, ObjectKind
from tests.sandbox.cluster_world import World
from tests.verify.worlds import NOW
from tools.generated import Generated

pytestmark = pytest.mark.slow

WORLDS: Final = [(row, policy) for row, mode in MODES.items() for policy in mode.policies or (None,)]
TOLD_BY: Final = ("podnetwork-type", "azure-cni-overlay", "podv6network-type", "ebpf-dataplane", "network-policy")
"""Node labels that tell about the network, without their prefix."""
NOT_KNOWN: Final = {"cilium-node-subnet": {"serves configurations"}}
"""What no source settles: whether a cluster without NodeNetworkConfigs serves their kind where azure-cns runs."""
AGENTS: Final = {
    "cilium",
    "kube-proxy",
    "azure-cns",
    "azure-ip-masq-agent",
    "calico-node",
    "azure-npm",
    "cloud-node-manager",
    "kube-dns",
    "metrics-server",
}
"""Values of `k8s-app` and `component` that checks look for."""


class Simulated:
    """A simulated cluster as a source."""

    name = "a simulated cluster"

    def __init__(self, world: World) -> None:
        self._objects = world.objects

    def items(self, kind: ObjectKind, namespace: str | None) -> Iterator[Mapping[str, Any]]:
        """Yield the objects of a kind."""
        listed, version = kind.value, kind.value.prefix.removeprefix("/apis/").removeprefix("/api/")
        if kind is ObjectKind.NODE_NETWORKS and listed.kind not in {each.kind for each in self._objects.kinds()}:
            raise NotServed("this cluster does not serve it (404)")
        for item in self._objects.list(version, listed.kind):
            if namespace in (None, item["metadata"].get("namespace", namespace)):
                yield item


def simulated(row: str, policy: str | None) -> Facts:
    world = World(mode=row, count=4, max_pods=MODES[row].max_pods.default, policy=policy)
    if MODES[row].pods is PodAddresses.CNI_OWN:
        world.release()
    return gather(Simulated(world), None, now=NOW)


def generated(row: str, policy: str | None) -> Facts:
    return gather(Generated(MODES[row], nodes=4, pods=12, policy=policy), None, now=NOW)


def looks(facts: Facts) -> dict[str, Any]:
    """Return what a cluster looks like to the checks, without its names and addresses."""
    first = facts.nodes[0]
    return {
        "nodes": {_node(node.labels, node.addresses, node.pod_cidrs) for node in facts.nodes},
        "machines": first.provider_id.split(":")[0],
        "all ready": all(node.ready for node in facts.nodes),
        "agents": {_agent(pod) for pod in facts.system_pods if _app(pod) in AGENTS},
        "families of pods": {tuple(each.version for each in pod.addresses) for pod in facts.pods},
        "system services": {
            (service.name, tuple(int(each) & 0xFF for each in service.cluster_ips if each.version == 4))
            for service in facts.services
            if service.name in ("kubernetes", "kube-dns")
        },
        "serves configurations": "nodenetworkconfigs" not in facts.not_served,
        "configurations": {_given(each) for each in facts.node_networks},
        "coredns": any(each.name == "coredns" and each.namespace == SYSTEM for each in facts.workloads),
    }


def _node(labels: Mapping[str, str], addresses: tuple[Any, ...], parts: tuple[Any, ...]) -> tuple[Any, ...]:
    told = tuple(labels.get(PREFIX + key) for key in TOLD_BY)
    return told, tuple(each.version for each in addresses), tuple(each.prefixlen for each in parts)


def _app(pod: Pod) -> str:
    return pod.labels.get("k8s-app") or pod.labels.get("component", "")


def _agent(pod: Pod) -> tuple[Any, ...]:
    """Return an agent by the labels that it is found by, and how it stands on its node."""
    own = pod.labels.get(f"{PREFIX}ebpf-dataplane")
    return pod.namespace, _app(pod), own, pod.host_network, pod.owner.split("/")[0], pod.placeholder


def _given(config: NodeNetwork) -> tuple[Any, ...]:
    """Return how addresses were given; how many a dynamic node asked for depends on its pods."""
    sizes = sorted({block.prefixlen for block in config.blocks})
    if config.kind == "vnet":
        return config.kind, sizes[0], config.allocated - len(config.blocks), len(config.blocks) % 16
    return config.kind, tuple(sizes), len(config.blocks), config.allocated


@pytest.mark.parametrize(("row", "policy"), WORLDS)
def test_a_generated_cluster_looks_like_the_simulated_one(row: str, policy: str | None) -> None:
    mine, theirs = looks(generated(row, policy)), looks(simulated(row, policy))
    for what in NOT_KNOWN.get(row, ()):
        assert mine.pop(what) != theirs.pop(what), "now that both say the same it is known"
    assert mine == theirs


@pytest.mark.parametrize(("row", "policy"), WORLDS)
def test_both_are_found_to_be_the_row_that_they_are(row: str, policy: str | None) -> None:
    mine, theirs = detect(generated(row, policy)), detect(simulated(row, policy))
    axes = (mine.mode, mine.policy, mine.pods, mine.data_plane, mine.families, mine.cilium, mine.guessed)
    assert (
        theirs.mode,
        theirs.policy,
        theirs.pods,
        theirs.data_plane,
        theirs.families,
        theirs.cilium,
        theirs.guessed,
    ) == axes
    assert mine.mode is MODES[row]
