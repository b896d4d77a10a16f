"""A healthy cluster of each mode passes; each single fault fails the one check that owns it and changes no other.

And what only looks like a fault changes nothing at all. The faults themselves are in `mutations` and `lookalikes`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache

import pytest

from aksnet.azure.axes import DataPlane, PodAddresses
from aksnet.azure.modes import MODES
from aksnet.verify.checks import CHECKS
from tests.verify import lookalikes, mutations
from tests.verify import mutations_of_services as services
from tests.verify.mutations import Change, Mutation, modes
from tests.verify.mutations_of_services import front_end, labelled, may_grow_to, missing, not_ready_agent
from tests.verify.worlds import World

EVERY = list(MODES)
ROUTED = PodAddresses.POD_CIDR_ROUTES
OVERLAY = PodAddresses.POD_CIDR_OVERLAY
NODE = PodAddresses.NODE_SUBNET
DYNAMIC = PodAddresses.POD_SUBNET_DYNAMIC
BLOCKS = PodAddresses.POD_SUBNET_BLOCKS
OWN = PodAddresses.CNI_OWN
CILIUM = modes(plane=DataPlane.CILIUM)
AZURE = modes(plane=DataPlane.AZURE)
DUAL = modes(dual=True)
PER_NODE = modes(pods=(ROUTED, OVERLAY))
GIVEN = modes(pods=(ROUTED, OVERLAY, DYNAMIC, BLOCKS))
WITH_CNS = [*modes(pods=(OVERLAY, DYNAMIC, BLOCKS)), "cilium-node-subnet"]
CALICO = ["kubenet", "node-subnet", "pod-subnet", "pod-subnet-static-block", "overlay"]

MUTATIONS = [
    Mutation("V1", mutations.not_ready, EVERY),
    Mutation("V1", mutations.too_few, EVERY),
    Mutation("V1", mutations.too_many, EVERY),
    Mutation("V1", mutations.node_elsewhere, EVERY),
    Mutation("V1", mutations.node_without_address, EVERY),
    Mutation("V1", mutations.node_without_ipv6, DUAL),
    Mutation("V1", mutations.strange_pool, EVERY),
    Mutation("V1", mutations.left_behind, EVERY),
    Mutation("V2", mutations.pod_with_node_address, EVERY),
    Mutation("V2", mutations.pod_in_node_subnet, modes(pods=(ROUTED, OVERLAY, DYNAMIC, BLOCKS, OWN))),
    Mutation("V2", mutations.pod_far_away, EVERY),
    Mutation("V2", mutations.pod_without_ipv6, DUAL),
    Mutation("V2", mutations.pod_without_ipv4, DUAL),
    Mutation("V2", mutations.pod_families_swapped, DUAL),
    Mutation("V2", mutations.pod_with_ipv6, modes(dual=False)),
    Mutation("V2", mutations.pod_that_waits_too_long, EVERY),
    Mutation("V3", mutations.agent_elsewhere, EVERY),
    Mutation("V3", mutations.agent_with_neighbours_address, EVERY),
    Mutation("V3", mutations.agent_with_pod_address, EVERY),
    Mutation("V4", services.service_outside, EVERY),
    Mutation("V4", services.service_in_pod_range, EVERY),
    Mutation("V4", services.api_not_first, EVERY),
    Mutation("V4", services.dns_elsewhere, EVERY),
    Mutation("V4", services.dns_missing, EVERY),
    Mutation("V4", services.second_family_outside, DUAL),
    Mutation("V5", missing("cilium"), [*CILIUM, "byo-cni"]),
    Mutation("V5", not_ready_agent("cilium"), [*CILIUM, "byo-cni"]),
    Mutation("V5", services.evicted("cilium"), [*CILIUM, "byo-cni"]),
    Mutation("V5", services.terminating("cilium"), [*CILIUM, "byo-cni"]),
    Mutation("V6", services.one_kube_proxy, CILIUM),
    Mutation("V6", missing("kube-proxy"), [*AZURE, "byo-cni"]),
    Mutation("V6", not_ready_agent("kube-proxy"), [*AZURE, "byo-cni"]),
    Mutation("V6", services.evicted("kube-proxy"), [*AZURE, "byo-cni"]),
    Mutation("V7", missing("azure-cns"), WITH_CNS),
    Mutation("V7", not_ready_agent("azure-cns"), WITH_CNS),
    Mutation("V7", services.terminating("azure-cns"), WITH_CNS),
    Mutation("V7", services.placeholder_for_azure_cns, WITH_CNS),
    Mutation("V7", services.windows_node_without_azure_cns, [mode for mode in WITH_CNS if mode in AZURE]),
    Mutation("V8", missing("calico-node"), CALICO, "calico"),
    Mutation("V8", not_ready_agent("calico-node"), CALICO, "calico"),
    Mutation("V9", mutations.range_twice, modes(pods=(ROUTED, OVERLAY, BLOCKS))),
    Mutation("V9", mutations.range_outside, PER_NODE),
    Mutation("V9", mutations.block_outside, modes(pods=(BLOCKS,))),
    Mutation("V9", mutations.range_too_small, PER_NODE),
    Mutation("V9", mutations.block_too_large, modes(pods=(BLOCKS,))),
    Mutation("V9", mutations.no_range, GIVEN),
    Mutation("V9", mutations.second_range, PER_NODE),
    Mutation("V9", mutations.address_given_twice, modes(pods=(DYNAMIC,))),
    Mutation("V9", mutations.pod_in_neighbours_range, GIVEN),
    Mutation("V9", mutations.pod_in_nobodys_range, GIVEN),
    Mutation("V13", services.coredns_not_ready, EVERY),
    Mutation("V13", services.coredns_pending, EVERY),
    Mutation("V13", services.no_metrics_server, EVERY),
    Mutation("V14", services.nginx_pending, EVERY),
    Mutation("V14", services.nginx_scaled, EVERY),
    Mutation("V14", services.nginx_missing, EVERY),
    Mutation("V14", services.nginx_together, EVERY),
    Mutation("V15", front_end("nginx", "10.224.9.9"), EVERY),
    Mutation("V15", front_end("nginx", "20.50.2.9"), EVERY),
    Mutation("V15", front_end("nginx"), EVERY),
    Mutation("V15", front_end("shop", "10.224.9.9"), EVERY),
    Mutation("V15", front_end("shop"), EVERY),
    Mutation("V15", services.annotated("nodes"), EVERY),
    Mutation("V15", services.annotated(None), EVERY),
    Mutation("V15", services.sample_service_missing, EVERY),
    Mutation("V18", labelled("podnetwork-type", "overlay"), modes(pods=(ROUTED, NODE, DYNAMIC, BLOCKS, OWN))),
    Mutation("V18", labelled("podnetwork-type", "vnet"), modes(pods=(ROUTED, NODE, OVERLAY, BLOCKS, OWN))),
    Mutation("V18", labelled("podnetwork-type", "vnetblock"), modes(pods=(ROUTED, NODE, OVERLAY, DYNAMIC, OWN))),
    Mutation("V18", mutations.odd_node, EVERY),
    Mutation("V18", labelled("ebpf-dataplane", "cilium"), AZURE),
    Mutation("V18", labelled("podv6network-type", "overlay"), ["overlay", "cilium-overlay"]),
    Mutation("V21", mutations.pod_address_twice, EVERY),
    Mutation("V21", mutations.node_address_twice, EVERY),
    Mutation("V22", may_grow_to(300, "pod CIDR 10.244.0.0/16"), PER_NODE),
    Mutation("V22", may_grow_to(3_000, "subnet nodes 10.224.0.0/16"), modes(pods=(NODE,))),
    Mutation("V22", may_grow_to(5_000, "subnet pods 10.225.0.0/16"), modes(pods=(DYNAMIC,))),
    Mutation("V22", may_grow_to(600, "subnet pods 10.225.0.0/16"), modes(pods=(BLOCKS,))),
    Mutation("V22", may_grow_to(70_000, "subnet nodes 10.224.0.0/16"), ["byo-cni"]),
    Mutation("V22", services.subnet_is_full, modes(pods=(DYNAMIC, BLOCKS))),
    Mutation("V23", services.strange_npm, [*AZURE, *CILIUM]),
    Mutation("V23", services.strange_calico, [*AZURE, *CILIUM]),
    Mutation("V23", missing("azure-npm"), ["node-subnet", "pod-subnet", "overlay"], "azure"),
]

HEALTHY = {
    "V18": "passed",
    "V1": "passed",
    "V2": "passed",
    "V3": "passed",
    "V21": "passed",
    "V9": "passed",
    "V4": "passed",
    "V5": "skipped",
    "V6": "passed",
    "V7": "passed",
    "V8": "skipped",
    "V23": "passed",
    "V13": "passed",
    "V14": "passed",
    "V15": "passed",
    "V22": "passed",
    "V12": "info",
    "V11": "info",
}
"""What most modes show; where one differs, the reason is in the table below."""

NO_RANGES = "gives nodes no ranges: "
SKIPPED = {
    "kubenet": {"V7": "kubenet takes no addresses from azure-cns"},
    "node-subnet": {
        "V7": "node-subnet takes no addresses from azure-cns",
        "V9": f"node-subnet {NO_RANGES}node subnet",
    },
    "cilium-node-subnet": {"V9": f"cilium-node-subnet {NO_RANGES}node subnet"},
    "byo-cni": {"V7": "byo-cni takes no addresses from azure-cns", "V9": f"byo-cni {NO_RANGES}the CNI's own"},
}
AZURE_CHECKS = {"V10", "V17", "V19", "V24", "V25", "V26", "V27", "V28"}
"""They need Azure, which these worlds have not; judged in test_azure."""


def statuses(world: World) -> dict[str, str]:
    return {id_: str(outcome.status) for id_, outcome in world.outcomes().items() if id_ not in AZURE_CHECKS}


@cache
def healthy(mode: str, policy: str | None) -> Mapping[str, str]:
    return statuses(World.of(mode, policy))


@pytest.mark.parametrize("mode", EVERY)
def test_a_healthy_cluster_passes_and_skips_only_what_its_mode_has_not(mode: str) -> None:
    outcomes = World.of(mode).outcomes()
    cilium = mode in CILIUM or mode == "byo-cni"
    skipped = {
        "V8": f"the policy engine is {'cilium' if cilium else 'none'}",
        **({} if cilium else {"V5": f"the data plane of {mode} is not Cilium"}),
        **SKIPPED.get(mode, {}),
    }
    own = {} if mode != "byo-cni" else {"V23": "info"}
    assert {id_: str(outcome.status) for id_, outcome in outcomes.items() if id_ not in AZURE_CHECKS} == {
        **HEALTHY,
        **({"V5": "passed"} if cilium else {}),
        **dict.fromkeys(skipped, "skipped"),
        **own,
    }
    assert {id_: outcomes[id_].summary for id_ in skipped} == skipped


def sampled(number: int, mode: str, of: Sequence[str]) -> Collection[pytest.MarkDecorator]:
    """Return the marks of a row's case: every run has one mode of each row, the next row another."""
    return () if mode == of[number % len(of)] else [pytest.mark.matrix]


@pytest.mark.parametrize(
    ("owner", "mode", "change", "policy"),
    [
        pytest.param(row.owner, mode, row.change, row.policy, marks=sampled(number, mode, row.modes))
        for number, row in enumerate(MUTATIONS)
        for mode in row.modes
    ],
)
def test_a_single_fault_fails_the_check_that_owns_it_and_no_other(
    owner: str, mode: str, change: Change, policy: str | None
) -> None:
    world = World.of(mode, policy)
    named = change(world)
    outcomes = world.outcomes()
    assert {id_: str(each.status) for id_, each in outcomes.items() if id_ not in AZURE_CHECKS} == {
        **healthy(mode, policy),
        owner: "failed",
    }
    assert named in [fault.object for fault in outcomes[owner].faults]


def test_there_are_many_different_faults_and_each_check_that_can_fail_has_some() -> None:
    assert len(MUTATIONS) >= 70
    never = {"V11", "V12"}
    assert {row.owner for row in MUTATIONS} == {check.id for check in CHECKS} - AZURE_CHECKS - never


@pytest.mark.parametrize("policy", ["calico", "azure"])
@pytest.mark.parametrize("mode", ["node-subnet", "pod-subnet", "overlay"])
def test_a_healthy_cluster_with_a_policy_engine_passes(mode: str, policy: str) -> None:
    assert healthy(mode, policy) == {**healthy(mode, None), **({"V8": "passed"} if policy == "calico" else {})}


@pytest.mark.parametrize(
    ("change", "mode"),
    [
        pytest.param(change, mode, marks=sampled(number, mode, EVERY))
        for number, change in enumerate(lookalikes.EVERYWHERE)
        for mode in EVERY
    ],
)
def test_what_only_looks_like_a_fault_changes_nothing(change: Callable[[World], None], mode: str) -> None:
    world = World.of(mode)
    change(world)
    assert statuses(world) == healthy(mode, None)


@pytest.mark.parametrize("mode", AZURE)
def test_a_windows_node_needs_no_agents_of_linux(mode: str) -> None:
    world = World.of(mode)
    lookalikes.windows_node(world)
    assert statuses(world) == healthy(mode, None)
