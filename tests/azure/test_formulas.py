"""The arithmetic of addresses: the documented numbers literally, the edges, and brute force beside every formula."""

from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aksnet.azure import formulas

NODES = st.integers(0, 1000)
SURGE = st.integers(0, 100)
PODS = st.integers(10, 250)


@pytest.mark.parametrize(
    ("nodes", "surge", "pods", "expected"),
    [(50, 1, 30, 1581), (60, 1, 30, 1891), (3, 1, 110, 444), (3, 1, 250, 1004), (3, 1, 30, 124), (0, 0, 250, 0)],
)
def test_nodes_and_pods_of_one_subnet(nodes: int, surge: int, pods: int, expected: int) -> None:
    assert formulas.flat(nodes, surge, pods) == expected


def test_the_formula_of_the_training_forgets_nodes_and_surge() -> None:
    assert formulas.training(3, 30) == 95
    assert formulas.training(50, 30) == 1505


@pytest.mark.parametrize(
    ("length", "expected"), [(24, 251), (25, 123), (26, 59), (28, 11), (29, 3), (16, 65_531), (30, 0), (32, 0)]
)
def test_azure_keeps_five_addresses_of_each_subnet(length: int, expected: int) -> None:
    assert formulas.usable(IPv4Network((0, length))) == expected


@pytest.mark.parametrize(
    ("surge", "nodes", "expected"),
    [
        ("10%", 3, 1),
        ("10%", 10, 1),
        ("10%", 11, 2),
        ("33%", 30, 10),
        ("100%", 7, 7),
        ("5", 3, 3),
        ("2", 3, 2),
        ("1000", 3, 3),
        ("5", 0, 0),
        ("1%", 0, 0),
    ],
)
def test_a_share_of_surge_is_rounded_up_and_an_empty_pool_has_none(surge: str, nodes: int, expected: int) -> None:
    assert formulas.surge_nodes(surge, nodes) == expected


@pytest.mark.parametrize(
    ("nodes", "surge", "pods", "expected"),
    [(1, 0, 30, 31), (15, 1, 10, 176), (6, 1, 32, 231), (3, 1, 110, 444), (50, 5, 110, 6105), (3, 1, 250, 1004)],
)
def test_full_nodes_of_a_pod_subnet_hold_an_address_per_pod_and_their_own(
    nodes: int, surge: int, pods: int, expected: int
) -> None:
    assert formulas.dynamic_full(nodes, surge, pods) == expected


@pytest.mark.parametrize(("pods", "expected"), [(10, 4 * 11), (16, 4 * 17), (30, 4 * 17), (250, 4 * 17)])
def test_a_node_without_pods_holds_its_own_address_and_one_batch_or_as_many_as_pods_may_run(
    pods: int, expected: int
) -> None:
    assert formulas.dynamic_floor(3, 1, pods) == expected


@pytest.mark.parametrize(
    ("pods", "expected"),
    [(10, 16), (15, 16), (16, 32), (30, 32), (31, 32), (32, 48), (111, 112), (239, 240), (250, 256)],
)
def test_a_node_takes_whole_blocks_for_its_pods_and_one_address_more(pods: int, expected: int) -> None:
    assert formulas.static_block(1, 0, pods) == expected


@pytest.mark.parametrize(
    ("pods", "expected"),
    [(10, 15), (15, 15), (16, 31), (30, 31), (31, 31), (32, 47), (239, 239), (240, 250), (250, 250)],
)
def test_blocks_are_full_at_sixteen_times_n_less_one(pods: int, expected: int) -> None:
    assert formulas.max_pods_without_waste(pods) == expected


def test_every_node_has_a_24_of_the_pod_cidr() -> None:
    assert formulas.pod_cidr(4, 1) == 1280
    assert formulas.pod_cidr(256, 0) == IPv4Network("10.244.0.0/16").num_addresses


@pytest.mark.parametrize(
    ("addresses", "reserved", "expected"),
    [
        (123, 5, 25),
        (124, 5, 24),
        (251, 5, 24),
        (252, 5, 23),
        (1, 5, 29),
        (3, 5, 29),
        (4, 5, 28),
        (1280, 0, 21),
        (1024, 0, 22),
    ],
)
def test_the_prefix_that_holds_so_many(addresses: int, reserved: int, expected: int) -> None:
    assert formulas.prefix_length_for(addresses, reserved=reserved) == expected


@given(nodes=NODES, surge=SURGE, pods=PODS)
def test_a_flat_subnet_is_the_sum_over_its_nodes(nodes: int, surge: int, pods: int) -> None:
    assert formulas.flat(nodes, surge, pods) == sum(1 + pods for _ in range(nodes + surge))


@given(pods=PODS)
def test_batches_are_those_of_a_node_that_fills_up_pod_by_pod(pods: int) -> None:
    """Brute force: a node asks for sixteen more whenever fewer than eight are free, up to the pods that may run."""
    held = min(16, pods)
    assert formulas.dynamic_floor(1, 0, pods) == held + 1
    for running in range(pods + 1):
        while held - running < 8 and held < pods:
            held = min(held + 16, pods)
    assert formulas.dynamic_full(1, 0, pods) == held + 1


@given(pods=PODS)
def test_blocks_are_the_fewest_that_hold_the_pods_and_one_address_more(pods: int) -> None:
    blocks = next(number for number in range(1, 20) if 16 * number >= pods + 1)
    assert formulas.blocks_per_node(pods) == blocks
    most = max(more for more in range(10, 251) if -(-(more + 1) // 16) == blocks)
    assert formulas.max_pods_without_waste(pods) == most


@given(addresses=st.integers(1, 2**24), reserved=st.sampled_from([0, 5, 32]))
def test_the_prefix_that_fits_fits_and_no_longer_one_does(addresses: int, reserved: int) -> None:
    length = formulas.prefix_length_for(addresses, reserved=reserved)
    assert addresses + reserved <= 2 ** (32 - length)
    assert length == 29 or addresses + reserved > 2 ** (31 - length)


@given(nodes=NODES, percent=st.integers(1, 100))
def test_a_share_of_surge_is_the_least_whole_number_that_is_enough(nodes: int, percent: int) -> None:
    surge = formulas.surge_nodes(f"{percent}%", nodes)
    assert 100 * (surge - 1) < nodes * percent <= 100 * surge


@given(surge=st.one_of(st.integers(1, 9999).map(str), st.integers(1, 100).map("{}%".format)))
def test_the_largest_pool_and_its_surge_fit_into_a_pool_and_one_node_more_does_not(surge: str) -> None:
    most = formulas.largest_pool(surge)
    assert most + formulas.surge_nodes(surge, most) <= formulas.POOL_CEILING
    assert most + 1 + formulas.surge_nodes(surge, most + 1) > formulas.POOL_CEILING
