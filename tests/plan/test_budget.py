"""What stacks cost in addresses and how far they grow: whole budgets, what stops growth first, and monotony."""

from ipaddress import IPv4Network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aksnet.azure.modes import MODES
from aksnet.plan.budget import Budget, RangeBudget, needed_lengths, stack_budget
from aksnet.plan.growth import Growth
from aksnet.plan.shares import Share
from aksnet.planning import make_plan
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import SettingsError
from tests.plan.support import Raw, context, dev, network, problems
from tests.scale import drawn


def _budget(raw: Raw) -> Budget:
    return stack_budget(context(raw).plan)


def _of(raw: Raw, name: str = "dev-node-subnet") -> RangeBudget:
    return next(found for found in _budget(raw).ranges if found.name == name)


def _growth(raw: Raw) -> list[tuple[str, int, str]]:
    return [(found.pool, found.nodes_left, found.stopped_by) for found in _budget(raw).growth]


@pytest.mark.parametrize(
    ("mode", "name", "formula", "needed"),
    [
        ("node-subnet", "dev-node-subnet", "(20 + 0) x (1 + 30)", 620),
        ("overlay", "dev-node-subnet", "20 + 0", 20),
        ("overlay", "dev pods", "(20 + 0) x 256", 5120),
    ],
)
def test_nodes_that_aks_makes_by_itself_are_counted_up_to_their_ceiling(
    mode: str, name: str, formula: str, needed: int
) -> None:
    shares = _of(dev(mode=mode, nodeProvisioning={"maxNodes": 20}), name).shares
    [found] = [share for share in shares if share.pool == "auto-provisioned"]
    assert (found.formula, found.needed, found.surge) == (formula, needed, 0)


def test_a_subnet_without_room_for_them_is_told_before_they_are_made() -> None:
    raw = dev(mode="node-subnet", nodeSubnet="10.224.0.0/23", nodeProvisioning={"maxNodes": 20})
    [problem] = problems(raw)
    assert (problem.kind, problem.path) == (Kind.TOO_SMALL, "clusters.dev.nodeSubnet.prefix")


def test_a_flat_cluster_is_one_subnet_with_one_share() -> None:
    raw = dev(mode="node-subnet", nodePools={"np": {"minCount": 3, "maxCount": 50, "maxSurge": 1}})
    assert _budget(raw) == Budget(
        ranges=(
            RangeBudget(
                name="dev-node-subnet",
                kind="subnet",
                network=IPv4Network("10.224.0.0/16"),
                shares=(
                    Share(
                        cluster="dev",
                        pool="np",
                        what="nodes and pods",
                        formula="(50 + 1) x (1 + 30)",
                        floor=1581,
                        needed=1581,
                        surge=31,
                        per_node=31,
                    ),
                ),
                reserved=5,
            ),
        ),
        growth=(
            Growth(
                cluster="dev",
                pool="np",
                nodes=50,
                max_pods=30,
                nodes_left=950,
                stopped_by="1000 nodes a pool",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("nodes", "pods", "needed", "length"),
    [(50, 30, 1581, 21), (60, 30, 1891, 21), (3, 110, 444, 23), (3, 250, 1004, 22)],
)
def test_the_documented_numbers(nodes: int, pods: int, needed: int, length: int) -> None:
    budget = _of(dev(mode="node-subnet", nodePools={"np": {"count": nodes, "maxPods": pods, "maxSurge": 1}}))
    assert (budget.needed, budget.fitting_length()) == (needed, length)


def test_what_is_left_of_a_range_that_is_just_full() -> None:
    raw = dev(mode="node-subnet", nodeSubnet="10.224.0.0/25", nodePools={"np": {"maxSurge": 1}})
    budget = _of(raw)
    assert (budget.available, budget.needed, budget.free, budget.floor, budget.surge) == (123, 124, -1, 124, 31)
    assert budget.utilisation == pytest.approx(124 / 123)


@pytest.mark.parametrize(
    ("mode", "nodes", "pods"),
    [
        ("kubenet", ("nodes", 4, 4, 5), ("node ranges", 1024, 1024, 0)),
        ("overlay", ("nodes", 4, 4, 5), ("node ranges", 1024, 1024, 0)),
        ("cilium-overlay-dual-stack", ("nodes", 4, 4, 5), ("node ranges", 1024, 1024, 0)),
        ("pod-subnet", ("nodes", 4, 4, 5), ("pods", 68, 444, 5)),
        ("cilium-pod-subnet-static-block", ("nodes", 4, 4, 5), ("pods", 448, 448, 32)),
        ("cilium-node-subnet", ("nodes and pods", 124, 124, 5), None),
        ("byo-cni", ("nodes", 4, 4, 5), None),
    ],
)
def test_every_way_to_hand_out_addresses(mode: str, nodes: tuple[Any, ...], pods: tuple[Any, ...] | None) -> None:
    """What the share is for, its floor, its full load, and what nobody gets of the range."""
    ranges = _budget(dev(mode=mode)).ranges
    shown = [(r.shares[0].what, r.floor, r.needed, r.reserved) for r in ranges]
    assert sorted(shown) == sorted(part for part in (nodes, pods) if part is not None)


def test_a_cni_of_ones_own_is_budgeted_when_it_is_the_cilium_of_the_chart() -> None:
    raw = dev(mode="byo-cni", podCidr="10.244.0.0/21", installCilium={}, nodePools={"np": {"count": 5, "maxSurge": 1}})
    pods = _of(raw, "dev pods")
    assert (pods.network, pods.needed, pods.free) == (IPv4Network("10.244.0.0/21"), 6 * 256, 2 * 256)
    assert _growth(raw) == [("np", 2, "pod CIDR 10.244.0.0/21")]
    full = dev(mode="byo-cni", podCidr="10.244.0.0/22", installCilium={}, nodePools={"np": {"count": 5, "maxSurge": 1}})
    with pytest.raises(SettingsError) as refused:
        make_plan(full, stack="dev", location="westeurope")
    assert [(found.path, found.code) for found in refused.value.problems] == [
        ("clusters.dev.podCidr", "InsufficientSubnetSize")
    ]


def test_front_ends_and_a_private_endpoint_take_addresses_where_they_are() -> None:
    workloads = {
        "a": {"kind": "nginx", "service": {"type": "LoadBalancer", "internal": True}},
        "b": {"kind": "nginx", "service": {"type": "LoadBalancer", "internal": True, "subnet": "lb"}},
        "c": {"kind": "hello-kubernetes", "service": {"type": "LoadBalancer", "internal": True, "subnet": "lb"}},
        "d": {"kind": "nginx", "service": {"type": "LoadBalancer"}},
    }
    raw = network({"dev": {"privateCluster": True, "workloads": workloads}}, subnets={"lb": "10.230.0.0/24"})
    assert {r.name: [(s.what, s.needed, s.per_node) for s in r.shares] for r in _budget(raw).ranges} == {
        "dev-node-subnet": [("nodes", 4, 1), ("private endpoint", 1, 0), ("load balancers", 1, 0)],
        "lb": [("load balancers", 2, 0)],
        "dev pods": [("node ranges", 1024, 256)],
    }


def test_clusters_that_share_a_subnet_are_added_up() -> None:
    clusters = {
        "a": {"nodeSubnet": {"name": "shared", "prefix": "10.224.0.0/24"}},
        "b": {"mode": "node-subnet", "nodeSubnet": "shared"},
    }
    assert _of({"clusters": clusters}, "shared").needed == 4 + 124


GROWTH = {
    "the pod CIDR": (dev(podCidr="10.244.0.0/20", nodePools={"np": {"maxSurge": 1}}), 12, "pod CIDR 10.244.0.0/20"),
    "the pod CIDR, surge growing along": (dev(podCidr="10.244.0.0/20"), 11, "pod CIDR 10.244.0.0/20"),
    "the node subnet": (
        dev(nodeSubnet="10.224.0.0/28", nodePools={"np": {"maxSurge": 1}}),
        7,
        "subnet 10.224.0.0/28",
    ),
    "the pod subnet": (
        dev(mode="pod-subnet", podSubnet="10.225.0.0/22", nodePools={"np": {"maxSurge": 1}}),
        5,
        "subnet 10.225.0.0/22",
    ),
    "the pool": (dev(podCidr="10.32.0.0/11", nodePools={"np": {"maxPods": 100}}), 997, "1000 nodes a pool"),
    "the VNet": (
        dev(
            mode="node-subnet", nodeSubnet="10.0.0.0/15", nodePools={"np": {"count": 200, "maxPods": 99, "maxSurge": 1}}
        ),
        454,
        "65536 addresses that a VNet gives out one by one",
    ),
    "the VNet, batches of pods": (
        dev(
            mode="pod-subnet", podSubnet="10.32.0.0/14", nodePools={"np": {"count": 200, "maxPods": 250, "maxSurge": 1}}
        ),
        59,
        "65536 addresses that a VNet gives out one by one",
    ),
    "the pods of an overlay": (
        dev(podCidr="10.32.0.0/11", nodePools={"np": {"count": 700, "maxPods": 250, "maxSurge": 1}}),
        100,
        "200000 pods in a cluster",
    ),
    "the mode": (dev(mode="kubenet", podCidr="10.32.0.0/11"), 397, "400 nodes in kubenet"),
}


@pytest.mark.parametrize(("raw", "left", "limit"), GROWTH.values(), ids=GROWTH)
def test_growth_ends_at_the_limit_that_is_reached_first(raw: Raw, left: int, limit: str) -> None:
    assert [(nodes, stopped) for _, nodes, stopped in _growth(raw)] == [(left, limit)]


def test_blocks_count_as_one_address_each_where_pods_of_others_take_theirs_one_by_one() -> None:
    pool = {"np": {"count": 999, "maxPods": 31, "maxSurge": 1}}
    blocks = {"mode": "pod-subnet-static-block", "podSubnet": {"name": "b", "prefix": "10.32.0.0/14"}}
    flat = {"mode": "node-subnet", "nodeSubnet": {"name": "n", "prefix": "10.40.0.0/15"}}
    small = {"np": {"count": 3, "maxPods": 99, "maxSurge": 1}}
    raw = {"clusters": {"a": blocks | {"nodePools": pool}, "b": flat | {"nodePools": small}}}
    left = (65_536 - 1000 - 1000 * 2 - 4 * 100) // 100
    assert _growth(raw)[1] == ("np", left, "65536 addresses that a VNet gives out one by one")


def test_a_subnet_of_unknown_range_is_named_before_the_limits_that_are_known() -> None:
    one = {"nodeSubnet": {"name": "shared", "existing": True}, "nodePools": {"np": {"maxPods": 30}}}
    raw = network({"dev": one | {"podCidr": "10.32.0.0/11"}}, name="hub", existing=True)
    said = "the range of subnet shared, which is not known, or by 1000 nodes a pool"
    assert _growth(raw) == [("np", 997, said)]
    both = one | {"mode": "pod-subnet", "podSubnet": {"name": "pods", "existing": True}}
    raw = network({"dev": both | {"nodePools": {"np": {"count": 3, "maxSurge": 1}}}}, name="hub", existing=True)
    known = "65536 addresses that a VNet gives out one by one"
    said = f"the range of subnet pods and of shared, which is not known, or by {known}"
    assert _growth(raw) == [("np", (65_536 - 4 * 112) // 112, said)]


@given(count=st.integers(1, 40), surge=st.sampled_from(["1", "5", "10%", "33%"]), length=st.integers(16, 22))
@drawn(60)
def test_a_pool_that_grows_as_far_as_is_said_still_fits_and_no_further(count: int, surge: str, length: int) -> None:
    def grown(nodes: int) -> Raw:
        return dev(podCidr=f"10.64.0.0/{length}", nodePools={"np": {"count": nodes, "maxSurge": surge}})

    left = _budget(grown(count)).growth[0].nodes_left
    fits = [all(r.free >= 0 for r in _budget(grown(count + more)).ranges) for more in (0, left, left + 1)]
    assert fits == [True, True, False] if fits[0] else left == 0


def _pools(draw: st.DrawFn) -> Raw:
    names = draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True))
    return {
        name: {
            "count": draw(st.integers(0, 50)),
            "maxPods": draw(st.integers(10, 249)),
            "maxSurge": draw(st.integers(1, 9)),
        }
        for name in names
    }


@given(data=st.data(), mode=st.sampled_from(list(MODES)))
@drawn(200)
def test_more_nodes_surge_pods_or_pools_never_need_less(data: st.DataObject, mode: str) -> None:
    pools = data.draw(st.composite(_pools)())
    pool = data.draw(st.sampled_from(sorted(pools)))
    key = data.draw(st.sampled_from(["count", "maxPods", "maxSurge", "another pool"]))
    more = pools | ({"z": {"count": 3}} if key == "another pool" else {pool: pools[pool] | {key: pools[pool][key] + 1}})
    before, after = (_budget(dev(mode=mode, nodePools=each)) for each in (pools, more))
    for one, other in zip(before.ranges, after.ranges, strict=True):
        assert (one.floor <= other.floor, one.needed <= other.needed, one.surge <= other.surge) == (True, True, True)
        assert one.fitting_length() >= other.fitting_length()


@pytest.mark.parametrize("mode", MODES)
def test_the_length_that_a_subnet_needs_is_known_before_it_has_a_range(mode: str) -> None:
    raw = dev(mode=mode)
    known = {found.name: found.fitting_length() for found in _budget(raw).ranges if found.kind == "subnet"}
    without = {"clusters": {"dev": {"mode": mode}, "other": {"mode": "byo-cni"}}}
    assert {**known, "other-node-subnet": 28} == needed_lengths(context(without).plan)


@pytest.mark.parametrize(("nodes", "pods", "needed"), [(15, 10, 176), (6, 32, 231)])
def test_a_dynamic_pod_subnet_is_not_counted_beyond_the_pods_that_nodes_may_run(
    nodes: int, pods: int, needed: int
) -> None:
    pool = {"np": {"count": nodes, "maxPods": pods, "maxSurge": 1}}
    budget = _of(dev(mode="pod-subnet", podSubnet="10.225.0.0/24", nodePools=pool), "dev-pod-subnet")
    assert (budget.needed, budget.available) == (needed, 251)
