"""`aksnet calc`: the numbers of the issue and of AKS's pages literally, for every mode, and wrong calls."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aksnet.azure.modes import MODES
from aksnet.report.worked import training, worked
from tests.command_line import Result, invoke
from tests.scale import drawn


def run(*words: str) -> Result:
    return invoke("calc", *words)


def numbers(mode: str, nodes: int, surge: int | str, max_pods: int) -> dict[str, Any]:
    words = ["--nodes", str(nodes), "--surge", str(surge), "--max-pods", str(max_pods), "--json"]
    record: dict[str, Any] = json.loads(run(mode, *words).stdout)
    return record


def shown(record: dict[str, Any]) -> list[tuple[str, int, int, int]]:
    return [(each["what"], each["addresses"], each["reserved"], each["smallestPrefix"]) for each in record["ranges"]]


@pytest.mark.parametrize(
    ("nodes", "surge", "max_pods", "addresses", "prefix"),
    [(50, 1, 30, 1_581, 21), (60, 1, 30, 1_891, 21), (3, 1, 110, 444, 23), (3, 1, 250, 1_004, 22), (3, 1, 30, 124, 24)],
)
@pytest.mark.parametrize("mode", ["node-subnet", "cilium-node-subnet"])
def test_flat_modes_count_nodes_and_all_their_pods(
    mode: str, nodes: int, surge: int, max_pods: int, addresses: int, prefix: int
) -> None:
    assert shown(numbers(mode, nodes, surge, max_pods)) == [("node subnet", addresses, 5, prefix)]


def test_the_training_formula_stands_beside_that_of_aks() -> None:
    assert numbers("node-subnet", 3, 1, 30)["training"] == {"formula": "3 x 30 + 5", "addresses": 95, "aks": 124}
    assert numbers("node-subnet", 50, 1, 30)["training"] == {"formula": "50 x 30 + 5", "addresses": 1_505, "aks": 1_581}
    assert numbers("overlay", 3, 1, 30)["training"] is None


def test_four_nodes_with_thirty_pods_need_one_address_more_than_a_25_offers() -> None:
    only = worked(MODES["node-subnet"], nodes=3, surge=1, max_pods=30)[0]
    assert (only.addresses, only.length, only.room, only.short) == (124, 24, 251, 1)
    text = " ".join(run("node-subnet", "--nodes", "3", "--surge", "1").output.split())
    assert "node subnet (3 + 1) x (1 + 30) 124 5 /24 251 /25: 1 too few" in text
    assert (
        "Trainings count 3 x 30 + 5 = 95, the 5 that Azure keeps included. AKS counts 124 + 5, so 34 more: the short "
        "formula has no addresses for the 4 nodes themselves and for the 30 pods of the surge."
    ) in text


@pytest.mark.parametrize("mode", ["pod-subnet", "cilium-pod-subnet"])
def test_dynamic_pod_subnets_have_a_floor_and_a_full_load(mode: str) -> None:
    assert shown(numbers(mode, 3, 1, 250)) == [
        ("node subnet", 4, 5, 28),
        ("pod subnet, floor", 4 * 17, 5, 25),
        ("pod subnet, full", 4 * 251, 5, 22),
    ]
    assert shown(numbers(mode, 50, "10%", 110))[2] == ("pod subnet, full", 55 * 111, 5, 19)


@pytest.mark.parametrize(
    ("max_pods", "addresses", "hint"),
    [
        (30, 4 * 32, "31 pods a node would take no more"),
        (31, 4 * 32, ""),
        (32, 4 * 48, "47 pods a node would take no more"),
    ],
)
def test_blocks_are_whole_and_say_what_they_waste(max_pods: int, addresses: int, hint: str) -> None:
    mode = "pod-subnet-static-block"
    assert shown(numbers(mode, 3, 1, max_pods))[1] == ("pod subnet", addresses, 32, 24)
    text = run(mode, "--nodes", "3", "--surge", "1", "--max-pods", str(max_pods)).output
    assert ("would take no more" in text) == bool(hint)
    assert hint in text


@pytest.mark.parametrize("mode", [m.name for m in MODES.values() if m.has_pod_cidr and m.policies])
def test_pod_cidrs_have_a_24_for_every_node_whatever_its_pods(mode: str) -> None:
    assert shown(numbers(mode, 5, 0, 30)) == [("node subnet", 5, 5, 28), ("pod CIDR", 1_280, 0, 21)]
    assert shown(numbers(mode, 256, 0, 250))[1] == ("pod CIDR", 65_536, 0, 16)


def test_a_cni_of_ones_own_cuts_its_range_itself() -> None:
    assert shown(numbers("byo-cni", 5, 0, 30)) == [("node subnet", 5, 5, 28)]


def test_more_nodes_than_the_mode_has_room_for_are_reckoned_with_a_remark() -> None:
    assert "A cluster in this mode ends at 400 nodes" in run("kubenet", "--nodes", "401").output
    assert "ends at" not in run("kubenet", "--nodes", "400").output


@pytest.mark.parametrize(
    ("mode", "nodes", "pods", "said"),
    [
        ("overlay", 1000, 30, []),
        ("overlay", 1001, 30, ["A pool ends at 1,000 nodes; 1,001 of them need 2 pools"]),
        ("node-subnet", 500, 130, []),
        ("node-subnet", 501, 130, ["A VNet gives out 65,536 addresses one by one; these are 65,631"]),
        ("pod-subnet", 537, 120, []),
        ("pod-subnet", 538, 120, ["A VNet gives out 65,536 addresses one by one; these are 65,636"]),
        ("pod-subnet-static-block", 1000, 250, []),
        (
            "pod-subnet-static-block",
            4100,
            250,
            [
                "A pool ends at 1,000 nodes; 4,100 of them need 5 pools",
                "A pod subnet of blocks is no larger than a /12; this is a /11",
            ],
        ),
        ("overlay", 2, 15, []),
        ("overlay", 2, 14, ["A pool must have room for 30 pods; this one has room for 28"]),
        (
            "kubenet",
            1001,
            30,
            ["A cluster in this mode ends at 400 nodes", "A pool ends at 1,000 nodes; 1,001 of them need 2 pools"],
        ),
    ],
)
def test_limits_that_a_pool_breaks_are_said_beside_its_numbers(
    mode: str, nodes: int, pods: int, said: list[str]
) -> None:
    assert numbers(mode, nodes, 0, pods)["limits"] == said
    result = run(mode, "--nodes", str(nodes), "--surge", "0", "--max-pods", str(pods))
    assert result.exit_code == 0
    assert [line for line in result.output.splitlines() if line in said] == said


def test_without_numbers_the_modes_own_default_and_ten_percent_are_taken() -> None:
    record = json.loads(run("overlay", "--nodes", "11", "--json").stdout)
    assert (record["surge"], record["maxPods"]) == (2, 250)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["podsubnet", "--nodes", "3"], "did you mean pod-subnet?"),
        (["zzz", "--nodes", "3"], "known: kubenet, node-subnet"),
        (["node-subnet"], "Missing option '--nodes'"),
        (["node-subnet", "--nodes", "0"], "greater than or equal to 1"),
        (["node-subnet", "--nodes", "3", "--max-pods", "251"], "node-subnet allows 10 to 250 pods a node"),
        (["node-subnet", "--nodes", "3", "--max-pods", "9"], "node-subnet allows 10 to 250 pods a node"),
        (["node-subnet", "--nodes", "3", "--surge", "-1"], "neither a number of nodes such as 1"),
        (["node-subnet", "--nodes", "3", "--surge", "101%"], "neither a number of nodes such as 1"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_call_ends_with_two_and_says_what_to_write(words: list[str], told: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert told in " ".join(result.output.replace("│", " ").split())


@given(
    mode=st.sampled_from(list(MODES)), nodes=st.integers(1, 5000), surge=st.integers(0, 500), pods=st.integers(10, 250)
)
@drawn(300)
def test_the_smallest_prefix_holds_the_addresses_and_the_next_does_not(
    mode: str, nodes: int, surge: int, pods: int
) -> None:
    for each in worked(MODES[mode], nodes=nodes, surge=surge, max_pods=pods):
        assert each.addresses <= each.room
        assert each.length == 29 or each.short > 0


@given(nodes=st.integers(1, 5000), surge=st.integers(0, 500), pods=st.integers(10, 250))
@drawn(200)
def test_the_training_formula_forgets_the_nodes_and_the_pods_of_the_surge(nodes: int, surge: int, pods: int) -> None:
    thumb = training(MODES["node-subnet"], nodes=nodes, surge=surge, max_pods=pods)
    assert thumb is not None
    assert thumb.missing == nodes + surge + surge * pods
